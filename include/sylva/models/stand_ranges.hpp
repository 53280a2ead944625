#pragma once

#include <limits>
#include <sylva/core/bounds.hpp>
#include <sylva/models/trait_bounds.hpp>

namespace sylva {

/// The expected and the possible ranges of what canopy_model and forest_model take, in the units in which
/// they take it. What is allowed for a trait (trait_bounds) is both expected and possible.
inline range_table stand_ranges() {
  constexpr double inf = std::numeric_limits<double>::infinity();
  range_table table{
      // the tallest trees have 116 m
      {{"stem_height", 0, 130, "[]", "m"}, 0, inf, "[)"},
      {{"crown_area", 0, 5000, "[]", "m2"}, 0, inf, "[)"},
      {{"n_individuals", 0, inf, "[)", "-"}, 0, inf, "[)"},
      // the thickest trees have 12 m; a stem of a micrometre is thinner than its cells
      {{"dbh", 0.001, 12, "[]", "m"}, 1e-6, 100},
      // possible: the surface of the Earth
      {{"cell_area", 1, 1e12, "[]", "m2"}, 0, 5.2e14, "(]"},
      // docs/demography.md
      {{"potential_gpp", 0, 6, "[]", "kg C m-2 per step"}, 0, inf, "[)"},
      // of the crown's shape (crown_shape)
      {{"q_m", 0, inf, "()", "-"}, 0, inf, "()"},
      {{"z_max_prop", 0, 1, "[]", "-"}, 0, 1},
  };
  for (const bounds& b : trait_bounds()) table.add(variable_range(b, b.lower(), b.upper(), b.interval()));
  return table;
}

}  // namespace sylva
