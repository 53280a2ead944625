#pragma once

#include <sylva/core/config.hpp>
#include <sylva/core/math.hpp>

namespace sylva::demography {

/// What the models of trees know of a plant functional type (pyrealm: PlantFunctionalType, StemTraits). T is
/// a value inside a kernel; outside it an array over types, from which cohorts take theirs by the index of
/// their type. Rates and times are those of the step that GPP is given for, nominally a year.
template <class T>
struct plant_traits {
  T a_hd;      ///< initial slope of height against diameter [-], above 0
  T ca_ratio;  ///< initial ratio of crown area to stem cross-section [-], above 0
  T h_max;     ///< greatest height [m], above 0
  T rho_s;     ///< density of sapwood [kg C m-3], above 0
  T lai;       ///< leaf area index within the crown [m2 m-2], above 0
  T sla;       ///< specific leaf area [m2 kg-1 C], above 0
  T tau_f;     ///< turnover time of foliage [yr], above 0
  T tau_r;     ///< turnover time of fine roots [yr], above 0
  T tau_rt;    ///< turnover time of reproductive tissue [yr], above 0
  T par_ext;   ///< extinction coefficient of light [-], above 0
  T yld;       ///< yield: what of the carbon left after maintenance becomes tissue [-], 0 to 1
  T zeta;      ///< fine root mass per foliage area [kg C m-2], 0 and more
  T resp_r;    ///< fine root respiration [yr-1], 0 and more
  T resp_s;    ///< sapwood respiration [yr-1], 0 and more
  T resp_f;    ///< foliage maintenance respiration, of GPP [-], 0 to 1
  T resp_rt;   ///< reproductive tissue respiration [yr-1], 0 and more
  T m;         ///< crown shape [-], 1 and more; not 1 together with n
  T n;         ///< crown shape [-], 1 and more
  T f_g;       ///< gap fraction of the crown [-], 0 to 1
  T p_foliage_for_reproductive_tissue;  ///< reproductive tissue per foliage mass [-], 0 and more
  T gpp_topslice;                       ///< GPP that is taken before allocation [-], 0 to 1
  T q_m;                                ///< greatest relative radius of the crown [-]: crown_shape of m and n
  T z_max_prop;  ///< height of that radius, of the tree's height [-]: crown_shape of m and n

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.a_hd, b.a_hd), f(a.ca_ratio, b.ca_ratio), f(a.h_max, b.h_max), f(a.rho_s, b.rho_s), f(a.lai, b.lai);
    f(a.sla, b.sla), f(a.tau_f, b.tau_f), f(a.tau_r, b.tau_r), f(a.tau_rt, b.tau_rt);
    f(a.par_ext, b.par_ext), f(a.yld, b.yld), f(a.zeta, b.zeta), f(a.resp_r, b.resp_r);
    f(a.resp_s, b.resp_s), f(a.resp_f, b.resp_f), f(a.resp_rt, b.resp_rt), f(a.m, b.m), f(a.n, b.n);
    f(a.f_g, b.f_g), f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue);
    f(a.gpp_topslice, b.gpp_topslice), f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop);
  }
  static constexpr const char* names[] = {
      "a_hd",         "ca_ratio", "h_max",     "rho_s",  "lai",
      "sla",          "tau_f",    "tau_r",     "tau_rt", "par_ext",
      "yld",          "zeta",     "resp_r",    "resp_s", "resp_f",
      "resp_rt",      "m",        "n",         "f_g",    "p_foliage_for_reproductive_tissue",
      "gpp_topslice", "q_m",      "z_max_prop"};
};

/// How wide a crown is, and where.
template <class T>
struct crown_proportions {
  T q_m;         ///< greatest relative radius of the crown [-]
  T z_max_prop;  ///< height of that radius, of the tree's height [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop);
  }
  static constexpr const char* names[] = {"q_m", "z_max_prop"};
};

/// The proportions of a crown from its shape, m and n. Where both are 1, which makes no crown, q_m is 1 and
/// z_max_prop NaN.
/// (pyrealm: calculate_crown_q_m, calculate_crown_z_max_proportion)
template <std::floating_point Real = double>
struct crown_shape {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr crown_proportions<V> operator()(const V& m, const V& n) const {
    const V whole = m * n - Real(1);
    const V below = (n - Real(1)) / whole;
    const V q_m = m * n * math::pow(below, V(Real(1) - Real(1) / n)) *
                  math::pow(V((m - Real(1)) * n / whole), V(m - Real(1)));
    return {q_m, math::pow(below, V(Real(1) / n))};
  }
};

/// The traits that pyrealm's PlantFunctionalType has by default, those of the T Model's first description, Li
/// et al. (2014), Biogeosciences 11, 6711.
template <std::floating_point Real = double>
[[nodiscard]] constexpr plant_traits<Real> default_traits() {
  plant_traits<Real> t{};
  t.a_hd = Real(116);
  t.ca_ratio = Real(390.43);
  t.h_max = Real(25.33);
  t.rho_s = Real(200);
  t.lai = Real(1.8);
  t.sla = Real(14);
  t.tau_f = Real(4);
  t.tau_r = Real(1.04);
  t.tau_rt = Real(1);
  t.par_ext = Real(0.5);
  t.yld = Real(0.6);
  t.zeta = Real(0.17);
  t.resp_r = Real(0.913);
  t.resp_s = Real(0.044);
  t.resp_f = Real(0.1);
  t.resp_rt = Real(0);
  t.m = Real(2);
  t.n = Real(5);
  t.f_g = Real(0.05);
  t.p_foliage_for_reproductive_tissue = Real(0);
  t.gpp_topslice = Real(0);
  const crown_proportions<Real> crown = crown_shape<Real>{}(t.m, t.n);
  t.q_m = crown.q_m;
  t.z_max_prop = crown.z_max_prop;
  return t;
}

}  // namespace sylva::demography
