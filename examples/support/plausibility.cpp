#include "plausibility.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/sunshine.hpp>

#include "plausibility_rules.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

using plausibility::cell;
using plausibility::reading;
using plausibility::rule;
using plausibility::rules;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

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

/// Number of cells checked in a box, evenly spaced.
constexpr std::size_t cells_checked = 1 << 13;

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
  try {
    from_.read(*latitude_, reader_.part_of(where, *latitude_), latitudes_);
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
