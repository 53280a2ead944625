#pragma once

#include <sylva/core/constants.hpp>

/// Liquid water: density, viscosity, molar volume. Each method is a kernel: a struct of its constants with a
/// const operator() on values.

namespace sylva {

/// Density of water [kg m-3] from temperature tc [degree C] and pressure patm [Pa], Fisher and Dial (1975)
/// (pyrealm: calc_density_h2o_fisher). Valid above -30 degree C; the fit has a pole near -45 degree C.
/// pyrealm refuses the whole array if one cell is colder; here `checked` below makes that cell NaN.
template <std::floating_point Real = double>
struct water_density_fisher {
  static constexpr const char* name = "fisher";
  static constexpr const char* huber_name = "huber_fisher";
  fisher_dial_coefficients<Real> coefficients{};

  static constexpr water_density_fisher from(const core_constants<Real>& c) { return {c.fisher_dial}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    const V p = coefficients.po(tc) + Real(1e-5) * patm;
    // 1e3 / (vinf + lambda / p), brought over one division
    return Real(1e3) * p / math::mul_add(coefficients.vinf(tc), p, coefficients.lambda(tc));
  }
};

/// Density of water [kg m-3] from temperature tc [degree C] and pressure patm [Pa], Chen, Fine and Millero
/// (1977) (pyrealm: calc_density_h2o_chen). Valid above -30 degree C; the fit has a pole near -58 degree C.
template <std::floating_point Real = double>
struct water_density_chen {
  static constexpr const char* name = "chen";
  static constexpr const char* huber_name = "huber_chen";
  chen_coefficients<Real> coefficients{};

