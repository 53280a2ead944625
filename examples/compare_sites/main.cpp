// sylva-compare-sites: annual and monthly carbon uptake of some sites side by side, and a picture of them.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
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
  std::vector<input_need> needs{{"gpp", "ug m-2 s-1", "g m-2 d-1, gC m-2 d-1", ""}};
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

  unit_check units_seen(*from, reader, options.accept_units);
  const block all{{0}, reader.sizes()};
  reader.read(all);
  units_seen.add(all);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto values = reader.values(i);
    columns[i]->assign(values.begin(), values.end());
    columns[i]->resize(all.cells(), values[0]);
  }
  for (const auto& lines : {reader.lines(), units_seen.lines()}) {
    for (const std::string& line : lines) said.push_back(text(site.name, "  ", line));
  }
  return site;
}

/// The share of a time span that has values, for evenly spaced times.
double covered(const site_series& site, seconds_t begin, seconds_t end) {
  if (site.times.size() < 2) return 0;
  double present = 0;
  for (std::size_t i = 0; i < site.times.size(); ++i) {
    present += site.times[i] >= begin && site.times[i] < end && !std::isnan(site.output[i]) ? 1 : 0;
  }
  const auto spacing = static_cast<double>(site.times.back() - site.times.front()) /
                       static_cast<double>(site.times.size() - 1);
  return present * spacing / static_cast<double>(end - begin);
}

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
      std::printf(
          "%-*s  %d: %6.0f g C m-2 in the year%s\n", w, site.name.c_str(), date.year,
          grams(mean, year, end_of(site.calendar, year, period::year)),
          share < 0.99 ? text(" (scaled: values cover ", rounded(share * 100, 2), " % of it)").c_str() : "");
    }
  }
  std::printf("%-*s", w, "g C m-2");
  for (const char* month : months) std::printf("  %4s", month);
  std::printf("\n");
  for (const site_series& site : sites) {
    // Over several years: the mean of each month.
    double sums[12] = {}, counts[12] = {};
    for (const auto& [begin, mean] : means(site.calendar, site.times, site.output, period::month)) {
      if (std::isnan(mean)) continue;
      const auto month = static_cast<std::size_t>(date_of_day(site.calendar, day_of(begin)).month - 1);
      sums[month] += grams(mean, begin, end_of(site.calendar, begin, period::month));
      counts[month] += 1;
    }
    std::printf("%-*s", w, site.name.c_str());
    for (std::size_t i = 0; i < 12; ++i) std::printf("  %4.0f", sums[i] / counts[i]);
    std::printf("\n");
  }
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
      "Annual and monthly carbon uptake of sites, from outputs of sylva-pmodel that have a time and gpp. "
      "Months and years "
      "with gaps are scaled from the hours that are there.",
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
