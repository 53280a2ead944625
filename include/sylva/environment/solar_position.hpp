#pragma once

#include <sylva/core/constants.hpp>
#include <sylva/environment/angles.hpp>

/// Where the sun stands at an instant, after de Pury and Farquhar (1997). RADIANS, except latitude and
/// longitude where degrees are named. This geometry and the daily one of solar_daily.hpp (Berger, degrees)
/// are independent and differ: their declinations by up to 1.2 degrees.

namespace sylva {

/// Day angle [radian] from the day of the year, eq. A18 (pyrealm: calculate_day_angle).
template <std::floating_point Real = double>
struct solar_day_angle {
  Real year_days = Real(365);  ///< used in leap years too [day]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& ordinal_date) const {
    return Real(2) * pi<Real> * (ordinal_date - Real(1)) / V(year_days);
  }
};

/// Equation of time [minute] from the day angle [radian], Iqbal (1983) eq. 1.4.1 (pyrealm:
/// calculate_equation_of_time); eq. A17 of de Pury and Farquhar is misprinted.
template <std::floating_point Real = double>
struct equation_of_time {
  Real a = Real(0.000075);   ///< [radian]
  Real b = Real(0.001868);   ///< of cos [radian]
  Real c = Real(-0.032077);  ///< of sin [radian]
  Real d = Real(-0.014615);  ///< of cos of twice the angle [radian]
  Real e = Real(-0.04089);   ///< of sin of twice the angle [radian]
  Real f = Real(229.18);     ///< [minute radian-1]

  static constexpr equation_of_time from(const core_constants<Real>& k) {
    return {k.equation_of_time[0], k.equation_of_time[1], k.equation_of_time[2],
            k.equation_of_time[3], k.equation_of_time[4], k.equation_of_time[5]};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& day_angle) const {
    const V twice = Real(2) * day_angle;
    return (a + b * math::cos(day_angle) + c * math::sin(day_angle) + d * math::cos(twice) +
            e * math::sin(twice)) *
           f;
  }
};

/// Meridian [degree] of the middle of the 15 degree band that a longitude [degree] lies in, a rough guess of
/// its time zone (pyrealm: SolarPositions.get_local_standard_meridian).
template <std::floating_point Real = double>
struct local_standard_meridian {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& longitude) const {
    return math::floor(V((longitude + Real(187.5)) / V(Real(15)))) * Real(15) - Real(180);
  }
};

/// Time of solar noon [hour] from longitude [degree], equation of time [minute] and the meridian [degree]
/// that clocks follow, eq. A16 (pyrealm: calculate_solar_noon). Without a meridian it is Greenwich's.
template <std::floating_point Real = double>
struct solar_noon {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& longitude, const V& equation_of_time,
                                                      const V& standard_longitude) const {
    return Real(12) + (Real(-4) * (longitude - standard_longitude) - equation_of_time) / V(Real(60));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& longitude, const V& equation_of_time) const {
    return (*this)(longitude, equation_of_time, V(Real(0)));
  }
};

/// Hour angle [radian], 0 at solar noon and negative before, from the time of day and the time of solar noon
/// [hour], eq. A15 (pyrealm: calculate_local_hour_angle). Not wrapped to (-pi, pi].
template <std::floating_point Real = double>
struct local_hour_angle {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& current_time, const V& solar_noon) const {
    return pi<Real> * (current_time - solar_noon) / V(Real(12));
  }
};

/// Declination of the sun [radian] from the day of the year, eq. A14 (pyrealm: calculate_solar_declination).
template <std::floating_point Real = double>
struct solar_declination {
  Real amplitude = Real(23.4);  ///< [degree]
  Real solstice = Real(10);     ///< days from the December solstice to the end of the year [day]
  Real year_days = Real(365);   ///< used in leap years too [day]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& ordinal_date) const {
    return -amplitude * radians_per_degree<Real> *
           math::cos(V(Real(2) * pi<Real> * (ordinal_date + solstice) / V(year_days)));
  }
};

/// Height of the sun above the horizon [radian] from latitude, declination and hour angle [radian], eq. A13
/// (pyrealm: calculate_solar_elevation). The sine is limited to [-1, 1]: where rounding carries it past the
/// zenith pyrealm has NaN.
template <std::floating_point Real = double>
struct solar_elevation {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& latitude, const V& declination,
                                                      const V& hour_angle) const {
    return math::asin_limited(V(math::sin(latitude) * math::sin(declination) +
                                math::cos(latitude) * math::cos(declination) * math::cos(hour_angle)));
  }
};

/// What solar_position returns. T is a value inside a kernel, an array outside it.
template <class T>
struct solar_angles {
  T latitude;                 ///< [radian]
  T longitude;                ///< [radian]
  T local_standard_meridian;  ///< [degree]
  T day_angle;                ///< [radian]
  T equation_of_time;         ///< [minute]
  T solar_noon;               ///< [hour]
  T hour_angle;               ///< [radian]
  T declination;              ///< [radian]
  T solar_elevation;          ///< [radian]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.latitude, b.latitude), f(a.longitude, b.longitude);
    f(a.local_standard_meridian, b.local_standard_meridian), f(a.day_angle, b.day_angle);
    f(a.equation_of_time, b.equation_of_time), f(a.solar_noon, b.solar_noon);
    f(a.hour_angle, b.hour_angle), f(a.declination, b.declination);
    f(a.solar_elevation, b.solar_elevation);
  }
  static constexpr const char* names[] = {"latitude",   "longitude",        "local_standard_meridian",
                                          "day_angle",  "equation_of_time", "solar_noon",
                                          "hour_angle", "declination",      "solar_elevation"};
};

/// The sun seen from latitude and longitude [degree] on a day of the year at a local time of day [hour]
/// (pyrealm: SolarPositions). core/calendar.hpp makes the last two from a date and time. Local time is taken
/// to follow local_standard_meridian: summer time and real time zones are the caller's to remove.
template <std::floating_point Real = double>
struct solar_position {
  equation_of_time<Real> time_equation{};
  solar_day_angle<Real> angle_of_day{};
  solar_declination<Real> declination{};

  static constexpr solar_position from(const core_constants<Real>& c) {
    return {equation_of_time<Real>::from(c), {}, {}};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr solar_angles<V> operator()(const V& latitude, const V& longitude,
                                                                    const V& ordinal_date,
                                                                    const V& decimal_time) const {
    const V lat = math::to_radians(latitude);
    const V meridian = local_standard_meridian<Real>{}(longitude);
    const V day_angle = angle_of_day(ordinal_date);
    const V minutes = time_equation(day_angle);
    const V noon = solar_noon<Real>{}(longitude, minutes, meridian);
    const V hour_angle = local_hour_angle<Real>{}(decimal_time, noon);
    const V delta = declination(ordinal_date);
    return {lat,
            math::to_radians(longitude),
            meridian,
            day_angle,
            minutes,
            noon,
            hour_angle,
            delta,
            solar_elevation<Real>{}(lat, delta, hour_angle)};
  }
};

}  // namespace sylva
