#include "parameters.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

struct parameter {
  const char* name;
  const char* units;
  const char* meaning;
  const char* mortality;  ///< that has it; empty: it is there with all
  double least, most;
  const char* ends;  ///< "[]": both are allowed, as in bounds
  double& (*of)(model_choices&);
};

constexpr parameter all[] = {
    {"seed_rain", "m-2 yr-1", "seeds of each type that could become trees; 0: there are no new trees", "", 0,
     1e5, "[]", [](model_choices& c) -> double& { return c.options.seed_rain; }},
    {"recruit_dbh", "m", "diameter of new trees", "", 1e-6, 10, "[]",
     [](model_choices& c) -> double& { return c.options.recruit_dbh; }},
    {"least_individuals", "ha-1", "a cohort with fewer stems is gone, and as few new trees do not come", "",
     0, 1e6, "[]", [](model_choices& c) -> double& { return c.options.least_individuals; }},
    {"gap_fraction", "1", "share of each canopy layer that stays open", "", 0, 1, "[)",
     [](model_choices& c) -> double& { return c.options.canopy.gap_fraction; }},
    {"layer_tolerance", "m", "to which heights of canopy layers are found", "", 0, 10, "(]",
     [](model_choices& c) -> double& { return c.options.canopy.tolerance; }},
    {"background", "yr-1", "mortality rate however large production is", "falster16", 0, 1e3, "[]",
     [](model_choices& c) -> double& { return c.falster16.background; }},
    {"without_growth", "yr-1", "mortality rate that is added without net production", "falster16", 0, 1e3,
     "[]", [](model_choices& c) -> double& { return c.falster16.without_growth; }},
    {"risk", "m2 yr kg-1", "decline of that rate with net production of dry mass per leaf area", "falster16",
     0, 1e5, "[]", [](model_choices& c) -> double& { return c.falster16.risk; }},
    {"rate", "yr-1", "at which all trees die", "constant", 0, 1e3, "[]",
     [](model_choices& c) -> double& { return c.constant.rate; }},
};

bool is_used(const parameter& p, const model_choices& c) {
  return p.mortality[0] == '\0' || c.mortality == p.mortality;
}

std::string unit_of(const parameter& p) { return std::string(p.units) == "1" ? "" : text(" ", p.units); }

std::string allowed(const parameter& p) {
  const std::string_view ends = p.ends;
  return text(ends[0] == '(' ? "above " : "", p.least, ends[1] == ')' ? " to less than " : " to ", p.most);
}

}  // namespace

void set_parameters(model_choices& choices, const std::vector<std::string>& given) {
  for (const auto& [name, value] : numbers_assigned("--set", given)) {
    const auto found =
        std::find_if(std::begin(all), std::end(all), [&](const parameter& p) { return name == p.name; });
    if (found == std::end(all) || !is_used(*found, choices)) {
      std::vector<std::string> known;
      for (const parameter& p : all) {
        if (is_used(p, choices)) known.emplace_back(p.name);
      }
      fail("--set: '", shown(name), "' is unknown",
           found == std::end(all) ? "" : text(" with --mortality ", choices.mortality), "; there are ",
           joined(known));
    }
    if (bounds(found->name, found->least, found->most, found->ends).outside(value) || std::isnan(value)) {
      fail("--set: ", name, " is ", value, unit_of(*found), "; allowed is ", allowed(*found));
    }
    found->of(choices) = value;
  }
}

std::string parameters_of(const model_choices& choices) {
  model_choices c = choices;
  std::vector<std::string> parts;
  for (const parameter& p : all) {
    if (is_used(p, c)) parts.push_back(text(p.name, "=", p.of(c)));
  }
  return joined(parts);
}

std::string help_on_parameters() {
  model_choices c;
  std::string out = "PARAMETERS of --set:\n";
  for (const parameter& p : all) {
    std::string name = text("  ", p.name, "=", p.of(c));
    name.resize(std::max<std::size_t>(name.size() + 2, 26), ' ');
    std::string units = p.units;
    units.resize(std::max<std::size_t>(units.size() + 2, 14), ' ');
    out += text(name, units, p.meaning, "; ", allowed(p),
                p.mortality[0] == '\0' ? "" : text(" (--mortality ", p.mortality, ")"), "\n");
  }
  return out;
}

}  // namespace sylva::examples
