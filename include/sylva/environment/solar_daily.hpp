#pragma once

#include <sylva/core/constants.hpp>
#include <sylva/environment/angles.hpp>

/// The sun over a whole day, and the radiation it brings, as in SPLASH. Angles are in DEGREES. The geometry
/// of an instant, in radians, is in solar_position.hpp and is another one.
///
/// Three intermediates recur: ru = sin(declination) sin(latitude), rv = cos(declination) cos(latitude), and
/// rw, the short-wave radiation absorbed under a sun in the zenith. Kernels that need them also have `given`,
/// which takes them where they are known already.

namespace sylva {

/// Position of the earth on its orbit. T is a value inside a kernel, an array outside it.
template <class T>
struct heliocentric_longitude {
  T nu;      ///< true anomaly [degree], 0 to 360
  T lambda;  ///< true longitude [degree], 0 to 360

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.nu, b.nu), f(a.lambda, b.lambda);
  }
  static constexpr const char* names[] = {"nu", "lambda"};
};

/// True anomaly and longitude of the earth from the day of the year and the days in that year, Berger (1978)
/// (pyrealm: calculate_heliocentric_longitudes).
template <std::floating_point Real = double>
struct heliocentric_longitudes {
  Real eccentricity = Real(0.0167);  ///< [-]
  Real perihelion = Real(283);       ///< [degree]
  Real equinox_day = Real(80);       ///< day of the year of the spring equinox [day]

  static constexpr heliocentric_longitudes from(const core_constants<Real>& c) {
    return {.eccentricity = c.solar_eccentricity, .perihelion = c.solar_perihelion};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr heliocentric_longitude<V> operator()(const V& ordinal_date,
                                                                              const V& n_days) const {
    const Real e = eccentricity, e2 = e * e, e3 = e2 * e;
    const V mean_longitude = equinox_longitude() + (ordinal_date - equinox_day) * (Real(360) / n_days);
    const V mean_anomaly = math::to_radians(V(mean_longitude - perihelion));
    const V anomaly = mean_anomaly + (Real(2) * e - e3 / Real(4)) * math::sin(mean_anomaly) +
                      Real(5) / Real(4) * e2 * math::sin(V(Real(2) * mean_anomaly)) +
                      Real(13) / Real(12) * e3 * math::sin(V(Real(3) * mean_anomaly));
    const V circle = V(Real(360));
    const V lambda = math::modulo(V(math::to_degrees(anomaly) + perihelion), circle);
    return {math::modulo(V(lambda - perihelion), circle), lambda};
  }

 private:
  /// Mean longitude at the spring equinox [degree]
  SYLVA_FUNCTION constexpr Real equinox_longitude() const {
    const Real e = eccentricity, e2 = e * e, e3 = e2 * e;
    const Real root = math::sqrt(Real(1) - e2);
    const Real omega = perihelion * radians_per_degree<Real>;
    const Real half = (e / Real(2) + e3 / Real(8)) * (Real(1) + root) * math::sin(omega) -
                      e2 / Real(4) * (Real(0.5) + root) * math::sin(Real(2) * omega) +
                      e3 / Real(8) * (Real(1) / Real(3) + root) * math::sin(Real(3) * omega);
    return math::to_degrees(half * Real(2));
  }
};

/// Square of the mean over the actual distance to the sun [-] from the true anomaly nu [degree], Berger et
/// al. (1993) (pyrealm: calculate_distance_factor).
template <std::floating_point Real = double>
struct solar_distance_factor {
  Real eccentricity = Real(0.0167);  ///< [-]

  static constexpr solar_distance_factor from(const core_constants<Real>& c) {
    return {c.solar_eccentricity};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& nu) const {
    const V inverse_distance = (Real(1) + eccentricity * math::cos(math::to_radians(nu))) *
                               (Real(1) / (Real(1) - eccentricity * eccentricity));
    return math::square(inverse_distance);
  }
};

/// Declination of the sun [degree] from the true longitude lambda [degree], Woolf (1968) (pyrealm:
/// calculate_solar_declination_angle).
template <std::floating_point Real = double>
struct solar_declination_angle {
  Real obliquity = Real(23.44);  ///< [degree]

  static constexpr solar_declination_angle from(const core_constants<Real>& c) { return {c.solar_obliquity}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& lambda) const {
    const Real sin_obliquity = math::sin(math::to_radians(obliquity));
    return math::to_degrees(math::asin_limited(V(math::sin(math::to_radians(lambda)) * sin_obliquity)));
  }
};

/// What solar_ru_rv_intermediates returns. T is a value inside a kernel, an array outside it.
template <class T>
struct solar_ru_rv {
  T ru;  ///< sin(declination) sin(latitude) [-]
  T rv;  ///< cos(declination) cos(latitude) [-], above 0

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.ru, b.ru), f(a.rv, b.rv);
  }
  static constexpr const char* names[] = {"ru", "rv"};
};

