#pragma once

#include <cmath>
#include <concepts>
#include <sylva/core/math.hpp>
#include <type_traits>

/// The functions of values behind the whole-array functions: structs, so that a device can be handed them.

namespace sylva::fn {

// --- on values of any kind, SIMD ones too
// ---------------------------------------------------------------------------

#define SYLVA_UNARY(name)                              \
  struct name {                                        \
    SYLVA_HOST_VALUES_TOO                              \
    template <class V>                                 \
    SYLVA_FUNCTION constexpr V operator()(V x) const { \
      return math::name(x);                            \
    }                                                  \
  };
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

// --- on one value
// ---------------------------------------------------------------------------------------------------

#define SYLVA_UNARY(name, function)                    \
  struct name {                                        \
    template <class T>                                 \
    SYLVA_FUNCTION constexpr T operator()(T x) const { \
      using std::function;                             \
      return static_cast<T>(function(x));              \
    }                                                  \
  };
SYLVA_UNARY(log2, log2)
SYLVA_UNARY(log10, log10)
SYLVA_UNARY(log1p, log1p)
SYLVA_UNARY(expm1, expm1)
SYLVA_UNARY(sinh, sinh)
SYLVA_UNARY(cosh, cosh)
SYLVA_UNARY(asinh, asinh)
SYLVA_UNARY(acosh, acosh)
SYLVA_UNARY(atanh, atanh)
#undef SYLVA_UNARY

#define SYLVA_BINARY(name)                                  \
  struct name {                                             \
    template <class T>                                      \
    SYLVA_FUNCTION constexpr T operator()(T x, T y) const { \
      using std::name;                                      \
      return name(x, y);                                    \
    }                                                       \
  };
SYLVA_BINARY(pow)
SYLVA_BINARY(atan2)
SYLVA_BINARY(hypot)
SYLVA_BINARY(copysign)
#undef SYLVA_BINARY

/// Functions that integers have too, for which they change nothing.
#define SYLVA_ROUNDING(name, function)                 \
  struct name {                                        \
    template <class T>                                 \
    SYLVA_FUNCTION constexpr T operator()(T x) const { \
      if constexpr (std::is_floating_point_v<T>) {     \
        using std::function;                           \
        return function(x);                            \
      } else {                                         \
        return x;                                      \
      }                                                \
    }                                                  \
  };
SYLVA_ROUNDING(floor, floor)
SYLVA_ROUNDING(ceil, ceil)
SYLVA_ROUNDING(trunc, trunc)
SYLVA_ROUNDING(round, rint)  // halves go to even
#undef SYLVA_ROUNDING

/// The value in a type whose arithmetic wraps: integers as unsigned numbers that do not promote to int.
template <class T>
struct wrapping {
  using type = T;
};
template <std::integral T>
  requires(!std::same_as<T, bool>)
struct wrapping<T> {
  using type = std::common_type_t<std::make_unsigned_t<T>, unsigned>;
};
template <class T>
SYLVA_FUNCTION constexpr typename wrapping<T>::type wrap(T x) {
  return static_cast<typename wrapping<T>::type>(x);
}

#define SYLVA_OF_X(name, R, result)                    \
  struct name {                                        \
    template <class T>                                 \
    SYLVA_FUNCTION constexpr R operator()(T x) const { \
      return static_cast<R>(result);                   \
    }                                                  \
  };
SYLVA_OF_X(negative, T, -wrap(x))
SYLVA_OF_X(positive, T, x)
SYLVA_OF_X(square, T, wrap(x) * wrap(x))
SYLVA_OF_X(sign, T, x > T(0) ? T(1) : x == T(0) ? T(0) : x != x ? x : T(-1))
SYLVA_OF_X(isnan, bool, x != x)
SYLVA_OF_X(isfinite, bool, x - x == T(0))
SYLVA_OF_X(isinf, bool, x == x && !(x - x == T(0)))
SYLVA_OF_X(logical_not, bool, x == T(0))
#undef SYLVA_OF_X

struct abs {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(T x) const {
    if constexpr (std::is_floating_point_v<T>) {
      return math::abs(x);
    } else if constexpr (std::is_unsigned_v<T>) {
      return x;
    } else {
      return x < T(0) ? negative{}(x) : x;
    }
  }
};

#define SYLVA_OF_X_Y(name, R, result)                       \
  struct name {                                             \
    template <class T>                                      \
    SYLVA_FUNCTION constexpr R operator()(T x, T y) const { \
      return static_cast<R>(result);                        \
    }                                                       \
  };
SYLVA_OF_X_Y(add, T, wrap(x) + wrap(y))
SYLVA_OF_X_Y(subtract, T, wrap(x) - wrap(y))
SYLVA_OF_X_Y(multiply, T, wrap(x) * wrap(y))
SYLVA_OF_X_Y(divide, T, x / y)
SYLVA_OF_X_Y(equal, bool, x == y)
SYLVA_OF_X_Y(not_equal, bool, x != y)
SYLVA_OF_X_Y(less, bool, x < y)
SYLVA_OF_X_Y(less_equal, bool, x <= y)
SYLVA_OF_X_Y(greater, bool, x > y)
SYLVA_OF_X_Y(greater_equal, bool, x >= y)
SYLVA_OF_X_Y(minimum, T, x < y || x != x ? x : y)  // NaN of either stays NaN
SYLVA_OF_X_Y(maximum, T, x > y || x != x ? x : y)
SYLVA_OF_X_Y(logical_and, bool, x != T(0) && y != T(0))
SYLVA_OF_X_Y(logical_or, bool, x != T(0) || y != T(0))
SYLVA_OF_X_Y(logical_xor, bool, (x != T(0)) != (y != T(0)))
#undef SYLVA_OF_X_Y

/// Quotient and remainder as Python has them: the remainder has the sign of the divisor. An integer divided
/// by zero gives 0, as in NumPy.
template <class T>
struct quotient {
  T whole, rest;
};
template <class T>
SYLVA_FUNCTION constexpr quotient<T> divide_with_rest(T x, T y) {
  if constexpr (std::is_floating_point_v<T>) {
    using std::copysign;
    using std::floor;
    using std::fmod;
    T rest = fmod(x, y);
    if (y == T(0)) return {x / y, rest};
    T whole = (x - rest) / y;
    if (rest == T(0)) {
      rest = copysign(T(0), y);
    } else if ((y < T(0)) != (rest < T(0))) {
      rest += y;
      whole -= T(1);
    }
    if (whole == T(0)) return {copysign(T(0), x / y), rest};
    // the division may have rounded: the whole number nearest to it
    const T below = floor(whole);
    return {whole - below > T(0.5) ? below + T(1) : below, rest};
  } else {
    if (y == T(0)) return {T(0), T(0)};
    if constexpr (std::is_unsigned_v<T>) {
      return {static_cast<T>(x / y), static_cast<T>(x % y)};
    } else {
      // the least integer has no negative: it wraps
      if (y == T(-1)) return {negative{}(x), T(0)};
      const bool below = x % y != T(0) && ((x % y < T(0)) != (y < T(0)));
      return {static_cast<T>(x / y - (below ? 1 : 0)), static_cast<T>(x % y + (below ? y : T(0)))};
    }
  }
}
struct floor_divide {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(T x, T y) const {
    return divide_with_rest(x, y).whole;
  }
};
struct remainder {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(T x, T y) const {
    return divide_with_rest(x, y).rest;
  }
};

struct clip {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(T x, T lower, T upper) const {
    return minimum{}(maximum{}(x, lower), upper);
  }
};
struct where {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(bool condition, T x, T y) const {
    return condition ? x : y;
  }
};
/// Any type to another; the loop converts.
struct convert {
  template <class T>
  SYLVA_FUNCTION constexpr T operator()(T x) const {
    return x;
  }
};

}  // namespace sylva::fn
