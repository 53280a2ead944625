#include "unit_spelling.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <sylva/io/utf8.hpp>

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

/// Words that UDUNITS does not know or takes for units of a mean length. Case does not matter, as in names of
/// UDUNITS. A dekad is a third of a month.
constexpr alias names[] = {{"deg", "degree"},
                           {"degree", "degree"},
                           {"degrees", "degree"},
                           {"degn", "degree"},
                           {"deg_n", "degree"},
                           {"degreen", "degree"},
                           {"degreesn", "degree"},
                           {"degree_n", "degree"},
                           {"degrees_n", "degree"},
                           {"deg_north", "degree"},
                           {"degree_north", "degree"},
                           {"degrees_north", "degree"},
                           {"radian", "radian"},
                           {"radians", "radian"},
                           {"yr", "calendar_year"},
                           {"yrs", "calendar_year"},
                           {"year", "calendar_year"},
                           {"years", "calendar_year"},
                           {"annum", "calendar_year"},
                           {"mon", "calendar_month"},
                           {"month", "calendar_month"},
                           {"months", "calendar_month"},
                           {"dekad", "(calendar_month / 3)"},
                           {"dekads", "(calendar_month / 3)"}};

/// The years and months of UDUNITS and the CF conventions: Julian_year, lunar_month.
constexpr std::string_view kinds_of_years_and_months[] = {"common",   "leap",     "julian", "gregorian",
                                                          "tropical", "sidereal", "lunar"};

/// Words in a unit that UDUNITS does not know or misreads. Case matters.
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
    {"hrs", "hour"},
    {"secs", "second"},
    {"Wh", "(W hour)"},
    {"kWh", "(kW hour)"},
    {"octa", "okta"},
    {"octas", "okta"},
    {"oktas", "okta"},
    {"gpm", "geopotential_metre"},
    {"a", "calendar_year"},  // 100 m2 in UDUNITS
};

/// Units with a substance in their names: an einstein is a mole of photons.
constexpr alias photon_words[] = {{"E", "mol"},
                                  {"mE", "mmol"},
                                  {"uE", "umol"},
                                  {"einstein", "mol"},
                                  {"einsteins", "mol"},
                                  {"microeinstein", "umol"},
                                  {"microeinsteins", "umol"}};

/// Words of UDUNITS' grammar that are refused in units of inputs.
constexpr std::string_view keywords[] = {"since", "after", "from", "ref", "re", "log", "lg", "ln", "lb"};

/// Units of UDUNITS that mean other ones to their users: thousandths of inches, parts per trillion,
/// megametres and megabars.
constexpr std::string_view misleading[] = {"mil", "mils", "ppt", "Mm", "Mbar", "MBAR"};

struct label {
  std::string_view name;
  substance of;
};
constexpr label labels[] = {{"CO2", substance::carbon_dioxide}, {"H2O", substance::water},
                            {"photons", substance::photons},    {"photon", substance::photons},
                            {"Photons", substance::photons},    {"Photon", substance::photons},
                            {"carbon", substance::carbon},      {"C", substance::carbon}};
/// Units that a label may follow without a space: kgC, umolCO2.
constexpr std::string_view labelled[] = {"mol", "mmol", "umol", "nmol", "kg", "g", "mg", "ug", "Mg"};

template <class Table>
std::optional<std::string_view> find_alias(const Table& table, std::string_view name) {
  for (const alias& a : table) {
    if (a.name == name) return a.means;
  }
  return {};
}

/// The unit of a word whose case does not matter; nothing if there is none.
std::optional<std::string_view> named_unit(std::string_view word) {
  const std::string low = lower(word);
  if (low == "degrees" && word.ends_with('S') && word != "DEGREES") return {};  // degreeS is south
  for (const std::string_view kind : kinds_of_years_and_months) {
    if (!low.starts_with(text(kind, "_"))) continue;
    const auto of_kind = find_alias(names, std::string_view(low).substr(kind.size() + 1));
    return of_kind && of_kind->starts_with("calendar_") ? of_kind : std::nullopt;
  }
  return find_alias(names, low);
}

/// Also kiloyear, kyr and light_year: what remains of years and months.
bool is_misleading(std::string_view word) {
  const std::string low = lower(word);
  for (const std::string_view end : {"year", "years", "month", "months", "yr"}) {
    if (low.ends_with(end)) return true;
  }
  return std::any_of(std::begin(misleading), std::end(misleading),
                     [&](std::string_view m) { return m == word || m == low; });
}

/// Reads a unit, refuses an ambiguous one, and writes it in the grammar of UDUNITS.
class speller {
 public:
  explicit speller(std::string_view s) : s_(s) {}

  /// The unit as UDUNITS reads it; nothing if it is refused.
  std::optional<spelled_unit> spell() {
    if (!product(0) || at_ != s_.size()) return {};
    return spelled_unit{out_, of_, calendar_};
  }

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
    bool number_may_stand = true;  // at the beginning and after a slash
    for (bool first = true;; first = false) {
      const std::size_t before = out_.size();
      const bool was_number = is_digit(next());
      if (was_number) {
        const auto value = number_may_stand ? number() : std::optional<double>();
        // digits without a space after them: 3h-1 may be per 3 hours or 3 per hour
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
        if (was_number) return false;  // "10*mm" may be 10 mm or the values times 10
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
    } else if (auto means = named_unit(name); means || (means = find_alias(words, name))) {
      name = *means;
      calendar_ |= means->find("calendar_") != means->npos;
    } else if (is_misleading(name)) {
      return false;
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

}  // namespace

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

std::string ascii_unit(std::string_view s) {
  constexpr alias signs[] = {{"µ", "u"},   {"μ", "u"},    {"·", " "},    {"⋅", " "},      {"×", "*"},
                             {"⁰", "0"},   {"¹", "1"},    {"²", "2"},    {"³", "3"},      {"⁴", "4"},
                             {"⁵", "5"},   {"⁶", "6"},    {"⁷", "7"},    {"⁸", "8"},      {"⁹", "9"},
                             {"⁻", "-"},   {"⁺", "+"},    {"−", "-"},    {"–", "-"},      {"°", "deg"},
                             {"º", "deg"}, {"℃", "degC"}, {"℉", "degF"}, {"\u00a0", " "}, {"\t", " "}};
  std::string utf8;
  if (io::is_utf8(s)) {
    utf8 = s;
  } else {
    for (const char c : s) io::append_utf8(utf8, static_cast<unsigned char>(c));
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

std::optional<std::string_view> whole_unit(std::string_view s) { return find_alias(whole_units, lower(s)); }

std::string_view temperature_unit(std::string_view s) {
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

std::optional<spelled_unit> spell_unit(std::string_view s) { return speller(s).spell(); }

std::optional<double> take_scale(std::string_view& s) {
  if (s.empty() || !is_digit(s[0])) return {};
  speller leading(s);
  const auto value = leading.number();
  if (!value || !leading.rest().starts_with(' ')) return {};
  s = trimmed(leading.rest());
  return value;
}

}  // namespace sylva::examples
