#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "inputs.hpp"

namespace sylva::examples {

/// What the options say that every program takes about the file that it reads.
struct input_arguments {
  std::vector<std::string> rename, set, units;
  std::vector<double> missing;
  std::string calendar;  ///< empty: as the file says
  std::string stamp;     ///< start, middle, end; empty: as the file says
  bool accept_units = false;

  /// Throws user_error for a value that is not of the form that the option wants.
  [[nodiscard]] source_options of_source() const;
  [[nodiscard]] input_options of_inputs() const;
};

/// The examples that --help shows, in names of the program's own inputs.
struct input_option_examples {
  std::string rename;  ///< "tc=t2m,vpd=VPD_F"
  std::string set;     ///< "co2=412,fapar=0.9"; empty: the program has no --set
  std::string units;   ///< "vpd=hPa,patm=kPa"
};

/// Adds --rename, --set, --units, --accept-units, --missing, --calendar and --stamp.
void add_input_options(CLI::App& app, input_arguments& given, const input_option_examples& examples);

}  // namespace sylva::examples
