#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace sylva::examples {

/// The numbers that an option accepts: finite ones from `least` to `most`.
struct number_range {
  double least, most = std::numeric_limits<double>::infinity();
  bool above_least = false;  ///< `least` itself is not allowed

  [[nodiscard]] bool has(double x) const;
  /// "above 0 to 1", "0 or more"
  [[nodiscard]] std::string description() const;
};

/// For option->check(): refuses any other text and names the range.
[[nodiscard]] CLI::Validator number_in(const number_range& range);
/// The same for whole numbers.
[[nodiscard]] CLI::Validator whole_number_in(std::int64_t least, std::int64_t most);

/// Reference quantum yield [mol CO2 / mol photons]: a photon fixes no more than one CO2.
inline constexpr number_range kphio_range{0, 1, true};
inline constexpr number_range finite_numbers{-std::numeric_limits<double>::infinity()};
/// CO2 in air [ppm]
inline constexpr number_range co2_range{0, 1e6};

/// Throws user_error for a value of --set that is outside the possible range of its variable
/// (sylva::variable_ranges); it would make every cell missing.
void check_constants(const std::vector<std::pair<std::string, double>>& constants);

/// Throws user_error unless `prefix` can begin a name in both CSV and netCDF: letters, digits and _ . - +
/// after a letter, a digit or _.
void check_prefix(const std::string& prefix);

}  // namespace sylva::examples
