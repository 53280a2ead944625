#pragma once

/// lanes<B, N>: N vectors that are calculated with together, as one value.
///
/// A fused kernel is one long chain of dependent operations; one vector at a time leaves most of the
/// processor's units waiting. Called with lanes<batch, 2> the same kernel source carries two independent
/// chains, interleaved operation by operation.

#include <cstddef>
#include <sylva/backends/xsimd_math.hpp>
#include <utility>

namespace sylva {

template <class B, std::size_t N>
struct lanes {
  using value_type = typename B::value_type;
  static constexpr std::size_t count = N;
  static constexpr std::size_t size = N * B::size;
  B part[N];

  lanes() = default;
  /// Every part the same: one broadcast, one register.
  SYLVA_FORCE_INLINE lanes(value_type x) : lanes(B(x)) {}
  SYLVA_FORCE_INLINE lanes(const B& x) {
    fill([&](std::size_t) { return x; });
  }
  // Part by part: GCC copies a trivially copyable array member with memcpy, through memory.
  SYLVA_FORCE_INLINE lanes(const lanes& x) {
    fill([&](std::size_t i) { return x.part[i]; });
  }
  SYLVA_FORCE_INLINE lanes& operator=(const lanes& x) {
    fill([&](std::size_t i) { return x.part[i]; });
    return *this;
  }

 private:
  template <class F>
  SYLVA_FORCE_INLINE void fill(F f) {
    [&]<std::size_t... I>(std::index_sequence<I...>)
        SYLVA_ALWAYS_INLINE { ((part[I] = f(I)), ...); }(std::make_index_sequence<N>{});
  }
};

/// What comparing lanes yields.
template <class B, std::size_t N>
struct lanes_mask {
  typename B::batch_bool_type part[N];
};

namespace detail {

/// f(part[0]...), f(part[1]...), ... as one value; expanded at compile time, never a loop.
template <class Result, std::size_t N, class F, class... Vs>
SYLVA_FORCE_INLINE Result each(F f, const Vs&... vs) {
  Result result;
  [&]<std::size_t... I>(std::index_sequence<I...>) SYLVA_ALWAYS_INLINE {
    const auto one = [&](auto i) SYLVA_ALWAYS_INLINE { return f(vs.part[decltype(i)::value]...); };
    ((result.part[I] = one(std::integral_constant<std::size_t, I>{})), ...);
  }(std::make_index_sequence<N>{});
  return result;
}

}  // namespace detail

#define SYLVA_LANES_BINARY(op, Result)                                                                      \
  template <class B, std::size_t N>                                                                         \
  SYLVA_FORCE_INLINE Result<B, N> operator op(const lanes<B, N>& a, const lanes<B, N>& b) {                 \
    return detail::each<Result<B, N>, N>([](const B& x, const B& y) SYLVA_ALWAYS_INLINE { return x op y; }, \
                                         a, b);                                                             \
  }                                                                                                         \
  template <class B, std::size_t N>                                                                         \
  SYLVA_FORCE_INLINE Result<B, N> operator op(const lanes<B, N>& a, typename B::value_type b) {             \
    return a op lanes<B, N>(b);                                                                             \
  }                                                                                                         \
  template <class B, std::size_t N>                                                                         \
  SYLVA_FORCE_INLINE Result<B, N> operator op(typename B::value_type a, const lanes<B, N>& b) {             \
    return lanes<B, N>(a) op b;                                                                             \
  }
SYLVA_LANES_BINARY(+, lanes)
SYLVA_LANES_BINARY(-, lanes)
SYLVA_LANES_BINARY(*, lanes)
SYLVA_LANES_BINARY(/, lanes)
SYLVA_LANES_BINARY(<, lanes_mask)
SYLVA_LANES_BINARY(<=, lanes_mask)
SYLVA_LANES_BINARY(>, lanes_mask)
SYLVA_LANES_BINARY(>=, lanes_mask)
SYLVA_LANES_BINARY(==, lanes_mask)
SYLVA_LANES_BINARY(!=, lanes_mask)
#undef SYLVA_LANES_BINARY

template <class B, std::size_t N>
SYLVA_FORCE_INLINE lanes<B, N> operator-(const lanes<B, N>& a) {
  return detail::each<lanes<B, N>, N>([](const B& x) SYLVA_ALWAYS_INLINE { return -x; }, a);
}

#define SYLVA_LANES_MASK(op)                                                                              \
  template <class B, std::size_t N>                                                                       \
  SYLVA_FORCE_INLINE lanes_mask<B, N> operator op(const lanes_mask<B, N>& a, const lanes_mask<B, N>& b) { \
    return detail::each<lanes_mask<B, N>, N>(                                                             \
        [](const auto& x, const auto& y) SYLVA_ALWAYS_INLINE { return x op y; }, a, b);                   \
  }
SYLVA_LANES_MASK(&)
SYLVA_LANES_MASK(|)
#undef SYLVA_LANES_MASK

template <class B, std::size_t N>
SYLVA_FORCE_INLINE lanes_mask<B, N> operator!(const lanes_mask<B, N>& a) {
  return detail::each<lanes_mask<B, N>, N>([](const auto& x) SYLVA_ALWAYS_INLINE { return !x; }, a);
}

}  // namespace sylva
