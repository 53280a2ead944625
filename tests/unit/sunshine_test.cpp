#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/environment/sunshine.hpp>

#include "support/kernels.hpp"

using namespace sylva;
using kernels::maps_to;

namespace {

template <class R>
constexpr bool kernels_keep_their_type() {
  return maps_to<top_of_atmosphere_radiation<R>, R, R, R, R> && maps_to<sunshine_from_cloud_cover<R>, R, R> &&
         maps_to<sunshine_from_radiation<R>, R, R, R, R> &&
         maps_to<radiation_from_temperature_range<R>, R, R, R, R>;
}
static_assert(kernels_keep_their_type<double>() && kernels_keep_their_type<float>());

TEST_CASE("radiation of FAO 56") {
  // Allen et al. (1998), example 15: Lyon, 45 degrees 43' N, in July, with 40.6 MJ m-2 on top and 26.6 and
  // 14.8 degree C, has 22.3 MJ m-2 on the ground
  CHECK(std::round(radiation_from_temperature_range<>{}(26.6, 14.8, 40.6) * 10) == 223);
  // the same day of the year as the book takes for the middle of July; its solar constant is another
  const double top = top_of_atmosphere_radiation<>{}(45.0 + 43.0 / 60, 196.0, 365.0);
  CHECK(std::abs(top / 40.6e6 - 1) < 0.01);
}

TEST_CASE("top of the atmosphere is what its parts give") {
  const core_constants<double> c = [] {
    core_constants<double> k;
    k.solar_eccentricity = 0.02, k.solar_obliquity = 20, k.solar_constant = 1300;
    return k;
  }();
  const double latitude = 51.4, day = 100, n = 366;
  const auto orbit = heliocentric_longitudes<>::from(c)(day, n);
  const double delta = solar_declination_angle<>::from(c)(orbit.lambda);
  const double hs = sunset_hour_angle<>{}(delta, latitude);
  const double want =
      daily_solar_radiation<>::from(c)(solar_distance_factor<>::from(c)(orbit.nu), hs, delta, latitude);
  CHECK(top_of_atmosphere_radiation<>::from(c)(latitude, day, n) == want);
}

TEMPLATE_TEST_CASE("sunshine comes back from the radiation that it lets through", "", double, float) {
  using R = TestType;
  const core_constants<R> other{
      .transmissivity_c = R(0.2), .transmissivity_d = R(0.6), .transmissivity_f = R(3e-5)};
  for (const auto& constants : {core_constants<R>{}, other}) {
    const auto passes = atmospheric_transmissivity<R>::from(constants);
    const auto inverse = sunshine_from_radiation<R>::from(constants);
    for (const R elevation : {R(0), R(130), R(3900)}) {
      for (const R top : {R(4e5), R(4.06e7)}) {
        for (int i = 0; i <= 10; ++i) {
          const R sunshine = R(i) / 10;
          const R back = inverse(passes(sunshine, elevation) * top, top, elevation);
          CHECK(std::abs(back - sunshine) < 20 * std::numeric_limits<R>::epsilon());
        }
      }
    }
  }
}

TEST_CASE("sunshine at the edges") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const sunshine_from_radiation<> sunshine{};
  CHECK(sunshine(40e6, 40e6, 0.0) == 1);
  CHECK(sunshine(1e6, 40e6, 0.0) == 0);
  CHECK(sunshine(0.0, 0.0, 0.0) == 0);
  CHECK(sunshine(5.0, 0.0, 0.0) == 0);
  CHECK(top_of_atmosphere_radiation<>{}(80.0, 355.0, 365.0) == 0);
  CHECK(std::isnan(sunshine(nan, 40e6, 0.0)));
  CHECK(std::isnan(sunshine(nan, 0.0, 0.0)));
  CHECK(std::isnan(sunshine(20e6, nan, 0.0)));
  CHECK(std::isnan(sunshine(20e6, 40e6, nan)));
  CHECK(std::isnan(radiation_from_temperature_range<>{}(10.0, 12.0, 40e6)));
  CHECK(radiation_from_temperature_range<>{}(10.0, 10.0, 40e6) == 0);
  CHECK(sunshine_from_cloud_cover<>{}(0.3) == 0.7);
  CHECK(radiation_from_temperature_range<>{0.19}(20.0, 11.0, 1.0) == 0.19 * 3);
}

}  // namespace
