// expected: array_traits<A>::value_type is missing, or const
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  using value_type = const double;
#endif
};
static_assert(sylva::check_array_type<field>());
