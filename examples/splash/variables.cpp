#include "variables.hpp"

#include <algorithm>
#include <span>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

struct known_input {
  input_need need;
  const char* meaning;
  std::vector<std::string> others;
};

const std::vector<known_input>& inputs() {
  static const std::vector<known_input> all = [] {
    const std::string temperatures = "K, degF", fractions = "%";
    std::vector<known_input> k{
        {{"tc", "degC", temperatures, "air_temperature"},
         "mean air temperature of the day; or tmin and tmax",
         {}},
        {{"tmin", "degC", temperatures, "air_temperature"}, "least air temperature of the day", {}},
        {{"tmax", "degC", temperatures, "air_temperature"}, "greatest air temperature of the day", {}},
        {{"precipitation", "mm day-1", "kg m-2 s-1, m d-1, or mm and kg m-2 in the day",
          "precipitation_flux"},
         "precipitation",
         {}},
        {{"sunshine_fraction", "1", fractions, ""}, "bright hours over hours of daylight, 0 to 1", {}},
        {{"cloud_cover", "1", "%, okta", "cloud_area_fraction"},
         "in the place of sunshine: 1 - cloud_cover",
         {}},
        {{"radiation", "W m-2", "MJ m-2 d-1, kJ m-2 d-1, cal cm-2 d-1, kWh m-2 d-1, or J m-2 in the day",
          "surface_downwelling_shortwave_flux_in_air"},
         "in the place of sunshine: short-wave radiation, mean over the day",
         {}},
        {{"latitude", "degree", "degrees_north, radian", "latitude"},
         "of the site, or of the cells",
         {"lat"}},
        {{"elevation", "m", "km, ft, gpm", "surface_altitude"},
         "of the site, or of the cells",
         {"elev", "elv", "altitude", "orog"}},
        {{"water_capacity", "mm", "m, kg m-2", ""}, "what the soil holds at most", {}},
    };
    // a millimetre is a kilogram on a square metre; a day's sum is a rate a day
    k[3].need.same_as = {"kg m-2 d-1", "mm", "kg m-2"};
    k[5].need.same_as = {"8 okta"};
    k[6].need.same_as = {"86400 J m-2"};
    k[8].need.same_as = {"geopotential_metre"};
    k[9].need.same_as = {"kg m-2"};
    k[9].need.otherwise = 150;
    return k;
  }();
  return all;
}

const output_variable of_days[] = {
    {"aet", "mm day-1", "actual evapotranspiration", ""},
    {"pet", "mm day-1", "potential evapotranspiration", ""},
    {"condensation", "mm day-1", "dew", ""},
    {"soil_moisture", "mm", "soil moisture at the end of the day", ""},
    {"relative_soil_moisture", "1", "soil moisture at the end of the day over the capacity", ""},
    {"runoff", "mm day-1", "runoff", ""},
    {"ppfd", "mol m-2 day-1", "photosynthetic photons in the day", ""},
    {"eet", "mm day-1", "equilibrium evapotranspiration", ""},
    {"supply", "mm h-1", "what the soil can give at most", ""},
    {"demand_hour_angle", "degree", "hour angle up to which demand exceeds supply", ""},
    {"ru", "1", "sine of declination times sine of latitude", ""},
    {"rv", "1", "cosine of declination times cosine of latitude", ""},
    {"rw", "W m-2", "short-wave radiation absorbed under a sun in the zenith", ""},
    {"transmissivity", "1", "share of the radiation that passes the atmosphere", ""},
    {"sunset_hour_angle", "degree", "hour angle of sunset", ""},
    {"crossover_hour_angle", "degree", "hour angle at which net radiation turns negative", ""},
    {"daily_solar_radiation", "J m-2", "radiation on top of the atmosphere in the day", ""},
    {"net_longwave_radiation", "W m-2", "net long-wave radiation that is lost", ""},
    {"daytime_net_radiation", "J m-2", "net radiation of the daytime", ""},
    {"nighttime_net_radiation", "J m-2", "net radiation of the night", ""},
    {"saturation_slope", "Pa K-1", "slope of the saturation vapour pressure", ""},
    {"latent_heat", "J kg-1", "latent heat of vaporisation", ""},
    {"water_density", "kg m-3", "density of water", ""},
    {"psychrometric_constant", "Pa K-1", "psychrometric constant", ""},
    {"water_for_energy", "m3 J-1", "water that energy evaporates", ""},
    {"water_for_power", "mm h-1 (W m-2)-1", "water that power evaporates", ""},
};

const output_variable of_periods[] = {
    {"aet", "mm", "actual evapotranspiration, sum", ""},
    {"pet", "mm", "potential evapotranspiration, sum", ""},
    {"condensation", "mm", "dew, sum", ""},
    {"precipitation", "mm", "precipitation, sum", ""},
    {"runoff", "mm", "runoff, sum", ""},
    {"ppfd", "mol m-2", "photosynthetic photons, sum", ""},
    {"days", "day", "days that the sums are of", ""},
    {"aet_over_pet", "1", "actual over potential evapotranspiration", ""},
    {"cramer_prentice_alpha", "1", "actual over equilibrium evapotranspiration", ""},
    {"aridity_index", "1", "potential evapotranspiration over precipitation", ""},
    {"climatic_deficit", "mm", "potential less actual evapotranspiration", ""},
};

}  // namespace

input_need describe_input(const std::string& name) {
  for (const known_input& k : inputs()) {
    if (k.need.name == name) return k.need;
  }
  fail("there is no input '", shown(name), "'");
}

std::vector<std::string> other_names(const std::string& input) {
  for (const known_input& k : inputs()) {
    if (k.need.name == input) return k.others;
  }
  return {};
}

std::vector<output_variable> describe_outputs(const std::vector<std::string>& names, bool totals,
                                              const std::string& prefix) {
  const std::span<const output_variable> all =
      totals ? std::span<const output_variable>(of_periods) : std::span<const output_variable>(of_days);
  std::vector<std::string> known;
  for (const output_variable& output : all) known.push_back(output.name);
  std::vector<output_variable> chosen;
  for (const std::string& name : names) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& o) { return o.name == name; });
    if (found == all.end()) {
      fail("--outputs: '", shown(name), "' is unknown ",
           totals ? "among the totals" : "among the outputs of days", "; there are ", joined(known));
    }
    if (std::count(names.begin(), names.end(), name) > 1) fail("--outputs: '", name, "' is given twice");
    chosen.push_back(*found);
    chosen.back().name = prefix + name;
  }
  if (chosen.empty()) fail("--outputs: name at least one of ", joined(known));
  return chosen;
}

std::string help_on_variables() {
  const auto row = [](std::string name, std::string units, const std::string& meaning) {
    name.resize(std::max<std::size_t>(name.size() + 2, 26), ' ');
    units.resize(std::max<std::size_t>(units.size() + 2, 18), ' ');
    return text("  ", name, units, meaning, "\n");
  };
  std::string out =
      "INPUTS, in sylva's units; others are converted where the file or --units declares them:\n";
  for (const known_input& k : inputs()) out += row(k.need.name, k.need.units, k.meaning);
  out += "\nOUTPUTS of days:\n";
  for (const output_variable& output : of_days) out += row(output.name, output.units, output.long_name);
  out += "\nOUTPUTS of months and years, --totals:\n";
  for (const output_variable& output : of_periods) out += row(output.name, output.units, output.long_name);
  return out;
}

}  // namespace sylva::examples
