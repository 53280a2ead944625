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

/// One value and what is known beside it, in sylva's units. NaN where it is not known: rules that ask for it
/// then say nothing about the value.
struct cell {
  double x;
  double saturation;  ///< vapour pressure of saturated air [Pa]
  double ppfd;        ///< [umol m-2 s-1]
  double top;         ///< radiation on top of the atmosphere, mean over the day [W m-2]
};

using condition = bool (*)(const cell&);

/// For which units a rule is.
enum class reading {
  any,
  constant,  ///< one value for all cells
  percent,   ///< of shares, that the file or --units declares
  amount     ///< without a time, as J m-2 in the day: the rule's unit is what is to follow it
};

/// Values of `input` look like another unit where `share` or more of those that the rule is about are odd.
/// `enough` such values are an error, fewer a warning. Of the rules that hold for an input the first is told.
/// "share" as input: every input that is a share of 1.
struct rule {
  const char* input;
  const char* unit;  ///< what they look like, as --units takes it; empty: nothing that --units could mend
  condition about, odd;
  double share;
  std::size_t enough;
  bool in_a_year;  ///< says something only where the times span 300 days
  const char* reason;
  reading read = reading::any;
  bool and_next = false;  ///< holds only where the next rule holds too
  bool doubtful = false;  ///< never an error, and nothing where there are not `enough` values
};

bool every(const cell&) { return true; }
bool positive(const cell& c) { return c.x > 0; }
bool daylight(const cell& c) { return c.x > 0 && c.top > 30; }
/// Not -9999 and the like, which may be a missing value that nobody declared.
bool temperature(const cell& c) { return c.x > -300; }
bool above_one(const cell& c) { return c.x > 1.5; }
/// What MODIS stores in the place of a fapar, times 0.01 or not.
bool code_of_modis(const cell& c) { return (c.x > 2.485 && c.x < 2.555) || (c.x > 248.5 && c.x < 255.5); }
bool rainy(const cell& c) { return c.x > 0.01; }
bool warm_day(const cell& c) { return c.x > 0 && c.ppfd > 0 && c.saturation > 611; }
/// In light as under thin clouds or brighter, and without frost, the air is not saturated: fog that lasts for
/// days is darker, and in it, as in polar nights, the deficit may be anything down to 0.
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
     "no place has so little"},
    {"patm", "hPa", positive, [](const cell& c) { return c.x < 1500; }, 0.95, some, false,
     "no place has so little"},
    {"patm", "", positive, [](const cell& c) { return c.x > 200000; }, 0.95, some, false,
     "no place has so much"},

    // Shares are 0 to 1; the air may be a little supersaturated. What was multiplied by 0.01 already, as
    // packed data are, is below 1 %, besides the codes of MODIS.
    {"share", "1", [](const cell& c) { return c.x > 0 && !code_of_modis({100 * c.x, nan, nan, nan}); },
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
    {"ghi", "", every, [](const cell& c) { return c.x > 2000; }, 0.1, some, false, "more than the sun gives"},

    // On one wet day of a hundred there fall some millimetres in the driest climates; 0.2 m a day are a
    // flood.
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
constexpr std::size_t number_of_rules = std::size(rules);

/// The unit that a rule tells of input number i, as --units takes it; nothing if --units could not mend it.
std::string unit_of(const rule& r, const input_reader& reader, std::size_t i) {
  if (r.read == reading::amount) return text(reader.declared_unit(i), ' ', r.unit);
  return r.read == reading::percent || reader.convert(i).is_identity() ? r.unit : "";
}

/// Whether a rule is for input number i: those of tc are for all temperatures.
bool is_for(const rule& r, const input_reader& reader, std::size_t i) {
  const std::string& input = reader.needs()[i].name;
  const bool temperature = input == "tmin" || input == "tmax" || input == "mean_growth_temperature";
  constexpr std::string_view shares[] = {"fapar", "theta", "soilm", "rh", "cloud_cover", "sunshine_fraction"};
  const bool share = std::find(std::begin(shares), std::end(shares), input) != std::end(shares);
  if (r.input != std::string_view(temperature ? "tc" : input) &&
      !(share && r.input == std::string_view("share")))
    return false;
  // a constant rain is no weather
  if (r.doubtful && reader.is_constant(i)) return false;
  if (r.read == reading::constant) return reader.is_constant(i);
  if (r.read == reading::percent) return reader.convert(i).factor == 0.01;
  if (r.read != reading::amount) return true;
  return !reader.declared_unit(i).empty() &&
         convert_units(unit_of(r, reader, i), reader.needs()[i].units).convert.has_value();
}

double length_of_year(calendar_kind kind) {
  switch (kind) {
    case calendar_kind::julian:
      return 365.25;
    case calendar_kind::noleap:
      return 365;
    case calendar_kind::all_leap:
      return 366;
    case calendar_kind::day_360:
      return 360;
    default:
      return 365.2425;
  }
}

/// A box may have millions of cells: so many of them, evenly spaced, tell their unit.
constexpr std::size_t looked_at = 1 << 13;

}  // namespace

