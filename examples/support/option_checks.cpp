#include "option_checks.hpp"

#include <sylva/models/variable_ranges.hpp>

#include <cmath>

#include "text.hpp"

namespace sylva::examples {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

CLI::Validator number_check(const number_range& range, bool whole) {
  return {[range, whole](std::string& word) -> std::string {
            const auto value = io::number_of(word);
            if (value && range.has(*value) && (!whole || *value == std::floor(*value))) return {};
            return text("'", shown(word), "' is not allowed; allowed is a ", whole ? "whole " : "",
                        "number, ", range.description());
          },
          range.description()};
}

}  // namespace

bool number_range::has(double x) const {
  return std::isfinite(x) && (above_least ? x > least : x >= least) && x <= most;
}

std::string number_range::description() const {
  if (!std::isfinite(least)) return "any that is finite";
  const std::string from = text(above_least ? "above " : "", rounded(least, 15));
  if (std::isfinite(most)) return text(from, " to ", rounded(most, 15));
  return above_least ? from : from + " or more";
}

CLI::Validator number_in(const number_range& range) { return number_check(range, false); }

CLI::Validator whole_number_in(std::int64_t least, std::int64_t most) {
  return number_check({static_cast<double>(least), static_cast<double>(most)}, true);
}

void check_constants(const std::vector<std::pair<std::string, double>>& constants) {
  for (const auto& [name, value] : constants) {
    const std::string known = name == "tmin" || name == "tmax" ? "tc"
                              : name == "cloud_cover"          ? "sunshine_fraction"
                                                               : name;
    const sylva::bounds range = sylva::variable_ranges().of(known).possible();
    if (std::isfinite(value) && !range.outside(value)) continue;
    const number_range allowed{range.lower(), range.upper(), !range.lower_is_inside()};
    fail("--set: ", shown(name), " is ", value, "; allowed is ", allowed.description(),
         range.unit() == "-" ? "" : " " + range.unit());
  }
}

void check_prefix(const std::string& prefix) {
  constexpr std::size_t most = 100;
  bool good = prefix.empty() || is_plain(prefix.front());
  for (const char c : prefix) good = good && (is_plain(c) || c == '.' || c == '-' || c == '+');
  if (!good) {
    fail("--prefix: '", shown(prefix),
         "' is not allowed; allowed are the letters a to z and A to Z, digits and _ . - +, and none of . - + "
         "at the front");
  }
  if (prefix.size() > most) fail("--prefix: ", prefix.size(), " letters; allowed are ", most);
}

}  // namespace sylva::examples
