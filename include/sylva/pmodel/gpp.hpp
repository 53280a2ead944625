#pragma once

#include <concepts>
#include <sylva/core/one_of.hpp>
#include <sylva/core/selection.hpp>
#include <sylva/core/stages.hpp>
#include <sylva/pmodel/arrhenius.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>
#include <sylva/pmodel/optimal_chi.hpp>
#include <sylva/pmodel/quantum_yield.hpp>
#include <sylva/pmodel/soil_stress.hpp>
#include <type_traits>
#include <utility>

namespace sylva::pmodel {

/// Everything the standard P-model computes (pyrealm: PModel). T is a value inside a kernel, an array outside
/// it.
template <class T>
struct productivity {
  T gpp;          ///< gross primary production [ug C m-2 s-1]
  T lue;          ///< light use efficiency [g C mol-1]
  T iwue;         ///< intrinsic water use efficiency [umol mol-1]
  T chi;          ///< leaf-internal over ambient CO2 [-]
  T vcmax;        ///< maximum rate of carboxylation [umol m-2 s-1]
  T vcmax25;      ///< vcmax at the reference temperature [umol m-2 s-1]
  T jmax;         ///< maximum rate of electron transport [umol m-2 s-1]
  T jmax25;       ///< jmax at the reference temperature [umol m-2 s-1]
  T gs;           ///< stomatal conductance to CO2 [umol m-2 s-1 Pa-1]; pyrealm's docs omit the Pa-1
  T a_j;          ///< light-limited assimilation (A_j) [umol m-2 s-1]
  T a_c;          ///< Rubisco-limited assimilation (A_c) [umol m-2 s-1]
  T kphio;        ///< quantum yield [mol mol-1]
  T iabs;         ///< absorbed light [umol m-2 s-1]
  T xi;           ///< sensitivity of chi to vpd [Pa^0.5]
  T ci;           ///< leaf-internal CO2 partial pressure [Pa]
  T ca;           ///< ambient CO2 partial pressure [Pa]
  T mj;           ///< CO2 limitation of a_j [-]
  T mc;           ///< CO2 limitation of a_c [-]
  T mjoc;         ///< mj / mc [-]
  T f_v;          ///< Jmax limitation of vcmax [-]
  T f_j;          ///< Jmax limitation of jmax [-]
  T gammastar;    ///< photorespiratory compensation point [Pa]
  T kmm;          ///< Michaelis-Menten coefficient of Rubisco [Pa]
  T ns_star;      ///< relative viscosity of water [-]
  T soil_stress;  ///< soil moisture stress factor that gpp and lue contain [-]
  T beta;         ///< unit cost ratio of carboxylation to transpiration, without root zone stress [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.gpp, b.gpp), f(a.lue, b.lue), f(a.iwue, b.iwue), f(a.chi, b.chi), f(a.vcmax, b.vcmax);
    f(a.vcmax25, b.vcmax25), f(a.jmax, b.jmax), f(a.jmax25, b.jmax25), f(a.gs, b.gs), f(a.a_j, b.a_j);
    f(a.a_c, b.a_c), f(a.kphio, b.kphio), f(a.iabs, b.iabs), f(a.xi, b.xi), f(a.ci, b.ci), f(a.ca, b.ca);
    f(a.mj, b.mj), f(a.mc, b.mc), f(a.mjoc, b.mjoc), f(a.f_v, b.f_v), f(a.f_j, b.f_j);
    f(a.gammastar, b.gammastar), f(a.kmm, b.kmm), f(a.ns_star, b.ns_star);
    f(a.soil_stress, b.soil_stress), f(a.beta, b.beta);
  }
  static constexpr const char* names[] = {
      "gpp",  "lue", "iwue",  "chi",       "vcmax", "vcmax25", "jmax",        "jmax25", "gs",
      "a_j",  "a_c", "kphio", "iabs",      "xi",    "ci",      "ca",          "mj",     "mc",
      "mjoc", "f_v", "f_j",   "gammastar", "kmm",   "ns_star", "soil_stress", "beta"};
};

/// The names of the outputs, for `only<field::gpp, field::lue>(kernel)`.
namespace field {
SYLVA_FIELD(gpp);
SYLVA_FIELD(lue);
SYLVA_FIELD(iwue);
SYLVA_FIELD(chi);
SYLVA_FIELD(vcmax);
SYLVA_FIELD(vcmax25);
SYLVA_FIELD(jmax);
SYLVA_FIELD(jmax25);
SYLVA_FIELD(gs);
SYLVA_FIELD(a_j);
SYLVA_FIELD(a_c);
SYLVA_FIELD(kphio);
SYLVA_FIELD(iabs);
SYLVA_FIELD(xi);
SYLVA_FIELD(ci);
SYLVA_FIELD(ca);
SYLVA_FIELD(mj);
SYLVA_FIELD(mc);
SYLVA_FIELD(mjoc);
SYLVA_FIELD(f_v);
SYLVA_FIELD(f_j);
SYLVA_FIELD(gammastar);
SYLVA_FIELD(kmm);
SYLVA_FIELD(ns_star);
SYLVA_FIELD(soil_stress);
SYLVA_FIELD(beta);
}  // namespace field

