#include "plausibility.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sylva/core/constants.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/sunshine.hpp>

#include "text.hpp"

namespace sylva::examples {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

/// One value and others of its cell, in sylva's units. NaN if unknown; rules that need it then skip the
/// value.
struct cell {
  double x;
  double saturation;  ///< vapour pressure of saturated air [Pa]
  double ppfd;        ///< [umol m-2 s-1]
  double top;         ///< radiation on top of the atmosphere, mean over the day [W m-2]
};

using condition = bool (*)(const cell&);

/// Values of `input` look like another unit if a share of at least `share` of the values selected by `about`
/// is `odd`. With `enough` selected values that is an error, with fewer a warning. The first rule of an input
/// that applies is reported.
struct rule {
  const char* input;
  const char* unit;  ///< the likely unit, as for --units; empty if none is likely
  condition about, odd;
  double share;
  std::size_t enough;
  bool in_a_year;  ///< applies only if the times span 300 days
  const char* reason;
};

bool every(const cell&) { return true; }
bool positive(const cell& c) { return c.x > 0; }
bool daylight(const cell& c) { return c.x > 0 && c.top > 30; }
/// Excludes -9999 and the like, which may be undeclared missing values.
bool temperature(const cell& c) { return c.x > -300; }
/// Cells with light as under thin clouds or brighter, and without frost: there the air is not saturated. In
/// fog and in polar nights, which are darker, the deficit may be 0.
bool sunlit(const cell& c) { return c.x > 0 && c.ppfd > 400 && c.saturation > 611; }

constexpr std::size_t some = 20;
constexpr double ppfd_of_radiation = core_constants<double>{}.swdown_to_ppfd_factor;

constexpr rule rules[] = {
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
     "no place has so little"},
    {"patm", "hPa", positive, [](const cell& c) { return c.x < 1500; }, 0.95, some, false,
     "no place has so little"},
    {"patm", "", positive, [](const cell& c) { return c.x > 200000; }, 0.95, some, false,
     "no place has so much"},

    // Shares are 0 to 1; the air may be a little supersaturated.
    {"rh", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.5, some, false, "1 is saturated air"},
    {"rh", "", positive, [](const cell& c) { return c.x < 0.0105; }, 0.95, some, false, "no air is that dry"},
    {"fapar", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false, "1 is all the light"},
    {"theta", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false, "1 is pure water"},
    {"rootzonestress", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false,
     "1 is no stress"},
    {"meanalpha", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false, "1.26 is the most"},
    {"sunshine_fraction", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false,
     "1 is all the day"},
    {"cloud_cover", "okta", [](const cell& c) { return c.x > 1.5; }, [](const cell& c) { return c.x < 8.5; },
     1, some, false, "1 is all the sky"},
    {"cloud_cover", "%", every, [](const cell& c) { return c.x > 1.5; }, 0.2, some, false,
     "1 is all the sky"},

    // In a day a tenth of the light on top of the atmosphere arrives under the darkest clouds, 0.8 of it
    // under a
    // clear sky. 1 mol m-2 d-1 is 11.6 umol m-2 s-1, 1 MJ m-2 d-1 is 11.6 W m-2.
    {"ppfd", "mol m-2 d-1", daylight, [](const cell& c) { return c.x < 0.075 * ppfd_of_radiation * c.top; },
     0.97, some, false, "darker than under the thickest clouds"},
    // In a year each place on Earth has days with more than 100 umol m-2 s-1; mol m-2 d-1 are below 70.
    {"ppfd", "mol m-2 d-1", positive, [](const cell& c) { return c.x < 75; }, 0.999, some, true,
     "no day of the year is bright"},
    // 2800 on top of the atmosphere, a little more beside bright clouds
    {"ppfd", "", every, [](const cell& c) { return c.x > 4000; }, 0.05, some, false,
     "more than the sun gives"},
    {"radiation", "kWh m-2 d-1", daylight, [](const cell& c) { return c.x < 0.02 * c.top; }, 0.99, some,
     false, "darker than under the thickest clouds"},
    {"radiation", "MJ m-2 d-1", daylight, [](const cell& c) { return c.x < 0.075 * c.top; }, 0.95, some,
     false, "darker than under the thickest clouds"},
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
    {"ghi", "", every, [](const cell& c) { return c.x > 2000; }, 0.1, some, false, "more than the sun gives"},

