#pragma once

#include <span>
#include <string>
#include <vector>

#include "calendar.hpp"

namespace sylva::examples {

/// Which time of its interval a value is stamped with.
enum class stamp_position { unsaid, start, middle, end };

/// The time that a value is of, which does not contain its end.
struct time_interval {
  seconds_t begin, end;
};

/// The times of the values along a dimension.
struct time_coordinate {
  calendar_kind calendar = calendar_kind::standard;
  /// A time within the interval of each value: the time in the file, moved into the interval if it is the end
  /// of the interval. Seconds since 1970-01-01T00:00:00 in `calendar`.
  std::vector<seconds_t> at;
  std::vector<time_interval> intervals;  ///< those of the bounds; empty without bounds
  /// For the summary: the calendar and the stamps, and whether the file, an option or an assumption said so.
  std::string description;
};

/// Whether a time lies in the years -32766 to 32766, which all calendars cover.
[[nodiscard]] bool in_calendar(calendar_kind kind, seconds_t t);

/// Moves the times into their intervals if `stamp` is the end: back by the shortest step, at most a day, so
/// that the end of a month or a year stays in it. Returns for the summary how they are stamped. `known`: the
/// origin of `stamp`, if it is not --stamp.
[[nodiscard]] std::string apply_stamp(std::vector<seconds_t>& times, stamp_position stamp,
                                      const std::string& known = "--stamp");

}  // namespace sylva::examples
