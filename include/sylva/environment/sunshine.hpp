#pragma once

#include <sylva/environment/solar_daily.hpp>

/// Sunshine where nobody measured it: from cloud cover, from radiation, or from the daily range of
/// temperature. Sunshine is a fraction of the hours of daylight; angles are in degrees.

namespace sylva {

/// Radiation on top of the atmosphere in a day [J m-2], 0 in polar night, from latitude [degree], day of the
/// year and days in that year: the steps of solar_daily.hpp in one.
template <std::floating_point Real = double>
struct top_of_atmosphere_radiation {
  heliocentric_longitudes<Real> longitudes{};
  solar_distance_factor<Real> distance{};
  solar_declination_angle<Real> declination{};
  daily_solar_radiation<Real> radiation{};

  static constexpr top_of_atmosphere_radiation from(const core_constants<Real>& c) {
    return {heliocentric_longitudes<Real>::from(c), solar_distance_factor<Real>::from(c),
            solar_declination_angle<Real>::from(c), daily_solar_radiation<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& latitude, const V& ordinal_date,
                                                      const V& n_days) const {
    const heliocentric_longitude<V> orbit = longitudes(ordinal_date, n_days);
    const solar_ru_rv<V> r = solar_ru_rv_intermediates<Real>{}(declination(orbit.lambda), latitude);
    return radiation.given(r, distance(orbit.nu), sunset_hour_angle<Real>{}.given(r));
  }
};

/// Sunshine fraction [-], 0 to 1, from the mean cloud cover of the day [-], 0 to 1: what is not cloud.
template <std::floating_point Real = double>
struct sunshine_from_cloud_cover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& cloud_cover) const {
    return Real(1) - cloud_cover;
  }
};

/// Sunshine fraction [-], 0 to 1, from radiation on the ground and on top of the atmosphere, both in the same
/// unit over the same time, and elevation [m]: atmospheric_transmissivity solved for the sunshine. More
/// radiation than under a clear sky is full sunshine, less than under full cloud is none. Without any on top,
/// in polar night, it is 0, which nothing depends on.
template <std::floating_point Real = double>
struct sunshine_from_radiation {
  atmospheric_transmissivity<Real> transmissivity{};

  static constexpr sunshine_from_radiation from(const core_constants<Real>& c) {
    return {atmospheric_transmissivity<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& radiation, const V& top,
                                                      const V& elevation) const {
    const atmospheric_transmissivity<Real>& t = transmissivity;
    const mask_t<V> night = !(V(Real(0)) < top);
    // a radiation or a top that is missing stays so
    const V share = math::select(night, V(Real(0) * radiation * top),
                                 V(radiation / math::select(night, V(Real(1)), top)));
    const V sunshine = (share / (Real(1) + t.f * elevation) - t.c) * (Real(1) / t.d);
    return math::clamp(sunshine, V(Real(0)), V(Real(1)));
  }
};

/// Radiation on the ground, in the unit of that on top of the atmosphere, from the day's greatest and least
/// temperature [degree C]: Hargreaves and Samani (1982) in Allen et al. (1998), FAO Irrigation and Drainage
/// Paper 56, eq. 50. NaN where the greatest is below the least.
template <std::floating_point Real = double>
struct radiation_from_temperature_range {
  Real k = Real(0.16);  ///< [degree C^-0.5]: 0.16 inland, 0.19 at coasts

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tmax, const V& tmin, const V& top) const {
    return k * math::sqrt(V(tmax - tmin)) * top;
  }
};

}  // namespace sylva
