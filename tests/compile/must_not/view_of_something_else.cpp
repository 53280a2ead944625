// expected: array_traits<A>::view\(const A&\) must return strided_view<const value_type>
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  static double* view(const field& f) { return f.elements; }
#endif
};
static_assert(sylva::check_array_type<field>());
