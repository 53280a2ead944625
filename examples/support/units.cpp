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

std::optional<conversion> convert_spelled(const std::string& from, const std::string& to) {
  const unit a = parse(from), b = parse(to);
  if (!a || !b || !ut_are_convertible(a.get(), b.get())) return {};
  const converter convert(ut_get_converter(a.get(), b.get()));
  if (!convert) return {};
  const auto at = [&](double x) { return cv_convert_double(convert.get(), x); };
  conversion c{tidied((at(1e6) - at(0)) / 1e6), at(0) == 0 ? 0 : tidied(at(0))};
  // degrees_south run the other way, and UDUNITS converts m-1 to m
  const bool linear = std::abs(at(2e6) - c(2e6)) <= 1e-9 * std::abs(c(2e6));
  if (!linear || !(c.factor > 0) || !std::isnormal(c.factor) || !std::isfinite(c.offset)) return {};
  return c;
}

constexpr std::size_t longest = 200;

}  // namespace

unit_reading convert_units(std::string_view from, std::string_view to) {
  if (from.size() > longest) return {};
  const std::string said = ascii_unit(from);
  if (const auto whole = whole_unit(said)) {
    return {convert_spelled(std::string(*whole), std::string(to)), {}};
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
      return {convert, {}};
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
  auto convert = convert_spelled(theirs->udunits, into);
  if (convert) {
    convert->factor = tidied(convert->factor * scale);
    return {convert, {}};
  }
  if (theirs->has_calendar) {
    return {{}, "months and years differ in length: convert the values to days by the calendar"};
  }
  if (into == "m" && convert_spelled(theirs->udunits, "m2 s-2")) {
    return {
        {},
        "that is a geopotential: divided by 9.80665 m s-2 it is a height, --units 'elevation=0.1019716 m'"};
  }
  return {};
}

}  // namespace sylva::examples
