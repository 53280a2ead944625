// expected: array_traits<A>::array_of<T> must be movable and have a default constructor
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  template <class T>
  using array_of = std::span<T, 4>;
  template <class T>
  static std::span<T, 4> make(const sylva::shape& s);
#endif
};
static_assert(sylva::check_array_type<field>());
