#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "gnuplot.hpp"
#include "series.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

constexpr std::array<const char*, 4> strong{"#1b7837", "#2166ac", "#b35806", "#762a83"};
constexpr std::array<const char*, 4> pale{"#a6dba0", "#92c5de", "#fdb863", "#c2a5cf"};

struct range {
  seconds_t first, last;
};

constexpr calendar_kind civil = calendar_kind::proleptic_gregorian;

/// The position of a time of `kind` on gnuplot's axis, which is Gregorian: at the same part of the same
/// month.
seconds_t on_axis(calendar_kind kind, seconds_t t) {
  const seconds_t begin = begin_of(kind, t, period::month), end = end_of(kind, t, period::month);
  const calendar_date month = date_of_day(kind, day_of(begin));
  const seconds_t there = day_number(civil, {month.year, month.month, 1}) * seconds_per_day;
  const double part = static_cast<double>(t - begin) / static_cast<double>(end - begin);
  return there + std::llround(part * static_cast<double>(end_of(civil, there, period::month) - there));
}

range range_of(const std::vector<site_series>& sites) {
  range r{std::numeric_limits<seconds_t>::max(), std::numeric_limits<seconds_t>::min()};
  for (const site_series& site : sites) {
    const auto [low, high] = std::minmax_element(site.times.begin(), site.times.end());
    r.first = std::min(r.first, on_axis(site.calendar, begin_of(site.calendar, *low, period::day)));
    r.last = std::max(r.last, on_axis(site.calendar, end_of(site.calendar, *high, period::day)));
  }
  return r;
}

/// What is drawn, by the length and the density of the values.
struct scheme {
  range whole;
  bool carbon;  ///< the output is gpp, shown as sums of carbon
  bool hours;   ///< some weeks at most: every value is shown, and a bar is a day
  bool days;    ///< a value or more on most days: days are shown thin, running means bold
  period bar;

  scheme(const plotted_output& output, const std::vector<site_series>& sites)
      : whole(range_of(sites)), carbon(output.name == "gpp") {
    const double span = static_cast<double>(whole.last - whole.first) / 86400;
    const auto dates =
        static_cast<double>(means(sites[0].calendar, sites[0].times, sites[0].output, period::day).size());
    hours = span < 45;
    days = !hours && dates > span / 2;
    bar = hours ? period::day : span < 3 * 366 ? period::month : period::year;
  }

  [[nodiscard]] std::map<seconds_t, double> thin(const site_series& site,
                                                 const std::vector<double>& values) const {
    if (!hours) return means(site.calendar, site.times, values, period::day);
    std::map<seconds_t, double> raw;
    for (std::size_t i = 0; i < values.size(); ++i) raw[site.times[i]] = values[i];
    return raw;
  }
  [[nodiscard]] std::map<seconds_t, double> bold(const site_series& site,
                                                 const std::vector<double>& values) const {
    return days ? running_mean(thin(site, values), 15) : thin(site, values);
  }
};

/// "$name << EOD ..." with one line for each time.
std::string block_of(const std::string& name, calendar_kind kind, const std::map<seconds_t, double>& values,
                     double scale = 1) {
  std::string out = text("$", name, " << EOD\n");
  for (const auto& [when, value] : values) {
    // gnuplot breaks a line at an empty record; its word for a missing value would bridge the gap.
    out += std::isnan(value) ? std::string("\n") : text(on_axis(kind, when), " ", value * scale, "\n");
  }
  return out + "EOD\n";
}

/// Months are named in their middle and parted by tics; longer and shorter spans are left to gnuplot.
std::string time_axis_of(const range& r) {
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const double days = static_cast<double>(r.last - r.first) / 86400;
  std::string out = text("set xdata time\nset timefmt '%s'\nset xrange ['", r.first, "':'", r.last, "']\n");
  if (days < 45 || days > 400) {
    const char* format = days <= 5 ? "%H:%M\\n%d %b" : days < 45 ? "%d %b" : days <= 1100 ? "%b\\n%Y" : "%Y";
    return text(out, "set format x \"", format, "\"\n");
  }
  std::string tics;
  for (seconds_t t = begin_of(civil, r.first, period::month); t <= r.last;
       t = end_of(civil, t, period::month)) {
    const seconds_t middle = (t + end_of(civil, t, period::month)) / 2;
    if (t >= r.first) tics += text(tics.empty() ? "" : ", ", "'' '", t, "' 1");
    if (middle > r.first && middle < r.last) {
      const char* name = months[date_of_day(civil, day_of(t)).month - 1];
      tics += text(tics.empty() ? "" : ", ", "'", name, "' '", middle, "' 0");
    }
  }
  return text(out, "set xtics (", tics, ") scale 0,1\nset grid noxtics mxtics\n");
}

