#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "calendar.hpp"

namespace sylva::examples {

/// How long a mean is taken over.
enum class period { day, month, year };

/// Begin of the period in which t lies.
[[nodiscard]] seconds_t begin_of(calendar_kind kind, seconds_t t, period p);
[[nodiscard]] seconds_t end_of(calendar_kind kind, seconds_t t, period p);

/// Means over days, months or years of the values that are not missing, by the begin of the period.
[[nodiscard]] std::map<seconds_t, double> means(calendar_kind kind, std::span<const seconds_t> times,
                                                std::span<const double> values, period p);

/// Carbon taken up [g C m-2] in the whole of a period at a mean rate [µg C m-2 s-1].
[[nodiscard]] double grams(double mean_rate, seconds_t begin, seconds_t end);

/// The running mean over `width` days around each day.
[[nodiscard]] std::map<seconds_t, double> running_mean(const std::map<seconds_t, double>& daily, int width);

/// One line of a picture: a site and its values.
struct site_series {
  std::string name;
  calendar_kind calendar = calendar_kind::standard;
  std::vector<seconds_t> times;
  std::vector<double> output;
  std::vector<double> ppfd;  ///< [µmol m-2 s-1]; may be empty
  std::vector<double> tc;    ///< [°C]; may be empty
};

/// The main variable of the picture.
struct plotted_output {
  std::string name;  ///< "gpp" is shown as daily and monthly sums of carbon
  std::string units;
  std::string long_name;
};

class gnuplot;

/// Daily course, light and temperature, and sums or means by month (by year if there are many) of one or more
/// sites.
void draw_series(gnuplot& plot, const std::string& title, const plotted_output& output,
                 const std::vector<site_series>& sites);

/// Values against their row number, for tables without a time.
void draw_rows(gnuplot& plot, const std::string& title, const plotted_output& output,
               std::span<const double> values);

}  // namespace sylva::examples
