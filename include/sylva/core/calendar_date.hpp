#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

/// Dates and days of the calendars of the CF conventions.

namespace sylva {

/// The calendars of the CF conventions.
enum class calendar_kind {
  standard,             ///< Julian until 1582-10-04, Gregorian from 1582-10-15; "gregorian" is the same
  proleptic_gregorian,  ///< Gregorian at all times, as std::chrono
  julian,
  noleap,    ///< every year has 365 days; "365_day"
  all_leap,  ///< every year has 366 days; "366_day"
  day_360    ///< twelve months of 30 days
};

inline constexpr const char* calendar_names =
    "standard, gregorian, proleptic_gregorian, julian, noleap, 365_day, all_leap, 366_day, 360_day";

/// The calendar of a name of the CF conventions, in lower case. Nothing for any other name.
[[nodiscard]] constexpr std::optional<calendar_kind> calendar_of(std::string_view name) {
  if (name == "standard" || name == "gregorian") return calendar_kind::standard;
  if (name == "proleptic_gregorian") return calendar_kind::proleptic_gregorian;
  if (name == "julian") return calendar_kind::julian;
  if (name == "noleap" || name == "365_day") return calendar_kind::noleap;
  if (name == "all_leap" || name == "366_day") return calendar_kind::all_leap;
  if (name == "360_day") return calendar_kind::day_360;
  return {};
}

/// The name that the CF conventions recommend.
[[nodiscard]] constexpr const char* calendar_name(calendar_kind kind) {
  switch (kind) {
    case calendar_kind::standard:
      return "standard";
    case calendar_kind::proleptic_gregorian:
      return "proleptic_gregorian";
    case calendar_kind::julian:
      return "julian";
    case calendar_kind::noleap:
      return "noleap";
    case calendar_kind::all_leap:
      return "all_leap";
    case calendar_kind::day_360:
      break;
  }
  return "360_day";
}

/// A date of one of the calendars. The years of all of them are those of std::chrono::year, -32767 to 32767;
/// standard and julian have no year 0: the year before 1 is -1.
struct calendar_date {
  int year = 1970;
  int month = 1;  ///< 1 to 12
  int day = 1;    ///< 1 to 31

