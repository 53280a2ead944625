#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/core/root.hpp>
#include <sylva/demography/growth.hpp>

/// A year of trees: growth that keeps account of all carbon, mortality and recruitment. Mortality and
/// recruitment are kernels that others can take the place of.

namespace sylva::demography {

/// What the living mass of a tree follows from: traits as in plant_traits, and the diameter [m].
template <class T>
struct mass_inputs {
  T a_hd, ca_ratio, h_max, rho_s, lai, sla, zeta, p_foliage_for_reproductive_tissue, dbh;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.a_hd, b.a_hd), f(a.ca_ratio, b.ca_ratio), f(a.h_max, b.h_max), f(a.rho_s, b.rho_s);
    f(a.lai, b.lai), f(a.sla, b.sla), f(a.zeta, b.zeta);
    f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue), f(a.dbh, b.dbh);
  }
  static constexpr const char* names[] = {
      "a_hd", "ca_ratio", "h_max", "rho_s", "lai", "sla", "zeta", "p_foliage_for_reproductive_tissue", "dbh"};
};

/// All living carbon of a tree [kg C], stem, foliage, fine roots and reproductive tissue, and how it changes
/// with the diameter [kg C m-1]: what growth_increments takes the increments of.
template <std::floating_point Real = double>
struct living_mass {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr value_and_slope<V> operator()(const mass_inputs<V>& x) const {
    const V left = math::exp(V(-x.a_hd * x.dbh / x.h_max)), height = x.h_max * (Real(1) - left);
    const V height_slope = x.a_hd * left;
    const V stem = pi<Real> / Real(8) * x.rho_s;
    const V leaves = pi<Real> / Real(4) * x.ca_ratio / x.a_hd * x.lai *
                     ((Real(1) + x.p_foliage_for_reproductive_tissue) / x.sla + x.zeta);
    return {
        x.dbh * height * (stem * x.dbh + leaves),
        stem * x.dbh * (Real(2) * height + x.dbh * height_slope) + leaves * (height + x.dbh * height_slope)};
  }
};

/// Inputs of a mortality kernel, of one stem and year.
template <class T>
struct tree_state {
  T dbh;          ///< before the year's growth [m]
  T stem_height;  ///< before the year's growth [m]
  T leaf_area;    ///< [m2]
  T gpp;          ///< of the year [kg C]
  /// Net production of the year [kg C]: GPP less the topslice, all respiration, and the turnover of foliage
  /// and fine roots. It pays for growth and for reproductive tissue. Negative where costs exceed GPP.
  T net_production;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.dbh, b.dbh), f(a.stem_height, b.stem_height), f(a.leaf_area, b.leaf_area), f(a.gpp, b.gpp);
    f(a.net_production, b.net_production);
  }
  static constexpr const char* names[] = {"dbh", "stem_height", "leaf_area", "gpp", "net_production"};
};

/// Mortality rate [yr-1]: a background rate plus a term that falls exponentially with net production per leaf
/// area, in dry mass. Falster et al. (2016), Methods Ecol. Evol. 7, 136, strategy FF16:
///   d = d_I + a_dG1 exp(-a_dG2 P / A_leaf).
/// A negative production counts as 0, so the rate is at most background + without_growth: of trees that do
/// not grow, exp(-5.51) = 0.4 % survive a year. docs/demography.md compares it with FF16 term by term.
template <std::floating_point Real = double>
struct mortality_falster16 {
  Real background = Real(0.01);     ///< d_I [yr-1], 0 and more
  Real without_growth = Real(5.5);  ///< a_dG1, added without production [yr-1], 0 and more
  Real risk = Real(20);  ///< a_dG2, per production of dry mass per leaf area [m2 yr kg-1], 0 and more
  Real carbon_content = Real(0.49);  ///< carbon in dry mass, as in FF16 [kg C kg-1], above 0, up to 1

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const tree_state<V>& x) const {
    const V dry_mass = math::max(x.net_production, V(Real(0))) / carbon_content;
    return background + without_growth * math::exp(V(-risk * dry_mass / x.leaf_area));
  }
};

