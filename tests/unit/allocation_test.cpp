#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/demography/growth.hpp>

#include "lift/lift.hpp"
#include "support/approx.hpp"
#include "support/kernels.hpp"

using namespace sylva;
using namespace sylva::demography;
using approx::as_printed;
using approx::tolerance;
using kernels::maps_to;

namespace {

template <class R>
constexpr bool kernels_keep_their_type() {
  return maps_to<whole_crown_gpp<R>, R, R, R, R, R> && maps_to<gpp_topslice<R>, R, R, R> &&
         maps_to<sapwood_respiration<R>, R, R, R> && maps_to<foliar_respiration<R>, R, R, R> &&
         maps_to<fine_root_respiration<R>, R, R, R, R, R> &&
         maps_to<reproductive_tissue_respiration<R>, R, R, R> &&
         maps_to<net_primary_productivity<R>, R, R, R, R, R, R, R> && maps_to<foliage_turnover<R>, R, R, R> &&
         maps_to<fine_root_turnover<R>, R, R, R, R, R> && maps_to<reproductive_tissue_turnover<R>, R, R, R> &&
         maps_to<growth_increments<R>, increments<R>, increment_inputs<R>> &&
         maps_to<stem_allocation<R>, allocation<R>, allocation_inputs<R>> &&
         maps_to<tree_growth<R>, growth<R>, growth_inputs<R>> &&
         maps_to<compensation_potential_gpp<R>, R, plant_traits<R>, R>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

template <class R>
constexpr R missing = std::numeric_limits<R>::quiet_NaN();

template <class R>
allometry<R> sized(const plant_traits<R>& traits, R dbh) {
  return stem_allometry<R>{}(allometry_inputs<R>::of(traits, dbh));
}
template <class R>
growth<R> grown(const plant_traits<R>& traits, R dbh, R gpp) {
  return tree_growth<R>{}(growth_inputs<R>::of(traits, dbh, gpp));
}
template <class S>
bool all_missing(S s) {
  bool all = true;
  S::zip(s, s, [&](auto& x, auto&) { all = all && std::isnan(x); });
  return all;
}

/// Traits of all kinds, with all that costs carbon.
plant_traits<double> random_traits(lift::generator& g) {
  plant_traits<double> t = default_traits<double>();
  t.h_max = g.uniform(2, 60), t.a_hd = g.uniform(30, 200), t.ca_ratio = g.uniform(100, 600);
  t.rho_s = g.uniform(100, 900), t.lai = g.uniform(0.5, 8), t.sla = g.uniform(5, 40);
  t.tau_f = g.uniform(0.3, 6), t.tau_r = g.uniform(0.3, 3), t.tau_rt = g.uniform(0.3, 3);
  t.yld = g.uniform(0.2, 1), t.zeta = g.uniform(0, 0.5), t.resp_r = g.uniform(0, 2);
  t.resp_s = g.uniform(0, 0.1), t.resp_f = g.uniform(0, 0.4), t.resp_rt = g.uniform(0, 1);
  t.p_foliage_for_reproductive_tissue = g.uniform(0, 0.3), t.gpp_topslice = g.uniform(0, 0.5);
  return t;
}

}  // namespace

TEST_CASE("the growth that is known by heart", "[demography]") {
  const plant_traits<double> t = default_traits<double>();
  const allocation<double> a =
      stem_allocation<double>{}(allocation_inputs<double>::of(t, 0.1, sized(t, 0.1), 20.0));
  CHECK(as_printed(a.npp, 10.202165751251, 12));
  CHECK(as_printed(a.delta_dbh, 0.042159430433, 12));
  CHECK(as_printed(a.delta_stem_mass, 8.593072584571, 12));
  CHECK(as_printed(a.delta_foliage_mass, 0.806135026424, 12));
  const growth<double> g = grown(t, 0.1, 20.0);
  CHECK(as_printed(g.npp, 10.202165751251, 12));
  CHECK(as_printed(g.delta_dbh, 0.042159430433, 12));
  CHECK(as_printed(g.delta_stem_mass, 8.593072584571, 12));
  CHECK(as_printed(g.delta_foliage_mass, 0.806135026424, 12));
}

TEST_CASE("no carbon is lost or made", "[demography][property]") {
  lift::generator random(5);
  double worst = 0;
  bool shrank = false;
  for (int i = 0; i < 5000; ++i) {
    const plant_traits<double> t = random_traits(random);
    const double dbh = random.uniform(0.001, 2), most = sized(t, dbh).crown_area * 10;
    const double gpp = i % 10 == 0 ? 0 : random.uniform(0, most);
    const growth<double> g = grown(t, dbh, gpp);
    const double out = g.gpp_topslice + g.respiration + g.turnover + g.delta_stem_mass + g.delta_foliage_mass;
    // where little is assimilated, what the tree loses is the measure
    worst = std::max(worst, approx::error(out, gpp, g.turnover + std::abs(g.respiration)));
    worst = std::max(worst,
                     approx::error(g.turnover + g.delta_stem_mass + g.delta_foliage_mass, g.npp, g.turnover));
    shrank = shrank || g.delta_dbh < 0;
  }
  CHECK(worst <= 2e-15);
  CHECK(shrank);
}

TEST_CASE("a tree holds what it gained", "[demography][property]") {
  // the delta masses are the slope of the masses of the geometry against the diameter
  lift::generator random(6);
  for (int i = 0; i < 200; ++i) {
    const plant_traits<double> t = random_traits(random);
    const double dbh = random.uniform(0.02, 1.5), step = 1e-5 * dbh;
    const growth<double> g = grown(t, dbh, sized(t, dbh).crown_area * 5);
    const allometry<double> below = sized(t, dbh - step), above = sized(t, dbh + step);
    const auto held = [&](const allometry<double>& a) {
      return a.foliage_mass * (1 + t.zeta * t.sla) + a.reproductive_tissue_mass;
    };
    const double stem = (above.stem_mass - below.stem_mass) / (2 * step),
                 crown = (held(above) - held(below)) / (2 * step);
    CHECK(approx::error(g.delta_stem_mass / g.delta_dbh, stem) <= 1e-8);
    CHECK(approx::error(g.delta_foliage_mass / g.delta_dbh, crown) <= 1e-8);
    const double foliage = (above.foliage_mass - below.foliage_mass) / (2 * step);
    const double share = 1 / (1 + t.p_foliage_for_reproductive_tissue + t.zeta * t.sla);
    CHECK(approx::error(share * g.delta_foliage_mass / g.delta_dbh, foliage) <= 1e-8);
  }
}

TEMPLATE_TEST_CASE("a tree in the dark shrinks, and more light is more growth", "[demography]", double,
                   float) {
  using R = TestType;
  const plant_traits<R> t = default_traits<R>();
  const growth<R> dark = grown(t, R(0.2), R(0));
  CHECK((dark.npp < 0 && dark.delta_dbh < 0 && dark.delta_stem_mass < 0 && dark.delta_foliage_mass < 0));
  CHECK((dark.turnover > 0 && dark.respiration > 0 && dark.gpp_topslice == 0));
  R last = dark.delta_dbh;
  for (int i = 1; i < 100; ++i) {
    const R now = grown(t, R(0.2), R(i)).delta_dbh;
    REQUIRE(now > last);
    last = now;
  }
  CHECK(last > 0);
  CHECK(whole_crown_gpp<R>{}(R(0), R(3), R(0.5), R(2)) == 0);
  CHECK(whole_crown_gpp<R>{}(R(5), R(3), R(0.5), R(0)) == 0);
  CHECK(whole_crown_gpp<R>{}(R(5), R(3), R(100), R(2)) == 15);  // all light is absorbed
}

TEST_CASE("the potential gpp at which a tree neither grows nor shrinks", "[demography]") {
  // pyrealm 2.0.0: the potential_gpp of calculate_whole_crown_gpp at which StemAllocation.delta_dbh changes
  // sign
  plant_traits<double> t = default_traits<double>();
  const compensation_potential_gpp<double> least{};
  CHECK(std::abs(least(t, 0.01) / 1.5660363976097589 - 1) <= 1e-13);
  CHECK(std::abs(least(t, 0.1) / 1.7767749335623408 - 1) <= 1e-13);
  CHECK(std::abs(least(t, 0.3) / 2.1229402153672554 - 1) <= 1e-13);
  CHECK(std::abs(least(t, 0.6) / 2.3716533682453504 - 1) <= 1e-13);
  CHECK(std::abs(compensation_potential_gpp<float>{}(default_traits<float>(), 0.3F) / 2.1229402F - 1) <=
        1e-5F);
  t.h_max = 35, t.lai = 3.5, t.rho_s = 300, t.gpp_topslice = 0.1;
  t.p_foliage_for_reproductive_tissue = 0.05, t.resp_rt = 0.3;
  CHECK(std::abs(least(t, 0.2) / 2.97252018487678 - 1) <= 1e-13);
  CHECK(std::isnan(least(t, missing<double>)));
}

TEMPLATE_TEST_CASE("the topslice comes first", "[demography]", double, float) {
  using R = TestType;
  plant_traits<R> t = default_traits<R>();
  t.gpp_topslice = R(0.25);
  const allocation<R> a = stem_allocation<R>{}(allocation_inputs<R>::of(t, R(0.2), sized(t, R(0.2)), R(80)));
  CHECK((a.gpp_topslice == 20 && a.topslice_whole_crown_gpp == 60));
  CHECK(a.foliar_respiration == t.resp_f * 60);
  // what is left is as if there had been no more
  t.gpp_topslice = R(0);
  CHECK(grown(t, R(0.2), R(60)).delta_dbh == a.delta_dbh);
}

TEMPLATE_TEST_CASE("a tree without a diameter stays so, and what is missing stays missing", "[demography]",
                   double, float) {
  using R = TestType;
  const plant_traits<R> t = default_traits<R>();
  const growth<R> none = grown(t, R(0), R(0));
  CHECK((none.delta_dbh == 0 && none.delta_stem_mass == 0 && none.delta_foliage_mass == 0));
  CHECK((none.npp == 0 && none.turnover == 0 && none.respiration == 0));
  CHECK(grown(t, R(0), R(7)).delta_dbh == 0);
  CHECK(std::isnan(grown(t, R(0), missing<R>).delta_dbh));
  CHECK(std::isnan(grown(t, R(0.1), missing<R>).delta_dbh));
  CHECK(grown(t, R(0.1), missing<R>).turnover > 0);
  const growth<R> lost = grown(t, missing<R>, R(0));
  CHECK((std::isnan(lost.delta_dbh) && std::isnan(lost.npp) && std::isnan(lost.turnover)));
  CHECK(all_missing(
      stem_allocation<R>{}(allocation_inputs<R>::of(t, missing<R>, sized(t, missing<R>), missing<R>))));
}

TEST_CASE("structs of growth have all their members in zip", "[demography]") {
  CHECK(kernels::zip_visits_every_member<increment_inputs>());
  CHECK(kernels::zip_visits_every_member<increments>());
  CHECK(kernels::zip_visits_every_member<allocation_inputs>());
  CHECK(kernels::zip_visits_every_member<allocation>());
  CHECK(kernels::zip_visits_every_member<growth_inputs>());
  CHECK(kernels::zip_visits_every_member<growth>());
  CHECK(std::size(increment_inputs<char>::names) == sizeof(increment_inputs<char>));
  CHECK(std::size(increments<char>::names) == sizeof(increments<char>));
  CHECK(std::size(allocation_inputs<char>::names) == sizeof(allocation_inputs<char>));
  CHECK(std::size(allocation<char>::names) == sizeof(allocation<char>));
  CHECK(std::size(growth_inputs<char>::names) == sizeof(growth_inputs<char>));
  CHECK(std::size(growth<char>::names) == sizeof(growth<char>));
}
