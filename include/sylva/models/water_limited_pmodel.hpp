#pragma once

#include <sylva/models/required_inputs.hpp>
#include <sylva/models/splash.hpp>
#include <sylva/pmodel/gpp.hpp>

/// SPLASH and then the P-model with soil moisture stress, day after day in one pass: soil moisture goes from
/// one to the other in registers.

namespace sylva {

/// What the P-model needs of a day beside what SPLASH has: air temperature, pressure and light are SPLASH's.
/// T is a value inside a kernel; outside it an array of (time, sites...), or of what broadcasts with it, or a
/// scalar.
template <class T>
struct leaf_forcing {
  T vpd;            ///< vapour pressure deficit [Pa] (not kPa)
  T co2;            ///< ambient CO2 [ppm]
  T fapar;          ///< fraction of absorbed light [-]; 1 where not given
  T meanalpha;      ///< mean AET / PET of the site [-]; stress after Stocker et al.; 1 where not given
  T aridity_index;  ///< PET / P of the site [-]; quantum yield after Sandoval, stress after Mengoli et al.
  T mean_growth_temperature;  ///< [degree C]; methods that acclimate
  T reference_kphio;          ///< [mol mol-1]; the constants' maximum_phi0 where not given

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.vpd, b.vpd), f(a.co2, b.co2), f(a.fapar, b.fapar), f(a.meanalpha, b.meanalpha);
    f(a.aridity_index, b.aridity_index), f(a.mean_growth_temperature, b.mean_growth_temperature);
    f(a.reference_kphio, b.reference_kphio);
  }
  static constexpr const char* names[] = {
      "vpd", "co2", "fapar", "meanalpha", "aridity_index", "mean_growth_temperature", "reference_kphio"};
};

/// The forcing of both models. T is a value inside a kernel; outside it an array or a scalar.
template <class T>
struct water_limited_forcing {
  splash::forcing<T> water;
  leaf_forcing<T> leaf;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    splash::forcing<T>::zip(a.water, b.water, f);
    leaf_forcing<T>::zip(a.leaf, b.leaf, f);
  }
  static constexpr auto& names = joined_names<splash::forcing<T>, leaf_forcing<T>>;
};

/// What a day brings. T is a value inside a kernel, an array outside it.
template <class T>
struct water_limited_productivity {
  T gpp;                     ///< gross primary production, mean of day and night [ug C m-2 s-1]
  T lue;                     ///< light use efficiency [g C mol-1]
  T soil_stress;             ///< factor that gpp and lue contain [-], 0 to 1
  T ppfd;                    ///< mean of day and night [umol m-2 s-1]; SPLASH's own is mol m-2 in a day
  T aet;                     ///< actual evapotranspiration [mm day-1]
  T pet;                     ///< potential evapotranspiration [mm day-1]
  T soil_moisture;           ///< at the end of the day [mm]
  T relative_soil_moisture;  ///< the same over the capacity [-]
  T runoff;                  ///< [mm day-1]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.gpp, b.gpp), f(a.lue, b.lue), f(a.soil_stress, b.soil_stress), f(a.ppfd, b.ppfd), f(a.aet, b.aet);
    f(a.pet, b.pet), f(a.soil_moisture, b.soil_moisture);
    f(a.relative_soil_moisture, b.relative_soil_moisture), f(a.runoff, b.runoff);
  }
  static constexpr const char* names[] = {
      "gpp", "lue", "soil_stress", "ppfd", "aet", "pet", "soil_moisture", "relative_soil_moisture", "runoff"};
};

