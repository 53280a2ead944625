#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <sylva/array/namespace/family.hpp>

/// Data types of whole-array functions, and how they promote: by the table of the array API standard. Arrays
/// of one kind (bool, integers, floating point) promote to the smallest type that holds the values of both.
/// A scalar takes the type of the arrays, if its kind is no higher than theirs; a value that the type does
/// not hold is an error. Kinds of arrays do not mix: astype converts.

namespace sylva::detail {

enum class kind { boolean, integer, real };

template <class T>
inline constexpr kind kind_of = std::same_as<T, bool>    ? kind::boolean
                                : std::floating_point<T> ? kind::real
                                                         : kind::integer;

/// The value type of an array, or the scalar's own type.
template <class A>
struct element {
  using type = std::remove_cvref_t<A>;
};
template <array A>
struct element<A> {
  using type = array_value_t<A>;
};
template <class A>
using element_t = typename element<A>::type;

/// The standard's table of promotions: the type that holds the values of A and of B.
template <class A, class B>
struct promotion {
  static_assert(kind_of<A> == kind_of<B>,
                "arrays of bool, of integers and of floating point do not mix: convert one with astype");
  using type = std::conditional_t<(sizeof(B) > sizeof(A)), B, A>;
};
template <std::integral A, std::integral B>
  requires(kind_of<A> == kind_of<B> && std::is_signed_v<A> != std::is_signed_v<B>)
struct promotion<A, B> {
  static constexpr std::size_t of_signed = std::is_signed_v<A> ? sizeof(A) : sizeof(B);
  static constexpr std::size_t of_unsigned = std::is_signed_v<A> ? sizeof(B) : sizeof(A);
  static_assert(of_unsigned < 8,
                "uint64 and signed integers do not mix, because no integer type holds the values of both: "
                "convert one with astype");
  static constexpr std::size_t size = of_signed > of_unsigned ? of_signed : 2 * of_unsigned;
  using type =
      std::conditional_t<size == 2, std::int16_t, std::conditional_t<size == 4, std::int32_t, std::int64_t>>;
};

template <class... A>
struct promoted_type {
  static constexpr bool any_array = (array<A> || ...);
  template <class Type, class X>
  static constexpr auto join() {
    using T = typename Type::type;
    using E = element_t<X>;
    if constexpr (any_array && !array<X>) {
      return Type{};
    } else if constexpr (std::is_void_v<T>) {
      return std::type_identity<E>{};
    } else if constexpr (!any_array && kind_of<T> != kind_of<E>) {
      return std::common_type<T, E>{};
    } else {
      return std::type_identity<typename promotion<T, E>::type>{};
    }
  }
  template <class Type, class... X>
  struct fold {
    using type = typename Type::type;
  };
  template <class Type, class X, class... Rest>
  struct fold<Type, X, Rest...> : fold<decltype(join<Type, X>()), Rest...> {};
  using type = typename fold<std::type_identity<void>, A...>::type;
  static_assert(((array<A> || kind_of<element_t<A>> <= kind_of<type>) && ...),
                "a scalar's kind is above that of the arrays: convert them with astype");
};

/// The type in which the arguments, arrays and scalars, meet.
template <class... A>
using promoted = typename promoted_type<std::remove_cvref_t<A>...>::type;

/// Whether T holds the value x: an integer as it is; a finite floating-point number rounded to a finite one,
/// or truncated to an integer. bool holds everything, as true or false.
template <class T, class S>
SYLVA_FUNCTION constexpr bool holds(S x) {
  if constexpr (std::same_as<T, bool> || std::same_as<S, bool>) {
    return true;
  } else if constexpr (std::floating_point<T>) {
    const T rounded = static_cast<T>(x);
    return rounded - rounded == T(0) || !(x - x == S(0));
  } else if constexpr (std::floating_point<S>) {
    constexpr S above = S(2) * static_cast<S>(std::uint64_t(1) << (std::numeric_limits<T>::digits - 1));
    constexpr S least = std::is_signed_v<T> ? -above : S(0);
    return x < above && (x >= least || x > least - S(1));
  } else {
    const T converted = static_cast<T>(x);
    return static_cast<S>(converted) == x && (converted > T(0)) == (x > S(0));
  }
}

/// A scalar as an element of type T; throws std::out_of_range where T does not hold it.
template <class T, class S>
T scalar_as(const char* function, S x) {
  if (!holds<T>(x)) {
    const auto text = [](auto number) {
      char buffer[64];
      return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr);
    };
    throw std::out_of_range(std::string(function) + ": a value is " + text(+x) + ", but the elements are " +
                            (std::floating_point<T> ? "float"
                             : std::is_signed_v<T>  ? "int"
                                                    : "uint") +
                            std::to_string(8 * sizeof(T)) + ": allowed are " +
                            text(+std::numeric_limits<T>::lowest()) + " to " +
                            text(+std::numeric_limits<T>::max()));
  }
  return static_cast<T>(x);
}

template <class T>
concept numeric = !std::same_as<T, bool>;

/// The type in which sums of T are made: small integers and bool are counted in 64 bits.
template <class T>
using sum_type =
    std::conditional_t<std::floating_point<T>, T,
                       std::conditional_t<(sizeof(T) >= 8), T,
                                          std::conditional_t<std::is_unsigned_v<T> && !std::same_as<T, bool>,
                                                             std::uint64_t, std::int64_t>>>;

/// Stands for "the type that the arguments say".
struct automatic {};

/// Of a value without a type of its own: the namespace's Real, int64 or bool.
template <class T, class Real, class... Scalars>
using type_of_scalars = std::conditional_t<
    !std::same_as<T, automatic>, T,
    std::conditional_t<(std::floating_point<Scalars> || ...), Real,
                       std::conditional_t<(std::same_as<Scalars, bool> && ...), bool, std::int64_t>>>;

// --- shapes as arguments
// ---------------------------------------------------------------------------------------------

/// One extent, extents whose number is part of the type, or a shape of any rank.
template <class S>
struct shape_argument {};
template <std::integral I>
struct shape_argument<I> {
  static constexpr int rank = 1;
  static sylva::shape of(I n) { return {1, {static_cast<index_t>(n)}}; }
};
template <std::integral I, std::size_t N>
struct shape_argument<std::array<I, N>> {
  static constexpr int rank = static_cast<int>(N);
  static sylva::shape of(const std::array<I, N>& s) {
    static_assert(N <= static_cast<std::size_t>(max_rank), "an array has at most max_rank axes");
    sylva::shape r{rank, {}};
    for (std::size_t a = 0; a < N; ++a) r.extent[a] = static_cast<index_t>(s[a]);
    return r;
  }
};
template <>
struct shape_argument<sylva::shape> {
  static constexpr int rank = any_rank;
  static sylva::shape of(const sylva::shape& s) { return s; }
};

template <class S>
concept shape_like = requires { shape_argument<std::remove_cvref_t<S>>::rank; };

/// A braced list as an array, whose length is part of the type.
template <class I, std::size_t N>
constexpr std::array<I, N> in_array(const I (&list)[N]) {
  return std::to_array(list);
}

inline shape checked_shape(const char* function, const shape& s) {
  for (int a = 0; a < s.rank; ++a) {
    if (s.extent[a] < 0) {
      throw shape_error(std::string(function) + ": shape is " + to_string(s) + ", extents are 0 or more");
    }
  }
  checked_size(s);
  return s;
}

}  // namespace sylva::detail
