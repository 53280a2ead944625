#pragma once

#include <sylva/core/constants.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/pmodel/constants.hpp>

namespace sylva::pmodel {

/// What drives the P-model. T is a value inside a kernel; outside it an array, a scalar or an
/// `argument` that may be either. A variable that no chosen method reads need not be given.
template <class T>
struct forcing {
  T tc;     ///< air temperature [degree C], -25 to 80
  T vpd;    ///< vapour pressure deficit [Pa] (not kPa), 0 to 10000
  T co2;    ///< ambient CO2 [ppm], 0 to 1000
  T patm;   ///< atmospheric pressure [Pa], 30000 to 110000
  T fapar;  ///< fraction of absorbed photosynthetically active radiation [-], 0 to 1
  T ppfd;   ///< photosynthetic photon flux density [umol m-2 s-1], 0 to 3000; SPLASH's ppfd is mol in a day
  T reference_kphio;          ///< reference quantum yield of photosystem II [mol mol-1]
  T theta;                    ///< volumetric soil moisture [m3 m-3], 0 to 0.8; lavergne20 methods
  T rootzonestress;           ///< root zone stress factor [-], 0 to 1; rootzonestress methods
  T aridity_index;            ///< climatological PET / P [-], 0 to 50; sandoval, mengoli
  T mean_growth_temperature;  ///< [degree C], 0 to 50; sandoval, kattge_knorr
  T soilm;                    ///< relative soil moisture [-], 0 to 1; stocker, mengoli
  T meanalpha;                ///< mean ratio of actual to potential evapotranspiration [-]; stocker

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.tc, b.tc), f(a.vpd, b.vpd), f(a.co2, b.co2), f(a.patm, b.patm), f(a.fapar, b.fapar);
    f(a.ppfd, b.ppfd), f(a.reference_kphio, b.reference_kphio), f(a.theta, b.theta);
    f(a.rootzonestress, b.rootzonestress), f(a.aridity_index, b.aridity_index);
    f(a.mean_growth_temperature, b.mean_growth_temperature), f(a.soilm, b.soilm);
    f(a.meanalpha, b.meanalpha);
  }
  static constexpr const char* names[] = {"tc",
                                          "vpd",
                                          "co2",
                                          "patm",
                                          "fapar",
                                          "ppfd",
                                          "reference_kphio",
                                          "theta",
                                          "rootzonestress",
                                          "aridity_index",
                                          "mean_growth_temperature",
                                          "soilm",
                                          "meanalpha"};
};

/// The photosynthetic environment of a leaf (pyrealm: PModelEnvironment).
template <class T>
struct leaf_environment {
  T tc;         ///< [degree C]
  T tk;         ///< [K]
  T vpd;        ///< [Pa]
  T ca;         ///< ambient CO2 partial pressure [Pa]
  T gammastar;  ///< photorespiratory CO2 compensation point [Pa]
  T kmm;        ///< effective Michaelis-Menten coefficient of Rubisco [Pa]
  T ns_star;    ///< viscosity of water relative to its value under standard conditions [-]
  T fluidity;   ///< 1 / ns_star [-]
  T thermal;  ///< (tk - tk_ref) / (tk_ref R tk): times an activation energy, an Arrhenius exponent [mol J-1]
  T theta;    ///< [m3 m-3]
  T rootzonestress;           ///< [-]
  T aridity_index;            ///< [-]
  T mean_growth_temperature;  ///< [degree C]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.tc, b.tc), f(a.tk, b.tk), f(a.vpd, b.vpd), f(a.ca, b.ca), f(a.gammastar, b.gammastar);
    f(a.kmm, b.kmm), f(a.ns_star, b.ns_star), f(a.fluidity, b.fluidity), f(a.thermal, b.thermal);
    f(a.theta, b.theta), f(a.rootzonestress, b.rootzonestress), f(a.aridity_index, b.aridity_index);
    f(a.mean_growth_temperature, b.mean_growth_temperature);
  }
  static constexpr const char* names[] = {"tc",
                                          "tk",
                                          "vpd",
                                          "ca",
                                          "gammastar",
                                          "kmm",
                                          "ns_star",
                                          "fluidity",
                                          "thermal",
                                          "theta",
                                          "rootzonestress",
                                          "aridity_index",
                                          "mean_growth_temperature"};
};

/// CO2 partial pressure [Pa] from co2 [ppm] and patm [Pa] (pyrealm: calc_co2_to_ca).
template <std::floating_point Real = double>
struct co2_to_ca {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& co2, const V& patm) const {
    return Real(1e-6) * co2 * patm;
  }
};

/// Photorespiratory CO2 compensation point [Pa] from tk [K] and patm [Pa], Bernacchi et al. (2001)
/// (pyrealm: calc_gammastar).
template <std::floating_point Real = double>
struct gammastar {
  Real dha = Real(37830.0);                 ///< activation energy [J mol-1]
  Real gs25 = Real(4.332);                  ///< value at tk_ref and standard pressure [Pa]
  Real standard_pressure = Real(101325.0);  ///< [Pa]
  Real tk_ref = Real(298.15);               ///< [K]
  Real gas_constant = Real(8.3145);         ///< [J mol-1 K-1]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tk, const V& patm) const {
    return from_thermal(V((tk - tk_ref) / (tk_ref * gas_constant * tk)), patm);
  }
  /// The same from leaf_environment::thermal.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V from_thermal(const V& thermal, const V& patm) const {
    return (gs25 / standard_pressure) * patm * math::exp(V(dha * thermal));
  }
};

