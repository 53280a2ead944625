#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/array/layout.hpp>
#include <sylva/core/math.hpp>

/// How values, and structs of them, are combined to the sum, the product, the greatest or the least of a
/// group, and in what order.
///
/// The order is fixed, whoever computes: chunks of 64 elements; those elements of a chunk that take part go
/// round 16 strands, the first to the first, the 17th to the first again, each added up from 0 in the order
/// of its elements; the second half of the strands is added to the first until one is left; then the chunks
/// are added up from 0 in their order. What is added is rounded before. So the threads, the policy and the
/// other groups do not matter, and no addition has to wait for more than a few others.

namespace sylva {

/// How many elements are one chunk of a sum.
inline constexpr index_t elements_a_chunk = 64;
/// How many elements of a chunk are added up side by side.
inline constexpr index_t strands_a_chunk = 16;

namespace detail {

/// a + b, where b is not fused with the product that it may be.
template <std::floating_point Real>
SYLVA_FUNCTION constexpr Real add_rounded(Real a, Real b) {
#if defined(__CUDA_ARCH__)
  if constexpr (sizeof(Real) == 8) {
    return __dadd_rn(a, b);
  } else {
    return __fadd_rn(a, b);
  }
#elif defined(__GNUC__) && !defined(__clang__)
  return a + __builtin_assoc_barrier(b);
#else
  return a + b;
#endif
}

/// The same of values that several elements have.
SYLVA_HOST_VALUES_TOO
template <class V>
  requires(!std::floating_point<V>)
SYLVA_FUNCTION constexpr V add_rounded(const V& a, const V& b) {
  if constexpr (requires { value_traits<V>::rounded(b); }) {
    return a + value_traits<V>::rounded(b);
  } else {
    return a + b;
  }
}

template <class V>
struct start_at {
  const V& value;
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(A& a, const B&) const {
    a = value;
  }
};
template <class Combine>
struct combine_members {
  const Combine& combine;
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(A& a, const B& b) const {
    a = combine(a, b);
  }
};

/// A value of type S, V or a struct of V, all of whose members are `value`.
SYLVA_HOST_VALUES_TOO
template <class S, class V>
SYLVA_FUNCTION constexpr S all_members(const V& value) {
  if constexpr (zippable<S>) {
    S s;
    S::zip(s, s, start_at<V>{value});
    return s;
  } else {
    return value;
  }
}

/// into = combine(into, x), member by member.
SYLVA_HOST_VALUES_TOO
template <class S, class Combine>
SYLVA_FUNCTION constexpr void combine_into(S& into, const S& x, const Combine& combine) {
  if constexpr (zippable<S>) {
    S::zip(into, x, combine_members<Combine>{combine});
  } else {
    into = combine(into, x);
  }
}

/// What the first n strands make together: the first afterwards.
SYLVA_HOST_VALUES_TOO
template <class S, class Combine>
SYLVA_FUNCTION constexpr void combine_strands(S (&strand)[strands_a_chunk], index_t n,
                                              const Combine& combine) {
  for (index_t half = strands_a_chunk / 2; half > 0; half /= 2) {
    for (index_t s = 0; s < half && s + half < n; ++s) combine_into(strand[s], strand[s + half], combine);
  }
}

struct add {
  template <class V>
  static constexpr SYLVA_FUNCTION V start() {
    return V(scalar_t<V>(0));
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b) const {
    return add_rounded(a, b);
  }
};
struct multiply {
  template <class V>
  static constexpr SYLVA_FUNCTION V start() {
    return V(scalar_t<V>(1));
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b) const {
    return a * b;
  }
};
struct take_greater {
  template <class V>
  static constexpr SYLVA_FUNCTION V start() {
    return V(-scalar_t<V>(__builtin_huge_valf()));
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b) const {
    return math::select((b > a) | math::isnan(b), b, a);
  }
};
struct take_less {
  template <class V>
  static constexpr SYLVA_FUNCTION V start() {
    return V(scalar_t<V>(__builtin_huge_valf()));
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b) const {
    return math::select((b < a) | math::isnan(b), b, a);
  }
};

}  // namespace detail

}  // namespace sylva
