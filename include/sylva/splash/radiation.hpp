#pragma once

#include <sylva/environment/hour_angle.hpp>
#include <sylva/environment/net_radiation.hpp>
#include <sylva/splash/forcing.hpp>

namespace sylva::splash {

/// The sun and the radiation of a day at a place, as the arithmetic wants them. The two angles are those at
/// which the sun sets, and at which the surface starts to lose more than it gains.
template <class T>
struct radiation_terms {
  T ru;              ///< sin(declination) sin(latitude) [-]
  T rv;              ///< cos(declination) cos(latitude) [-], above 0
  T transmissivity;  ///< [-]
  T rw;              ///< short-wave radiation absorbed under a sun in the zenith [W m-2]
  T rnl;             ///< long-wave radiation that the surface loses [W m-2]
  T loss;            ///< rnl - rw ru [W m-2]
  T balance;         ///< loss / (rw rv) [-]: the cosine of `crossover`, where it is one
  hour_angle<T> sunset;
  hour_angle<T> crossover;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.ru, b.ru), f(a.rv, b.rv), f(a.transmissivity, b.transmissivity), f(a.rw, b.rw), f(a.rnl, b.rnl);
    f(a.loss, b.loss), f(a.balance, b.balance);
    hour_angle<T>::zip(a.sunset, b.sunset, f);
    hour_angle<T>::zip(a.crossover, b.crossover, f);
  }
  static constexpr const char* names[] = {"ru",
                                          "rv",
                                          "transmissivity",
                                          "rw",
                                          "rnl",
                                          "loss",
                                          "balance",
                                          "sunset_angle",
                                          "sunset_sine",
                                          "crossover_angle",
                                          "crossover_sine"};
};

/// Solar and net radiation of a day, Davis et al. (2017) eqs 1 to 10 (pyrealm: DailySolarFluxes).
template <std::floating_point Real = double>
struct daily_radiation {
  atmospheric_transmissivity<Real> transmissivity{};
  net_longwave_radiation<Real> longwave{};
  solar_rw_intermediate<Real> absorbed{};
  sylva::daily_solar_radiation<Real> top_of_atmosphere{};
  ppfd_from_tau_rd<Real> photons{};
  Real smallest_rv = solar_ru_rv_intermediates<Real>{}.smallest_rv;  ///< [-]

  static constexpr daily_radiation from(const core_constants<Real>& c) {
    return {atmospheric_transmissivity<Real>::from(c), net_longwave_radiation<Real>::from(c),
            solar_rw_intermediate<Real>::from(c), sylva::daily_solar_radiation<Real>::from(c),
            ppfd_from_tau_rd<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr radiation_terms<V> operator()(const forcing<V>& x) const {
    const V ru = x.sin_declination * x.sin_latitude;
    const V rv = math::max(V(x.cos_declination * x.cos_latitude), V(smallest_rv));
    const V tau = transmissivity(x.sunshine_fraction, x.elevation);
    const V rw = absorbed(tau, x.distance_factor);
    const V rnl = longwave(x.sunshine_fraction, x.tc);
    const V loss = rnl - rw * ru;
    const V inverse = V(Real(1)) / V(rw * rv);
    const V balance = loss * inverse;
    const hour_angle_of_cosine<Real> angle{};
    return {ru, rv, tau, rw, rnl, loss, balance, angle(V(-ru * rw * inverse)), angle(balance)};
  }

  /// Radiation on top of the atmosphere in the day [J m-2].
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V solar(const radiation_terms<V>& r,
                                                 const V& distance_factor) const {
    return top_of_atmosphere.day_seconds / pi<Real> * top_of_atmosphere.solar_constant * distance_factor *
           V(r.ru * r.sunset.angle + r.rv * r.sunset.sine);
  }
  /// Photons in the day [mol m-2 day-1].
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V ppfd(const radiation_terms<V>& r, const V& distance_factor) const {
    return photons(r.transmissivity, solar(r, distance_factor));
  }
  /// Net radiation gained in the day while it is positive [J m-2].
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V daytime(const radiation_terms<V>& r) const {
    return top_of_atmosphere.day_seconds / pi<Real> *
           V(r.rw * r.rv * r.crossover.sine - r.loss * r.crossover.angle);
  }
  /// Net radiation in the day while it is negative, itself negative [J m-2].
  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V nighttime(const radiation_terms<V>& r) const {
    const V sum = r.rw * r.rv * V(r.sunset.sine - r.crossover.sine) +
                  r.rw * r.ru * V(r.sunset.angle - r.crossover.angle) -
                  r.rnl * V(pi<Real> - r.crossover.angle);
    return top_of_atmosphere.day_seconds / pi<Real> * sum;
  }
};

}  // namespace sylva::splash
