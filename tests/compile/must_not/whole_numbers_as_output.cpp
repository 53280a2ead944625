// expected: the elements of this array are not floating-point numbers
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

#ifdef MISTAKE
using number = int;
#else
using number = double;
#endif

void saturation(std::vector<number>& out, const std::vector<double>& tc) {
  sylva::transform(sylva::saturation_vapour_pressure<double>{}, out, tc);
}
