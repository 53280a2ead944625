#include "cell_methods.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <vector>

#include "text.hpp"
#include "units.hpp"

namespace sylva::examples {
namespace {

using methods = std::vector<std::string>;

/// The text without the comments in brackets.
std::string without_comments(std::string_view s) {
  std::string out;
  int depth = 0;
  for (const char c : s) {
    if (c == '(') ++depth;
    if (depth == 0) out += c == '\t' || c == '\n' ? ' ' : c;
    if (c == ')' && depth > 0) --depth;
  }
  return out;
}

/// The methods of "area: mean time: minimum within days time: mean over days", in lower case: those along
/// time (or along no named axis), and all.
struct methods_found {
  methods of_time, all;
};
methods_found parse(std::string_view cell_methods) {
  methods_found found;
  bool named = false, time = false, open = true;
  for (const std::string& word : split(lower(without_comments(cell_methods)), ' ')) {
    if (word.empty()) continue;
    if (word.back() == ':') {
      if (!open) named = time = false;
      open = named = true;
      time |= word == "t:" || word.find("time") != word.npos;
    } else if (open) {
      found.all.push_back(word);
      if (time || !named) found.of_time.push_back(word);
      open = false;  // the next words qualify the method: where, over, within
    }
  }
  return found;
}

bool any_of(const methods& m, std::initializer_list<const char*> of) {
  return std::any_of(m.begin(), m.end(), [&](const std::string& method) {
    return std::find(of.begin(), of.end(), method) != of.end();
  });
}

/// The first of `kinds` that a unit converts to, and how.
std::optional<conversion> is_one_of(const std::string& unit, std::initializer_list<const char*> kinds) {
  for (const char* kind : kinds) {
    if (const auto convert = convert_units(unit, kind).convert) return convert;
  }
  return {};
}
std::optional<conversion> as_rate(const std::string& unit) {
  return is_one_of(unit, {"m s-1", "kg m-2 s-1", "W m-2", "mol m-2 s-1"});
}

/// Per second: a power of ten of the SI unit, which a rate per hour or day is not.
bool per_second(const conversion& to_si) {
  const double power = std::log10(std::abs(to_si.factor));
  return std::abs(power - std::round(power)) < 1e-9;
}

}  // namespace

std::string check_cell_methods(const input_need& need, const variable& v, const std::string& units) {
  const auto [of_time, all] = parse(v.cell_methods);
  const auto refuse = [&](const auto&... why) {
    fail("'", shown(v.name), "' [", shown(units), "] has cell_methods '", shown(v.cell_methods), "', but ",
         need.name, " ", why...);
  };
  if (any_of(all, {"standard_deviation", "variance", "range"})) refuse("needs values, not their spread");
  if (of_time.empty()) return {};

  const bool summed = any_of(of_time, {"sum"});
  bool usual = any_of(of_time, {"mean", "point"});
  if (as_rate(need.units)) {
    const auto rate = as_rate(units);
    if (rate && summed && of_time.back() == "sum" && per_second(*rate)) {
      refuse("needs a rate, and a sum of rates per second is none: take means over time (cdo daymean)");
    }
    if (!rate && is_one_of(units, {"m", "kg m-2", "J m-2", "mol m-2"})) {
      if (!summed && !any_of(of_time, {"point"})) {
        refuse(
            "needs the sum of the day: take sums (cdo daysum), or, if the mean is of hourly amounts, say "
            "--units '",
            need.name, "=", shown(units), " h-1'");
      }
    }
    usual |= summed;
  } else if (summed && of_time.back() == "sum" && !is_one_of(units, {"s"})) {
    refuse("is no sum over time: take means (cdo daymean)");
  }
  for (const auto& [name, own, other] :
       {std::array{"tmin", "minimum", "maximum"}, {"tmax", "maximum", "minimum"}}) {
    if (need.name != name) continue;
    if (any_of(of_time, {other}) && !any_of(of_time, {own})) refuse("needs the ", own, " of the day");
    usual = any_of(of_time, {own});
  }
  if (usual) return "";
  const bool extreme = any_of(of_time, {"maximum", "minimum"}) && need.name != "tmin" && need.name != "tmax";
  return text(need.name, ": '", shown(v.name), "' has cell_methods ", shown(v.cell_methods),
              extreme ? ", but a mean over time is expected" : "");
}

}  // namespace sylva::examples
