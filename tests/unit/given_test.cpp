// Whether an input is given is a flag: the number NaN is given, and missing as a value.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/models/pmodel.hpp>
#include <sylva/models/splash.hpp>
#include <sylva/models/water_limited_pmodel.hpp>
#include <vector>

using namespace sylva;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// GPP and soil stress of one leaf, after f has changed the inputs.
template <class F>
std::vector<double> leaf(const F& f) {
  pmodel_model<double>::inputs<> x;
  x.tc = 20, x.vpd = 900, x.co2 = 400, x.patm = 101325, x.fapar = 0.5, x.ppfd = 800;
  f(x);
  std::vector<double> gpp(1, -77), chi(1, -77);
  pmodel_model<double>::outputs<> y;
  y.gpp = gpp, y.chi = chi;
  pmodel_model<double>({.soil_stress = "stocker"}).run(x, y);
  return {gpp[0], chi[0]};
}

/// Evaporation and soil moisture of one day of a soil.
template <class F>
std::vector<double> day(const F& f) {
  const std::vector<double> date(1, 150);
  splash_model<double>::inputs<> x;
  x.sunshine_fraction = 0.5, x.tc = 15, x.precipitation = 4, x.latitude = 40, x.elevation = 100;
  x.ordinal_date = date, x.days_in_year = 365;
  f(x);
  std::vector<double> soil(1, 75), aet(1, -77);
  splash_model<double>::outputs<> y;
  y.aet = aet;
  splash_model<double>().run(serial{}, x, soil, y);
  return {aet[0], soil[0]};
}

}  // namespace

TEST_CASE("NaN in the place of an input with a default is no default", "[given]") {
  const auto gpp = [](const auto& f) { return leaf(f)[0]; };
  const double plain = gpp([](auto& x) { x.soilm = 0.9, x.meanalpha = 1; });
  REQUIRE(plain > 0);
  CHECK(gpp([](auto& x) { x.soilm = 0.9; }) == plain);  // meanalpha is 1 where it is not given
  CHECK(std::isnan(gpp([](auto& x) { x.soilm = 0.1, x.meanalpha = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.soilm = 0.9, x.fapar = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.soilm = 0.9, x.ppfd = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.soilm = 0.9, x.reference_kphio = missing; })));
  const std::vector<double> one_leaf = leaf([](auto& x) { x.soilm = 0.9, x.fapar = missing; });
  CHECK(one_leaf[1] > 0);  // what does not depend on it is there
}

TEST_CASE("NaN is no input that is not given", "[given]") {
  CHECK_THROWS_AS(leaf([](auto& x) { x.soilm = 0.9, x.tc = {}; }), missing_input);
  CHECK(std::isnan(leaf([](auto& x) { x.soilm = 0.9, x.tc = missing; })[0]));
  CHECK_THROWS_AS(day([](auto& x) { x.tc = {}; }), missing_input);
  CHECK(std::isnan(day([](auto& x) { x.tc = missing; })[0]));
}

TEST_CASE("a soil of unknown capacity is NaN, as one number and as an array", "[given]") {
  const std::vector<double> standard = day([](auto&) {});
  CHECK(standard == day([](auto& x) { x.water_capacity = 150; }));
  const std::vector<double> unknown{missing};
  for (const bool as_array : {false, true}) {
    const std::vector<double> y = day([&](auto& x) {
      x.water_capacity = missing;
      if (as_array) x.water_capacity = unknown;
    });
    CHECK(std::isnan(y[0]));
    CHECK(std::isnan(y[1]));
  }
}

TEST_CASE("NaN is no default of the leaf in water_limited_pmodel", "[given]") {
  const auto gpp = [](const auto& f) {
    splash_model<double>::inputs<> x;
    x.sunshine_fraction = 0.5, x.tc = 15, x.precipitation = 4, x.latitude = 40, x.elevation = 100;
    x.ordinal_date = 150, x.days_in_year = 365;
    water_limited_pmodel<double>::leaf_inputs<> leaf_x;
    leaf_x.vpd = 800, leaf_x.co2 = 400;
    f(leaf_x);
    std::vector<double> soil(1, 20), made(1, -77);
    water_limited_pmodel<double>::outputs<> y;
    y.gpp = made;
    water_limited_pmodel<double>().run(serial{}, x, leaf_x, soil, y);
    return made[0];
  };
  CHECK(gpp([](auto&) {}) == gpp([](auto& x) { x.fapar = 1, x.meanalpha = 1, x.reference_kphio = 0.125; }));
  CHECK(std::isnan(gpp([](auto& x) { x.fapar = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.meanalpha = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.reference_kphio = missing; })));
  CHECK(std::isnan(gpp([](auto& x) { x.vpd = missing; })));
}
