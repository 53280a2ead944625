#include "series.hpp"

#include <cmath>
#include <limits>

namespace sylva::examples {

seconds_t begin_of(calendar_kind kind, seconds_t t, period p) {
  calendar_date date = date_of_day(kind, day_of(t));
  if (p != period::day) date.day = 1;
  if (p == period::year) date.month = 1;
  return day_number(kind, date) * seconds_per_day;
}

seconds_t end_of(calendar_kind kind, seconds_t t, period p) {
  const calendar_date date = date_of_day(kind, day_of(t));
  if (p == period::day) return begin_of(kind, t, p) + seconds_per_day;
  const bool next = p == period::year || date.month == 12;
  const calendar_date end{next ? next_year(kind, date.year) : date.year, next ? 1 : date.month + 1, 1};
  return day_number(kind, end) * seconds_per_day;
}

std::map<seconds_t, double> means(calendar_kind kind, std::span<const seconds_t> times,
                                  std::span<const double> values, period p) {
  struct sum {
    double total = 0;
    double count = 0;
  };
  std::map<seconds_t, sum> sums;
  seconds_t begin = 0, end = 0;
  sum* current = nullptr;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!current || times[i] < begin || times[i] >= end) {
      begin = begin_of(kind, times[i], p);
      end = end_of(kind, times[i], p);
      current = &sums[begin];
    }
    if (std::isnan(values[i])) continue;
    current->total += values[i];
    current->count += 1;
  }
  std::map<seconds_t, double> result;
  for (const auto& [when, s] : sums) {
    result[when] = s.count > 0 ? s.total / s.count : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

double grams(double mean_rate, seconds_t begin, seconds_t end) {
  return mean_rate * 1e-6 * static_cast<double>(end - begin);
}

std::map<seconds_t, double> running_mean(const std::map<seconds_t, double>& daily, int width) {
  std::map<seconds_t, double> result;
  const seconds_t half = static_cast<seconds_t>(width / 2) * 86400;
  for (const auto& [day, unused] : daily) {
    double total = 0, count = 0;
    const auto last = daily.upper_bound(day + half);
    for (auto it = daily.lower_bound(day - half); it != last; ++it) {
      if (std::isnan(it->second)) continue;
      total += it->second;
      count += 1;
    }
    result[day] = count > 0 ? total / count : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace sylva::examples