/// The same for all trees [yr-1].
template <std::floating_point Real = double>
struct constant_mortality {
  Real rate = Real(0.02);  ///< [yr-1], 0 and more

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const tree_state<V>& x) const {
    return rate + Real(0) * x.net_production;
  }
};

/// What the number of new trees may depend on.
template <class T>
struct seedbed {
  T light;      ///< share of the light above the canopy that comes to the ground [-]
  T cell_area;  ///< [m2]
  T seed_rain;  ///< of the type [m-2 yr-1]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.light, b.light), f(a.cell_area, b.cell_area), f(a.seed_rain, b.seed_rain);
  }
  static constexpr const char* names[] = {"light", "cell_area", "seed_rain"};
};

/// New trees of a type in a cell [yr-1]: as many of the seeds as light comes to the ground.
template <std::floating_point Real = double>
struct recruitment_by_light {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const seedbed<V>& x) const {
    return x.seed_rain * x.cell_area * x.light;
  }
};

/// A year of one stem, in kg of carbon but for the diameter:
///   gpp = gpp_topslice + respiration + turnover + mass_after - mass_before
/// to rounding.
template <class T>
struct tree_year_fluxes {
  T dbh;           ///< after growth [m]
  T survival;      ///< share of the cohort that is alive after the year [-]
  T gpp_topslice;  ///< taken before all else
  T respiration;   ///< of maintenance and growth
  T turnover;      ///< of foliage, fine roots and reproductive tissue
  T mass_before;   ///< all living carbon
  T mass_after;    ///< all living carbon of a survivor

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.dbh, b.dbh), f(a.survival, b.survival), f(a.gpp_topslice, b.gpp_topslice);
    f(a.respiration, b.respiration), f(a.turnover, b.turnover), f(a.mass_before, b.mass_before);
    f(a.mass_after, b.mass_after);
  }
  static constexpr const char* names[] = {"dbh",      "survival",    "gpp_topslice", "respiration",
                                          "turnover", "mass_before", "mass_after"};
};

/// A year of a stem from its traits, diameter and GPP. Its growth is that of tree_growth, as carbon; the
/// diameter that has so much more living mass is what it has afterwards, where tree_growth (and pyrealm) goes
/// along the slope.
///
/// A tree whose maintenance and turnover take more than its GPP becomes thinner, down to least_dbh. One that
/// is there already and still lacks carbon dies: it respires what there is, as far as it needs, and sheds the
/// rest.
template <std::floating_point Real = double, class Mortality = mortality_falster16<Real>>
struct tree_year {
  Mortality mortality{};
  Real least_dbh = Real(1e-3);           ///< [m], above 0
  static constexpr int most_calls = 64;  ///< of living_mass: 5 are usual

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr tree_year_fluxes<V> operator()(const growth_inputs<V>& x) const {
    const growth<V> g = tree_growth<Real>{}(x);
    const V gain = g.delta_stem_mass + g.delta_foliage_mass;
    constexpr Real rounding = sizeof(Real) < 8 ? Real(4.8e-7) : Real(8.9e-16);  // of a mass
    mass_inputs<V> tree{x.a_hd, x.ca_ratio, x.h_max, x.rho_s,
                        x.lai,  x.sla,      x.zeta,  x.p_foliage_for_reproductive_tissue,
                        x.dbh};
    const V before = living_mass<Real>{}(tree).value, target = before + gain;
    const V least = math::min(V(least_dbh + Real(0) * x.dbh), x.dbh);
    tree.dbh = least;
    const mask_t<V> starves = living_mass<Real>{}(tree).value > target;
    // living mass bends upwards, so the slope goes too far; nearly everywhere, so there is room
    const V low = math::select(gain > V(Real(0)), x.dbh, least);
    const V high = math::select(gain > V(Real(0)), V(x.dbh + Real(4) * g.delta_dbh), x.dbh);
    const V found = solve_falling<most_calls>(
        [&](const V& dbh) {
          mass_inputs<V> t = tree;
          t.dbh = dbh;
          const value_and_slope<V> mass = living_mass<Real>{}(t);
          return value_and_slope<V>{target - mass.value, V(-mass.slope)};
        },
        math::select(starves, least, low), math::select(starves, least, high), Real(0),
        V(rounding * math::abs(target)));
    tree.dbh = math::select(starves, least, found);
    const V after = living_mass<Real>{}(tree).value;

    const V height = stem_height<Real>{}(x.h_max, x.a_hd, x.dbh);
    const V leaf_area = x.lai * crown_area<Real>{}(x.ca_ratio, x.a_hd, x.dbh, height);
    // reproductive tissue that is shed has been produced, as seeds in FF16
    const V shed_reproductive = leaf_area / x.sla * x.p_foliage_for_reproductive_tissue / x.tau_rt;
    const V rate =
        mortality(tree_state<V>{x.dbh, height, leaf_area, x.whole_crown_gpp, V(gain + shed_reproductive)});
    const V survival = math::select(starves, V(Real(0)), math::exp(V(-rate)));
    const V spent = x.whole_crown_gpp - g.gpp_topslice - (after - before);  // on respiration and turnover
    const V turnover = math::select(starves, V(spent - math::min(g.respiration, spent)), g.turnover);
    return {tree.dbh, survival, g.gpp_topslice, spent - turnover, turnover, before, after};
  }
};

