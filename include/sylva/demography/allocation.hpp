#pragma once

#include <sylva/demography/allometry.hpp>

/// What a tree does with the carbon that its crown assimilates: the T Model, Li et al. (2014), Biogeosciences
/// 11, 6711. The arguments are pyrealm's, in its order; carbon is in kg, and rates and turnover times are
/// those of the step that GPP is given for, nominally a year.
///
/// One rule for all: no argument is refused. A tree that respires and sheds more than it assimilates, such as
/// one in the dark, shrinks: its net primary productivity and its increments are below 0. pyrealm's classes
/// do so too, whereas its functions refuse what is not above 0.

namespace sylva::demography {

/// GPP of a whole crown [kg C] from the potential, that of a crown that absorbs all light [kg C m-2],
/// crown_area [m2] and the traits par_ext [-] and lai [m2 m-2] (pyrealm: calculate_whole_crown_gpp).
template <std::floating_point Real = double>
struct whole_crown_gpp {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& potential_gpp, const V& crown_area,
                                                      const V& par_ext, const V& lai) const {
    return potential_gpp * crown_area * (Real(1) - math::exp(V(-par_ext * lai)));
  }
};

/// What is taken from GPP before a tree allocates it [kg C], from the trait gpp_topslice [-] and the GPP of
/// the whole crown [kg C] (pyrealm: calculate_gpp_topslice).
template <std::floating_point Real = double>
struct gpp_topslice {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& topslice, const V& whole_crown_gpp) const {
    return whole_crown_gpp * topslice;
  }
};

/// Respiration of sapwood [kg C] from the trait resp_s [yr-1] and sapwood_mass [kg C]
/// (pyrealm: calculate_sapwood_respiration).
template <std::floating_point Real = double>
struct sapwood_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_s, const V& sapwood_mass) const {
    return sapwood_mass * resp_s;
  }
};

/// Maintenance respiration of foliage [kg C] from the trait resp_f [-] and the GPP of the whole crown [kg C],
/// without the topslice where there is one (pyrealm: calculate_foliar_respiration).
template <std::floating_point Real = double>
struct foliar_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_f, const V& whole_crown_gpp) const {
    return whole_crown_gpp * resp_f;
  }
};

/// Respiration of fine roots [kg C] from the traits zeta [kg C m-2], sla [m2 kg-1 C] and resp_r [yr-1] and
/// foliage_mass [kg C] (pyrealm: calculate_fine_root_respiration).
template <std::floating_point Real = double>
struct fine_root_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& zeta, const V& sla, const V& resp_r,
                                                      const V& foliage_mass) const {
    return zeta * sla * foliage_mass * resp_r;
  }
};

/// Respiration of reproductive tissue [kg C] from the trait resp_rt [yr-1] and reproductive_tissue_mass
/// [kg C] (pyrealm: calculate_reproductive_tissue_respiration).
template <std::floating_point Real = double>
struct reproductive_tissue_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_rt,
                                                      const V& reproductive_tissue_mass) const {
    return reproductive_tissue_mass * resp_rt;
  }
};

/// Net primary productivity [kg C], the yield of what GPP leaves after maintenance, from the trait yld [-],
/// the GPP of the whole crown without the topslice and four respirations [kg C]
/// (pyrealm: calculate_net_primary_productivity). Where maintenance exceeds GPP, only that share of the
/// shortfall is counted too.
template <std::floating_point Real = double>
struct net_primary_productivity {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& yld, const V& whole_crown_gpp,
                                                      const V& foliar_respiration,
                                                      const V& fine_root_respiration,
                                                      const V& sapwood_respiration,
                                                      const V& reproductive_tissue_respiration) const {
    return yld * (whole_crown_gpp - foliar_respiration - fine_root_respiration - sapwood_respiration -
                  reproductive_tissue_respiration);
  }
};

/// Foliage that is shed [kg C] from the trait tau_f [yr] and foliage_mass [kg C]
/// (pyrealm: calculate_foliage_turnover).
template <std::floating_point Real = double>
struct foliage_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tau_f, const V& foliage_mass) const {
    return foliage_mass / tau_f;
  }
};

/// Fine roots that are shed [kg C] from the traits sla [m2 kg-1 C], zeta [kg C m-2] and tau_r [yr] and
/// foliage_mass [kg C] (pyrealm: calculate_fine_root_turnover).
template <std::floating_point Real = double>
struct fine_root_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sla, const V& zeta, const V& tau_r,
                                                      const V& foliage_mass) const {
    return foliage_mass * V(sla * zeta / tau_r);
  }
};

/// Reproductive tissue that is shed [kg C] from reproductive_tissue_mass [kg C] and the trait tau_rt [yr]
/// (pyrealm: calculate_reproductive_tissue_turnover).
template <std::floating_point Real = double>
struct reproductive_tissue_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& reproductive_tissue_mass,
                                                      const V& tau_rt) const {
    return reproductive_tissue_mass / tau_rt;
  }
};

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

