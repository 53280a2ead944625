// expected: the kernel does not take these arguments
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

auto deficit(const std::vector<float>& rh, const std::vector<float>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<double>{}, rh, tc);
#else
  return sylva::lazy(sylva::rh_to_vpd<float>{}, rh, tc);
#endif
}