/// ru and rv from declination and latitude [degree] (pyrealm: calculate_ru_rv_intermediates). At a pole rv is
/// 6e-17 in double, but in float a right angle is rounded to one with a negative cosine, which would turn
/// polar day into polar night: rv has a floor.
template <std::floating_point Real = double>
struct solar_ru_rv_intermediates {
  Real smallest_rv = Real(1e-30);  ///< [-]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr solar_ru_rv<V> operator()(const V& declination,
                                                                   const V& latitude) const {
    const V delta = math::to_radians(declination), phi = math::to_radians(latitude);
    return {math::sin(delta) * math::sin(phi),
            math::max(V(math::cos(delta) * math::cos(phi)), V(smallest_rv))};
  }
};

/// Hour angle of sunset [degree], 0 in polar night to 180 in polar day, from declination and latitude
/// [degree], Stine and Geyer (2001) eq. 3.22 (pyrealm: calculate_sunset_hour_angle).
template <std::floating_point Real = double>
struct sunset_hour_angle {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& declination, const V& latitude) const {
    return given(solar_ru_rv_intermediates<Real>{}(declination, latitude));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V given(const solar_ru_rv<V>& r) const {
    return math::to_degrees(math::acos_limited(V(-r.ru / r.rv)));
  }
};

/// Radiation on top of the atmosphere in a day [J m-2] from distance factor [-], hour angle of sunset,
/// declination and latitude [degree], Duffie and Beckman (2013) eq. 1.10.3 (pyrealm:
/// calculate_daily_solar_radiation).
template <std::floating_point Real = double>
struct daily_solar_radiation {
  Real day_seconds = Real(86400);      ///< [s]
  Real solar_constant = Real(1360.8);  ///< [W m-2]

  static constexpr daily_solar_radiation from(const core_constants<Real>& c) {
    return {c.day_seconds, c.solar_constant};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& distance_factor, const V& hs,
                                                      const V& declination, const V& latitude) const {
    return given(solar_ru_rv_intermediates<Real>{}(declination, latitude), distance_factor, hs);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V given(const solar_ru_rv<V>& r, const V& distance_factor,
                                                 const V& hs) const {
    const V angle = math::to_radians(hs);
    return day_seconds / pi<Real> * solar_constant * distance_factor *
           V(r.ru * angle + r.rv * math::sin(angle));
  }
};

/// Share of the radiation that passes the atmosphere [-] from sunshine fraction [-] and elevation [m],
/// Linacre (1968) eq. 11 and Allen (1996) eq. 2 (pyrealm: calculate_transmissivity).
template <std::floating_point Real = double>
struct atmospheric_transmissivity {
  Real c = Real(0.25);     ///< under full cloud [-]
  Real d = Real(0.5);      ///< gain under clear sky [-]
  Real f = Real(2.67e-5);  ///< gain with elevation [m-1]

  static constexpr atmospheric_transmissivity from(const core_constants<Real>& k) {
    return {k.transmissivity_c, k.transmissivity_d, k.transmissivity_f};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sunshine_fraction, const V& elevation) const {
    return (c + d * sunshine_fraction) * (Real(1) + f * elevation);
  }
};

/// Photons in a day [mol m-2 day-1] from transmissivity [-] and daily solar radiation [J m-2] (pyrealm:
/// calculate_ppfd_from_tau_rd, documented there as umol m-2 s-1).
template <std::floating_point Real = double>
struct ppfd_from_tau_rd {
  Real visible_light_albedo = Real(0.03);   ///< [-]
  Real swdown_to_ppfd_factor = Real(2.04);  ///< [umol J-1]

  static constexpr ppfd_from_tau_rd from(const core_constants<Real>& c) {
    return {c.visible_light_albedo, c.swdown_to_ppfd_factor};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& transmissivity, const V& radiation) const {
    return Real(1e-6) * swdown_to_ppfd_factor * (Real(1) - visible_light_albedo) * transmissivity * radiation;
  }
};

/// Photons in a day [mol m-2 day-1] from sunshine fraction [-], elevation [m], latitude [degree], day of the
/// year and days in that year (pyrealm: calculate_ppfd). The P-model wants umol m-2 s-1: times 1e6 / 86400.
template <std::floating_point Real = double>
struct daily_ppfd {
  heliocentric_longitudes<Real> longitudes{};
  solar_distance_factor<Real> distance{};
  solar_declination_angle<Real> declination{};
  atmospheric_transmissivity<Real> transmissivity{};
  daily_solar_radiation<Real> radiation{};
  ppfd_from_tau_rd<Real> ppfd{};

  static constexpr daily_ppfd from(const core_constants<Real>& c) {
    return {heliocentric_longitudes<Real>::from(c), solar_distance_factor<Real>::from(c),
            solar_declination_angle<Real>::from(c), atmospheric_transmissivity<Real>::from(c),
            daily_solar_radiation<Real>::from(c),   ppfd_from_tau_rd<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sunshine_fraction, const V& elevation,
                                                      const V& latitude, const V& ordinal_date,
                                                      const V& n_days) const {
    const heliocentric_longitude<V> orbit = longitudes(ordinal_date, n_days);
    const solar_ru_rv<V> r = solar_ru_rv_intermediates<Real>{}(declination(orbit.lambda), latitude);
    const V day = radiation.given(r, distance(orbit.nu), sunset_hour_angle<Real>{}.given(r));
    return ppfd(transmissivity(sunshine_fraction, elevation), day);
  }
};

}  // namespace sylva
