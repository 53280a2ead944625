#pragma once

#include <sylva/core/constants.hpp>
#include <sylva/environment/solar_daily.hpp>

/// Net radiation over a day, as in SPLASH: what the surface takes in while it gains and loses while it cools.
/// Angles are in DEGREES; ru, rv, rw and `given` are explained in solar_daily.hpp.

namespace sylva {

/// Long-wave radiation that the surface loses [W m-2] from sunshine fraction [-] and air temperature tc
/// [degree C], Prentice et al. (1993) eq. 11 (pyrealm: calculate_net_longwave_radiation).
template <std::floating_point Real = double>
struct net_longwave_radiation {
  Real b = Real(0.2);  ///< share under full cloud [-]
  Real a = Real(107);  ///< [W m-2]

  static constexpr net_longwave_radiation from(const core_constants<Real>& c) {
    return {c.net_longwave_b, c.net_longwave_a};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sunshine_fraction, const V& tc) const {
    return (b + (Real(1) - b) * sunshine_fraction) * (a - tc);
  }
};

/// rw [W m-2] from transmissivity [-] and distance factor [-] (pyrealm: calculate_rw_intermediate).
template <std::floating_point Real = double>
struct solar_rw_intermediate {
  Real shortwave_albedo = Real(0.17);  ///< [-]
  Real solar_constant = Real(1360.8);  ///< [W m-2]

  static constexpr solar_rw_intermediate from(const core_constants<Real>& c) {
    return {c.shortwave_albedo, c.solar_constant};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& transmissivity,
                                                      const V& distance_factor) const {
    return (Real(1) - shortwave_albedo) * transmissivity * solar_constant * distance_factor;
  }
};

/// Hour angle at which net radiation turns negative [degree], 0 (never positive) to 180 (always), from net
/// long-wave radiation rnl [W m-2], transmissivity [-], distance factor [-], declination and latitude
/// [degree] (pyrealm: calculate_net_radiation_crossover_hour_angle).
template <std::floating_point Real = double>
struct net_radiation_crossover_hour_angle {
  solar_rw_intermediate<Real> absorbed{};

  static constexpr net_radiation_crossover_hour_angle from(const core_constants<Real>& c) {
    return {solar_rw_intermediate<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rnl, const V& transmissivity,
                                                      const V& distance_factor, const V& declination,
                                                      const V& latitude) const {
    return given(solar_ru_rv_intermediates<Real>{}(declination, latitude),
                 absorbed(transmissivity, distance_factor), rnl);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V given(const solar_ru_rv<V>& r, const V& rw, const V& rnl) const {
    return math::to_degrees(math::acos_limited(V((rnl - rw * r.ru) / V(rw * r.rv))));
  }
};

/// Net radiation gained in a day while it is positive [J m-2] from net long-wave radiation rnl [W m-2],
/// crossover hour angle hn, declination and latitude [degree], transmissivity [-] and distance factor [-]
/// (pyrealm: calculate_daytime_net_radiation).
template <std::floating_point Real = double>
struct daytime_net_radiation {
  solar_rw_intermediate<Real> absorbed{};
  Real day_seconds = Real(86400);  ///< [s]

  static constexpr daytime_net_radiation from(const core_constants<Real>& c) {
    return {solar_rw_intermediate<Real>::from(c), c.day_seconds};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rnl, const V& hn, const V& declination,
                                                      const V& latitude, const V& transmissivity,
                                                      const V& distance_factor) const {
    return given(solar_ru_rv_intermediates<Real>{}(declination, latitude),
                 absorbed(transmissivity, distance_factor), rnl, hn);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V given(const solar_ru_rv<V>& r, const V& rw, const V& rnl,
                                                 const V& hn) const {
    const V angle = math::to_radians(hn);
    return day_seconds / pi<Real> * V(angle * (rw * r.ru - rnl) + rw * r.rv * math::sin(angle));
  }
};

/// What nighttime_net_radiation takes. T is a value inside a kernel; outside it an array or a scalar.
template <class T>
struct nighttime_radiation_inputs {
  T net_longwave_radiation;  ///< [W m-2]
  T crossover_hour_angle;    ///< [degree]
  T sunset_hour_angle;       ///< [degree]
  T declination;             ///< [degree]
  T latitude;                ///< [degree]
  T transmissivity;          ///< [-]
  T distance_factor;         ///< [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.net_longwave_radiation, b.net_longwave_radiation);
    f(a.crossover_hour_angle, b.crossover_hour_angle), f(a.sunset_hour_angle, b.sunset_hour_angle);
    f(a.declination, b.declination), f(a.latitude, b.latitude);
    f(a.transmissivity, b.transmissivity), f(a.distance_factor, b.distance_factor);
  }
  static constexpr const char* names[] = {
      "net_longwave_radiation", "crossover_hour_angle", "sunset_hour_angle", "declination", "latitude",
      "transmissivity",         "distance_factor"};
};

/// Net radiation in a day while it is negative [J m-2], itself negative (pyrealm:
/// calculate_nighttime_net_radiation).
template <std::floating_point Real = double>
struct nighttime_net_radiation {
  solar_rw_intermediate<Real> absorbed{};
  Real day_seconds = Real(86400);  ///< [s]

  static constexpr nighttime_net_radiation from(const core_constants<Real>& c) {
    return {solar_rw_intermediate<Real>::from(c), c.day_seconds};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const nighttime_radiation_inputs<V>& in) const {
    return given(solar_ru_rv_intermediates<Real>{}(in.declination, in.latitude),
                 absorbed(in.transmissivity, in.distance_factor), in.net_longwave_radiation,
                 in.crossover_hour_angle, in.sunset_hour_angle);
  }
  /// rw and rnl [W m-2], crossover and sunset hour angles hn and hs [degree]
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V given(const solar_ru_rv<V>& r, const V& rw, const V& rnl,
                                                 const V& hn, const V& hs) const {
    const V crossover = math::to_radians(hn);
    const V turns = math::sin(math::to_radians(hs)) - math::sin(crossover);
    const V sum = rw * r.rv * turns + rw * r.ru * math::to_radians(V(hs - hn)) - rnl * (pi<Real> - crossover);
    return sum * (day_seconds / pi<Real>);
  }
};

}  // namespace sylva