/// What a site is called in the key: with its total where the values span a year.
std::string key_of(const scheme& s, const site_series& site) {
  if (!s.carbon) return site.name;
  const auto annual = means(site.calendar, site.times, site.output, period::year);
  const auto [low, high] = std::minmax_element(site.times.begin(), site.times.end());
  if (annual.size() != 1 || *high - *low < 360 * seconds_per_day || !s.days) return site.name;
  const auto& [begin, mean] = *annual.begin();
  const double total = grams(mean, begin, end_of(site.calendar, begin, period::year));
  return text(site.name, ":  ", grouped(static_cast<std::size_t>(std::lround(std::max(0.0, total)))),
              " g C m^{-2} in the year");
}

/// The top panel: the course of the output.
std::string course_panel(const plotted_output& output, const std::vector<site_series>& sites,
                         const scheme& s) {
  const double scale = s.carbon && !s.hours ? grams(1, 0, 86400) : 1;
  std::string data, lines;
  const auto next = [&] { return lines.empty() ? "plot " : ", "; };
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (!s.days) continue;
    data += block_of(text("thin", i), sites[i].calendar, s.thin(sites[i], sites[i].output), scale);
    lines +=
        text(next(), "$thin", i, " using 1:2 with lines lw 1 lc rgb '", pale[i % pale.size()], "' notitle");
  }
  for (std::size_t i = 0; i < sites.size(); ++i) {
    data += block_of(text("bold", i), sites[i].calendar, s.bold(sites[i], sites[i].output), scale);
    lines += text(next(), "$bold", i, " using 1:2 with ",
                  sites[i].times.size() == 1 ? "points pt 7" : "lines lw 3", " lc rgb '",
                  strong[i % strong.size()], "' title ", plot_string(key_of(s, sites[i])));
  }
  const char* carbon_units = s.hours ? "µg C m^{-2} s^{-1}" : "g C m^{-2} d^{-1}";
  const std::string label =
      s.carbon ? text("GPP  [", carbon_units, "]") : text(output.name, "  [", plot_units(output.units), "]");
  const char* note =
      "set label 1 'thin: days    bold: mean over 15 days' at graph 0.99,0.94 right font ',9' tc rgb "
      "'#666666'\n";
  return text(data, time_axis_of(s.whole), "set ylabel ", plot_string(label), "\nset yrange [",
              s.carbon ? "0" : "*", ":*]\nset key top left Left reverse\n", s.days ? note : "", lines,
              "\nunset label 1\n");
}

/// The middle panel: light and temperature.
std::string weather_panel(const std::vector<site_series>& sites, const scheme& s) {
  const bool alone = sites.size() == 1;
  // Several sites have the colours of the panel above.
  const char* note =
      "unset key\nset label 1 'solid: light    dotted: temperature' at graph 0.99,0.94 right font ',9' tc "
      "rgb '#666666'\n";
  std::string data, light, warmth;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (sites[i].ppfd.empty() || sites[i].tc.empty()) return {};
    data += block_of(text("light", i), sites[i].calendar, s.bold(sites[i], sites[i].ppfd)) +
            block_of(text("warmth", i), sites[i].calendar, s.bold(sites[i], sites[i].tc));
    const char* color = strong[i % strong.size()];
    light += text(i == 0 ? "plot " : ", ", "$light", i, " using 1:2 with lines lw 2 lc rgb '",
                  alone ? "#e6ab02" : color, "' title ", "'light'");
    warmth += text(", $warmth", i, " using 1:2 axes x1y2 with lines lw 2 dt (6,4) lc rgb '",
                   alone ? "#b2182b" : color, "' title ", "'temperature'");
  }
  return text(data,
              "set ylabel 'PPFD  [µmol m^{-2} s^{-1}]'\nset y2label 'temperature  [°C]'\n"
              "set y2tics\nset yrange [0:*]\nset y2range [*:*]\n",
              alone ? "set key top left Left reverse\n" : note, light, warmth,
              "\nunset label 1\nunset y2label\nunset y2tics\n");
}

