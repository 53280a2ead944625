#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/dataset.hpp"
#include "support/report.hpp"

namespace sylva::examples {

/// What the user chose; the names are sylva's.
struct model_choices {
  std::string constants = "pyrealm";
  bool hold_gaps = false;
  bool pyrealm_compatible = false;
  std::string spin_up = "first-year";  ///< or none
  int most_passes = 10;
  double tolerance = 1;  ///< [mm]
  std::string backend;
  std::string precision = "double";
  int threads = 0;      ///< 0: as many as the backend would take
  bool totals = false;  ///< sums over periods instead of days
  bool series = false;  ///< keep the days of the water balance, for a picture
};

/// The days of a run.
struct day_numbers {
  std::vector<double> ordinal_date;  ///< day of the year
  std::vector<double> days_in_year;
  std::vector<std::ptrdiff_t> first_days;  ///< of the periods, and the end of the last; empty without totals
  std::ptrdiff_t spin_up_days = 0;         ///< of the first year
};

/// All days of some sites, in memory as (outer, day, inner): sites are (outer, inner).
struct site_box {
  std::size_t outer = 1, days = 0, inner = 1;
  std::span<const double> sunshine_fraction, tc, precipitation;  ///< (outer, day, inner), or one for all
  std::span<const double> latitude, elevation, water_capacity;   ///< (outer, inner), or one for all
  [[nodiscard]] std::size_t sites() const { return outer * inner; }
  /// Where the first day of a site is; the next days are `inner` apart.
  [[nodiscard]] std::size_t first_of(std::size_t site) const {
    return site / inner * days * inner + site % inner;
  }
};

/// Sums over all days of each site of a box [mm]; NaN where a site has no value.
struct site_sums {
  std::vector<double> aet, pet, precipitation, runoff, days;
};

struct spin_up_finding {
  std::size_t sites = 0, missing = 0, not_converged = 0;
  double worst = 0;
  std::size_t worst_site = 0;
};

/// The days of the water balance, for a picture.
struct water_series {
  std::vector<double> soil_moisture, aet, pet, runoff;
};

/// sylva's SPLASH behind what this program needs of it: everything that calls the library is in model*.
class model {
 public:
  virtual ~model() = default;

  /// One box of sites; soil moisture before the first day on the way in, after the last on the way out,
  /// (outer, inner). What comes back are the outputs as (outer, day or period, inner), valid until the next
  /// call.
  [[nodiscard]] virtual const std::vector<values_view>& run(const site_box& box, bool spin_up,
                                                            std::vector<double>& soil_moisture) = 0;
  [[nodiscard]] virtual const site_sums& sums() const = 0;
  [[nodiscard]] virtual const spin_up_finding& spun_up() const = 0;
  [[nodiscard]] virtual const water_series& series() const = 0;
  [[nodiscard]] virtual int threads() const { return 1; }
};

[[nodiscard]] std::unique_ptr<model> make_model(const model_choices& choices, const day_numbers& days,
                                                const std::vector<std::string>& outputs);

/// What of a box lies outside the ranges that sylva expects.
[[nodiscard]] std::vector<range_note> look_at_ranges(const site_box& box);

}  // namespace sylva::examples
