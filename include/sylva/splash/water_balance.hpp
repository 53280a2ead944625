#pragma once

#include <sylva/core/selection.hpp>
#include <sylva/core/stepped.hpp>
#include <sylva/splash/evaporation.hpp>

namespace sylva::splash {

/// The water of a day. T is a value inside a kernel, an array outside it.
template <class T>
struct water_balance {
  T aet;                     ///< actual evapotranspiration [mm day-1]
  T pet;                     ///< potential evapotranspiration [mm day-1]
  T condensation;            ///< dew [mm day-1]
  T soil_moisture;           ///< at the end of the day [mm], 0 to the capacity (pyrealm: wn)
  T relative_soil_moisture;  ///< the same over the capacity [-], 0 to 1: `soilm` of the P-model's soil stress
  T runoff;                  ///< [mm day-1] (pyrealm: ro)
  T ppfd;                    ///< photons in the day [mol m-2 day-1]; the P-model's, [umol m-2 s-1], is a rate

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.aet, b.aet), f(a.pet, b.pet), f(a.condensation, b.condensation);
    f(a.soil_moisture, b.soil_moisture), f(a.relative_soil_moisture, b.relative_soil_moisture);
    f(a.runoff, b.runoff), f(a.ppfd, b.ppfd);
  }
  static constexpr const char* names[] = {
      "aet", "pet", "condensation", "soil_moisture", "relative_soil_moisture", "runoff", "ppfd"};
};

/// The names of the outputs, for `only<field::aet, field::soil_moisture>(step)`.
namespace field {
SYLVA_FIELD(aet);
SYLVA_FIELD(pet);
SYLVA_FIELD(condensation);
SYLVA_FIELD(soil_moisture);
SYLVA_FIELD(relative_soil_moisture);
SYLVA_FIELD(runoff);
SYLVA_FIELD(ppfd);
}  // namespace field

/// Everything that SPLASH computes of a day (pyrealm's name stands in parentheses). T is a value inside a
/// kernel, an array outside it.
template <class T>
struct daily_fluxes {
  T aet;                      ///< actual evapotranspiration [mm day-1]
  T pet;                      ///< potential evapotranspiration (pet_d) [mm day-1]
  T condensation;             ///< dew (cond) [mm day-1]
  T soil_moisture;            ///< at the end of the day (wn) [mm]
  T relative_soil_moisture;   ///< the same over the capacity [-]
  T runoff;                   ///< (ro) [mm day-1]
  T ppfd;                     ///< photons in the day (daily_ppfd) [mol m-2 day-1], not [umol m-2 s-1]
  T eet;                      ///< equilibrium evapotranspiration (eet_d) [mm day-1]
  T supply;                   ///< what the soil can give (sw) [mm h-1]
  T demand_hour_angle;        ///< up to which demand exceeds supply (hi) [degree]
  T ru;                       ///< sin(declination) sin(latitude) [-]
  T rv;                       ///< cos(declination) cos(latitude) [-]
  T rw;                       ///< short-wave radiation absorbed under a sun in the zenith [W m-2]
  T transmissivity;           ///< [-]
  T sunset_hour_angle;        ///< [degree]
  T crossover_hour_angle;     ///< at which net radiation turns negative [degree]
  T daily_solar_radiation;    ///< on top of the atmosphere [J m-2]
  T net_longwave_radiation;   ///< lost [W m-2]
  T daytime_net_radiation;    ///< [J m-2]
  T nighttime_net_radiation;  ///< [J m-2]
  T saturation_slope;         ///< of the vapour pressure (sat) [Pa K-1]
  T latent_heat;              ///< of vaporisation (lv) [J kg-1]
  T water_density;            ///< (pw) [kg m-3]
  T psychrometric_constant;   ///< (psy) [Pa K-1]
  T water_for_energy;         ///< (econ) [m3 J-1]
  T water_for_power;          ///< (rx) [mm h-1 (W m-2)-1]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.aet, b.aet), f(a.pet, b.pet), f(a.condensation, b.condensation);
    f(a.soil_moisture, b.soil_moisture), f(a.relative_soil_moisture, b.relative_soil_moisture);
    f(a.runoff, b.runoff), f(a.ppfd, b.ppfd), f(a.eet, b.eet), f(a.supply, b.supply);
    f(a.demand_hour_angle, b.demand_hour_angle), f(a.ru, b.ru), f(a.rv, b.rv), f(a.rw, b.rw);
    f(a.transmissivity, b.transmissivity), f(a.sunset_hour_angle, b.sunset_hour_angle);
    f(a.crossover_hour_angle, b.crossover_hour_angle), f(a.daily_solar_radiation, b.daily_solar_radiation);
    f(a.net_longwave_radiation, b.net_longwave_radiation);
    f(a.daytime_net_radiation, b.daytime_net_radiation);
    f(a.nighttime_net_radiation, b.nighttime_net_radiation), f(a.saturation_slope, b.saturation_slope);
    f(a.latent_heat, b.latent_heat), f(a.water_density, b.water_density);
    f(a.psychrometric_constant, b.psychrometric_constant), f(a.water_for_energy, b.water_for_energy);
    f(a.water_for_power, b.water_for_power);
  }
  static constexpr const char* names[] = {"aet",
                                          "pet",
                                          "condensation",
                                          "soil_moisture",
                                          "relative_soil_moisture",
                                          "runoff",
                                          "ppfd",
                                          "eet",
                                          "supply",
                                          "demand_hour_angle",
                                          "ru",
                                          "rv",
                                          "rw",
                                          "transmissivity",
                                          "sunset_hour_angle",
                                          "crossover_hour_angle",
                                          "daily_solar_radiation",
                                          "net_longwave_radiation",
                                          "daytime_net_radiation",
                                          "nighttime_net_radiation",
                                          "saturation_slope",
                                          "latent_heat",
                                          "water_density",
                                          "psychrometric_constant",
                                          "water_for_energy",
                                          "water_for_power"};
};