/// The bottom panel: a bar for each day, month or year.
std::string bars_panel(const std::vector<site_series>& sites, const scheme& s) {
  std::string data, lines;
  const double days = s.bar == period::year ? 300 : s.bar == period::month ? 24 : 0.8;
  const double width = days * 86400 / static_cast<double>(sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    std::map<seconds_t, double> bars;
    for (const auto& [begin, mean] : means(sites[i].calendar, sites[i].times, sites[i].output, s.bar)) {
      // A bar stands in the middle of its month, beside those of the other sites.
      const double shift = (static_cast<double>(i) - static_cast<double>(sites.size() - 1) / 2) * width;
      const seconds_t end = end_of(sites[i].calendar, begin, s.bar);
      bars[(begin + end) / 2 + static_cast<seconds_t>(shift)] = s.carbon ? grams(mean, begin, end) : mean;
    }
    data += block_of(text("bars", i), sites[i].calendar, bars);
    const char* color = sites.size() == 1 ? "#5aae61" : strong[i % strong.size()];
    lines += text(i == 0 ? "plot " : ", ", "$bars", i, " using 1:2:(", width * 0.92,
                  ") with boxes fs solid 0.75 noborder lc rgb '", color, "' notitle");
    if (bars.size() * sites.size() > 40) continue;  // figures would lie on each other
    const char* format = !s.carbon ? "%.3g" : s.hours ? "%.1f" : "%.0f";
    lines += text(", $bars", i, " using 1:2:(sprintf('", format,
                  "', $2)) with labels offset 0,0.6 font ',9' tc rgb '#444444' notitle");
  }
  const char* each = s.bar == period::day ? "d" : s.bar == period::month ? "month" : "yr";
  const char* mean = s.bar == period::day     ? "daily mean"
                     : s.bar == period::month ? "monthly mean"
                                              : "annual mean";
  const std::string label = s.carbon ? text("GPP  [g C m^{-2} ", each, "^{-1}]") : mean;
  return text(data, "set ylabel ", plot_string(label), "\nset yrange [", s.carbon ? "0" : "*",
              ":*]\nset offsets 0,0,graph 0.12,0\nunset key\n", lines, "\n");
}

}  // namespace

void draw_series(gnuplot& plot, const std::string& title, const plotted_output& output,
                 const std::vector<site_series>& sites) {
  const scheme s(output, sites);
  const std::string weather = weather_panel(sites, s);
  const int panels = weather.empty() ? 2 : 3;
  // The title's underscores are those of file names, not subscripts.
  plot.draw(1200, panels == 3 ? 1050 : 760,
            text("set multiplot layout ", panels, ",1 title ", plot_string(title),
                 " noenhanced font ',14' margins 0.08,0.93,0.05,0.95 spacing 0,0.065\n"
                 "set grid lc rgb '#c8c8c8' lw 1\nset border lc rgb '#555555'\nset tics out nomirror\n",
                 course_panel(output, sites, s), weather, bars_panel(sites, s), "unset multiplot\n"));
}

void draw_rows(gnuplot& plot, const std::string& title, const plotted_output& output,
               std::span<const double> values) {
  std::string data = "$rows << EOD\n";
  for (std::size_t i = 0; i < values.size(); ++i) {
    data += std::isnan(values[i]) ? std::string("\n") : text(i + 1, " ", values[i], "\n");
  }
  plot.draw(
      1200, 600,
      text(data, "EOD\nset title ", plot_string(title),
           " noenhanced font ',14'\nset xlabel 'row'\nset ylabel ",
           plot_string(output.name + "  [" + plot_units(output.units) + "]"),
           "\nset grid lc rgb '#c8c8c8' lw 1\nset border lc rgb '#555555'\nset tics out nomirror\nunset key\n"
           "set xrange [0:",
           values.size() + 1, "]\nplot $rows using 1:2 with ",
           values.size() > 2000 ? "dots" : "points pt 7 ps 0.7", " lc rgb '#1b7837'\n"));
}

}  // namespace sylva::examples
