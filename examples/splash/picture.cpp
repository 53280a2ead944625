#include "picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

/// A mean that leaves out what is missing.
struct mean {
  double sum = 0;
  int n = 0;
  void add(double x) {
    if (!std::isnan(x)) sum += x, ++n;
  }
  [[nodiscard]] double value() const { return sum / n; }
};

/// Where the months stand on the axis: those of a leap year, or of 30 days.
using month_begins = std::array<int, 13>;
constexpr month_begins begin_of_month(calendar_kind kind) {
  if (kind == calendar_kind::day_360) return {0, 30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360};
  return {0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366};
}

/// Months are named in their middle and parted by tics.
std::string month_axis(const month_begins& begins) {
  constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::string tics;
  for (std::size_t m = 0; m < 12; ++m) {
    tics += text(m == 0 ? "" : ", ", "'", names[m], "' ", (begins[m] + begins[m + 1]) / 2.0, " 0, '' ",
                 begins[m], " 1");
  }
  return text("set xrange [0:", begins[12], "]\nset xtics (", tics, ", '' ", begins[12],
              " 1) scale 0,1\nset grid noxtics mxtics ytics\n");
}

double length_of_february(calendar_kind kind) {
  return kind == calendar_kind::day_360    ? 30
         : kind == calendar_kind::all_leap ? 29
         : kind == calendar_kind::noleap   ? 28
                                           : 28.25;
}

double round_up(double x) {
  const double step = std::pow(10, std::floor(std::log10(std::max(x, 1e-3)))) / 2;
  return std::ceil(x / step) * step;
}

}  // namespace

picture::picture(const std::string& png, source& from, const std::vector<std::size_t>& sites, bool one_site)
    : plot_(png) {
  if (one_site) return;
  if (sites.size() < 2)
    fail("--plot draws one site or a map, but these are several sites along one dimension");
  map_.emplace(from, sites);
}

void picture::add_map(const block& sites, const site_sums& sums) {
  std::vector<double> share(sums.aet.size());
  for (std::size_t i = 0; i < share.size(); ++i) share[i] = sums.aet[i] / sums.pet[i];
  map_->add(sites, share);
}

void picture::add_site(const day_axis& axis, const water_series& series,
                       std::span<const double> precipitation) {
  calendar_ = axis.calendar;
  days_ = axis.days;
  series_ = series;
  precipitation_.resize(days_.size());
  for (std::size_t i = 0; i < days_.size(); ++i)
    precipitation_[i] = precipitation[precipitation.size() == 1 ? 0 : i];
}

void picture::draw(const std::string& name) {
  if (!map_) return draw_site(name);
  map_->draw(plot_, name + ": actual over potential evapotranspiration", {"AET / PET", "1", ""});
}

void picture::draw_site(const std::string& name) {
  std::array<mean, 366> moisture{}, rain{};
  std::array<std::array<mean, 4>, 12> monthly{};  // P, PET, AET, runoff
  std::vector<int> years;
  const month_begins begins = begin_of_month(calendar_);
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const calendar_date date = date_of_day(calendar_, days_[i]);
    const auto month = static_cast<std::size_t>(date.month - 1);
    const auto day = static_cast<std::size_t>(begins[month] + date.day - 1);
    moisture[day].add(series_.soil_moisture[i]);
    rain[day].add(precipitation_[i]);
    monthly[month][0].add(precipitation_[i]), monthly[month][1].add(series_.pet[i]);
    monthly[month][2].add(series_.aet[i]), monthly[month][3].add(series_.runoff[i]);
    if (years.empty() || years.back() != date.year) years.push_back(date.year);
  }
  double wettest = 0, fullest = 0;
  std::string daily = "$daily << EOD\n", months = "$months << EOD\n";
  for (std::size_t d = 0; d < 366; ++d) {
    if (moisture[d].n == 0 || rain[d].n == 0) {
      daily += "\n";
      continue;
    }
    wettest = std::max(wettest, rain[d].value()), fullest = std::max(fullest, moisture[d].value());
    daily += text(static_cast<double>(d) + 0.5, " ", moisture[d].value(), " ", rain[d].value(), "\n");
  }
  if (fullest == 0) fail("cannot draw '", plot_.path(), "': no day has a value");
  for (std::size_t m = 0; m < 12; ++m) {
    if (monthly[m][1].n == 0) continue;
    const double length = m == 1 ? length_of_february(calendar_) : begins[m + 1] - begins[m];
    months += text((begins[m] + begins[m + 1]) / 2.0);
    for (const mean& flux : monthly[m]) months += text(" ", flux.value() * length);
    months += "\n";
  }
  const std::string span = years.size() == 1
                               ? text(years[0])
                               : text(years.front(), " to ", years.back(), ", means of each day and month");
  // soil moisture fills the lower two thirds, and rain hangs from the top into the upper third
  const double top = round_up(fullest * 1.05) * 1.5, rain_top = round_up(std::max(wettest, 1.0) * 1.02);
  const double rain_step = rain_top / (rain_top / std::pow(10, std::floor(std::log10(rain_top))) > 4 ? 4 : 2);
  std::string bars;
  constexpr const char* flux_names[] = {"precipitation", "potential evapotranspiration",
                                        "actual evapotranspiration", "runoff"};
  constexpr const char* colors[] = {"#2166ac", "#f4a582", "#1b7837", "#9970ab"};
  for (int k = 0; k < 4; ++k) {
    bars +=
        text(k == 0 ? "plot " : ", ", "$months using ($1+", (k - 1.5) * 6.2, "):", k + 2,
             ":(5.8) with boxes fs solid 0.9 noborder lc rgb '", colors[k], "' title '", flux_names[k], "'");
  }
  plot_.draw(1200, 900,
             text(daily, "EOD\n", months, "EOD\n", "set multiplot title ",
                  plot_string(text(name, ": water balance, ", span)),
                  " noenhanced font ',14'\nset border lc rgb '#555555'\nset tics out nomirror\nset grid lc "
                  "rgb '#c8c8c8' lw 1\n",
                  month_axis(begins),
                  "set lmargin at screen 0.08\nset rmargin at screen 0.92\nset key at graph 0.5,1.08 center "
                  "horizontal maxrows 1\n"
                  "set tmargin at screen 0.90\nset bmargin at screen 0.54\nset ylabel 'soil moisture  "
                  "[mm]'\nset yrange [0:",
                  top, "]\nset y2label 'precipitation  [mm d^{-1}]' offset -0.5,4\nset y2range [",
                  rain_top * 3, ":0]\nset y2tics 0,", rain_step, ",", rain_top,
                  "\nplot $daily using 1:2 with filledcurves y1=0 fc rgb '#c7a76c' fs solid 0.55 title 'soil "
                  "moisture', "
                  "$daily using 1:2 with lines lw 2 lc rgb '#7f5f24' notitle, "
                  "$daily using 1:3:(0.9) axes x1y2 with boxes fs solid 0.9 noborder lc rgb '#2166ac' title "
                  "'precipitation'\n"
                  "unset y2label\nunset y2tics\nset tmargin at screen 0.43\nset bmargin at screen 0.05\n"
                  "set ylabel 'flux  [mm month^{-1}]'\nset yrange [0:*]\n",
                  bars, "\nunset multiplot\n"));
}

}  // namespace sylva::examples
