#pragma once

#include <algorithm>
#include <cmath>
#include <sylva/array/backend.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/backends/xsimd_lanes.hpp>
#include <sylva/backends/xsimd_log.hpp>

/// SIMD on the host with xsimd: kernels run on batches of neighbouring elements. `simd{}` is the policy.

namespace sylva {

template <class T, class Arch>
struct value_traits<xsimd::batch<T, Arch>> {
  using V = xsimd::batch<T, Arch>;
  using scalar = T;
  using mask = typename V::batch_bool_type;

  SYLVA_FORCE_INLINE static V select(const mask& m, const V& a, const V& b) { return xsimd::select(m, a, b); }
  SYLVA_FORCE_INLINE static mask isnan(const V& x) { return x != x; }
  SYLVA_FORCE_INLINE static bool any(const mask& m) { return xsimd::any(m); }
  SYLVA_FORCE_INLINE static V mul_add(const V& a, const V& b, const V& c) { return xsimd::fma(a, b, c); }
#if defined(__GNUC__) && !defined(__clang__)
  /// x, which no sum takes in as the product that it may be.
  SYLVA_FORCE_INLINE static V rounded(const V& x) { return V(__builtin_assoc_barrier(x.data)); }
#endif
  SYLVA_FORCE_INLINE static V exp(const V& x) { return detail::exp(x); }
  SYLVA_FORCE_INLINE static V log(const V& x) { return detail::log(x); }
  SYLVA_FORCE_INLINE static V cbrt(const V& x) { return detail::cbrt(x); }
  SYLVA_FORCE_INLINE static V rcbrt(const V& x) { return detail::rcbrt(x); }
  // xsimd has 0 to the power of 0 as 0
  SYLVA_FORCE_INLINE static V pow(const V& x, const V& y) {
    return xsimd::select(y == V(T(0)), V(T(1)), xsimd::pow(x, y));
  }
#define SYLVA_UNARY(name) \
  SYLVA_FORCE_INLINE static V name(const V& x) { return xsimd::name(x); }
  SYLVA_UNARY(abs)
  SYLVA_UNARY(floor)
  SYLVA_UNARY(sqrt)
  SYLVA_UNARY(asin)
  SYLVA_UNARY(acos)
  SYLVA_UNARY(atan)
  SYLVA_UNARY(tanh)
#undef SYLVA_UNARY
  // xsimd reduces the angles of a batch in the way that the largest of them needs: a large or missing
  // neighbour would change the last bits of an element. Large angles, more than ten turns, are calculated one
  // by one.
#define SYLVA_OF_ANGLE(name)                                                               \
  SYLVA_FORCE_INLINE static V name(const V& x) {                                           \
    const mask large = xsimd::abs(x) > V(largest_angle), missing = isnan(x);               \
    const V y = xsimd::name(xsimd::select(large | missing, V(T(0)), x));                   \
    const V all = xsimd::select(missing, x, y);                                            \
    return xsimd::any(large) ? one_by_one([](T a) { return std::name(a); }, x, all) : all; \
  }
  SYLVA_OF_ANGLE(sin)
  SYLVA_OF_ANGLE(cos)
  SYLVA_OF_ANGLE(tan)
#undef SYLVA_OF_ANGLE

 private:
  static constexpr T largest_angle = T(62.8);
  template <class F>
  SYLVA_OUT_OF_LINE static V one_by_one(F f, const V& x, const V& y) {
    T from[V::size], to[V::size];
    x.store_unaligned(from);
    y.store_unaligned(to);
    for (std::size_t i = 0; i < V::size; ++i) {
      if (std::abs(from[i]) > largest_angle) to[i] = f(from[i]);
    }
    return V::load_unaligned(to);
  }
};

template <class B, std::size_t N>
struct value_traits<lanes<B, N>> {
  using V = lanes<B, N>;
  using part = value_traits<B>;
  using scalar = typename B::value_type;
  using mask = lanes_mask<B, N>;

