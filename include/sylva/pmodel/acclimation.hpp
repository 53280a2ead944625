#pragma once

#include <sylva/core/math.hpp>
#include <sylva/core/stepped.hpp>

namespace sylva::pmodel {

/// Exponential moving average over time with hold-over for missing values: the step of a scan (pyrealm:
/// exponential_moving_average, with allow_holdover). Mengoli et al. (2022), J. Adv. Model. Earth Syst. 14,
/// e2021MS002767: how fast optimal values acclimate.
///
///   realised(t) = realised(t-1) (1 - alpha) + x(t) alpha
///
/// The state is the realised value, NaN where there is none yet: the first value that is there starts it. A
/// missing (NaN) x holds the state over. pyrealm forgets a given state when the first x is missing, spoils
/// the series with a state that is NaN, and refuses missing values unless told otherwise.
template <std::floating_point Real = double>
struct moving_average {
  Real alpha = Real(0.067);  ///< weight of the present [-], 0 to 1; about 1/15: a fortnight of daily steps

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr stepped<V, V> operator()(const V& realised, const V& x) const {
    const V mixed = realised * (Real(1) - alpha) + x * alpha;
    const V held = math::select(math::isnan(x), realised, mixed);
    const V now = math::select(math::isnan(realised), x, held);
    return {now, now};
  }

  /// What a run of steps does to the state: slope * state + offset, or `start` where there is no state.
  template <class T>
  struct segment {
    T slope;
    T offset;
    T start;  ///< NaN where no x was there

    SYLVA_HOST_VALUES_TOO
    template <class A, class B, class F>
    SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
      f(a.slope, b.slope), f(a.offset, b.offset), f(a.start, b.start);
    }
    static constexpr const char* names[] = {"slope", "offset", "start"};
  };

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr segment<V> no_steps() const {
    return {V(Real(1)), V(Real(0)), V(not_a_number<Real>)};
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr segment<V> one_step(const V& x) const {
    const mask_t<V> missing = math::isnan(x);
    return {math::select(missing, V(Real(1)), V(Real(1) - alpha)),
            math::select(missing, V(Real(0)), V(x * alpha)), x};
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr segment<V> joined(const segment<V>& first,
                                                           const segment<V>& then) const {
    return {first.slope * then.slope, then.slope * first.offset + then.offset,
            math::select(math::isnan(first.start), then.start, V(then.slope * first.start + then.offset))};
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V applied(const segment<V>& s, const V& realised) const {
    return math::select(math::isnan(realised), s.start, V(s.slope * realised + s.offset));
  }
};

}  // namespace sylva::pmodel
