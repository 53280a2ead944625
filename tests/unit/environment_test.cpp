#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/pressure.hpp>

#include "support/approx.hpp"
#include "support/kernels.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::as_printed;
using approx::at;
using approx::compare;
using approx::in_float;
using approx::tolerance;
using kernels::maps_to;
using reference::table;

namespace {

template <class Real>
constexpr Real missing = std::numeric_limits<Real>::quiet_NaN();

template <class Real>
constexpr bool kernels_keep_their_type() {
  using R = Real;
  return maps_to<atmospheric_pressure<R>, R, R> && maps_to<saturation_vapour_pressure<R>, R, R> &&
         maps_to<vp_to_vpd<R>, R, R, R> && maps_to<rh_to_vpd<R>, R, R, R> &&
         maps_to<rh_to_vpd_pa<R>, R, R, R> && maps_to<sh_to_vp<R>, R, R, R> &&
         maps_to<sh_to_vpd<R>, R, R, R, R> && maps_to<saturation_vapour_pressure_slope<R>, R, R> &&
         maps_to<enthalpy_of_vaporisation<R>, R, R> && maps_to<specific_heat_of_moist_air<R>, R, R> &&
         maps_to<psychrometric_constant<R>, R, R, R>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

}  // namespace

TEST_CASE("the figures that are known by heart", "[environment]") {
  CHECK(as_printed(atmospheric_pressure<double>{}(1000.0), 90241.542407162, 9));
  CHECK(as_printed(atmospheric_pressure<double>{.standard_temperature = 288.15}(1000.0), 89875.324754359, 9));
  CHECK(as_printed(saturation_vapour_pressure<double>{}(21.0), 2.480904150719, 12));
  CHECK(as_printed(saturation_vapour_pressure_slope<double>{}(20.0), 144.721857420543, 12));
  CHECK(as_printed(enthalpy_of_vaporisation<double>{}(20.0), 2453174.9426455116, 8));
  CHECK(as_printed(specific_heat_of_moist_air<double>{}(20.0), 1017.51505271136, 11));
  CHECK(as_printed(psychrometric_constant<double>{}(20.0, 101325.0), 67.548808477036, 12));
}

TEMPLATE_TEST_CASE("pressure falls with elevation", "[environment][property]", double, float) {
  using R = TestType;
  const atmospheric_pressure<R> patm{};
  CHECK(patm(R(0)) == patm.standard_pressure);
  for (R z = -400; z < 45000; z += 100) REQUIRE(patm(z + 100) < patm(z));
  CHECK(std::isnan(patm(R(46000))));
  CHECK(std::isnan(patm(missing<R>)));
  // an exponent that is a whole number must not bring the pressure back above the end of the air
  const atmospheric_pressure<R> square{.gravity = R(2) * R(8.3145) * R(0.0065) / R(0.028963)};
  CHECK(std::isnan(square(R(46000))));
}

TEMPLATE_TEST_CASE("humidity is consistent", "[environment][property]", double, float) {
  using R = TestType;
  const saturation_vapour_pressure<R> saturated{};
  const saturation_vapour_pressure_slope<R> slope{};
  // the pressure that the slope belongs to, in Pa
  const saturation_vapour_pressure<double> its_own{{610.78, 17.269, 237.3}};
  for (int i = -40; i < 60; ++i) {
    const R t = R(i);
    REQUIRE(saturated(t) < saturated(t + 1));
    REQUIRE(rh_to_vpd<R>{}(R(0), t) == saturated(t));
    REQUIRE(rh_to_vpd<R>{}(R(1), t) == 0);
    REQUIRE(rh_to_vpd_pa<R>{}(R(0.25), t) == R(1000) * rh_to_vpd<R>{}(R(0.25), t));
    REQUIRE(vp_to_vpd<R>{}(saturated(t), t) == 0);
    REQUIRE(sh_to_vpd<R>{}(R(0), t, R(101)) == saturated(t));
    REQUIRE(enthalpy_of_vaporisation<R>{}(t) > enthalpy_of_vaporisation<R>{}(t + 1));
    const double rise = 1000 * (its_own(double(i) + 1e-3) - its_own(double(i) - 1e-3)) / 2e-3;
    REQUIRE(approx::error(double(slope(t)), rise) < 1e-5);
  }
  CHECK(vp_to_vpd<R>{}(R(5), R(10)) < 0);      // not clipped
  CHECK(sh_to_vp<R>{}(R(1), R(90)) == R(90));  // vapour alone
  const specific_heat_of_moist_air<R> heat{};
  CHECK(heat(R(-20)) == heat(R(0)));
  CHECK(heat(R(150)) == heat(R(100)));
  CHECK(heat(R(99)) != heat(R(100)));
  CHECK(std::isnan(heat(missing<R>)));
  const psychrometric_constant<R> psy{};
  CHECK(psy(R(20), R(100000)) == 2 * psy(R(20), R(50000)));
}