/// A day of SPLASH, and the P-model with the soil moisture at its end: the step of a scan. Leaf is a P-model
/// kernel whose soil stress takes `soilm`.
template <std::floating_point Real, class Leaf, class Density = water_density_fisher<Real>>
struct water_limited_step {
  splash::daily_step<Real, Density> water{};
  Leaf leaf{};
  Real day_seconds = Real(86400);  ///< [s]

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr stepped<V, water_limited_productivity<V>> operator()(
      const V& soil_moisture, const water_limited_forcing<V>& x) const {
    const auto [state, day] = water(soil_moisture, x.water);
    const V unused = V(not_a_number<Real>);
    const V ppfd = day.ppfd * (Real(1e6) / day_seconds);
    const pmodel::productivity<V> y = leaf(
        pmodel::forcing<V>{x.water.tc, x.leaf.vpd, x.leaf.co2, x.water.patm, x.leaf.fapar, ppfd,
                           x.leaf.reference_kphio, unused, unused, x.leaf.aridity_index,
                           x.leaf.mean_growth_temperature, day.relative_soil_moisture, x.leaf.meanalpha});
    return {state,
            {y.gpp, y.lue, y.soil_stress, ppfd, day.aet, day.pet, day.soil_moisture,
             day.relative_soil_moisture, day.runoff}};
  }
};

/// SPLASH and then the P-model with soil moisture stress, in one pass and one launch over (time, sites...).
/// Leaf is a pmodel_kernel, which has its methods and constants with it: that of a pmodel_model is
/// `model.kernel()`, as in `water_limited_pmodel both(water, model.kernel())`. The stress after Stocker et
/// al. wants the mean AET / PET of the site: that of splash_model::run_totals.
template <std::floating_point Real = double,
          class Leaf =
              pmodel::pmodel_kernel<Real, pmodel::optimal_chi_prentice14<Real>, pmodel::jmax_wang17<Real>,
                                    pmodel::quantum_yield_temperature<Real>, pmodel::arrhenius_simple<Real>,
                                    pmodel::soil_stress_stocker<Real>>>
class water_limited_pmodel {
 public:
  template <class Space = host_space>
  using water_inputs = splash_inputs<argument<Real, Space>>;
  template <class Space = host_space>
  using leaf_inputs = leaf_forcing<argument<Real, Space>>;
  template <class Space = host_space>
  using outputs = water_limited_productivity<result<Real, Space>>;
  using step_type = water_limited_step<Real, Leaf, typename splash_model<Real>::density_type>;

  /// Throws missing_input for a method that needs what neither SPLASH nor leaf_forcing has, such as theta.
  explicit water_limited_pmodel(splash_model<Real> water = splash_model<Real>{}, const Leaf& leaf = {},
                                const range_table& ranges = variable_ranges())
      : water_(std::move(water)),
        step_{water_.step(), leaf, water_.step().evaporation.radiation.top_of_atmosphere.day_seconds},
        ranges_(ranges),
        required_(detail::required_by(leaf)) {
    const std::vector<std::string> have = member_names<leaf_forcing<char>>();
    for (const auto& [variable, method] : required_) {
      if (is_of_water(variable) || std::find(have.begin(), have.end(), variable) != have.end()) continue;
      throw missing_input(method + " needs " + variable +
                          ", which water_limited_pmodel does not have: the leaf has " + list_of(have) +
                          ", and tc, patm, ppfd and soilm from SPLASH");
    }
  }

  const splash_model<Real>& water() const { return water_; }
  const step_type& step() const { return step_; }

