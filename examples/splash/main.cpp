// sylva-splash: the daily water balance of SPLASH, of a site or a grid.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <memory>
#include <numbers>

#include "model.hpp"
#include "picture.hpp"
#include "state_file.hpp"
#include "support/backend.hpp"
#include "support/dataset.hpp"
#include "support/input_arguments.hpp"
#include "support/option_checks.hpp"
#include "support/plausibility.hpp"
#include "support/program.hpp"
#include "support/report.hpp"
#include "support/scratch_file.hpp"
#include "totals_source.hpp"
#include "variables.hpp"
#include "weather.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string input, output, plot, prefix, state_in, state_out;
  std::string outputs, totals = "day", sunshine = "auto";
  double k_rs = 0.16;
  input_arguments about_input;
  model_choices choices;
};

/// The sites of a grid cut into boxes that have all days, and whole chunks of the file where they can.
std::vector<block> plan_sites(const source& from, const input_reader& reader, std::size_t time) {
  constexpr std::size_t cells_at_a_time = std::size_t{1} << 22;
  const auto& dims = reader.dims();
  std::vector<std::size_t> sizes, chunks;
  for (std::size_t k = 0; k < dims.size(); ++k) {
    if (k != time) sizes.push_back(reader.sizes()[k]), chunks.push_back(1);
  }
  for (const variable& v : reader.used()) {
    if (v.dims != dims) continue;
    chunks = from.chunks(v);
    chunks.erase(chunks.begin() + static_cast<std::ptrdiff_t>(time));
    break;
  }
  const std::size_t days = reader.sizes()[time];
  return plan_blocks(sizes, chunks, std::max<std::size_t>(1, cells_at_a_time / days));
}

block with_time(block sites, std::size_t time, std::size_t count) {
  const auto at = static_cast<std::ptrdiff_t>(time);
  sites.start.insert(sites.start.begin() + at, 0);
  sites.count.insert(sites.count.begin() + at, count);
  return sites;
}

/// Annual means over all sites that have a value, each weighted by the area that it stands for.
struct annual_means {
  double year_length;  ///< mean of the calendar [day]
  double weight = 0, precipitation = 0, pet = 0, aet = 0, runoff = 0;
  std::size_t sites = 0;

  void add(const site_sums& sums, const site_box& box) {
    for (std::size_t s = 0; s < sums.days.size(); ++s) {
      const double a_year = year_length / sums.days[s];
      if (!(sums.days[s] > 0) || std::isnan(sums.aet[s] + sums.precipitation[s])) continue;
      const double latitude = box.latitude[box.latitude.size() == 1 ? 0 : s];
      const double w = std::max(1e-9, std::cos(latitude * std::numbers::pi / 180));
      weight += w, ++sites;
      precipitation += w * a_year * sums.precipitation[s], pet += w * a_year * sums.pet[s];
      aet += w * a_year * sums.aet[s], runoff += w * a_year * sums.runoff[s];
    }
  }
};

struct spin_up_totals {
  std::size_t sites = 0, missing = 0, not_converged = 0;
  double worst = 0;
  std::vector<std::size_t> worst_at;

  void add(const spin_up_finding& f, const site_box& box, const block& where) {
    sites += f.sites, missing += f.missing, not_converged += f.not_converged;
    if (!(f.worst > worst)) return;
    worst = f.worst;
    worst_at = where.start;
    std::size_t cell = box.first_of(f.worst_site);
    for (std::size_t d = worst_at.size(); d-- > 0;) {
      worst_at[d] += cell % where.count[d];
      cell /= where.count[d];
    }
  }
};

struct seconds_spent {
  double reading = 0, model = 0, writing = 0;
};

std::string model_of(const model_choices& c) {
  return text("SPLASH, constants ", c.constants, c.hold_gaps ? ", holds over gaps" : "",
              c.pyrealm_compatible ? ", as pyrealm where sylva departs from it" : "");
}

struct findings {
  run_report report;
  annual_means means;
  spin_up_totals spin_up;
  seconds_spent spent;
};

void say(const std::string& line) { std::printf("  %s\n", line.c_str()); }