  static constexpr water_density_chen from(const core_constants<Real>& c) { return {c.chen}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    const V bar = Real(1e-5) * patm;
    const V bulk = coefficients.ko(tc) + coefficients.ca(tc) * bar + coefficients.cb(tc) * math::square(bar);
    return Real(1e3) * coefficients.po(tc) * bulk / V(bulk - bar);
  }
};

/// A density that is NaN below a lowest temperature (pyrealm: calc_density_h2o(safe=True), which raises
/// for the whole array instead).
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct water_density_checked {
  Density density{};
  Real lowest_tc = Real(-30);  ///< [degree C]

  static constexpr water_density_checked from(const core_constants<Real>& c) {
    return {.density = Density::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    return math::select(tc < V(lowest_tc), V(not_a_number<Real>), density(tc, patm));
  }
};

/// Viscosity of water [Pa s] from temperature tc [degree C] and pressure patm [Pa], Huber et al. (2009)
/// eqs 2, 11 and 12 without the critical enhancement (pyrealm: calc_viscosity_h2o and
/// calc_viscosity_h2o_matrix). The residual function is a nested polynomial in 1/T-bar - 1, whose
/// coefficients are nested polynomials in rho-bar - 1: 21 multiply-adds for pyrealm's 42 powers.
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct water_viscosity_huber {
  static constexpr const char* name = Density::huber_name;  ///< of the viscosity with this density
  Density density{};
  huber_coefficients<Real> coefficients{};
  Real kelvin_offset = Real(273.15);  ///< [K]

  static constexpr water_viscosity_huber from(const core_constants<Real>& c) {
    return {Density::from(c), c.huber, c.kelvin_offset};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    const state<V> s = at(tc, patm);
    return Real(1e2) * coefficients.mu_ast * math::exp(s.residual) /
           V(coefficients.h_i(s.inverse_tbar) * s.root);
  }

  /// 1 / viscosity [Pa-1 s-1]: what the optimal chi needs, without a division.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V fluidity(const V& tc, const V& patm) const {
    const state<V> s = at(tc, patm);
    return Real(1) / (Real(1e2) * coefficients.mu_ast) * coefficients.h_i(s.inverse_tbar) * s.root *
           math::exp(V(-s.residual));
  }

 private:
  template <class V>
  struct state {
    V inverse_tbar;  // 1 / T-bar
    V root;          // its square root
    V residual;      // the logarithm of mu_1
  };

  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr state<V> at(const V& tc, const V& patm) const {
    const huber_coefficients<Real>& h = coefficients;
    const V inverse_tbar = h.tk_ast / V(tc + kelvin_offset);
    const V t = inverse_tbar - Real(1);
    const V rbar = density(tc, patm) * (Real(1) / h.rho_ast);
    const V r = rbar - Real(1);
    const V r2 = r * r;
    const V r5 = r2 * r2 * r;
    const V c5 = math::mul_add(r5, V(r * h.h_5_6), V(r * h.h_5_1));
    const V c4 = math::mul_add(r5, V(h.h_4_5), V(r2 * h.h_4_2));
    const V c3_2 = math::mul_add(r2, math::mul_add(r2, V(h.h_3_6), V(h.h_3_4)), V(h.h_3_2));
    const V c3 = math::mul_add(r, math::mul_add(r, c3_2, V(h.h_3_1)), V(h.h_3_0));
    const V upper = math::mul_add(t, math::mul_add(t, math::mul_add(t, c5, c4), c3), h.h_2(r));
    const V sum = math::mul_add(t, math::mul_add(t, upper, h.h_1(r)), h.h_0(r));
    return {inverse_tbar, math::sqrt(inverse_tbar), rbar * sum};
  }
};

/// Viscosity of water from temperature alone, a fit of unknown origin kept for comparison (pyrealm:
/// calc_viscosity_h2o(simple=True), documented as Pa s). The result is in mPa s; the P-model uses ratios
/// of viscosities only.
template <std::floating_point Real = double>
struct water_viscosity_simple {
  static constexpr const char* name = "simple";
  static constexpr water_viscosity_simple from(const core_constants<Real>&) { return {}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V&) const {
    return math::exp(exponent(tc));
  }
  /// 1 / viscosity [mPa-1 s-1]
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V fluidity(const V& tc, const V&) const {
    return math::exp(V(-exponent(tc)));
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V exponent(const V& tc) const {
    return Real(580) / V((tc + Real(273)) - Real(138)) - Real(3.719);
  }
};

/// Volume of a mole of water [cm3 mol-1] at tc [degree C] and patm [Pa] (pyrealm:
/// calculate_water_molar_volume, whose docstring inverts the unit).
template <std::floating_point Real = double, class Density = water_density_checked<Real>>
struct water_molar_volume {
  Density density{};
  Real water_molar_mass = Real(18.01258);  ///< [g mol-1]

  static constexpr water_molar_volume from(const core_constants<Real>& c) {
    return {Density::from(c), c.water_molar_mass};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    return Real(1e3) * water_molar_mass / density(tc, patm);
  }
};

/// Millimetres of water to mol m-2 at tc [degree C] and patm [Pa] (pyrealm: convert_water_mm_to_moles).
template <std::floating_point Real = double, class MolarVolume = water_molar_volume<Real>>
struct water_mm_to_moles {
  MolarVolume molar_volume{};

  static constexpr water_mm_to_moles from(const core_constants<Real>& c) { return {MolarVolume::from(c)}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& mm, const V& tc, const V& patm) const {
    return mm * Real(1e3) / molar_volume(tc, patm);
  }
};

/// mol m-2 of water to millimetres at tc [degree C] and patm [Pa] (pyrealm: convert_water_moles_to_mm).
template <std::floating_point Real = double, class MolarVolume = water_molar_volume<Real>>
struct water_moles_to_mm {
  MolarVolume molar_volume{};

  static constexpr water_moles_to_mm from(const core_constants<Real>& c) { return {MolarVolume::from(c)}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& moles, const V& tc, const V& patm) const {
    return moles * molar_volume(tc, patm) * Real(1e-3);
  }
};

}  // namespace sylva
