#pragma once

#include <optional>
#include <sylva/array/names.hpp>
#include <sylva/array/spin_up.hpp>
#include <sylva/core/one_of.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/input_finding.hpp>
#include <sylva/models/splash_checks.hpp>
#include <sylva/models/splash_inputs.hpp>
#include <sylva/models/splash_options.hpp>
#include <sylva/splash/totals.hpp>
#include <sylva/splash/water_balance.hpp>

namespace sylva {

namespace detail {

/// The name of SPLASH's state in messages, and those of what a spin-up writes.
template <class T>
struct soil_moisture_name {
  static constexpr const char* names[] = {"soil_moisture", "passes", "difference"};
};

template <std::floating_point Real>
struct constant {
  Real value;
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V operator()(const V&) const {
    return V(value);
  }
};

}  // namespace detail

/// SPLASH v1, Davis et al. (2017), Geosci. Model Dev. 10, 689 (pyrealm: SplashModel): the daily balance of
/// energy and water at any number of sites.
///
/// Weather has the shape (time, sites...), or any that broadcasts with it; time is the first axis, or the one
/// that a time_axis says. What belongs to a site has the shape (sites...), what belongs to a day (time).
/// Where axes have names, arrays align by them, and time is the dimension called time; soil moisture may have
/// names or not.
/// Soil moisture [mm] is the state: what it is before the first day on the way in, and after the last on the
/// way out. A long series may come in chunks of days; the figures are those of one run, bit for bit.
///
/// A value of an input that is not possible (variable_ranges) is taken as missing: a day of a site, or all of
/// them where it belongs to the site. `check` counts such values, and those that are not expected;
/// `run_checked` does so and runs.
///
/// Nothing but the outputs that are wanted is stored. Calls throw missing_input, shape_error, or, of arrays
/// on the host, std::out_of_range for soil moisture outside 0 to the capacity, before anything is computed.
/// They return when all is computed, on a device too.
template <std::floating_point Real = double>
class splash_model {
 public:
  template <class Space = host_space>
  using inputs = splash_inputs<argument<Real, Space>>;
  template <class Space = host_space>
  using outputs = splash::daily_fluxes<result<Real, Space>>;
  template <class Space = host_space>
  using totals = splash::water_totals<result<Real, Space>>;
  /// An array in the shape of the sites.
  template <class Space = host_space>
  using sites = std::type_identity_t<result<Real, Space>>;
  using density_type = one_of<water_density_fisher<Real>, water_density_chen<Real>>;
  using step_type = splash::daily_step<Real, density_type>;

  /// Throws unknown_method for a name that no set of constants has.
  explicit splash_model(const splash_options& options = {}, core_constants<Real> core = {},
                        const range_table& ranges = variable_ranges())
      : ranges_(ranges) {
    if (options.constants != "pyrealm" && options.constants != "splash_v1") {
      throw unknown_method("unknown constants \"" + options.constants + "\", known are pyrealm, splash_v1");
    }
    const bool v1 = options.constants == "splash_v1";
    if (v1) core.standard_temperature = splash_v1_constants<Real>().standard_temperature;
    pressure_ = atmospheric_pressure<Real>::from(core);
    sun_ = splash::sun_of_days<Real>::from(core);
    step_ = step_type::from(core);
    step_.evaporation.density.choose(v1 ? 1 : 0);
    step_.hold_over_gaps = options.hold_over_gaps;
    if (options.pyrealm_compatible) {
      sun_ = {};
      step_.evaporation.radiation = {};
      step_.soil.fixed_capacity = Real(150);
      step_.soil.undefined_if_always_exceeded = true;
      step_.limit_aet_to_water = false;
    }
  }

  /// The step with its options, for who lifts it himself; it takes splash::forcing.
  const step_type& step() const { return step_; }
  const splash::sun_of_days<Real>& sun() const { return sun_; }
  const atmospheric_pressure<Real>& pressure() const { return pressure_; }
  /// The ranges of the inputs, in their order.
  const detail::splash_ranges& ranges() const { return ranges_; }

