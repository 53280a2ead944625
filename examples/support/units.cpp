#include "units.hpp"

#include <udunits2.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "text.hpp"

namespace sylva::examples {
namespace {

struct alias {
  std::string_view name, means;
};

/// Whole units, compared without regard to case.
constexpr alias whole_units[] = {{"(0 - 1)", "1"},
                                 {"(0-1)", "1"},
                                 {"0 - 1", "1"},
                                 {"0-1", "1"},
                                 {"[0-1]", "1"},
                                 {"-", "1"},
                                 {"(-)", "1"},
                                 {"none", "1"},
                                 {"unitless", "1"},
                                 {"fraction", "1"},
                                 {"percent", "%"},
                                 {"pct", "%"},
                                 {"proportion", "1"},
                                 {"dimensionless", "1"},
                                 {"ppm(v)", "ppmv"},
                                 {"ppb(v)", "ppbv"},
                                 {"percentage", "%"},
                                 {"m a.s.l.", "m"},
                                 {"m.a.s.l.", "m"},
                                 {"m asl", "m"},
                                 {"masl", "m"},
                                 {"decimal degrees", "degree"},
                                 {"decimal_degrees", "degree"},
                                 {"degrees north", "degree"},
                                 {"degrees n", "degree"}};

/// Words in a unit that UDUNITS does not know or takes for something else. Case matters.
constexpr alias words[] = {
    {"KPa", "kPa"},
    {"kpa", "kPa"},
    {"KPA", "kPa"},
    {"hpa", "hPa"},
    {"HPa", "hPa"},
    {"HPA", "hPa"},
    {"pa", "Pa"},
    {"PA", "Pa"},
    {"mb", "mbar"},
    {"deg", "degree"},
    {"degN", "degree"},
    {"hrs", "hour"},
    {"secs", "second"},
    {"Wh", "(W hour)"},
    {"kWh", "(kW hour)"},
    {"octa", "okta"},
    {"octas", "okta"},
    {"oktas", "okta"},
    {"gpm", "geopotential_metre"},
    // UDUNITS has years and months of a mean length, and takes "a" for 100 m2
    {"a", "calendar_year"},
    {"yr", "calendar_year"},
    {"yrs", "calendar_year"},
    {"year", "calendar_year"},
    {"years", "calendar_year"},
    {"annum", "calendar_year"},
    {"mon", "calendar_month"},
    {"month", "calendar_month"},
    {"months", "calendar_month"},
};

/// Units with a substance in their names: an einstein is a mole of photons.
constexpr alias photon_words[] = {{"E", "mol"},
                                  {"mE", "mmol"},
                                  {"uE", "umol"},
                                  {"einstein", "mol"},
                                  {"einsteins", "mol"},
                                  {"microeinstein", "umol"},
                                  {"microeinsteins", "umol"}};

/// Words of UDUNITS' grammar that no unit of an input has.
constexpr std::string_view keywords[] = {"since", "after", "from", "ref", "re", "log", "lg", "ln", "lb"};

enum class substance { carbon, carbon_dioxide, photons, water };

struct label {
  std::string_view name;
  substance of;
};
constexpr label labels[] = {{"CO2", substance::carbon_dioxide}, {"H2O", substance::water},
                            {"photons", substance::photons},    {"photon", substance::photons},
                            {"Photons", substance::photons},    {"Photon", substance::photons},
                            {"carbon", substance::carbon},      {"C", substance::carbon}};
/// What a label may stand behind without a space: kgC, umolCO2.
constexpr std::string_view labelled[] = {"mol", "mmol", "umol", "nmol", "kg", "g", "mg", "ug", "Mg"};

/// Which substance the programs' units are of.
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

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

template <class Table>
std::optional<std::string_view> find_alias(const Table& table, std::string_view name) {
  for (const alias& a : table) {
    if (a.name == name) return a.means;
  }
  return {};
}

bool is_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    const auto c = static_cast<unsigned char>(s[i]);
    const std::size_t more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2 : 9;
    if (i + more >= s.size()) return false;
    for (std::size_t k = 1; k <= more; ++k) {
      if ((static_cast<unsigned char>(s[i + k]) & 0xc0) != 0x80) return false;
    }
    i += more + 1;
  }
  return true;
}