  /// As splash_model::run: soil_moisture is the state. Throws missing_input without vpd, co2, or what a
  /// method of the leaf needs.
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const std::optional<time_axis>& axis, const water_inputs<Space>& water,
           leaf_inputs<Space> leaf, const std::type_identity_t<result<Real, Space>>& soil_moisture,
           const outputs<Space>& y) const {
    if (!leaf.vpd.given()) throw missing_input("the P-model needs vpd, which is not given");
    if (!leaf.co2.given()) throw missing_input("the P-model needs co2, which is not given");
    for (const auto& [variable, method] : required_) {
      if (!is_of_water(variable) && !find_member(leaf, variable)->given()) {
        throw missing_input(method + " needs " + variable + ", which is not given");
      }
    }
    if (!leaf.fapar.given()) leaf.fapar = Real(1);
    if (!leaf.meanalpha.given()) leaf.meanalpha = Real(1);
    if (!leaf.reference_kphio.given()) leaf.reference_kphio = step_.leaf.environment.constants.maximum_phi0;
    result<Real, Space> out[member_count<water_limited_productivity<char>>()];
    detail::handles_from(out, y);
    argument<Real, Space> of_leaf[n_leaf];
    detail::handles_from(of_leaf, leaf);
    detail::splash_layout layout;
    for (int k = 0; k < static_cast<int>(std::size(out)); ++k) {
      layout.add_output(water_limited_productivity<char>::names[k], out[k]);
    }
    for (int k = 0; k < n_leaf; ++k) layout.add(leaf_forcing<char>::names[k], axes_of(k), of_leaf[k]);
    const auto forcing = water_.prepare(policy, axis, water, soil_moisture, layout);
    for (auto& o : out) o = forcing.layout().placed(o);
    argument<Real, Space> in[n_water + n_leaf];
    detail::handles_from(in, forcing.all());
    for (int k = 0; k < n_leaf; ++k) in[n_water + k] = forcing.layout().placed(of_leaf[k], axes_of(k));
    possible_inputs<step_type, Real, n_water + n_leaf> step{step_};
    water_.ranges().guard(step, in, 0, detail::splash_weather);
    ranges_.guard(step, in, n_water);
    const result<Real, Space> none[1] = {};
    const result<Real, Space> state[1] = {water_.state_of(forcing, water, soil_moisture, none)};
    launch_scan<struct_inputs<water_limited_forcing<Real>>, detail::soil_moisture_name<char>,
                water_limited_forcing<Real>, water_limited_productivity<Real>>(
        policy, time_axis{forcing.layout().axis()}, step, state, in, out);
    executor<Policy>::wait(policy);  // for the memory of this call
  }
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const water_inputs<Space>& water, const leaf_inputs<Space>& leaf,
           const std::type_identity_t<result<Real, Space>>& soil_moisture, const outputs<Space>& y) const {
    run(policy, std::nullopt, water, leaf, soil_moisture, y);
  }
  /// `run`, and what `check` finds.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(
      const Policy& policy, const std::optional<time_axis>& axis, const water_inputs<Space>& water,
      const leaf_inputs<Space>& leaf, const std::type_identity_t<result<Real, Space>>& soil_moisture,
      const outputs<Space>& y) const {
    std::vector<input_finding> findings = check(policy, water, leaf);
    run(policy, axis, water, leaf, soil_moisture, y);
    return findings;
  }
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(
      const Policy& policy, const water_inputs<Space>& water, const leaf_inputs<Space>& leaf,
      const std::type_identity_t<result<Real, Space>>& soil_moisture, const outputs<Space>& y) const {
    return run_checked(policy, std::nullopt, water, leaf, soil_moisture, y);
  }
  /// As splash_model::check, of the inputs of both models.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> check(const Policy& policy, const water_inputs<Space>& water,
                                                 const leaf_inputs<Space>& leaf) const {
    std::vector<input_finding> findings = water_.check(policy, water);
    for (input_finding& f : ranges_.look(policy, leaf)) findings.push_back(std::move(f));
    return findings;
  }

 private:
  static constexpr int n_water = member_count<splash::forcing<char>>();
  static constexpr int n_leaf = member_count<leaf_forcing<char>>();

  /// Whether the leaf has a variable from SPLASH.
  static bool is_of_water(std::string_view variable) {
    return variable == "tc" || variable == "patm" || variable == "ppfd" || variable == "soilm";
  }
  /// meanalpha and aridity_index belong to sites.
  static detail::splash_axes axes_of(int k) {
    const std::string_view name = leaf_forcing<char>::names[k];
    return name == "meanalpha" || name == "aridity_index" ? detail::splash_axes::sites
                                                          : detail::splash_axes::all;
  }

  splash_model<Real> water_;
  step_type step_;
  input_ranges<leaf_forcing<char>> ranges_;
  std::vector<required_input> required_;
};

}  // namespace sylva
