#pragma once

/// Vector exp, rcbrt (x^(-1/3)) and cbrt for xsimd::batch<double | float, Arch>; log is in xsimd_log.hpp.
///
/// Written for throughput inside long fused kernels: no division, no branch, few constants. They use only
/// operations that every xsimd architecture has (fma, shifts, bit casts, select), but for one faster exp.
/// Not for -ffast-math: the rounding by addition and the NaN rules need IEEE arithmetic.
/// Errors (against long double):
///   exp   <= 1.03 ulp (1.12 with AVX-512), rcbrt <= 1.3 ulp (1.6 where the target has no fma), cbrt <= 1
///   ulp; mean 0.27 ulp.

#include <cstdint>
#include <limits>
#include <sylva/core/config.hpp>
#include <type_traits>
#include <xsimd/xsimd.hpp>

namespace sylva::detail {

/// sum of c_k x^k, Horner's scheme; coefficients from the constant upwards.
template <class B, class T>
SYLVA_FORCE_INLINE B polynomial(const B&, T c0) {
  return B(c0);
}
template <class B, class T, class... Ts>
SYLVA_FORCE_INLINE B polynomial(const B& x, T c0, Ts... cs) {
  return xsimd::fma(polynomial(x, cs...), x, B(c0));
}

/// Numbers that differ between double and float.
template <class T>
struct vecmath_constants;

template <>
struct vecmath_constants<double> {
  using integer = std::int64_t;
  static constexpr int mantissa_bits = 52;
  static constexpr double round_magic = 0x1.8p52;  // adding it leaves round(x) in the low bits
  static constexpr double log2_e = 0x1.71547652b82fep0;
  static constexpr double ln2_hi = 0x1.62e42feep-1;  // 33 bits: k * ln2_hi is exact without fma too
  static constexpr double ln2_lo = 0x1.a39ef35793c76p-33;
  static constexpr double exp_min = -0x1.6232bdd7abcd2p9;  // below: 0 (no subnormal results)
  static constexpr double exp_max = 0x1.62e42fefa39efp9;   // above: infinity
};

template <>
struct vecmath_constants<float> {
  using integer = std::int32_t;
  static constexpr int mantissa_bits = 23;
  static constexpr float round_magic = 0x1.8p23f;
  static constexpr float log2_e = 0x1.715476p0f;
  static constexpr float ln2_hi = 0x1.62ep-1f;  // 13 bits
  static constexpr float ln2_lo = 0x1.0bfbe8p-15f;
  static constexpr float exp_min = -0x1.5d589ep6f;
  static constexpr float exp_max = 0x1.62e42ep6f;
};

/// exp(r) for |r| <= ln(2)/2 as 1 + (r + r^2 q(r)): the sum keeps the error at the last rounding.
/// q is the minimax polynomial for the relative error of exp: 3.6e-18 (double), 3.1e-9 (float).
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<double, A> exp_reduced(const xsimd::batch<double, A>& r) {
  const auto q =
      polynomial(r, 0x1.000000000000ap-1, 0x1.55555555554f9p-3, 0x1.555555555083p-5, 0x1.1111111127d05p-7,
                 0x1.6c16c18438ab3p-10, 0x1.a01a012a11caep-13, 0x1.a01999e26baabp-16, 0x1.71df25ae6b8eap-19,
                 0x1.28ad9b8387350p-22, 0x1.ad7f44a01e787p-26);
  return xsimd::fma(r * r, q, r) + 1.0;
}
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<float, A> exp_reduced(const xsimd::batch<float, A>& r) {
  const auto q =
      polynomial(r, 0x1.fffffbp-2f, 0x1.555492p-3f, 0x1.5558f4p-5f, 0x1.123a20p-7f, 0x1.6a23c8p-10f);
  return xsimd::fma(r * r, q, r) + 1.0f;
}

#if XSIMD_WITH_AVX512F
/// AVX-512: 2^(j/16) comes from a table in two registers, so |r| <= ln2 / 32 and half the polynomial do.
/// scalef multiplies by 2^floor(k) and knows overflow, underflow and NaN by itself.
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<double, A> exp_avx512(const xsimd::batch<double, A>& x) {
  using batch = xsimd::batch<double, A>;
  using c = vecmath_constants<double>;
  alignas(64) static constexpr double table[16] = {
      0x1.0000000000000p0, 0x1.0b5586cf9890fp0, 0x1.172b83c7d517bp0, 0x1.2387a6e756238p0,
      0x1.306fe0a31b715p0, 0x1.3dea64c123422p0, 0x1.4bfdad5362a27p0, 0x1.5ab07dd485429p0,
      0x1.6a09e667f3bcdp0, 0x1.7a11473eb0187p0, 0x1.8ace5422aa0dbp0, 0x1.9c49182a3f090p0,
      0x1.ae89f995ad3adp0, 0x1.c199bdd85529cp0, 0x1.d5818dcfba487p0, 0x1.ea4afa2a490dap0};
  // Beyond the limits nothing changes any more; min and max hand on a NaN in their second operand.
  const batch limited = batch(_mm512_min_pd(_mm512_set1_pd(710.0), _mm512_max_pd(_mm512_set1_pd(-746.0), x)));
  const batch shifted = xsimd::fma(limited, batch(c::log2_e), batch(c::round_magic / 16));
  const batch k = shifted - c::round_magic / 16;  // a multiple of 1/16; its fraction j/16 is in the low bits
  const batch r = xsimd::fnma(k, batch(c::ln2_lo), xsimd::fnma(k, batch(c::ln2_hi), limited));
  const batch root = batch(
      _mm512_permutex2var_pd(_mm512_load_pd(table), _mm512_castpd_si512(shifted), _mm512_load_pd(table + 8)));
  // minimax for the relative error of exp, 1.2e-17
  const batch q = polynomial(r, 0x1.fffffffffffb9p-2, 0x1.555555548f242p-3, 0x1.55555558fdc1bp-5,
                             0x1.11123afa64097p-7, 0x1.6c14c708bcf40p-10);
  const batch p = xsimd::fma(r * r, q, r);
  return batch(_mm512_scalef_pd(xsimd::fma(root, p, root), k));
}
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<float, A> exp_avx512(const xsimd::batch<float, A>& x) {
  using batch = xsimd::batch<float, A>;
  using c = vecmath_constants<float>;
  alignas(64) static constexpr float table[16] = {0x1.000000p0f, 0x1.0b5586p0f, 0x1.172b84p0f, 0x1.2387a6p0f,
                                                  0x1.306fe0p0f, 0x1.3dea64p0f, 0x1.4bfdaep0f, 0x1.5ab07ep0f,
                                                  0x1.6a09e6p0f, 0x1.7a1148p0f, 0x1.8ace54p0f, 0x1.9c4918p0f,
                                                  0x1.ae89fap0f, 0x1.c199bep0f, 0x1.d5818ep0f, 0x1.ea4afap0f};
  const batch limited =
      batch(_mm512_min_ps(_mm512_set1_ps(89.0f), _mm512_max_ps(_mm512_set1_ps(-104.0f), x)));
  const batch shifted = xsimd::fma(limited, batch(c::log2_e), batch(c::round_magic / 16));
  const batch k = shifted - c::round_magic / 16;
  const batch r = xsimd::fnma(k, batch(c::ln2_lo), xsimd::fnma(k, batch(c::ln2_hi), limited));
  const batch root = batch(_mm512_permutexvar_ps(_mm512_castps_si512(shifted), _mm512_load_ps(table)));
  const batch q = polynomial(r, 0x1.00021fp-1f, 0x1.55559bp-3f);  // 1.6e-9
  const batch p = xsimd::fma(r * r, q, r);
  return batch(_mm512_scalef_ps(xsimd::fma(root, p, root), k));
}
#endif

/// e^x. NaN stays NaN, x > log(max) gives infinity, x < log(min) gives 0 (subnormal results only with
/// AVX-512).
///
/// x = k ln2 + r, e^x = 2^k e^r. Adding 1.5 * 2^52 rounds x / ln2 to the integer k and leaves k in the
/// low bits of the sum, so that shifting those bits into the exponent and adding them multiplies by 2^k.
template <class T, class A>
SYLVA_FORCE_INLINE xsimd::batch<T, A> exp(const xsimd::batch<T, A>& x) {
  using batch = xsimd::batch<T, A>;
  using c = vecmath_constants<T>;
#if XSIMD_WITH_AVX512F
  if constexpr (std::is_base_of_v<xsimd::avx512f, A>) return exp_avx512(x);
#endif
  const batch shifted = xsimd::fma(x, batch(c::log2_e), batch(c::round_magic));
  const batch k = shifted - c::round_magic;
  const batch r = xsimd::fnma(k, batch(c::ln2_lo), xsimd::fnma(k, batch(c::ln2_hi), x));
  using integer = typename c::integer;
  const auto scaled = xsimd::bitwise_cast<integer>(exp_reduced(r)) +
                      (xsimd::bitwise_cast<integer>(shifted) << c::mantissa_bits);
  const batch y = xsimd::select(x < c::exp_min, batch(T(0)), xsimd::bitwise_cast<T>(scaled));
  // NaN fails the comparison and becomes NaN + infinity: its bits may not have survived the scaling.
  return xsimd::select(x <= c::exp_max, y, x + std::numeric_limits<T>::infinity());
}

/// First guess of x^(-1/3) for positive, normal x: the bits of x are roughly a logarithm, so they are
/// divided by -3 and shifted to the middle of the error, 3.6 %: |1 - x y^3| < 0.1021.
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<double, A> rcbrt_guess(const xsimd::batch<double, A>& x) {
  // There is no 64-bit integer division or conversion on most targets. The upper 32 bits h of x become
  // the low mantissa bits of 2^52 + h, which is divided as a double into 2^52 + m, m = c - h / 3.
  using batch = xsimd::batch<double, A>;
  using bits = xsimd::batch<std::uint64_t, A>;
  const batch h = xsimd::bitwise_cast<double>((xsimd::bitwise_cast<std::uint64_t>(x) >> 32) |
                                              bits(std::uint64_t(0x4330000000000000)));
  constexpr double offset = 1430186314.0 + 0x1p52 + 0x1p52 / 3.0;
  const batch m = xsimd::fma(h, batch(-1.0 / 3.0), batch(offset));
  return xsimd::bitwise_cast<double>(xsimd::bitwise_cast<std::uint64_t>(m) << 32);
}
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<float, A> rcbrt_guess(const xsimd::batch<float, A>& x) {
  using batch = xsimd::batch<float, A>;
  const batch h = xsimd::to_float(xsimd::bitwise_cast<std::int32_t>(x));
  return xsimd::bitwise_cast<float>(xsimd::to_int(xsimd::fma(h, batch(-1.0f / 3.0f), batch(1419900155.0f))));
}

/// x^(-1/3) for positive, normal x, without special values (NaN stays NaN).
///
/// With e = 1 - x y^3 the exact result is y (1 - e)^(-1/3). The first step takes the minimax polynomial
/// of that over |e| < 0.1021 (error 2e-6), the second its Taylor polynomial as a correction.
template <class T, class A>
SYLVA_FORCE_INLINE xsimd::batch<T, A> rcbrt_positive(const xsimd::batch<T, A>& x) {
  using batch = xsimd::batch<T, A>;
  batch y = rcbrt_guess(x);
  batch e = xsimd::fnma(x * y, y * y, batch(T(1)));
  y *= polynomial(e, T(0.9999980221196139), T(0.3333284445786004), T(0.22373564449849848),
                  T(0.1745573811909029));
  e = xsimd::fnma(x * y, y * y, batch(T(1)));
  if constexpr (sizeof(T) == 8) {
    return xsimd::fma(y * e, polynomial(e, T(1.0 / 3.0), T(2.0 / 9.0)), y);
  } else {
    return xsimd::fma(y * T(1.0 / 3.0), e, y);
  }
}

/// x^(-1/3). NaN and negative x give NaN, 0 and subnormal x give infinity, infinity gives 0.
template <class T, class A>
SYLVA_FORCE_INLINE xsimd::batch<T, A> rcbrt(const xsimd::batch<T, A>& x) {
  using batch = xsimd::batch<T, A>;
  using limits = std::numeric_limits<T>;
  const batch small = xsimd::select(x < T(0), batch(limits::quiet_NaN()), batch(limits::infinity()));
  const batch y = xsimd::select(x < limits::min(), small, rcbrt_positive(x));
  return xsimd::select(x == limits::infinity(), batch(T(0)), y);
}

/// x^(1/3), for either sign; 0, infinity and NaN give themselves. Subnormal x gives itself.
template <class T, class A>
SYLVA_FORCE_INLINE xsimd::batch<T, A> cbrt(const xsimd::batch<T, A>& x) {
  using batch = xsimd::batch<T, A>;
  using limits = std::numeric_limits<T>;
  const batch a = xsimd::abs(x);
  const batch y = rcbrt_positive(a);
  const batch square = y * y;
  batch root = a * square;
  // Newton's step, on half of a and of root^3, which would overflow near the largest numbers
  const batch residual = xsimd::fnma(root * root * T(0.5), root, a * T(0.5));
  root = xsimd::fma(residual, square * T(2.0 / 3.0), root);
  root = xsimd::copysign(root, x);
  return xsimd::select((a < limits::min()) | (a == limits::infinity()), x, root);
}

}  // namespace sylva::detail
