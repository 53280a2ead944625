#pragma once

#include <sylva/core/polynomial.hpp>

namespace sylva::pmodel {

/// exp(ha (T - T_ref) / (T_ref R T)) (pyrealm: arrhenius_vcmax["simple"], ...)
template <std::floating_point Real = double>
struct arrhenius_simple_coefficients {
  Real ha;  ///< activation energy [J mol-1]
  friend constexpr bool operator==(const arrhenius_simple_coefficients&,
                                   const arrhenius_simple_coefficients&) = default;
};

/// Peaked Arrhenius response with thermal acclimation, Kattge and Knorr (2007)
/// (pyrealm: arrhenius_vcmax["kattge_knorr"], ...)
template <std::floating_point Real = double>
struct kattge_knorr_coefficients {
  Real entropy_intercept;  ///< [J mol-1 K-1]
  Real entropy_slope;      ///< [J mol-1 K-1 degree C-1]
  Real ha;                 ///< activation energy [J mol-1]
  Real hd;                 ///< deactivation energy [J mol-1]
  friend constexpr bool operator==(const kattge_knorr_coefficients&,
                                   const kattge_knorr_coefficients&) = default;
};

/// Constants of the P-model (pyrealm: PModelConst, whose name stands in parentheses).
template <std::floating_point Real = double>
struct pmodel_constants {
  Real tk_ref = Real(298.15);  ///< reference temperature of the kinetics [K]
  Real tc_ref = Real(25.0);    ///< reference temperature of the dark respiration response [degree C]
  Real maximum_phi0 = Real(1) / Real(8);  ///< default reference quantum yield [mol mol-1]
  polynomial<Real, 3> kphio_c3{{Real(0.352), Real(0.022), Real(-0.00034)}};   ///< (kphio_C3), of degree C
  polynomial<Real, 3> kphio_c4{{Real(-0.064), Real(0.03), Real(-0.000464)}};  ///< (kphio_C4), of degree C
  Real sandoval_peak_m = Real(6.8681);                                        ///< (sandoval_peak_phio[0]) [-]
  Real sandoval_peak_n = Real(0.07956432);                                    ///< (sandoval_peak_phio[1]) [-]
  /// (sandoval_kinetics); hd here multiplies the entropy and is in K
  kattge_knorr_coefficients<Real> sandoval_kinetics{Real(1558.853), Real(-50.223), Real(75000.0),
                                                    Real(294.804)};
  Real heskel_b = Real(0.1012);                                               ///< (heskel_rd[0]) [degree C-1]
  Real heskel_c = Real(0.0005);                                               ///< (heskel_rd[1]) [degree C-2]
  arrhenius_simple_coefficients<Real> arrhenius_simple_vcmax{Real(65330.0)};  ///< (arrhenius_vcmax)
  arrhenius_simple_coefficients<Real> arrhenius_simple_jmax{Real(43900.0)};   ///< (arrhenius_jmax)
  kattge_knorr_coefficients<Real> kattge_knorr_vcmax{Real(668.39), Real(-1.07), Real(71513.0),
                                                     Real(200000.0)};  ///< (arrhenius_vcmax)
  kattge_knorr_coefficients<Real> kattge_knorr_jmax{Real(659.70), Real(-0.75), Real(49884.0),
                                                    Real(200000.0)};  ///< (arrhenius_jmax)
  Real kmm_dhac = Real(79430.0);       ///< activation energy of Kc (bernacchi_kmm["dhac"]) [J mol-1]
  Real kmm_dhao = Real(36380.0);       ///< activation energy of Ko (bernacchi_kmm["dhao"]) [J mol-1]
  Real kmm_kc25 = Real(39.97);         ///< Kc at tk_ref (bernacchi_kmm["kc25"]) [Pa]
  Real kmm_ko25 = Real(27480.0);       ///< Ko at tk_ref (bernacchi_kmm["ko25"]) [Pa]
  Real gammastar_dha = Real(37830.0);  ///< activation energy (bernacchi_gs["dha"]) [J mol-1]
  Real gammastar_25 = Real(4.332);     ///< at tk_ref and standard pressure (bernacchi_gs["gs25_0"]) [Pa]
  Real stocker_theta0 = Real(0);       ///< (soilmstress_stocker) [-]
  Real stocker_thetastar = Real(0.6);  ///< [-]
  Real stocker_a = Real(0);            ///< [-]
  Real stocker_b = Real(0.733);        ///< [-]
  Real mengoli_psi_a = Real(0.34);     ///< (soilmstress_mengoli) [-]
  Real mengoli_psi_b = Real(-0.6);     ///< [-]
  Real mengoli_y_a = Real(0.62);       ///< [-]
  Real mengoli_y_b = Real(-0.45);      ///< [-]
  Real beta_c3 = Real(146);            ///< unit cost ratio (beta_cost_ratio_c3) [-]
  Real beta_c4 = Real(146) / Real(9);  ///< unit cost ratio (beta_cost_ratio_c4) [-]
  Real lavergne_c3_a = Real(4.55);     ///< (lavergne_2020_c3[0]) [-]
  Real lavergne_c3_b = Real(1.73);     ///< (lavergne_2020_c3[1]) [m3 m-3]
  Real lavergne_c4_a = Real(2.3527754226637803L);  ///< 4.55 - ln 9 (lavergne_2020_c4[0]) [-]
  Real lavergne_c4_b = Real(1.73);                 ///< (lavergne_2020_c4[1]) [m3 m-3]
  Real diffusivity_ratio = Real(1.6);              ///< H2O over CO2 diffusivity [-]
  Real wang17_c = Real(0.41);                      ///< unit cost of Jmax [-]
  Real smith19_theta = Real(0.85);                 ///< (smith19_coef[0]) [-]
  Real smith19_c = Real(0.05336251);               ///< (smith19_coef[1]) [-]
  friend constexpr bool operator==(const pmodel_constants&, const pmodel_constants&) = default;
};

}  // namespace sylva::pmodel
