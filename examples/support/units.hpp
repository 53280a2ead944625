#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sylva::examples {

/// A unit as SI: value_in_si = value * factor + offset, with the exponents of kg, m, s, K, mol, rad.
/// Enough of UDUNITS for what forcing data declare; not its whole grammar.
struct unit {
  double factor = 1;
  double offset = 0;
  std::array<int, 6> powers{};

  [[nodiscard]] bool same_kind(const unit& other) const { return powers == other.powers; }
};

/// Reads "umol m-2 s-1", "µmol/m2/s", "umol m^-2 s^-1", "umol m**-2 s**-1", "hPa", "degC", "°F", "K", "%",
/// "1e-6", "mol mol-1", "mol m-2 d-1", ... Nothing if it is not understood.
[[nodiscard]] std::optional<unit> parse_unit(std::string_view s);

/// to = from * factor + offset
struct conversion {
  double factor = 1;
  double offset = 0;
  [[nodiscard]] double operator()(double x) const { return x * factor + offset; }
  [[nodiscard]] bool is_identity() const { return factor == 1 && offset == 0; }
};

/// How to turn values in `from` into values in `to`; nothing if one of them is unknown or they measure
/// different things.
[[nodiscard]] std::optional<conversion> convert_units(std::string_view from, std::string_view to);

}  // namespace sylva::examples
