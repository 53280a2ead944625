#pragma once

#include <sylva/demography/tree_fluxes.hpp>

/// What a tree does with the carbon that its crown assimilates: the T Model, Li et al. (2014), Biogeosciences
/// 11, 6711. Units and arguments are as in tree_fluxes.hpp.
///
/// One rule for all: no argument is refused. A tree that respires and sheds more than it assimilates, such as
/// one in the dark, shrinks: its net primary productivity and its increments are below 0. pyrealm's classes
/// do so too, whereas its functions refuse what is not above 0.

namespace sylva::demography {

/// What a tree grows from: traits as in plant_traits, and, in pyrealm's order, the rest.
template <class T>
struct increment_inputs {
  T rho_s, a_hd, h_max, lai, ca_ratio, sla, zeta;
  T npp;                                ///< net primary productivity [kg C]
  T turnover;                           ///< of foliage and fine roots [kg C]
  T reproductive_tissue_turnover;       ///< [kg C]
  T p_foliage_for_reproductive_tissue;  ///< a trait too
  T dbh;                                ///< diameter at breast height [m], 0 and more
  T stem_height;                        ///< [m]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.rho_s, b.rho_s), f(a.a_hd, b.a_hd), f(a.h_max, b.h_max), f(a.lai, b.lai);
    f(a.ca_ratio, b.ca_ratio), f(a.sla, b.sla), f(a.zeta, b.zeta), f(a.npp, b.npp);
    f(a.turnover, b.turnover), f(a.reproductive_tissue_turnover, b.reproductive_tissue_turnover);
    f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue);
    f(a.dbh, b.dbh), f(a.stem_height, b.stem_height);
  }
  static constexpr const char* names[] = {"rho_s",
                                          "a_hd",
                                          "h_max",
                                          "lai",
                                          "ca_ratio",
                                          "sla",
                                          "zeta",
                                          "npp",
                                          "turnover",
                                          "reproductive_tissue_turnover",
                                          "p_foliage_for_reproductive_tissue",
                                          "dbh",
                                          "stem_height"};
};

/// How much a tree grows, below 0 where it shrinks.
template <class T>
struct increments {
  T delta_dbh;        ///< of the diameter at breast height [m]
  T delta_stem_mass;  ///< [kg C]
  /// Of all that grows with the crown, fine roots and reproductive tissue included [kg C]: that of foliage
  /// alone is 1 / (1 + p_foliage_for_reproductive_tissue + zeta sla) of it.
  T delta_foliage_mass;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.delta_dbh, b.delta_dbh), f(a.delta_stem_mass, b.delta_stem_mass);
    f(a.delta_foliage_mass, b.delta_foliage_mass);
  }
  static constexpr const char* names[] = {"delta_dbh", "delta_stem_mass", "delta_foliage_mass"};
};

/// Growth from what is left of net primary productivity after turnover, as much of it as the geometry of a
/// larger tree holds more (pyrealm: calculate_growth_increments, whose docstring has other formulae, and
/// names the third for foliage alone). A tree of diameter 0 does not grow.
template <std::floating_point Real = double>
struct growth_increments {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr increments<V> operator()(const increment_inputs<V>& x) const {
    // the slopes of the masses against the diameter [kg C m-1]
    const V slope_of_height = x.a_hd * x.dbh * (Real(1) - x.stem_height / x.h_max);
    const V stem = pi<Real> / Real(8) * x.rho_s * x.dbh * V(slope_of_height + Real(2) * x.stem_height);
    const V foliage = x.lai * V(pi<Real> * x.ca_ratio / V(Real(4) * x.a_hd)) *
                      V(slope_of_height + x.stem_height) *
                      V((Real(1) + x.p_foliage_for_reproductive_tissue) / x.sla + x.zeta);
    const V left = x.npp - x.turnover - x.reproductive_tissue_turnover;
    const mask_t<V> no_stem = x.dbh == V(Real(0));
    // what is missing stays so
    const V delta_dbh =
        math::select(no_stem, V(Real(0) * left), left) / math::select(no_stem, V(Real(1)), V(stem + foliage));
    return {delta_dbh, stem * delta_dbh, foliage * delta_dbh};
  }
};

/// What a tree allocates: traits as in plant_traits, those that are needed and no others, its geometry as in
/// allometry, and what it assimilates. T is a value inside a kernel, an array outside it.
template <class T>
struct allocation_inputs {
  T a_hd, ca_ratio, h_max, rho_s, lai, sla, tau_f, tau_r, tau_rt, yld, zeta, resp_r, resp_s, resp_f, resp_rt;
  T p_foliage_for_reproductive_tissue, gpp_topslice;
  T dbh, stem_height, foliage_mass, reproductive_tissue_mass, sapwood_mass;
  T whole_crown_gpp;  ///< [kg C]

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr allocation_inputs of(const plant_traits<T>& t, const T& dbh,
                                                       const allometry<T>& a, const T& whole_crown_gpp) {
    return {t.a_hd,
            t.ca_ratio,
            t.h_max,
            t.rho_s,
            t.lai,
            t.sla,
            t.tau_f,
            t.tau_r,
            t.tau_rt,
            t.yld,
            t.zeta,
            t.resp_r,
            t.resp_s,
            t.resp_f,
            t.resp_rt,
            t.p_foliage_for_reproductive_tissue,
            t.gpp_topslice,
            dbh,
            a.stem_height,
            a.foliage_mass,
            a.reproductive_tissue_mass,
            a.sapwood_mass,
            whole_crown_gpp};
  }

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.a_hd, b.a_hd), f(a.ca_ratio, b.ca_ratio), f(a.h_max, b.h_max), f(a.rho_s, b.rho_s);
    f(a.lai, b.lai), f(a.sla, b.sla), f(a.tau_f, b.tau_f), f(a.tau_r, b.tau_r), f(a.tau_rt, b.tau_rt);
    f(a.yld, b.yld), f(a.zeta, b.zeta), f(a.resp_r, b.resp_r), f(a.resp_s, b.resp_s);
    f(a.resp_f, b.resp_f), f(a.resp_rt, b.resp_rt);
    f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue);
    f(a.gpp_topslice, b.gpp_topslice), f(a.dbh, b.dbh), f(a.stem_height, b.stem_height);
    f(a.foliage_mass, b.foliage_mass), f(a.reproductive_tissue_mass, b.reproductive_tissue_mass);
    f(a.sapwood_mass, b.sapwood_mass), f(a.whole_crown_gpp, b.whole_crown_gpp);
  }
  static constexpr const char* names[] = {"a_hd",
                                          "ca_ratio",
                                          "h_max",
                                          "rho_s",
                                          "lai",
                                          "sla",
                                          "tau_f",
                                          "tau_r",
                                          "tau_rt",
                                          "yld",
                                          "zeta",
                                          "resp_r",
                                          "resp_s",
                                          "resp_f",
                                          "resp_rt",
                                          "p_foliage_for_reproductive_tissue",
                                          "gpp_topslice",
                                          "dbh",
                                          "stem_height",
                                          "foliage_mass",
                                          "reproductive_tissue_mass",
                                          "sapwood_mass",
                                          "whole_crown_gpp"};
};

