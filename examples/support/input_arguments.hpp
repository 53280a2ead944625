#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

#include "inputs.hpp"

namespace sylva::examples {

/// The options of all programs on the file that they read.
struct input_arguments {
  std::vector<std::string> rename, set, units;
  std::vector<double> missing;
  std::string calendar;  ///< empty: that of the file
  std::string stamp;     ///< start, middle, end; empty: that of the file
  bool accept_units = false;

  /// Throws user_error for an invalid value of an option.
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