    // In the driest climates one day of a hundred has some millimetres of rain; 0.2 m in a day are a flood.
    {"precipitation", "kg m-2 s-1", positive, [](const cell& c) { return c.x < 0.005; }, 0.999, 50, true,
     "no day of the year is wet"},
    {"precipitation", "m d-1", positive, [](const cell& c) { return c.x < 0.2; }, 0.99, 50, true,
     "no day of the year is wet"},
    // Everest has 8849 m; a geopotential is 9.8 times as much.
    {"elevation", "", every, [](const cell& c) { return c.x > 9000; }, 0.05, some, false,
     "higher than Everest; a geopotential is to be divided by 9.80665 m s-2"},
    // Soils hold 20 to 500 mm.
    {"water_capacity", "m", positive, [](const cell& c) { return c.x < 2; }, 0.95, some, false,
     "no soil holds so little"},
};
constexpr std::size_t number_of_rules = std::size(rules);

/// Whether a rule applies to an input; those of tc apply to all temperatures.
bool is_for(const rule& r, const std::string& input) {
  const bool temperature = input == "tmin" || input == "tmax" || input == "mean_growth_temperature";
  return r.input == (temperature ? "tc" : input);
}

/// Number of cells checked in a box, evenly spaced.
constexpr std::size_t cells_checked = 1 << 13;

}  // namespace

unit_check::unit_check(source& from, const input_reader& reader, bool accept)
    : from_(from), reader_(reader), accept_(accept), tallies_(number_of_rules * reader.needs().size()) {
  for (const rule& r : rules) {
    for (const input_need& need : reader.needs()) applies_.push_back(is_for(r, need.name) ? 1 : 0);
  }
  for (std::size_t d = 0; d < reader.dims().size() && !time_; ++d) {
    std::optional<time_coordinate> times;
    try {
      times = from.times(reader.dims()[d]);
    } catch (const user_error&) {
      // a program that needs the times reports the error
    }
    if (!times) continue;
    time_ = d;
    times_ = times->description;
    year_ = mean_year_length(times->calendar);
    for (const seconds_t t : times->at) days_.push_back(static_cast<double>(t) / 86400);
  }
  if (find("latitude") != nowhere) return;
  for (const char* name : {"latitude", "lat"}) {
    auto v = from.find(name);
    if (!v || latitude_) continue;
    const bool on_grid = std::all_of(v->dims.begin(), v->dims.end(), [&](std::size_t dim) {
      return std::find(reader.dims().begin(), reader.dims().end(), dim) != reader.dims().end();
    });
    const auto to_degrees = v->units.empty() ? conversion{} : convert_units(v->units, "degree").convert;
    if (on_grid && to_degrees && to_degrees->is_identity()) latitude_ = std::move(v);
  }
}

std::size_t unit_check::find(const std::string& name) const {
  for (std::size_t i = 0; i < reader_.needs().size(); ++i) {
    if (reader_.needs()[i].name == name) return i;
  }
  return nowhere;
}

void unit_check::read_latitudes(const block& where) {
  latitudes_.clear();
  if (!latitude_) return;
  block box;
  for (const std::size_t dim : latitude_->dims) {
    const auto at = std::find(reader_.dims().begin(), reader_.dims().end(), dim) - reader_.dims().begin();
    box.start.push_back(where.start[static_cast<std::size_t>(at)]);
    box.count.push_back(where.count[static_cast<std::size_t>(at)]);
  }
  try {
    from_.read(*latitude_, box, latitudes_);
  } catch (const user_error&) {
    latitude_.reset();  // the check works without it
    latitudes_.clear();
  }
}

double unit_check::latitude(const block& where, const std::vector<std::size_t>& index, std::size_t at) const {
  if (const std::size_t i = find("latitude"); i != nowhere) {
    const auto values = reader_.values(i);
    return values[values.size() == 1 ? 0 : at];
  }
  if (latitudes_.empty()) return nan;
  std::size_t position = 0;
  for (const std::size_t dim : latitude_->dims) {
    const auto d = static_cast<std::size_t>(std::find(reader_.dims().begin(), reader_.dims().end(), dim) -
                                            reader_.dims().begin());
    position = position * where.count[d] + index[d];
  }
  return latitudes_[position];
}

