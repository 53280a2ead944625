#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <sylva/core/config.hpp>
#include <utility>
#include <vector>

namespace sylva {

/// A method name that no method has. The message lists those that there are.
struct unknown_method : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A variable that a chosen method needs and that was not given. The message names both.
struct missing_input : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Plant functional types that cannot be. The message names each type, its trait, the value and what is
/// allowed.
struct invalid_flora : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The name of a plant functional type that a flora does not have. The message lists those that it has.
struct unknown_type : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Cells or cohorts that cannot be. The message names each, the value and what is allowed.
struct invalid_cohorts : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Cells whose crowns make more canopy layers than a canopy can have. The message names the first of them by
/// its position.
struct crowns_out_of_range : std::invalid_argument {
  static constexpr std::int64_t most_layers = 10'000;
  struct cell_layers {
    std::size_t cell;  ///< the cell's position
    double layers;     ///< that its crowns would make; NaN where that is no number
  };
  crowns_out_of_range(const std::string& message, std::vector<cell_layers> all)
      : std::invalid_argument(message), cells(std::move(all)) {}
  std::vector<cell_layers> cells;  ///< all such cells, in their order
};

}  // namespace sylva
