// Spellings of units as files have them, with factors and offsets by hand: SI prefixes, 86400 s a day, the
// inch of 25.4 mm, the foot of 0.3048 m, UDUNITS' calorie of 4.1868 J and langley of 41840 J m-2, the mmHg of
// 133.322387415 Pa.
#include "support/units.hpp"

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

using namespace sylva::examples;

namespace {

struct spelling {
  const char* from;
  const char* to;
  double factor;
  double offset = 0;
};

constexpr double day = 86400;

const std::vector<spelling> understood{
    // powers of ten and factors
    {"10^6 J m-2 d-1", "W m-2", 1e6 / day},
    {"10**6 J m-2 d-1", "W m-2", 1e6 / day},
    {"10⁶ J m⁻² d⁻¹", "W m-2", 1e6 / day},
    {"1e6 J m-2 d-1", "W m-2", 1e6 / day},
    {"1E+6 J m-2 d-1", "W m-2", 1e6 / day},
    {"10**6 J m-2", "86400 J m-2", 1e6 / day},
    {"10^3 umol m-2 s-1", "umol m-2 s-1", 1e3},
    {"10^-6 mol m-2 s-1", "umol m-2 s-1", 1},
    {"10-6 mol m-2 s-1", "umol m-2 s-1", 1},
    {"1e-6 mol m-2 s-1", "umol m-2 s-1", 1},
    {"10-6 mol mol-1", "ppm", 1},
    {"10^-6", "ppm", 1},
    {"10⁻⁶", "ppm", 1},
    {"1e-06", "ppm", 1},
    {"1", "ppm", 1e6},
    {"10-3 m", "mm", 1},
    {"10-3 m d-1", "mm day-1", 1},
    {"0.1 mm", "mm", 0.1},
    {"1/10 mm", "mm", 0.1},
    {"mm/10", "mm", 0.1},
    {"tenths of mm", "mm", 0.1},
    {"Hundredths of mm", "mm", 0.01},
    {"mm/(3 h)", "mm day-1", 8},
    // temperature
    {"C", "degC", 1},
    {"°C", "degC", 1},
    {"ºC", "degC", 1},
    {"℃", "degC", 1},
    {"\xb0"
     "C",
     "degC", 1},  // Latin-1
    {"° C", "degC", 1},
    {"deg C", "degC", 1},
    {"Deg C", "degC", 1},
    {"deg. C", "degC", 1},
    {"deg_C", "degC", 1},
    {"degreeC", "degC", 1},
    {"degreesC", "degC", 1},
    {"degrees C", "degC", 1},
    {"degree_C", "degC", 1},
    {"degrees_C", "degC", 1},
    {"degrees Celsius", "degC", 1},
    {"degree_Celsius", "degC", 1},
    {"degrees_celsius", "degC", 1},
    {"Celsius", "degC", 1},
    {"K", "degC", 1, -273.15},
    {"kelvins", "degC", 1, -273.15},
    {"Kelvin", "degC", 1, -273.15},
    {"degK", "degC", 1, -273.15},
    {"0.1 K", "degC", 0.1, -273.15},
    {"0.01 K", "degC", 0.01, -273.15},
    {"degF", "degC", 5.0 / 9, -160.0 / 9},
    {"°F", "degC", 5.0 / 9, -160.0 / 9},
    {"deg_F", "degC", 5.0 / 9, -160.0 / 9},
    {"fahrenheit", "degC", 5.0 / 9, -160.0 / 9},
    {"0.1 degC", "degC", 0.1},  // GHCN: 215 is 21.5 degC
    {"tenths of degrees C", "degC", 0.1},
    {"tenths of degC", "degC", 0.1},
    // pressure
    {"hPa", "Pa", 100},
    {"hectopascal", "Pa", 100},
    {"hectopascals", "Pa", 100},
    {"mb", "Pa", 100},
    {"mbar", "Pa", 100},
    {"millibar", "Pa", 100},
    {"kPa", "Pa", 1000},
    {"KPa", "Pa", 1000},
    {"kpa", "Pa", 1000},
    {"MPa", "Pa", 1e6},
    {"mPa", "Pa", 1e-3},
    {"dPa", "Pa", 0.1},
    {"Pascals", "Pa", 1},
    {"pascal", "Pa", 1},
    {"N m-2", "Pa", 1},
    {"bar", "Pa", 1e5},
    {"atm", "Pa", 101325},
    {"mmHg", "Pa", 133.322387415},
    // radiation
    {"W/m^2", "W m-2", 1},
    {"W.m-2", "W m-2", 1},
    {"W m**-2", "W m-2", 1},
    {"J m-2 s-1", "W m-2", 1},
    {"W·m⁻²", "W m-2", 1},
    {"MJ/m2/day", "W m-2", 1e6 / day},
    {"MJ m-2 day-1", "W m-2", 1e6 / day},
    {"MJ m-2 h-1", "W m-2", 1e6 / 3600},
    {"kJ m-2 day-1", "W m-2", 1e3 / day},
    {"MJ m**-2", "86400 J m-2", 1e6 / day},
    {"cal cm-2 day-1", "W m-2", 41868 / day},
    {"langley day-1", "W m-2", 41840 / day},
    {"Wh m-2 d-1", "W m-2", 1.0 / 24},
    {"kWh/m2/day", "W m-2", 1000.0 / 24},
    // light
    {"umol/m²/s", "umol m-2 s-1", 1},
    {"µmol m-2 s-1", "umol m-2 s-1", 1},  // micro sign
    {"μmol m⁻² s⁻¹", "umol m-2 s-1", 1},  // Greek mu
    {"umol m-2.s-1", "umol m-2 s-1", 1},
    {"umol/(m2 s)", "umol m-2 s-1", 1},
    {"umol/(m^2*s)", "umol m-2 s-1", 1},
    {"umol per m2 per s", "umol m-2 s-1", 1},
    {"µmolPhoton m-2 s-1", "umol m-2 s-1", 1},
    {"mol photons m-2 d-1", "umol m-2 s-1", 1e6 / day},
    {"uE m-2 s-1", "umol m-2 s-1", 1},
    {"E m-2 d-1", "umol m-2 s-1", 1e6 / day},
    {"microeinsteins m-2 s-1", "umol m-2 s-1", 1},
    {"mol m-2 day-1", "umol m-2 s-1", 1e6 / day},
    // mixing ratios and shares
    {"ppmv", "ppm", 1},
    {"ppm(v)", "ppm", 1},
    {"ppb", "ppm", 1e-3},
    {"ppbv", "ppm", 1e-3},
    {"umol mol-1", "ppm", 1},
    {"µmolCO2 mol-1", "ppm", 1},
    {"umol CO2 mol-1", "ppm", 1},
    {"mol/mol", "ppm", 1e6},
    {"mol mol^-1", "ppm", 1e6},
    {"%", "1", 0.01},
    {"Percent", "1", 0.01},
    {"(0 - 1)", "1", 1},
    {"(0-1)", "1", 1},
    {"0-1", "1", 1},
    {"0 - 1", "1", 1},
    {"-", "1", 1},
    {"none", "1", 1},
    {"unitless", "1", 1},
    {"dimensionless", "1", 1},
    {"Fraction", "1", 1},
    {"kg kg-1", "1", 1},
    {"m2 m-2", "1", 1},
    {"m3 m-3", "m3 m-3", 1},
    {"%", "m3 m-3", 0.01},
    {"okta", "8 okta", 0.125},
    {"oktas", "8 okta", 0.125},
    // water
    {"mm/d", "mm day-1", 1},
    {"mm/day", "mm day-1", 1},
    {"mm d**-1", "mm day-1", 1},
    {"mm/hr", "mm day-1", 24},
    {"mm hrs-1", "mm day-1", 24},
    {"m h-1", "mm day-1", 24000},
    {"m s-1", "mm day-1", 1000 * day},
    {"mm s-1", "mm day-1", day},
    {"cm", "mm", 10},
    {"in", "mm", 25.4},
    {"inches", "mm", 25.4},
    {"inches day-1", "mm day-1", 25.4},
    {"metres", "mm", 1000},
    {"millimeter", "mm", 1},
    {"m of water equivalent", "mm", 1000},
    {"mm of water", "mm", 1},
    {"kg m-2 s-1", "kg m-2 d-1", day},
    {"kg.m-2.s-1", "kg m-2 d-1", day},
    {"kg/m2/s", "kg m-2 d-1", day},
    {"g m-2 d-1", "kg m-2 d-1", 1e-3},
    // places
    {"ft", "m", 0.3048},
    {"km", "m", 1000},
    {"meter", "m", 1},
    {"gpm", "geopotential_metre", 1},
    {"degrees_north", "degree", 1},
    {"degreesN", "degree", 1},
    {"deg", "degree", 1},
    {"°N", "degree", 1},
    {"decimal degrees", "degree", 1},
    {"Degrees_North", "degree", 1},
    {"DEGREES", "degree", 1},
    {"degree_N", "degree", 1},
    {"degreeN", "degree", 1},
    {"degN", "degree", 1},
    {"0.01 degrees_north", "degree", 0.01},
    {"m a.s.l.", "m", 1},
    {"masl", "m", 1},
    {"percentage", "1", 0.01},
    {"mm\u00a0day-1", "mm day-1", 1},
    {"J/cm2", "86400 J m-2", 1e4 / day},
    {"radian", "degree", 180 / 3.14159265358979323846},
    {"radians", "degree", 180 / 3.14159265358979323846},
    {"rad", "degree", 180 / 3.14159265358979323846},
    // carbon; all years have the same length here
    {"g m-2 yr-1", "kg C m-2 yr-1", 1e-3},
    {"gC m-2 a-1", "kg C m-2 yr-1", 1e-3},
    {"g C m-2 year-1", "kg C m-2 yr-1", 1e-3},
    {"g C m-2 Year-1", "kg C m-2 yr-1", 1e-3},
    {"g C m-2 common_year-1", "kg C m-2 yr-1", 1e-3},
    {"gC m-2 d-1", "ug m-2 s-1", 1e6 / day},
};

const std::vector<spelling> refused{
    {"", "Pa", 0},
    {"10 6 J m-2", "86400 J m-2", 0},  // 60, or a lost power?
    {"mm*10", "mm", 0},                // mm times 10, or 10 mm?
    {"10*mm", "mm", 0},
    {"degC*10", "degC", 0},
    {"10*degC", "degC", 0},
    {"mm 3h-1", "mm day-1", 0},  // 3 mm/h, or mm in 3 h?
    {"mm 3 h-1", "mm day-1", 0},
    {"3h-1", "d-1", 0},
    {"0 mm", "mm", 0},
    {"-1 mm", "mm", 0},
    {"1e999 mm", "mm", 0},
    {"1e-999 mm", "mm", 0},
    {"nan mm", "mm", 0},
    {"degC m-1", "K m-1", 0},  // what becomes of the offset?
    {"degC d", "K d", 0},
    {"mdegC", "degC", 0},
    {"degrees", "degC", 0},  // of an angle
    {"c", "degC", 0},        // speed of light
    {"F", "degC", 0},        // farad
    {"C", "1", 0},           // coulomb
    {"C m-2", "kg m-2 yr-1", 0},
    {"m-1", "mm", 0},  // UDUNITS takes the reciprocal
    {"s", "s-1", 0},
    {"degrees_south", "degree", 0},  // runs the other way
    {"degreeS", "degree", 0},        // a plural to UDUNITS
    {"degreesS", "degree", 0},
    {"degree_S", "degree", 0},
    {"degS", "degree", 0},
    {"°S", "degree", 0},
    {"degrees S", "degree", 0},
    {"degree_east", "degree", 0},
    {"degrees_east", "degree", 0},
    {"degreeE", "degree", 0},
    {"degreesE", "degree", 0},
    {"degrees_west", "degree", 0},
    {"degreeW", "degree", 0},
    {"degrees_true", "degree", 0},
    {"grade", "degree", 0},  // 0.9 degree
    {"arcmin", "degree", 0},
    // angles and plain numbers
    {"-", "degree", 0},
    {"1", "degree", 0},
    {"none", "degree", 0},
    {"%", "degree", 0},
    {"m m-1", "degree", 0},
    {"kg kg-1", "degree", 0},
    {"degrees", "1", 0},
    {"degrees_north", "m3 m-3", 0},
    {"radian", "ppm", 0},
    {"rad", "1", 0},
    {"W m-2 sr-1", "W m-2", 0},  // a radiance
    // ratios of times
    {"h/d", "1", 0},
    {"h d-1", "1", 0},
    {"hours per day", "1", 0},
    {"hours day-1", "1", 0},
    {"min d-1", "1", 0},
    {"s d-1", "1", 0},
    {"h h-1", "1", 0},
    {"h/d", "ppm", 0},
    {"ms/s", "m3 m-3", 0},
    // years and months in any case, and of any kind
    {"mm/Month", "mm day-1", 0},
    {"mm MONTH-1", "mm day-1", 0},
    {"mm Months-1", "mm day-1", 0},
    {"mm/Year", "mm day-1", 0},
    {"mm YEAR-1", "mm day-1", 0},
    {"mm common_year-1", "mm day-1", 0},
    {"mm Common_Year-1", "mm day-1", 0},
    {"mm leap_year-1", "mm day-1", 0},
    {"mm Julian_year-1", "mm day-1", 0},
    {"mm Gregorian_years-1", "mm day-1", 0},
    {"mm tropical_year-1", "mm day-1", 0},
    {"mm sidereal_year-1", "mm day-1", 0},
    {"mm lunar_month-1", "mm day-1", 0},
    {"mm sidereal_month-1", "mm day-1", 0},
    {"mm tropical_month-1", "mm day-1", 0},
    {"m kiloyear-1", "mm day-1", 0},
    {"m kyr-1", "mm day-1", 0},
    {"g C m-2 kiloyear-1", "kg C m-2 yr-1", 0},
    {"mm dekad-1", "mm day-1", 0},  // 8 to 11 days; ten to UDUNITS
    {"mil", "mm", 0},               // 25.4 um to UDUNITS
    {"Mm/day", "mm day-1", 0},      // megametres and megabars
    {"Mbar", "Pa", 0},
    {"MBAR", "Pa", 0},
    {"ppt", "1", 0},  // per thousand, or trillion?
    {"mm/month", "mm day-1", 0},
    {"mm month-1", "mm day-1", 0},
    {"mm a-1", "mm day-1", 0},
    {"kg C m-2 yr-1", "ug m-2 s-1", 0},
    {"m**2 s**-2", "m", 0},  // a geopotential
    {"gpm", "m", 0},         // only where the program takes them
    {"okta", "1", 0},
    {"umol CO2 m-2 s-1", "umol m-2 s-1", 0},  // not of photons
    {"kg C m-2", "kg m-2", 0},                // not of water
    {"mm of water", "m", 0},
    {"mmH2O", "mm", 0},
    {"W m-2", "86400 J m-2", 0},
    {"kg m-2", "mm", 0},  // only where the program says that it is water
    {"MM", "mm", 0},
    {"mpa", "Pa", 0},  // mPa or MPa?
    {"Mb", "Pa", 0},
    {"days since 1970-01-01", "d", 0},
    {"s @ 5", "s", 0},
    {"lg(re 1 mW)", "W", 0},
    {"W m-", "W m-2", 0},
    {"W m--2", "W m-2", 0},
    {"W / / m2", "W m-2", 0},
    {"W m-2)", "W m-2", 0},
    {"(W m-2", "W m-2", 0},
    {"W m^99", "W m-2", 0},
    {"furlongs per fortnight of cheese", "mm day-1", 0},
    {"Pa\n", "Pa", 0},
};

}  // namespace

