// expected: the elements of this array are not floating-point numbers
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

#ifdef MISTAKE
using number = int;
#else
using number = double;
#endif

auto saturation(const std::vector<number>& tc) {
  return sylva::map(sylva::saturation_vapour_pressure<double>{}, tc);
}