  SYLVA_FORCE_INLINE static V select(const mask& m, const V& a, const V& b) {
    return detail::each<V, N>([](const auto& k, const B& x, const B& y)
                                  SYLVA_ALWAYS_INLINE { return part::select(k, x, y); },
                              m, a, b);
  }
  SYLVA_FORCE_INLINE static mask isnan(const V& x) { return x != x; }
  SYLVA_FORCE_INLINE static bool any(const mask& m) {
    bool some = false;
    for (const auto& part_of_m : m.part) some = some || part::any(part_of_m);
    return some;
  }
  SYLVA_FORCE_INLINE static V mul_add(const V& x, const V& y, const V& z) {
    return detail::each<V, N>([](const B& a, const B& b, const B& c)
                                  SYLVA_ALWAYS_INLINE { return part::mul_add(a, b, c); },
                              x, y, z);
  }
#if defined(__GNUC__) && !defined(__clang__)
  SYLVA_FORCE_INLINE static V rounded(const V& x) {
    return detail::each<V, N>([](const B& a) SYLVA_ALWAYS_INLINE { return part::rounded(a); }, x);
  }
#endif
  SYLVA_FORCE_INLINE static V pow(const V& x, const V& y) {
    return detail::each<V, N>([](const B& a, const B& b) SYLVA_ALWAYS_INLINE { return part::pow(a, b); }, x,
                              y);
  }
#define SYLVA_UNARY(name)                                                                       \
  SYLVA_FORCE_INLINE static V name(const V& x) {                                                \
    return detail::each<V, N>([](const B& a) SYLVA_ALWAYS_INLINE { return part::name(a); }, x); \
  }
  SYLVA_UNARY(abs)
  SYLVA_UNARY(floor)
  SYLVA_UNARY(sqrt)
  SYLVA_UNARY(cbrt)
  SYLVA_UNARY(rcbrt)
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
};

template <class T, class Arch>
struct packet<xsimd::batch<T, Arch>> {
  using V = xsimd::batch<T, Arch>;
  using scalar = T;
  using part = V;
  using wide = V;
  static constexpr int width = static_cast<int>(V::size);
  static V load(const T* p) { return V::load_unaligned(p); }
  static void store(T* p, const V& v) { v.store_unaligned(p); }
  SYLVA_FORCE_INLINE static V lesser(const V& x, const V& y) { return xsimd::min(x, y); }
  SYLVA_FORCE_INLINE static V greater(const V& x, const V& y) { return xsimd::max(x, y); }
};

template <class B, std::size_t N>
struct packet<lanes<B, N>> {
  using V = lanes<B, N>;
  using scalar = typename B::value_type;
  using part = B;
  using wide = lanes<B, 4>;
  static constexpr int width = static_cast<int>(N * B::size);
  SYLVA_FORCE_INLINE static V load(const scalar* p) {
    V v;
    for (std::size_t i = 0; i < N; ++i) v.part[i] = B::load_unaligned(p + i * B::size);
    return v;
  }
  SYLVA_FORCE_INLINE static void store(scalar* p, const V& v) {
    for (std::size_t i = 0; i < N; ++i) v.part[i].store_unaligned(p + i * B::size);
  }
};

/// Two registers full of entries.
template <class T, class Arch>
  requires(xsimd::batch<T, Arch>::size >= 4)
struct entries_in_registers<xsimd::batch<T, Arch>> {
  using V = xsimd::batch<T, Arch>;
  using place = xsimd::as_unsigned_integer_t<T>;
  using places = xsimd::batch<place, Arch>;
  static constexpr index_t size = static_cast<index_t>(V::size), most = 2 * size;

  entries_in_registers(const T* table, index_t count) : count_(count) {
    T padded[most] = {};
    std::copy_n(table, count, padded);
    low_ = V::load_unaligned(padded);
    high_ = V::load_unaligned(padded + size);
  }
  SYLVA_FORCE_INLINE void take(const place* p, T* to) const {
    const places all = places::load_unaligned(p), in_register = all & places(static_cast<place>(size - 1));
    const V low = xsimd::swizzle(low_, in_register);
    if (count_ <= size) {
      low.store_unaligned(to);
    } else {
      const auto in_low = xsimd::batch_bool_cast<T>(all < places(static_cast<place>(size)));
      xsimd::select(in_low, low, xsimd::swizzle(high_, in_register)).store_unaligned(to);
    }
  }

 private:
  index_t count_;
  V low_, high_;
};

/// SIMD on the calling thread, with the widest registers that the compiler was told of (-march).
template <>
struct detail::simd_policy<void> {
  static constexpr const char* name = "simd";
  /// The value type kernels are called with: two registers at once, so that while one chain of dependent
  /// operations waits the other goes on. Three where the registers are narrow.
  template <class Real>
  using value = lanes<xsimd::batch<Real>, sizeof(xsimd::batch<Real>) < 64 ? 3 : 2>;
};

template <>
struct executor<simd> : one_thread_executor<simd> {};

/// The same, with kernels that have stages run stage by stage over blocks that stay in the first-level cache.
/// Which of the two is faster depends on compiler and processor; the figures may differ by rounding.
struct staged_simd {
  static constexpr const char* name = "staged_simd";
  template <class Real>
  using value = in_stages<simd::value<Real>>;
};
template <>
struct executor<staged_simd> : one_thread_executor<staged_simd> {};

template <>
struct backend_of<simd> {
  static constexpr const char* name = "simd";
  static void check_ready() {}
};
namespace detail {
inline const bool has_simd = register_backend("simd");
}

}  // namespace sylva