/// In ASCII; what has no place in a unit stays as it is and is refused later. Units that are no UTF-8 are
/// Latin-1.
std::string plain(std::string_view s) {
  constexpr alias signs[] = {{"µ", "u"},   {"μ", "u"},    {"·", " "},    {"⋅", " "},      {"×", "*"},
                             {"⁰", "0"},   {"¹", "1"},    {"²", "2"},    {"³", "3"},      {"⁴", "4"},
                             {"⁵", "5"},   {"⁶", "6"},    {"⁷", "7"},    {"⁸", "8"},      {"⁹", "9"},
                             {"⁻", "-"},   {"⁺", "+"},    {"−", "-"},    {"–", "-"},      {"°", "deg"},
                             {"º", "deg"}, {"℃", "degC"}, {"℉", "degF"}, {"\u00a0", " "}, {"\t", " "}};
  std::string utf8;
  if (is_utf8(s)) {
    utf8 = s;
  } else {
    for (const char c : s) {
      const auto u = static_cast<unsigned char>(c);
      if (u < 0x80) {
        utf8 += c;
      } else {
        utf8 += {static_cast<char>(0xc0 | (u >> 6)), static_cast<char>(0x80 | (u & 0x3f))};
      }
    }
  }
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto sign = std::find_if(std::begin(signs), std::end(signs), [&](const alias& a) {
      return std::string_view(utf8).substr(i).starts_with(a.name);
    });
    if (sign == std::end(signs)) {
      out += utf8[i++];
      continue;
    }
    // 10⁶ is a power, as m² is
    if (out.ends_with("10") && sign->means.size() == 1 && (is_digit(sign->means[0]) || sign->name == "⁻")) {
      out += '^';
    }
    out += sign->means;
    i += sign->name.size();
  }
  return std::string(trimmed(out));
}

/// degC, degF or K for the spellings of a temperature that stands alone.
std::string_view temperature(std::string_view s) {
  std::string word;
  for (const char c : s) {
    if (c != ' ' && c != '_' && c != '.') word += c;
  }
  const std::string low = lower(word);
  for (const std::string_view scale : {"celsius", "fahrenheit", "kelvin", "kelvins", "c", "f", "k"}) {
    for (const std::string_view degrees : {"degrees", "degree", "deg", ""}) {
      if (low != text(degrees, scale)) continue;
      // alone, c is the speed of light and F a farad
      if (degrees.empty() && scale.size() == 1 && word != "C" && word != "K") return {};
      return scale[0] == 'c' ? "degC" : scale[0] == 'f' ? "degF" : "K";
    }
  }
  return {};
}

/// Reads a unit and writes it in the grammar of UDUNITS; nothing that can mean two things passes.
class speller {
 public:
  explicit speller(std::string_view s) : s_(s) {}

  /// Nothing if it is refused.
  std::optional<std::string> spell() {
    if (!product(0) || at_ != s_.size()) return {};
    return out_;
  }
  [[nodiscard]] const std::optional<substance>& of() const { return of_; }
  [[nodiscard]] bool has_calendar() const { return calendar_; }

  /// A number at the position: 0.1, 1e-6, 10^6, 10**-6, 10-3. Nothing if there is none above 0.
  std::optional<double> number() {
    double value = 0;
    const auto [end, error] = std::from_chars(s_.data() + at_, s_.data() + s_.size(), value);
    if (error != std::errc{} || !(value > 0) || !std::isfinite(value) || !is_digit(s_[at_])) return {};
    const std::string_view digits = s_.substr(at_, static_cast<std::size_t>(end - (s_.data() + at_)));
    at_ += digits.size();
    const bool sign = eat("^") || eat("**");
    const bool minus = eat("-");
    const bool plus = !minus && eat("+");
    if (sign || minus || plus) {
      const auto power = exponent_digits();
      if (digits != "10" || !power) return {};
      value = std::strtod(text("1e", minus ? "-" : "", *power).c_str(), nullptr);
    }
    return value;
  }
  [[nodiscard]] std::string_view rest() const { return s_.substr(at_); }

