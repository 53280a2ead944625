#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model.hpp"
#include "stand_table.hpp"
#include "support/gnuplot.hpp"

namespace sylva::examples {

/// The picture of --plot, of one cell: stock and basal area through time, stems by size and type, the layers
/// of the canopy and the crowns in them.
class picture {
 public:
  /// Throws user_error where it cannot be drawn.
  picture(const std::string& png, std::size_t cell) : plot_(png), cell_(cell) {}

  /// At the end of a year.
  void add(std::int64_t year, const stand_numbers& numbers);
  void draw(const std::string& title, const cohorts<double>& stand, const stand_canopy& canopy);

 private:
  gnuplot plot_;
  std::size_t cell_;
  std::vector<std::int64_t> years_;
  std::vector<double> stock_, basal_area_;
};

}  // namespace sylva::examples
