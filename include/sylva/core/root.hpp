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

/// The same, found sooner where f is smooth: Chandrupatla's method (1997), Adv. Eng. Software 28, 145:
/// inverse quadratic interpolation where that is safe, a halving where it is not, and every third time. A
/// change of the sign of f is within `tolerance` (or 4 units in the last place) of what is returned, or f is
/// 0 there.
///
/// Every lane stands still from the call on with which it is done, and no more calls are made when all are: a
/// root does not depend on what else is sought. Of MostCalls calls there are enough for every f where they
/// are three for each halving, and two. On canopies of all kinds 17 are enough in the mean, and 46 in the
/// worst of 3000, where halving takes 42 (tests/unit/root_test.cpp).
///
/// f is 0 where it is no further from it than `zero`: what its rounding may be.
SYLVA_HOST_VALUES_TOO
template <int MostCalls, class V, class F>
SYLVA_FUNCTION constexpr V solve_bracketed_to(const F& f, const V& lo, const V& hi,
                                              const scalar_t<V>& tolerance,
                                              const V& zero = V(scalar_t<V>(0))) {
  using Real = scalar_t<V>;
  static_assert(MostCalls > 2);
  constexpr Real rounding = sizeof(Real) < 8 ? Real(4.8e-7) : Real(8.9e-16);
  const V nothing = V(Real(0)), one = V(Real(1)), half = V(Real(0.5));
  // a is the latest place, b one across the root, c the one that was replaced
  V a = lo, b = hi, c = hi, at_a = nothing, at_b = nothing, at_c = nothing, t = half,
    root = V(not_a_number<Real>);
  mask_t<V> open = nothing == nothing;
  for (int k = 0; k < MostCalls && math::any<V>(open); ++k) {
    const V x = k == 0 ? lo : k == 1 ? hi : V(a + t * (b - a));
    const V y = f(x);
    if (k > 0) {
      const mask_t<V> same = V(y * math::select(at_a < nothing, V(-one), one)) > nothing;
      if (k == 1) {  // where there is one sign at both ends there is nothing to find
        const mask_t<V> nowhere = open & same & (math::abs(y) > zero);
        root = math::select(nowhere, V(not_a_number<Real>), root);
        open = open & !nowhere;
      }
      c = math::select(same, a, b);
      at_c = math::select(same, at_a, at_b);
      b = math::select(same, b, a);
      at_b = math::select(same, at_b, at_a);
    }
    a = x;
    at_a = y;
    const V best = k > 0 ? math::select(math::abs(at_b) < math::abs(y), b, a) : a;
    const V width = math::abs(V(b - a)), near = V(tolerance + rounding * math::abs(best));
    const mask_t<V> done = (math::abs(y) <= zero) | math::isnan(y) | (width <= near);
    root = math::select(open, math::select(math::isnan(y), y, best), root);
    open = open & !done;
    if (k < 2) continue;
    const V xi = (a - b) / (c - b), phi = (at_a - at_b) / (at_c - at_b);
    const mask_t<V> smooth = (phi * phi < xi) & (V(one - phi) * V(one - phi) < V(one - xi));
    const V interpolated = at_a / (at_a - at_b) * at_c / (at_c - at_b) -
                           (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_b - at_c);
    const V step = math::min(half, V(half * near / width));
    t = k % 3 == 0 ? half : math::select(smooth, math::clamp(interpolated, step, V(one - step)), half);
  }
  return root;
}

}  // namespace sylva