void summarize(const arguments& given, const input_reader& reader, const source& from,
               const unit_check& units_seen, const weather_plan& weather, const day_axis& axis,
               const findings& f, std::size_t time, int threads) {
  const model_choices& c = given.choices;
  std::printf("%s -> %s\n", given.input.c_str(), given.output.c_str());
  say("model     " + model_of(c));
  for (const std::string& line : reader.lines()) say(line);
  if (const std::string t = weather.temperature_description(); !t.empty()) say("weather   " + t);
  for (const std::string& line : units_seen.lines()) say(line);
  say("sunshine  " + weather.sunshine_description());
  const std::vector<std::int64_t>& days = axis.days;
  say(text("days      ", format_day(axis.calendar, days.front()), " to ",
           format_day(axis.calendar, days.back()), ", ", grouped(days.size())));
  if (axis.skips_31_december) {
    say("          31 December is missing in leap years, as Daymet leaves it out: the years have 365 days");
  }
  const auto place = [&](std::span<const std::size_t> index) { return from.place(reader.dims(), index); };
  if (!given.state_in.empty()) {
    say("spin-up   none, soil moisture is that of " + given.state_in);
  } else if (c.spin_up == "none") {
    say("spin-up   none, all soils are dry before the first day");
  } else {
    const spin_up_totals& s = f.spin_up;
    std::string line = text("spin-up   first year, ", grouped(s.sites), s.sites == 1 ? " site: " : " sites: ",
                            grouped(s.sites - s.missing - s.not_converged), " in equilibrium");
    if (s.missing > 0) line += text(", ", grouped(s.missing), " missing");
    if (s.not_converged > 0) {
      line += text(", ", grouped(s.not_converged), " not after ", c.most_passes, " passes; worst by ",
                   rounded(s.worst), " mm a year");
      if (reader.dims().size() > 1) {
        auto site = s.worst_at;
        auto dims = reader.dims();
        site.erase(site.begin() + static_cast<std::ptrdiff_t>(time));
        dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(time));
        line += " at " + from.place(dims, site);
      }
    }
    say(line);
  }
  const auto units = [](const std::string& name) {
    return name == "tmax - tmin" ? std::string("K") : describe_input(name).units;
  };
  for (const std::string& line : f.report.lines(place, units)) say(line);
  const annual_means& m = f.means;
  const auto mm = [&](double sum) { return rounded(sum / m.weight); };
  if (m.sites > 0) {
    say(text("a year    P ", mm(m.precipitation), ", PET ", mm(m.pet), ", AET ", mm(m.aet), ", runoff ",
             mm(m.runoff), " mm",
             m.sites == 1
                 ? ""
                 : text(", mean of ", grouped(m.sites), " sites weighted by the cosine of latitude")));
  } else {
    std::string line = "a year    no site has a value on all days";
    if (!c.hold_gaps) line += "; --hold-gaps goes on after missing values";
    if (const auto worst = f.report.worst_impossible()) {
      line += text("; if ", *worst, " means a missing value: --missing ", *worst);
    }
    say(line);
  }
  const double cells = static_cast<double>(f.report.cells());
  say(text("time      reading ", rounded(f.spent.reading, 3), " s, model ", rounded(f.spent.model, 3),
           " s, writing ", rounded(f.spent.writing, 3), " s"));
  say(text("speed     ", rounded(cells / f.spent.model / 1e6, 3),
           " million site-days per second in the model (", c.backend, ", ", c.precision, ", ", threads,
           threads == 1 ? " thread), " : " threads), ",
           rounded(cells / (f.spent.reading + f.spent.model + f.spent.writing) / 1e6, 3),
           " with reading and writing"));
}

