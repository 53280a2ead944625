// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/lazy.hpp>
#include <sylva/environment/hygro.hpp>

void deficit(std::vector<double>& out, const std::vector<double>& rh, const std::vector<double>& tc) {
  const auto node = sylva::lazy(sylva::rh_to_vpd<>{}, rh, tc);
#ifdef MISTAKE
  sylva::assign(std::vector<double>(out.size()), node);
#else
  sylva::assign(std::span<double>(out), node);
#endif
}
