// expected: array_traits<A>::view\(const A&\) is missing: it says where the elements lie
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> {
  using value_type = double;
  using space = sylva::host_space;
  using family = field_family;
#ifdef MISTAKE
  static sylva::strided_view<const double> view(field& f) { return right_traits::view(f); }
#else
  static sylva::strided_view<const double> view(const field& f) { return right_traits::view(f); }
#endif
};
static_assert(sylva::check_array_type<field>());