/// One day of SPLASH, the step of a scan: Davis et al. (2017), Geosci. Model Dev. 10, 689 (pyrealm:
/// SplashModel.estimate_daily_water_balance). The state is soil moisture [mm], 0 to the capacity; what the
/// soil gives today depends on what it held yesterday. Water that the soil cannot hold runs off.
///
/// All of it is accounted for: precipitation + condensation = aet + runoff + what the soil gains. Where a
/// soil holds so little (below 25 mm) that a day's supply would be more than all of it, aet takes what there
/// is.
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct daily_step {
  daily_evaporation<Real, Density> evaporation{};
  daily_supply<Real> soil{};
  /// A day whose weather is missing leaves soil moisture as it was; its own outputs are NaN. Without it
  /// everything is NaN from that day on.
  bool hold_over_gaps = false;
  /// pyrealm lets aet take more than there is, and loses the difference.
  bool limit_aet_to_water = true;

  static constexpr daily_step from(const core_constants<Real>& c) {
    return {daily_evaporation<Real, Density>::from(c), daily_supply<Real>::from(c)};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr stepped<V, water_balance<V>> operator()(const V& soil_moisture,
                                                                                 const forcing<V>& x) const {
    const radiation_terms<V> r = evaporation.radiation(x);
    return balance(soil_moisture, x, r, evaporation(x, r)).day;
  }

 protected:
  template <class V>
  struct day_and_supply {
    stepped<V, water_balance<V>> day;
    actual_evaporation<V> actual;
  };

  SYLVA_HOST_VALUES_TOO
  template <class V>
  [[nodiscard]] SYLVA_FUNCTION constexpr day_and_supply<V> balance(const V& soil_moisture,
                                                                   const forcing<V>& x,
                                                                   const radiation_terms<V>& r,
                                                                   const evaporative_demand<V>& d) const {
    actual_evaporation<V> actual = soil(d, soil_moisture, x.water_capacity);
    const V water = soil_moisture + x.precipitation + d.condensation;
    if (limit_aet_to_water) actual.aet = math::min(actual.aet, water);
    const V left = water - actual.aet;
    const V held = math::clamp(left, V(Real(0)), x.water_capacity);
    const V runoff = math::max(V(left - x.water_capacity), V(Real(0)));
    const V state = hold_over_gaps ? math::select(math::isnan(held), soil_moisture, held) : held;
    return {{state,
             {actual.aet, d.pet, d.condensation, held, held / x.water_capacity, runoff,
              evaporation.radiation.ppfd(r, x.distance_factor)}},
            actual};
  }
};

/// The same with everything as output.
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct detailed_step : daily_step<Real, Density> {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr stepped<V, daily_fluxes<V>> operator()(const V& soil_moisture,
                                                                                const forcing<V>& x) const {
    const daily_evaporation<Real, Density>& e = this->evaporation;
    const radiation_terms<V> r = e.radiation(x);
    const evaporative_demand<V> d = e(x, r);
    using both = typename daily_step<Real, Density>::template day_and_supply<V>;
    const both b = this->balance(soil_moisture, x, r, d);
    const stepped<V, water_balance<V>>& day = b.day;
    const actual_evaporation<V>& actual = b.actual;
    const water_balance<V>& w = day.out;
    const V econ = e.water_for_energy(x.tc, x.patm);
    return {day.state,
            {w.aet,
             w.pet,
             w.condensation,
             w.soil_moisture,
             w.relative_soil_moisture,
             w.runoff,
             w.ppfd,
             Real(1e3) * econ * e.radiation.daytime(r),
             actual.supply,
             math::to_degrees(actual.hi),
             r.ru,
             r.rv,
             r.rw,
             r.transmissivity,
             math::to_degrees(r.sunset.angle),
             math::to_degrees(r.crossover.angle),
             e.radiation.solar(r, x.distance_factor),
             r.rnl,
             e.radiation.daytime(r),
             e.radiation.nighttime(r),
             e.slope(x.tc),
             e.latent_heat(x.tc),
             e.water_density(x.tc, x.patm),
             e.psychrometric(x.tc, x.patm),
             econ,
             Real(3.6e6) * (Real(1) + e.entrainment) * econ}};
  }
};

}  // namespace sylva::splash
