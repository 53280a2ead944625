#pragma once

#include <sylva/core/constants.hpp>

namespace sylva {

/// Atmospheric pressure [Pa] from elevation elv [m above sea level], Berberan-Santos et al. (2009) eq. 3
/// (pyrealm: calc_patm). A linear fall of temperature with height; used from -430 m to 11 km. Above
/// standard_temperature / lapse_rate (45.9 km) that temperature is below 0 K and the result is NaN.
/// SPLASH v1 used a standard_temperature of 288.15 K.
template <std::floating_point Real = double>
struct atmospheric_pressure {
  Real standard_pressure = Real(101325);     ///< [Pa]
  Real standard_temperature = Real(298.15);  ///< [K]
  Real lapse_rate = Real(0.0065);            ///< [K m-1]
  Real gravity = Real(9.80665);              ///< [m s-2]
  Real dry_air_molar_mass = Real(0.028963);  ///< [kg mol-1]
  Real gas_constant = Real(8.3145);          ///< [J mol-1 K-1]

  static constexpr atmospheric_pressure from(const core_constants<Real>& c) {
    return {c.standard_pressure, c.standard_temperature, c.lapse_rate,
            c.gravity,           c.dry_air_molar_mass,   c.gas_constant};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& elv) const {
    const Real exponent = gravity * dry_air_molar_mass / (gas_constant * lapse_rate);
    const V base = Real(1) - lapse_rate * elv / V(standard_temperature);
    const V patm = standard_pressure * math::pow(math::max(base, V(Real(0))), V(exponent));
    return math::select(base < V(Real(0)), V(not_a_number<Real>), patm);
  }
};

}  // namespace sylva