void run(arguments given, const std::string& history) {
  model_choices& c = given.choices;
  if (given.totals != "day" && given.totals != "month" && given.totals != "year") {
    fail("--totals: '", shown(given.totals), "' is unknown; there are day, month, year");
  }
  c.totals = given.totals != "day";
  check_prefix(given.prefix);
  check_output_name(given.output);
  if (!given.state_out.empty()) {
    check_output_name(given.state_out);
    if (extension(given.state_out) == ".csv") fail("--state-out: '", given.state_out, "' must end in .nc");
  }
  check_distinct_files(
      {{"INPUT", given.input}, {"--state-in", given.state_in}},
      {{"--output", given.output}, {"--state-out", given.state_out}, {"--plot", given.plot}});
  if (given.outputs.empty())
    given.outputs = c.totals ? "aet,pet,precipitation,runoff" : "aet,pet,soil_moisture,runoff";
  const std::vector<std::string> names = split(given.outputs);
  const std::vector<output_variable> outputs = describe_outputs(names, c.totals, given.prefix);
  input_options options = given.about_input.of_inputs();
  const auto from = open_source(given.input, given.about_input.of_source());
  weather_plan weather(*from, given.sunshine, given.k_rs, options);
  input_reader reader(*from, weather.needs(), options);
  const day_axis axis = find_days(*from, reader.dims());
  const std::vector<std::int64_t>& days = axis.days;
  const auto time = static_cast<std::size_t>(std::find(reader.dims().begin(), reader.dims().end(), axis.dim) -
                                             reader.dims().begin());
  std::vector<std::size_t> site_dims = reader.dims();
  site_dims.erase(site_dims.begin() + static_cast<std::ptrdiff_t>(time));
  const day_numbers numbers = number_days(axis, given.totals);
  const bool one_site = reader.cells() == days.size();
  const bool spin_up = c.spin_up != "none" && given.state_in.empty();

  std::unique_ptr<picture> plot;
  if (!given.plot.empty()) plot = std::make_unique<picture>(given.plot, *from, site_dims, one_site);
  c.series = plot && plot->of_one_site();
  const auto model = make_model(c, numbers, names);
  if (spin_up && static_cast<std::size_t>(numbers.spin_up_days) > days.size()) {
    fail(given.input, ": the spin-up goes through a first year of ", numbers.spin_up_days,
         " days, but there are ", days.size(),
         ": --spin-up none begins with dry soil, --state-in with the soil moisture of another run");
  }
  std::unique_ptr<state_reader> state_in;
  if (!given.state_in.empty()) {
    state_in = std::make_unique<state_reader>(given.state_in, *from, site_dims, axis.calendar, days.front());
  }

  std::vector<std::int64_t> periods;
  for (const std::ptrdiff_t first : numbers.first_days) {
    const auto i = static_cast<std::size_t>(first);
    periods.push_back(i < days.size() ? days[i] : days.back() + 1);
  }
  totals_source of_totals(*from, axis.dim, axis.calendar, periods),
      of_sites(*from, axis.dim, axis.calendar, {});
  sink_options how{.single_precision = c.precision == "float",
                   .history = history,
                   .attributes = {{"source", text("sylva ", library_version(), ' ', model_of(c))}}};
  unit_check units_seen(*from, reader, options.accept_units);
  std::unique_ptr<sink> to, state_out;
  const auto create_outputs = [&] {
    to = create_sink(given.output, c.totals ? static_cast<source&>(of_totals) : *from, reader.dims(),
                     reader.used(), outputs, how);
    if (given.state_out.empty()) return;
    how.attributes.emplace_back(state_date, format_day(axis.calendar, days.back()));
    state_out = create_sink(given.state_out, of_sites, site_dims, reader.used(), {state_variable()}, how);
  };

  // All days of some sites at a time: the memory needed does not grow with the number of sites.
  std::vector<std::string> input_names;
  for (const input_need& need : reader.needs()) input_names.push_back(need.name);
  findings f{run_report(input_names, c.totals ? std::vector<std::string>{} : names),
             {.year_length = mean_year_length(axis.calendar)},
             {},
             {}};
  const std::size_t out_steps = c.totals ? periods.size() - 1 : days.size();
  {
    progress_bar bar("sylva-splash", reader.cells());
    for (const block& sites : plan_sites(*from, reader, time)) {
      const block where = with_time(sites, time, days.size());
      std::vector<double> state;
      site_box box;
      std::vector<range_note> notes;
      stopwatch::timed(f.spent.reading, [&] {
        reader.read(where);
        units_seen.add(where);
        box = weather.make(reader, where, time, numbers, notes);
        if (state_in) {
          state_in->read(sites, state);
        } else {
          // a site without any weather, such as the sea, has no soil
          state.assign(box.sites(), 0);
          for (std::size_t s = 0; s < state.size() && box.tc.size() > 1; ++s) {
            std::size_t d = 0;
            while (d < box.days && std::isnan(box.tc[box.first_of(s) + d * box.inner])) ++d;
            if (d == box.days) state[s] = std::numeric_limits<double>::quiet_NaN();
          }
        }
      });
      if (!to) create_outputs();
      const std::vector<values_view>* results = nullptr;
      stopwatch::timed(f.spent.model, [&] { results = &model->run(box, spin_up, state); });
      for (range_note& note : look_at_ranges(box)) notes.push_back(std::move(note));
      std::vector<std::span<const double>> inputs;
      for (std::size_t i = 0; i < reader.needs().size(); ++i) inputs.push_back(reader.values(i));
      f.report.add(where, inputs, notes, c.totals ? std::span<const values_view>{} : std::span(*results));
      f.means.add(model->sums(), box);
      if (spin_up) f.spin_up.add(model->spun_up(), box, where);
      if (plot && plot->of_one_site()) {
        plot->add_site(axis, model->series(), box.precipitation);
      } else if (plot) {
        plot->add_map(sites, model->sums());
      }
      stopwatch::timed(f.spent.writing, [&] {
        to->write(with_time(sites, time, out_steps), *results);
        if (state_out) state_out->write(sites, std::vector<values_view>{std::span<const double>(state)});
      });
      bar.add(where.cells());
    }
  }
  stopwatch::timed(f.spent.writing, [&] {
    to->finish();
    if (state_out) state_out->finish();
  });
  summarize(given, reader, *from, units_seen, weather, axis, f, time, model->threads());
  if (state_in && state_in->skips_31_december()) {
    say("state-in  at the end of 30 December, as Daymet leaves 31 December out in leap years");
  }
  if (!given.state_out.empty())
    say(text("state     ", given.state_out, ", at the end of ", format_day(axis.calendar, days.back())));
  flush_summary();
  to->commit();
  if (state_out) state_out->commit();
  if (plot) {
    draw_after(given.output, [&] { plot->draw(std::filesystem::path(given.output).filename().string()); });
    say("plot      " + given.plot);
  }
}

