// expected: array_traits<A>::view\(const A&\) must return strided_view<const value_type>
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  using value_type = float;  // and the elements are double
#endif
};
static_assert(sylva::check_array_type<field>());
