// expected: array_traits<A>::family is missing or has no name
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  struct family {};
#endif
};
static_assert(sylva::check_array_type<field>());