TEST_CASE("spellings of units are understood", "[programs]") {
  for (const spelling& s : understood) {
    CAPTURE(s.from, s.to);
    const unit_reading got = convert_units(s.from, s.to);
    REQUIRE(got.convert);
    CHECK(std::abs(got.convert->factor / s.factor - 1) < 1e-14);
    CHECK(std::abs(got.convert->offset - s.offset) <= 1e-13 * std::abs(s.offset));
  }
}

TEST_CASE("what is not understood or means two things is refused", "[programs]") {
  for (const spelling& s : refused) {
    CAPTURE(s.from, s.to);
    CHECK_FALSE(convert_units(s.from, s.to).convert);
  }
}

TEST_CASE("a remedy is said where there is one", "[programs]") {
  CHECK(convert_units("mm month-1", "mm day-1").remedy.find("by the calendar") != std::string::npos);
  CHECK(convert_units("m2 s-2", "m").remedy.find("9.80665") != std::string::npos);
  CHECK(convert_units("cheese", "m").remedy.empty());
  for (const char* unit : {"mm Month-1", "mm Julian_year-1", "mm dekad-1"}) {
    CAPTURE(unit);
    CHECK(convert_units(unit, "mm day-1").remedy.find("by the calendar") != std::string::npos);
  }
  CHECK(convert_units("h d-1", "1").remedy.find("length of the day") != std::string::npos);
  for (const char* unit : {"degreeS", "degrees_south", "degreeE"}) {
    CAPTURE(unit);
    CHECK(convert_units(unit, "degree").remedy.find("negative in the south") != std::string::npos);
  }
  CHECK(convert_units("degrees", "1").remedy.find("an angle") != std::string::npos);
  for (const char* unit : {"-", "1", "none", "%"}) {
    CAPTURE(unit);
    CHECK(convert_units(unit, "degree").unit == "degree");
  }
}