/// The cohorts of a cell after a year.
template <class T>
struct cohort_year {
  T n_before, n_after;                                             ///< individuals [-]
  T gpp;                                                           ///< of a stem [kg C]
  T gpp_topslice, respiration, turnover, mass_before, mass_after;  ///< as in tree_year_fluxes

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.n_before, b.n_before), f(a.n_after, b.n_after), f(a.gpp, b.gpp), f(a.gpp_topslice, b.gpp_topslice);
    f(a.respiration, b.respiration), f(a.turnover, b.turnover), f(a.mass_before, b.mass_before);
    f(a.mass_after, b.mass_after);
  }
  static constexpr const char* names[] = {"n_before",    "n_after",  "gpp",         "gpp_topslice",
                                          "respiration", "turnover", "mass_before", "mass_after"};
};

/// The carbon of a cell in a year [kg C]:
///   stock_after = stock_before + gpp - gpp_topslice - respiration - turnover - mortality + recruitment
/// to rounding.
template <class T>
struct carbon_balance {
  T stock_before;  ///< living mass before the year
  T gpp, gpp_topslice, respiration, turnover;
  T mortality;    ///< living mass of the trees that died, at the end of the year
  T recruitment;  ///< living mass of new trees
  T stock_after;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stock_before, b.stock_before), f(a.gpp, b.gpp), f(a.gpp_topslice, b.gpp_topslice);
    f(a.respiration, b.respiration), f(a.turnover, b.turnover), f(a.mortality, b.mortality);
    f(a.recruitment, b.recruitment), f(a.stock_after, b.stock_after);
  }
  static constexpr const char* names[] = {"stock_before", "gpp",       "gpp_topslice", "respiration",
                                          "turnover",     "mortality", "recruitment",  "stock_after"};
};

namespace detail {

struct carbon_of_cohort {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr carbon_balance<V> operator()(const cohort_year<V>& c) const {
    return {c.n_before * c.mass_before, c.n_before * c.gpp,      c.n_before * c.gpp_topslice,
            c.n_before * c.respiration, c.n_before * c.turnover, (c.n_before - c.n_after) * c.mass_after,
            V(scalar_t<V>(0)),          c.n_after * c.mass_after};
  }
};

}  // namespace detail

/// The carbon of a cell, from its cohorts; without new trees.
template <std::floating_point Real = double>
struct carbon_of_cell {
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr carbon_balance<typename Group::value> operator()(
      const Group& cell) const {
    return cell.sum(detail::carbon_of_cohort{});
  }
};

}  // namespace sylva::demography
