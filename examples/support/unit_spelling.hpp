#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sylva::examples {

/// Whether words of units may have this character.
[[nodiscard]] bool is_letter(char c);

/// The substance that a unit names: kgC, umol CO2, E.
enum class substance { carbon, carbon_dioxide, photons, water };

/// A unit as UDUNITS reads it.
struct spelled_unit {
  std::string udunits;
  std::optional<substance> of;
  bool has_calendar = false;  ///< months or years, whose lengths differ
};

/// A unit in ASCII. Characters that no unit has are kept, and refused later. Units that are not UTF-8 are
/// taken as Latin-1.
[[nodiscard]] std::string ascii_unit(std::string_view s);

/// The unit of an expression that is not in the grammar of units: "0-1", "m a.s.l.", "percent". s: in ASCII
[[nodiscard]] std::optional<std::string_view> whole_unit(std::string_view s);

/// degC, degF or K for a spelling of a temperature without other units; else empty. s: in ASCII
[[nodiscard]] std::string_view temperature_unit(std::string_view s);

/// Reads a unit and writes it in the grammar of UDUNITS; nothing for an ambiguous one. s: in ASCII
[[nodiscard]] std::optional<spelled_unit> spell_unit(std::string_view s);

/// Removes a number and the spaces after it from the front of a unit: 0.1 of "0.1 degC". Nothing if there is
/// no number above 0 with a space after it.
[[nodiscard]] std::optional<double> take_scale(std::string_view& s);

}  // namespace sylva::examples
