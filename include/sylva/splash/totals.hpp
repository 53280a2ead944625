#pragma once

#include <sylva/splash/water_balance.hpp>

namespace sylva::splash {

/// Sums over a period such as a month. T is a value inside a kernel, an array outside it.
template <class T>
struct water_totals {
  T aet;            ///< actual evapotranspiration [mm]
  T pet;            ///< potential evapotranspiration [mm]
  T condensation;   ///< dew [mm]
  T precipitation;  ///< [mm]
  T runoff;         ///< [mm]
  T ppfd;           ///< photons in the period [mol m-2]
  T days;           ///< that these are sums of: those with weather, if gaps are held over; else all

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.aet, b.aet), f(a.pet, b.pet), f(a.condensation, b.condensation);
    f(a.precipitation, b.precipitation), f(a.runoff, b.runoff), f(a.ppfd, b.ppfd), f(a.days, b.days);
  }
  static constexpr const char* names[] = {"aet",    "pet",  "condensation", "precipitation",
                                          "runoff", "ppfd", "days"};
};

/// The state of totals_step: soil moisture [mm], and the sums so far as in water_totals.
template <class T>
struct totals_state {
  T soil_moisture;
  T aet, pet, condensation, precipitation, runoff, ppfd, days;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.soil_moisture, b.soil_moisture), f(a.aet, b.aet), f(a.pet, b.pet);
    f(a.condensation, b.condensation), f(a.precipitation, b.precipitation), f(a.runoff, b.runoff);
    f(a.ppfd, b.ppfd), f(a.days, b.days);
  }
  static constexpr const char* names[] = {"soil_moisture", "aet",    "pet",  "condensation",
                                          "precipitation", "runoff", "ppfd", "days"};
};

/// daily_step that adds up what it would return. A day without weather that is held over adds nothing.
template <std::floating_point Real = double, class Density = water_density_fisher<Real>>
struct totals_step {
  daily_step<Real, Density> step{};

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr stepped<totals_state<V>, V> operator()(const totals_state<V>& s,
                                                                                const forcing<V>& x) const {
    const stepped<V, water_balance<V>> r = step(s.soil_moisture, x);
    const water_balance<V>& day = r.out;
    // soil moisture is NaN where anything of the day is
    const mask_t<V> missing = math::isnan(day.soil_moisture);
    return {{r.state, s.aet + counted(day.aet, missing), s.pet + counted(day.pet, missing),
             s.condensation + counted(day.condensation, missing),
             s.precipitation + counted(x.precipitation, missing), s.runoff + counted(day.runoff, missing),
             s.ppfd + counted(day.ppfd, missing), s.days + counted(V(Real(1)), missing)},
            day.soil_moisture};
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V counted(const V& x, const mask_t<V>& missing) const {
    return step.hold_over_gaps ? math::select(missing, V(Real(0)), x) : x;
  }
};

/// Indices of how dry a place is, from sums over a period. T is a value inside a kernel, an array outside it.
template <class T>
struct moisture_indices {
  T aet_over_pet;           ///< [-], 0 to 1: `meanalpha` of the P-model's soil stress after Stocker et al.
  T cramer_prentice_alpha;  ///< AET over equilibrium evapotranspiration [-], 0 to 1.26
  T aridity_index;          ///< PET over precipitation [-]: `aridity_index` of the P-model
  T climatic_deficit;       ///< PET - AET [mm], Stephenson (1998)

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.aet_over_pet, b.aet_over_pet), f(a.cramer_prentice_alpha, b.cramer_prentice_alpha);
    f(a.aridity_index, b.aridity_index), f(a.climatic_deficit, b.climatic_deficit);
  }
  static constexpr const char* names[] = {"aet_over_pet", "cramer_prentice_alpha", "aridity_index",
                                          "climatic_deficit"};
};

/// moisture_indices from AET, PET and precipitation [mm] of a period. Ratios of a period that demands
/// nothing, or has no rain, are NaN or infinite.
template <std::floating_point Real = double>
struct moisture_indices_of {
  Real entrainment = Real(0.26);  ///< [-]

  static constexpr moisture_indices_of from(const core_constants<Real>& c) { return {c.entrainment}; }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr moisture_indices<V> operator()(const V& aet, const V& pet,
                                                                        const V& precipitation) const {
    const V share = aet / pet;
    return {share, (Real(1) + entrainment) * share, pet / precipitation, pet - aet};
  }
};

}  // namespace sylva::splash
