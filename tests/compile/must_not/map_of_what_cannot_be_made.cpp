// expected: map makes arrays like the first one, and its array_traits do not say how
#include "teachable_array.hpp"

#ifdef MISTAKE
template <>
struct sylva::array_traits<field> {
  using value_type = double;
  using space = sylva::host_space;
  using family = field_family;
  static sylva::strided_view<double> view(const field& f) { return right_traits::view(f); }
};
#else
template <>
struct sylva::array_traits<field> : right_traits {};
#endif

auto use(const field& tc) { return sylva::map(sylva::saturation_vapour_pressure<double>{}, tc); }