namespace detail {

/// A method from the constants, or as it is by default where it takes none from there.
template <class M, class... Constants>
constexpr M made_from(const Constants&... c) {
  if constexpr (requires { M::from(c...); }) {
    return M::from(c...);
  } else {
    return M{};
  }
}
template <class M, class Environment>
constexpr M response_for_vcmax(const Environment& e) {
  if constexpr (requires { M::for_vcmax(e.core, e.constants); }) {
    return M::for_vcmax(e.core, e.constants);
  } else {
    return M{};
  }
}
template <class M, class Environment>
constexpr M response_for_jmax(const Environment& e) {
  if constexpr (requires { M::for_jmax(e.core, e.constants); }) {
    return M::for_jmax(e.core, e.constants);
  } else {
    return M{};
  }
}

}  // namespace detail

/// The struct of inputs of the P-model: `forcing`, or a struct derived from it.
template <class F, class Real>
concept forcing_of = requires(const F& x) {
  requires value_of<std::remove_cvref_t<decltype(x.tc)>, Real>;
  requires std::derived_from<F, forcing<std::remove_cvref_t<decltype(x.tc)>>>;
};
template <class F>
using forcing_value_t = std::remove_cvref_t<decltype(std::declval<const F&>().tc)>;

/// The leaf environment with inputs that methods bring along: what they are handed where F is a struct
/// derived from `forcing`. Methods that need no more take it as a leaf_environment.
template <class F>
struct leaf_with_inputs : leaf_environment<forcing_value_t<F>> {
  F inputs;
};

/// The standard P-model as one kernel made of kernels: Prentice et al. (2014), Wang et al. (2017), Stocker et
/// al. (2020) (pyrealm: PModelEnvironment and PModel). One pass, from weather to every output.
///
/// The methods are types: any of this library, a `one_of` them chosen at run time, or your own with the same
/// call. Soil moisture stress multiplies gpp and lue only; capacities, assimilation rates and gs are those of
/// the unstressed optimum, as when pyrealm's users multiply GPP afterwards. pyrealm raises for the whole
/// array where A_c and A_j differ in one cell (NaN input with some C4 methods); here that cell is what its
/// arithmetic gives. gs is computed from A_j, which equals A_c at the optimum.
template <std::floating_point Real = double, class OptimalChi = optimal_chi_prentice14<Real>,
          class Jmax = jmax_wang17<Real>, class QuantumYield = quantum_yield_temperature<Real>,
          class Arrhenius = arrhenius_simple<Real>, class SoilStress = soil_stress_none<Real>,
          class Viscosity = water_viscosity_huber<Real>>
struct pmodel_kernel {
  leaf_environment_kernel<Real, Viscosity> environment{};
  OptimalChi chi{};
  Jmax jmax{};
  QuantumYield quantum_yield{};
  Arrhenius vcmax_response = detail::response_for_vcmax<Arrhenius>(environment);
  Arrhenius jmax_response = detail::response_for_jmax<Arrhenius>(environment);
  SoilStress soil{};
  Real carbon_molar_mass = environment.core.carbon_molar_mass;  ///< [g mol-1]

  /// With every constant of the model, and of its methods, from these structs.
  static constexpr pmodel_kernel from(const core_constants<Real>& core,
                                      const pmodel_constants<Real>& constants) {
    return from(core, constants, detail::made_from<Viscosity>(core));
  }
  /// The same with a given viscosity of water, which sets its own standard.
  static constexpr pmodel_kernel from(const core_constants<Real>& core,
                                      const pmodel_constants<Real>& constants, const Viscosity& viscosity) {
    const leaf_environment_kernel<Real, Viscosity> environment =
        leaf_environment_kernel<Real, Viscosity>::of(core, constants, viscosity);
    return {environment,
            detail::made_from<OptimalChi>(core, constants),
            detail::made_from<Jmax>(core, constants),
            detail::made_from<QuantumYield>(core, constants),
            detail::response_for_vcmax<Arrhenius>(environment),
            detail::response_for_jmax<Arrhenius>(environment),
            detail::made_from<SoilStress>(core, constants)};
  }

  SYLVA_HOST_VALUES_TOO
  template <forcing_of<Real> F>
  [[nodiscard]] SYLVA_FUNCTION constexpr productivity<forcing_value_t<F>> operator()(const F& x) const {
    return stage(sylva::stage<1>{}, stage(sylva::stage<0>{}, x), x);
  }

  /// The kernel may be cut where the leaf's environment is known, see core/stages.hpp.
  static constexpr int stage_count = 2;
  template <class T>
  struct carried {
    T tc, vpd, ca, gammastar, kmm, fluidity, thermal;  ///< as in leaf_environment

