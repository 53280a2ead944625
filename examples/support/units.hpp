#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sylva::examples {

/// to = from * factor + offset
struct conversion {
  double factor = 1;
  double offset = 0;
  [[nodiscard]] double operator()(double x) const { return x * factor + offset; }
  [[nodiscard]] bool is_identity() const { return factor == 1 && offset == 0; }
};

struct unit_reading {
  std::optional<conversion> convert;  ///< nothing: not understood, or of another quantity
  std::string remedy;                 ///< what the user can do instead; may be empty
  std::string unit;                   ///< the unit that the values have if theirs is not one; may be empty
};

/// The conversion of values from the unit `from` to the unit `to`. `to` is written as in UDUNITS; `from` is a
/// unit of a file: as in UDUNITS, or in a spelling that UDUNITS refuses or misreads ("10^6 J m-2 d-1",
/// "degrees Celsius", "uE m-2 s-1", "kgC m-2", "m of water equivalent", "0-1"). Ambiguous units are refused:
/// a number after a unit ("mm*10", "mm 3h-1"), a temperature with an offset in a product. Angles are no plain
/// numbers, ratios of times ("h d-1") no shares, and degrees are those of north ("degrees_south", "degreeE"
/// are refused). Throws user_error only if the database of udunits2 cannot be read.
[[nodiscard]] unit_reading convert_units(std::string_view from, std::string_view to);

/// Whether a unit is a ratio of masses: "kg kg-1", "g/kg".
[[nodiscard]] bool is_mass_fraction(std::string_view unit);

}  // namespace sylva::examples