constexpr const char* help_on_files = R"(
FILES:
  CSV     A header and commas; a row a day, with its date. A name may be followed by a unit in brackets: tc [K] or tc (K).
          Empty fields, NA, N/A, nan, null and the numbers of --missing are missing. Dates are as 2001-07-31, 2001/7/31 or
          20010731, with or without a time and a zone, in a column time, date, datetime or timestamp; or in
          TIMESTAMP_START or TIMESTAMP_END; or as numbers in year, month and day, or year and doy; or in the column of
          --rename time=NAME.
  netCDF  Any dimensions of which one is time, in any calendar of the CF conventions, with a value a day. Inputs may have
          different dimensions and are repeated along those that they lack, but have one dimension of times; latitude
          may be the coordinate lat or latitude. The bounds of a time, if there are any, must enclose one day. A
          variable in a group is named by its path: --rename tc=/met/t2m. Amounts (mm, J m-2) are sums of days: with
          cell_methods "time: mean" they are refused; give --units precipitation='m h-1' if the mean is of hourly
          amounts.
  Days must follow each other without a gap, except 31 December of all leap years, which Daymet leaves out; values may be
  missing. After a missing value all results of a site are missing, or, with --hold-gaps, those of that day.
  Years, months and days are those of the calendar: --calendar noleap reads a table without 29 February. A time in a zone
  is taken as local standard time. Without bounds a time is taken to lie in its interval; with --stamp end it is the end
  of the interval.
  A variable without a declared unit is taken to be in sylva's, and the summary says so; --units gives another. Values
  that cannot be in their unit are an error, such as radiation in MJ m-2 d-1 that is read as W m-2.
  Values outside the expected range are counted in the summary, not changed. Impossible values, such as rain below 0 or
  sunshine above 1, are counted and taken as missing.
  A month or a year with days that are not in the file has the sum of the others; the output days is their number.

