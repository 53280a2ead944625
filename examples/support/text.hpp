#pragma once

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/io/number.hpp>
#include <vector>

namespace sylva::examples {

/// Something the user can mend: bad input, bad option, no space. `what()` is one line without the program's
/// name.
struct user_error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Appends the shortest decimal form that reads back as the same number; `nan` for NaN.
void append_number(std::string& out, double value);
void append_number(std::string& out, float value);
[[nodiscard]] std::string number(double value);

/// For people: at most `digits` significant digits.
[[nodiscard]] std::string rounded(double value, int digits = 4);

/// 1234567 -> "1,234,567"
[[nodiscard]] std::string grouped(std::size_t n);

namespace detail {
inline void append_text(std::string& out, std::string_view s) { out += s; }
inline void append_text(std::string& out, char c) { out += c; }
inline void append_text(std::string& out, double x) { append_number(out, x); }
template <std::integral I>
  requires(!std::same_as<I, char>)
void append_text(std::string& out, I i) {
  out += std::to_string(i);
}
}  // namespace detail

/// Joins its arguments to one string (std::format is not in GCC 12).
template <class... Ts>
[[nodiscard]] std::string text(const Ts&... parts) {
  std::string out;
  (detail::append_text(out, parts), ...);
  return out;
}

template <class... Ts>
[[noreturn]] void fail(const Ts&... parts) {
  throw user_error(text(parts...));
}

/// Without spaces and tabs at both ends.
using io::trimmed;

/// "a, b ,c" -> {a, b, c}; an empty text gives no parts.
[[nodiscard]] std::vector<std::string> split(std::string_view s, char separator = ',');

/// {a, b, c} -> "a, b, c"; more than `most` parts end in "... (n more)".
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, std::size_t most = 40);
/// As many of the names of a file as a message has room for, beside what it says about them; first those that
/// are like one of `wanted`. A name is "name" or "name (another name)".
[[nodiscard]] std::string some_of(std::vector<std::string> names,
                                  const std::vector<std::string>& wanted = {});

/// "tc=t2m,vpd=d" -> {{tc, t2m}, {vpd, d}}; `option` is named in the error.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> assignments(
    std::string_view option, const std::vector<std::string>& given);

/// The same of numbers: "co2=412,fapar=0.9".
[[nodiscard]] std::vector<std::pair<std::string, double>> numbers_assigned(
    std::string_view option, const std::vector<std::string>& given);

/// See io::number_of.
[[nodiscard]] inline std::optional<double> parse_number(std::string_view s) { return io::number_of(s); }

[[nodiscard]] std::string lower(std::string_view s);

/// Text from outside made safe for a message: see io::printable.
[[nodiscard]] std::string shown(std::string_view s);

/// What a program says when it fails: its name and the message in one line. Each line of the message, of
/// which twelve are shown, has at most io::most_message_bytes; long paths are shortened in the middle.
[[nodiscard]] std::string error_line(std::string_view program, std::string_view message);

}  // namespace sylva::examples
