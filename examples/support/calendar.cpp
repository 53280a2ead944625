#include "calendar.hpp"

#include <array>
#include <cstdio>

#include "text.hpp"

namespace sylva::examples {
namespace {

std::size_t count_digits(std::string_view s) {
  std::size_t n = 0;
  while (n < s.size() && is_digit(s[n])) ++n;
  return n;
}

/// Removes `digits` digits, at most 9, from the front of s.
int take(std::string_view& s, std::size_t digits) {
  int value = 0;
  for (const char c : s.substr(0, digits)) value = value * 10 + (c - '0');
  s.remove_prefix(digits);
  return value;
}

/// Removes a number of one or two digits from the front of s.
std::optional<int> take_short(std::string_view& s) {
  const std::size_t digits = count_digits(s);
  if (digits < 1 || digits > 2) return {};
  return take(s, digits);
}

bool take_char(std::string_view& s, std::string_view allowed) {
  if (s.empty() || allowed.find(s.front()) == allowed.npos) return false;
  s.remove_prefix(1);
  return true;
}

void take_spaces(std::string_view& s) {
  while (take_char(s, " ")) {
  }
}

/// The digits after a decimal point.
double take_fraction(std::string_view& s) {
  double value = 0, scale = 1;
  for (; !s.empty() && is_digit(s.front()); s.remove_prefix(1)) {
    scale /= 10;
    value += scale * (s.front() - '0');
  }
  return value;
}

/// h, h:m, h:m:s or h:m:s.f
bool take_clock(std::string_view& s, parsed_date& out) {
  int minute = 0, second = 0;
  const auto hour = take_short(s);
  if (!hour) return false;
  if (take_char(s, ":")) {
    const auto m = take_short(s);
    if (!m) return false;
    minute = *m;
    if (take_char(s, ":")) {
      const auto part = take_short(s);
      if (!part) return false;
      second = *part;
      if (take_char(s, ".,")) out.fraction = take_fraction(s);
    }
  }
  out.precision = parsed_date::time;
  out.second_of_day = *hour * 3600 + minute * 60 + second;
  if (minute > 59 || second > 59) return false;
  return *hour < 24 || (out.second_of_day == seconds_per_day && out.fraction == 0);
}

/// Z, UTC, GMT, +1, +01, +0100, +1:00, +01:00
std::optional<seconds_t> take_zone(std::string_view& s) {
  const std::string name = lower(s);
  if (name == "z" || name == "utc" || name == "gmt") {
    s = {};
    return 0;
  }
  const bool west = s.starts_with('-');
  if (!take_char(s, "+-")) return {};
  const std::size_t digits = count_digits(s);
  int hour = 0, minute = 0;
  if (digits == 4) {
    hour = take(s, 2), minute = take(s, 2);
  } else if (digits == 1 || digits == 2) {
    hour = take(s, digits);
    if (take_char(s, ":")) {
      if (count_digits(s) != 2) return {};
      minute = take(s, 2);
    }
  } else {
    return {};
  }
  if (hour > 18 || minute > 59) return {};
  const seconds_t zone = hour * 3600 + minute * 60;
  return west ? -zone : zone;
}

/// The year, month and day of a text with separators.
bool take_separated(std::string_view& s, parsed_date& out) {
  const bool negative = take_char(s, "-");
  const std::size_t digits = count_digits(s);
  if (digits < 1 || digits > 9) return false;
  out.year_digits = static_cast<int>(digits);
  out.date = {take(s, digits), 1, 1};
  if (negative) out.date.year = -out.date.year;
  out.precision = parsed_date::year;
  const char separator = s.empty() ? '\0' : s.front();
  if (!take_char(s, "-/")) return true;
  const auto month = take_short(s);
  if (!month) return false;
  out.date.month = *month;
  out.precision = parsed_date::month;
  if (!take_char(s, std::string_view(&separator, 1))) return true;
  const auto day = take_short(s);
  if (!day) return false;
  out.date.day = *day;
  out.precision = parsed_date::day;
  return true;
}

/// The same in a text of digits alone, with or without a time.
bool take_compact(std::string_view& s, parsed_date& out) {
  const std::size_t digits = count_digits(s);
  // Ten digits may be seconds since 1970.
  if (digits != 4 && digits != 6 && digits != 8 && digits != 12 && digits != 14) return false;
  out.compact = true;
  out.date = {take(s, 4), 1, 1};
  out.precision = parsed_date::year;
  if (digits > 4) out.date.month = take(s, 2), out.precision = parsed_date::month;
  if (digits > 6) out.date.day = take(s, 2), out.precision = parsed_date::day;
  if (digits <= 8) return true;
  const int hour = take(s, 2), minute = take(s, 2), second = digits == 14 ? take(s, 2) : 0;
  out.precision = parsed_date::time;
  out.second_of_day = hour * 3600 + minute * 60 + second;
  return minute < 60 && second < 60 && (hour < 24 || out.second_of_day == seconds_per_day);
}

}  // namespace

std::optional<parsed_date> parse_date(std::string_view s) {
  s = trimmed(s);
  parsed_date out;
  const std::size_t digits = count_digits(s);
  const bool separated = s.starts_with('-') || (digits < s.size() && (s[digits] == '-' || s[digits] == '/'));
  if (!(separated || digits < 4 ? take_separated(s, out) : take_compact(s, out))) return {};
  if (s.empty()) return out;
  if (out.precision == parsed_date::day) {
    std::string_view rest = s;
    const bool parted = take_char(rest, "T t");
    take_spaces(rest);
    if (parted && !rest.empty() && is_digit(rest.front())) {
      s = rest;
      if (!take_clock(s, out)) return {};
    }
  }
  if (out.precision < parsed_date::day) return {};
  const bool after_space = s.starts_with(' ');
  take_spaces(s);
  if (s.empty()) return out;
  // in 2001-07-31-06 the last part is not a zone
  if (out.precision == parsed_date::day && !after_space && (s.front() == '+' || s.front() == '-')) return {};
  out.zone = take_zone(s);
  if (!out.zone || !s.empty()) return {};
  return out;
}

std::optional<seconds_t> parse_clock(std::string_view s) {
  s = trimmed(s);
  parsed_date out;
  const bool has_minutes = s.find(':') != s.npos;
  if (!has_minutes || !take_clock(s, out) || !s.empty()) return {};
  return out.second_of_day;
}

std::string format_date(const calendar_date& date) {
  std::array<char, 48> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%s%04d-%02d-%02d", date.year < 0 ? "-" : "",
                date.year < 0 ? -date.year : date.year, date.month, date.day);
  return buffer.data();
}

std::string format_day(calendar_kind kind, std::int64_t day) { return format_date(date_of_day(kind, day)); }

std::string format_time(calendar_kind kind, seconds_t t) {
  const std::int64_t day = day_of(t);
  const auto left = static_cast<int>(t - day * seconds_per_day);
  std::array<char, 48> buffer;
  std::snprintf(buffer.data(), buffer.size(), "T%02d:%02d:%02d", left / 3600, left / 60 % 60, left % 60);
  return format_day(kind, day) + buffer.data();
}

std::string format_zone(seconds_t zone) {
  if (zone == 0) return "UTC";
  const auto minutes = static_cast<int>((zone < 0 ? -zone : zone) / 60);
  std::array<char, 32> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%c%02d:%02d", zone < 0 ? '-' : '+', minutes / 60,
                minutes % 60);
  return buffer.data();
}

}  // namespace sylva::examples
