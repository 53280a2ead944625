#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <system_error>

/// Numbers in text files.

namespace sylva::io {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The text without spaces and tabs at its ends.
inline std::string_view trimmed(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  return s;
}

/// The whole of a text as a finite number, spaces around it aside: 1.5, +2e-3, .5, and 1.5D+03 as Fortran
/// writes it. Nothing for any other text: hexadecimal numbers, thousands separators, decimal commas, inf and
/// nan. A number too small to hold is 0, one too large is refused.
inline std::optional<double> number_of(std::string_view s) {
  s = trimmed(s);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  // from_chars would take words, such as inf
  const std::size_t first = !s.empty() && s[0] == '-' ? 1 : 0;
  if (first == s.size() || (s[first] != '.' && !is_digit(s[first]))) return {};
  double x = 0;
  auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), x);
  std::string with_e;
  if (end != s.data() + s.size() && (*end == 'd' || *end == 'D')) {
    with_e = s;
    with_e[static_cast<std::size_t>(end - s.data())] = 'e';
    s = with_e;
    const auto again = std::from_chars(s.data(), s.data() + s.size(), x);
    end = again.ptr, error = again.ec;
  }
  if (end != s.data() + s.size()) return {};
  if (error == std::errc::result_out_of_range) {  // from_chars leaves x unchanged
    // Fewer than 300 digits with a negative exponent cannot be too large.
    const auto exponent = s.find_first_of("eE");
    const bool tiny = exponent != s.npos ? exponent < 300 && s.substr(exponent + 1).starts_with('-')
                                         : s.find_first_of("123456789") > s.find('.');
    return tiny ? std::optional(0.0) : std::nullopt;
  }
  if (error != std::errc{}) return {};
  return x;
}

/// The whole of a text as a whole number, spaces around it aside.
inline std::optional<std::int64_t> whole_number_of(std::string_view s) {
  s = trimmed(s);
  std::int64_t x = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), x);
  if (error != std::errc{} || end != s.data() + s.size()) return {};
  return x;
}

/// Whether a field of a table is a missing value: empty, NA, N/A, #N/A, nan, -nan or null, in upper or lower
/// case.
inline bool is_missing_text(std::string_view s) {
  s = trimmed(s);
  if (s.empty()) return true;
  if (s.size() > 4) return false;
  std::array<char, 4> lower{};
  for (std::size_t i = 0; i < s.size(); ++i) {
    lower[i] = s[i] >= 'A' && s[i] <= 'Z' ? static_cast<char>(s[i] - 'A' + 'a') : s[i];
  }
  const std::string_view word(lower.data(), s.size());
  return word == "na" || word == "n/a" || word == "#n/a" || word == "nan" || word == "-nan" || word == "null";
}

/// Why a text is not a number, for a message; empty for no particular reason.
inline std::string why_no_number(std::string_view s) {
  s = trimmed(s);
  if (s.find(',') != s.npos) return "decimals are separated by a point, and thousands by nothing";
  if (s.starts_with("0x") || s.starts_with("0X")) return "hexadecimal numbers are not read";
  std::string_view unsigned_part = s;
  if (s.starts_with('-') || s.starts_with('+')) unsigned_part.remove_prefix(1);
  if (unsigned_part.size() >= 3 && (unsigned_part[0] == 'i' || unsigned_part[0] == 'I') &&
      (unsigned_part[1] == 'n' || unsigned_part[1] == 'N') &&
      (unsigned_part[2] == 'f' || unsigned_part[2] == 'F')) {
    return "allowed are finite numbers";
  }
  double x = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), x);
  const bool whole = end == s.data() + s.size();
  return whole && error == std::errc::result_out_of_range ? "it is too large" : "";
}

}  // namespace sylva::io
