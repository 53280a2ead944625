#pragma once

#include <sylva/pmodel/leaf_environment.hpp>

/// Optimal ratio of leaf-internal to ambient CO2. A method is a kernel on the leaf environment; `given_xi` is
/// the same with an imposed xi, as acclimation needs it. The eight methods are combinations of a pathway (how
/// chi and the CO2 limitations follow from xi) and a cost (what beta is).

namespace sylva::pmodel {

/// What every optimal-chi method returns. T is a value inside a kernel, an array outside it.
template <class T>
struct optimal_chi {
  T beta;  ///< unit cost ratio of carboxylation to transpiration [-]
  T xi;    ///< sensitivity of chi to vapour pressure deficit [Pa^0.5]
  T chi;   ///< leaf-internal over ambient CO2 partial pressure [-]
  T ci;    ///< leaf-internal CO2 partial pressure [Pa]
  T mc;    ///< CO2 limitation of Rubisco-limited assimilation [-]
  T mj;    ///< CO2 limitation of light-limited assimilation [-]
  T mjoc;  ///< mj / mc [-]

  /// Calls f(a.member, b.member) for each member: how the lifting layer stores outputs.
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.beta, b.beta), f(a.xi, b.xi), f(a.chi, b.chi), f(a.ci, b.ci), f(a.mc, b.mc), f(a.mj, b.mj);
    f(a.mjoc, b.mjoc);
  }
  static constexpr const char* names[] = {"beta", "xi", "chi", "ci", "mc", "mj", "mjoc"};
};