  /// Goes through all days, from the soil moisture before the first to that after the last.
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const std::optional<time_axis>& axis, const inputs<Space>& x,
           const sites<Space>& soil_moisture, const outputs<Space>& y) const {
    constexpr int n_balance = member_count<splash::water_balance<char>>();
    constexpr int n_all = member_count<splash::daily_fluxes<char>>();
    result<Real, Space> out[n_all];
    detail::handles_from(out, y);
    bool detailed = false;
    detail::splash_layout layout;
    for (int k = 0; k < n_all; ++k) {
      layout.add_output(splash::daily_fluxes<char>::names[k], out[k]);
      detailed = detailed || (k >= n_balance && out[k].wanted());
    }
    const auto forcing = prepare(policy, axis, x, soil_moisture, layout);
    for (auto& o : out) o = forcing.layout().placed(o);
    const result<Real, Space> none[1] = {};
    const sites<Space> state = state_of(forcing, x, soil_moisture, none);
    if (detailed) {
      scan_days<splash::daily_fluxes<Real>>(policy, splash::detailed_step<Real, density_type>{step_}, forcing,
                                            state, out);
    } else {
      result<Real, Space> few[n_balance];
      std::copy_n(out, n_balance, few);
      scan_days<splash::water_balance<Real>>(policy, step_, forcing, state, few);
    }
    executor<Policy>::wait(policy);  // for the memory of this call
  }
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
           const outputs<Space>& y) const {
    run(policy, std::nullopt, x, soil_moisture, y);
  }
  /// The same, serial, on the calling thread.
  void run(const inputs<>& x, const result<Real>& soil_moisture, const outputs<>& y) const {
    run(serial{}, std::nullopt, x, soil_moisture, y);
  }
  /// `run`, and what `check` finds.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(const Policy& policy,
                                                       const std::optional<time_axis>& axis,
                                                       const inputs<Space>& x,
                                                       const sites<Space>& soil_moisture,
                                                       const outputs<Space>& y) const {
    std::vector<input_finding> findings = check(policy, x);  // first: an output may be one of the inputs
    run(policy, axis, x, soil_moisture, y);
    return findings;
  }
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(const Policy& policy, const inputs<Space>& x,
                                                       const sites<Space>& soil_moisture,
                                                       const outputs<Space>& y) const {
    return run_checked(policy, std::nullopt, x, soil_moisture, y);
  }
  /// Tells of every input that is given how many of its values are missing, outside of the range that is
  /// expected, or impossible: of what `run`, `spin_up` and `run_totals` take. Positions are those in each
  /// array by itself. Returns when all is looked at.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> check(const Policy& policy, const inputs<Space>& x) const {
    return ranges_.look(policy, x);
  }

  /// Brings soil moisture into equilibrium with the first year of the weather, from what it is (pyrealm:
  /// estimate_initial_soil_moisture). passes and difference are arrays in the shape of the sites, or not
  /// wanted: how many years a site went through, and by how much the last of them changed its soil moisture
  /// [mm]. A site that does not converge is counted, and has the soil moisture of its last year. Returns when
  /// all is computed.
  template <execution_policy Policy, class Space>
  spin_up_summary spin_up(const Policy& policy, const std::optional<time_axis>& axis, const inputs<Space>& x,
                          const sites<Space>& soil_moisture, const splash_spin_up<Real>& how = {},
                          sites<Space> passes = {}, sites<Space> difference = {}) const {
    detail::check_limits(spin_up_limits<Real>{how.most_passes, how.tolerance});
    const auto forcing = prepare(policy, axis, x, soil_moisture);
    const shape all = forcing.extents();
    const time_axis time{forcing.layout().axis()};
    const index_t days = all.extent[time.axis];
    if (how.days < 1 || days < how.days) {
      throw std::invalid_argument("a spin-up goes through the " + std::to_string(how.days) +
                                  " days of the first year, but the weather has " + std::to_string(days));
    }
    const detail::scan_shape sizes(all, time.axis);
    passes = forcing.layout().of_sites("passes", passes);
    difference = forcing.layout().of_sites("difference", difference);
    const result<Real, Space> written[2] = {passes, difference};
    const result<Real, Space> state[1] = {state_of(forcing, x, soil_moisture, written)};
    scratch_memory<Real, Space> memory(difference.wanted() ? 0 : sizes.sites.size());
    if (!difference.wanted()) difference = {in_space{}, contiguous_view(memory.data(), sizes.sites)};

    argument<Real, Space> in[n_forcing];
    const auto year = forcing.part(0, how.days);
    detail::handles_from(in, year);
    const auto step = guarded(step_, in);
    const auto repeat = [&](int most, const result<Real, Space>& counted) {
      launch_spin_up<struct_inputs<splash::forcing<Real>>, detail::soil_moisture_name<char>,
                     splash::forcing<Real>>(policy, time, {most, how.tolerance}, step, state, in, counted,
                                            difference);
      return look_at(policy, difference, how.tolerance);
    };
    if (!how.stop_together) return summary(sizes.sites, repeat(how.most_passes, passes));
    range_finding found;
    int pass = 0;
    do {
      found = repeat(1, passes);
    } while (++pass < how.most_passes && found.above > 0);
    if (passes.wanted()) fill(policy, passes, Real(pass));
    executor<Policy>::wait(policy);
    return summary(sizes.sites, found);
  }
  template <execution_policy Policy, class Space>
  spin_up_summary spin_up(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
                          const splash_spin_up<Real>& how = {}, const sites<Space>& passes = {},
                          const sites<Space>& difference = {}) const {
    return spin_up(policy, std::nullopt, x, soil_moisture, how, passes, difference);
  }

  /// Goes through all days as `run`, and stores no days but sums over periods such as months. Period p has
  /// the days first_days[p], ..., first_days[p + 1] - 1, so first_days has one number more than there are
  /// periods. The totals have the shape (period, sites...).
  template <execution_policy Policy, class Space>
  void run_totals(const Policy& policy, const std::optional<time_axis>& axis, const inputs<Space>& x,
                  const sites<Space>& soil_moisture, const std::vector<index_t>& first_days,
                  const totals<Space>& y) const {
    constexpr int n_totals = member_count<splash::water_totals<char>>();
    result<Real, Space> out[n_totals];
    detail::handles_from(out, y);
    const auto forcing = prepare(policy, axis, x, soil_moisture);
    const shape all = forcing.extents();
    const time_axis time{forcing.layout().axis()};
    detail::check_periods(first_days, all.extent[time.axis]);
    const detail::scan_shape sizes(all, time.axis);
    for (int k = 0; k < n_totals; ++k) {
      out[k] = forcing.layout().of_periods(splash::water_totals<char>::names[k], out[k],
                                           static_cast<index_t>(first_days.size()) - 1);
    }
    const sites<Space> moisture = state_of<splash::totals_state<Real>>(forcing, x, soil_moisture, out);
    // the sums are part of the state; those that nobody wants go to one site's worth of memory each
    scratch_memory<Real, Space> unwanted(n_totals * sizes.sites.size());
    for (std::size_t p = 0; p + 1 < first_days.size(); ++p) {
      result<Real, Space> state[n_totals + 1] = {moisture};
      for (int k = 0; k < n_totals; ++k) {
        strided_view<Real> v = contiguous_view(unwanted.data() + k * sizes.sites.size(), sizes.sites);
        if (out[k].wanted()) {
          v.data = out[k].view().data + static_cast<index_t>(p) * out[k].view().stride[0];
          for (int a = 0; a < sizes.sites.rank; ++a) v.stride[a] = out[k].view().stride[a + 1];
        }
        state[k + 1] = {in_space{}, v};
        fill(policy, state[k + 1], Real(0));
      }
      argument<Real, Space> in[n_forcing];
      const auto days = forcing.part(first_days[p], first_days[p + 1] - first_days[p]);
      detail::handles_from(in, days);
      const result<Real, Space> none[1] = {};
      launch_scan<struct_inputs<splash::forcing<Real>>, splash::totals_state<Real>, splash::forcing<Real>>(
          policy, time, guarded(splash::totals_step<Real, density_type>{step_}, in), state, in, none);
    }
    executor<Policy>::wait(policy);  // for the memory of this call
  }
  template <execution_policy Policy, class Space>
  void run_totals(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
                  const std::vector<index_t>& first_days, const totals<Space>& y) const {
    run_totals(policy, std::nullopt, x, soil_moisture, first_days, y);
  }

  /// The inputs as a step takes them; `layout` has the other arrays of the run, outputs first. Sites that
  /// none of these has are those of soil moisture.
  template <execution_policy Policy, class Space>
  [[nodiscard]] detail::splash_forcing<Real, Space> prepare(const Policy& policy,
                                                            const std::optional<time_axis>& axis,
                                                            const inputs<Space>& x,
                                                            const sites<Space>& soil_moisture,
                                                            detail::splash_layout layout = {}) const {
    argument<Real, Space> in[member_count<splash_inputs<char>>()];
    detail::handles_from(in, x);
    for (int k = 0; k < member_count<splash_inputs<char>>(); ++k) {
      const std::string name = splash_inputs<char>::names[k];
      if (!in[k].given() && name != "water_capacity")
        throw missing_input("SPLASH needs " + name + ", which is not given");
      const bool of_days = name == "ordinal_date" || name == "days_in_year";
      layout.add(name,
                 k < detail::splash_weather ? detail::splash_axes::all
                 : of_days                  ? detail::splash_axes::days
                                            : detail::splash_axes::sites,
                 in[k]);
    }
    layout.add_state("soil_moisture", soil_moisture);
    layout.settle(axis);
    return {policy, layout, x, ranges_, sun_, pressure_};
  }
  /// Soil moisture as a scan takes it, checked where it is on the host. Throws overlap_error where it, or one
  /// of the other arrays that are written, which `Names` names after it, is one of the inputs, some of which
  /// a scan does not see.
  template <class Names = detail::soil_moisture_name<char>, class Space, std::size_t M>
  [[nodiscard]] result<Real, Space> state_of(const detail::splash_forcing<Real, Space>& forcing,
                                             const inputs<Space>& x, const sites<Space>& soil_moisture,
                                             const result<Real, Space> (&written)[M]) const {
    if (!soil_moisture.wanted())
      throw missing_input("SPLASH needs soil_moisture, the state, which is not given");
    argument<Real, Space> given[member_count<splash_inputs<char>>()];
    detail::handles_from(given, x);
    detail::check_states_apart<Names, splash_inputs<char>>(soil_moisture, written, given);
    const detail::splash_layout& layout = forcing.layout();
    const result<Real, Space> state = layout.of_sites("soil_moisture", soil_moisture);
    if constexpr (std::same_as<Space, host_space>) {
      const argument<Real> capacity = x.water_capacity.given()
                                          ? layout.placed(x.water_capacity, detail::splash_axes::sites)
                                          : argument<Real>(Real(150));
      detail::check_state(detail::scan_shape(layout.extents(), layout.axis()), capacity, state);
    }
    return state;
  }

 private:
  static constexpr int n_forcing = member_count<splash::forcing<char>>();

  /// A step that takes impossible weather as missing.
  template <class Step, class Space>
  auto guarded(const Step& step, const argument<Real, Space> (&in)[n_forcing]) const {
    possible_inputs<Step, Real, n_forcing> guarded{step};
    ranges_.guard(guarded, in, 0, detail::splash_weather);
    return guarded;
  }

  template <class Out, class Policy, class Step, class Space, std::size_t M>
  void scan_days(const Policy& policy, const Step& step, const detail::splash_forcing<Real, Space>& forcing,
                 const result<Real, Space>& soil_moisture, const result<Real, Space> (&out)[M]) const {
    argument<Real, Space> in[n_forcing];
    detail::handles_from(in, forcing.all());
    const result<Real, Space> state[1] = {soil_moisture};
    launch_scan<struct_inputs<splash::forcing<Real>>, detail::soil_moisture_name<char>, splash::forcing<Real>,
                Out>(policy, time_axis{forcing.layout().axis()}, guarded(step, in), state, in, out);
  }

  template <class Policy, class Space>
  static void fill(const Policy& policy, const result<Real, Space>& a, Real value) {
    const argument<Real, Space> in[1] = {Real(0)};
    const result<Real, Space> out[1] = {a};
    launch<positional_inputs<1>>(policy, detail::constant<Real>{value}, in, out);
  }
  /// How many sites changed by more than the tolerance, in whatever memory the changes are.
  template <class Policy, class Space>
  static range_finding look_at(const Policy& policy, const result<Real, Space>& difference, Real tolerance) {
    const bounds tolerated("difference", -1, static_cast<double>(tolerance), "[]", "mm");
    return sylva::look_at(policy, argument<Real, Space>(in_space{}, difference.view()), tolerated);
  }
  static spin_up_summary summary(const shape& sites, const range_finding& found) {
    return {static_cast<std::size_t>(sites.size()), found.missing, found.above,
            found.above > 0 ? found.worst : 0, found.worst_at};
  }

  detail::splash_ranges ranges_;
  step_type step_{};
  splash::sun_of_days<Real> sun_{};
  atmospheric_pressure<Real> pressure_{};
};

}  // namespace sylva