void unit_check::add(const block& where) {
  read_latitudes(where);
  const std::size_t cells = where.cells(), inputs = reader_.needs().size();
  const std::size_t tc = find("tc"), ppfd = find("ppfd");
  const auto value = [&](std::size_t input, std::size_t at) {
    if (input == nowhere) return nan;
    const auto values = reader_.values(input);
    return values[values.size() == 1 ? 0 : at];
  };
  const top_of_atmosphere_radiation<> top_of;
  const saturation_vapour_pressure<> saturation;
  // an odd step covers all hours of the day and all columns of a grid
  const std::size_t step = cells < cells_checked ? 1 : cells / cells_checked | 1;
  std::vector<std::size_t> index(where.count.size());
  for (std::size_t at = 0; at < cells; at += step) {
    for (std::size_t d = index.size(), rest = at; d-- > 0; rest /= where.count[d]) {
      index[d] = rest % where.count[d];
    }
    cell c{nan, nan, value(ppfd, at), nan};
    if (const double t = value(tc, at); t > -60 && t < 60) c.saturation = 1000 * saturation(t);
    if (time_) {
      const double day = days_[where.start[*time_] + index[*time_]];
      first_day_ = std::min(first_day_, day), last_day_ = std::max(last_day_, day);
      const double of_year = std::fmod(std::fmod(day, year_) + year_, year_);
      const double here = latitude(where, index, at);
      if (std::abs(here) <= 90) c.top = top_of(here, of_year + 1, year_) / 86400;
    }
    for (std::size_t i = 0; i < inputs; ++i) {
      c.x = value(i, at);
      // one value for all cells is one value
      if (std::isnan(c.x) || (reader_.is_constant(i) && (begun_ || at > 0))) continue;
      for (std::size_t r = 0; r < number_of_rules; ++r) {
        if (!applies_[r * inputs + i] || !rules[r].about(c)) continue;
        tally& t = tallies_[r * inputs + i];
        ++t.about;
        t.odd += rules[r].odd(c) ? 1 : 0;
      }
    }
  }
  if (!begun_ && !accept_) refuse();
  begun_ = true;
}

std::vector<unit_check::finding> unit_check::findings() const {
  std::vector<finding> found;
  const std::size_t inputs = reader_.needs().size();
  for (std::size_t i = 0; i < inputs; ++i) {
    for (std::size_t r = 0; r < number_of_rules; ++r) {
      const tally& t = tallies_[r * inputs + i];
      if (t.odd == 0 || static_cast<double>(t.odd) < rules[r].share * static_cast<double>(t.about)) continue;
      if (rules[r].in_a_year && !(last_day_ - first_day_ >= 300)) continue;
      const std::string& name = reader_.needs()[i].name;
      finding f{.what = {}, .reason = rules[r].reason, .unit = {}, .sure = t.about >= rules[r].enough};
      if (*rules[r].unit != '\0' && reader_.reads_own_unit(i)) {
        const std::string unit = rules[r].unit == std::string_view("%") ? "percent" : rules[r].unit;
        f.what = text(name, " looks like ", unit, ", not ", reader_.unit_origin(i));
        if (!reader_.is_constant(i)) f.unit = text(name, '=', rules[r].unit);
      } else {
        f.what = text(name, " does not look like ", reader_.unit_origin(i));
      }
      found.push_back(std::move(f));
      break;
    }
  }
  return found;
}

void unit_check::refuse() const {
  std::vector<finding> found = findings();
  std::erase_if(found, [](const finding& f) { return !f.sure; });
  if (found.empty()) return;
  const auto put = [](std::string& list, const char* separator, const std::string& more) {
    list += (list.empty() || more.empty() ? "" : separator) + more;
  };
  std::string remedy;
  for (const finding& f : found) put(remedy, ",", f.unit);
  const char* quote = remedy.find(' ') == remedy.npos ? "" : "'";
  const std::size_t more = found.size() - 1;
  fail(from_.path(), ": ", found[0].what, " (", found[0].reason, ")",
       more == 0 ? "" : text(", and ", more, more == 1 ? " other input" : " other inputs"),
       remedy.empty() ? "" : text(": --units ", quote, remedy, quote),
       "; --accept-units if the values are right");
}

std::vector<std::string> unit_check::lines() const {
  std::vector<std::string> out;
  if (!times_.empty()) out.push_back("times     " + times_);
  for (const finding& f : findings()) {
    out.push_back(text("warning   ", f.what, " (", f.reason, ")",
                       accept_          ? "; accepted by --accept-units"
                       : f.unit.empty() ? ""
                                        : text("; if so: --units '", f.unit, "'")));
  }
  return out;
}

}  // namespace sylva::examples
