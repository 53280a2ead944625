#pragma once

#include <span>
#include <string>
#include <vector>

#include "calendar.hpp"

namespace sylva::examples {

/// Which time of its interval stands beside a value.
enum class stamp_position { unsaid, start, middle, end };

/// The times of the values along a dimension.
struct time_coordinate {
  calendar_kind calendar = calendar_kind::standard;
  /// A time within the interval that each value is of: the time that stands in the file, moved into the
  /// interval where it is stamped at its end. Seconds since 1970-01-01T00:00:00 in `calendar`.
  std::vector<seconds_t> at;
  /// For the summary: the calendar and the stamps, and whether the file, an option or an assumption said so.
  std::string description;
};

/// Whether a time lies in the years -32766 to 32766, to which all calendars reach.
[[nodiscard]] bool in_calendar(calendar_kind kind, seconds_t t);

/// Moves the times into their intervals where `stamp` says that they end them, and says for the summary how
/// they are stamped. `known` names who said so, if it is not --stamp.
[[nodiscard]] std::string apply_stamp(std::vector<seconds_t>& times, stamp_position stamp,
                                      const std::string& known = "--stamp");

}  // namespace sylva::examples
