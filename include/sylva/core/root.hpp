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

/// A function at a place, and how it changes there.
template <class T>
struct value_and_slope {
  T value, slope;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.value, b.value), f(a.slope, b.slope);
  }
  static constexpr const char* names[] = {"value", "slope"};
};

/// Where a function that falls from lo to hi, and whose slope is known, is 0: Newton's method within the
/// bracket, and a halving of it where a step leaves it, or is not half of the step before. f(x) is
/// value_and_slope; f(lo) is not below 0 and f(hi) not above, which is not asked again: where that is so but
/// for rounding, the root is one of them.
///
/// x is within `tolerance`, 0 and more, or 4 units in the last place of a change of the sign of f, seen on
/// both sides; or |f(x)| is no more than `zero`, which may be what rounding makes of 0. NaN where f is NaN on
/// the way, or an end is. Every lane stands still from the call on with which it is done, and no more calls
/// are made when all are: a root does not depend on what else is sought. There are never more than MostCalls
/// calls.
SYLVA_HOST_VALUES_TOO
template <int MostCalls, class V, class F>
SYLVA_FUNCTION constexpr V solve_falling(const F& f, const V& lo, const V& hi, const scalar_t<V>& tolerance,
                                         const V& zero = V(scalar_t<V>(0))) {
  using Real = scalar_t<V>;
  constexpr Real rounding = sizeof(Real) < 8 ? Real(4.8e-7) : Real(8.9e-16);
  const V nothing = V(Real(0)), half = V(Real(0.5));
  V low = lo, high = hi, x = V(half * lo + half * hi), last = V(hi - lo), root = x;
  mask_t<V> open = nothing == nothing, crossed = nothing < nothing;
  for (int k = 0; k < MostCalls && math::any<V>(open); ++k) {
    const value_and_slope<V> y = f(x);
    const mask_t<V> above = y.value > nothing;
    low = math::select(above, x, low);
    high = math::select(above, high, x);
    const V near = V(tolerance + rounding * math::abs(x)), beyond = V(half * near);
    const mask_t<V> done = (math::abs(y.value) <= zero) | math::isnan(y.value) | (V(high - low) <= near);
    root = math::select(open, math::select(math::isnan(y.value), y.value, x), root);
    open = open & !done;
    // a step that is too short to matter is made long enough to cross the root, once
    const V newton = V(-y.value / y.slope);
    const mask_t<V> arrived = math::abs(newton) < beyond;
    const V step = math::select(arrived, math::select(above, beyond, V(-beyond)), newton);
    const V to = V(x + step);
    const mask_t<V> shorter = (math::abs(step) < V(half * math::abs(last))) | (arrived & !crossed);
    const V next = math::select((low < to) & (to < high) & shorter, to, V(half * low + half * high));
    crossed = arrived;
    last = V(next - x);
    x = next;
  }
  return root;
}

}  // namespace sylva
