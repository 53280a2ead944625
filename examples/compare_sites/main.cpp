// sylva-compare-sites: annual and monthly carbon uptake of some sites side by side, and a picture of them.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <optional>

#include "support/dataset.hpp"
#include "support/gnuplot.hpp"
#include "support/input_arguments.hpp"
#include "support/plausibility.hpp"
#include "support/program.hpp"
#include "support/scratch_file.hpp"
#include "support/series.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::vector<std::string> inputs;
  std::string plot, title = "Gross primary productivity";
  input_arguments about_input;
};

/// The file of "Name=file" or "file".
std::string path_of(const std::string& given) {
  const auto at = given.find('=');
  return at == given.npos ? given : given.substr(at + 1);
}

/// Makes impossible values of gpp missing. Returns a line for the summary; empty if all are possible.
std::string take_impossible(std::vector<double>& gpp, const conversion& from_file) {
  constexpr double least = -1000, most = 5000;
  std::size_t count = 0;
  double worst = 0;
  for (double& x : gpp) {
    if (std::isnan(x) || (x >= least && x <= most)) continue;
    ++count;
    if (std::abs(x) > std::abs(worst)) worst = x;
    x = std::numeric_limits<double>::quiet_NaN();
  }
  if (count == 0) return {};
  return text("range     gpp: ", grouped(count), " impossible, taken as missing (possible are ",
              number(least), " to ", number(most), " ug m-2 s-1); worst is ",
              rounded((worst - from_file.offset) / from_file.factor, 6), " in the file");
}

/// Reads "Name=file" or "file": the times, gpp and, if the file has them, light and temperature. Adds the
/// lines on its inputs to `said`.
site_series read_site(const std::string& given, const input_arguments& about_input,
                      std::vector<std::string>& said) {
  const auto at = given.find('=');
  const std::string path = path_of(given);
  site_series site{at == given.npos ? std::filesystem::path(path).stem().string() : given.substr(0, at),
                   {},
                   {},
                   {},
                   {},
                   {}};

  const auto from = open_source(path, about_input.of_source());
  const input_options options = about_input.of_inputs();
  const auto there = [&](const std::string& name) {
    return std::any_of(options.rename.begin(), options.rename.end(),
                       [&](const auto& r) { return r.first == name; }) ||
           from->find(name).has_value();
  };
  std::vector<input_need> needs{{.name = "gpp",
                                 .units = "ug m-2 s-1",
                                 .accepted = "g m-2 d-1, gC m-2 d-1, umol m-2 s-1",
                                 .standard_name = "gross_primary_productivity_of_biomass_expressed_as_carbon",
                                 .same_as = {"umol m-2 s-1 / 12.0107"},
                                 .same_by = "12.0107 g of carbon a mol"}};
  std::vector<std::vector<double>*> columns{&site.output};
  if (there("ppfd"))
    needs.push_back({"ppfd", "umol m-2 s-1", "mol m-2 d-1", ""}), columns.push_back(&site.ppfd);
  if (there("tc")) needs.push_back({"tc", "degC", "K, degF", ""}), columns.push_back(&site.tc);
  input_reader reader(*from, needs, options);
  if (reader.dims().size() != 1) fail(path, ": 'gpp' must have one dimension, time");
  const auto times = from->times(reader.dims()[0]);
  if (!times) fail(path, ": there is no 'time' such as 2001-07-31T12:00");
  site.calendar = times->calendar;
  site.times = times->at;
  if (site.times.size() < 2)
    fail(path, ": sums need two times or more, of which the distance is the interval");

  unit_check units_seen(*from, reader, options.accept_units);
  const block all{{0}, reader.sizes()};
  reader.read(all);
  units_seen.add(all);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto values = reader.values(i);
    columns[i]->assign(values.begin(), values.end());
    columns[i]->resize(all.cells(), values[0]);
  }
  std::vector<std::string> ranges;
  if (std::string line = take_impossible(site.output, reader.convert(0)); !line.empty())
    ranges.push_back(line);
  for (const auto& lines : {reader.lines(), units_seen.lines(), ranges}) {
    for (const std::string& line : lines) said.push_back(text(site.name, "  ", line));
  }
  return site;
}

