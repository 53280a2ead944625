// expected: lazy needs an array among the arguments
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

auto deficit(double rh, [[maybe_unused]] const std::vector<double>& tc) {
#ifdef MISTAKE
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, 20.0);
#else
  return sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc);
#endif
}
