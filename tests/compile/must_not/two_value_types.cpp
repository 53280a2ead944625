// expected: all arrays of a call have the same value type
#include <sylva/array/transform.hpp>
#include <sylva/environment/water.hpp>

void density(std::vector<double>& out, const std::vector<double>& tc, const std::vector<float>& patm) {
#ifdef MISTAKE
  sylva::transform(sylva::water_density_fisher<double>{}, out, tc, patm);
#else
  sylva::transform(sylva::water_density_fisher<double>{}, out, tc, patm[0]);
#endif
}
