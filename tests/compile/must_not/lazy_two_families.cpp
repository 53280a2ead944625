// expected: a lazy pipeline has arrays of one family
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

#include "device_memory.hpp"

auto deficit(const std::vector<double>& rh, const device_array<double>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc);
#else
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh[0], tc);
#endif
}
