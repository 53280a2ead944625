// expected: array_traits<A>::space is missing
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> {
  using value_type = double;
#ifndef MISTAKE
  using space = sylva::host_space;
#endif
  using family = field_family;
  static sylva::strided_view<const double> view(const field& f) { return right_traits::view(f); }
};
static_assert(sylva::check_array_type<field>());
