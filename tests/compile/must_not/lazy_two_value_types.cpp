// expected: all arrays of a lazy pipeline have the same value type
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

auto deficit(const std::vector<double>& rh, const std::vector<float>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc);
#else
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc[0]);
#endif
}
