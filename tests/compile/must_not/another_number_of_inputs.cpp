// expected: the kernel does not take these inputs: it has another number of them, or another precision
#include <sylva/array/transform.hpp>
#include <sylva/environment/water.hpp>

void density(std::vector<double>& out, const std::vector<double>& tc) {
#ifdef MISTAKE
  sylva::transform(sylva::water_density_fisher<double>{}, out, tc);
#else
  sylva::transform(sylva::water_density_fisher<double>{}, out, tc, 101325);
#endif
}
