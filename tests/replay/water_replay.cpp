#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/environment/water.hpp>

#include "replay/methods.hpp"
#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::tolerance;
using reference::table;

namespace {

/// pyrealm's CoreConst(water_density_method=...)
template <class R>
using fisher = water_density_checked<R, water_density_fisher<R>>;
template <class R>
using chen = water_density_checked<R, water_density_chen<R>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("density agrees with the reference", "[water][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_water.csv");
  const auto tc = t["tc"], patm = t["patm"];
  const core_constants<R> c{};
  const double tol = tolerance<R>(1e-12, 1e-6);  // measured: 5e-16 and 3e-7
  CHECK(compare(t, "density_default", run(fisher<R>::from(c), tc, patm)) <= tol);
  CHECK(compare(t, "density_fisher", run(water_density_fisher<R>::from(c), tc, patm)) <= tol);
  CHECK(compare(t, "density_chen", run(water_density_chen<R>::from(c), tc, patm)) <= tol);
  CHECK(compare(t, "density_chen_dispatch", run(chen<R>::from(c), tc, patm)) <= tol);
}

TEMPLATE_LIST_TEST_CASE("density of water colder than it can be agrees too", "[water][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_water_unsafe.csv");
  const auto tc = t["tc"], patm = t["patm"];
  const double tol = tolerance<R>(1e-12, 5e-6);  // measured: 2e-16 and 2e-6, near the pole
  CHECK(compare(t, "density_fisher", run(water_density_fisher<R>{}, tc, patm)) <= tol);
  CHECK(compare(t, "density_chen", run(water_density_chen<R>{}, tc, patm)) <= tol);
}

TEMPLATE_LIST_TEST_CASE("viscosity agrees with the reference", "[water][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_water.csv");
  const auto tc = t["tc"], patm = t["patm"];
  const core_constants<R> c{};
  const double tol = tolerance<R>(1e-12, 2e-5);  // measured: 2e-14 and 6e-6, of an exponent near 7
  const auto with_fisher = water_viscosity_huber<R, water_density_fisher<R>>::from(c);
  const auto with_chen = water_viscosity_huber<R, water_density_chen<R>>::from(c);
  const auto simple = water_viscosity_simple<R>::from(c);
  for (const char* column : {"viscosity_fisher", "viscosity_matrix_fisher"}) {
    CHECK(compare(t, column, run(with_fisher, tc, patm)) <= tol);
    CHECK(compare(t, column, run(replay::inverse_of_fluidity{with_fisher}, tc, patm)) <= tol);
  }
  for (const char* column : {"viscosity_chen", "viscosity_matrix_chen"}) {
    CHECK(compare(t, column, run(with_chen, tc, patm)) <= tol);
  }
  // the formula does not use the pressure: it has a value where the pressure is missing
  for (const char* column : {"viscosity_simple_arg", "viscosity_simple_const", "viscosity_matrix_simple"}) {
    CHECK(compare(t, column, run(simple, tc, patm)) <= tol);
    CHECK(compare(t, column, run(replay::inverse_of_fluidity{simple}, tc, patm)) <= tol);
  }
}

TEMPLATE_LIST_TEST_CASE("amounts of water agree with the reference", "[water][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("core_water.csv");
  const auto tc = t["tc"], patm = t["patm"], mm = t["water_mm"], moles = t["water_moles"];
  const core_constants<R> c{};
  const double tol = tolerance<R>(1e-12, 1e-6);  // measured: 5e-16 and 3e-7
  using volume_fisher = water_molar_volume<R, fisher<R>>;
  using volume_chen = water_molar_volume<R, chen<R>>;
  CHECK(compare(t, "molar_volume_fisher", run(volume_fisher::from(c), tc, patm)) <= tol);
  CHECK(compare(t, "molar_volume_chen", run(volume_chen::from(c), tc, patm)) <= tol);
  CHECK(compare(t, "moles_from_mm_fisher", run(water_mm_to_moles<R, volume_fisher>::from(c), mm, tc, patm)) <=
        tol);
  CHECK(compare(t, "moles_from_mm_chen", run(water_mm_to_moles<R, volume_chen>::from(c), mm, tc, patm)) <=
        tol);
  CHECK(compare(t, "mm_from_moles_fisher",
                run(water_moles_to_mm<R, volume_fisher>::from(c), moles, tc, patm)) <= tol);
  CHECK(compare(t, "mm_from_moles_chen", run(water_moles_to_mm<R, volume_chen>::from(c), moles, tc, patm)) <=
        tol);
}
