#pragma once

#include <chrono>
#include <sylva/array/names.hpp>
#include <sylva/array/spin_up.hpp>
#include <sylva/core/bounds.hpp>
#include <sylva/core/one_of.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/splash_inputs.hpp>
#include <sylva/splash/totals.hpp>
#include <sylva/splash/water_balance.hpp>

namespace sylva {

/// SPLASH v1's own constants: a standard atmosphere of 288.15 K instead of 298.15 K. The density of water
/// after Chen et al. goes with them: splash_options::water_density.
template <std::floating_point Real = double>
constexpr core_constants<Real> splash_v1_constants() {
  core_constants<Real> c{};
  c.standard_temperature = Real(288.15);
  return c;
}

struct splash_options {
  /// "pyrealm": the constants that are given, as they are. "splash_v1": with what SPLASH v1 had instead, a
  /// standard atmosphere of 288.15 K and the density of water after Chen et al. (1977).
  std::string constants = "pyrealm";
  /// A day whose weather is missing leaves soil moisture as it was, and its own outputs are NaN. Without it
  /// all outputs are NaN from that day on, as in pyrealm.
  bool hold_over_gaps = false;
  /// Reproduces pyrealm 2.0.0 where sylva departs from it: soil supplies as if it held 150 mm, whatever it
  /// holds; constants do not reach the radiation; evapotranspiration is NaN where demand exceeds supply all
  /// day and night, as on polar days over dry soil.
  bool pyrealm_compatible = false;
};

/// How a run is brought into equilibrium with its first year.
template <std::floating_point Real = double>
struct splash_spin_up {
  index_t days = 365;        ///< of the first year: days_to_same_date_next_year
  int most_passes = 10;      ///< through that year, 1 or more
  Real tolerance = Real(1);  ///< of soil moisture after a year against before it [mm]
  /// Goes on with all sites until the last of them is in equilibrium, as pyrealm does. Otherwise each site
  /// stops by itself, and its soil moisture does not depend on which others are there.
  bool stop_together = false;
};

/// What a spin-up came to.
struct spin_up_summary {
  std::size_t sites = 0;
  std::size_t missing = 0;        ///< sites whose soil moisture is NaN
  std::size_t not_converged = 0;  ///< sites whose last year changed it by more than the tolerance
  double worst = 0;               ///< the greatest such change [mm]; 0 where all converged
  std::size_t worst_site = 0;     ///< which site that was, counted through the shape of the sites
};

/// Days from a date to the same date of the next year: 365 or 366; from 29 February to 28 February.
[[nodiscard]] constexpr index_t days_to_same_date_next_year(std::chrono::year_month_day first) {
  const auto next = first + std::chrono::years{1};
  const auto last = next.ok() ? std::chrono::local_days{next}
                              : std::chrono::local_days{next.year() / next.month() / std::chrono::last};
  return static_cast<index_t>((last - std::chrono::local_days{first}).count());
}

/// SPLASH v1, Davis et al. (2017), Geosci. Model Dev. 10, 689 (pyrealm: SplashModel): the daily balance of
/// energy and water at any number of sites.
///
/// Weather has the shape (time, sites...), or any that broadcasts with it; time is the first axis, or the one
/// that a time_axis says. What belongs to a site has the shape (sites...), what belongs to a day (time).
/// Soil moisture [mm] is the state: what it is before the first day on the way in, and after the last on the
/// way out. A long series may come in chunks of days; the figures are those of one run, bit for bit.
///
/// Nothing but the outputs that are wanted is stored. Calls throw missing_input, shape_error, or, of arrays
/// on the host, std::out_of_range for soil moisture outside 0 to the capacity, before anything is computed.
/// On a device a call may return before the results are there.
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
                        bounds_table limits = {})
      : limits_(std::move(limits)) {
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
  const bounds_table& limits() const { return limits_; }

  /// Goes through all days, from the soil moisture before the first to that after the last.
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, time_axis axis, const inputs<Space>& x, const sites<Space>& soil_moisture,
           const outputs<Space>& y) const {
    constexpr int n_balance = member_count<splash::water_balance<char>>();
    constexpr int n_all = member_count<splash::daily_fluxes<char>>();
    result<Real, Space> out[n_all];
    detail::handles_from(out, y);
    int rank = 0;
    bool detailed = false;
    for (int k = 0; k < n_all; ++k) {
      if (!out[k].wanted()) continue;
      rank = out[k].view().extents.rank;
      detailed = detailed || k >= n_balance;
    }
    const auto forcing = prepare(policy, axis, x, rank);
    check_state(forcing, soil_moisture);
    const time_axis time{forcing.layout().axis()};
    if (detailed) {
      scan_days<splash::daily_fluxes<Real>>(policy, time, splash::detailed_step<Real, density_type>{step_},
                                            forcing.all(), soil_moisture, out);
    } else {
      result<Real, Space> few[n_balance];
      std::copy_n(out, n_balance, few);
      scan_days<splash::water_balance<Real>>(policy, time, step_, forcing.all(), soil_moisture, few);
    }
  }
  template <execution_policy Policy, class Space>
  void run(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
           const outputs<Space>& y) const {
    run(policy, time_axis{0}, x, soil_moisture, y);
  }
  /// The same, serial, on the calling thread.
  void run(const inputs<>& x, const result<Real>& soil_moisture, const outputs<>& y) const {
    run(serial{}, time_axis{0}, x, soil_moisture, y);
  }

  /// Brings soil moisture into equilibrium with the first year of the weather, from what it is (pyrealm:
  /// estimate_initial_soil_moisture). passes and difference are arrays in the shape of the sites, or not
  /// wanted: how many years a site went through, and by how much the last of them changed its soil moisture
  /// [mm]. A site that does not converge is counted, and has the soil moisture of its last year. Returns when
  /// all is computed.
  template <execution_policy Policy, class Space>
  spin_up_summary spin_up(const Policy& policy, time_axis axis, const inputs<Space>& x,
                          const sites<Space>& soil_moisture, const splash_spin_up<Real>& how = {},
                          const sites<Space>& passes = {}, sites<Space> difference = {}) const {
    if (how.most_passes < 1) {
      throw std::invalid_argument("most_passes of the spin-up is " + std::to_string(how.most_passes) +
                                  ": allowed are 1 and more");
    }
    const auto forcing = prepare(policy, axis, x, 0);
    const shape all = forcing.extents();
    const time_axis time{forcing.layout().axis()};
    const index_t days = all.extent[time.axis];
    if (how.days < 1 || days < how.days) {
      throw std::invalid_argument("a spin-up goes through the " + std::to_string(how.days) +
                                  " days of the first year, but the weather has " + std::to_string(days));
    }
    check_state(forcing, soil_moisture);
    const detail::scan_shape sizes(all, time.axis);
    scratch_memory<Real, Space> memory(difference.wanted() ? 0 : sizes.sites.size());
    if (!difference.wanted()) difference = {in_space{}, contiguous_view(memory.data(), sizes.sites)};

    const result<Real, Space> state[1] = {soil_moisture};
    argument<Real, Space> in[member_count<splash::forcing<char>>()];
    const auto year = forcing.part(0, how.days);
    detail::handles_from(in, year);
    const auto repeat = [&](int most, const result<Real, Space>& counted) {
      launch_spin_up<struct_inputs<splash::forcing<Real>>, soil_moisture_name<char>, splash::forcing<Real>>(
          policy, time, {most, how.tolerance}, step_, state, in, counted, difference);
      return look_at(policy, difference, how.tolerance);
    };
    if (!how.stop_together) return summary(sizes.sites, repeat(how.most_passes, passes));
    range_finding found;
    int pass = 0;
    do {
      found = repeat(1, {});
    } while (++pass < how.most_passes && found.above > 0);
    if (passes.wanted()) fill(policy, passes, Real(pass));
    return summary(sizes.sites, found);
  }
  template <execution_policy Policy, class Space>
  spin_up_summary spin_up(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
                          const splash_spin_up<Real>& how = {}, const sites<Space>& passes = {},
                          const sites<Space>& difference = {}) const {
    return spin_up(policy, time_axis{0}, x, soil_moisture, how, passes, difference);
  }

  /// Goes through all days as `run`, and stores no days but sums over periods such as months. Period p has
  /// the days first_days[p], ..., first_days[p + 1] - 1, so first_days has one number more than there are
  /// periods. The totals have the shape (period, sites...).
  template <execution_policy Policy, class Space>
  void run_totals(const Policy& policy, time_axis axis, const inputs<Space>& x,
                  const sites<Space>& soil_moisture, const std::vector<index_t>& first_days,
                  const totals<Space>& y) const {
    constexpr int n_totals = member_count<splash::water_totals<char>>();
    result<Real, Space> out[n_totals];
    detail::handles_from(out, y);
    const auto forcing = prepare(policy, axis, x, 0);
    const shape all = forcing.extents();
    const time_axis time{forcing.layout().axis()};
    check_periods(first_days, all.extent[time.axis]);
    check_state(forcing, soil_moisture);
    const detail::scan_shape sizes(all, time.axis);
    shape expected{sizes.sites.rank + 1, {static_cast<index_t>(first_days.size()) - 1}};
    std::copy_n(sizes.sites.extent, sizes.sites.rank, expected.extent + 1);
    for (int k = 0; k < n_totals; ++k) {
      if (!out[k].wanted() || out[k].view().extents == expected) continue;
      throw shape_error(std::string(splash::water_totals<char>::names[k]) + " has shape " +
                        to_string(out[k].view().extents) + ", but the periods and sites have " +
                        to_string(expected));
    }
    // the sums are part of the state; those that nobody wants go to one site's worth of memory each
    scratch_memory<Real, Space> unwanted(n_totals * sizes.sites.size());
    for (std::size_t p = 0; p + 1 < first_days.size(); ++p) {
      result<Real, Space> state[n_totals + 1] = {soil_moisture};
      for (int k = 0; k < n_totals; ++k) {
        strided_view<Real> v = contiguous_view(unwanted.data() + k * sizes.sites.size(), sizes.sites);
        if (out[k].wanted()) {
          v.data = out[k].view().data + static_cast<index_t>(p) * out[k].view().stride[0];
          for (int a = 0; a < sizes.sites.rank; ++a) v.stride[a] = out[k].view().stride[a + 1];
        }
        state[k + 1] = {in_space{}, v};
        fill(policy, state[k + 1], Real(0));
      }
      argument<Real, Space> in[member_count<splash::forcing<char>>()];
      const auto days = forcing.part(first_days[p], first_days[p + 1] - first_days[p]);
      detail::handles_from(in, days);
      const result<Real, Space> none[1] = {};
      launch_scan<struct_inputs<splash::forcing<Real>>, splash::totals_state<Real>, splash::forcing<Real>>(
          policy, time, splash::totals_step<Real, density_type>{step_}, state, in, none);
    }
    executor<Policy>::wait(policy);  // for the memory of this call
  }
  template <execution_policy Policy, class Space>
  void run_totals(const Policy& policy, const inputs<Space>& x, const sites<Space>& soil_moisture,
                  const std::vector<index_t>& first_days, const totals<Space>& y) const {
    run_totals(policy, time_axis{0}, x, soil_moisture, first_days, y);
  }

  /// Looks at the ranges of the inputs, of arrays on the host. Positions are those in each array by itself.
  [[nodiscard]] std::vector<std::pair<std::string, range_finding>> check_ranges(const inputs<>& x) const {
    std::vector<std::pair<std::string, range_finding>> findings;
    const auto look = [&](const argument<Real>& a, const char* name, const char* bounds_name) {
      const bounds* b = limits_.find(bounds_name);
      if (b == nullptr || !a.given()) return;
      range_finding found;
      if (!a.is_array()) {
        found.look(*b, static_cast<double>(a.value()), 0);
      } else {
        for (index_t i = 0; i < a.view().extents.size(); ++i) {
          found.look(*b, static_cast<double>(a.view()(i)), static_cast<std::size_t>(i));
        }
      }
      findings.emplace_back(name, found);
    };
    look(x.sunshine_fraction, "sunshine_fraction", "sf"), look(x.tc, "tc", "tc");
    look(x.precipitation, "precipitation", "pn"), look(x.latitude, "latitude", "lat");
    look(x.water_capacity, "water_capacity", "kWm");
    return findings;
  }

  /// The inputs as a step takes them; `rank` is that of the outputs, or 0.
  template <execution_policy Policy, class Space>
  [[nodiscard]] detail::splash_forcing<Real, Space> prepare(const Policy& policy, time_axis axis,
                                                            const inputs<Space>& x, int rank) const {
    int k = 0;
    inputs<Space>::zip(x, x, [&](const argument<Real, Space>& a, const argument<Real, Space>&) {
      const char* const name = splash_inputs<char>::names[k++];
      const bool optional = std::string_view(name) == "water_capacity";
      if (!optional && !a.given())
        throw missing_input(std::string("SPLASH needs ") + name + ", which is not given");
      if (a.dims().named()) {
        throw shape_error(std::string(name) +
                          " has named axes, but SPLASH takes axes by position: leave the names out");
      }
    });
    if constexpr (std::same_as<Space, host_space>) check_capacity(x.water_capacity);
    return {policy, detail::splash_layout<Real, Space>(x, axis, rank), x, sun_, pressure_};
  }

 private:
  /// The name of the state in messages.
  template <class T>
  struct soil_moisture_name {
    static constexpr const char* names[] = {"soil_moisture"};
  };

  static void check_periods(const std::vector<index_t>& first_days, index_t days) {
    if (first_days.size() < 2) {
      throw std::invalid_argument("first_days has " + std::to_string(first_days.size()) +
                                  " numbers: it needs the first day of each period, and the end of the last");
    }
    for (std::size_t p = 0; p < first_days.size(); ++p) {
      const index_t least = p == 0 ? 0 : first_days[p - 1];
      if (first_days[p] < least || first_days[p] > days) {
        throw std::invalid_argument("first_days[" + std::to_string(p) + "] is " +
                                    std::to_string(first_days[p]) + ": allowed are " + std::to_string(least) +
                                    " to " + std::to_string(days));
      }
    }
  }

  static void check_capacity(const argument<Real>& a) {
    const auto refuse = [](Real value, const std::string& where) {
      throw std::out_of_range("water_capacity is " + std::to_string(value) + " mm" + where +
                              ": allowed is above 0");
    };
    if (!a.is_array()) {
      if (a.given() && !(a.value() > Real(0))) refuse(a.value(), "");
      return;
    }
    for (index_t i = 0; i < a.view().extents.size(); ++i) {
      if (a.view()(i) <= Real(0)) refuse(a.view()(i), " at site " + std::to_string(i));
    }
  }

  /// Soil moisture on the host must lie in 0 to the capacity, or be NaN.
  template <class Space>
  static void check_state(const detail::splash_forcing<Real, Space>& forcing,
                          const result<Real, Space>& state) {
    if (!state.wanted()) throw missing_input("SPLASH needs soil_moisture, the state, which is not given");
    if constexpr (std::same_as<Space, host_space>) {
      const detail::scan_shape sizes(forcing.extents(), forcing.layout().axis());
      detail::check_site_shape("soil_moisture", state.view().extents, sizes.sites);
      const argument<Real>& capacity = forcing.all().water_capacity;
      strided_view<const Real> most;
      if (capacity.is_array()) {
        shape with_time = sizes.all;
        with_time.extent[sizes.time] = 1;
        most = sizes.without_time(broadcast_to(capacity.view(), with_time));
      }
      for (index_t i = 0; i < sizes.sites.size(); ++i) {
        const Real w = state.view()(i), limit = capacity.is_array() ? most(i) : capacity.value();
        if (w < Real(0) || w > limit) {
          throw std::out_of_range("soil_moisture is " + std::to_string(w) + " mm at site " +
                                  std::to_string(i) + ": allowed are 0 to the water_capacity of " +
                                  std::to_string(limit));
        }
      }
    }
  }

  template <class Out, class Policy, class Step, class Space, std::size_t M>
  static void scan_days(const Policy& policy, time_axis time, const Step& step,
                        const splash::forcing<argument<Real, Space>>& forcing,
                        const result<Real, Space>& soil_moisture, const result<Real, Space> (&out)[M]) {
    argument<Real, Space> in[member_count<splash::forcing<char>>()];
    detail::handles_from(in, forcing);
    const result<Real, Space> state[1] = {soil_moisture};
    launch_scan<struct_inputs<splash::forcing<Real>>, soil_moisture_name<char>, splash::forcing<Real>, Out>(
        policy, time, step, state, in, out);
  }

  struct same {
    SYLVA_HOST_VALUES_TOO
    template <value_of<Real> V>
    SYLVA_FUNCTION constexpr V operator()(const V& x) const {
      return x;
    }
  };
  struct constant {
    Real value;
    SYLVA_HOST_VALUES_TOO
    template <value_of<Real> V>
    SYLVA_FUNCTION constexpr V operator()(const V&) const {
      return V(value);
    }
  };
  template <class Policy, class Space>
  static void fill(const Policy& policy, const result<Real, Space>& a, Real value) {
    const argument<Real, Space> in[1] = {Real(0)};
    const result<Real, Space> out[1] = {a};
    launch<positional_inputs<1>>(policy, constant{value}, in, out);
  }
  /// How many sites changed by more than the tolerance, in whatever memory the changes are.
  template <class Policy, class Space>
  static range_finding look_at(const Policy& policy, const result<Real, Space>& difference, Real tolerance) {
    const bounds tolerated("difference", -1, static_cast<double>(tolerance), "[]", "mm");
    const bounds* limits[1] = {&tolerated};
    range_finding found[1];
    const argument<Real, Space> in[1] = {{in_space{}, difference.view()}};
    const result<Real, Space> out[1] = {difference};
    launch<positional_inputs<1>>(policy, same{}, in, out, range_checks{limits, found});
    return found[0];
  }
  static spin_up_summary summary(const shape& sites, const range_finding& found) {
    return {static_cast<std::size_t>(sites.size()), found.missing, found.above,
            found.above > 0 ? found.worst : 0, found.worst_at};
  }

  bounds_table limits_;
  step_type step_{};
  splash::sun_of_days<Real> sun_{};
  atmospheric_pressure<Real> pressure_{};
};

}  // namespace sylva
