#pragma once

#include <limits>
#include <sylva/core/bounds.hpp>

namespace sylva {

/// The expected and the possible ranges of the variables that the models take, in the units in which they
/// take them. Expected are pyrealm's ranges where it has one, whose name stands in parentheses if it is
/// another. Possible is what the definition of the variable, physics or the Earth allows, and what is left of
/// that in files: packed numbers miss an end by their rounding, and sensors of light by their offset.
inline range_table variable_ranges() {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double absolute_zero = -273.15;  // [degree C]
  constexpr double hottest = 150;            // [degree C] no air or leaf is, but codes of missing values are
  constexpr double rounding = 1e-3;          // of packed shares and millimetres
  return {
      // air and light
      {{"tc", -25, 80, "[]", "degree C"}, absolute_zero, hottest, "(]"},
      {{"vpd", 0, 10000, "[]", "Pa"}, 0, inf, "[)"},
      {{"co2", 0, 1000, "[]", "ppm"}, 0, 1e6},
      {{"patm", 30000, 110000, "[]", "Pa"}, 0, inf, "()"},
      {{"rh", 0, 1, "[]", "-"}, 0, inf, "[)"},                    // air may be supersaturated
      {{"ppfd", 0, 3000, "[]", "umol m-2 s-1"}, -10, inf, "[)"},  // sensors at night
      // mean over a day; on top of the atmosphere it is below 560
      {{"radiation", 0, 450, "[]", "W m-2"}, 0, 600},
      // bright hours over hours of daylight (sf)
      {{"sunshine_fraction", 0, 1, "[]", "-"}, -rounding, 1 + rounding},
      {{"solar_elevation", -90, 90, "[]", "degree"}, -90, 90},
      // vegetation
      {{"fapar", 0, 1, "[]", "-"}, -rounding, 1 + rounding},
      {{"leaf_area_index", 0, 20, "[]", "-"}, 0, inf, "[)"},
      // two photosystems, four electrons a CO2: at most 1/8 is known; more than one CO2 a photon cannot be
      {{"reference_kphio", 0, 0.125, "[]", "mol mol-1"}, 0, 1},
      {{"mean_growth_temperature", 0, 50, "[]", "degree C"}, absolute_zero, hottest, "(]"},
      // water
      {{"theta", 0, 0.8, "[]", "m3 m-3"}, 0, 1},
      {{"rootzonestress", 0, 1, "[]", "-"}, 0, 1},
      {{"aridity_index", 0, 50, "[]", "-"}, 0, inf, "[)"},
      // relative to field capacity, soils after rain exceed 1
      {{"soilm", 0, 1, "[]", "-"}, 0, inf, "[)"},
      // Cramer-Prentice alpha, which some have in its place, goes to 1.26
      {{"meanalpha", 0, 1, "[]", "-"}, 0, inf, "[)"},
      {{"precipitation", 0, 1000, "[]", "mm day-1"}, -rounding, inf, "[)"},  // (pn)
      // what the soil holds at most (kWm, from 0): it divides
      {{"water_capacity", 0, 10000, "(]", "mm"}, 0, inf, "()"},
      // places and days
      {{"latitude", -90, 90, "[]", "degree"}, -90, 90},  // (lat)
      // from the shore of the Dead Sea to the top of Everest; codes such as -9999 are impossible
      {{"elevation", -450, 9000, "[]", "m"}, -1000, 9000},
      {{"ordinal_date", 1, 366, "[]", "day"}, 1, 366},
      // climate models have calendars of 360 days
      {{"days_in_year", 365, 366, "[]", "day"}, 360, 366},
  };
}

}  // namespace sylva
