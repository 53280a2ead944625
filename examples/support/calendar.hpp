#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/calendar.hpp>

namespace sylva::examples {

/// Seconds since 1970-01-01T00:00:00 of a calendar, without time zones or leap seconds.
using seconds_t = std::int64_t;

inline constexpr seconds_t seconds_per_day = 86400;

/// The day of a time, counted since 1970-01-01.
[[nodiscard]] constexpr std::int64_t day_of(seconds_t t) {
  return t / seconds_per_day - (t % seconds_per_day < 0 ? 1 : 0);
}

/// Mean length of a year [day].
[[nodiscard]] constexpr double mean_year_length(calendar_kind kind) {
  return static_cast<double>(day_number(kind, {2400, 1, 1}) - day_number(kind, {2000, 1, 1})) / 400;
}

/// 2001-07-31T12:30:00
[[nodiscard]] std::string format_time(calendar_kind kind, seconds_t t);
/// 2001-07-31
[[nodiscard]] std::string format_day(calendar_kind kind, std::int64_t day);
[[nodiscard]] std::string format_date(const calendar_date& date);

/// A date and time as written in a text. The date may not exist in a calendar.
struct parsed_date {
  enum precision_kind { year, month, day, time };

  calendar_date date;
  precision_kind precision = day;  ///< the smallest part in the text; smaller parts of `date` are 1
  bool compact = false;            ///< 20010731, without separators
  int year_digits = 4;
  seconds_t second_of_day = 0;         ///< 0 to 86400: 24:00 is the end of the day
  double fraction = 0;                 ///< of a second
  std::optional<seconds_t> zone = {};  ///< east of Greenwich
};

/// Reads year, month and day, separated by - or /, optionally followed by a T or spaces and a time, and by a
/// zone: 2001-07-31, 2001/7/31, 2001-07-31T12:30, 2001-07-31 12:30:59.25 +01:00, 2001-07-31T12:30:59Z; or
/// digits alone: 20010731, 200107311230, 20010731123059; also 2001-07, 200107 and 2001. Nothing for any other
/// text.
[[nodiscard]] std::optional<parsed_date> parse_date(std::string_view s);

/// Reads a time of the day as 6:30, 06:30, 06:30:59 or 06:30:59.25, up to 24:00. Nothing for any other text.
[[nodiscard]] std::optional<seconds_t> parse_clock(std::string_view s);

/// "+01:00", "UTC"
[[nodiscard]] std::string format_zone(seconds_t zone);

}  // namespace sylva::examples
