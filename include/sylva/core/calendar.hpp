#pragma once

#include <chrono>
#include <cstddef>
#include <ranges>
#include <stdexcept>
#include <string>
#include <sylva/core/calendar_date.hpp>
#include <sylva/core/config.hpp>
#include <vector>

/// Dates as the models want them: years, days of the year and hours of the day, from the types of std::chrono
/// in the proleptic Gregorian calendar. Times are local; no time zone is used anywhere.

namespace sylva {

namespace detail {

/// The error of a date that no calendar has.
inline std::invalid_argument no_such_date(const std::string& argument,
                                          const std::chrono::year_month_day& date) {
  return std::invalid_argument(argument + " is " + std::to_string(int{date.year()}) + "-" +
                               std::to_string(unsigned{date.month()}) + "-" +
                               std::to_string(unsigned{date.day()}) + ", which does not exist");
}

}  // namespace detail

/// Day of the year, 1 on 1 January (pyrealm: julian_day, ordinal_date).
template <class Duration>
[[nodiscard]] constexpr int ordinal_date(std::chrono::local_time<Duration> time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year year = std::chrono::year_month_day{day}.year();
  const auto first = std::chrono::local_days{year / std::chrono::January / 1};
  return static_cast<int>((day - first).count()) + 1;
}

/// Hours since local midnight, in whole seconds: fractions of a second are dropped (pyrealm:
/// SolarPositions.decimal_time).
template <class Duration>
[[nodiscard]] constexpr double decimal_time(std::chrono::local_time<Duration> time) {
  const auto since = time - std::chrono::floor<std::chrono::days>(time);
  return static_cast<double>(std::chrono::floor<std::chrono::seconds>(since).count()) / 3600;
}

/// One day (pyrealm: CalendarDay).
struct calendar_day {
  std::chrono::year_month_day date{};
  int year = 0;
  int julian_day = 0;    ///< day of the year, 1 to 366
  int days_in_year = 0;  ///< 365 or 366

  constexpr calendar_day() = default;
  constexpr explicit calendar_day(std::chrono::local_days day)
      : date(day),
        year(int{date.year()}),
        julian_day(ordinal_date(day)),
        days_in_year(date.year().is_leap() ? 366 : 365) {}

  friend constexpr bool operator==(const calendar_day&, const calendar_day&) = default;
};

/// A sequence of days (pyrealm: Calendar). The days may come in any order and with gaps.
class calendar {
 public:
  calendar() = default;

  /// dates: a range of std::chrono::local_days or std::chrono::year_month_day.
  /// Throws std::invalid_argument for a date that no calendar has, such as 30 February.
  template <std::ranges::input_range Dates>
    requires(!std::same_as<std::remove_cvref_t<Dates>, calendar>)
  explicit calendar(Dates&& dates) {
    for (const auto& date : dates) days_.push_back(calendar_day(checked(date, days_.size())));
  }

  /// count days in a row.
  calendar(std::chrono::local_days first, std::size_t count) {
    days_.reserve(count);
    for (std::size_t i = 0; i < count; ++i, first += std::chrono::days{1}) days_.emplace_back(first);
  }

  std::size_t size() const { return days_.size(); }
  bool empty() const { return days_.empty(); }
  const calendar_day& operator[](std::size_t i) const& { return days_[i]; }
  calendar_day operator[](std::size_t i) && { return days_[i]; }
  auto begin() const { return days_.begin(); }
  auto end() const { return days_.end(); }

  /// One number a day, in the type that kernels take.
  template <std::floating_point Real = double>
  std::vector<Real> year() const {
    return numbers<Real>(&calendar_day::year);
  }
  template <std::floating_point Real = double>
  std::vector<Real> julian_day() const {
    return numbers<Real>(&calendar_day::julian_day);
  }
  template <std::floating_point Real = double>
  std::vector<Real> days_in_year() const {
    return numbers<Real>(&calendar_day::days_in_year);
  }

 private:
  static std::chrono::local_days checked(std::chrono::local_days day, std::size_t) { return day; }
  static std::chrono::local_days checked(const std::chrono::year_month_day& date, std::size_t at) {
    if (!date.ok()) throw detail::no_such_date("calendar: date " + std::to_string(at), date);
    return std::chrono::local_days{date};
  }

  template <class Real>
  std::vector<Real> numbers(int calendar_day::* member) const {
    std::vector<Real> out;
    out.reserve(days_.size());
    for (const auto& day : days_) out.push_back(static_cast<Real>(day.*member));
    return out;
  }

  std::vector<calendar_day> days_;
};

}  // namespace sylva
