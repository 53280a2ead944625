#include "variables.hpp"

#include <algorithm>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

struct known_input {
  const char* name;
  const char* units;
  const char* accepted;
  const char* standard_name;
  const char* meaning;
};

constexpr const char* fractions = "%";
constexpr const char* temperatures = "K, degF";

constexpr known_input inputs[] = {
    {"tc", "degC", temperatures, "air_temperature", "air temperature"},
    {"vpd", "Pa", "hPa, kPa, mbar", "water_vapor_saturation_deficit_in_air", "vapour pressure deficit"},
    {"co2", "ppm", "umol mol-1, mol mol-1, ppmv, ppb", "mole_fraction_of_carbon_dioxide_in_air",
     "CO2 in air"},
    {"patm", "Pa", "hPa, kPa, mbar, bar, atm", "surface_air_pressure", "air pressure"},
    {"fapar", "1", fractions, "", "fraction of light that leaves absorb"},
    {"ppfd", "umol m-2 s-1", "mol m-2 s-1, mol m-2 d-1, umol/m2/s, uE m-2 s-1",
     "surface_downwelling_photosynthetic_photon_flux_in_air", "photosynthetic photon flux density"},
    {"reference_kphio", "1", "mol mol-1", "",
     "reference quantum yield, with --rename or --set; else --reference-kphio"},
    {"theta", "m3 m-3", "1, %", "volume_fraction_of_condensed_water_in_soil",
     "soil moisture; lavergne20 methods"},
    {"rootzonestress", "1", fractions, "", "root zone stress; rootzonestress methods"},
    {"aridity_index", "1", fractions, "", "PET / P; kphio sandoval, soil stress mengoli"},
    {"mean_growth_temperature", "degC", temperatures, "", "kphio sandoval, arrhenius kattge_knorr"},
    {"soilm", "1", fractions, "", "relative soil moisture, 0 to 1; soil stress"},
    {"meanalpha", "1", fractions, "", "mean AET / PET; soil stress stocker; 1 if there is none"},
};

// UDUNITS has no way to say "of carbon": ug m-2 s-1 it is, and the long name says of what.
const output_variable outputs[] = {
    {"gpp", "ug m-2 s-1", "gross primary productivity, as carbon",
     "gross_primary_productivity_of_biomass_expressed_as_carbon"},
    {"lue", "g mol-1", "light use efficiency, carbon per photons absorbed", ""},
    {"iwue", "umol mol-1", "intrinsic water use efficiency", ""},
    {"chi", "1", "leaf-internal over ambient CO2", ""},
    {"vcmax", "umol m-2 s-1", "maximum rate of carboxylation", ""},
    {"vcmax25", "umol m-2 s-1", "maximum rate of carboxylation at 25 degC", ""},
    {"jmax", "umol m-2 s-1", "maximum rate of electron transport", ""},
    {"jmax25", "umol m-2 s-1", "maximum rate of electron transport at 25 degC", ""},
    {"gs", "umol m-2 s-1 Pa-1", "stomatal conductance to CO2", ""},
    {"a_j", "umol m-2 s-1", "light-limited assimilation", ""},
    {"a_c", "umol m-2 s-1", "Rubisco-limited assimilation", ""},
    {"kphio", "1", "quantum yield, CO2 per photons", ""},
    {"iabs", "umol m-2 s-1", "absorbed light", ""},
    {"xi", "Pa^0.5", "sensitivity of chi to vapour pressure deficit", ""},
    {"ci", "Pa", "leaf-internal CO2 partial pressure", ""},
    {"ca", "Pa", "ambient CO2 partial pressure", ""},
    {"mj", "1", "CO2 limitation of light-limited assimilation", ""},
    {"mc", "1", "CO2 limitation of Rubisco-limited assimilation", ""},
    {"mjoc", "1", "mj over mc", ""},
    {"f_v", "1", "Jmax limitation of vcmax", ""},
    {"f_j", "1", "Jmax limitation of jmax", ""},
    {"gammastar", "Pa", "photorespiratory CO2 compensation point", ""},
    {"kmm", "Pa", "Michaelis-Menten coefficient of Rubisco", ""},
    {"ns_star", "1", "viscosity of water relative to 25 degC and 101325 Pa", ""},
    {"soil_stress", "1", "soil moisture stress that gpp and lue contain", ""},
    {"beta", "1", "unit cost ratio of carboxylation to transpiration", ""},
};

}  // namespace

std::vector<input_need> describe_inputs(const std::vector<std::string>& names) {
  std::vector<input_need> needs;
  for (const std::string& name : names) {
    for (const known_input& k : inputs) {
      if (k.name == name) needs.push_back({k.name, k.units, k.accepted, k.standard_name});
    }
    if (needs.empty() || needs.back().name != name)
      fail("sylva wants the input '", name, "', unknown to this program");
    if (name == "meanalpha") needs.back().otherwise = 1;
  }
  return needs;
}

std::vector<output_variable> describe_outputs(const std::vector<std::string>& names,
                                              const std::string& prefix) {
  std::vector<output_variable> chosen;
  std::vector<std::string> known;
  for (const output_variable& output : outputs) known.push_back(output.name);
  for (const std::string& name : names) {
    const auto before = chosen.size();
    for (const output_variable& output : outputs) {
      if (output.name == name) chosen.push_back(output);
    }
    if (chosen.size() == before) fail("--outputs: '", shown(name), "' is unknown; there are ", joined(known));
    for (std::size_t i = 0; i < before; ++i) {
      if (chosen[i].name == prefix + name) fail("--outputs: '", shown(name), "' is given twice");
    }
    chosen.back().name = prefix + name;
  }
  if (chosen.empty()) fail("--outputs: name at least one of ", joined(known));
  return chosen;
}

std::string help_on_variables() {
  const auto row = [](std::string name, std::string units, const std::string& meaning) {
    name.resize(std::max<std::size_t>(name.size(), 24), ' ');
    units.resize(std::max<std::size_t>(units.size(), 18), ' ');
    return text("  ", name, units, meaning, "\n");
  };
  std::string out =
      "INPUTS, in sylva's units; others are converted where the file or --units declares them:\n";
  for (const known_input& k : inputs) out += row(k.name, k.units, k.meaning);
  out += "\nOUTPUTS:\n";
  for (const output_variable& output : outputs) out += row(output.name, output.units, output.long_name);
  return out;
}

}  // namespace sylva::examples
