// expected: map needs both array_traits<A>::array_of<T> and array_traits<A>::make<T>\(shape\)
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> {
  using value_type = double;
  using space = sylva::host_space;
  using family = field_family;
  static sylva::strided_view<double> view(const field& f) { return right_traits::view(f); }
#ifdef MISTAKE
  template <class T>
  using array_of = std::vector<T>;
#endif
};
static_assert(sylva::check_array_type<field>());
