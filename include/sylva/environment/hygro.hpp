#pragma once

#include <sylva/core/constants.hpp>

/// Humidity of air. UNITS: vapour pressures, deficits and the air pressure that goes with specific humidity
/// are in kPa here, as in pyrealm and the bigleaf package, whereas the P-model takes vpd and patm in Pa:
/// rh_to_vpd_pa gives that; multiply the results of the others by 1000. The slope and the psychrometric
/// constant are in Pa already.

namespace sylva {

/// Vapour pressure of saturated air [kPa, not Pa] from air temperature ta [degree C], the Magnus formula
/// a exp(b T / (c + T)) (pyrealm: calc_vp_sat, whose docstring has b - T for b T). The published sets are
/// in core/constants.hpp; they were fitted from about -40 to 50 degree C, and -c is a pole.
template <std::floating_point Real = double>
struct saturation_vapour_pressure {
  magnus_coefficients<Real> magnus = magnus_sonntag1990<Real>;

  static constexpr saturation_vapour_pressure from(const core_constants<Real>& c) { return {c.magnus}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& ta) const {
    return magnus.a * math::exp(V(magnus.b * ta / V(magnus.c + ta))) / V(Real(1000));
  }
};

/// Vapour pressure deficit [kPa, not Pa] from vapour pressure vp [kPa] and air temperature ta [degree C]
/// (pyrealm: convert_vp_to_vpd). Negative where vp is above saturation: nothing is clipped.
template <std::floating_point Real = double>
struct vp_to_vpd {
  saturation_vapour_pressure<Real> saturation{};

  static constexpr vp_to_vpd from(const core_constants<Real>& c) {
    return {saturation_vapour_pressure<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& vp, const V& ta) const {
    return saturation(ta) - vp;
  }
};

/// Vapour pressure deficit [kPa, not Pa] from relative humidity rh [-], 0 to 1 and not percent, and air
/// temperature ta [degree C] (pyrealm: convert_rh_to_vpd, which also warns about rh outside 0 to 1). For the
/// P-model, which takes Pa, there is rh_to_vpd_pa.
template <std::floating_point Real = double>
struct rh_to_vpd {
  saturation_vapour_pressure<Real> saturation{};

  static constexpr rh_to_vpd from(const core_constants<Real>& c) {
    return {saturation_vapour_pressure<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rh, const V& ta) const {
    const V saturated = saturation(ta);
    return saturated - rh * saturated;
  }
};

/// Vapour pressure deficit [Pa, not kPa], as the P-model takes it, from relative humidity rh [-], 0 to 1 and
/// not percent, and air temperature ta [degree C]: 1000 times rh_to_vpd, which gives kPa as pyrealm does.
template <std::floating_point Real = double>
struct rh_to_vpd_pa {
  rh_to_vpd<Real> in_kpa{};

  static constexpr rh_to_vpd_pa from(const core_constants<Real>& c) { return {rh_to_vpd<Real>::from(c)}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rh, const V& ta) const {
    return Real(1000) * in_kpa(rh, ta);
  }
};

/// Vapour pressure [kPa, not Pa] from specific humidity sh [kg kg-1] and air pressure patm [kPa, not Pa]
/// (pyrealm: convert_sh_to_vp).
template <std::floating_point Real = double>
struct sh_to_vp {
  Real molecular_weight_ratio = Real(0.622);  ///< water vapour over dry air [-]

  static constexpr sh_to_vp from(const core_constants<Real>& c) { return {c.molecular_weight_ratio}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sh, const V& patm) const {
    return sh * patm / V((Real(1) - molecular_weight_ratio) * sh + molecular_weight_ratio);
  }
};

/// Vapour pressure deficit [kPa, not Pa] from specific humidity sh [kg kg-1], air temperature ta [degree C]
/// and air pressure patm [kPa, not Pa] (pyrealm: convert_sh_to_vpd).
template <std::floating_point Real = double>
struct sh_to_vpd {
  saturation_vapour_pressure<Real> saturation{};
  sh_to_vp<Real> vapour_pressure{};

  static constexpr sh_to_vpd from(const core_constants<Real>& c) {
    return {saturation_vapour_pressure<Real>::from(c), sh_to_vp<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sh, const V& ta, const V& patm) const {
    return saturation(ta) - vapour_pressure(sh, patm);
  }
};

/// Slope of the saturation vapour pressure [Pa K-1] at air temperature tc [degree C], Allen et al. (1998)
/// eq. 13 (pyrealm: calc_saturation_vapour_pressure_slope, documented there as kPa). It is the derivative of
/// a Magnus formula with its own coefficients, not of saturation_vapour_pressure above.
template <std::floating_point Real = double>
struct saturation_vapour_pressure_slope {
  magnus_coefficients<Real> magnus{Real(610.78), Real(17.269), Real(237.3)};

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc) const {
    const V shifted = tc + magnus.c;
    return magnus.b * magnus.c * magnus.a * V(math::exp(V(tc * magnus.b / shifted)) / math::square(shifted));
  }
};

/// Latent heat of vaporisation of water [J kg-1] at air temperature tc [degree C], Henderson-Sellers (1984)
/// (pyrealm: calc_enthalpy_vaporisation).
template <std::floating_point Real = double>
struct enthalpy_of_vaporisation {
  Real scale = Real(1.91846e6);       ///< [J kg-1]
  Real kelvin_offset = Real(273.15);  ///< part of the fit: pyrealm's k_CtoK does not change it [K]
  Real reference = Real(33.91);       ///< [K]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc) const {
    const V tk = tc + kelvin_offset;
    return scale * math::square(V(tk / V(tk - reference)));
  }
};

/// Specific heat of moist air at constant pressure [J kg-1 K-1] from air temperature tc [degree C],
/// Tsilingiris (2008) (pyrealm: calc_specific_heat). Fitted for 0 to 100 degree C; outside, the value at the
/// nearer end is used.
template <std::floating_point Real = double>
struct specific_heat_of_moist_air {
  polynomial<Real, 6> coefficients{{Real(1.0045714270), Real(2.050632750e-3), Real(-1.631537093e-4),
                                    Real(6.212300300e-6), Real(-8.830478888e-8), Real(5.071307038e-10)}};
  Real lowest_tc = Real(0);     ///< [degree C]
  Real highest_tc = Real(100);  ///< [degree C]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc) const {
    return Real(1e3) * coefficients(math::clamp(tc, V(lowest_tc), V(highest_tc)));
  }
};

/// Psychrometric constant [Pa K-1] from air temperature tc [degree C] and air pressure patm [Pa, not kPa],
/// Allen et al. (1998) eq. 8 with the specific heat of Tsilingiris (2008) (pyrealm:
/// calc_psychrometric_constant).
template <std::floating_point Real = double>
struct psychrometric_constant {
  Real dry_air_molar_mass = Real(0.028963);      ///< [kg mol-1]
  Real water_vapour_molar_mass = Real(0.01802);  ///< [kg mol-1]
  specific_heat_of_moist_air<Real> specific_heat{};
  enthalpy_of_vaporisation<Real> enthalpy{};

  static constexpr psychrometric_constant from(const core_constants<Real>& c) {
    return {c.dry_air_molar_mass, c.water_vapour_molar_mass, {}, {}};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    return specific_heat(tc) * dry_air_molar_mass * patm / V(water_vapour_molar_mass * enthalpy(tc));
  }
};

}  // namespace sylva
