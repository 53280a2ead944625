#pragma once

#include <cmath>
#include <concepts>
#include <sylva/core/config.hpp>

namespace sylva {

/// How a value type V does arithmetic. The primary template serves the built-in floating-point types and any
/// type whose functions argument-dependent lookup finds; other families specialise it in sylva/backends/.
template <class V>
struct value_traits {
  using scalar = V;   ///< the scalar that V carries
  using mask = bool;  ///< what a comparison of two V yields

  SYLVA_FUNCTION static constexpr V select(mask m, const V& a, const V& b) { return m ? a : b; }
  SYLVA_FUNCTION static constexpr mask isnan(const V& x) { return x != x; }
  SYLVA_FUNCTION static constexpr bool any(mask m) { return m; }
#define SYLVA_UNARY(name)                              \
  SYLVA_FUNCTION static constexpr V name(const V& x) { \
    using std::name;                                   \
    return name(x);                                    \
  }
  SYLVA_UNARY(abs)
  SYLVA_UNARY(floor)
  SYLVA_UNARY(sqrt)
  SYLVA_UNARY(cbrt)
  SYLVA_UNARY(exp)
  SYLVA_UNARY(log)
  SYLVA_UNARY(sin)
  SYLVA_UNARY(cos)
  SYLVA_UNARY(tan)
  SYLVA_UNARY(asin)
  SYLVA_UNARY(acos)
  SYLVA_UNARY(atan)
  SYLVA_UNARY(tanh)
#undef SYLVA_UNARY
  /// a b + c, with one rounding where the processor has that, else with two: never a library call.
  SYLVA_FUNCTION static constexpr V mul_add(const V& a, const V& b, const V& c) { return a * b + c; }
  /// x^(-1/3); a family that has no division-free form divides.
  SYLVA_FUNCTION static constexpr V rcbrt(const V& x) { return V(1) / cbrt(x); }
  SYLVA_FUNCTION static constexpr V pow(const V& x, const V& y) {
    using std::pow;
    return pow(x, y);
  }
};

template <class V>
using scalar_t = typename value_traits<V>::scalar;
template <class V>
using mask_t = typename value_traits<V>::mask;

/// V carries Real: Real itself, a SIMD batch of it, a dual number over it.
template <class V, class Real>
concept value_of = std::floating_point<Real> && std::same_as<scalar_t<V>, Real>;

/// The functions that kernels call. Kernels never branch on a value: both arms of `select` are evaluated, so
/// the argument of a function with a limited domain is guarded before the call, not after it.
namespace math {

#define SYLVA_UNARY(name)                       \
  SYLVA_HOST_VALUES_TOO                         \
  template <class V>                            \
  SYLVA_FUNCTION constexpr V name(const V& x) { \
    return value_traits<V>::name(x);            \
  }
SYLVA_UNARY(abs)
SYLVA_UNARY(floor)
SYLVA_UNARY(sqrt)
SYLVA_UNARY(cbrt)
SYLVA_UNARY(rcbrt)  ///< x^(-1/3)
SYLVA_UNARY(exp)
SYLVA_UNARY(log)
SYLVA_UNARY(sin)
SYLVA_UNARY(cos)
SYLVA_UNARY(tan)
SYLVA_UNARY(asin)
SYLVA_UNARY(acos)
SYLVA_UNARY(atan)
SYLVA_UNARY(tanh)
#undef SYLVA_UNARY

SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr mask_t<V> isnan(const V& x) {
  return value_traits<V>::isnan(x);
}

/// Whether a condition holds for some lane of V: a reason to go on, never one to calculate something else.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr bool any(const mask_t<V>& m) {
  return value_traits<V>::any(m);
}

/// a where m is true, b elsewhere.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V select(const mask_t<V>& m, const V& a, const V& b) {
  return value_traits<V>::select(m, a, b);
}

SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V pow(const V& x, const V& y) {
  return value_traits<V>::pow(x, y);
}

/// a b + c
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V mul_add(const V& a, const V& b, const V& c) {
  return value_traits<V>::mul_add(a, b, c);
}

/// The smaller of x and bound; NaN in x stays NaN.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V min(const V& x, const V& bound) {
  return value_traits<V>::select(bound < x, bound, x);
}

/// The larger of x and bound; NaN in x stays NaN.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V max(const V& x, const V& bound) {
  return value_traits<V>::select(x < bound, bound, x);
}

/// x limited to [lower, upper]; NaN in x stays NaN.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V clamp(const V& x, const V& lower, const V& upper) {
  return math::min(math::max(x, lower), upper);
}

/// The remainder of x / period that has the sign of period (Python's and NumPy's %).
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V modulo(const V& x, const V& period) {
  return x - period * math::floor(V(x / period));
}

SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V square(const V& x) {
  return x * x;
}

}  // namespace math

/// Not a number, as a kernel's way to say "undefined here". Written as arithmetic because
/// std::numeric_limits is not callable on every device compiler without extra flags.
template <std::floating_point Real>
inline constexpr Real not_a_number = Real(__builtin_nanf(""));

template <std::floating_point Real>
inline constexpr Real pi = Real(3.141592653589793238462643383279502884L);

}  // namespace sylva
