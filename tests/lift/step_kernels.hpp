#pragma once

#include <sylva/core/math.hpp>
#include <sylva/core/stepped.hpp>

/// Steps through time that tests run, on the host and on devices.
namespace lift {

/// A bucket of water for every site: what rain brings and the air takes, the rest runs off.
template <class T>
struct bucket_fluxes {
  T evaporated;
  T run_off;
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.evaporated, b.evaporated), f(a.run_off, b.run_off);
  }
  static constexpr const char* names[] = {"evaporated", "run_off"};
};
template <class T>
struct bucket_state {
  T stored;
  T days;  ///< since the start
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stored, b.stored), f(a.days, b.days);
  }
  static constexpr const char* names[] = {"stored", "days"};
};
template <class Real>
struct bucket {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr sylva::stepped<bucket_state<V>, bucket_fluxes<V>> operator()(
      const bucket_state<V>& s, const V& rain, const V& demand, const V& capacity) const {
    namespace math = sylva::math;
    const V evaporated = math::min(V(demand * (s.stored / capacity)), s.stored);
    const V full = s.stored + rain - evaporated;
    const V run_off = math::max(V(full - capacity), V(Real(0)));
    return {{full - run_off, s.days + Real(1)}, {evaporated, run_off}};
  }
};

}  // namespace lift
