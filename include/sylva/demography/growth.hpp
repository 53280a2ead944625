#pragma once

#include <sylva/demography/allocation.hpp>

/// A step of growth of a tree from its diameter and GPP: the T Model from end to end.

namespace sylva::demography {

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

/// The potential GPP at which a tree in full light neither grows nor shrinks [kg C m-2 yr-1], from its traits
/// and diameter [m], above 0. The tree pays its respiration and the turnover of its foliage, fine roots and
/// reproductive tissue, and has nothing left. Below it the T Model makes the tree thinner.
template <std::floating_point Real = double>
struct compensation_potential_gpp {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const plant_traits<V>& t, const V& dbh) const {
    // growth is linear in GPP
    const growth<V> dark = tree_growth<Real>{}(growth_inputs<V>::of(t, dbh, V(Real(0))));
    const V net_of_gpp = t.yld * (Real(1) - t.gpp_topslice) * (Real(1) - t.resp_f);
    const V gpp = -(dark.delta_stem_mass + dark.delta_foliage_mass) / net_of_gpp;
    const V height = stem_height<Real>{}(t.h_max, t.a_hd, dbh);
    const V area = crown_area<Real>{}(t.ca_ratio, t.a_hd, dbh, height);
    return gpp / whole_crown_gpp<Real>{}(V(Real(1)), area, t.par_ext, t.lai);
  }
};

}  // namespace sylva::demography
