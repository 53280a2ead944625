#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <sylva/io/utf8.hpp>
#include <utility>
#include <vector>

/// Parts of messages about input, and the collection of all problems of one input.

namespace sylva::io {

/// Maximum length of a message about one problem [bytes].
inline constexpr std::size_t most_message_bytes = 300;

/// Appends the shortest decimal form that reads back as the same number; nan for every NaN.
template <std::floating_point X>
void append_number(std::string& out, X x) {
  if (std::isnan(x)) {
    out += "nan";  // not "-nan", which only C reads
    return;
  }
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr);
}
inline std::string number_text(double x) {
  std::string out;
  append_number(out, x);
  return out;
}

/// The beginning of a text in UTF-8, at most `most` bytes, without a part of a character at its end.
inline std::string_view cut_at_character(std::string_view s, std::size_t most) {
  if (s.size() <= most) return s;
  std::size_t end = most;
  for (int k = 0; k < 3 && end > 0 && (static_cast<unsigned char>(s[end]) & 0xc0U) == 0x80U; ++k) --end;
  return s.substr(0, end);
}

/// Text from outside made safe for a message: `?` for control characters and bytes that are not UTF-8, and
/// "..." instead of what goes beyond `most` bytes.
inline std::string shown(std::string_view s, std::size_t most = 60) {
  std::string out;
  const std::string_view beginning = cut_at_character(s, most);
  for (std::size_t i = 0; i < beginning.size();) {
    const utf8_character c = utf8_at(beginning, i);
    if (c.length == 0 || is_control(c.code)) {
      out += '?';
    } else {
      out += beginning.substr(i, c.length);
    }
    i += std::max<std::size_t>(c.length, 1);
  }
  return beginning.size() < s.size() ? out + "..." : out;
}

/// The same text in double quotes.
inline std::string shown_quoted(std::string_view s) { return '"' + shown(s) + '"'; }

/// At most `most` bytes of a text: its first `head` bytes, "..." and its end.
inline std::string shortened(std::string_view s, std::size_t most, std::size_t head) {
  if (s.size() <= most) return shown(s, most);
  std::size_t from = s.size() - (most - head - 3);
  while (from < s.size() && (static_cast<unsigned char>(s[from]) & 0xc0U) == 0x80U) ++from;
  return shown(cut_at_character(s, head), head) + "..." + shown(s.substr(from), most);
}

/// The path of a file for a message.
inline std::string shown_path(std::string_view path) { return shortened(path, 100, 30); }

/// A message as one line of at most `most` bytes. It is shortened in the middle, where its lists are.
inline std::string one_line(std::string_view message, std::size_t most = most_message_bytes) {
  return shortened(message, most, most * 2 / 3);
}

inline void append_part(std::string& out, std::string_view s) { out += s; }
inline void append_part(std::string& out, char c) { out += c; }
inline void append_part(std::string& out, double x) { append_number(out, x); }
template <std::integral I>
  requires(!std::same_as<I, char>)
void append_part(std::string& out, I i) {
  out += std::to_string(i);
}
/// A function is called only where its text is needed.
template <std::invocable F>
void append_part(std::string& out, const F& f) {
  append_part(out, f());
}

/// Joins its arguments to one string (std::format is not in GCC 12).
template <class... Parts>
std::string text_of(const Parts&... parts) {
  std::string out;
  (append_part(out, parts), ...);
  return out;
}

/// Collects all problems of an input in one message, so that the user can correct them in one go. The message
/// has the first ten problems and the number of all; each is a line of at most most_message_bytes.
class diagnostics {
 public:
  /// about: the beginning of the message, such as the name of a file; may be empty.
  explicit diagnostics(std::string_view about = {})
      : about_(about.empty() ? std::string() : shown_path(about) + ": ") {}

  /// Adds a problem. Parts that are functions are called only where their text is shown.
  template <class... Parts>
  void add(const Parts&... parts) {
    if (++count_ <= most_shown) lines_.push_back(text_of(parts...));
  }
  [[nodiscard]] bool any() const { return count_ > 0; }

  /// Throws an Error with all problems, if there are any.
  template <class Error>
  void raise() const {
    if (!any()) return;
    if (count_ == 1) throw Error(one_line(about_ + lines_[0]));
    std::string text = about_ + text_of(count_, " problems");
    for (const std::string& line : lines_) text += "\n  " + one_line(line);
    if (count_ > most_shown) text += text_of("\n  and ", count_ - most_shown, " more");
    throw Error(text);
  }

 private:
  static constexpr std::size_t most_shown = 10;
  std::string about_;
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

/// Number of bytes to insert, delete or change to turn one word into the other (Levenshtein distance).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// The end of a message about an unknown name: the most similar known name if there is a similar one, else
/// the first ten known names.
template <class Names>
std::string suggestion(std::string_view name, const Names& known) {
  constexpr std::size_t longest = 64, most_listed = 10, most_bytes = 150;
  std::optional<std::string_view> nearest;
  std::size_t best = std::min<std::size_t>(3, name.size() / 3 + 1) + 1;
  std::string listed;
  std::size_t count = 0, left_out = 0;
  for (const auto& k : known) {
    const std::string_view word(k);
    if (++count <= most_listed && listed.size() < most_bytes) {
      listed += (count == 1 ? "" : ", ") + shown(word);
    } else {
      ++left_out;
    }
    const std::size_t difference = std::max(name.size(), word.size()) - std::min(name.size(), word.size());
    if (name.size() > longest || difference >= best) continue;
    if (const std::size_t d = edit_distance(name, word); d < best) nearest = word, best = d;
  }
  if (nearest) return "did you mean " + shown(*nearest) + "?";
  if (left_out > 0) listed += text_of(" and ", left_out, " more");
  return listed.empty() ? "there are none" : "there are " + listed;
}

}  // namespace sylva::io
