#pragma once

#include <sylva/models/splash.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sylva/array/backend.hpp>

#include "model.hpp"
#include "support/text.hpp"

namespace sylva::examples {

/// Where the arrays of a run are: here, in the memory of the program.
template <std::floating_point Real>
class host_memory {
 public:
  using space = host_space;

  /// A copy of the values where the model computes.
  const Real* input(std::size_t k, std::span<const double> values) {
    if constexpr (std::same_as<Real, double>) {
      return values.data();
    } else {
      if (k >= in_.size()) in_.resize(k + 1);
      in_[k].assign(values.begin(), values.end());
      return in_[k].data();
    }
  }
  Real* output(std::size_t k, std::size_t n) {
    if (k >= out_.size()) out_.resize(k + 1);
    out_[k].resize(n);
    return out_[k].data();
  }
  /// Puts values into output k.
  void set(std::size_t k, std::span<const double> values) {
    for (std::size_t i = 0; i < values.size(); ++i) out_[k][i] = static_cast<Real>(values[i]);
  }
  /// Output k when it is computed.
  std::span<const Real> fetched(std::size_t k) { return out_[k]; }

 private:
  std::vector<std::vector<Real>> in_, out_;
};

/// sylva's SPLASH in one precision, run by one policy.
template <std::floating_point Real, class Policy, class Memory = host_memory<Real>>
class model_runner : public model {
  using space = typename Memory::space;
  using splash_type = splash_model<Real>;
  using handle = argument<Real, space>;
  using output_handle = result<Real, space>;

 public:
  model_runner(const model_choices& choices, const day_numbers& days, const std::vector<std::string>& outputs,
               Policy policy)
      : policy_(std::move(policy)),
        choices_(choices),
        days_(days),
        first_days_(days.first_days.begin(), days.first_days.end()),
        outputs_(outputs),
        model_({.constants = choices.constants,
                .hold_over_gaps = choices.hold_gaps,
                .pyrealm_compatible = choices.pyrealm_compatible}) {}

  [[nodiscard]] const std::vector<values_view>& run(const site_box& box, bool spin_up,
                                                    std::vector<double>& soil_moisture) override {
    const shape sites{2, {as_index(box.outer), as_index(box.inner)}};
    const shape all{3, {as_index(box.outer), as_index(box.days), as_index(box.inner)}};
    next_input_ = 0, next_output_ = 0;
    typename splash_type::template inputs<space> x{};
    x.sunshine_fraction = input(box.sunshine_fraction, all), x.tc = input(box.tc, all);
    x.precipitation = input(box.precipitation, all);
    x.latitude = input(box.latitude, sites), x.elevation = input(box.elevation, sites);
    x.water_capacity = input(box.water_capacity, sites);
    const shape time{1, {as_index(box.days)}};
    x.ordinal_date = input(days_.ordinal_date, time), x.days_in_year = input(days_.days_in_year, time);

    const output_handle state = output("", sites);
    memory_.set(0, soil_moisture);
    names_.assign(1, "soil moisture, the state");
    if (spin_up) {
      splash_spin_up<Real> how;
      how.days = days_.spin_up_days, how.most_passes = choices_.most_passes;
      how.tolerance = static_cast<Real>(choices_.tolerance);
      const spin_up_summary s = model_.spin_up(policy_, sylva::time_axis{1}, x, state, how);
      spun_up_ = {s.sites, s.missing, s.not_converged, s.worst, s.worst_site};
    }
    std::vector<double> before;
    if (choices_.totals && choices_.series) before = fetched(0);
    choices_.totals ? run_totals(box, x, state) : run_days(box, x, state, all);
    soil_moisture = fetched(0);
    if (!before.empty()) {
      memory_.set(0, before);
      run_series(box, x, state, all);
    }
    return views_;
  }

  [[nodiscard]] const site_sums& sums() const override { return sums_; }
  [[nodiscard]] const spin_up_finding& spun_up() const override { return spun_up_; }
  [[nodiscard]] const water_series& series() const override { return series_; }