TEST_CASE("ratios of masses are recognized", "[programs]") {
  for (const char* unit : {"kg kg-1", "g/kg", "g/g", "mg kg-1", "ug/g", "kg/kg", "g kg**-1", "kg CO2 kg-1"}) {
    CAPTURE(unit);
    CHECK(is_mass_fraction(unit));
  }
  for (const char* unit : {"1", "%", "m3 m-3", "mol mol-1", "ppm", "kg m-3", "kg", "W kg-1", "cheese", ""}) {
    CAPTURE(unit);
    CHECK_FALSE(is_mass_fraction(unit));
  }
}

TEST_CASE("conversions of powers of ten are exact", "[programs]") {
  CHECK(convert_units("hPa", "Pa").convert->factor == 100);
  CHECK(convert_units("umol mol-1", "ppm").convert->is_identity());
  CHECK(convert_units("1e-6", "ppm").convert->is_identity());
  CHECK(convert_units("K", "degC").convert->offset == -273.15);
  CHECK(convert_units("%", "1").convert->factor == 0.01);
  CHECK(convert_units("inches", "mm").convert->factor == 25.4);
}

TEST_CASE("hostile units are refused", "[programs]") {
  CHECK_FALSE(convert_units(std::string(1000000, 'm'), "mm").convert);
  CHECK_FALSE(convert_units(std::string(199, '('), "mm").convert);
  CHECK_FALSE(convert_units(std::string(90, '(') + "mm" + std::string(90, ')'), "mm").convert);
  CHECK_FALSE(convert_units(std::string("mm\0", 3), "mm").convert);
  CHECK_FALSE(convert_units("\xff\xfe", "mm").convert);
  const std::vector<std::string> pieces{
      "m", "K", "degC", "10", "1e-6", "^",   "**",    "-", "2",  "(",    ")",  " ",    "/", ".", "*",   "%",
      "µ", "⁻", "C",    "g",  "@",    "CO2", "since", "E", "yr", "\xb0", "\n", "\xff", "0", ",", "log", "re"};
  const char* targets[] = {"mm day-1", "degC", "1", "ppm", "umol m-2 s-1"};
  std::uint32_t state = 1;
  const auto next = [&](std::size_t n) { return (state = state * 1664525u + 1013904223u) / 65536u % n; };
  for (int i = 0; i < 20000; ++i) {
    std::string s;
    for (std::size_t n = next(8) + 1; n > 0; --n) s += pieces[next(pieces.size())];
    CAPTURE(s);
    const unit_reading got = convert_units(s, targets[next(std::size(targets))]);
    if (!got.convert) continue;
    CHECK(got.convert->factor > 0);
    CHECK(std::isfinite(got.convert->factor));
    CHECK(std::isfinite(got.convert->offset));
  }
}