EXAMPLES:
  sylva-splash site.csv -o water.csv --set latitude=47.4,elevation=130 --sunshine temperature_range --plot water.png
  sylva-splash era5.nc -o water.nc --rename tc=t2m,precipitation=tp,radiation=ssrd --totals month
  sylva-splash 2001.nc -o w1.nc --state-out end.nc; sylva-splash 2002.nc -o w2.nc --state-in end.nc

Exit status: 0, or 2 after an error, which is reported in one line.)";

void add_options(CLI::App& app, arguments& given) {
  model_choices& c = given.choices;
  c.backend = sylva::current_backend();
  app.add_option("INPUT", given.input, "a .csv file, one row a day, or a .nc file after the CF conventions")
      ->required();
  app.add_option(
         "-o,--output", given.output,
         "what to write, .csv or .nc. It appears when it is complete; an older file stays whole until then")
      ->required();
  app.add_option(
      "--outputs", given.outputs,
      "what to write, separated by commas (OUTPUTS below); else aet,pet,soil_moisture,runoff of days, "
      "aet,pet,precipitation,runoff of totals");
  app.add_option("--totals", given.totals, "day, or sums over each month or year")->capture_default_str();
  app.add_option(
         "--sunshine", given.sunshine,
         "auto, the first that INPUT has of: sunshine_fraction, cloud_cover, radiation, temperature_range "
         "(tmin and tmax), but before them what --rename, --units or --set names")
      ->capture_default_str();
  app.add_option("--k-rs", given.k_rs,
                 "of Hargreaves and Samani, for temperature_range: 0.16 inland, 0.19 at coasts")
      ->capture_default_str()
      ->check(number_in({0, 1, true}));
  app.add_option("--constants", c.constants, "pyrealm, or splash_v1")->capture_default_str();
  app.add_flag("--hold-gaps", c.hold_gaps, "a day whose weather is missing leaves soil moisture as it was");
  app.add_flag("--pyrealm-compatible", c.pyrealm_compatible,
               "reproduce pyrealm 2.0.0 where sylva departs from it");
  app.add_option("--spin-up", c.spin_up,
                 "first-year, repeated until soil moisture is in equilibrium with it; or none")
      ->capture_default_str();
  app.add_option("--most-passes", c.most_passes, "through the first year")
      ->capture_default_str()
      ->check(whole_number_in(1, 1'000'000));
  app.add_option("--tolerance", c.tolerance, "of soil moisture after the first year against before it [mm]")
      ->capture_default_str()
      ->check(number_in({0, 1e6}));
  app.add_option("--state-in", given.state_in,
                 "soil moisture before the first day, as --state-out wrote it; no spin-up");
  app.add_option("--state-out", given.state_out, "where to write soil moisture after the last day, .nc");
  app.add_option(
      "--prefix", given.prefix,
      "put before the name of each output, where INPUT has its namesake: letters, digits and _ . - +");
  add_input_options(app, given.about_input,
                    {"tc=t2m,precipitation=tp", "latitude=47.4,water_capacity=120", "radiation=MJ m-2 d-1"});
  app.add_option(
         "--backend", c.backend,
         "serial, one value after another; simd, several at once, on one thread; openmp, on many; cuda, hip, "
         "sycl, on a device. This program was built with: " +
             joined(sylva::available_backends()))
      ->capture_default_str();
  app.add_option("--precision", c.precision, "double or float, of the calculation and of a netCDF output")
      ->capture_default_str();
  app.add_option("--threads", c.threads,
                 "number of threads, with the backend openmp; 0: as OMP_NUM_THREADS or the machine has it")
      ->capture_default_str();
  app.add_option(
      "--plot", given.plot,
      "draw to this .png with gnuplot: of one site the water balance through the year, of a grid a map of "
      "AET over PET");
  app.set_version_flag("--version", "sylva-splash " + library_version());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "The daily water balance of a site or a grid by SPLASH: evapotranspiration, soil moisture, runoff.",
      "sylva-splash"};
  arguments given;
  add_options(app, given);
  app.footer(help_on_variables() + help_on_files);
  return run_program(app, argc, argv, [&] {
    // Who asks for threads wants the backend that has some.
    if (given.choices.threads > 1 && app.count("--backend") == 0) given.choices.backend = "openmp";
    run(given, command_line(app.get_name(), argc, argv));
  });
}