 private:
  using inputs_type = typename splash_type::template inputs<space>;

  static index_t as_index(std::size_t n) { return static_cast<index_t>(n); }

  handle input(std::span<const double> values, const shape& s) {
    if (values.size() == 1 && s.size() != 1) return static_cast<Real>(values[0]);
    return {in_space{}, contiguous_view(memory_.input(next_input_++, values), s)};
  }
  /// An output that is stored.
  output_handle output(const std::string& name, const shape& s) {
    names_.push_back(name);
    return {in_space{},
            contiguous_view(memory_.output(next_output_++, static_cast<std::size_t>(s.size())), s)};
  }
  /// The totals are (period, outer, inner) to the library, and (outer, period, inner) in memory.
  output_handle total(const std::string& name, index_t periods, const site_box& box) {
    names_.push_back(name);
    const index_t outer = as_index(box.outer), inner = as_index(box.inner);
    strided_view<Real> v;
    v.data = memory_.output(next_output_++, static_cast<std::size_t>(periods * outer * inner));
    v.extents = shape{3, {periods, outer, inner}};
    v.stride[0] = inner, v.stride[1] = periods * inner, v.stride[2] = 1;
    return {in_space{}, v};
  }
  std::size_t position_of(const std::string& name) const {
    return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
  }
  std::vector<double> fetched(std::size_t k) {
    const auto values = memory_.fetched(k);
    return {values.begin(), values.end()};
  }
  std::vector<double> fetched(const std::string& name) { return fetched(position_of(name)); }

  void run_days(const site_box& box, const inputs_type& x, const output_handle& state, const shape& all) {
    typename splash_type::template outputs<space> y{};
    std::vector<std::string> wanted = outputs_;
    for (const char* name : {"aet", "pet", "runoff"}) add(wanted, name);
    if (choices_.series) add(wanted, "soil_moisture");
    for (const std::string& name : wanted) *find_member(y, name) = output(name, all);
    model_.run(policy_, sylva::time_axis{1}, x, state, y);
    executor<Policy>::wait(policy_);
    views_.clear();
    for (const std::string& name : outputs_) views_.emplace_back(memory_.fetched(position_of(name)));
    add_up_days(box);
    if (choices_.series) keep_series();
  }

  void run_series(const site_box&, const inputs_type& x, const output_handle& state, const shape& all) {
    typename splash_type::template outputs<space> y{};
    names_.resize(next_output_);
    for (std::string& name : names_) name += " of the totals";
    for (const char* name : {"aet", "pet", "runoff", "soil_moisture"})
      *find_member(y, name) = output(name, all);
    model_.run(policy_, sylva::time_axis{1}, x, state, y);
    executor<Policy>::wait(policy_);
    keep_series();
  }

