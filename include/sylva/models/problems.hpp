#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <vector>

/// What messages about what was given are made of.

namespace sylva::detail {

/// The shortest decimal form that reads back as the same number.
inline std::string number_text(double x) {
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr};
}

/// Text from outside in quotes, made safe for a message: no control characters, not endless.
inline std::string shown(std::string_view s) {
  constexpr std::size_t most = 60;
  std::string out = "\"";
  for (const char c : s.substr(0, most)) out += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  return out + (s.size() > most ? "...\"" : "\"");
}

inline void append_part(std::string& out, std::string_view s) { out += s; }
template <std::floating_point X>
void append_part(std::string& out, X x) {
  out += number_text(static_cast<double>(x));
}
template <std::integral I>
void append_part(std::string& out, I i) {
  out += std::to_string(i);
}

/// Its arguments in one string.
template <class... Parts>
std::string text_of(const Parts&... parts) {
  std::string out;
  (append_part(out, parts), ...);
  return out;
}

/// All that is wrong, for one message: who mends a file wants to do so once.
class problems {
 public:
  /// about: what comes first in the message, such as the name of a file; may be empty.
  explicit problems(std::string about = {}) : about_(std::move(about)) {}

  template <class... Parts>
  void add(const Parts&... parts) {
    if (++count_ <= most_shown) lines_.push_back(text_of(parts...));
  }
  [[nodiscard]] bool any() const { return count_ > 0; }

  /// Throws an Error that says them all, if there are any.
  template <class Error>
  void raise() const {
    if (!any()) return;
    std::string text = about_.empty() ? "" : about_ + ": ";
    if (count_ == 1) throw Error(text + lines_[0]);
    text += text_of(count_, " problems");
    for (const std::string& line : lines_) text += "\n  " + line;
    if (count_ > most_shown) text += text_of("\n  and ", count_ - most_shown, " more");
    throw Error(text);
  }

 private:
  static constexpr std::size_t most_shown = 10;
  std::string about_;
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

/// How many letters have to be put in, taken out or changed to make one word of the other (Levenshtein).
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

/// What is said after a name that is not among the known ones: the one that was meant, where one is near, and
/// all of them where none is.
template <class Names>
std::string suggestion(std::string_view name, const Names& known) {
  constexpr std::size_t longest = 64;
  std::optional<std::string> nearest;
  std::size_t best = std::min<std::size_t>(3, name.size() / 3 + 1) + 1;
  std::string all;
  for (const auto& k : known) {
    const std::string_view word(k);
    all += (all.empty() ? "" : ", ") + std::string(word);
    if (name.size() > longest || word.size() > longest) continue;
    if (const std::size_t d = edit_distance(name, word); d < best) nearest = word, best = d;
  }
  if (nearest) return "did you mean " + *nearest + "?";
  return all.empty() ? "there are none" : "there are " + all;
}

}  // namespace sylva::detail
