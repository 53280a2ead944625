#pragma once

#include <sylva/pmodel/leaf_environment.hpp>

/// Quantum yield of photosystem II, kphio [mol CO2 / mol photons]. A method has kphio(e, reference, c4) of
/// the leaf environment, the reference quantum yield and the pathway, which is the same for all elements.
/// pyrealm takes an array of reference values for "fixed" only; here every method takes one.

namespace sylva::pmodel {

/// The reference value itself (pyrealm: method "fixed").
template <std::floating_point Real = double>
struct quantum_yield_fixed {
  static constexpr const char* name = "fixed";
  static constexpr const char* required[] = {nullptr};

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V kphio(const leaf_environment<V>&, const V& reference, bool) const {
    return reference;
  }
};

/// Times a quadratic response to temperature, never negative (pyrealm: method "temperature"): Bernacchi et
/// al. (2003) for C3, positive from -13.3 to 78 degree C; Cai and Prentice (2020) for C4, from 2.2 to 62.4.
template <std::floating_point Real = double>
struct quantum_yield_temperature {
  polynomial<Real, 3> c3_response = pmodel_constants<Real>{}.kphio_c3;  ///< of degree C
  polynomial<Real, 3> c4_response = pmodel_constants<Real>{}.kphio_c4;  ///< of degree C

  static constexpr const char* name = "temperature";
  static constexpr const char* required[] = {nullptr};
  static constexpr quantum_yield_temperature from(const core_constants<Real>&,
                                                  const pmodel_constants<Real>& c) {
    return {c.kphio_c3, c.kphio_c4};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V kphio(const leaf_environment<V>& e, const V& reference,
                                                 bool c4) const {
    const V response = c4 ? c4_response(e.tc) : c3_response(e.tc);
    return math::max(response, V(Real(0))) * reference;
  }
};

/// Limited by climatological aridity, with a temperature optimum that follows the growth temperature,
/// Sandoval et al. (in prep.) (pyrealm: method "sandoval", experimental). Needs aridity_index and
/// mean_growth_temperature. As in pyrealm the result is NaN above a mean growth temperature of about 25.97
/// degree C, where the deactivation energy falls below the activation energy, although bounds allow 50.
template <std::floating_point Real = double>
struct quantum_yield_sandoval {
  Real peak_m = Real(6.8681);      ///< [-]
  Real peak_n = Real(0.07956432);  ///< [-]
  /// hd here multiplies the entropy [K]
  kattge_knorr_coefficients<Real> kinetics = pmodel_constants<Real>{}.sandoval_kinetics;
  Real gas_constant = Real(8.3145);  ///< [J mol-1 K-1]

  static constexpr const char* name = "sandoval";
  static constexpr const char* required[] = {"aridity_index", "mean_growth_temperature", nullptr};
  static constexpr quantum_yield_sandoval from(const core_constants<Real>& core,
                                               const pmodel_constants<Real>& c) {
    return {c.sandoval_peak_m, c.sandoval_peak_n, c.sandoval_kinetics, core.gas_constant};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V kphio(const leaf_environment<V>& e, const V& reference,
                                                 bool) const {
    return limited<V>(e.tk, e.aridity_index, e.mean_growth_temperature, reference);
  }

 private:
  // Two powers and a logarithm are a large function. By value: an address that leaves the kernel would keep
  // its values in memory.
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_OUT_OF_LINE constexpr V limited(V tk, V aridity_index, V growth_temperature, V reference) const {
    const Real ha = kinetics.ha;
    const V entropy = kinetics.entropy_intercept + kinetics.entropy_slope * growth_temperature;
    const V hd = kinetics.hd * entropy;
    const V optimum = hd / V(entropy - gas_constant * math::log(V(ha / V(hd - ha))));  // [K]
    const V peak = reference / math::pow(V(Real(1) + math::pow(aridity_index, V(peak_m))), V(peak_n));
    const V rise = math::exp(V(ha * (tk - optimum) / V(optimum * gas_constant * tk)));
    const V at_optimum = Real(1) + math::exp(V((optimum * entropy - hd) / V(gas_constant * optimum)));
    const V at_leaf = Real(1) + math::exp(V((tk * entropy - hd) / V(gas_constant * tk)));
    return peak * rise * at_optimum / at_leaf * (tk / optimum);
  }
};

}  // namespace sylva::pmodel
