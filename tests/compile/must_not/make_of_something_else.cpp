// expected: array_traits<A>::make<T>\(shape\) must return array_of<T>
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  template <class T>
  static T* make(const sylva::shape& s);
#endif
};
static_assert(sylva::check_array_type<field>());
