// expected: an output is an array that can be written to
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

#ifdef MISTAKE
void saturation(const std::vector<double>& out, const std::vector<double>& tc) {
#else
void saturation(std::vector<double>& out, const std::vector<double>& tc) {
#endif
  sylva::transform(sylva::saturation_vapour_pressure<double>{}, out, tc);
}