  void run_totals(const site_box& box, const inputs_type& x, const output_handle& state) {
    typename splash_type::template totals<space> y{};
    std::vector<std::string> wanted{"aet", "pet", "precipitation", "runoff", "days"};
    for (const std::string& name : outputs_) {
      if (find_member(y, name) != nullptr) add(wanted, name);
    }
    const index_t periods = as_index(first_days_.size()) - 1;
    for (const std::string& name : wanted) *find_member(y, name) = total(name, periods, box);
    model_.run_totals(policy_, sylva::time_axis{1}, x, state, first_days_, y);
    executor<Policy>::wait(policy_);
    const auto aet = memory_.fetched(position_of("aet")), pet = memory_.fetched(position_of("pet"));
    const auto rain = memory_.fetched(position_of("precipitation"));
    views_.clear();
    derived_.resize(outputs_.size());
    const auto days = memory_.fetched(position_of("days"));
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      derived_[k].resize(aet.size());
      if (find_member(y, outputs_[k]) != nullptr) {
        const auto sums = memory_.fetched(position_of(outputs_[k]));
        std::copy(sums.begin(), sums.end(), derived_[k].begin());
      } else {
        for (std::size_t i = 0; i < aet.size(); ++i) {
          auto index = splash::moisture_indices_of<Real>{}(aet[i], pet[i], rain[i]);
          derived_[k][i] = *find_member(index, outputs_[k]);
        }
      }
      // the sum of no day at all, where gaps are held over, is no sum
      for (std::size_t i = 0; i < aet.size() && outputs_[k] != "days"; ++i) {
        if (days[i] == Real(0)) derived_[k][i] = std::numeric_limits<Real>::quiet_NaN();
      }
      views_.emplace_back(std::span<const Real>(derived_[k]));
    }
    const std::size_t n = first_days_.size() - 1;
    for (auto& [name, sum] : std::initializer_list<std::pair<const char*, std::vector<double>&>>{
             {"aet", sums_.aet},
             {"pet", sums_.pet},
             {"precipitation", sums_.precipitation},
             {"runoff", sums_.runoff},
             {"days", sums_.days}}) {
      const auto values = memory_.fetched(position_of(name));
      sum.assign(box.sites(), 0);
      for (std::size_t s = 0; s < box.sites(); ++s) {
        const std::size_t first = s / box.inner * n * box.inner + s % box.inner;
        for (std::size_t p = 0; p < n; ++p) sum[s] += static_cast<double>(values[first + p * box.inner]);
      }
    }
  }

  /// Days without a value are left out where gaps are held over.
  void add_up_days(const site_box& box) {
    const auto aet = memory_.fetched(position_of("aet")), pet = memory_.fetched(position_of("pet"));
    const auto runoff = memory_.fetched(position_of("runoff"));
    for (auto* sum : {&sums_.aet, &sums_.pet, &sums_.precipitation, &sums_.runoff, &sums_.days}) {
      sum->assign(box.sites(), 0);
    }
    const bool one_rain = box.precipitation.size() == 1;
    for (std::size_t o = 0; o < box.outer; ++o) {
      for (std::size_t d = 0; d < box.days; ++d) {
        const std::size_t cell = (o * box.days + d) * box.inner;
        for (std::size_t i = 0; i < box.inner; ++i) {
          const double a = static_cast<double>(aet[cell + i]);
          if (choices_.hold_gaps && std::isnan(a)) continue;
          const std::size_t site = o * box.inner + i;
          sums_.aet[site] += a;
          sums_.pet[site] += static_cast<double>(pet[cell + i]);
          sums_.runoff[site] += static_cast<double>(runoff[cell + i]);
          sums_.precipitation[site] += box.precipitation[one_rain ? 0 : cell + i];
          sums_.days[site] += 1;
        }
      }
    }
  }

  void keep_series() {
    series_ = {fetched("soil_moisture"), fetched("aet"), fetched("pet"), fetched("runoff")};
  }
  static void add(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  Policy policy_;
  model_choices choices_;
  day_numbers days_;
  std::vector<index_t> first_days_;
  std::vector<std::string> outputs_;
  splash_type model_;
  Memory memory_;
  std::size_t next_input_ = 0, next_output_ = 0;
  std::vector<std::string> names_;  ///< of the outputs in memory
  std::vector<std::vector<Real>> derived_;
  std::vector<values_view> views_;
  site_sums sums_;
  spin_up_finding spun_up_;
  water_series series_;
};

/// In the precision that was chosen.
template <template <class> class Memory = host_memory, class Policy>
std::unique_ptr<model> make_runner(const model_choices& choices, const day_numbers& days,
                                   const std::vector<std::string>& outputs, const Policy& policy) {
  if (choices.precision == "double")
    return std::make_unique<model_runner<double, Policy, Memory<double>>>(choices, days, outputs, policy);
  if (choices.precision == "float")
    return std::make_unique<model_runner<float, Policy, Memory<float>>>(choices, days, outputs, policy);
  fail("--precision: '", shown(choices.precision), "' is unknown; there are double, float");
}

}  // namespace sylva::examples
