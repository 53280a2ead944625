#include "units.hpp"

#include <cmath>
#include <string>

#include "text.hpp"

namespace sylva::examples {
namespace {

struct named_unit {
  std::string_view name;
  double factor;
  double offset;
  std::array<int, 6> powers;  // kg m s K mol rad
  bool takes_prefix;
};

constexpr named_unit known[] = {
    {"Pa", 1, 0, {1, -1, -2, 0, 0}, true},
    {"pascal", 1, 0, {1, -1, -2, 0, 0}, true},
    {"bar", 1e5, 0, {1, -1, -2, 0, 0}, true},
    {"mb", 100, 0, {1, -1, -2, 0, 0}, false},
    {"millibar", 100, 0, {1, -1, -2, 0, 0}, false},
    {"atm", 101325, 0, {1, -1, -2, 0, 0}, false},
    {"K", 1, 0, {0, 0, 0, 1, 0}, false},
    {"kelvin", 1, 0, {0, 0, 0, 1, 0}, false},
    {"degK", 1, 0, {0, 0, 0, 1, 0}, false},
    {"degC", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"deg_C", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"°C", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"℃", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"C", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"celsius", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"degree_celsius", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"degrees_celsius", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"degree_C", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"degrees_C", 1, 273.15, {0, 0, 0, 1, 0}, false},
    {"degF", 5.0 / 9, 459.67 * 5 / 9, {0, 0, 0, 1, 0}, false},
    {"°F", 5.0 / 9, 459.67 * 5 / 9, {0, 0, 0, 1, 0}, false},
    {"deg_F", 5.0 / 9, 459.67 * 5 / 9, {0, 0, 0, 1, 0}, false},
    {"fahrenheit", 5.0 / 9, 459.67 * 5 / 9, {0, 0, 0, 1, 0}, false},
    {"mol", 1, 0, {0, 0, 0, 0, 1}, true},
    {"mole", 1, 0, {0, 0, 0, 0, 1}, true},
    {"E", 1, 0, {0, 0, 0, 0, 1}, true},  // an einstein is a mole of photons
    {"m", 1, 0, {0, 1, 0, 0, 0}, true},
    {"g", 1e-3, 0, {1, 0, 0, 0, 0}, true},
    {"s", 1, 0, {0, 0, 1, 0, 0}, false},
    {"sec", 1, 0, {0, 0, 1, 0, 0}, false},
    {"second", 1, 0, {0, 0, 1, 0, 0}, false},
    {"min", 60, 0, {0, 0, 1, 0, 0}, false},
    {"h", 3600, 0, {0, 0, 1, 0, 0}, false},
    {"hr", 3600, 0, {0, 0, 1, 0, 0}, false},
    {"hour", 3600, 0, {0, 0, 1, 0, 0}, false},
    {"d", 86400, 0, {0, 0, 1, 0, 0}, false},
    {"day", 86400, 0, {0, 0, 1, 0, 0}, false},
    {"W", 1, 0, {1, 2, -3, 0, 0}, true},
    {"J", 1, 0, {1, 2, -2, 0, 0}, true},
    {"rad", 1, 0, {0, 0, 0, 0, 0, 1}, false},
    {"radian", 1, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degree", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degrees", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"deg", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degree_north", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degrees_north", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degree_N", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degrees_N", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degreeN", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"degreesN", 0.017453292519943295, 0, {0, 0, 0, 0, 0, 1}, false},
    {"%", 0.01, 0, {}, false},
    {"percent", 0.01, 0, {}, false},
    {"ppm", 1e-6, 0, {}, false},
    {"ppmv", 1e-6, 0, {}, false},
    {"ppb", 1e-9, 0, {}, false},
    {"ppbv", 1e-9, 0, {}, false},
    {"-", 1, 0, {}, false},
    {"dimensionless", 1, 0, {}, false},
    {"unitless", 1, 0, {}, false},
    {"fraction", 1, 0, {}, false},
};

constexpr std::pair<std::string_view, double> prefixes[] = {
    {"da", 10},  {"h", 1e2},  {"k", 1e3},  {"M", 1e6},  {"d", 1e-1},
    {"c", 1e-2}, {"m", 1e-3}, {"u", 1e-6}, {"n", 1e-9}, {"micro", 1e-6},
};

std::optional<unit> find_name(std::string_view name) {
  for (const named_unit& u : known) {
    if (u.name == name) return unit{u.factor, u.offset, u.powers};
  }
  // Symbols are case-sensitive (mPa, MPa); words are not (Kelvin, kelvin, degrees_Celsius).
  if (const std::string word = lower(name); word.size() > 4) {
    for (const named_unit& u : known) {
      if (u.name == word) return unit{u.factor, u.offset, u.powers};
    }
  }
  for (const auto& [prefix, scale] : prefixes) {
    if (!name.starts_with(prefix)) continue;
    const std::string_view rest = name.substr(prefix.size());
    for (const named_unit& u : known) {
      if (u.takes_prefix && u.name == rest) return unit{u.factor * scale, 0, u.powers};
    }
  }
  return {};
}

/// Micro signs become u, "**" and "^" and middle dots go, "/" stands alone, one space separates.
std::string tidied(std::string_view s) {
  std::string out;
  for (std::size_t i = 0; i < s.size();) {
    const auto eat = [&](std::string_view what, std::string_view becomes) {
      if (s.substr(i, what.size()) != what) return false;
      out += becomes;
      i += what.size();
      return true;
    };
    if (eat("µ", "u") || eat("μ", "u") || eat("**", "") || eat("^", "") || eat("·", " ") || eat("¹", "1") ||
        eat("²", "2") || eat("³", "3") || eat("⁻", "-") || eat("−", "-") || eat("/", " / ") ||
        eat("*", " ") || eat(" per ", " / ") || eat("degrees ", "degrees_") || eat("degree ", "degree_") ||
        eat("deg ", "deg_") || eat("\t", " ")) {
      continue;
    }
    out += s[i++];
  }
  return out;
}

/// One factor such as "m-2", "umol", "1e-6", "1".
std::optional<unit> parse_factor(std::string_view word) {
  if (const auto plain = parse_number(word)) {
    if (std::isfinite(*plain) && *plain > 0) return unit{*plain, 0, {}};
    return {};
  }
  if (const auto whole = find_name(word)) return whole;
  auto at = word.size();
  while (at > 0 && word[at - 1] >= '0' && word[at - 1] <= '9') --at;
  if (at > 0 && (word[at - 1] == '-' || word[at - 1] == '+')) --at;
  const auto power = parse_number(word.substr(at));
  if (!power || std::abs(*power) > 9) return {};
  auto base = find_name(word.substr(0, at));
  if (!base || base->offset != 0) return {};
  base->factor = std::pow(base->factor, *power);
  for (int& p : base->powers) p *= static_cast<int>(*power);
  return base;
}

}  // namespace

std::optional<unit> parse_unit(std::string_view s) {
  const std::string tidy = tidied(trimmed(s));
  unit result;
  int factors = 0;
  bool divide = false;
  for (const std::string& word : split(tidy, ' ')) {
    if (word.empty()) continue;
    if (word == "/") {
      if (divide) return {};
      divide = true;
      continue;
    }
    const auto factor = parse_factor(word);
    if (!factor) return {};
    // An offset means something only for a temperature that stands alone.
    if (++factors > 1 && (factor->offset != 0 || result.offset != 0)) return {};
    result.factor = divide ? result.factor / factor->factor : result.factor * factor->factor;
    result.offset = factor->offset;
    for (std::size_t i = 0; i < result.powers.size(); ++i) {
      result.powers[i] += divide ? -factor->powers[i] : factor->powers[i];
    }
    divide = false;
  }
  if (factors == 0 || divide) return {};
  return result;
}

std::optional<conversion> convert_units(std::string_view from, std::string_view to) {
  if (trimmed(from) == trimmed(to)) return conversion{};
  const auto a = parse_unit(from);
  const auto b = parse_unit(to);
  if (!a || !b || !a->same_kind(*b)) return {};
  conversion c{a->factor / b->factor, (a->offset - b->offset) / b->factor};
  // 1e2/1e-0 and the like leave a rounding error in the last digit; a power of ten or an integer should be
  // exact.
  if (const double nearest = std::round(c.factor); nearest != 0 && std::abs(c.factor / nearest - 1) < 1e-14) {
    c.factor = nearest;
  } else if (const double inverse = std::round(1 / c.factor);
             inverse != 0 && std::abs(c.factor * inverse - 1) < 1e-14) {
    c.factor = 1 / inverse;
  }
  return c;
}

}  // namespace sylva::examples
