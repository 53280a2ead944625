#pragma once

#include <stdexcept>
#include <string>
#include <sylva/io/diagnostics.hpp>
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

/// Soil moisture on the host must lie in 0 to the capacity, or be NaN. A site whose capacity is not above 0
/// has none.
template <std::floating_point Real>
void check_state(const scan_shape& sizes, const argument<Real>& capacity, const result<Real>& state) {
  strided_view<const Real> most;
  if (capacity.is_array()) {
    shape with_time = sizes.all;
    with_time.extent[sizes.time] = 1;
    most = sizes.without_time(broadcast_to(capacity.view(), with_time));
  }
  for (index_t i = 0; i < sizes.sites.size(); ++i) {
    const Real w = state.view()(i), limit = capacity.is_array() ? most(i) : capacity.value();
    if (limit > Real(0) && (w < Real(0) || w > limit)) {
      throw std::out_of_range("soil_moisture is " + io::number_text(w) + " mm at site " + std::to_string(i) +
                              ": allowed are 0 to the water_capacity of " + io::number_text(limit));
    }
  }
}

}  // namespace sylva::detail
