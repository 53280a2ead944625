// sylva-site-forcing: from the weather of a station to what drives the P-model.

#include <sylva/core/constants.hpp>
#include <sylva/environment/hygro.hpp>

#include <algorithm>
#include <cstdio>

#include "support/dataset.hpp"
#include "support/input_arguments.hpp"
#include "support/option_checks.hpp"
#include "support/program.hpp"
#include "support/scratch_file.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string input, output;
  double fapar = 0.8;
  double co2 = 400;
  input_arguments about_input;
};

void run(const arguments& given, const std::string& history) {
  if (extension(given.input) != ".csv")
    fail("cannot take '", given.input, "': the weather of a station is a .csv file");
  check_output_name(given.output);
  check_distinct_files({{"INPUT", given.input}}, {{"--output", given.output}});
  const auto from = open_source(given.input, given.about_input.of_source());
  input_reader reader(*from,
                      {{"ghi", "W m-2", "J m-2 h-1, MJ m-2 d-1", "surface_downwelling_shortwave_flux_in_air"},
                       {"tc", "degC", "K, degF", "air_temperature"},
                       {"rh", "1", "%", "relative_humidity"}},
                      given.about_input.of_inputs());
  const auto to =
      create_sink(given.output, *from, reader.dims(), reader.used(),
                  {{"vpd", "Pa", "vapour pressure deficit", "water_vapor_saturation_deficit_in_air"},
                   {"ppfd", "umol m-2 s-1", "photosynthetic photon flux density",
                    "surface_downwelling_photosynthetic_photon_flux_in_air"},
                   {"fapar", "1", "fraction of absorbed photosynthetically active radiation", ""},
                   {"co2", "1e-6", "CO2 in air", "mole_fraction_of_carbon_dioxide_in_air"}},
                  {.units_in_header = true, .history = history, .attributes = {}});

  const sylva::core_constants<double> constants;
  const auto rh_to_vpd = sylva::rh_to_vpd<double>::from(constants);
  for (const block& where : reader.plan(1 << 20, true)) {
    reader.read(where);
    const auto ghi = reader.values(0), tc = reader.values(1), rh = reader.values(2);
    std::vector<double> vpd(where.cells()), ppfd(vpd), fapar(vpd.size(), given.fapar),
        co2(vpd.size(), given.co2);
    for (std::size_t i = 0; i < vpd.size(); ++i) {
      // The hygrometer of saturated air may read a little over 100 %: that is no deficit, not a negative one.
      vpd[i] = std::max(1000 * rh_to_vpd(rh[i], tc[i]), 0.0);
      ppfd[i] = ghi[i] * constants.swdown_to_ppfd_factor;
    }
    const std::vector<values_view> values{std::span<const double>(vpd), std::span<const double>(ppfd),
                                          std::span<const double>(fapar), std::span<const double>(co2)};
    to->write(where, values);
  }
  to->finish();
  to->commit();
  std::printf("%s: %s with vpd, ppfd, fapar = %s, co2 = %s ppm added to %s\n", given.output.c_str(),
              text(grouped(reader.cells()), " rows").c_str(), number(given.fapar).c_str(),
              number(given.co2).c_str(), reader.description().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Adds what the P-model needs to the weather of a station: vpd [Pa] from relative humidity and "
      "temperature (Magnus "
      "formula, not below 0), ppfd [umol m-2 s-1] as 2.04 umol J-1 of global radiation, and the fapar and "
      "co2 that you "
      "state. All columns of the input are kept.",
      "sylva-site-forcing"};
  arguments given;
  app.add_option("INPUT", given.input,
                 "weather, .csv, with ghi [W m-2], tc [degC], rh [1]; other units are converted "
                 "where they are declared in brackets: rh [%]")
      ->required();
  app.add_option("-o,--output", given.output, "what to write, .csv or .nc")->required();
  app.add_option("--fapar", given.fapar, "fraction of light that the leaves absorb, all year round")
      ->capture_default_str()
      ->check(number_in({0, 1}));
  app.add_option("--co2", given.co2, "CO2 in air [ppm]")->capture_default_str()->check(number_in(co2_range));
  add_input_options(app, given.about_input, {"ghi=SWdown,tc=Tair", "", "rh=%,tc=K"});
  return run_program(app, argc, argv, [&] { run(given, command_line(app.get_name(), argc, argv)); });
}
