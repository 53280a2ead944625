#include "calendar.hpp"

#include <array>
#include <cmath>
#include <cstdio>

#include "text.hpp"

namespace sylva::examples {
namespace {

/// Takes `digits` digits from the front of s.
std::optional<int> take(std::string_view& s, std::size_t digits) {
  if (s.size() < digits) return {};
  int value = 0;
  for (const char c : s.substr(0, digits)) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + (c - '0');
  }
  s.remove_prefix(digits);
  return value;
}

bool take_char(std::string_view& s, std::string_view allowed) {
  if (s.empty() || allowed.find(s.front()) == allowed.npos) return false;
  s.remove_prefix(1);
  return true;
}

int days_in_month(std::int64_t year, int month) {
  constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return lengths.at(static_cast<std::size_t>(month - 1)) + (month == 2 && leap ? 1 : 0);
}

}  // namespace

// The two conversions count in eras of 400 years that begin in March, so that the leap day is the last of its
// year.
std::int64_t days_from_civil(const civil_date& date) {
  const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int64_t year_of_era = year - era * 400;
  const std::int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

civil_date civil_from_days(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  const int day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

std::optional<seconds_t> parse_time(std::string_view s) {
  s = trimmed(s);
  if (s.ends_with('Z')) s.remove_suffix(1);
  const auto year = take(s, 4);
  if (!year || !take_char(s, "-")) return {};
  const auto month = take(s, 2);
  if (!month || *month < 1 || *month > 12 || !take_char(s, "-")) return {};
  const auto day = take(s, 2);
  if (!day || *day < 1 || *day > days_in_month(*year, *month)) return {};
  seconds_t t = days_from_civil({*year, *month, *day}) * 86400;
  if (s.empty()) return t;
  if (!take_char(s, "T ")) return {};
  const auto hour = take(s, 2);
  if (!hour || *hour > 24 || !take_char(s, ":")) return {};
  const auto minute = take(s, 2);
  if (!minute || *minute > 59) return {};
  t += *hour * 3600 + *minute * 60;
  if (s.empty()) return t;
  const auto second = take_char(s, ":") ? take(s, 2) : std::nullopt;
  if (!second || *second > 59) return {};
  if (take_char(s, ".")) {
    while (!s.empty() && s.front() == '0') s.remove_prefix(1);
  }
  if (!s.empty()) return {};
  return t + *second;
}

std::string format_time(seconds_t t) {
  const std::int64_t days = t >= 0 ? t / 86400 : -((-t + 86399) / 86400);
  const auto left = static_cast<int>(t - days * 86400);
  const civil_date date = civil_from_days(days);
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d", static_cast<int>(date.year),
                date.month, date.day, left / 3600, left / 60 % 60, left % 60);
  return buffer.data();
}

seconds_t time_axis::operator()(double value) const {
  return origin + static_cast<seconds_t>(std::llround(value * step));
}

std::optional<time_axis> parse_time_axis(std::string_view units, std::string_view calendar) {
  const std::string kind = lower(trimmed(calendar));
  if (!kind.empty() && kind != "standard" && kind != "gregorian" && kind != "proleptic_gregorian") return {};
  const auto at = units.find(" since ");
  if (at == units.npos) return {};
  std::string step = lower(trimmed(units.substr(0, at)));
  if (step.size() > 1 && step.ends_with('s')) step.pop_back();
  double length;
  if (step == "second" || step == "sec" || step == "s") {
    length = 1;
  } else if (step == "minute" || step == "min") {
    length = 60;
  } else if (step == "hour" || step == "hr" || step == "h") {
    length = 3600;
  } else if (step == "day" || step == "d") {
    length = 86400;
  } else {
    return {};  // months and years have no fixed length
  }
  // "1850-1-1 00:00:00 UTC" and "1850-01-01 0:0:0.0" are common: read the date loosely, the time if it is
  // plain.
  std::string origin(trimmed(units.substr(at + 7)));
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, used = 0;
  if (std::sscanf(origin.c_str(), "%d-%d-%d%n", &year, &month, &day, &used) != 3) return {};
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month)) return {};
  double second = 0;
  std::sscanf(origin.c_str() + used, "%*1[T ]%d:%d:%lf", &hour, &minute, &second);
  return time_axis{length, days_from_civil({year, month, day}) * 86400 + hour * 3600 + minute * 60 +
                               static_cast<seconds_t>(second)};
}

}  // namespace sylva::examples
