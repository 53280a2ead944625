#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/demography/allometry.hpp>
#include <sylva/demography/dynamics.hpp>

#include "lift/lift.hpp"
#include "support/kernels.hpp"

using namespace sylva;
using namespace sylva::demography;
using kernels::maps_to;

namespace {

template <class R>
constexpr bool kernels_keep_their_type() {
  return maps_to<living_mass<R>, value_and_slope<R>, mass_inputs<R>> &&
         maps_to<mortality_falster16<R>, R, tree_state<R>> &&
         maps_to<constant_mortality<R>, R, tree_state<R>> &&
         maps_to<recruitment_by_light<R>, R, seedbed<R>> &&
         maps_to<tree_year<R>, tree_year_fluxes<R>, growth_inputs<R>>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

template <class R>
mass_inputs<R> mass_of(const plant_traits<R>& t, R dbh) {
  return {t.a_hd, t.ca_ratio, t.h_max, t.rho_s, t.lai, t.sla, t.zeta, t.p_foliage_for_reproductive_tissue,
          dbh};
}
plant_traits<double> random_traits(lift::generator& g) {
  plant_traits<double> t = default_traits<double>();
  t.h_max = g.uniform(2, 60), t.a_hd = g.uniform(30, 200), t.ca_ratio = g.uniform(100, 600);
  t.rho_s = g.uniform(100, 900), t.lai = g.uniform(0.5, 8), t.sla = g.uniform(5, 40);
  t.yld = g.uniform(0.2, 1), t.zeta = g.uniform(0, 0.5), t.gpp_topslice = g.uniform(0, 0.5);
  t.p_foliage_for_reproductive_tissue = g.uniform(0, 0.3), t.resp_rt = g.uniform(0, 1);
  t.tau_f = std::exp(g.uniform(-3, 2)), t.tau_r = std::exp(g.uniform(-3, 2));
  return t;
}

}  // namespace

TEST_CASE("living mass is what the organs weigh, and grows as the increments say", "[dynamics]") {
  lift::generator g(1);
  for (int k = 0; k < 2000; ++k) {
    const plant_traits<double> t = random_traits(g);
    const double dbh = std::exp(g.uniform(-6, 0.5));
    const value_and_slope<double> mass = living_mass<double>{}(mass_of(t, dbh));
    const allometry<double> a = stem_allometry<double>{}(allometry_inputs<double>::of(t, dbh));
    const double organs =
        a.stem_mass + a.foliage_mass + a.reproductive_tissue_mass + t.zeta * t.sla * a.foliage_mass;
    // of a seedling the height is 1 less nearly 1, either way
    CHECK(std::abs(mass.value / organs - 1) <= 1e-12);
    const growth<double> year = tree_growth<double>{}(growth_inputs<double>::of(t, dbh, 10.0 * a.crown_area));
    if (std::abs(year.delta_dbh) < 1e-6) continue;
    const double slope = (year.delta_stem_mass + year.delta_foliage_mass) / year.delta_dbh;
    CHECK(std::abs(mass.slope / slope - 1) <= 1e-12);
  }
}

TEST_CASE("a year of a tree keeps account of all carbon", "[dynamics]") {
  lift::generator g(2);
  int grew = 0, shrank = 0, starved = 0, respired_all = 0, shed = 0;
  for (int k = 0; k < 5000; ++k) {
    const plant_traits<double> t = random_traits(g);
    const double dbh = std::exp(g.uniform(-6.9, 0.5)),
                 crown = stem_allometry<double>{}(allometry_inputs<double>::of(t, dbh)).crown_area;
    const double gpp = crown * g.uniform(0, 8);
    const growth_inputs<double> x = growth_inputs<double>::of(t, dbh, gpp);
    const tree_year_fluxes<double> y = tree_year<double>{}(x);
    const growth<double> linear = tree_growth<double>{}(x);
    const double gain = linear.delta_stem_mass + linear.delta_foliage_mass;
    CAPTURE(k, dbh, gpp, gain);
    const double scale = y.mass_before + gpp + y.respiration;
    CHECK(std::abs(gpp - y.gpp_topslice - y.respiration - y.turnover - (y.mass_after - y.mass_before)) <=
          1e-15 * scale);
    CHECK(std::abs(living_mass<double>{}(mass_of(t, y.dbh)).value - y.mass_after) <= 1e-15 * y.mass_after);
    if (y.survival == 0) {
      ++starved;
      CHECK(y.dbh == std::min(dbh, 1e-3));
      CHECK(y.mass_after > y.mass_before + gain);
      CHECK((y.respiration >= 0 && y.turnover >= 0));
      CHECK(y.respiration <= linear.respiration * (1 + 1e-15) + 1e-15 * scale);
      CHECK(y.turnover <= linear.turnover);
      // what there is goes to respiration first
      if (y.turnover > 1e-15 * scale) CHECK(std::abs(y.respiration - linear.respiration) <= 1e-15 * scale);
      respired_all += y.turnover == 0;
      shed += y.turnover > 0;
      continue;
    }
    CHECK(y.turnover == linear.turnover);
    CHECK(std::abs(y.mass_after - y.mass_before - gain) <= 1e-12 * scale);
    CHECK(std::abs(y.respiration - linear.respiration) <= 1e-12 * scale);
    CHECK((y.dbh > dbh) == (gain > 0));
    gain > 0 ? ++grew : ++shrank;
    CHECK((0 < y.survival && y.survival < 1));
  }
  CAPTURE(grew, shrank, starved, respired_all, shed);
  CHECK((grew > 1000 && shrank > 500 && starved > 50 && respired_all > 10 && shed > 10));
}

TEST_CASE("the less a tree grows, the nearer is its year to the step along the slope", "[dynamics]") {
  const plant_traits<double> t = default_traits<double>();
  const double crown = stem_allometry<double>{}(allometry_inputs<double>::of(t, 0.3)).crown_area;
  // GPP of no growth, and a bit more
  double low = 0, high = 10 * crown;
  for (int k = 0; k < 60; ++k) {
    const double gpp = (low + high) / 2;
    (tree_growth<double>{}(growth_inputs<double>::of(t, 0.3, gpp)).npp >
             tree_growth<double>{}(growth_inputs<double>::of(t, 0.3, gpp)).turnover
         ? high
         : low) = gpp;
  }
  double before = 1;
  for (const double more : {1.0, 0.1, 0.01, 0.001}) {
    const growth_inputs<double> x = growth_inputs<double>::of(t, 0.3, high + more);
    const double apart =
        std::abs((tree_year<double>{}(x).dbh - 0.3) / tree_growth<double>{}(x).delta_dbh - 1);
    CHECK(apart < before / 5);
    before = apart;
  }
}

TEST_CASE("mortality and recruitment", "[dynamics]") {
  const mortality_falster16<double> rate{};
  CHECK(rate(tree_state<double>{0.1, 8, 5, 3, 0}) == 5.51);
  CHECK(rate(tree_state<double>{0.1, 8, 5, 3, -7}) == 5.51);
  // 0.098 kg C m-2, which is 0.2 kg of dry mass: exp(-20 x 0.2)
  CHECK(std::abs(rate(tree_state<double>{0.1, 8, 5, 3, 0.49}) - (0.01 + 5.5 * 0.018315638888734179)) <=
        1e-16);
  CHECK(std::abs(rate(tree_state<double>{0.1, 8, 5, 3, 1e6}) - 0.01) <= 1e-16);
  CHECK(std::isnan(rate(tree_state<double>{0.1, 8, 5, 3, lift::missing<double>})));
  CHECK(constant_mortality<double>{0.03}(tree_state<double>{0.1, 8, 5, 3, 1}) == 0.03);
  CHECK(std::isnan(constant_mortality<double>{}(tree_state<double>{0.1, 8, 5, 3, lift::missing<double>})));
  CHECK(recruitment_by_light<double>{}(seedbed<double>{0.25, 400, 0.02}) == 2);

  const growth_inputs<double> x = growth_inputs<double>::of(default_traits<double>(), 0.2, 30);
  CHECK(std::abs(tree_year<double, constant_mortality<double>>{{0.5}}(x).survival - std::exp(-0.5)) <= 1e-15);
}

TEST_CASE("mortality of trees of the plant package, strategy FF16", "[dynamics]") {
  // The equations of plant's src/ff16_strategy.cpp with its default parameters, evaluated by themselves in
  // full light: leaf area [m2], net_mass_production_dt [kg of dry mass yr-1], and the mortality rate [yr-1]
  struct tree {
    double height, leaf_area, production, rate;
  };
  for (const tree& t : {tree{5, 0.759097790927525, 0.6340579880728547, 0.01000030565161303},
                        tree{15, 27.511705520373695, 10.736778786894192, 0.012241755634178673},
                        tree{20, 70.4391390479809, 11.816454632678237, 0.20198577836629467}}) {
    const tree_state<double> x{0.2, t.height, t.leaf_area, 50, 0.49 * t.production};
    CHECK(std::abs(mortality_falster16<double>{}(x) / t.rate - 1) <= 1e-14);
  }
}

TEST_CASE("mortality takes what a tree produces before it sheds seeds", "[dynamics]") {
  struct production {  // as the rate itself
    double operator()(const tree_state<double>& x) const { return x.net_production; }
  };
  plant_traits<double> t = default_traits<double>();
  t.p_foliage_for_reproductive_tissue = 0.1, t.tau_rt = 0.5;
  const growth_inputs<double> x = growth_inputs<double>::of(t, 0.2, 20);
  const allometry<double> a = stem_allometry<double>{}(allometry_inputs<double>::of(t, 0.2));
  const allocation<double> y = stem_allocation<double>{}(allocation_inputs<double>::of(t, 0.2, a, 20));
  CHECK(y.reproductive_tissue_turnover > 0.1);
  const double want = y.npp - y.foliage_turnover - y.fine_root_turnover;
  const double survival = tree_year<double, production>{}(x).survival;
  CHECK(std::abs(-std::log(survival) / want - 1) <= 1e-13);
}

TEST_CASE("what is missing stays missing, and nothing else does", "[dynamics]") {
  const growth_inputs<double> whole = growth_inputs<double>::of(default_traits<double>(), 0.2, 30);
  for (std::size_t k = 0; k < lift::members(whole).size(); ++k) {
    growth_inputs<double> x = whole;
    *lift::members(x)[k] = lift::missing<double>;
    const tree_year_fluxes<double> y = tree_year<double>{}(x);
    CAPTURE(k);
    CHECK(std::isnan(y.respiration));
    CHECK(std::isnan(y.mass_after));
    CHECK(std::isnan(y.dbh));
  }
}
