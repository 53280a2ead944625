#pragma once

#include <sylva/core/polynomial.hpp>

namespace sylva {

/// Coefficients of the Magnus formula e_s = a exp(b T / (c + T)) (pyrealm: CoreConst.magnus_coef).
template <std::floating_point Real = double>
struct magnus_coefficients {
  Real a;  ///< [Pa]
  Real b;  ///< [-]
  Real c;  ///< [degree C]
  friend constexpr bool operator==(const magnus_coefficients&, const magnus_coefficients&) = default;
};

/// The three published sets (pyrealm: CoreConst(magnus_option=...)).
template <std::floating_point Real = double>
inline constexpr magnus_coefficients<Real> magnus_allen1998{Real(610.8), Real(17.27), Real(237.3)};
template <std::floating_point Real = double>
inline constexpr magnus_coefficients<Real> magnus_alduchov1996{Real(610.94), Real(17.625), Real(243.04)};
template <std::floating_point Real = double>
inline constexpr magnus_coefficients<Real> magnus_sonntag1990{Real(611.2), Real(17.62), Real(243.12)};

/// Density of water after Fisher and Dial (1975), in bar and degree C.
template <std::floating_point Real = double>
struct fisher_dial_coefficients {
  polynomial<Real, 5> lambda{
      {Real(1788.316), Real(21.55053), Real(-0.4695911), Real(0.003096363), Real(-7.341182e-06)}};
  polynomial<Real, 5> po{
      {Real(5918.499), Real(58.05267), Real(-1.1253317), Real(0.0066123869), Real(-1.4661625e-05)}};
  polynomial<Real, 10> vinf{{Real(0.6980547), Real(-0.0007435626), Real(3.704258e-05), Real(-6.315724e-07),
                             Real(9.829576e-09), Real(-1.197269e-10), Real(1.005461e-12), Real(-5.437898e-15),
                             Real(1.69946e-17), Real(-2.295063e-20)}};
  friend constexpr bool operator==(const fisher_dial_coefficients&,
                                   const fisher_dial_coefficients&) = default;
};

/// Density of water after Chen, Fine and Millero (1977), in bar and degree C.
template <std::floating_point Real = double>
struct chen_coefficients {
  polynomial<Real, 9> po{{Real(0.99983952), Real(6.788260e-5), Real(-9.08659e-6), Real(1.022130e-7),
                          Real(-1.35439e-9), Real(1.471150e-11), Real(-1.11663e-13), Real(5.044070e-16),
                          Real(-1.00659e-18)}};
  polynomial<Real, 6> ko{
      {Real(19652.17), Real(148.1830), Real(-2.29995), Real(0.01281), Real(-4.91564e-5), Real(1.035530e-7)}};
  polynomial<Real, 5> ca{{Real(3.26138), Real(5.223e-4), Real(1.324e-4), Real(-7.655e-7), Real(8.584e-10)}};
  polynomial<Real, 5> cb{
      {Real(7.2061e-5), Real(-5.8948e-6), Real(8.69900e-8), Real(-1.0100e-9), Real(4.3220e-12)}};
  friend constexpr bool operator==(const chen_coefficients&, const chen_coefficients&) = default;
};

/// Viscosity of water after Huber et al. (2009). Table 3 there is 7 x 6 with 21 entries that are not zero;
/// these are kept, column by column, and the zeros are structure.
template <std::floating_point Real = double>
struct huber_coefficients {
  Real tk_ast = Real(647.096);  ///< reference temperature [K]
  Real rho_ast = Real(322.0);   ///< reference density [kg m-3]
  Real mu_ast = Real(1e-6);     ///< reference viscosity [Pa s]
  /// Table 2: H_i, in ascending powers of 1 / T-bar
  polynomial<Real, 4> h_i{{Real(1.67752), Real(2.20462), Real(0.6366564), Real(-0.241605)}};
  /// Table 3, powers of (1 / T-bar - 1) 0, 1 and 2, in ascending powers of (rho-bar - 1)
  polynomial<Real, 5> h_0{
      {Real(0.520094), Real(0.222531), Real(-0.281378), Real(0.161913), Real(-0.0325372)}};
  polynomial<Real, 4> h_1{{Real(0.0850895), Real(0.999115), Real(-0.906851), Real(0.257399)}};
  polynomial<Real, 3> h_2{{Real(-1.08374), Real(1.88797), Real(-0.772479)}};
  /// Table 3, power 3: powers 0, 1, 2, 4 and 6 of (rho-bar - 1)
  Real h_3_0 = Real(-0.289555), h_3_1 = Real(1.26613), h_3_2 = Real(-0.489837), h_3_4 = Real(0.0698452),
       h_3_6 = Real(-0.00435673);
  /// Table 3, power 4: powers 2 and 5 of (rho-bar - 1)
  Real h_4_2 = Real(-0.25704), h_4_5 = Real(0.00872102);
  /// Table 3, power 5: powers 1 and 6 of (rho-bar - 1)
  Real h_5_1 = Real(0.120573), h_5_6 = Real(-0.000593264);
  friend constexpr bool operator==(const huber_coefficients&, const huber_coefficients&) = default;
};

/// Physical constants that the models share (pyrealm: CoreConst, whose name stands in parentheses).
/// Every one can be changed: `core_constants<double>{.gas_constant = 8.314462618}`. pyrealm's
/// water_density_method and simple_viscosity are not constants here but types: see environment/water.hpp.
template <std::floating_point Real = double>
struct core_constants {
  Real gas_constant = Real(8.3145);              ///< (k_R) [J mol-1 K-1]
  Real o2 = Real(209476.0);                      ///< O2 in air (k_co) [ppm]
  Real carbon_molar_mass = Real(12.0107);        ///< (k_c_molmass) [g mol-1]
  Real water_molar_mass = Real(18.01258);        ///< (k_water_molmass) [g mol-1]
  Real standard_pressure = Real(101325.0);       ///< (k_Po) [Pa]
  Real standard_temperature = Real(298.15);      ///< (k_To) [K]; SPLASH v1 used 288.15
  Real lapse_rate = Real(0.0065);                ///< (k_L) [K m-1]
  Real gravity = Real(9.80665);                  ///< (k_G) [m s-2]
  Real dry_air_molar_mass = Real(0.028963);      ///< (k_Ma) [kg mol-1]
  Real water_vapour_molar_mass = Real(0.01802);  ///< (k_Mv) [kg mol-1]
  Real kelvin_offset = Real(273.15);             ///< 0 degree C (k_CtoK) [K]
  Real entrainment = Real(0.26);                 ///< entrainment factor of PET (k_w) [-]
  Real supply_rate = Real(1.05);                 ///< maximum supply of soil water (k_Cw) [mm h-1]
  Real visible_light_albedo = Real(0.03);        ///< [-]
  Real swdown_to_ppfd_factor = Real(2.04);       ///< short-wave radiation to PPFD [umol J-1]
  Real transmissivity_c = Real(0.25);            ///< (transmissivity_coef[0]) [-]
  Real transmissivity_d = Real(0.5);             ///< (transmissivity_coef[1]) [-]
  Real transmissivity_f = Real(2.67e-5);         ///< (transmissivity_coef[2]) [m-1]
  Real net_longwave_b = Real(0.2);               ///< (net_longwave_radiation_coef[0]) [-]
  Real net_longwave_a = Real(107.0);             ///< (net_longwave_radiation_coef[1]) [W m-2]
  Real shortwave_albedo = Real(0.17);            ///< [-]
  Real solar_constant = Real(1360.8);            ///< [W m-2]
  Real day_seconds = Real(86400.0);              ///< [s]
  /// a, b cos, c sin, d cos 2, e sin 2 of the day angle, and f, minutes a radian (equation_of_time_coef)
  Real equation_of_time[6] = {Real(0.000075),  Real(0.001868), Real(-0.032077),
                              Real(-0.014615), Real(-0.04089), Real(229.18)};
  Real solar_eccentricity = Real(0.0167);                       ///< [-]
  Real solar_obliquity = Real(23.44);                           ///< [degree]
  Real solar_perihelion = Real(283.0);                          ///< [degree]
  magnus_coefficients<Real> magnus = magnus_sonntag1990<Real>;  ///< saturation vapour pressure
  Real molecular_weight_ratio = Real(0.622);                    ///< water vapour over dry air (mwr) [-]
  fisher_dial_coefficients<Real> fisher_dial{};
  chen_coefficients<Real> chen{};
  huber_coefficients<Real> huber{};
  friend constexpr bool operator==(const core_constants&, const core_constants&) = default;
};

}  // namespace sylva
