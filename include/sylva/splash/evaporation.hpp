#pragma once

#include <sylva/environment/hygro.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/splash/radiation.hpp>

namespace sylva::splash {

/// What the air asks of a surface in a day, whatever water is there.
template <class T>
struct evaporative_demand {
  T pet;           ///< potential evapotranspiration [mm day-1]
  T condensation;  ///< dew [mm day-1]
  T amplitude;     ///< of the demand over the day: rx rw rv [mm h-1]
  T loss;          ///< rx (rnl - rw ru) [mm h-1]: demand is amplitude cos(h) - loss at the hour angle h
  T balance;       ///< loss / amplitude [-]
  hour_angle<T> crossover;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.pet, b.pet), f(a.condensation, b.condensation), f(a.amplitude, b.amplitude), f(a.loss, b.loss);
    f(a.balance, b.balance);
    hour_angle<T>::zip(a.crossover, b.crossover, f);
  }
  static constexpr const char* names[] = {"pet",     "condensation",    "amplitude",     "loss",
                                          "balance", "crossover_angle", "crossover_sine"};
};

/// Equilibrium and potential evapotranspiration, condensation and the course of demand over a day, Davis et
/// al. (2017) eqs 11 to 19 (pyrealm: DailyEvapFluxes). The density of water is that of lowest_tc where it is
/// colder; pyrealm refuses the whole array there.
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct daily_evaporation {
  daily_radiation<Real> radiation{};
  saturation_vapour_pressure_slope<Real> slope{};
  enthalpy_of_vaporisation<Real> latent_heat{};
  psychrometric_constant<Real> psychrometric{};
  Density density{};
  Real entrainment = Real(0.26);  ///< [-]
  Real lowest_tc = Real(-30);     ///< [degree C]

  static constexpr daily_evaporation from(const core_constants<Real>& c) {
    return {.radiation = daily_radiation<Real>::from(c),
            .psychrometric = psychrometric_constant<Real>::from(c),
            .density = Density::from(c),
            .entrainment = c.entrainment};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V water_density(const V& tc, const V& patm) const {
    return density(math::max(tc, V(lowest_tc)), patm);
  }

  /// Water that energy evaporates [m3 J-1] (pyrealm: econ), sat / (lv pw (sat + psy)) with psy = c / lv.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V water_for_energy(const V& tc, const V& patm) const {
    const V sat = slope(tc);
    const V heat = psychrometric.specific_heat(tc) *
                   V(psychrometric.dry_air_molar_mass / psychrometric.water_vapour_molar_mass * patm);
    return sat / V(water_density(tc, patm) * V(sat * latent_heat(tc) + heat));
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr evaporative_demand<V> operator()(const forcing<V>& x,
                                                                          const radiation_terms<V>& r) const {
    const V econ = water_for_energy(x.tc, x.patm);
    const V rx = Real(3.6e6) * (Real(1) + entrainment) * econ;  // [mm h-1] a [W m-2]
    return {Real(1e3) * (Real(1) + entrainment) * econ * radiation.daytime(r),
            Real(1e3) * econ * math::abs(radiation.nighttime(r)),
            rx * r.rw * r.rv,
            rx * r.loss,
            r.balance,
            r.crossover};
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr evaporative_demand<V> operator()(const forcing<V>& x) const {
    return (*this)(x, radiation(x));
  }
};

/// What the surface gives of it.
template <class T>
struct actual_evaporation {
  T aet;     ///< [mm day-1]
  T supply;  ///< what the soil can give [mm h-1] (pyrealm: sw)
  T hi;      ///< hour angle up to which demand exceeds supply, 0 to pi [radian]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.aet, b.aet), f(a.supply, b.supply), f(a.hi, b.hi);
  }
  static constexpr const char* names[] = {"aet", "supply", "hi"};
};

/// Actual evapotranspiration: at any time of the day the lesser of what the soil can give, in proportion to
/// its filling, and what the air demands; Davis et al. (2017) eqs 20 to 23, Federer (1982) (pyrealm:
/// DailyEvapFluxes.estimate_aet).
template <std::floating_point Real = double>
struct daily_supply {
  Real supply_rate = Real(1.05);  ///< of a full soil [mm h-1]
  /// pyrealm compares the filling with 150 mm, whatever the soil holds; above 0: compares with this [mm].
  Real fixed_capacity = Real(0);
  /// pyrealm has NaN where the air demands more than the soil gives all day and night, as over dry soil on
  /// polar days.
  bool undefined_if_always_exceeded = false;

  static constexpr daily_supply from(const core_constants<Real>& c) { return {.supply_rate = c.supply_rate}; }

  /// From soil moisture and what the soil holds at most [mm].
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr actual_evaporation<V> operator()(const evaporative_demand<V>& d,
                                                                          const V& soil_moisture,
                                                                          const V& water_capacity) const {
    const V capacity = fixed_capacity > Real(0) ? V(fixed_capacity) : water_capacity;
    const V share = supply_rate * soil_moisture / V(capacity * d.amplitude);
    const V supply = share * d.amplitude;
    const V cosine = share + d.balance;
    const hour_angle<V> hi = hour_angle_of_cosine<Real>{}(cosine);
    const V mean = supply * hi.angle + d.amplitude * V(d.crossover.sine - hi.sine) -
                   d.loss * V(d.crossover.angle - hi.angle);
    V aet = math::max(V(Real(24) / pi<Real> * mean), V(Real(0)));
    V angle = hi.angle;
    if (undefined_if_always_exceeded) {
      const V undefined = V(not_a_number<Real>);
      aet = math::select(cosine < V(Real(-1)), undefined, aet);
      angle = math::select(cosine < V(Real(-1)), undefined, angle);
    }
    return {aet, supply, angle};
  }
};

}  // namespace sylva::splash
