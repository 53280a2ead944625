#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/pressure.hpp>

#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::in_float;
using approx::tolerance;
using reference::table;

TEMPLATE_LIST_TEST_CASE("pressure agrees with the reference", "[environment][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_pressure.csv");
  const auto elv = t["elv"];
  const double tol = tolerance<R>(1e-12, 1e-6);  // measured: 2e-16 and 3e-7
  const auto is = [&](const char* column, const core_constants<R>& c) {
    CHECK(compare(t, column, run(atmospheric_pressure<R>::from(c), elv)) <= tol);
  };
  is("patm_default", {});
  is("patm_k_To_288_15", {.standard_temperature = R(288.15)});
  is("patm_custom", {.standard_pressure = R(100000), .lapse_rate = R(0.006)});
}

TEMPLATE_LIST_TEST_CASE("humidity agrees with the reference", "[environment][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_hygro.csv");
  const auto ta = t["ta"], vp = t["vp_kPa"], rh = t["rh"], sh = t["sh"], kpa = t["patm_kPa"],
             pa = t["patm_Pa"];
  const double tol = tolerance<R>(1e-12, 2e-6);  // measured: 2e-15 and 8e-7
  // vapour pressures of up to 10 kPa are subtracted from each other
  const double kpa_scale = in_float<R>(10);
  const auto is = [&](const std::string& name, const magnus_coefficients<R>& magnus) {
    const core_constants<R> c{.magnus = magnus};
    CHECK(compare(t, "vp_sat_" + name, run(saturation_vapour_pressure<R>::from(c), ta)) <= tol);
    CHECK(compare(t, "vpd_from_vp_" + name, run(vp_to_vpd<R>::from(c), vp, ta), kpa_scale) <= tol);
    CHECK(compare(t, "vpd_from_rh_" + name, run(rh_to_vpd<R>::from(c), rh, ta), kpa_scale) <= tol);
    CHECK(compare(t, "vpd_from_sh_" + name, run(sh_to_vpd<R>::from(c), sh, ta, kpa), kpa_scale) <= tol);
  };
  is("Allen1998", magnus_allen1998<R>);
  is("Alduchov1996", magnus_alduchov1996<R>);
  is("Sonntag1990", magnus_sonntag1990<R>);
  is("default", core_constants<R>{}.magnus);
  is("custom", {R(600), R(17), R(240)});

  CHECK(compare(t, "vp_from_sh", run(sh_to_vp<R>{}, sh, kpa)) <= tol);
  const core_constants<R> light{.molecular_weight_ratio = R(0.6)};
  CHECK(compare(t, "vp_from_sh_mwr_0_6", run(sh_to_vp<R>::from(light), sh, kpa)) <= tol);
  CHECK(compare(t, "sat_vp_slope", run(saturation_vapour_pressure_slope<R>{}, ta)) <= tol);
  CHECK(compare(t, "enthalpy_vaporisation", run(enthalpy_of_vaporisation<R>{}, ta)) <= tol);
  CHECK(compare(t, "specific_heat", run(specific_heat_of_moist_air<R>{}, ta)) <= tol);
  CHECK(compare(t, "psychrometric", run(psychrometric_constant<R>{}, ta, pa)) <= tol);
  const core_constants<R> air{.dry_air_molar_mass = R(0.029), .water_vapour_molar_mass = R(0.018)};
  CHECK(compare(t, "psychrometric_custom", run(psychrometric_constant<R>::from(air), ta, pa)) <= tol);
}
