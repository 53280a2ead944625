#pragma once

#include <sylva/core/math.hpp>

namespace sylva {

/// Where f(x) changes its sign between lo and hi: Iterations halvings of the interval, which leave
/// (hi - lo) / 2^(Iterations + 1) of doubt at most: 40 find a height below 100 m to 5e-11 m. f is called
/// Iterations + 2 times, f(lo) and f(hi) first.
///
/// f is continuous or jumps; of several roots one is found; where f is 0 on a stretch, its end nearest to lo.
/// lo itself is returned where f(lo) is 0. NaN where f has one sign at both ends, or is NaN on the way, or an
/// end is NaN: every lane on its own.
///
/// Halving asks nothing of f but its sign, and its count holds for every f. A fixed count has to serve the
/// worst f: where crowns begin and end the area has kinks and is steep. Chandrupatla's method, done after a
/// dozen calls on most canopies, needs as many as halving on a few (tests/unit/root_test.cpp), and so do ITP,
/// Illinois, Anderson-Bjorck and Ridders.
SYLVA_HOST_VALUES_TOO
template <int Iterations, class V, class F>
SYLVA_FUNCTION constexpr V solve_bracketed(const F& f, const V& lo, const V& hi) {
  using Real = scalar_t<V>;
  static_assert(Iterations > 0);
  const V zero = V(Real(0));
  V a = lo, b = hi, sign = zero, broken = zero, at_lo = zero, at_hi = zero;
  // one call of f in the code, which may be large, for the ends and the middles
  for (int k = 0; k < Iterations + 2; ++k) {
    const V x = k == 0 ? lo : k == 1 ? hi : V(Real(0.5) * a + Real(0.5) * b);
    const V y = f(x);
    broken = math::select(math::isnan(y), y, broken);
    if (k == 0) {
      at_lo = y;
      sign = math::select(y < zero, V(Real(-1)), V(Real(1)));
    } else if (k == 1) {
      at_hi = V(y * sign);
    } else {
      const mask_t<V> before = V(y * sign) > zero;
      a = math::select(before, x, a);
      b = math::select(before, b, x);
    }
  }
  const V root = math::select(at_lo == zero, lo, V(Real(0.5) * a + Real(0.5) * b));
  const V found = math::select((at_hi <= zero) | (at_lo == zero), root, V(not_a_number<Real>));
  return V(found + broken);
}

}  // namespace sylva