/// Effective Michaelis-Menten coefficient of Rubisco-limited assimilation [Pa] from tk [K] and patm [Pa],
/// Bernacchi et al. (2001) (pyrealm: calc_kmm).
template <std::floating_point Real = double>
struct michaelis_menten {
  Real dhac = Real(79430.0);         ///< activation energy of Kc [J mol-1]
  Real dhao = Real(36380.0);         ///< activation energy of Ko [J mol-1]
  Real kc25 = Real(39.97);           ///< Kc at tk_ref [Pa]
  Real ko25 = Real(27480.0);         ///< Ko at tk_ref [Pa]
  Real o2 = Real(209476.0);          ///< O2 in air [ppm]
  Real tk_ref = Real(298.15);        ///< [K]
  Real gas_constant = Real(8.3145);  ///< [J mol-1 K-1]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tk, const V& patm) const {
    return from_thermal(V((tk - tk_ref) / (tk_ref * gas_constant * tk)), patm);
  }
  /// The same from leaf_environment::thermal. 1 / Ko is the exponential of the opposite exponent, which
  /// saves a division.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V from_thermal(const V& thermal, const V& patm) const {
    const V kc = kc25 * math::exp(V(dhac * thermal));
    const V po_over_ko = (o2 * Real(1e-6) / ko25) * patm * math::exp(V(-dhao * thermal));
    return kc * (Real(1) + po_over_ko);
  }
};

/// Viscosity of water relative to its value under standard conditions [-] (pyrealm: calc_ns_star).
template <std::floating_point Real = double, class Viscosity = water_viscosity_huber<Real>>
struct relative_viscosity {
  Viscosity viscosity{};
  /// viscosity under standard conditions, 25 degree C and 101325 Pa [Pa s]
  Real standard = viscosity(Real(25), Real(101325));

  /// With the standard conditions of other constants.
  static constexpr relative_viscosity of(const Viscosity& v, const core_constants<Real>& c = {}) {
    return {v, v(Real(c.standard_temperature - c.kelvin_offset), c.standard_pressure)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    return viscosity(tc, patm) * (Real(1) / standard);
  }
  /// 1 / (relative viscosity), without a division.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V fluidity(const V& tc, const V& patm) const {
    return viscosity.fluidity(tc, patm) * standard;
  }
};

/// From weather to the photosynthetic environment of a leaf (pyrealm: PModelEnvironment).
///
/// Where pyrealm raises for the whole array, a cell with tc below `lowest_tc` or negative vpd becomes NaN
/// here and leaves the others alone. pyrealm does not pass a changed gas constant on to gammastar and kmm;
/// sylva does, and `kinetics_gas_constant` says otherwise for who wants pyrealm's figures.
template <std::floating_point Real = double, class Viscosity = water_viscosity_huber<Real>>
struct leaf_environment_kernel {
  core_constants<Real> core{};
  pmodel_constants<Real> constants{};
  relative_viscosity<Real, Viscosity> ns_star{};
  Real lowest_tc = Real(-25);                      ///< [degree C]
  Real kinetics_gas_constant = core.gas_constant;  ///< the one that gammastar and kmm use [J mol-1 K-1]

  /// With everything that the constants decide.
  static constexpr leaf_environment_kernel of(const core_constants<Real>& core,
                                              const pmodel_constants<Real>& constants,
                                              const Viscosity& viscosity) {
    return {core, constants, relative_viscosity<Real, Viscosity>::of(viscosity, core)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr leaf_environment<V> operator()(const forcing<V>& x) const {
    const pmodel_constants<Real>& c = constants;
    const V nan = V(not_a_number<Real>);
    const mask_t<V> refused = (x.tc < V(lowest_tc)) | (x.vpd < V(Real(0)));  // false for NaN
    const V tc = math::select(refused, nan, x.tc);
    const V vpd = math::select(refused, nan, x.vpd);
    const V tk = tc + core.kelvin_offset;
    const V per_tk = Real(1) / tk;
    // (tk - tk_ref) / (tk_ref R tk); the difference is taken in degree C, where float has more digits
    const V thermal =
        (tc - (c.tk_ref - core.kelvin_offset)) * per_tk * (Real(1) / (c.tk_ref * core.gas_constant));
    const V kinetic = thermal * (core.gas_constant / kinetics_gas_constant);
    const V ca = co2_to_ca<Real>{}(x.co2, x.patm);
    const gammastar<Real> g{c.gammastar_dha, c.gammastar_25, core.standard_pressure};
    const michaelis_menten<Real> k{c.kmm_dhac, c.kmm_dhao, c.kmm_kc25, c.kmm_ko25, core.o2};
    return {tc,
            tk,
            vpd,
            ca,
            g.from_thermal(kinetic, x.patm),
            k.from_thermal(kinetic, x.patm),
            ns_star(tc, x.patm),
            ns_star.fluidity(tc, x.patm),
            thermal,
            x.theta,
            x.rootzonestress,
            x.aridity_index,
            x.mean_growth_temperature};
  }
};

}  // namespace sylva::pmodel