    SYLVA_HOST_VALUES_TOO
    template <class A, class B, class F>
    SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
      f(a.tc, b.tc), f(a.vpd, b.vpd), f(a.ca, b.ca), f(a.gammastar, b.gammastar), f(a.kmm, b.kmm);
      f(a.fluidity, b.fluidity), f(a.thermal, b.thermal);
    }
    static constexpr const char* names[] = {"tc", "vpd", "ca", "gammastar", "kmm", "fluidity", "thermal"};
  };

  SYLVA_HOST_VALUES_TOO
  template <forcing_of<Real> F>
  [[nodiscard]] SYLVA_FUNCTION constexpr carried<forcing_value_t<F>> stage(sylva::stage<0>,
                                                                           const F& x) const {
    const leaf_environment<forcing_value_t<F>> e = environment(x);
    return {e.tc, e.vpd, e.ca, e.gammastar, e.kmm, e.fluidity, e.thermal};
  }
  SYLVA_HOST_VALUES_TOO
  template <forcing_of<Real> F>
  [[nodiscard]] SYLVA_FUNCTION constexpr productivity<forcing_value_t<F>> stage(
      sylva::stage<1>, const carried<forcing_value_t<F>>& c, const F& x) const {
    using V = forcing_value_t<F>;
    const leaf_environment<V> leaf{c.tc,
                                   c.tc + environment.core.kelvin_offset,
                                   c.vpd,
                                   c.ca,
                                   c.gammastar,
                                   c.kmm,
                                   environment.ns_star(c.tc, x.patm),  // an output alone: no method reads it
                                   c.fluidity,
                                   c.thermal,
                                   x.theta,
                                   x.rootzonestress,
                                   x.aridity_index,
                                   x.mean_growth_temperature};
    if constexpr (std::same_as<F, forcing<V>>) {
      return of_leaf(leaf, x);
    } else {
      return of_leaf(leaf_with_inputs<F>{leaf, x}, x);
    }
  }

  /// The six variables that every method needs, in the units of `forcing`, for methods that need no others.
  /// The reference quantum yield is the constants' maximum_phi0.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr productivity<V> operator()(const V& tc, const V& vpd, const V& co2,
                                                                    const V& patm, const V& fapar,
                                                                    const V& ppfd) const {
    return (*this)(standard(tc, vpd, co2, patm, fapar, ppfd));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr carried<V> stage(sylva::stage<0> i, const V& tc, const V& vpd,
                                                          const V& co2, const V& patm, const V& fapar,
                                                          const V& ppfd) const {
    return stage(i, standard(tc, vpd, co2, patm, fapar, ppfd));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr productivity<V> stage(sylva::stage<1> i, const carried<V>& c,
                                                               const V& tc, const V& vpd, const V& co2,
                                                               const V& patm, const V& fapar,
                                                               const V& ppfd) const {
    return stage(i, c, standard(tc, vpd, co2, patm, fapar, ppfd));
  }

 private:
  /// From the environment of a leaf, E, and the inputs to all outputs.
  SYLVA_HOST_VALUES_TOO
  template <class E, class F>
  SYLVA_FUNCTION constexpr productivity<forcing_value_t<F>> of_leaf(const E& e, const F& x) const {
    using V = forcing_value_t<F>;
    const optimal_chi<V> o = chi(e);
    const jmax_limitation<V> limit = jmax(o.mj);
    const V kphio = quantum_yield.kphio(e, x.reference_kphio, uses_c4());
    const V stress = soil.stress(x);
    const V iabs = x.fapar * x.ppfd;
    const V kphio_iabs = kphio * iabs;
    const V per_light = kphio * o.mj * limit.f_v;
    const V lue = per_light * carbon_molar_mass * stress;
    const V a_j = per_light * iabs;
    const V vcmax = kphio_iabs * o.mjoc * limit.f_v;
    const V jmax_leaf = Real(4) * kphio_iabs * limit.f_j;
    const V drawdown = e.ca - o.ci;
    const mask_t<V> open = (V(Real(0)) < e.vpd) & (V(Real(0)) < drawdown);
    return {
        lue * iabs, lue,
        // (5/8) (ca - ci) / (1e-6 patm) with patm = ca / (1e-6 co2): the division is shared with chi
        Real(0.625) * x.co2 * (Real(1) - o.chi), o.chi, vcmax, vcmax * arrhenius_inverse(vcmax_response, e),
        jmax_leaf, jmax_leaf * arrhenius_inverse(jmax_response, e),
        math::select(open, V(a_j / drawdown), V(not_a_number<Real>)), a_j, vcmax * o.mc, kphio, iabs, o.xi,
        o.ci, e.ca, o.mj, o.mc, o.mjoc, limit.f_v, limit.f_j, e.gammastar, e.kmm, e.ns_star, stress, o.beta};
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr forcing<V> standard(const V& tc, const V& vpd, const V& co2, const V& patm,
                                               const V& fapar, const V& ppfd) const {
    const V missing = V(not_a_number<Real>);
    const V kphio = V(environment.constants.maximum_phi0);
    return {tc, vpd, co2, patm, fapar, ppfd, kphio, missing, missing, missing, missing, missing, V(Real(1))};
  }
  SYLVA_FUNCTION constexpr bool uses_c4() const {
    if constexpr (requires { OptimalChi::is_c4; }) {
      return OptimalChi::is_c4;
    } else {
      return chi.uses_c4();
    }
  }
};

}  // namespace sylva::pmodel