 private:
  bool eat(std::string_view what) {
    if (!s_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  [[nodiscard]] char next() const { return at_ < s_.size() ? s_[at_] : '\0'; }

  /// One or two digits.
  std::optional<int> exponent_digits() {
    int value = 0, n = 0;
    for (; is_digit(next()); ++at_) {
      if (++n > 2) return {};
      value = 10 * value + (next() - '0');
    }
    if (n == 0) return {};
    return value;
  }

  /// "-2", "^2", "**-2", "2" or nothing.
  bool power() {
    const bool sign = eat("^") || eat("**");
    const bool minus = eat("-");
    const bool plus = !minus && eat("+");
    if (!sign && !minus && !plus && !is_digit(next())) return true;
    const auto digits = exponent_digits();
    if (!digits || *digits == 0 || *digits > 9) return false;
    out_ += text("^", minus ? "-" : "", *digits);
    return true;
  }

  bool product(int depth) {
    bool number_may_stand = true;  // first, or after a stroke
    for (bool first = true;; first = false) {
      const std::size_t before = out_.size();
      const bool was_number = is_digit(next());
      if (was_number) {
        const auto value = number_may_stand ? number() : std::optional<double>();
        // digits glued to what follows: is 3h-1 per 3 hours, or 3 per hour?
        if (!value || is_letter(next()) || next() == '(' || next() == '%') return false;
        out_ += examples::number(*value);
        number_may_stand = false;
      } else if (eat("(")) {
        if (depth == 3) return false;
        out_ += '(';
        eat_spaces();
        if (!product(depth + 1)) return false;
        if (!eat(")")) return false;
        out_ += ')';
        if (!power()) return false;
      } else if (!word(first)) {
        return false;
      }
      const bool nothing_written = out_.size() == before;
      const bool spaces = eat_spaces();
      if (at_ == s_.size() || next() == ')') return !first || !nothing_written;
      if (eat("/") || eat_per()) {
        out_ += " / ";
        number_may_stand = true;
      } else if (eat("*") || eat(".")) {
        if (was_number) return false;  // "10*mm" and "mm*10": 10 mm, or mm times 10?
        out_ += ' ';
        number_may_stand = false;
      } else if (spaces || next() == '(') {
        out_ += ' ';
        number_may_stand = false;
      } else {
        return false;
      }
      eat_spaces();
    }
  }

  bool eat_spaces() {
    const std::size_t before = at_;
    while (next() == ' ') ++at_;
    return at_ != before;
  }
  bool eat_per() {
    if (!s_.substr(at_).starts_with("per ")) return false;
    at_ += 4;
    return true;
  }

  bool word(bool first) {
    const std::size_t begin = at_;
    if (eat("%")) {
      out_ += '%';
      return true;
    }
    while (is_letter(next())) ++at_;
    std::string_view name = s_.substr(begin, at_ - begin);
    if (name.ends_with("CO") && next() == '2') name = s_.substr(begin, ++at_ - begin);
    if (name.ends_with("H") && s_.substr(at_).starts_with("2O")) name = s_.substr(begin, (at_ += 2) - begin);
    if (name.empty()) return false;
    for (const label& l : labels) {
      if (!name.ends_with(l.name)) continue;
      const std::string_view unit = name.substr(0, name.size() - l.name.size());
      if (unit.empty() ? first
                       : std::find(std::begin(labelled), std::end(labelled), unit) == std::end(labelled)) {
        continue;
      }
      if (!note(l.of)) return false;
      if (unit.empty()) {
        while (out_.ends_with(' ')) out_.pop_back();
        return true;
      }
      name = unit;
      break;
    }
    if (name == "C" || std::find(std::begin(keywords), std::end(keywords), name) != std::end(keywords))
      return false;
    std::string bare = lower(name);
    std::erase(bare, '_');
    for (const std::string_view offset :
         {"degc", "degreec", "degreesc", "celsius", "degf", "degreef", "degreesf", "fahrenheit"}) {
      if (bare.ends_with(offset)) return false;
    }
    if (const auto mole = find_alias(photon_words, name)) {
      if (!note(substance::photons)) return false;
      name = *mole;
    } else if (const auto means = find_alias(words, name)) {
      name = *means;
      calendar_ |= means->starts_with("calendar_");
    }
    out_ += name;
    return power();
  }

  bool note(substance s) {
    if (of_ && *of_ != s) return false;
    of_ = s;
    return true;
  }

  std::string_view s_;
  std::size_t at_ = 0;
  std::string out_;
  std::optional<substance> of_;
  bool calendar_ = false;
};

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
  const std::string said = plain(from);
  if (const auto whole = find_alias(whole_units, lower(said))) {
    return {convert_spelled(std::string(*whole), std::string(to)), {}};
  }
  const bool to_temperature = !temperature(to).empty();
  // "tenths of degC" and "0.1 degC" are a tenth of a value in degC; to UDUNITS they are tenths of kelvins.
  double scale = 1;
  std::string_view rest = said;
  for (const auto& [words_of, value] : {std::pair{"tenths of ", 0.1}, std::pair{"hundredths of ", 0.01}}) {
    if (lower(rest).starts_with(words_of)) {
      scale = value;
      rest.remove_prefix(std::string_view(words_of).size());
    }
  }
  if (to_temperature) {
    if (scale == 1 && !rest.empty() && is_digit(rest[0])) {
      speller leading(rest);
      const auto value = leading.number();
      if (value && leading.rest().starts_with(' ')) scale = *value, rest = trimmed(leading.rest());
    }
    if (const auto degrees = temperature(rest); !degrees.empty()) {
      auto convert = convert_spelled(std::string(degrees), std::string(temperature(to)));
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
  speller theirs(rest), ours(to);
  const auto spelled = theirs.spell();
  const auto wanted = ours.spell();
  if (!wanted && !to_temperature) fail("the unit '", shown(to), "' is not one of UDUNITS");
  if (!spelled) return {};
  const std::string into = to_temperature ? std::string(temperature(to)) : *wanted;
  const auto of = of_water ? substance::water : theirs.of();
  if (of && of != ours.of()) {
    const bool same = std::any_of(std::begin(targets), std::end(targets),
                                  [&](const target& t) { return t.unit == to && t.of == *of; });
    if (!same) return {};
  }
  auto convert = convert_spelled(*spelled, into);
  if (convert) {
    convert->factor = tidied(convert->factor * scale);
    return {convert, {}};
  }
  if (theirs.has_calendar()) {
    return {{}, "months and years differ in length: convert the values to days by the calendar"};
  }
  if (into == "m" && convert_spelled(*spelled, "m2 s-2")) {
    return {
        {},
        "that is a geopotential: divided by 9.80665 m s-2 it is a height, --units 'elevation=0.1019716 m'"};
  }
  return {};
}

}  // namespace sylva::examples