/// What a step of growth follows from: traits as in plant_traits, those that are needed and no others, the
/// diameter and what the tree assimilates. T is a value inside a kernel, an array outside it.
template <class T>
struct growth_inputs {
  T a_hd, ca_ratio, h_max, rho_s, lai, sla, tau_f, tau_r, tau_rt, yld, zeta, resp_r, resp_s, resp_f, resp_rt;
  T p_foliage_for_reproductive_tissue, gpp_topslice;
  T dbh;              ///< diameter at breast height [m], 0 and more
  T whole_crown_gpp;  ///< [kg C]

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr growth_inputs of(const plant_traits<T>& t, const T& dbh,
                                                   const T& whole_crown_gpp) {
    return {t.a_hd,         t.ca_ratio, t.h_max,        t.rho_s,
            t.lai,          t.sla,      t.tau_f,        t.tau_r,
            t.tau_rt,       t.yld,      t.zeta,         t.resp_r,
            t.resp_s,       t.resp_f,   t.resp_rt,      t.p_foliage_for_reproductive_tissue,
            t.gpp_topslice, dbh,        whole_crown_gpp};
  }

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.a_hd, b.a_hd), f(a.ca_ratio, b.ca_ratio), f(a.h_max, b.h_max), f(a.rho_s, b.rho_s);
    f(a.lai, b.lai), f(a.sla, b.sla), f(a.tau_f, b.tau_f), f(a.tau_r, b.tau_r), f(a.tau_rt, b.tau_rt);
    f(a.yld, b.yld), f(a.zeta, b.zeta), f(a.resp_r, b.resp_r), f(a.resp_s, b.resp_s);
    f(a.resp_f, b.resp_f), f(a.resp_rt, b.resp_rt);
    f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue);
    f(a.gpp_topslice, b.gpp_topslice), f(a.dbh, b.dbh), f(a.whole_crown_gpp, b.whole_crown_gpp);
  }
  static constexpr const char* names[] = {
      "a_hd",         "ca_ratio", "h_max",          "rho_s",
      "lai",          "sla",      "tau_f",          "tau_r",
      "tau_rt",       "yld",      "zeta",           "resp_r",
      "resp_s",       "resp_f",   "resp_rt",        "p_foliage_for_reproductive_tissue",
      "gpp_topslice", "dbh",      "whole_crown_gpp"};
};

/// A step of growth, in kg of carbon but for the diameter. All carbon is accounted for:
///   whole_crown_gpp = gpp_topslice + respiration + turnover + delta_stem_mass + delta_foliage_mass
/// to rounding, for every tree that has a diameter. One of diameter 0 has no crown, and no GPP should be
/// given for it. T is a value inside a kernel, an array outside it.
template <class T>
struct growth {
  T delta_dbh;           ///< of the diameter at breast height [m]
  T delta_stem_mass;     ///< growth of the stem
  T delta_foliage_mass;  ///< fine roots and reproductive tissue included, as in increments
  T npp;                 ///< net primary productivity: turnover and both delta masses
  T turnover;            ///< of foliage, fine roots and reproductive tissue
  /// Of maintenance in all organs, and of growth: (1 - yld) of what maintenance leaves.
  T respiration;
  T gpp_topslice;  ///< taken before all else

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.delta_dbh, b.delta_dbh), f(a.delta_stem_mass, b.delta_stem_mass);
    f(a.delta_foliage_mass, b.delta_foliage_mass), f(a.npp, b.npp), f(a.turnover, b.turnover);
    f(a.respiration, b.respiration), f(a.gpp_topslice, b.gpp_topslice);
  }
  static constexpr const char* names[] = {"delta_dbh", "delta_stem_mass", "delta_foliage_mass", "npp",
                                          "turnover",  "respiration",     "gpp_topslice"};
};

/// A step of growth from a tree's traits, diameter and GPP: the allometry that it needs, and stem_allocation.
template <std::floating_point Real = double>
struct tree_growth {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr growth<V> operator()(const growth_inputs<V>& x) const {
    const V height = stem_height<Real>{}(x.h_max, x.a_hd, x.dbh);
    const V area = crown_area<Real>{}(x.ca_ratio, x.a_hd, x.dbh, height);
    const V fraction = crown_fraction<Real>{}(x.a_hd, height, x.dbh);
    const V foliage = foliage_mass<Real>{}(x.sla, x.lai, area);
    const allocation<V> a = stem_allocation<Real>{}(
        allocation_inputs<V>{x.a_hd,
                             x.ca_ratio,
                             x.h_max,
                             x.rho_s,
                             x.lai,
                             x.sla,
                             x.tau_f,
                             x.tau_r,
                             x.tau_rt,
                             x.yld,
                             x.zeta,
                             x.resp_r,
                             x.resp_s,
                             x.resp_f,
                             x.resp_rt,
                             x.p_foliage_for_reproductive_tissue,
                             x.gpp_topslice,
                             x.dbh,
                             height,
                             foliage,
                             reproductive_tissue_mass<Real>{}(foliage, x.p_foliage_for_reproductive_tissue),
                             sapwood_mass<Real>{}(x.rho_s, x.ca_ratio, height, area, fraction),
                             x.whole_crown_gpp});
    const V maintenance = a.foliar_respiration + a.fine_root_respiration + a.sapwood_respiration +
                          a.reproductive_tissue_respiration;
    return {a.delta_dbh,
            a.delta_stem_mass,
            a.delta_foliage_mass,
            a.npp,
            a.foliage_turnover + a.fine_root_turnover + a.reproductive_tissue_turnover,
            maintenance + (Real(1) - x.yld) * V(a.topslice_whole_crown_gpp - maintenance),
            a.gpp_topslice};
  }
};

}  // namespace sylva::demography
