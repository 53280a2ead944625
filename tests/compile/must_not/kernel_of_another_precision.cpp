// expected: the kernel does not take these inputs: it has another number of them, or another precision
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

std::vector<float> saturation(const std::vector<float>& tc) {
#ifdef MISTAKE
  using real = double;
#else
  using real = float;
#endif
  return sylva::map(sylva::saturation_vapour_pressure<real>{}, tc);
}
