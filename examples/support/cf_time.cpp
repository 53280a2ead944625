#include "cf_time.hpp"

#include <algorithm>
#include <cmath>

#include "text.hpp"

namespace sylva::examples {
namespace {

struct named_step {
  std::string_view name;
  double seconds;
};

// Spelled as in UDUNITS, without the s of the plural.
constexpr named_step steps[] = {
    {"nanosecond", 1e-9},
    {"nsec", 1e-9},
    {"ns", 1e-9},
    {"microsecond", 1e-6},
    {"microsec", 1e-6},
    {"us", 1e-6},
    {"millisecond", 1e-3},
    {"millisec", 1e-3},
    {"msec", 1e-3},
    {"ms", 1e-3},
    {"second", 1},
    {"sec", 1},
    {"s", 1},
    {"minute", 60},
    {"min", 60},
    {"hour", 3600},
    {"hr", 3600},
    {"h", 3600},
    {"day", 86400},
    {"d", 86400},
    {"week", 7.0 * 86400},
};

std::optional<double> step_of(const std::string& name) {
  const std::string one = name.size() > 2 && name.ends_with('s') ? name.substr(0, name.size() - 1) : name;
  for (const named_step& s : steps) {
    if (s.name == one) return s.seconds;
  }
  return {};
}

bool without_length(const std::string& name) {
  for (const char* other : {"month", "months", "mon", "mons", "year", "years", "yr", "yrs", "common_year",
                            "common_years", "decade", "decades"}) {
    if (name == other) return true;
  }
  return false;
}

/// The time of a date, in its own zone. Throws if the date does not exist in the calendar; `what` names it.
seconds_t time_of(calendar_kind kind, const parsed_date& date, const std::string& what) {
  if (!exists(kind, date.date)) {
    fail(what, " is ", format_date(date.date), ", a date that the calendar ", calendar_name(kind),
         " does not have");
  }
  return day_number(kind, date.date) * seconds_per_day + date.second_of_day;
}

/// One value of an axis as a time. Throws user_error; `where` names the value in the message.
seconds_t time_of_value(const time_units& units, calendar_kind kind, double value, const std::string& where,
                        const std::string& unit_text) {
  if (std::isnan(value)) fail(where, " is missing; each value needs a time");
  if (units.encoded) {
    const double whole = std::floor(value);
    if (!(whole >= 10101 && whole <= 99991231))
      fail(where, " is ", value, ", which is no date as ", shown(unit_text));
    const auto digits = static_cast<int>(whole);
    parsed_date date;
    date.date = {digits / 10000, digits / 100 % 100, digits % 100};
    return time_of(kind, date, where) + std::llround((value - whole) * static_cast<double>(seconds_per_day));
  }
  const double seconds = value * units.step + units.fraction;
  if (std::abs(seconds) < 1e13) {  // more than any calendar covers
    const seconds_t t = units.origin + std::llround(seconds);
    if (in_calendar(kind, t)) return t;
  }
  fail(where, " is ", value, " ", shown(unit_text), ", outside the years -32766 to 32766");
}

}  // namespace

std::optional<time_units> parse_time_units(std::string_view units, calendar_kind kind) {
  const std::string whole = lower(trimmed(units));
  const auto space = whole.find(' ');
  if (space == whole.npos) return {};
  const std::string step = whole.substr(0, space);
  const std::string_view rest = trimmed(std::string_view(whole).substr(space));
  time_units out;
  if (rest.starts_with("as ")) {
    const std::string_view form = trimmed(rest.substr(3));
    if (form != "%y%m%d.%f" && form != "%y%m%d") return {};
    out.encoded = true;
    return out;
  }
  if (!rest.starts_with("since ")) return {};
  if (without_length(step)) {
    fail("the units ", in_quotes(units), " are refused, because a ",
         step.starts_with("mon") ? "month" : "year",
         " has no fixed length; write the times as 'days since ...' (cdo settunits,days does, and "
         "xarray when it writes a file)");
  }
  const auto length = step_of(step);
  if (!length)
    fail("the units ", in_quotes(units), " are not understood: there are seconds to weeks since a date");
  out.step = *length;
  const auto reference = parse_date(rest.substr(6));
  if (!reference) {
    fail("the units ", in_quotes(units),
         " are not understood: the date after 'since' must be as 1970-01-01 or 1970-01-01 00:00:00");
  }
  out.origin = time_of(kind, *reference, text("the date in ", in_quotes(units)));
  out.fraction = reference->fraction;
  out.zone = reference->zone;
  return out;
}

std::optional<time_coordinate> read_cf_times(const cf_time_axis& axis, const source_options& options) {
  if (axis.values.empty()) return {};
  const std::string what = text(axis.path, ": the time '", shown(axis.name), "': ");
  time_coordinate out;
  std::optional<time_units> units;
  const std::string name = lower(trimmed(axis.calendar));
  const auto declared = name.empty() ? calendar_kind::standard : calendar_of(name);
  out.calendar = options.calendar.value_or(declared.value_or(calendar_kind::standard));
  try {
    units = parse_time_units(axis.units, out.calendar);
    if (!units) return {};
    if (!declared && !options.calendar) {
      fail("its calendar ", in_quotes(axis.calendar), " is not known; there are ", calendar_names,
           "; --calendar says which it is");
    }
    for (std::size_t i = 0; i < axis.values.size(); ++i)
      out.at.push_back(time_of_value(*units, out.calendar, axis.values[i], text("value ", i), axis.units));
  } catch (const user_error& e) {
    fail(what, e.what());
  }
  out.description = text("calendar ", calendar_name(out.calendar),
                         options.calendar ? " [--calendar]"
                         : name.empty()   ? " [assumed]"
                                          : " [file]");
  if (units->zone) out.description += text(", ", format_zone(*units->zone), " [file] taken as local time");
  if (axis.climatology) out.description += ", a climatology, whose bounds are not used";
  if (axis.climatology || axis.bounds_name.empty()) {
    out.description += ", " + apply_stamp(out.at, options.stamp);
    return out;
  }

  const std::string in_bounds = text(what, "in its bounds '", shown(axis.bounds_name), "' ");
  if (axis.bounds.size() != 2 * axis.values.size())
    fail(in_bounds, "there must be two numbers for each time");
  try {
    const std::string& bounds_units = axis.bounds_units.empty() ? axis.units : axis.bounds_units;
    const auto their = parse_time_units(bounds_units, out.calendar);
    if (!their) fail("the units ", in_quotes(bounds_units), " are none of time");
    for (std::size_t i = 0; i < out.at.size(); ++i) {
      const std::string where = text("value ", i);
      seconds_t begin = time_of_value(*their, out.calendar, axis.bounds[2 * i], where, bounds_units);
      seconds_t end = time_of_value(*their, out.calendar, axis.bounds[2 * i + 1], where, bounds_units);
      if (begin > end) std::swap(begin, end);
      const auto shown_time = [&](seconds_t t) { return format_time(out.calendar, t); };
      seconds_t& t = out.at[i];
      if (t < begin || t > end) {
        fail(where, " goes from ", shown_time(begin), " to ", shown_time(end), ", but its time is ",
             shown_time(t));
      }
      const bool fits = options.stamp == stamp_position::start    ? t == begin
                        : options.stamp == stamp_position::end    ? t == end
                        : options.stamp == stamp_position::middle ? begin < t && t < end
                                                                  : true;
      if (!fits) {
        fail(where, " goes from ", shown_time(begin), " to ", shown_time(end), " and its time is ",
             shown_time(t), ", which --stamp contradicts; leave --stamp out");
      }
      if (t == end) t = begin;  // an interval does not contain its end
      out.intervals.push_back({begin, end});
    }
  } catch (const user_error& e) {
    fail(in_bounds, e.what());
  }
  out.description += text(", value of the interval in ", shown(axis.bounds_name));
  return out;
}

}  // namespace sylva::examples
