#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sylva::examples {

/// Seconds since 1970-01-01T00:00:00 in the Gregorian calendar, without time zones or leap seconds.
using seconds_t = std::int64_t;

struct civil_date {
  std::int64_t year;
  int month;  ///< 1..12
  int day;    ///< 1..31
};

[[nodiscard]] std::int64_t days_from_civil(const civil_date& date);
[[nodiscard]] civil_date civil_from_days(std::int64_t days);

/// 2001-07-31, 2001-07-31T12:30, 2001-07-31 12:30:59, with or without a final Z.
[[nodiscard]] std::optional<seconds_t> parse_time(std::string_view s);

/// 2001-07-31T12:30:00
[[nodiscard]] std::string format_time(seconds_t t);

/// A CF time axis: "days since 1900-01-01" in a calendar that civil dates can follow.
struct time_axis {
  double step;       ///< seconds per unit
  seconds_t origin;  ///< of the axis

  [[nodiscard]] seconds_t operator()(double value) const;
};

/// Nothing if `units` is no time axis, or its calendar is one without Gregorian dates (noleap, 360_day, ...).
[[nodiscard]] std::optional<time_axis> parse_time_axis(std::string_view units, std::string_view calendar);

}  // namespace sylva::examples
