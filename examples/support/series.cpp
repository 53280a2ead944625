#include "series.hpp"

#include <cmath>
#include <limits>

namespace sylva::examples {
namespace {

civil_date date_of(seconds_t t) { return civil_from_days(t >= 0 ? t / 86400 : -((-t + 86399) / 86400)); }

}  // namespace

seconds_t begin_of(seconds_t t, period p) {
  civil_date date = date_of(t);
  if (p != period::day) date.day = 1;
  if (p == period::year) date.month = 1;
  return days_from_civil(date) * 86400;
}

seconds_t end_of(seconds_t t, period p) {
  civil_date date = date_of(t);
  if (p == period::day) return begin_of(t, p) + 86400;
  if (p == period::year) return days_from_civil({date.year + 1, 1, 1}) * 86400;
  return days_from_civil(date.month == 12 ? civil_date{date.year + 1, 1, 1}
                                          : civil_date{date.year, date.month + 1, 1}) *
         86400;
}

std::map<seconds_t, double> means(std::span<const seconds_t> times, std::span<const double> values,
                                  period p) {
  struct sum {
    double total = 0;
    double count = 0;
  };
  std::map<seconds_t, sum> sums;
  seconds_t begin = 0, end = 0;
  sum* current = nullptr;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (!current || times[i] < begin || times[i] >= end) {
      begin = begin_of(times[i], p);
      end = end_of(times[i], p);
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
