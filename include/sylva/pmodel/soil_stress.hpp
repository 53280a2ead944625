#pragma once

#include <sylva/pmodel/leaf_environment.hpp>

/// Stress of dry soil on gross primary production, as a factor in [0, 1]. Each is a kernel of its own, to be
/// multiplied with a GPP afterwards, and a method that the P-model applies itself if asked to.

namespace sylva::pmodel {

/// No stress.
template <std::floating_point Real = double>
struct soil_stress_none {
  static constexpr const char* name = "none";
  static constexpr const char* required[] = {nullptr};

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V stress(const forcing<V>&) const {
    return V(Real(1));
  }
};

/// Stocker et al. (2018, 2020) (pyrealm: calc_soilmstress_stocker): a quadratic below the threshold
/// thetastar, whose depth follows the mean ratio of actual to potential evapotranspiration. soilm: relative
/// soil moisture [-], 0 to 1; meanalpha [-], 0 to 1. NaN soil moisture gives NaN; pyrealm gives 1, no stress:
/// `missing_is_unstressed` reproduces that.
template <std::floating_point Real = double>
struct soil_stress_stocker {
  Real theta0 = Real(0);       ///< [-]
  Real thetastar = Real(0.6);  ///< [-]
  Real a = Real(0);            ///< [-]
  Real b = Real(0.733);        ///< [-]
  bool missing_is_unstressed = false;

  static constexpr const char* name = "stocker";
  static constexpr const char* required[] = {"soilm", nullptr};
  static constexpr soil_stress_stocker from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    return {c.stocker_theta0, c.stocker_thetastar, c.stocker_a, c.stocker_b};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& soilm, const V& meanalpha) const {
    const V one = V(Real(1));
    const V y0 = a + b * meanalpha;
    const V q = (Real(1) - y0) * (Real(1) / math::square(Real(theta0 - thetastar)));
    const V dry = Real(1) - q * math::square(V(soilm - thetastar));
    const V wet = missing_is_unstressed ? one : math::select(math::isnan(soilm), soilm, one);
    const V stress = math::select(soilm <= V(thetastar), dry, wet);
    return math::clamp(stress, V(Real(0)), one);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V stress(const forcing<V>& x) const {
    return (*this)(x.soilm, x.meanalpha);
  }
};

/// Mengoli et al. (2023) (pyrealm: calc_soilmstress_mengoli): a plateau above a threshold, a line to zero
/// below; both fall with aridity. soilm: relative soil moisture [-], 0 to 1; aridity_index: PET / P [-].
template <std::floating_point Real = double>
struct soil_stress_mengoli {
  Real psi_a = Real(0.34);  ///< [-]
  Real psi_b = Real(-0.6);  ///< [-]
  Real y_a = Real(0.62);    ///< [-]
  Real y_b = Real(-0.45);   ///< [-]

  static constexpr const char* name = "mengoli";
  static constexpr const char* required[] = {"soilm", "aridity_index", nullptr};
  static constexpr soil_stress_mengoli from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    return {c.mengoli_psi_a, c.mengoli_psi_b, c.mengoli_y_a, c.mengoli_y_b};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& soilm, const V& aridity_index) const {
    return limited<V>(soilm, aridity_index);
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V stress(const forcing<V>& x) const {
    return (*this)(x.soilm, x.aridity_index);
  }

 private:
  // Two powers are a large function. By value: an address that leaves the kernel would keep its values in
  // memory.
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_OUT_OF_LINE constexpr V limited(V soilm, V aridity_index) const {
    const V one = V(Real(1));
    const V plateau = math::min(V(y_a * math::pow(aridity_index, V(y_b))), one);
    const V threshold = math::min(V(psi_a * math::pow(aridity_index, V(psi_b))), one);
    return math::select(soilm >= threshold, plateau, V((plateau / threshold) * soilm));
  }
};

}  // namespace sylva::pmodel
