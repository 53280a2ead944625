#include "units.hpp"

#include <udunits2.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>

#include "text.hpp"
#include "unit_spelling.hpp"

namespace sylva::examples {
namespace {

/// The substances of the programs' own units.
struct target {
  std::string_view unit;
  substance of;
};
constexpr target targets[] = {
    {"ppm", substance::carbon_dioxide},   {"umol m-2 s-1 / 12.0107", substance::carbon_dioxide},
    {"umol m-2 s-1", substance::photons}, {"ug m-2 s-1", substance::carbon},
    {"kg m-2 yr-1", substance::carbon},   {"mm", substance::water},
    {"mm day-1", substance::water},       {"kg m-2", substance::water},
    {"kg m-2 d-1", substance::water}};

template <auto Free>
struct freed {
  template <class T>
  void operator()(T* p) const {
    Free(p);
  }
};
using unit = std::unique_ptr<ut_unit, freed<ut_free>>;
using converter = std::unique_ptr<cv_converter, freed<cv_free>>;

/// The units of UDUNITS, and some dimensions that convert into nothing else.
ut_system* system_of_units() {
  static const std::unique_ptr<ut_system, freed<ut_free_system>> system = [] {
    ut_set_error_message_handler(ut_ignore);
    std::unique_ptr<ut_system, freed<ut_free_system>> read(ut_read_xml(nullptr));
    if (!read) {
      ut_status status{};
      const char* path = ut_get_path_xml(nullptr, &status);
      fail("cannot read the units of udunits2 in '", shown(path ? path : ""),
           "'; the environment variable UDUNITS2_XML_PATH says where udunits2.xml is");
    }
    for (const char* name : {"calendar_year", "calendar_month", "okta", "geopotential_metre"}) {
      const unit base(ut_new_base_unit(read.get()));
      ut_map_name_to_unit(name, UT_ASCII, base.get());
    }
    return read;
  }();
  return system.get();
}

unit parse(const std::string& spelled) {
  return unit(ut_parse(system_of_units(), spelled.c_str(), UT_ASCII));
}

/// 25.400000000000002 -> 25.4, 0.99999999999999989 -> 1: without the rounding errors of products of powers.
double tidied(double x) {
  for (const bool inverse : {false, true}) {
    const double y = inverse ? 1 / x : x;
    const double shorter = std::strtod(rounded(y, 12).c_str(), nullptr);
    if (shorter != 0 && std::abs(shorter / y - 1) < 1e-14) return inverse ? 1 / shorter : shorter;
  }
  return x;
}

/// The angle in a unit: "rad" of degree, "rad-2" of W m-2 sr-1. UDUNITS takes radians for plain numbers.
std::string angle_of(const ut_unit* u) {
  char base[512];
  const int size = ut_format(u, base, sizeof base, UT_ASCII | UT_DEFINITION);
  if (size < 0 || static_cast<std::size_t>(size) >= sizeof base) return "unknown";
  const std::string_view said(base, static_cast<std::size_t>(size));
  const std::size_t at = said.find("rad");
  if (at == said.npos) return {};
  return std::string(said.substr(at, said.find_first_of(" .)", at) - at));
}

bool is_angle(const std::string& spelled) {
  const unit u = parse(spelled);
  return u && angle_of(u.get()) == "rad";
}

std::optional<conversion> convert_spelled(const std::string& from, const std::string& to) {
  const unit a = parse(from), b = parse(to);
  if (!a || !b || !ut_are_convertible(a.get(), b.get()) || angle_of(a.get()) != angle_of(b.get())) return {};
  const converter convert(ut_get_converter(a.get(), b.get()));
  if (!convert) return {};
  const auto at = [&](double x) { return cv_convert_double(convert.get(), x); };
  conversion c{tidied((at(1e6) - at(0)) / 1e6), at(0) == 0 ? 0 : tidied(at(0))};
  // degrees_south run the other way, and UDUNITS converts m-1 to m
  const bool linear = std::abs(at(2e6) - c(2e6)) <= 1e-9 * std::abs(c(2e6));
  if (!linear || !(c.factor > 0) || !std::isnormal(c.factor) || !std::isfinite(c.offset)) return {};
  return c;
}

/// Whether `matches` holds for any word of a unit.
template <class Matches>
bool any_word(std::string_view spelled, const Matches& matches) {
  for (std::size_t at = 0; at < spelled.size();) {
    std::size_t end = at;
    while (end < spelled.size() && is_letter(spelled[end])) ++end;
    if (end > at && matches(std::string(spelled.substr(at, end - at)))) return true;
    at = std::max(end, at + 1);
  }
  return false;
}

/// Whether any word of a unit is a multiple of `kind`.
bool has_word_of(std::string_view spelled, const char* kind) {
  return any_word(spelled, [&](const std::string& word) { return convert_spelled(word, kind).has_value(); });
}

bool is_number(const std::string& spelled) { return convert_spelled(spelled, "1").has_value(); }

/// Degrees of south, west, east and of the compass are degrees to UDUNITS.
bool is_of_north(std::string_view spelled) {
  return !any_word(
      spelled, [](const std::string& word) { return word != "degree" && word != "radian" && word != "rad"; });
}

/// What stands against a conversion that UDUNITS makes; an empty one if nothing does.
unit_reading against(const std::string& spelled, const std::string& into) {
  if (is_angle(into)) {
    if (is_number(spelled)) return {{}, "a plain number is no angle", "degree"};
    const bool of_degrees = is_angle(spelled) || lower(spelled).find("deg") != std::string::npos;
    if (of_degrees && !is_of_north(spelled))
      return {{}, "a latitude is in degrees north, and negative in the south", {}};
  } else if (is_number(into)) {
    if (is_angle(spelled)) return {{}, "that is an angle", {}};
    if (is_number(spelled) && has_word_of(spelled, "s")) {
      return {
          {}, "a ratio of times is no share: hours per day are to be divided by the length of the day", {}};
    }
  }
  return {};
}

constexpr std::size_t longest = 200;

}  // namespace

unit_reading convert_units(std::string_view from, std::string_view to) {
  if (from.size() > longest) return {};
  const std::string said = ascii_unit(from);
  if (const auto whole = whole_unit(said)) {
    unit_reading reading = against(std::string(*whole), std::string(to));
    reading.convert = convert_spelled(std::string(*whole), std::string(to));
    return reading;
  }
  const bool to_temperature = !temperature_unit(to).empty();
  // "tenths of degC" and "0.1 degC" are a tenth of a value in degC; UDUNITS takes them as tenths of kelvins.
  double scale = 1;
  std::string_view rest = said;
  for (const auto& [words_of, value] : {std::pair{"tenths of ", 0.1}, std::pair{"hundredths of ", 0.01}}) {
    if (lower(rest).starts_with(words_of)) {
      scale = value;
      rest.remove_prefix(std::string_view(words_of).size());
    }
  }
  if (to_temperature) {
    if (scale == 1) scale = take_scale(rest).value_or(1);
    if (const auto degrees = temperature_unit(rest); !degrees.empty()) {
      auto convert = convert_spelled(std::string(degrees), std::string(temperature_unit(to)));
      if (convert) convert->factor = tidied(convert->factor * scale);
      return {convert, {}, {}};
    }
  }
  bool of_water = false;
  for (const std::string_view water : {" of water equivalent", " water equivalent", " of water", " w.e."}) {
    if (rest.ends_with(water)) {
      rest.remove_suffix(water.size());
      of_water = true;
      break;
    }
  }
  const auto theirs = spell_unit(rest), ours = spell_unit(to);
  if (!ours && !to_temperature) fail("the unit '", shown(to), "' is not one of UDUNITS");
  if (!theirs) return {};
  const std::string into = to_temperature ? std::string(temperature_unit(to)) : ours->udunits;
  const auto of = of_water ? substance::water : theirs->of;
  if (of && (!ours || of != ours->of)) {
    const bool same = std::any_of(std::begin(targets), std::end(targets),
                                  [&](const target& t) { return t.unit == to && t.of == *of; });
    if (!same) return {};
  }
  if (const unit_reading refused = against(theirs->udunits, into); !refused.remedy.empty()) return refused;
  auto convert = convert_spelled(theirs->udunits, into);
  if (convert) {
    convert->factor = tidied(convert->factor * scale);
    return {convert, {}, {}};
  }
  if (theirs->has_calendar) {
    return {{}, "months and years differ in length: convert the values to days by the calendar", {}};
  }
  if (into == "m" && convert_spelled(theirs->udunits, "m2 s-2")) {
    return {
        {},
        "that is a geopotential: divided by 9.80665 m s-2 it is a height, --units 'elevation=0.1019716 m'",
        {}};
  }
  return {};
}

bool is_mass_fraction(std::string_view unit) {
  if (unit.size() > longest) return false;
  const auto spelled = spell_unit(ascii_unit(unit));
  return spelled && is_number(spelled->udunits) && has_word_of(spelled->udunits, "kg");
}

}  // namespace sylva::examples
