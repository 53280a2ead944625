#pragma once

#include <cstdint>
#include <optional>
#include <sylva/array/namespace/family.hpp>

/// Data types of whole-array functions, and how they promote: as in the array API standard. Arrays of one
/// kind (bool, integers, floating point) promote to the larger type. A scalar takes the type of the arrays,
/// if its kind is no higher than theirs. Kinds of arrays do not mix: astype converts.

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

template <bool AnyArray, class... A>
struct promoted_type;
template <class... A>
struct promoted_type<false, A...> {
  using type = std::common_type_t<A...>;
};
template <class... A>
struct promoted_type<true, A...> {
  template <class Type, class X>
  static constexpr auto join() {
    if constexpr (!array<X>) {
      return Type{};
    } else if constexpr (std::is_void_v<typename Type::type>) {
      return std::type_identity<array_value_t<X>>{};
    } else {
      static_assert(kind_of<array_value_t<X>> == kind_of<typename Type::type>,
                    "arrays of bool, of integers and of floating point do not mix: convert one with astype");
      return std::type_identity<std::common_type_t<array_value_t<X>, typename Type::type>>{};
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
using promoted = typename promoted_type<(array<A> || ...), std::remove_cvref_t<A>...>::type;

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
