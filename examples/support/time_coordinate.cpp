#include "time_coordinate.hpp"

#include <algorithm>

#include "text.hpp"

namespace sylva::examples {
namespace {

/// The shortest time from one value to the next; 0 if there is none.
seconds_t shortest_step(std::span<const seconds_t> times) {
  seconds_t shortest = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const seconds_t step = times[i] - times[i - 1];
    if (step > 0 && (shortest == 0 || step < shortest)) shortest = step;
  }
  return shortest;
}

}  // namespace

bool in_calendar(calendar_kind kind, seconds_t t) {
  // a year less than the calendar at both ends, so that the next year always exists
  const std::int64_t year = 366;
  const std::int64_t day = day_of(t);
  return day >= first_day_number(kind) + year && day <= last_day_number(kind) - year;
}

std::string apply_stamp(std::vector<seconds_t>& times, stamp_position stamp, const std::string& known) {
  const seconds_t step = shortest_step(times);
  switch (stamp) {
    case stamp_position::start:
      return text("stamped at the start [", known, "]");
    case stamp_position::middle:
      return text("stamped in the middle [", known, "]");
    case stamp_position::end:
      for (seconds_t& t : times) t -= std::clamp<seconds_t>(step, 1, seconds_per_day);
      return text("stamped at the end [", known, "]");
    case stamp_position::unsaid:
      break;
  }
  const bool inside = step >= seconds_per_day && std::any_of(times.begin(), times.end(), [](seconds_t t) {
                        return t % seconds_per_day != 0;
                      });
  return inside ? "stamped within the interval [assumed]" : "stamped at the start [assumed]";
}

}  // namespace sylva::examples
