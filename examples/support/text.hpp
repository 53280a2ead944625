#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/number.hpp>
#include <utility>
#include <vector>

namespace sylva::examples {

/// An error that the user can correct: bad input, bad option, no space. `what()` is one line without the
/// program's name.
struct user_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using io::append_number;
[[nodiscard]] inline std::string number(double value) { return io::number_text(value); }

/// For people: at most `digits` significant digits.
[[nodiscard]] std::string rounded(double value, int digits = 4);

/// 1234567 -> "1,234,567"
[[nodiscard]] std::string grouped(std::size_t n);

/// Joins its arguments to one string.
template <class... Ts>
[[nodiscard]] std::string text(const Ts&... parts) {
  return io::text_of(parts...);
}

template <class... Ts>
[[noreturn]] void fail(const Ts&... parts) {
  throw user_error(text(parts...));
}

using io::is_digit;
using io::shown;
using io::trimmed;
/// shown(s) in single quotes.
[[nodiscard]] std::string in_quotes(std::string_view s);

/// "a, b ,c" -> {a, b, c}; an empty text gives no parts.
[[nodiscard]] std::vector<std::string> split(std::string_view s, char separator = ',');

/// {a, b, c} -> "a, b, c"; after `most` parts "... (n more)".
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::size_t most = 40);
/// As many of the names of a file as fit in a message beside `other_bytes` of other text; first those that
/// are like one of `wanted`. A name is "name" or "name (another name)".
[[nodiscard]] std::string some_of(std::vector<std::string> names, const std::vector<std::string>& wanted = {},
                                  std::size_t other_bytes = 140);

/// "tc=t2m,vpd=d" -> {{tc, t2m}, {vpd, d}}; `option` is named in the error.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> assignments(
    std::string_view option, const std::vector<std::string>& given);

/// The same of numbers: "co2=412,fapar=0.9".
[[nodiscard]] std::vector<std::pair<std::string, double>> numbers_assigned(
    std::string_view option, const std::vector<std::string>& given);

[[nodiscard]] std::string lower(std::string_view s);

/// The error message of a program: its name and the message in one line. Each line of the message, of which
/// twelve are shown, has at most io::most_message_bytes; long paths are shortened in the middle.
[[nodiscard]] std::string error_line(std::string_view program, std::string_view message);

}  // namespace sylva::examples
