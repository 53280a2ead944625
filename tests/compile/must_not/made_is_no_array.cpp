// expected: array_traits<A>::array_of<T> must be an array type too
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  template <class T>
  using array_of = T*;
  template <class T>
  static T* make(const sylva::shape& s);
#endif
};
static_assert(sylva::check_array_type<field>());
