#pragma once

#include <sylva/pmodel/leaf_environment.hpp>
#include <type_traits>
#include <utility>

/// Responses of enzyme kinetics to temperature. A method has a `factor` (the rate over the rate at the
/// reference temperature); `inverse` is its reciprocal, for who can give it without a division.

namespace sylva::pmodel {

/// exp(ha (tk - tk_ref) / (tk_ref R tk)) [-] (pyrealm: calculate_simple_arrhenius_factor, method "simple").
template <std::floating_point Real = double>
struct arrhenius_simple {
  arrhenius_simple_coefficients<Real> coefficients{Real(65330.0)};

  static constexpr const char* name = "simple";
  static constexpr const char* required[] = {nullptr};
  static constexpr arrhenius_simple for_vcmax(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    return {c.arrhenius_simple_vcmax};
  }
  static constexpr arrhenius_simple for_jmax(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    return {c.arrhenius_simple_jmax};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V factor(const leaf_environment<V>& e) const {
    return math::exp(V(coefficients.ha * e.thermal));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V inverse(const leaf_environment<V>& e) const {
    return math::exp(V(-coefficients.ha * e.thermal));
  }
};

/// Arrhenius response with deactivation at high temperature and acclimation to the growth temperature,
/// Kattge and Knorr (2007) (pyrealm: calculate_kattge_knorr_arrhenius_factor, method "kattge_knorr"; its
/// docstring has a factor T / T_ref that neither its code nor this has). Needs mean_growth_temperature.
template <std::floating_point Real = double>
struct arrhenius_kattge_knorr {
  kattge_knorr_coefficients<Real> coefficients{Real(668.39), Real(-1.07), Real(71513.0), Real(200000.0)};
  Real tk_ref = Real(298.15);        ///< [K]
  Real gas_constant = Real(8.3145);  ///< [J mol-1 K-1]

  static constexpr const char* name = "kattge_knorr";
  static constexpr const char* required[] = {"mean_growth_temperature", nullptr};
  static constexpr arrhenius_kattge_knorr for_vcmax(const core_constants<Real>& core,
                                                    const pmodel_constants<Real>& c) {
    return {c.kattge_knorr_vcmax, c.tk_ref, core.gas_constant};
  }
  static constexpr arrhenius_kattge_knorr for_jmax(const core_constants<Real>& core,
                                                   const pmodel_constants<Real>& c) {
    return {c.kattge_knorr_jmax, c.tk_ref, core.gas_constant};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V factor(const leaf_environment<V>& e) const {
    const deactivation<V> d = at(e);
    return math::exp(V(coefficients.ha * e.thermal)) * d.reference / d.leaf;
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V inverse(const leaf_environment<V>& e) const {
    const deactivation<V> d = at(e);
    return math::exp(V(-coefficients.ha * e.thermal)) * d.leaf / d.reference;
  }

 private:
  template <class V>
  struct deactivation {
    V reference, leaf;
  };
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr deactivation<V> at(const leaf_environment<V>& e) const {
    const Real hd = coefficients.hd;
    const V entropy = coefficients.entropy_intercept + coefficients.entropy_slope * e.mean_growth_temperature;
    const V reference = (tk_ref * entropy - hd) * (Real(1) / (gas_constant * tk_ref));
    const V leaf = V(e.tk * entropy - hd) / V(gas_constant * e.tk);
    return {Real(1) + math::exp(reference), Real(1) + math::exp(leaf)};
  }
};

/// What `inverse` is for a method that has only a `factor`.
SYLVA_HOST_VALUES_TOO
template <class Method, class Environment,
          class V = std::remove_cvref_t<decltype(std::declval<const Environment&>().tk)>>
[[nodiscard]] SYLVA_FUNCTION constexpr V arrhenius_inverse(const Method& m, const Environment& e) {
  if constexpr (requires { m.inverse(e); }) {
    return m.inverse(e);
  } else {
    return scalar_t<V>(1) / m.factor(e);
  }
}

/// Instantaneous temperature response of dark respiration [-] at tc [degree C], Heskel et al. (2016)
/// (pyrealm: calc_ftemp_inst_rd). No model here uses it: the P-model has no respiration.
template <std::floating_point Real = double>
struct dark_respiration_response {
  Real tc_ref = Real(25);  ///< [degree C]
  Real b = Real(0.1012);   ///< [degree C-1]
  Real c = Real(0.0005);   ///< [degree C-2]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc) const {
    return math::exp(V(b * (tc - tc_ref) - c * (tc * tc - tc_ref * tc_ref)));
  }
};

}  // namespace sylva::pmodel
