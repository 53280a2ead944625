#pragma once

#include <sylva/backends/xsimd_math.hpp>

/// Vector log for xsimd::batch<double | float, Arch>; that of float is xsimd's. Errors (against long double):
/// <= 0.9 ulp, 1.23 with AVX-512, near 1; mean 0.18. Otherwise as in xsimd_math.hpp.

namespace sylva::detail {

#if XSIMD_WITH_AVX512F
/// log(x) = k ln2 - log(c) + log(1 + r) with x = 2^k y, y from 0.75 to 1.5, c close to 1 / y from a table,
/// and r = y c - 1, |r| < 1 / 24: no division. The instructions that take x apart know subnormal numbers, and
/// leave nothing to be done for 0, infinity, NaN and numbers below 0.
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<double, A> log_avx512(const xsimd::batch<double, A>& x) {
  using batch = xsimd::batch<double, A>;
  using c = vecmath_constants<double>;
  // c and -log(c) at round(16 y) mod 16: 16 / round(16 y), but changed so that the logarithm has 42 binary
  // places, to 2^-67; k ln2_hi - log(c) is then exact, and 0 where x is close to 1
  alignas(64) static constexpr double inverse[16] = {0x1p0,
                                                     0x1.e1e1e1ca2ef37p-1,
                                                     0x1.c71c71bb52936p-1,
                                                     0x1.af286bb0ffd70p-1,
                                                     0x1.999999b6e453ap-1,
                                                     0x1.8618619d0e9edp-1,
                                                     0x1.745d173ec855ep-1,
                                                     0x1.642c8589c8593p-1,
                                                     0x1.555555479a2c4p-1,
                                                     0,
                                                     0,
                                                     0,
                                                     0x1.5555552bfc17ap+0,
                                                     0x1.3b13b121214a2p+0,
                                                     0x1.2492490280d13p+0,
                                                     0x1.111110ff70066p+0};
  alignas(64) static constexpr double logarithm[16] = {0,
                                                       0x1.f0a30d93f8000p-5,
                                                       0x1.e270774cc8000p-4,
                                                       0x1.5ff30781ba000p-3,
                                                       0x1.c8ff7be734000p-3,
                                                       0x1.1675ca7e74000p-2,
                                                       0x1.4618bc351f000p-2,
                                                       0x1.739d7f7f9d000p-2,
                                                       0x1.9f323ef52b000p-2,
                                                       0,
                                                       0,
                                                       0,
                                                       -0x1.2696209742000p-2,
                                                       -0x1.a93ed32006000p-3,
                                                       -0x1.1178e73404000p-3,
                                                       -0x1.08598a5174000p-4};
  const auto at = [](const double(&table)[16], const batch& index) SYLVA_ALWAYS_INLINE {
    return batch(
        _mm512_permutex2var_pd(_mm512_load_pd(table), _mm512_castpd_si512(index), _mm512_load_pd(table + 8)));
  };
  const batch y = batch(_mm512_getmant_pd(x, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan));
  const batch k = batch(_mm512_getexp_pd(x)) - batch(_mm512_getexp_pd(y));
  const batch index = y + c::round_magic / 16;  // in the low bits
  const batch r = xsimd::fms(y, at(inverse, index), batch(1.0));
  const batch high = xsimd::fma(k, batch(c::ln2_hi), at(logarithm, index));
  // log(1 + r) = r + r^2 p(r), to 1.4e-16 r^2
  const batch square = r * r;
  const batch even = polynomial(square, -0.5, -0x1.ffffffffffc36p-3, -0x1.5555555c6bff5p-3,
                                -0x1.ffff8d6e05f67p-4, -0x1.9af061fd61c9dp-4);
  const batch odd = polynomial(square, 0x1.5555555555344p-2, 0x1.999999a15526ap-3, 0x1.24920aa70184fp-3,
                               0x1.c89260e8d595ap-4);
  const batch low = xsimd::fma(square, xsimd::fma(r, odd, even), k * c::ln2_lo);
  return high + (r + low);
}
#endif

/// log(x) = k ln2 + log(1 + f) with x = 2^k (1 + f), 1 + f from sqrt(1/2) to sqrt(2), and with s = f / (2 +
/// f) log(1 + f) = f - s (f - f^2 / 2 - polynomial of s^2): the method and the polynomial, to 2^-58, are
/// those of fdlibm (Sun Microsystems, 1993). Without signed shifts of 64 bits and conversions of them to
/// double, which AVX2 and before do not have.
template <class A>
SYLVA_FORCE_INLINE xsimd::batch<double, A> log_by_division(const xsimd::batch<double, A>& x) {
  using batch = xsimd::batch<double, A>;
  using bits = xsimd::batch<std::uint64_t, A>;
  using limits = std::numeric_limits<double>;
  using c = vecmath_constants<double>;
  constexpr std::uint64_t root_of_half = 0x3fe6a09e667f3bcd, one = 0x3ff0000000000000;
  const auto small = x < limits::min();
  const bits shifted =
      xsimd::bitwise_cast<std::uint64_t>(xsimd::select(small, x * 0x1p54, x)) + bits(one - root_of_half);
  // what was added to the exponent is 1023; 2^52 + k has k in its low bits
  const batch power = xsimd::bitwise_cast<double>((shifted >> 52) | bits(std::uint64_t(0x4330000000000000)));
  const batch k = power - xsimd::select(small, batch(0x1p52 + 1023 + 54), batch(0x1p52 + 1023));
  const batch f =
      xsimd::bitwise_cast<double>((shifted & bits(std::uint64_t(0x000fffffffffffff))) + bits(root_of_half)) -
      1.0;
  const batch s = f / (f + 2.0), square = s * s, half = f * f * 0.5;
  const batch even = square * square;
  const batch r = xsimd::fma(
      even, polynomial(even, 3.999999999940941908e-01, 2.222219843214978396e-01, 1.531383769920937332e-01),
      square * polynomial(even, 6.666666666666735130e-01, 2.857142874366239149e-01, 1.818357216161805012e-01,
                          1.479819860511658591e-01));
  const batch low = xsimd::fma(s, half + r, k * c::ln2_lo);
  const batch y = xsimd::fma(k, batch(c::ln2_hi), f - (half - low));
  const batch zero = xsimd::select(x == 0.0, batch(-limits::infinity()), batch(limits::quiet_NaN()));
  return xsimd::select(x == limits::infinity(), x, xsimd::select(x > 0.0, y, zero));
}

/// The natural logarithm. NaN of NaN and of what is below 0, -infinity of 0, infinity of infinity.
template <class T, class A>
SYLVA_FORCE_INLINE xsimd::batch<T, A> log(const xsimd::batch<T, A>& x) {
#if XSIMD_WITH_AVX512F
  if constexpr (std::is_same_v<T, double> && std::is_base_of_v<xsimd::avx512f, A>) return log_avx512(x);
#endif
  if constexpr (std::is_same_v<T, double>) {
    return log_by_division(x);
  } else {
    return xsimd::log(x);
  }
}

}  // namespace sylva::detail