  friend constexpr auto operator<=>(const calendar_date&, const calendar_date&) = default;
};

namespace detail {

inline constexpr int last_year = static_cast<int>(std::chrono::year::max());

constexpr bool has_year_zero(calendar_kind kind) {
  return kind != calendar_kind::standard && kind != calendar_kind::julian;
}

/// The standard calendar is the Julian one before 1582-10-15 and the Gregorian one from then on.
constexpr calendar_kind simple_calendar(calendar_kind kind, bool before_1582_10_15) {
  if (kind != calendar_kind::standard) return kind;
  return before_1582_10_15 ? calendar_kind::julian : calendar_kind::proleptic_gregorian;
}

constexpr std::int64_t floor_divided(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// Years are counted with a year 0 from here on; `kind` is not standard.

constexpr bool is_leap_year(calendar_kind kind, int year) {
  if (kind == calendar_kind::julian) return year % 4 == 0;
  if (kind == calendar_kind::proleptic_gregorian) return std::chrono::year{year}.is_leap();
  return kind == calendar_kind::all_leap;
}

constexpr int last_day_of_month(calendar_kind kind, int year, int month) {
  constexpr std::array<int, 12> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (kind == calendar_kind::day_360) return 30;
  if (month == 2 && is_leap_year(kind, year)) return 29;
  return lengths[static_cast<std::size_t>(month - 1)];
}

constexpr std::int64_t days_in_400_years(calendar_kind kind) {
  switch (kind) {
    case calendar_kind::standard:
    case calendar_kind::proleptic_gregorian:
      return 146097;
    case calendar_kind::julian:
      return 146100;
    case calendar_kind::noleap:
      return 146000;
    case calendar_kind::all_leap:
      return 146400;
    case calendar_kind::day_360:
      break;
  }
  return 144000;
}

/// Days since 1970-01-01 of the same calendar. Not from std::chrono, because the year may be one beyond its
/// last.
constexpr std::int64_t first_day_of_year(calendar_kind kind, int year) {
  const std::int64_t since = std::int64_t{year} - 1970, before = std::int64_t{year} - 1;
  if (kind == calendar_kind::julian)  // 492 years of 1 to 1969 have a leap day
    return 365 * since + floor_divided(before, 4) - 492;
  if (kind == calendar_kind::proleptic_gregorian)  // 477 years of 1 to 1969
    return 365 * since + floor_divided(before, 4) - floor_divided(before, 100) + floor_divided(before, 400) -
           477;
  return since * (days_in_400_years(kind) / 400);
}

/// In January 1970 the Julian calendar is 13 days behind, so its 1970-01-01 is 13 days later.
inline constexpr std::int64_t julian_delay = 13;
/// 1582-10-15 of the Gregorian calendar.
inline constexpr std::int64_t first_gregorian_day =
    std::chrono::local_days{std::chrono::year{1582} / std::chrono::October / 15}.time_since_epoch().count();

constexpr int with_year_zero(calendar_kind kind, int year) {
  return year < 0 && !has_year_zero(kind) ? year + 1 : year;
}

}  // namespace detail

/// Whether the date exists in the calendar.
[[nodiscard]] constexpr bool exists(calendar_kind kind, const calendar_date& date) {
  if (date.year < -detail::last_year || date.year > detail::last_year) return false;
  if (date.month < 1 || date.month > 12 || date.day < 1) return false;
  if (date.year == 0 && !detail::has_year_zero(kind)) return false;
  if (kind == calendar_kind::standard && date > calendar_date{1582, 10, 4} &&
      date < calendar_date{1582, 10, 15})
    return false;
  const auto simple = detail::simple_calendar(kind, date < calendar_date{1582, 10, 15});
  return date.day <= detail::last_day_of_month(simple, detail::with_year_zero(kind, date.year), date.month);
}

/// Days since 1970-01-01 of the same calendar. Throws std::invalid_argument for a date not in the calendar.
[[nodiscard]] constexpr std::int64_t day_number(calendar_kind kind, const calendar_date& date) {
  if (!exists(kind, date)) {
    throw std::invalid_argument("day_number: the date " + std::to_string(date.year) + "-" +
                                std::to_string(date.month) + "-" + std::to_string(date.day) +
                                " does not exist in the calendar " + calendar_name(kind));
  }
  const auto simple = detail::simple_calendar(kind, date < calendar_date{1582, 10, 15});
  const int year = detail::with_year_zero(kind, date.year);
  std::int64_t day = detail::first_day_of_year(simple, year) + date.day - 1;
  for (int month = 1; month < date.month; ++month) day += detail::last_day_of_month(simple, year, month);
  return simple == calendar_kind::julian && simple != kind ? day + detail::julian_delay : day;
}

/// The first and the last day of a calendar, those of the years of calendar_date.
[[nodiscard]] constexpr std::int64_t first_day_number(calendar_kind kind) {
  return day_number(kind, {-detail::last_year, 1, 1});
}
[[nodiscard]] constexpr std::int64_t last_day_number(calendar_kind kind) {
  return day_number(kind, {detail::last_year, 12, kind == calendar_kind::day_360 ? 30 : 31});
}

/// The date of a day counted since 1970-01-01 of the same calendar. Throws std::invalid_argument for a day
/// outside first_day_number to last_day_number.
[[nodiscard]] constexpr calendar_date date_of_day(calendar_kind kind, std::int64_t day) {
  if (day < first_day_number(kind) || day > last_day_number(kind)) {
    throw std::invalid_argument(
        "date_of_day: day " + std::to_string(day) + " is not in " + std::to_string(first_day_number(kind)) +
        " to " + std::to_string(last_day_number(kind)) + ", the days of the calendar " + calendar_name(kind));
  }
  const auto simple = detail::simple_calendar(kind, day < detail::first_gregorian_day);
  if (simple == calendar_kind::julian && simple != kind) day -= detail::julian_delay;
  int year = 1970 + static_cast<int>(detail::floor_divided(day * 400, detail::days_in_400_years(simple)));
  while (day < detail::first_day_of_year(simple, year)) --year;
  while (day >= detail::first_day_of_year(simple, year + 1)) ++year;
  calendar_date date{year, 1, static_cast<int>(day - detail::first_day_of_year(simple, year)) + 1};
  for (; date.day > detail::last_day_of_month(simple, year, date.month); ++date.month)
    date.day -= detail::last_day_of_month(simple, year, date.month);
  if (year < 1 && !detail::has_year_zero(kind)) date.year = year - 1;
  return date;
}

/// The year after `year`, which is one of calendar_date.
[[nodiscard]] constexpr int next_year(calendar_kind kind, int year) {
  return year == -1 && !detail::has_year_zero(kind) ? 1 : year + 1;
}

/// Throws std::invalid_argument for a year not in the calendar.
[[nodiscard]] constexpr int days_in_year(calendar_kind kind, int year) {
  const int last_day = kind == calendar_kind::day_360 ? 30 : 31;
  return static_cast<int>(day_number(kind, {year, 12, last_day}) - day_number(kind, {year, 1, 1})) + 1;
}

/// Day of the year, 1 on 1 January. Throws std::invalid_argument for a date not in the calendar.
[[nodiscard]] constexpr int ordinal_date(calendar_kind kind, const calendar_date& date) {
  return static_cast<int>(day_number(kind, date) - day_number(kind, {date.year, 1, 1})) + 1;
}

}  // namespace sylva
