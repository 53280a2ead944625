#pragma once

#include <cstddef>
#include <sylva/core/constants.hpp>

/// The rules of unit_check: which values of an input look like another unit.

namespace sylva::examples::plausibility {

/// One value and others of its cell, in sylva's units. NaN if unknown; rules that need it then skip the
/// value.
struct cell {
  double x;
  double saturation;  ///< vapour pressure of saturated air [Pa]
  double ppfd;        ///< [umol m-2 s-1]
  double top;         ///< radiation on top of the atmosphere, mean over the day [W m-2]
};

using condition = bool (*)(const cell&);

/// The readings of an input that a rule applies to.
enum class reading {
  any,
  constant,  ///< one value for all cells
  percent,   ///< shares declared in percent
  amount     ///< a declared unit without a time, as J m-2; the likely unit is that and `unit`
};

/// Values of `input` look like another unit if a share of at least `share` of the values selected by `about`
/// is `odd`. With `enough` selected values that is an error, with fewer a warning. The first rule of an input
/// that applies is reported. The input "share" stands for all inputs that are shares of 1.
struct rule {
  const char* input;
  const char* unit;  ///< the likely unit, as for --units; empty if none is likely
  condition about, odd;
  double share;
  std::size_t enough;
  bool in_a_year;  ///< applies only if the times span 300 days
  const char* reason;
  reading read = reading::any;
  bool and_next = false;  ///< applies only if the next rule does too
  bool doubtful = false;  ///< a warning only, and only with `enough` values
};

inline bool every(const cell&) { return true; }
inline bool positive(const cell& c) { return c.x > 0; }
inline bool daylight(const cell& c) { return c.x > 0 && c.top > 30; }
/// Excludes -9999 and the like, which may be undeclared missing values.
inline bool temperature(const cell& c) { return c.x > -300; }
inline bool above_one(const cell& c) { return c.x > 1.5; }
/// Codes of MODIS for cells without fapar, times 0.01 or not.
inline bool code_of_modis(const cell& c) {
  return (c.x > 2.485 && c.x < 2.555) || (c.x > 248.5 && c.x < 255.5);
}
inline bool rainy(const cell& c) { return c.x > 0.01; }
inline bool warm_day(const cell& c) { return c.x > 0 && c.ppfd > 0 && c.saturation > 611; }
/// Cells with light as under thin clouds or brighter, and without frost: there the air is not saturated. In
/// fog and in polar nights, which are darker, the deficit may be 0.
inline bool sunlit(const cell& c) { return c.x > 0 && c.ppfd > 400 && c.saturation > 611; }

inline constexpr std::size_t some = 20;
inline constexpr double ppfd_of_radiation = core_constants<double>{}.swdown_to_ppfd_factor;

inline constexpr rule rules[] = {
    // No air near the ground has been above 57 degC or below -90 degC.
    {"tc", "K", temperature, [](const cell& c) { return c.x > 150 && c.x < 350; }, 0.9, some, false,
     "no air is that hot"},
    {"tc", "0.1 degC", temperature, [](const cell& c) { return c.x > 80; }, 0.2, some, false,
     "no air is that hot"},
    {"tc", "degF", temperature, [](const cell& c) { return c.x > 50; }, 0.2, some, false,
     "a fifth is above 50"},
    {"tc", "", temperature, [](const cell& c) { return c.x < -100; }, 0.5, some, false,
     "no air is that cold"},

    // Air in the sun has a relative humidity below 99 %, often below 90 %. In Pa that is 0.01 to 1 of the
    // saturation pressure; a hundredth of it in hPa, a thousandth in kPa.
    {"vpd", "kPa", sunlit, [](const cell& c) { return c.x < 0.001 * c.saturation; }, 0.95, some, false,
     "humidity above 99.9 % in sunlight"},
    {"vpd", "hPa", sunlit, [](const cell& c) { return c.x < 0.01 * c.saturation; }, 0.95, some, false,
     "humidity above 99 % in sunlight"},
    // One deficit for all cells is one of bright hours too.
    {"vpd", "kPa", warm_day, [](const cell& c) { return c.x < 0.001 * c.saturation; }, 0.95, some, false,
     "humidity above 99.9 %", reading::constant},
    {"vpd", "hPa", warm_day, [](const cell& c) { return c.x < 0.01 * c.saturation; }, 0.95, some, false,
     "humidity above 99 %", reading::constant},
    // The deficit is at most the saturation pressure; means over warm hours against mean temperatures exceed
    // it by less than 2.
    {"vpd", "", [](const cell& c) { return c.saturation > 0; },
     [](const cell& c) { return c.x > 3 * c.saturation; }, 0.5, some, false,
     "more than saturated air has at tc"},

    // 180 ppm in ice ages, 420 now, some thousand in chambers and in the deep past.
    {"co2", "mol mol-1", positive, [](const cell& c) { return c.x < 0.01; }, 0.95, some, false,
     "air has 180 ppm and more"},
    {"co2", "", positive, [](const cell& c) { return c.x < 100; }, 0.95, some, false,
     "air has 180 ppm and more; a partial pressure is to be divided by patm"},
    {"co2", "ppb", positive, [](const cell& c) { return c.x > 1e5; }, 0.95, some, false,
     "that is 10 % of the air"},

    // 33 kPa on Everest, 107 kPa at the Dead Sea.
    {"patm", "bar", positive, [](const cell& c) { return c.x < 1.5; }, 0.95, some, false,
     "no place has so little"},
    {"patm", "kPa", positive, [](const cell& c) { return c.x < 150; }, 0.95, some, false,
     "no place has so little; or psi, if 14.7 is sea level"},
    {"patm", "hPa", positive, [](const cell& c) { return c.x < 1500; }, 0.95, some, false,
     "no place has so little; or mmHg, if 760 is sea level"},
    {"patm", "", positive, [](const cell& c) { return c.x > 200000; }, 0.95, some, false,
     "no place has so much"},

    // Shares are 0 to 1; the air may be a little supersaturated. What was multiplied by 0.01 already, as
    // packed data are, is below 1 %, besides the codes of MODIS.
    {"share", "1", [](const cell& c) { return c.x > 0 && !code_of_modis({100 * c.x, 0, 0, 0}); },
     [](const cell& c) { return c.x <= 0.0101; }, 1, some, false, "none is above 1 %", reading::percent},
    {"rh", "%", every, above_one, 0.5, some, false, "1 is saturated air"},
    {"rh", "", positive, [](const cell& c) { return c.x < 0.0105; }, 0.95, some, false, "no air is that dry"},
    {"fapar", "", above_one, code_of_modis, 1, some, false,
     "all above 1 are codes, 249 to 255 times 0.01 or 1: --missing names them", reading::any, true},
    {"fapar", "%", every, above_one, 0.2, some, false, "1 is all the light"},
    {"theta", "%", every, above_one, 0.2, some, false, "1 is pure water"},
    {"soilm", "%", every, above_one, 0.2, some, false, "1 is a full soil"},
    {"rootzonestress", "%", every, above_one, 0.2, some, false, "1 is no stress"},
    {"meanalpha", "%", every, above_one, 0.2, some, false, "1.26 is the most"},
    {"sunshine_fraction", "", above_one, [](const cell& c) { return c.x <= 24.5; }, 1, some, false,
     "1 is all the day; hours are to be divided by the length of the day"},
    {"sunshine_fraction", "%", every, above_one, 0.2, some, false, "1 is all the day"},
    {"cloud_cover", "okta", above_one, [](const cell& c) { return c.x < 8.5; }, 1, some, false,
     "1 is all the sky"},
    {"cloud_cover", "%", every, above_one, 0.2, some, false, "1 is all the sky"},

    // 2800 umol m-2 s-1 are 0.0028 mol m-2 s-1.
    {"ppfd", "mol m-2 s-1", positive, [](const cell& c) { return c.x < 0.0035; }, 1, some, false,
     "no light is that faint"},
    // Under the darkest clouds a tenth of what is on top of the atmosphere arrives on a day, under a clear
    // sky
    // 0.8 of it. mol m-2 d-1 are 11.6 umol m-2 s-1, MJ m-2 d-1 are 11.6 W m-2.
    {"ppfd", "mol m-2 d-1", daylight, [](const cell& c) { return c.x < 0.075 * ppfd_of_radiation * c.top; },
     0.97, some, false, "darker than under the thickest clouds"},
    // In a year each place on Earth has days with more than 100 umol m-2 s-1; mol m-2 d-1 are below 70.
    {"ppfd", "mol m-2 d-1", positive, [](const cell& c) { return c.x < 75; }, 0.999, some, true,
     "no day of the year is bright"},
    // 2800 on top of the atmosphere, a little more beside bright clouds
    {"ppfd", "", every, [](const cell& c) { return c.x > 4000; }, 0.05, some, false,
     "more than the sun gives"},
    // Means over a day of sums over an hour, three or six are 1/24, 1/8 and 1/4 of the sum over the day. In
    // the
    // cloudiest climates, as on the Faroe Islands, a third arrives in the mean of the year.
    {"radiation", "h-1", daylight, [](const cell& c) { return c.x < 0.04 * c.top; }, 0.98, some, false,
     "darker than under the thickest clouds, as the mean of hourly sums is", reading::amount},
    {"radiation", "(3 h)-1", daylight, [](const cell& c) { return c.x < 0.105 * c.top; }, 0.98, 100, true,
     "no day of the year is clear, as in the mean of sums over 3 hours", reading::amount},
    {"radiation", "(6 h)-1", daylight, [](const cell& c) { return c.x < 0.21 * c.top; }, 0.98, 100, true,
     "no day of the year is clear, as in the mean of sums over 6 hours", reading::amount},
    {"radiation", "kWh m-2 d-1", daylight, [](const cell& c) { return c.x < 0.02 * c.top; }, 0.99, some,
     false, "darker than under the thickest clouds"},
    {"radiation", "MJ m-2 d-1", daylight, [](const cell& c) { return c.x < 0.075 * c.top; }, 0.95, some,
     false, "darker than under the thickest clouds"},
    {"radiation", "", daylight, [](const cell& c) { return c.x < 0.21 * c.top; }, 0.98, 100, true,
     "no day of the year is clear"},
    {"radiation", "J m-2 d-1", daylight, [](const cell& c) { return c.x > 1000 * c.top; }, 0.8, some, false,
     "more than on top of the atmosphere"},
    {"radiation", "kJ m-2 d-1", daylight, [](const cell& c) { return c.x > 5 * c.top; }, 0.8, some, false,
     "more than on top of the atmosphere"},
    {"radiation", "", daylight, [](const cell& c) { return c.x > 1.5 * c.top; }, 0.5, some, false,
     "more than on top of the atmosphere"},
    {"radiation", "langley d-1", [](const cell& c) { return c.x > 0 && c.top > 150; },
     [](const cell& c) { return c.x > c.top; }, 0.3, some, false, "more than on top of the atmosphere"},
    // The sun at its highest gives 100 W m-2 and more at some hour of the year everywhere, and a daily mean
    // above 50; 1100 W m-2 are 4 MJ m-2 h-1.
    {"ghi", "MJ m-2 h-1", positive, [](const cell& c) { return c.x < 5.5; }, 0.999, some, true,
     "no time of the year is bright"},
    {"ghi", "MJ m-2 d-1", positive, [](const cell& c) { return c.x < 45; }, 0.999, some, true,
     "no time of the year is bright"},
    {"ghi", "", positive, [](const cell& c) { return c.x > 2000; }, 0.01, some, false,
     "more than the sun gives"},

    // In the driest climates one day of a hundred has some millimetres of rain; 0.2 m in a day are a flood.
    {"precipitation", "kg m-2 s-1", positive, [](const cell& c) { return c.x < 0.005; }, 0.999, 50, true,
     "no day of the year is wet"},
    {"precipitation", "m d-1", positive, [](const cell& c) { return c.x < 0.2; }, 0.99, 50, true,
     "no day of the year is wet"},
    {"precipitation", "h-1", rainy, [](const cell& c) { return c.x <= 2; }, 1, 100, true,
     "no day of the year has 2 mm, as in the mean of hourly sums", reading::amount, false, true},
    {"precipitation", "", rainy, [](const cell& c) { return c.x <= 2; }, 1, 100, true,
     "no day of the year has 2 mm, as in the mean of hourly sums", reading::any, false, true},
    // Everest has 8849 m; a geopotential is 9.8 times as much.
    {"elevation", "", every, [](const cell& c) { return c.x > 9000; }, 0.05, some, false,
     "higher than Everest; a geopotential is to be divided by 9.80665 m s-2"},
    // Soils hold 20 to 500 mm.
    {"water_capacity", "m", positive, [](const cell& c) { return c.x < 2; }, 0.95, some, false,
     "no soil holds so little"},
};

}  // namespace sylva::examples::plausibility
