#include "text.hpp"

#include <array>
#include <cmath>
#include <cstdio>

namespace sylva::examples {
namespace {

template <class Real>
void append_shortest(std::string& out, Real value) {
  if (std::isnan(value)) {
    out += "nan";  // never "-nan", which only C understands
    return;
  }
  std::array<char, 32> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

}  // namespace

void append_number(std::string& out, double value) { append_shortest(out, value); }
void append_number(std::string& out, float value) { append_shortest(out, value); }

std::string number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string rounded(double value, int digits) {
  std::array<char, 64> buffer;
  std::snprintf(buffer.data(), buffer.size(), "%.*g", digits, value);
  return buffer.data();
}

std::string grouped(std::size_t n) {
  const std::string digits = std::to_string(n);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

std::string_view trimmed(std::string_view s) {
  const auto first = s.find_first_not_of(" \t");
  if (first == s.npos) return {};
  return s.substr(first, s.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(std::string_view s, char separator) {
  std::vector<std::string> parts;
  if (trimmed(s).empty()) return parts;
  for (;;) {
    const auto at = s.find(separator);
    parts.emplace_back(trimmed(s.substr(0, at)));
    if (at == s.npos) return parts;
    s.remove_prefix(at + 1);
  }
}

std::string joined(const std::vector<std::string>& parts, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i == most) return text(out, ", ... (", parts.size() - most, " more)");
    out += (i == 0 ? "" : ", ") + shown(parts[i]);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> assignments(std::string_view option,
                                                             const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& list : given) {
    for (const std::string& part : split(list)) {
      const auto at = part.find('=');
      const auto name = trimmed(std::string_view(part).substr(0, at));
      const auto value =
          at == part.npos ? std::string_view{} : trimmed(std::string_view(part).substr(at + 1));
      if (name.empty() || value.empty()) {
        fail(option, ": '", shown(part), "' is not of the form NAME=VALUE[,NAME=VALUE...]");
      }
      for (const auto& [known, unused] : pairs) {
        if (known == name) fail(option, ": '", shown(name), "' is given twice");
      }
      pairs.emplace_back(name, value);
    }
  }
  return pairs;
}

std::vector<std::pair<std::string, double>> numbers_assigned(std::string_view option,
                                                             const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, double>> values;
  for (const auto& [name, word] : assignments(option, given)) {
    const auto value = parse_number(word);
    if (!value) fail(option, ": '", shown(word), "' for ", name, " is not a number");
    values.emplace_back(name, *value);
  }
  return values;
}

std::optional<double> parse_number(std::string_view s) {
  s = trimmed(s);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  double value{};
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), value);
  if (end != s.data() + s.size()) return {};
  if (error == std::errc::result_out_of_range) {
    // from_chars leaves the value alone; a number too small to hold is nought, one too large is refused.
    const auto exponent = s.find_first_of("eE");
    if (exponent != s.npos && exponent + 1 < s.size() && s[exponent + 1] == '-') return 0.0;
    return {};
  }
  if (error != std::errc{}) return {};
  return value;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string shown(std::string_view s) {
  constexpr std::size_t most = 60;
  std::string out;
  for (const char c : s.substr(0, most)) {
    const auto u = static_cast<unsigned char>(c);
    out += (u < 0x20 || u == 0x7f) ? '?' : c;
  }
  return s.size() > most ? out + "..." : out;
}

}  // namespace sylva::examples
