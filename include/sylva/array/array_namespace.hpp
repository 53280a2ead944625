#pragma once

#include <sylva/array/namespace/creation.hpp>
#include <sylva/array/namespace/elementwise.hpp>
#include <sylva/array/namespace/manipulate.hpp>
#include <sylva/array/namespace/matmul.hpp>
#include <sylva/array/namespace/reduce.hpp>

/// Whole-array functions with the names and the meaning of the Python array API standard (2023.12), for user
/// code that is written on whole arrays and for any array family:
///
///   using xp = sylva::array_namespace_t<X, Y>;       or   const auto xp = sylva::array_namespace(x, y);
///   auto z = xp::where(xp::less(x, 0), 0, xp::exp(y));     auto z = xp.exp(y);
///
/// Results are arrays of the same family, in the same memory space; without axes where nothing is left of
/// them. A kernel, which goes through memory once, is faster where there are several steps.

namespace sylva {

namespace detail {

template <class Real, class... A>
struct first_real {
  using type = Real;
};
template <class A, class... Rest>
struct first_real<void, A, Rest...> : first_real<void, Rest...> {};
template <array A, class... Rest>
  requires std::floating_point<array_value_t<A>>
struct first_real<void, A, Rest...> {
  using type = array_value_t<A>;
};
template <>
struct first_real<void> {
  using type = double;
};

}  // namespace detail

/// The functions for arrays of a family. Like is the array type whose family, memory space and layout created
/// arrays have, Real the default floating-point type.
template <array Like, std::floating_point Real>
struct whole_array_functions : detail::creation_functions<Like, Real>,
                               detail::elementwise_functions,
                               detail::reductions,
                               detail::manipulation_functions,
                               detail::linear_algebra {
  using family = array_family_t<Like>;
  static constexpr const char* name = family::name;
  using default_type = Real;

  /// The value of an array of one element.
  template <array X>
  [[nodiscard]] static array_value_t<X> item(const X& x) {
    if (detail::shape_of(x).size() != 1) {
      throw shape_error("item: the array has shape " + to_string(detail::shape_of(x)) +
                        ", it needs one element");
    }
    return detail::hook_of<X>::first(x);
  }
};

/// The namespace of the arrays among A; scalars are ignored. No array, or arrays of two families, do not
/// compile, and the compiler's error names them.
template <class... A>
using array_namespace_t =
    whole_array_functions<detail::like_of_t<A...>,
                          typename detail::first_real<void, std::remove_cvref_t<A>...>::type>;

template <class... A>
constexpr array_namespace_t<A...> array_namespace(const A&...) {
  return {};
}

}  // namespace sylva
