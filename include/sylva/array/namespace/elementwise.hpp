#pragma once

#include <sylva/array/namespace/convert.hpp>

namespace sylva::detail {

/// The elementwise functions of a namespace. Arguments are arrays and scalars, at least one of them an array,
/// and broadcast; the result is a new array. Types promote by the standard's table, and a scalar that the
/// arrays' type does not hold is an error, std::out_of_range. Where the array API standard leaves a case open
/// it is NumPy's: NaN in an argument of minimum, maximum or clip is NaN in the result, and logical functions
/// take numbers, of which all but zero are true.
struct elementwise_functions {
  /// Of floating-point arguments, by the family's own policy: SIMD or threads.
#define SYLVA_REAL(name)                                                                      \
  template <class... A>                                                                       \
  [[nodiscard]] static auto name(const A&... a) {                                             \
    static_assert(std::floating_point<promoted<A...>>, #name " is of floating-point arrays"); \
    return lifted(#name, fn::name{}, a...);                                                   \
  }
  SYLVA_REAL(sqrt)
  SYLVA_REAL(cbrt)  ///< not in the standard
  SYLVA_REAL(exp)
  SYLVA_REAL(log)
  SYLVA_REAL(sin)
  SYLVA_REAL(cos)
  SYLVA_REAL(tan)
  SYLVA_REAL(asin)
  SYLVA_REAL(acos)
  SYLVA_REAL(atan)
  SYLVA_REAL(tanh)
#undef SYLVA_REAL

#define SYLVA_LOOP(name, constraint, words, result)                                                 \
  template <class... A>                                                                             \
  [[nodiscard]] static auto name(const A&... a) {                                                   \
    using T = promoted<A...>;                                                                       \
    static_assert(constraint, #name " is of " words " arrays");                                     \
    return loop<std::conditional_t<true, T, A>...>::template made<result>(#name, fn::name{}, a...); \
  }
#define SYLVA_REAL(name) SYLVA_LOOP(name, std::floating_point<T>, "floating-point", T)
  SYLVA_REAL(log2)
  SYLVA_REAL(log10)
  SYLVA_REAL(log1p)
  SYLVA_REAL(expm1)
  SYLVA_REAL(sinh)
  SYLVA_REAL(cosh)
  SYLVA_REAL(asinh)
  SYLVA_REAL(acosh)
  SYLVA_REAL(atanh)
  SYLVA_REAL(pow)
  SYLVA_REAL(atan2)
  SYLVA_REAL(hypot)
  SYLVA_REAL(copysign)
  SYLVA_REAL(divide)
#undef SYLVA_REAL

#define SYLVA_NUMERIC(name) SYLVA_LOOP(name, numeric<T>, "numeric", T)
  SYLVA_NUMERIC(abs)
  SYLVA_NUMERIC(floor)
  SYLVA_NUMERIC(ceil)
  SYLVA_NUMERIC(trunc)
  SYLVA_NUMERIC(round)  ///< halves go to even
  SYLVA_NUMERIC(sign)
  SYLVA_NUMERIC(negative)
  SYLVA_NUMERIC(positive)
  SYLVA_NUMERIC(square)
  SYLVA_NUMERIC(add)
  SYLVA_NUMERIC(subtract)
  SYLVA_NUMERIC(multiply)
  SYLVA_NUMERIC(floor_divide)
  SYLVA_NUMERIC(remainder)  ///< has the sign of the divisor
  SYLVA_NUMERIC(minimum)
  SYLVA_NUMERIC(maximum)
#undef SYLVA_NUMERIC

#define SYLVA_PREDICATE(name) SYLVA_LOOP(name, (sizeof(T) > 0), "any", bool)
  SYLVA_PREDICATE(isnan)
  SYLVA_PREDICATE(isfinite)
  SYLVA_PREDICATE(isinf)
  SYLVA_PREDICATE(equal)
  SYLVA_PREDICATE(not_equal)
  SYLVA_PREDICATE(less)
  SYLVA_PREDICATE(less_equal)
  SYLVA_PREDICATE(greater)
  SYLVA_PREDICATE(greater_equal)
  SYLVA_PREDICATE(logical_not)
#undef SYLVA_PREDICATE
#undef SYLVA_LOOP

  // each argument is true or false on its own: masks and numbers mix
#define SYLVA_LOGICAL(name)                                                \
  template <class A, class B>                                              \
  [[nodiscard]] static auto name(const A& a, const B& b) {                 \
    return loop<bool, bool>::template made<bool>(#name, fn::name{}, a, b); \
  }
  SYLVA_LOGICAL(logical_and)
  SYLVA_LOGICAL(logical_or)
  SYLVA_LOGICAL(logical_xor)
#undef SYLVA_LOGICAL

  /// x where the condition is true, y elsewhere.
  template <class Condition, class X, class Y>
  [[nodiscard]] static auto where(const Condition& condition, const X& x, const Y& y) {
    static_assert(std::same_as<element_t<Condition>, bool>, "the condition of where is of bool");
    using T = promoted<X, Y>;
    return loop<bool, T, T>::template made<T>("where", fn::where{}, condition, x, y);
  }

  /// x limited to [min, max]; std::nullopt is no limit.
  template <class X, class Min, class Max = std::nullopt_t>
  [[nodiscard]] static auto clip(const X& x, const Min& min, const Max& max = std::nullopt) {
    constexpr bool has_min = !std::same_as<Min, std::nullopt_t>, has_max = !std::same_as<Max, std::nullopt_t>;
    if constexpr (has_min && has_max) {
      using T = promoted<X, Min, Max>;
      static_assert(numeric<T>, "clip is of numeric arrays");
      return loop<T, T, T>::template made<T>("clip", fn::clip{}, x, min, max);
    } else if constexpr (has_min || has_max) {
      using kernel = std::conditional_t<has_min, fn::maximum, fn::minimum>;
      using limit = std::conditional_t<has_min, Min, Max>;
      using T = promoted<X, limit>;
      static_assert(numeric<T>, "clip is of numeric arrays");
      if constexpr (has_min) {
        return loop<T, T>::template made<T>("clip", kernel{}, x, min);
      } else {
        return loop<T, T>::template made<T>("clip", kernel{}, x, max);
      }
    } else {
      return astype<element_t<X>>(x);
    }
  }

  /// A copy in another data type: floating-point numbers are truncated to integers, and larger integers wrap.
  /// Throws std::out_of_range for NaN and floating-point numbers that the integer type does not hold, which
  /// takes a pass over the array.
  template <class T, array X>
  [[nodiscard]] static auto astype(const X& x) {
    return converted<T>("astype", x);
  }
};

}  // namespace sylva::detail