/// Where a tree's carbon goes [kg C], and its growth. T is a value inside a kernel, an array outside it.
template <class T>
struct allocation {
  T gpp_topslice;                     ///< taken before all else
  T topslice_whole_crown_gpp;         ///< what is left
  T sapwood_respiration;              ///< maintenance
  T foliar_respiration;               ///< maintenance, of what the topslice leaves
  T fine_root_respiration;            ///< maintenance
  T reproductive_tissue_respiration;  ///< maintenance
  T npp;                              ///< net primary productivity
  T foliage_turnover;                 ///< shed
  T fine_root_turnover;               ///< shed
  T reproductive_tissue_turnover;     ///< shed
  T delta_dbh;                        ///< growth of the diameter [m, not kg C]
  T delta_stem_mass;                  ///< growth
  T delta_foliage_mass;               ///< growth, fine roots and reproductive tissue included

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.gpp_topslice, b.gpp_topslice), f(a.topslice_whole_crown_gpp, b.topslice_whole_crown_gpp);
    f(a.sapwood_respiration, b.sapwood_respiration), f(a.foliar_respiration, b.foliar_respiration);
    f(a.fine_root_respiration, b.fine_root_respiration);
    f(a.reproductive_tissue_respiration, b.reproductive_tissue_respiration), f(a.npp, b.npp);
    f(a.foliage_turnover, b.foliage_turnover), f(a.fine_root_turnover, b.fine_root_turnover);
    f(a.reproductive_tissue_turnover, b.reproductive_tissue_turnover), f(a.delta_dbh, b.delta_dbh);
    f(a.delta_stem_mass, b.delta_stem_mass), f(a.delta_foliage_mass, b.delta_foliage_mass);
  }
  static constexpr const char* names[] = {"gpp_topslice",
                                          "topslice_whole_crown_gpp",
                                          "sapwood_respiration",
                                          "foliar_respiration",
                                          "fine_root_respiration",
                                          "reproductive_tissue_respiration",
                                          "npp",
                                          "foliage_turnover",
                                          "fine_root_turnover",
                                          "reproductive_tissue_turnover",
                                          "delta_dbh",
                                          "delta_stem_mass",
                                          "delta_foliage_mass"};
};

/// Everything that a tree does with its GPP, in pyrealm's order (pyrealm: StemAllocation, whose docstring has
/// g of carbon): the topslice first, and foliage respires a share of what that leaves.
template <std::floating_point Real = double>
struct stem_allocation {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr allocation<V> operator()(const allocation_inputs<V>& x) const {
    const V topslice = gpp_topslice<Real>{}(x.gpp_topslice, x.whole_crown_gpp);
    const V gpp = x.whole_crown_gpp - topslice;
    const V sapwood = sapwood_respiration<Real>{}(x.resp_s, x.sapwood_mass);
    const V foliar = foliar_respiration<Real>{}(x.resp_f, gpp);
    const V reproductive = reproductive_tissue_respiration<Real>{}(x.resp_rt, x.reproductive_tissue_mass);
    const V roots = fine_root_respiration<Real>{}(x.zeta, x.sla, x.resp_r, x.foliage_mass);
    const V npp = net_primary_productivity<Real>{}(x.yld, gpp, foliar, roots, sapwood, reproductive);
    const V shed_foliage = foliage_turnover<Real>{}(x.tau_f, x.foliage_mass);
    const V shed_roots = fine_root_turnover<Real>{}(x.sla, x.zeta, x.tau_r, x.foliage_mass);
    const V shed_reproductive = reproductive_tissue_turnover<Real>{}(x.reproductive_tissue_mass, x.tau_rt);
    const increments<V> grown = growth_increments<Real>{}(increment_inputs<V>{
        x.rho_s, x.a_hd, x.h_max, x.lai, x.ca_ratio, x.sla, x.zeta, npp, shed_foliage + shed_roots,
        shed_reproductive, x.p_foliage_for_reproductive_tissue, x.dbh, x.stem_height});
    return {topslice,
            gpp,
            sapwood,
            foliar,
            roots,
            reproductive,
            npp,
            shed_foliage,
            shed_roots,
            shed_reproductive,
            grown.delta_dbh,
            grown.delta_stem_mass,
            grown.delta_foliage_mass};
  }
};

}  // namespace sylva::demography
