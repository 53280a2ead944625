// sylva-pmodel: the P-model on a table or a grid.

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "model.hpp"
#include "picture.hpp"
#include "support/backend.hpp"
#include "support/dataset.hpp"
#include "support/input_arguments.hpp"
#include "support/option_checks.hpp"
#include "support/plausibility.hpp"
#include "support/program.hpp"
#include "support/report.hpp"
#include "support/scratch_file.hpp"
#include "variables.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string input, output, plot, prefix;
  std::string outputs = "gpp,lue,iwue";
  input_arguments about_input;
  model_choices choices;
  bool kphio_option = false;  ///< --reference-kphio was given
};

std::string methods_of(const model_choices& c) {
  const std::string kphio = c.kphio_is_input ? "from the file" : number(c.reference_kphio);
  return text("optimal chi ", c.optimal_chi, ", jmax ", c.jmax, ", kphio ", c.kphio, " (reference ", kphio,
              "), arrhenius ", c.arrhenius, ", soil stress ", c.soil_stress);
}

struct seconds_spent {
  double reading = 0, model = 0, writing = 0;
};

void summarize(const arguments& given, const input_reader& reader, const source& from,
               const unit_check& units_seen, const run_report& report, const seconds_spent& spent,
               int threads) {
  const model_choices& c = given.choices;
  const auto say = [](const std::string& line) { std::printf("  %s\n", line.c_str()); };
  std::printf("%s -> %s\n", given.input.c_str(), given.output.c_str());
  say("model     " + methods_of(c));
  for (const std::string& line : reader.lines()) say(line);
  for (const std::string& line : units_seen.lines()) say(line);
  const auto place = [&](std::span<const std::size_t> index) { return from.place(reader.dims(), index); };
  const auto units = [&](const std::string& name) { return describe_inputs({name})[0].units; };
  for (const std::string& line : report.lines(place, units)) say(line);
  const double cells = static_cast<double>(report.cells());
  say(text("time      reading ", rounded(spent.reading, 3), " s, model ", rounded(spent.model, 3),
           " s, writing ", rounded(spent.writing, 3), " s"));
  say(text("speed     ", rounded(cells / spent.model / 1e6, 3), " million cells per second in the model (",
           c.backend, ", ", c.precision, ", ", threads, threads == 1 ? " thread), " : " threads), ",
           rounded(cells / (spent.reading + spent.model + spent.writing) / 1e6, 3),
           " with reading and writing"));
}

void run(arguments given, const std::string& history) {
  check_prefix(given.prefix);
  check_output_name(given.output);
  check_distinct_files({{"INPUT", given.input}}, {{"--output", given.output}, {"--plot", given.plot}});
  const std::vector<std::string> names = split(given.outputs);
  const std::vector<output_variable> outputs = describe_outputs(names, given.prefix);
  input_options options = given.about_input.of_inputs();
  for (const auto& [name, theirs] : options.rename) given.choices.kphio_is_input |= name == "reference_kphio";
  // --set of reference_kphio is the same as --reference-kphio
  const auto set = std::find_if(options.constants.begin(), options.constants.end(),
                                [](const auto& c) { return c.first == "reference_kphio"; });
  if (set != options.constants.end() && !given.choices.kphio_is_input) {
    if (given.kphio_option) fail("--set: 'reference_kphio' is given by --reference-kphio too");
    if (!kphio_range.has(set->second)) {
      fail("--set: reference_kphio is ", set->second, "; allowed is ", kphio_range.description());
    }
    given.choices.reference_kphio = set->second;
    options.constants.erase(set);
  }
  const auto model = make_model(given.choices, names);
  const auto from = open_source(given.input, given.about_input.of_source());
  input_reader reader(*from, describe_inputs(model->inputs()), options);
  std::unique_ptr<picture> plot;
  if (!given.plot.empty()) {
    plot = std::make_unique<picture>(given.plot, *from, reader.dims(), reader.needs(),
                                     plotted_output{names[0], outputs[0].units, outputs[0].long_name});
  }
  const model_choices& c = given.choices;
  const sink_options how{
      .single_precision = c.precision == "float",
      .history = history,
      .attributes = {{"source", text("sylva ", library_version(), " P-model: ", methods_of(c))}}};
  unit_check units_seen(*from, reader, options.accept_units);
  std::unique_ptr<sink> to;  // created after the first box, so that refused inputs leave no output

  // A box of cells at a time: the memory needed does not grow with the file.
  constexpr std::size_t cells_at_a_time = std::size_t{1} << 18;
  run_report report(model->inputs(), names);
  seconds_spent spent;
  {
    progress_bar bar("sylva-pmodel", reader.cells());
    for (const block& where : reader.plan(cells_at_a_time, extension(given.output) == ".csv")) {
      stopwatch::timed(spent.reading, [&] {
        reader.read(where);
        units_seen.add(where);
      });
      if (!to) to = create_sink(given.output, *from, reader.dims(), reader.used(), outputs, how);
      std::vector<std::span<const double>> inputs;
      for (std::size_t i = 0; i < reader.needs().size(); ++i) inputs.push_back(reader.values(i));
      const std::vector<values_view>* results = nullptr;
      stopwatch::timed(spent.model, [&] { results = &model->run(where.cells(), inputs); });
      report.add(where, inputs, model->notes(), *results);
      if (plot) plot->add(where, inputs, results->front());
      stopwatch::timed(spent.writing, [&] { to->write(where, *results); });
      bar.add(where.cells());
    }
  }
  stopwatch::timed(spent.writing, [&] { to->finish(); });
  summarize(given, reader, *from, units_seen, report, spent, model->threads());
  flush_summary();
  to->commit();
  if (plot) {
    const std::string name = std::filesystem::path(given.output).filename().string();
    draw_after(given.output, [&] { plot->draw(text(name, ": ", outputs[0].long_name)); });
    std::printf("  plot      %s\n", given.plot.c_str());
  }
}

