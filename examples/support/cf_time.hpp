#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset.hpp"

namespace sylva::examples {

/// The units of a time coordinate, in a calendar.
struct time_units {
  bool encoded = false;  ///< the values are dates: "day as %Y%m%d.%f"
  double step = 0;       ///< seconds per unit
  seconds_t origin = 0;  ///< of the reference time, in its own zone
  double fraction = 0;   ///< of a second, to be added to the origin
  std::optional<seconds_t> zone = {};
};

/// "days since 1900-01-01", with the units and the reference times of UDUNITS, and "day as %Y%m%d.%f".
/// Nothing if `units` are not those of a time. Throws user_error if they are, but cannot be used: months and
/// years have no fixed length, and the reference date may not exist in the calendar.
[[nodiscard]] std::optional<time_units> parse_time_units(std::string_view units, calendar_kind kind);

/// A time coordinate after the CF conventions, as it is in a file.
struct cf_time_axis {
  std::string path, name;
  std::string units, calendar;  ///< empty: not in the file
  std::vector<double> values;   ///< NaN where missing
  std::string bounds_name;      ///< empty: there are none
  std::string bounds_units;     ///< empty: those of the values
  std::vector<double> bounds;   ///< two for each value
  bool climatology = false;
};

/// The times of an axis. Nothing if it is not one of time. Throws user_error if it cannot be understood.
[[nodiscard]] std::optional<time_coordinate> read_cf_times(const cf_time_axis& axis,
                                                           const source_options& options);

}  // namespace sylva::examples
