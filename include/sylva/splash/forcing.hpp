#pragma once

#include <sylva/environment/pressure.hpp>
#include <sylva/environment/solar_daily.hpp>

/// What SPLASH needs of a day and of a place before it looks at the weather: computed once a day and once a
/// place, and not once for both.

namespace sylva::splash {

/// The sun on a day of the year, wherever one is. T is a value inside a kernel, an array outside it.
template <class T>
struct sun_of_day {
  T nu;               ///< true anomaly [degree], 0 to 360
  T lambda;           ///< true longitude [degree], 0 to 360
  T distance_factor;  ///< square of the mean over the actual distance to the sun [-]
  T declination;      ///< [degree]
  T sin_declination;  ///< [-]
  T cos_declination;  ///< [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.nu, b.nu), f(a.lambda, b.lambda), f(a.distance_factor, b.distance_factor);
    f(a.declination, b.declination), f(a.sin_declination, b.sin_declination);
    f(a.cos_declination, b.cos_declination);
  }
  static constexpr const char* names[] = {"nu",          "lambda",          "distance_factor",
                                          "declination", "sin_declination", "cos_declination"};
};

/// sun_of_day from the day of the year and the days in that year, Berger (1978) and Woolf (1968) (pyrealm:
/// the first steps of DailySolarFluxes, which keeps the default orbit in the first of them).
template <std::floating_point Real = double>
struct sun_of_days {
  heliocentric_longitudes<Real> longitudes{};
  solar_distance_factor<Real> distance{};
  solar_declination_angle<Real> declination{};

  static constexpr sun_of_days from(const core_constants<Real>& c) {
    return {heliocentric_longitudes<Real>::from(c), solar_distance_factor<Real>::from(c),
            solar_declination_angle<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr sun_of_day<V> operator()(const V& ordinal_date,
                                                                  const V& n_days) const {
    const heliocentric_longitude<V> orbit = longitudes(ordinal_date, n_days);
    const V delta = declination(orbit.lambda);
    const V angle = math::to_radians(delta);
    return {orbit.nu, orbit.lambda, distance(orbit.nu), delta, math::sin(angle), math::cos(angle)};
  }
};

/// Sine and cosine of a latitude [-]. T is a value inside a kernel, an array outside it.
template <class T>
struct latitude_terms {
  T sine;
  T cosine;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.sine, b.sine), f(a.cosine, b.cosine);
  }
  static constexpr const char* names[] = {"sine", "cosine"};
};

/// latitude_terms from latitude [degree], -90 to 90.
template <std::floating_point Real = double>
struct terms_of_latitude {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr latitude_terms<V> operator()(const V& latitude) const {
    const V phi = math::to_radians(latitude);
    return {math::sin(phi), math::cos(phi)};
  }
};

/// What a day of SPLASH takes: the weather, and what depends on the day or on the place alone. T is a value
/// inside a kernel; outside it an array or a scalar.
template <class T>
struct forcing {
  T sunshine_fraction;  ///< bright hours over hours of daylight [-], 0 to 1 (pyrealm: sf)
  T tc;                 ///< mean air temperature [degree C]
  T precipitation;      ///< [mm day-1] (pyrealm: pn)
  T distance_factor;    ///< of sun_of_day [-]
  T sin_declination;    ///< of sun_of_day [-]
  T cos_declination;    ///< of sun_of_day [-]
  T sin_latitude;       ///< [-]
  T cos_latitude;       ///< [-]
  T elevation;          ///< [m]
  T patm;               ///< air pressure [Pa]
  T water_capacity;     ///< what the soil holds at most [mm], above 0 (pyrealm: kWm)

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.sunshine_fraction, b.sunshine_fraction), f(a.tc, b.tc), f(a.precipitation, b.precipitation);
    f(a.distance_factor, b.distance_factor), f(a.sin_declination, b.sin_declination);
    f(a.cos_declination, b.cos_declination), f(a.sin_latitude, b.sin_latitude);
    f(a.cos_latitude, b.cos_latitude), f(a.elevation, b.elevation), f(a.patm, b.patm);
    f(a.water_capacity, b.water_capacity);
  }
  static constexpr const char* names[] = {
      "sunshine_fraction", "tc",           "precipitation", "distance_factor", "sin_declination",
      "cos_declination",   "sin_latitude", "cos_latitude",  "elevation",       "patm",
      "water_capacity"};
};

}  // namespace sylva::splash