/// The share of a time span that has values. A value is as long as most are.
double covered(const site_series& site, seconds_t begin, seconds_t end) {
  double present = 0;
  for (std::size_t i = 0; i < site.times.size(); ++i) {
    present += site.times[i] >= begin && site.times[i] < end && !std::isnan(site.output[i]) ? 1 : 0;
  }
  std::vector<seconds_t> steps;
  for (std::size_t i = 1; i < site.times.size(); ++i)
    steps.push_back(std::abs(site.times[i] - site.times[i - 1]));
  const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
  std::nth_element(steps.begin(), middle, steps.end());
  return present * static_cast<double>(*middle) / static_cast<double>(end - begin);
}

/// What of a span must have values for a sum of all of it.
constexpr double enough = 0.8;

void print_totals(const std::vector<site_series>& sites) {
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::size_t width = 12;
  for (const site_series& site : sites) width = std::max(width, site.name.size());
  const int w = static_cast<int>(width);
  for (const site_series& site : sites) {
    for (const auto& [year, mean] : means(site.calendar, site.times, site.output, period::year)) {
      const auto date = date_of_day(site.calendar, day_of(year));
      const double share = covered(site, year, end_of(site.calendar, year, period::year));
      const double whole = grams(mean, year, end_of(site.calendar, year, period::year));
      const std::string percent = rounded(share * 100, 2);
      std::printf("%-*s  %d: ", w, site.name.c_str(), date.year);
      if (std::isnan(mean)) {
        std::printf("%6s in the year, which has no values\n", "-");
      } else if (share < enough) {
        std::printf("%6.0f g C m-2 in the values alone, which cover %s %% of the year\n", whole * share,
                    percent.c_str());
      } else {
        std::printf("%6.0f g C m-2 in the year%s\n", whole,
                    share < 0.99 ? text(" (scaled: values cover ", percent, " % of it)").c_str() : "");
      }
    }
  }
  std::printf("%-*s", w, "g C m-2");
  for (const char* month : months) std::printf("  %4s", month);
  std::printf("\n");
  bool gaps = false;
  for (const site_series& site : sites) {
    // Over several years: the mean of each month.
    double sums[12] = {}, counts[12] = {};
    for (const auto& [begin, mean] : means(site.calendar, site.times, site.output, period::month)) {
      const seconds_t end = end_of(site.calendar, begin, period::month);
      if (std::isnan(mean) || covered(site, begin, end) < enough) continue;
      const auto month = static_cast<std::size_t>(date_of_day(site.calendar, day_of(begin)).month - 1);
      sums[month] += grams(mean, begin, end);
      counts[month] += 1;
    }
    std::printf("%-*s", w, site.name.c_str());
    for (std::size_t i = 0; i < 12; ++i) {
      std::printf("  %4s", counts[i] > 0 ? text(std::lround(sums[i] / counts[i])).c_str() : "-");
      gaps |= counts[i] == 0;
    }
    std::printf("\n");
  }
  if (gaps) std::printf("%-*s  -: values cover less than 80 %% of the month\n", w, "");
}

void run(const arguments& given) {
  std::vector<named_file> inputs;
  for (const std::string& input : given.inputs) inputs.push_back({"INPUT", path_of(input)});
  check_distinct_files(inputs, {{"--plot", given.plot}});
  std::optional<gnuplot> plot;
  if (!given.plot.empty()) plot.emplace(given.plot);
  std::vector<site_series> sites;
  std::vector<std::string> said;
  for (const std::string& input : given.inputs) sites.push_back(read_site(input, given.about_input, said));
  print_totals(sites);
  for (const std::string& line : said) std::printf("%s\n", line.c_str());
  if (!plot) return;
  draw_series(*plot, given.title, {"gpp", "ug m-2 s-1", "gross primary productivity"}, sites);
  std::printf("%s\n", given.plot.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Annual and monthly carbon uptake of sites, from outputs of sylva-pmodel that have a time and gpp, or "
      "from GPP in umol of CO2. Months and years of which values cover 80 % and more are scaled to the "
      "whole; "
      "of other years the values are summed up, of other months there is no sum. GPP outside -1000 to 5000 "
      "ug C "
      "m-2 s-1 is impossible and taken as missing.",
      "sylva-compare-sites"};
  arguments given;
  app.add_option("INPUT", given.inputs,
                 "files .csv or .nc, each with a name before it if you like: Greensboro=gpp.csv")
      ->required();
  app.add_option("--plot", given.plot, "draw them into one picture, .png, with gnuplot");
  app.add_option("--title", given.title, "of the picture")->capture_default_str();
  add_input_options(app, given.about_input, {"gpp=GPP_NT", "", "gpp=g m-2 d-1"});
  return run_program(app, argc, argv, [&] { run(given); });
}
