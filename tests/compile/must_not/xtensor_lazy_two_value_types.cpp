// expected: all arrays of a lazy pipeline have the same value type
#include <sylva/backends/xtensor_lazy.hpp>
#include <sylva/environment/hygro.hpp>

auto deficit(const xt::xtensor<float, 1>& rh, const xt::xtensor<float, 1>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<float>{}, rh * 0.01, tc);  // percent times a double is double
#else
  return sylva::lazy(sylva::rh_to_vpd<float>{}, rh * 0.01f, tc);
#endif
}