unit_check::unit_check(source& from, const input_reader& reader, bool accept)
    : from_(from), reader_(reader), accept_(accept), tallies_(number_of_rules * reader.needs().size()) {
  for (const rule& r : rules) {
    for (std::size_t i = 0; i < reader.needs().size(); ++i) {
      applies_.push_back(is_for(r, reader, i) ? 1 : 0);
    }
  }
  for (std::size_t d = 0; d < reader.dims().size() && !time_; ++d) {
    std::optional<time_coordinate> times;
    try {
      times = from.times(reader.dims()[d]);
    } catch (const user_error&) {
      // a program that needs them says so itself
    }
    if (!times) continue;
    time_ = d;
    times_ = times->description;
    year_ = length_of_year(times->calendar);
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
    latitude_.reset();  // no program needs it
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
  // an odd step meets all hours of the day and all columns of a grid
  const std::size_t step = cells / looked_at < 1 ? 1 : cells / looked_at | 1;
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
      // one value for all cells is one value: it is seen in the weather of the first box
      if (std::isnan(c.x) || (reader_.is_constant(i) && begun_)) continue;
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
  const auto holds = [&](std::size_t r, std::size_t i) {
    const tally& t = tallies_[r * inputs + i];
    return t.odd > 0 && static_cast<double>(t.odd) >= rules[r].share * static_cast<double>(t.about) &&
           (!rules[r].in_a_year || last_day_ - first_day_ >= 300) &&
           (!rules[r].doubtful || t.about >= rules[r].enough);
  };
  for (std::size_t i = 0; i < inputs; ++i) {
    std::size_t r = 0;
    while (r < number_of_rules && !(holds(r, i) && (!rules[r].and_next || holds(r + 1, i)))) ++r;
    if (r == number_of_rules) continue;
    const input_need& need = reader_.needs()[i];
    const bool constant = reader_.is_constant(i);
    finding f{.what = {}, .reason = rules[r].reason, .remedy = {}, .unit = {}, .sure = false};
    f.sure = !constant && !rules[r].doubtful && tallies_[r * inputs + i].about >= rules[r].enough;
    if (const std::string unit = unit_of(rules[r], reader_, i); !unit.empty()) {
      f.what =
          text(need.name, " looks like ", unit == "%" ? "percent" : unit, ", not ", reader_.unit_origin(i));
      if (!constant) f.unit = text(need.name, '=', unit);
    } else {
      f.what = text(need.name, " does not look like ", reader_.unit_origin(i));
    }
    if (constant) f.remedy = text("; --set takes ", need.units == "1" ? "shares of 1" : need.units);
    if (!f.unit.empty()) f.remedy = text("; if so: --units '", f.unit, "'");
    found.push_back(std::move(f));
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
    out.push_back(
        text("warning   ", f.what, " (", f.reason, ")", accept_ ? "; accepted by --accept-units" : f.remedy));
  }
  return out;
}

}  // namespace sylva::examples
