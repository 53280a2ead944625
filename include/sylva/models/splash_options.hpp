#pragma once

#include <chrono>
#include <string>
#include <sylva/array/layout.hpp>
#include <sylva/core/calendar.hpp>
#include <sylva/core/constants.hpp>

namespace sylva {

/// SPLASH v1's own constants: a standard atmosphere of 288.15 K instead of 298.15 K. SPLASH v1 also has the
/// density of water after Chen et al. (1977), which splash_options::constants = "splash_v1" selects with
/// them.
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
  /// A day whose weather is missing leaves soil moisture as it was, and those of its outputs that depend on
  /// what is missing are NaN. Without it soil moisture, and all that depends on it, is NaN from that day on,
  /// as in pyrealm.
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
  Real tolerance = Real(1);  ///< of soil moisture after a year against before it [mm], finite and from 0
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

/// Days from a date to the same date of the next year: 365 or 366; from 29 February to 28 February. Throws
/// std::invalid_argument for a date that no calendar has, such as 30 February.
[[nodiscard]] constexpr index_t days_to_same_date_next_year(std::chrono::year_month_day first) {
  if (!first.ok()) throw detail::no_such_date("days_to_same_date_next_year: the date", first);
  const auto next = first + std::chrono::years{1};
  const auto last = next.ok() ? std::chrono::local_days{next}
                              : std::chrono::local_days{next.year() / next.month() / std::chrono::last};
  return static_cast<index_t>((last - std::chrono::local_days{first}).count());
}

}  // namespace sylva
