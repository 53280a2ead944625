#pragma once

#include <sylva/array/namespace/functions.hpp>
#include <sylva/array/namespace/reduce.hpp>

namespace sylva::detail {

/// A value among those of type S that T does not hold; 0 if there is none.
template <class T, class S>
struct not_held_by {
  using acc = S;
  using result = S;
  S identity = S(0);
  SYLVA_FUNCTION constexpr S take(S x) const { return holds<T>(x) ? S(0) : x; }
  SYLVA_FUNCTION constexpr S join(S a, S b) const { return holds<T>(a) ? b : a; }
  SYLVA_FUNCTION constexpr S finish(S a) const { return a; }
};

/// A copy of the array in type T. Throws std::out_of_range for a floating-point number that an integer type T
/// does not hold.
template <class T, class X>
auto converted(const char* function, const X& x) {
  using S = array_value_t<X>;
  if constexpr (std::floating_point<S> && kind_of<T> == kind::integer) {
    scalar_as<T>(function, hook_of<X>::first(over_all(function, not_held_by<T, S>{}, x)));
  }
  return loop<T>::template made<T>(function, fn::convert{}, x);
}

}  // namespace sylva::detail
