#pragma once

#include <stdexcept>
#include <string>
#include <sylva/models/errors.hpp>
#include <sylva/models/splash_inputs.hpp>
#include <vector>

/// What splash_model looks at before it computes anything. Numbers are looked at where they are on the host.

namespace sylva::detail {

/// The days of periods: in order, and none that there is not.
inline void check_periods(const std::vector<index_t>& first_days, index_t days) {
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

/// What a soil holds is above 0, or NaN.
template <std::floating_point Real>
void check_capacity(const argument<Real>& a) {
  const auto refuse = [](Real value, const std::string& where) {
    throw std::out_of_range("water_capacity is " + std::to_string(value) + " mm" + where +
                            ": allowed is above 0");
  };
  if (!a.is_array()) {
    if (a.given() && a.value() <= Real(0)) refuse(a.value(), "");
    return;
  }
  for (index_t i = 0; i < a.view().extents.size(); ++i) {
    if (a.view()(i) <= Real(0)) refuse(a.view()(i), " at site " + std::to_string(i));
  }
}

/// Soil moisture on the host must lie in 0 to the capacity, or be NaN.
template <std::floating_point Real, class Space>
void check_state(const splash_forcing<Real, Space>& forcing, const result<Real, Space>& state) {
  if (!state.wanted()) throw missing_input("SPLASH needs soil_moisture, the state, which is not given");
  if constexpr (std::same_as<Space, host_space>) {
    const scan_shape sizes(forcing.extents(), forcing.layout().axis());
    check_site_shape("soil_moisture", state.view().extents, sizes.sites);
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
        throw std::out_of_range("soil_moisture is " + std::to_string(w) + " mm at site " + std::to_string(i) +
                                ": allowed are 0 to the water_capacity of " + std::to_string(limit));
      }
    }
  }
}

}  // namespace sylva::detail