/// C3: photorespiration counts, and CO2 limits both rates.
/// xi^2 = beta (kmm + gammastar) / (1.6 ns_star); chi = gammastar/ca + (1 - gammastar/ca) xi / (xi +
/// sqrt(vpd))
template <std::floating_point Real>
struct pathway_c3 {
  static constexpr bool is_c4 = false;
  static constexpr Real default_beta = Real(146);
  static constexpr Real lavergne_a = Real(4.55);
  static constexpr Real beta_in(const pmodel_constants<Real>& c) { return c.beta_c3; }
  static constexpr Real lavergne_a_in(const pmodel_constants<Real>& c) { return c.lavergne_c3_a; }
  static constexpr Real lavergne_b_in(const pmodel_constants<Real>& c) { return c.lavergne_c3_b; }

  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr V affinity(const leaf_environment<V>& e) {
    return e.kmm + e.gammastar;
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr V chi(const V& xi, const leaf_environment<V>& e) {
    const V share = xi / V(xi + math::sqrt(e.vpd));
    return share + (e.gammastar / e.ca) * (Real(1) - share);  // so written chi is exactly 1 at vpd 0
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr optimal_chi<V> given_xi(const V& beta, const V& xi,
                                                          const leaf_environment<V>& e) {
    const V chi = pathway_c3::chi(xi, e);
    const V ci = chi * e.ca;
    const V gain = ci - e.gammastar;
    const V per_light = Real(1) / V(ci + Real(2) * e.gammastar);
    return {beta, xi, chi, ci, gain / V(ci + e.kmm), gain * per_light, (ci + e.kmm) * per_light};
  }
};

/// C4 with the chi of C3, where CO2 limits neither rate.
template <std::floating_point Real>
struct pathway_c4 : pathway_c3<Real> {
  static constexpr bool is_c4 = true;
  static constexpr Real default_beta = Real(146) / Real(9);
  static constexpr Real beta_in(const pmodel_constants<Real>& c) { return c.beta_c4; }

  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr optimal_chi<V> given_xi(const V& beta, const V& xi,
                                                          const leaf_environment<V>& e) {
    const V one = V(Real(1));
    const V chi = pathway_c4::chi(xi, e);
    return {beta, xi, chi, chi * e.ca, one, one, one};
  }
};

/// C4 without photorespiration: CO2 limits Rubisco only. xi^2 = beta kmm / (1.6 ns_star);
/// chi = xi / (xi + sqrt(vpd))
template <std::floating_point Real>
struct pathway_c4_no_gamma {
  static constexpr bool is_c4 = true;
  static constexpr Real default_beta = Real(146) / Real(9);
  static constexpr Real lavergne_a = Real(2.3527754226637803L);  // 4.55 - ln 9
  static constexpr Real beta_in(const pmodel_constants<Real>& c) { return c.beta_c4; }
  static constexpr Real lavergne_a_in(const pmodel_constants<Real>& c) { return c.lavergne_c4_a; }
  static constexpr Real lavergne_b_in(const pmodel_constants<Real>& c) { return c.lavergne_c4_b; }

  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr V affinity(const leaf_environment<V>& e) {
    return e.kmm;
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr optimal_chi<V> given_xi(const V& beta, const V& xi,
                                                          const leaf_environment<V>& e) {
    const V chi = xi / V(xi + math::sqrt(e.vpd));
    const V ci = chi * e.ca;
    const V sum = ci + e.kmm;
    return {beta, xi, chi, ci, ci / sum, V(Real(1)), sum / ci};
  }
};

/// What all methods do with a cost: `Method::beta_of(e)` is the unit cost ratio that is reported,
/// `Method::cost_of(e)` the one that xi feels.
template <class Method, std::floating_point Real, class Pathway>
struct optimal_chi_method {
  Real diffusivity_ratio = Real(1.6);  ///< H2O over CO2 diffusivity [-]
  static constexpr bool is_c4 = Pathway::is_c4;

  /// The optimum.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr optimal_chi<V> operator()(const leaf_environment<V>& e) const {
    const V cost = method().cost_of(e) * (Real(1) / diffusivity_ratio);
    return given_xi(math::sqrt(V(cost * Pathway::affinity(e) * e.fluidity)), e);
  }
  /// The same for a xi [Pa^0.5] that is not at its optimum.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr optimal_chi<V> given_xi(const V& xi,
                                                                 const leaf_environment<V>& e) const {
    return Pathway::given_xi(method().beta_of(e), xi, e);
  }

 private:
  SYLVA_FUNCTION constexpr const Method& method() const { return static_cast<const Method&>(*this); }
};

/// A constant unit cost ratio.
template <class Method, std::floating_point Real, class Pathway>
struct optimal_chi_constant_cost : optimal_chi_method<Method, Real, Pathway> {
  Real beta = Pathway::default_beta;  ///< unit cost ratio of carboxylation to transpiration [-]
  static constexpr const char* required[] = {nullptr};
  static constexpr Method from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    Method m;
    m.diffusivity_ratio = c.diffusivity_ratio;
    m.beta = Pathway::beta_in(c);
    return m;
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V beta_of(const leaf_environment<V>&) const {
    return V(beta);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V cost_of(const leaf_environment<V>&) const {
    return V(beta);
  }
};

/// A constant unit cost ratio, reduced by stress in the root zone.
template <class Method, std::floating_point Real, class Pathway>
struct optimal_chi_rootzonestress : optimal_chi_method<Method, Real, Pathway> {
  Real beta = Pathway::default_beta;  ///< unit cost ratio without stress [-]
  static constexpr const char* required[] = {"rootzonestress", nullptr};
  static constexpr Method from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    Method m;
    m.diffusivity_ratio = c.diffusivity_ratio;
    m.beta = Pathway::beta_in(c);
    return m;
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V beta_of(const leaf_environment<V>&) const {
    return V(beta);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V cost_of(const leaf_environment<V>& e) const {
    return beta * e.rootzonestress;
  }
};

/// A unit cost ratio exp(b theta + a) that follows soil moisture.
template <class Method, std::floating_point Real, class Pathway>
struct optimal_chi_soil_moisture_cost : optimal_chi_method<Method, Real, Pathway> {
  Real a = Pathway::lavergne_a;  ///< [-]
  Real b = Real(1.73);           ///< [m3 m-3]
  static constexpr const char* required[] = {"theta", nullptr};
  static constexpr Method from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    Method m;
    m.diffusivity_ratio = c.diffusivity_ratio;
    m.a = Pathway::lavergne_a_in(c);
    m.b = Pathway::lavergne_b_in(c);
    return m;
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V beta_of(const leaf_environment<V>& e) const {
    return math::exp(V(b * e.theta + a));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V cost_of(const leaf_environment<V>& e) const {
    return beta_of(e);
  }
};

/// C3, Prentice et al. (2014) eq. 8 (pyrealm: method "prentice14", whose docstring writes mj with ca; its
/// code and this use ci).
template <std::floating_point Real = double>
struct optimal_chi_prentice14
    : optimal_chi_constant_cost<optimal_chi_prentice14<Real>, Real, pathway_c3<Real>> {
  static constexpr const char* name = "prentice14";
};

/// prentice14 with stress in the root zone (pyrealm: method "prentice14_rootzonestress", experimental).
template <std::floating_point Real = double>
struct optimal_chi_prentice14_rootzonestress
    : optimal_chi_rootzonestress<optimal_chi_prentice14_rootzonestress<Real>, Real, pathway_c3<Real>> {
  static constexpr const char* name = "prentice14_rootzonestress";
};

/// C3 with a cost that follows soil moisture, Lavergne et al. (2020) (pyrealm: method "lavergne20_c3").
template <std::floating_point Real = double>
struct optimal_chi_lavergne20_c3
    : optimal_chi_soil_moisture_cost<optimal_chi_lavergne20_c3<Real>, Real, pathway_c3<Real>> {
  static constexpr const char* name = "lavergne20_c3";
};

/// C4 with the chi of prentice14 at a ninth of its cost (pyrealm: method "c4").
template <std::floating_point Real = double>
struct optimal_chi_c4 : optimal_chi_constant_cost<optimal_chi_c4<Real>, Real, pathway_c4<Real>> {
  static constexpr const char* name = "c4";
};

/// c4 with stress in the root zone (pyrealm: method "c4_rootzonestress").
template <std::floating_point Real = double>
struct optimal_chi_c4_rootzonestress
    : optimal_chi_rootzonestress<optimal_chi_c4_rootzonestress<Real>, Real, pathway_c4<Real>> {
  static constexpr const char* name = "c4_rootzonestress";
};

/// C4 where photorespiration is negligible (pyrealm: method "c4_no_gamma").
template <std::floating_point Real = double>
struct optimal_chi_c4_no_gamma
    : optimal_chi_constant_cost<optimal_chi_c4_no_gamma<Real>, Real, pathway_c4_no_gamma<Real>> {
  static constexpr const char* name = "c4_no_gamma";
};

/// c4_no_gamma with stress in the root zone (pyrealm: method "c4_no_gamma_rootzonestress", experimental). At
/// rootzonestress 0, where pyrealm raises for the whole array, ci is 0, vcmax infinite and A_c NaN in that
/// cell.
template <std::floating_point Real = double>
struct optimal_chi_c4_no_gamma_rootzonestress
    : optimal_chi_rootzonestress<optimal_chi_c4_no_gamma_rootzonestress<Real>, Real,
                                 pathway_c4_no_gamma<Real>> {
  static constexpr const char* name = "c4_no_gamma_rootzonestress";
};

/// C4 without photorespiration and a cost that follows soil moisture, Lavergne et al. (2020) scaled to C4
/// (pyrealm: method "lavergne20_c4", experimental).
template <std::floating_point Real = double>
struct optimal_chi_lavergne20_c4
    : optimal_chi_soil_moisture_cost<optimal_chi_lavergne20_c4<Real>, Real, pathway_c4_no_gamma<Real>> {
  static constexpr const char* name = "lavergne20_c4";
};

}  // namespace sylva::pmodel
