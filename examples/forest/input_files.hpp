#pragma once

#include <sylva/models/cohorts.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sylva::examples {

// In a file of its own: what reads TOML and JSON compiles slowly.

/// How many times crowns may cover the area of their cell. Areas in hectares, or stems of a hectare on a
/// small plot, would make canopies of thousands of layers.
inline constexpr double most_cover = 1000;

/// COHORTS, and the positions of cells that are left without trees, each list in ascending order.
struct stand_of_file {
  cohorts<double> stand;
  std::vector<std::size_t> incomplete;  ///< in which a diameter or number of trees is missing
  std::vector<std::size_t> crowded;     ///< whose crowns cover them more than most_cover times
  std::string warning;                  ///< of few diameters that look like another unit; may be empty
};

/// FLORA and COHORTS by the endings of their names. missing: as in read_options. Throws invalid_file with all
/// that is wrong; a flora without types, and a stand without cells, or in which all cells are crowded, are
/// refused, too; so are diameters that look like centimetres.
[[nodiscard]] flora<double> read_types(const std::string& path, const std::vector<double>& missing);
[[nodiscard]] stand_of_file read_stand(const std::string& path, const flora<double>& types,
                                       const std::vector<double>& missing);

/// Drops all cohorts of cells. cells: positions in ascending order
void drop_cohorts(cohorts<double>& stand, const std::vector<std::size_t>& cells);

}  // namespace sylva::examples
