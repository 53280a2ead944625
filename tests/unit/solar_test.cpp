#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cfenv>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>
#include <sylva/core/calendar.hpp>
#include <sylva/environment/net_radiation.hpp>
#include <sylva/environment/solar_daily.hpp>
#include <sylva/environment/solar_position.hpp>

#include "support/approx.hpp"
#include "support/kernels.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::as_printed;
using approx::at;
using approx::compare;
using approx::in_float;
using approx::same_turn;
using approx::tolerance;
using kernels::maps_to;
using reference::table;

namespace {

template <class Real>
constexpr Real missing = std::numeric_limits<Real>::quiet_NaN();

template <class Real>
constexpr bool kernels_keep_their_type() {
  using R = Real;
  return maps_to<heliocentric_longitudes<R>, heliocentric_longitude<R>, R, R> &&
         maps_to<solar_distance_factor<R>, R, R> && maps_to<solar_declination_angle<R>, R, R> &&
         maps_to<solar_ru_rv_intermediates<R>, solar_ru_rv<R>, R, R> &&
         maps_to<sunset_hour_angle<R>, R, R, R> && maps_to<daily_solar_radiation<R>, R, R, R, R, R> &&
         maps_to<atmospheric_transmissivity<R>, R, R, R> && maps_to<ppfd_from_tau_rd<R>, R, R, R> &&
         maps_to<daily_ppfd<R>, R, R, R, R, R, R> && maps_to<net_longwave_radiation<R>, R, R, R> &&
         maps_to<solar_rw_intermediate<R>, R, R, R> &&
         maps_to<net_radiation_crossover_hour_angle<R>, R, R, R, R, R, R> &&
         maps_to<daytime_net_radiation<R>, R, R, R, R, R, R, R> &&
         maps_to<nighttime_net_radiation<R>, R, nighttime_radiation_inputs<R>> &&
         maps_to<solar_day_angle<R>, R, R> && maps_to<equation_of_time<R>, R, R> &&
         maps_to<local_standard_meridian<R>, R, R> && maps_to<solar_noon<R>, R, R, R, R> &&
         maps_to<local_hour_angle<R>, R, R, R> && maps_to<solar_declination<R>, R, R> &&
         maps_to<solar_elevation<R>, R, R, R, R> && maps_to<solar_position<R>, solar_angles<R>, R, R, R, R>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

/// A value and its derivative: enough of a dual number for the kernels below.
struct slope {
  double value = 0, derivative = 0;
  slope() = default;
  slope(double v, double d = 0) : value(v), derivative(d) {}
  friend slope operator+(slope a, slope b) { return {a.value + b.value, a.derivative + b.derivative}; }
  friend slope operator-(slope a, slope b) { return {a.value - b.value, a.derivative - b.derivative}; }
  friend slope operator-(slope a) { return {-a.value, -a.derivative}; }
  friend slope operator*(slope a, slope b) {
    return {a.value * b.value, a.derivative * b.value + a.value * b.derivative};
  }
  friend slope operator/(slope a, slope b) {
    return {a.value / b.value, (a.derivative * b.value - a.value * b.derivative) / (b.value * b.value)};
  }
  friend bool operator<(slope a, slope b) { return a.value < b.value; }
  friend bool operator<=(slope a, slope b) { return a.value <= b.value; }
  friend bool operator>=(slope a, slope b) { return a.value >= b.value; }
};

}  // namespace

template <>
struct sylva::value_traits<slope> {
  using scalar = double;
  using mask = bool;
  static slope select(bool m, const slope& a, const slope& b) { return m ? a : b; }
  static slope sin(const slope& x) { return {std::sin(x.value), std::cos(x.value) * x.derivative}; }
  static slope cos(const slope& x) { return {std::cos(x.value), -std::sin(x.value) * x.derivative}; }
  static slope acos(const slope& x) {
    return {std::acos(x.value), -x.derivative / std::sqrt(1 - x.value * x.value)};
  }
  static slope asin(const slope& x) {
    return {std::asin(x.value), x.derivative / std::sqrt(1 - x.value * x.value)};
  }
  static slope floor(const slope& x) { return {std::floor(x.value), 0}; }
};

TEST_CASE("every member of the structs is visited", "[solar]") {
  CHECK(kernels::zip_visits_every_member<heliocentric_longitude>());
  CHECK(kernels::zip_visits_every_member<solar_ru_rv>());
  CHECK(kernels::zip_visits_every_member<nighttime_radiation_inputs>());
  CHECK(kernels::zip_visits_every_member<solar_angles>());
  CHECK(std::size(nighttime_radiation_inputs<double>::names) == sizeof(nighttime_radiation_inputs<char>));
}

TEST_CASE("the sun that is known by heart", "[solar]") {
  CHECK(as_printed(daily_ppfd<double>{}(1.0, 142.0, 37.7, 172.0, 366.0), 62.042300208166, 12));
  const auto orbit = heliocentric_longitudes<double>{}(172.0, 366.0);
  CHECK(as_printed(orbit.nu, 166.09793361201, 11));
  CHECK(as_printed(orbit.lambda, 89.09793361201, 11));

  using namespace std::chrono_literals;
  const auto time = std::chrono::local_days{2024y / 8 / 12} + 10h + 30min + 32s;
  const auto sun =
      solar_position<double>{}(-35.058333, 147.34167, double(ordinal_date(time)), decimal_time(time));
  CHECK(as_printed(sun.equation_of_time, -5.240833736232, 12));
  CHECK(as_printed(sun.solar_noon, 12.264569228937, 12));
  CHECK(as_printed(sun.declination, 0.252669759612, 12));
  CHECK(as_printed(sun.solar_elevation, 0.602521566377, 12));
}

TEST_CASE("the day and the hour agree with the reference", "[solar][reference]") {
  const table t("core_solar_position.csv");
  const auto datetime = t.text("datetime");
  CHECK(compare(t, "ordinal_date", [&](std::size_t i) {
          return double(ordinal_date(reference::local_time(datetime[i])));
        }) <= 0);
  CHECK(compare(t, "decimal_time",
                [&](std::size_t i) { return decimal_time(reference::local_time(datetime[i])); }) <= 0);
}

TEMPLATE_TEST_CASE("orbit, distance and declination stay in their ranges", "[solar][property]", double,
                   float) {
  using R = TestType;
  const heliocentric_longitudes<R> longitudes{};
  const R e = longitudes.eccentricity;
  for (const R days : {R(365), R(366)}) {
    for (R n = 1; n <= days; ++n) {
      const heliocentric_longitude<R> orbit = longitudes(n, days);
      // a remainder that is rounded up can reach the period
      REQUIRE((orbit.nu >= 0 && orbit.nu <= 360 && orbit.lambda >= 0 && orbit.lambda <= 360));
      REQUIRE(std::abs(same_turn(double(orbit.lambda - orbit.nu), double(longitudes.perihelion)) -
                       double(longitudes.perihelion)) < 1e-4);
      const R dr = solar_distance_factor<R>{}(orbit.nu);
      REQUIRE((dr >= R(0.99999) / ((1 + e) * (1 + e)) && dr <= R(1.00001) / ((1 - e) * (1 - e))));
      REQUIRE(std::abs(solar_declination_angle<R>{}(orbit.lambda)) <= R(23.4401));
    }
  }
}

TEMPLATE_TEST_CASE("days at the poles, the equator and between", "[solar][property]", double, float) {
  using R = TestType;
  const sunset_hour_angle<R> hs{};
  for (const R delta : {R(-23.44), R(-10), R(-0.1), R(0.1), R(10), R(23.44)}) {
    CHECK(hs(delta, R(90)) == (delta > 0 ? R(180) : R(0)));
    CHECK(hs(delta, R(-90)) == (delta > 0 ? R(0) : R(180)));
    CHECK(approx::error(hs(delta, R(0)), 90) < 1e-6);
    for (R lat = -90; lat <= 90; lat += R(0.5)) {
      // day here is night on the other side
      REQUIRE(approx::error(hs(delta, lat) + hs(delta, -lat), 180) < 1e-6);
      const solar_ru_rv<R> r = solar_ru_rv_intermediates<R>{}(delta, lat);
      REQUIRE(r.rv > 0);
      REQUIRE(hs.given(r) == hs(delta, lat));
      const R radiation = daily_solar_radiation<R>{}(R(1), hs(delta, lat), delta, lat);
      // rounding at the edge of polar night
      REQUIRE(radiation >= -R(1e7) * std::numeric_limits<R>::epsilon());
      if (hs(delta, lat) == 0) REQUIRE(radiation == 0);
    }
  }
  CHECK(approx::error(hs(R(0), R(90)), 90) < 1e-6);  // an equinox at the pole: the sun on the horizon
  CHECK(std::isnan(hs(R(10), missing<R>)));
  CHECK(std::isnan(hs(missing<R>, R(10))));
  CHECK(std::isnan(daily_ppfd<R>{}(R(1), R(0), missing<R>, R(100), R(365))));
}

TEMPLATE_TEST_CASE("net radiation", "[solar][property]", double, float) {
  using R = TestType;
  const daytime_net_radiation<R> daytime{};
  const nighttime_net_radiation<R> nighttime{};
  const net_radiation_crossover_hour_angle<R> crossover{};
  const R tau = R(0.6), dr = R(1);
  for (const R rnl : {R(10), R(60), R(150)}) {
    for (const R delta : {R(-23), R(-5), R(5), R(23)}) {
      for (R lat = -88; lat <= 88; lat += 4) {
        const R hs = sunset_hour_angle<R>{}(delta, lat), hn = crossover(rnl, tau, dr, delta, lat);
        REQUIRE((hn >= 0 && hn <= 180 && hn <= hs));
        const R gain = daytime(rnl, hn, delta, lat, tau, dr);
        const R loss = nighttime(nighttime_radiation_inputs<R>{rnl, hn, hs, delta, lat, tau, dr});
        const R rounding = R(1e7) * std::numeric_limits<R>::epsilon();
        REQUIRE(gain >= -rounding);
        REQUIRE(loss <= rounding);
        // together: what the sun brings in, less a day of long-wave radiation
        const double sun = double(daily_solar_radiation<R>{}(dr, hs, delta, lat) * tau) *
                           (1 - double(daytime.absorbed.shortwave_albedo));
        const double sum = sun - 86400 * double(rnl);
        REQUIRE(approx::error(double(gain + loss), sum, 1e7) < tolerance<R>(1e-12, 1e-6));
        const solar_ru_rv<R> r = solar_ru_rv_intermediates<R>{}(delta, lat);
        const R rw = daytime.absorbed(tau, dr);
        REQUIRE(crossover.given(r, rw, rnl) == hn);
        REQUIRE(daytime.given(r, rw, rnl, hn) == gain);
        REQUIRE(nighttime.given(r, rw, rnl, hn, hs) == loss);
      }
    }
  }
  const daily_ppfd<R> ppfd{};
  CHECK(ppfd(R(0), R(0), R(45), R(100), R(365)) < ppfd(R(0.5), R(0), R(45), R(100), R(365)));
  CHECK(ppfd(R(1), R(0), R(45), R(100), R(365)) < ppfd(R(1), R(1000), R(45), R(100), R(365)));
  CHECK(ppfd(R(1), R(0), R(80), R(355), R(365)) == 0);  // polar night
}

TEMPLATE_TEST_CASE("the sun crosses the sky", "[solar][property]", double, float) {
  using R = TestType;
  const solar_elevation<R> elevation{};
  const R half_pi = pi<R> / 2;
  const R eps = std::numeric_limits<R>::epsilon();
  for (R lat = R(-1.5); lat <= R(1.5); lat += R(0.05)) {
    for (const R delta : {R(-0.4), R(0), R(0.2), R(0.4)}) {
      // noon is highest, and as high as the latitude and the season let it be
      const double noon = double(half_pi) - std::abs(double(lat - delta));
      REQUIRE(std::abs(double(elevation(lat, delta, R(0))) - noon) < 4 * std::sqrt(double(eps)));
      for (R h = R(0.1); h < R(3.1); h += R(0.1)) {
        REQUIRE(elevation(lat, delta, h) == elevation(lat, delta, -h));
        REQUIRE(elevation(lat, delta, h) <= elevation(lat, delta, h - R(0.1)) + 2 * eps);
      }
    }
  }
  // a sun in the zenith: the rounded sine may be above 1
  int above = 0;
  for (R lat = R(-0.41); lat <= R(0.41); lat += R(0.001)) {
    above += std::sin(lat) * std::sin(lat) + std::cos(lat) * std::cos(lat) * R(1) > R(1);
    REQUIRE(elevation(lat, lat, R(0)) >= half_pi - 4 * std::sqrt(eps));
  }
  CHECK(above > 0);
  CHECK(std::isnan(elevation(missing<R>, R(0), R(0))));
  // standard meridians change between the hours
  const local_standard_meridian<R> meridian{};
  CHECK((meridian(R(7.4)) == 0 && meridian(R(7.5)) == 15 && meridian(R(-7.5)) == 0 &&
         meridian(R(-7.6)) == -15));
  CHECK(solar_noon<R>{}(R(15), R(0), R(15)) == 12);
  CHECK(solar_noon<R>{}(R(15), R(0)) == 11);
}

TEMPLATE_TEST_CASE("arc functions with limits", "[solar][property]", double, float) {
  using R = TestType;
  CHECK(math::to_radians(R(180)) == pi<R>);
  CHECK(math::to_degrees(pi<R>) == R(180));
  for (const R x : {R(-1), R(-0.5), R(0), R(0.7), R(1)}) {
    CHECK(math::acos_limited(x) == std::acos(x));
    CHECK(math::asin_limited(x) == std::asin(x));
  }
  CHECK((math::acos_limited(R(1.5)) == 0 && math::acos_limited(R(-1e30)) == pi<R>));
  CHECK((math::asin_limited(R(1.5)) == pi<R> / 2 && math::asin_limited(R(-1e30)) == -pi<R> / 2));
  CHECK((std::isnan(math::acos_limited(missing<R>)) && std::isnan(math::asin_limited(missing<R>))));
}

TEST_CASE("arc functions are not called outside their domain", "[solar][property]") {
  volatile double beyond = 1.5;
  std::feclearexcept(FE_ALL_EXCEPT);
  volatile double angle = math::acos_limited(double{beyond});
  angle = math::asin_limited(double{beyond});
  beyond = -1.5;
  angle = math::acos_limited(double{beyond});
  angle = math::asin_limited(double{beyond});
  CHECK(angle == -pi<double> / 2);
  CHECK_FALSE(std::fetestexcept(FE_INVALID));
}

TEST_CASE("derivatives are those of finite differences, polar day and night too", "[solar][property]") {
  const auto at_latitude = [](slope lat) {
    return daily_ppfd<double>{}(slope(0.5), slope(100), lat, slope(172), slope(365));
  };
  for (const double lat : {-90.0, -80.0, -60.0, 0.0, 45.0, 66.0, 80.0, 90.0}) {
    const slope ppfd = at_latitude({lat, 1});
    const double h = 1e-4;
    const double difference = (at_latitude(lat + h).value - at_latitude(lat - h).value) / (2 * h);
    CHECK(std::abs(ppfd.derivative - difference) < 1e-6);
  }
  const sunset_hour_angle<double> hs{};
  CHECK((hs(slope(10), slope(90, 1)).value == 180 && hs(slope(10), slope(90, 1)).derivative == 0));
  CHECK((hs(slope(-10), slope(90, 1)).value == 0 && hs(slope(-10), slope(90, 1)).derivative == 0));
  const solar_elevation<double> elevation{};
  CHECK(elevation(slope(0, 1), slope(0), slope(0)).derivative == 0);           // zenith
  CHECK(elevation(slope(0, 1), slope(0), slope(pi<double>)).derivative == 0);  // nadir
}