constexpr const char* help_on_files = R"(
FILES:
  CSV     A header and commas. A name may be followed by a unit in brackets: tc [K] or tc (K). Empty fields, NA, N/A, nan,
          null and the numbers of --missing are missing. Line ends of all kinds, UTF-8, UTF-16 and Windows-1252, lines that
          begin with # and Excel's line sep=, are read; other separators than commas, and decimal commas, are refused.
          Dates as 2001-07-31, 2001-07-31T12:00 or 20010731 in a column time, date, datetime, timestamp, TIMESTAMP_START
          or TIMESTAMP_END, or numbers in year, month and day, or year and doy, or in the column of --rename time=NAME,
          are used by --plot and become the time axis of a netCDF output; with the clock of a column time (13:30) or
          hour, and minute, where dates have none.
  netCDF  Packed data, _FillValue, missing_value, valid_min, valid_max, valid_range and _Unsigned are understood; codes
          are compared in the type of the data. A variable in a group is named by its path: --rename tc=/met/t2m.
          Inputs may have different dimensions, in any order, or none: each is repeated along those that it lacks.
  A variable without a declared unit is taken to be in sylva's, and the summary says so; --units gives another. Values
  that cannot be in their unit are an error, such as a vpd in hPa that is read as Pa. The outputs that depend on a missing
  input are missing. Values outside the expected range are counted in the summary, not changed; but where tc is below
  -25 degC all outputs are missing. Impossible values, such as vpd below 0 or ppfd below -10, are counted and taken as
  missing; ppfd from -10 to 0, the offset of sensors at night, is used as it is, and counted. GPP of hourly data assumes
  that leaves are acclimated to each hour.

EXAMPLES:
  sylva-pmodel site.csv -o gpp.csv --set fapar=0.8,co2=412 --plot gpp.png
  sylva-pmodel era5.nc -o gpp.nc --rename tc=t2m,patm=sp --optimal-chi lavergne20_c3 --outputs gpp,vcmax25

Exit status: 0, or 2 after an error, which is reported in one line.)";

void add_options(CLI::App& app, arguments& given) {
  model_choices& c = given.choices;
  c.backend = sylva::current_backend();
  const auto listed = [](const std::string& what, const std::vector<std::string>& names) {
    return what + ": " + joined(names);
  };
  app.add_option(
         "INPUT", given.input,
         "a .csv file, one row an observation, or a .nc file after the CF conventions, of any dimensions")
      ->required();
  app.add_option(
         "-o,--output", given.output,
         "what to write, .csv or .nc. CSV keeps all columns of a CSV input; netCDF keeps dimensions, "
         "coordinates and "
         "attributes of a netCDF input. It appears when it is complete; an older file stays whole until then")
      ->required();
  app.add_option("--optimal-chi", c.optimal_chi, listed("one of", known_methods("optimal_chi")))
      ->capture_default_str();
  app.add_option("--jmax", c.jmax, listed("one of", known_methods("jmax")))->capture_default_str();
  app.add_option("--kphio", c.kphio, listed("quantum yield, one of", known_methods("kphio")))
      ->capture_default_str();
  app.add_option("--reference-kphio", c.reference_kphio, "reference quantum yield [mol CO2 / mol photons]")
      ->capture_default_str()
      ->check(number_in(kphio_range));
  app.add_option("--arrhenius", c.arrhenius, listed("one of", known_methods("arrhenius")))
      ->capture_default_str();
  app.add_option("--soil-stress", c.soil_stress,
                 listed("factor on gpp and lue, one of", known_methods("soil_stress")))
      ->capture_default_str();
  app.add_option("--outputs", given.outputs, "what to write, separated by commas (OUTPUTS below)")
      ->capture_default_str();
  app.add_option(
      "--prefix", given.prefix,
      "put before the name of each output, where INPUT has its namesake: letters, digits and _ . - +");
  add_input_options(app, given.about_input, {"tc=t2m,vpd=VPD_F", "co2=412,fapar=0.9", "vpd=hPa,patm=kPa"});
  app.add_option(
         "--backend", c.backend,
         listed("serial, one value after another; simd, several at once, on one thread; openmp, on many; "
                "cuda, hip, sycl, on a device. This program was built with",
                sylva::available_backends()))
      ->capture_default_str();
  app.add_option("--precision", c.precision, "double or float, of the calculation and of a netCDF output")
      ->capture_default_str();
  app.add_option("--threads", c.threads,
                 "number of threads, with the backend openmp; 0: as OMP_NUM_THREADS or the machine has it")
      ->capture_default_str();
  app.add_option("--plot", given.plot,
                 "draw the first output to this .png with gnuplot: its course in time, or a map");
  app.set_version_flag("--version", "sylva-pmodel " + library_version());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Gross primary productivity and more by the P-model, for each row of a table or each cell of a grid.",
      "sylva-pmodel"};
  arguments given;
  add_options(app, given);
  app.footer(help_on_variables() + help_on_files);
  return run_program(app, argc, argv, [&] {
    // Who asks for threads wants the backend that has some.
    if (given.choices.threads > 1 && app.count("--backend") == 0) given.choices.backend = "openmp";
    given.kphio_option = app.count("--reference-kphio") > 0;
    run(given, command_line(app.get_name(), argc, argv));
  });
}
