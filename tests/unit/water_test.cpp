#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/environment/water.hpp>

#include "support/approx.hpp"
#include "support/kernels.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::as_printed;
using approx::at;
using approx::compare;
using approx::tolerance;
using kernels::maps_to;
using reference::table;

namespace {

template <class Real>
constexpr bool kernels_keep_their_type() {
  using R = Real;
  return maps_to<water_density_fisher<R>, R, R, R> && maps_to<water_density_chen<R>, R, R, R> &&
         maps_to<water_density_checked<R>, R, R, R> && maps_to<water_viscosity_huber<R>, R, R, R> &&
         maps_to<water_viscosity_simple<R>, R, R, R> && maps_to<water_molar_volume<R>, R, R, R> &&
         maps_to<water_mm_to_moles<R>, R, R, R, R> && maps_to<water_moles_to_mm<R>, R, R, R, R>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

/// pyrealm's CoreConst(water_density_method=...)
template <class R>
using fisher = water_density_checked<R, water_density_fisher<R>>;
template <class R>
using chen = water_density_checked<R, water_density_chen<R>>;

}  // namespace

TEST_CASE("the water that is known by heart", "[water]") {
  CHECK(as_printed(water_density_fisher<double>{}(20.0, 101325.0), 998.205643453922, 12));
  CHECK(as_printed(water_density_chen<double>{}(20.0, 101325.0), 998.250498317154, 12));
  CHECK(as_printed(water_viscosity_huber<double>{}(20.0, 101325.0), 0.001001597157, 12));
  CHECK(as_printed(water_viscosity_simple<double>{}(20.0, 101325.0), 1.023200524481, 12));
}

TEMPLATE_TEST_CASE("constants reach the kernels of water", "[water]", double, float) {
  using R = TestType;
  core_constants<R> c{};
  c.fisher_dial.lambda.c[0] = R(1700), c.chen.po.c[0] = R(0.9);
  c.huber.mu_ast = R(2e-6), c.kelvin_offset = R(273), c.water_molar_mass = R(18);
  const R tc = R(20), patm = R(101325);
  const fisher<R> density = fisher<R>::from(c);
  CHECK(density.density.coefficients == c.fisher_dial);
  CHECK(density(tc, patm) == water_density_fisher<R>{c.fisher_dial}(tc, patm));
  CHECK(density(tc, patm) != fisher<R>{}(tc, patm));
  CHECK(chen<R>::from(c).density.coefficients == c.chen);
  const auto viscosity = water_viscosity_huber<R, fisher<R>>::from(c);
  CHECK(viscosity.density.density.coefficients == c.fisher_dial);
  CHECK((viscosity.coefficients == c.huber && viscosity.kelvin_offset == R(273)));
  const auto volume = water_molar_volume<R, fisher<R>>::from(c);
  CHECK(volume(tc, patm) == R(1e3) * R(18) / density(tc, patm));
  CHECK(water_mm_to_moles<R>::from(c).molar_volume(tc, patm) == volume(tc, patm));
  CHECK(water_moles_to_mm<R>::from(c).molar_volume(tc, patm) == volume(tc, patm));
}

TEMPLATE_TEST_CASE("water behaves", "[water][property]", double, float) {
  using R = TestType;
  const R patm = R(101325), missing = std::numeric_limits<R>::quiet_NaN();
  const fisher<R> density{};
  const water_viscosity_huber<R> viscosity{};
  // densest at 4 degree C, and denser under pressure
  for (R tc = -20; tc < 3; tc += 1) REQUIRE(density(tc, patm) < density(tc + 1, patm));
  for (R tc = 5; tc < 80; tc += 1) REQUIRE(density(tc, patm) > density(tc + 1, patm));
  for (R tc = 0; tc < 40; tc += 5) REQUIRE(density(tc, R(5e6)) > density(tc, patm));
  for (R tc = -20; tc < 80; tc += 1) {
    REQUIRE(viscosity(tc, patm) > viscosity(tc + 1, patm));
    REQUIRE(approx::error(double(viscosity(tc, patm) * viscosity.fluidity(tc, patm)), 1) < 1e-6);
  }
  // only the cell that is too cold is spoilt
  CHECK(std::isnan(density(R(-30.01), patm)));
  CHECK(density(R(-30), patm) == water_density_fisher<R>{}(R(-30), patm));
  CHECK(std::isnan(density(missing, patm)));
  CHECK(std::isnan(density(R(20), missing)));
  // there and back
  const water_mm_to_moles<R> to_moles{};
  const water_moles_to_mm<R> to_mm{};
  for (const R mm : {R(0), R(0.1), R(7), R(300)}) {
    REQUIRE(approx::error(double(to_mm(to_moles(mm, R(15), patm), R(15), patm)), double(mm)) <
            tolerance<R>(1e-15, 5e-7));
  }
}
