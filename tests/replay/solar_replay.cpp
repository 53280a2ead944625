#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <iterator>
#include <sylva/core/calendar.hpp>
#include <sylva/environment/net_radiation.hpp>
#include <sylva/environment/solar_daily.hpp>
#include <sylva/environment/solar_position.hpp>

#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::in_float;
using approx::same_turn;
using approx::tolerance;
using reference::table;

namespace {

/// Every daily function on one table. Each is given the reference's own values of what comes before it, so
/// that what is compared is that function alone; `ppfd` compares the chain.
template <class Run, class R = typename Run::real>
void daily_sun_agrees(const Run& run, const table& t, const core_constants<R>& c) {
  const auto lat = t["latitude"], n = t["ordinal_date"], days = t["n_days"], elv = t["elevation"],
             sf = t["sunshine_fraction"], tc = t["temperature"], nu = t["nu"], lambda = t["lambda_"],
             dr = t["distance_factor"], delta = t["declination"], hs = t["sunset_hour_angle"],
             rd = t["daily_solar_radiation"], tau = t["transmissivity"], rnl = t["net_longwave_radiation"],
             hn = t["crossover_hour_angle"];
  const double tol = tolerance<R>(1e-12, 2e-6);  // measured: 1e-15 and 7e-7

  const auto orbit = run(heliocentric_longitudes<R>::from(c), n, days);
  // remainders of a circle: they carry the rounding of 360 degree, however small they are, and where fused
  // multiplication or float rounds otherwise they may fall on the other side of 0
  const auto nu_at = [&](std::size_t i) { return R(same_turn(orbit(i).nu, nu[i])); };
  const auto lambda_at = [&](std::size_t i) { return R(same_turn(orbit(i).lambda, lambda[i])); };
  const double angle_tol = tolerance<R>(1e-15, 4e-7);  // measured: 2e-16 and 1e-7
  CHECK(compare(t, "nu", nu_at, 360) <= angle_tol);
  CHECK(compare(t, "lambda_", lambda_at, 360) <= angle_tol);
  CHECK(compare(t, "distance_factor", run(solar_distance_factor<R>::from(c), nu)) <= tol);
  CHECK(compare(t, "declination", run(solar_declination_angle<R>::from(c), lambda), in_float<R>(23)) <= tol);
  // at the edge of polar night and day acos is vertical: half the digits of float are left (measured: 5e-6)
  CHECK(compare(t, "sunset_hour_angle", run(sunset_hour_angle<R>{}, delta, lat), in_float<R>(180)) <=
        tolerance<R>(1e-12, 2e-5));
  // at the edge of polar night one term takes away the other: compared with a day of some sun
  CHECK(compare(t, "daily_solar_radiation", run(daily_solar_radiation<R>::from(c), dr, hs, delta, lat),
                1e7) <= tolerance<R>(2e-15, 2e-6));
  CHECK(compare(t, "transmissivity", run(atmospheric_transmissivity<R>::from(c), sf, elv)) <= tol);
  CHECK(compare(t, "ppfd_from_tau_rd", run(ppfd_from_tau_rd<R>::from(c), tau, rd)) <= tol);
  // at a pole near an equinox almost nothing is left of the two terms: compared with a bright day
  CHECK(compare(t, "ppfd", run(daily_ppfd<R>::from(c), sf, elv, lat, n, days), 60) <=
        tolerance<R>(5e-15, 2e-6));  // measured: 1e-15 and 7e-7
  CHECK(compare(t, "net_longwave_radiation", run(net_longwave_radiation<R>::from(c), sf, tc)) <= tol);
  CHECK(compare(t, "rw", run(solar_rw_intermediate<R>::from(c), tau, dr)) <= tol);
  CHECK(compare(t, "crossover_hour_angle",
                run(net_radiation_crossover_hour_angle<R>::from(c), rnl, tau, dr, delta, lat),
                in_float<R>(180)) <= tol);
  CHECK(compare(t, "daytime_net_radiation",
                run(daytime_net_radiation<R>::from(c), rnl, hn, delta, lat, tau, dr),
                in_float<R>(1e7)) <= tol);
  std::vector<nighttime_radiation_inputs<R>> night(t.rows());
  for (std::size_t i = 0; i < t.rows(); ++i) {
    night[i] = {R(rnl[i]), R(hn[i]), R(hs[i]), R(delta[i]), R(lat[i]), R(tau[i]), R(dr[i])};
  }
  CHECK(compare(t, "nighttime_net_radiation", run(nighttime_net_radiation<R>::from(c), night),
                in_float<R>(1e7)) <= tol);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("daily sun agrees with the reference", "[solar][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_solar_daily.csv");
  daily_sun_agrees(run, t, {});
  const auto delta = t["declination"], lat = t["latitude"];
  const auto r = run(solar_ru_rv_intermediates<R>{}, delta, lat);
  const double tol = tolerance<R>(1e-12, 1e-6);  // measured: 0 and 2e-7
  CHECK(compare(t, "ru", [&](std::size_t i) { return r(i).ru; }) <= tol);
  CHECK(compare(t, "rv", [&](std::size_t i) { return r(i).rv; }, in_float<R>(1)) <= tol);
}

TEMPLATE_LIST_TEST_CASE("daily sun agrees with the reference, other constants", "[solar][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  core_constants<R> c{};
  c.solar_eccentricity = R(0.05), c.solar_perihelion = R(200), c.solar_obliquity = R(30);
  c.transmissivity_c = R(0.3), c.transmissivity_d = R(0.4), c.transmissivity_f = R(3e-5);
  c.net_longwave_b = R(0.25), c.net_longwave_a = R(100), c.shortwave_albedo = R(0.25);
  c.solar_constant = R(1400), c.day_seconds = R(80000), c.visible_light_albedo = R(0.05);
  c.swdown_to_ppfd_factor = R(2.2);
  daily_sun_agrees(run, table("core_solar_daily_custom.csv"), c);
}

TEMPLATE_LIST_TEST_CASE("sun position agrees with the reference", "[solar][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_solar_position.csv");
  const auto lat = t["latitude"], lon = t["longitude"], angle = t["day_angle"], eot = t["equation_of_time"];
  const auto datetime = t.text("datetime");
  const double tol = tolerance<R>(1e-12, 4e-6);  // measured: 2e-16 and 1e-6
  std::vector<double> day, hour;
  for (const std::string& text : datetime) {
    const auto time = reference::local_time(text);
    day.push_back(double(ordinal_date(time)));
    hour.push_back(decimal_time(time));
  }
  const auto sun = run(solar_position<R>{}, lat, lon, day, hour);
  const auto is = [&](const char* column, R solar_angles<R>::* member, double scale) {
    CHECK(compare(t, column, [&](std::size_t i) { return sun(i).*member; }, in_float<R>(scale)) <= tol);
  };
  const double right_angle = pi<double> / 2;
  is("local_standard_meridian", &solar_angles<R>::local_standard_meridian, 0);
  is("day_angle", &solar_angles<R>::day_angle, 0);
  is("equation_of_time", &solar_angles<R>::equation_of_time, 16);  // its extremes [minute]
  is("solar_noon", &solar_angles<R>::solar_noon, 0);
  is("hour_angle", &solar_angles<R>::hour_angle, pi<double>);
  is("declination", &solar_angles<R>::declination, right_angle);
  is("solar_elevation", &solar_angles<R>::solar_elevation, right_angle);
  const auto radians_of = [&](double degrees) { return R(degrees * (pi<double> / 180)); };
  for (std::size_t i = 0; i < t.rows(); ++i) {
    REQUIRE(approx::error(sun(i).latitude, radians_of(lat[i])) <= tol);
    REQUIRE(approx::error(sun(i).longitude, radians_of(lon[i])) <= tol);
  }
  CHECK(compare(t, "solar_noon_std0", run(solar_noon<R>{}, lon, eot), in_float<R>(12)) <= tol);
  core_constants<R> c{};
  const R coefficients[] = {R(1e-4), R(0.002), R(-0.03), R(-0.01), R(-0.04), R(230)};
  std::copy(std::begin(coefficients), std::end(coefficients), c.equation_of_time);
  CHECK(compare(t, "equation_of_time_custom", run(equation_of_time<R>::from(c), angle), in_float<R>(16)) <=
        tol);
  CHECK(solar_position<R>::from(c).time_equation(R(1)) == equation_of_time<R>::from(c)(R(1)));
}
