// sylva-site-forcing: the inputs of the P-model from the weather of a station.

#include <sylva/core/constants.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/models/variable_ranges.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "support/dataset.hpp"
#include "support/input_arguments.hpp"
#include "support/option_checks.hpp"
#include "support/plausibility.hpp"
#include "support/program.hpp"
#include "support/report.hpp"
#include "support/scratch_file.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string input, output;
  double fapar = 0.8;
  double co2 = 400;
  input_arguments about_input;
};

/// The expected and possible ranges of ghi, tc and rh.
std::vector<range_note> ranges() {
  return {{{{"ghi", 0, 1400, "[]", "W m-2"}, -10, 2000}, {}},  // sensors at night; edges of clouds at noon
          {sylva::variable_ranges().of("tc"), {}},
          {{{"rh", 0, 1, "[]", "-"}, 0, 1.05}, {}}};  // hygrometers in saturated air
}

void run(const arguments& given, const std::string& history) {
  if (extension(given.input) != ".csv")
    fail("cannot take '", given.input, "': the weather of a station is a .csv file");
  check_output_name(given.output);
  check_distinct_files({{"INPUT", given.input}}, {{"--output", given.output}});
  const auto from = open_source(given.input, given.about_input.of_source());
  const std::vector<input_need> needs{
      {"ghi", "W m-2", "kJ m-2 h-1, MJ m-2 h-1, cal cm-2 h-1", "surface_downwelling_shortwave_flux_in_air"},
      {"tc", "degC", "K, degF", "air_temperature"},
      {"rh", "1", "%", "relative_humidity"}};
  const std::vector<output_variable> outputs{
      {"vpd", "Pa", "vapour pressure deficit", "water_vapor_saturation_deficit_in_air"},
      {"ppfd", "umol m-2 s-1", "photosynthetic photon flux density",
       "surface_downwelling_photosynthetic_photon_flux_in_air"},
      {"fapar", "1", "fraction of absorbed photosynthetically active radiation", ""},
      {"co2", "1e-6", "CO2 in air", "mole_fraction_of_carbon_dioxide_in_air"}};
  const input_options options = given.about_input.of_inputs();
  input_reader reader(*from, needs, options);
  unit_check units_seen(*from, reader, options.accept_units);
  std::unique_ptr<sink> to;  // created after the first box, so that refused inputs leave no output

  const sylva::core_constants<double> constants;
  const auto deficit = sylva::rh_to_vpd_pa<double>::from(constants);
  run_report report({"ghi", "tc", "rh"}, {"vpd", "ppfd", "fapar", "co2"});
  std::size_t saturated = 0;
  for (const block& where : reader.plan(1 << 20, true)) {
    reader.read(where);
    units_seen.add(where);
    if (!to) {
      to = create_sink(given.output, *from, reader.dims(), reader.used(), outputs,
                       {.units_in_header = true, .history = history, .attributes = {}});
    }
    const std::size_t cells = where.cells();
    std::vector<range_note> notes = ranges();
    std::vector<std::span<const double>> inputs;
    std::vector<std::vector<double>> possible(notes.size(), std::vector<double>(cells));
    for (std::size_t k = 0; k < notes.size(); ++k) {
      inputs.push_back(reader.values(k));
      const sylva::range_limits<double> limits(notes[k].range);
      for (std::size_t i = 0; i < cells; ++i) {
        const double x = inputs[k][inputs[k].size() == 1 ? 0 : i];
        limits.look(notes[k].found, x, i);
        possible[k][i] = limits.possible_or_nan(x);
      }
    }
    saturated += notes[2].found.above;
    std::vector<double> vpd(cells), ppfd(cells), fapar(cells, given.fapar), co2(cells, given.co2);
    for (std::size_t i = 0; i < cells; ++i) {
      const double rh = possible[2][i];
      vpd[i] = deficit(rh > 1 ? 1 : rh, possible[1][i]);
      ppfd[i] = possible[0][i] * constants.swdown_to_ppfd_factor;
    }
    const std::vector<values_view> values{std::span<const double>(vpd), std::span<const double>(ppfd),
                                          std::span<const double>(fapar), std::span<const double>(co2)};
    report.add(where, inputs, notes, values);
    to->write(where, values);
  }
  to->finish();

  const auto say = [](const std::string& line) { std::printf("  %s\n", line.c_str()); };
  std::printf("%s -> %s\n", given.input.c_str(), given.output.c_str());
  say(text("model     vpd from rh and tc (Magnus formula), ppfd = 2.04 umol J-1 of ghi, fapar = ",
           number(given.fapar), ", co2 = ", number(given.co2), " ppm"));
  for (const std::string& line : reader.lines()) say(line);
  for (const std::string& line : units_seen.lines()) say(line);
  const auto place = [&](std::span<const std::size_t> index) { return from->place(reader.dims(), index); };
  const auto units = [&](const std::string& name) {
    return std::find_if(needs.begin(), needs.end(), [&](const input_need& n) { return n.name == name; })
        ->units;
  };
  for (const std::string& line : report.lines(place, units)) say(line);
  if (saturated > 0)
    say(text("humidity  ", grouped(saturated), " of rh are above 1 and taken as 1, vpd is 0 there"));
  flush_summary();
  to->commit();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Adds the inputs of the P-model to the weather of a station: vpd [Pa] from relative humidity and "
      "temperature (Magnus formula; rh of 1 to 1.05 is taken as 1, rh above is impossible and taken as "
      "missing), ppfd [umol m-2 s-1] as 2.04 umol J-1 of global radiation, and fapar and co2 of the options. "
      "All columns of the input are kept.",
      "sylva-site-forcing"};
  arguments given;
  app.add_option("INPUT", given.input,
                 "weather, .csv, with ghi [W m-2], tc [degC], rh [1]; other units are converted "
                 "where they are declared, in brackets after the name, rh [%], or by --units")
      ->required();
  app.add_option("-o,--output", given.output, "what to write, .csv or .nc")->required();
  app.add_option("--fapar", given.fapar, "fraction of light that the leaves absorb, all year round")
      ->capture_default_str()
      ->check(number_in({0, 1}));
  app.add_option("--co2", given.co2, "CO2 in air [ppm]")->capture_default_str()->check(number_in(co2_range));
  add_input_options(app, given.about_input, {"ghi=SWdown,tc=Tair", "", "rh=%,tc=K"});
  return run_program(app, argc, argv, [&] { run(given, command_line(app.get_name(), argc, argv)); });
}
