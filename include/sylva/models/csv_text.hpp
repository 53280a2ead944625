#pragma once

#include <charconv>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <sylva/models/problems.hpp>
#include <vector>

/// Tables as text: fields between commas, as RFC 4180 has them.

namespace sylva::detail {

/// The whole of a text as a number, spaces around it aside: 1.5, 2e-3, nan, inf.
inline std::optional<double> number_of(std::string_view s) {
  while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
  if (s.size() > 1 && s[0] == '+' && s[1] != '-') s.remove_prefix(1);
  double x = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), x);
  if (error != std::errc{} || end != s.data() + s.size()) return {};
  return x;
}

/// The whole of a text as a whole number.
inline std::optional<std::int64_t> whole_number_of(std::string_view s) {
  std::int64_t x = 0;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), x);
  if (error != std::errc{} || end != s.data() + s.size()) return {};
  return x;
}

/// Goes through the rows of a table. Lines end in LF or CRLF; a byte order mark in front and lines without
/// anything are passed over; fields may be in quotes, in which commas, line ends and "" for a quote may
/// stand.
class csv_rows {
 public:
  /// Reads the header, too. The text must outlive this; what is wrong goes into `found`.
  csv_rows(std::string_view text, problems& found) : text_(text), found_(found) {
    if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
    std::vector<std::string_view> fields;
    if (!read(fields)) {
      if (!found_.any()) found_.add("there is no header");
      return;
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (fields[i] == fields[j]) found_.add("the header has ", shown(fields[i]), " twice");
      }
      names_.emplace_back(fields[i]);
    }
  }

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

  /// The position of a column.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == name) return i;
    }
    return {};
  }

  /// Adds the columns that are not known. explain(name) is what is said of one.
  template <class Names, class Explain>
  void refuse_others(const Names& known, const Explain& explain) {
    for (const std::string& name : names_) {
      bool is_known = false;
      for (const auto& k : known) is_known = is_known || name == k;
      if (!is_known) found_.add("unknown column ", shown(name), ": ", explain(name));
    }
  }

  /// The fields of the next row, as many as the header has; false after the last. They are there until the
  /// next call. Rows of another length are passed over.
  bool next(std::vector<std::string_view>& fields) {
    while (read(fields)) {
      if (fields.size() == names_.size()) return true;
      found_.add("line ", line_, ": ", fields.size(), fields.size() == 1 ? " field" : " fields",
                 ", but the header has ", names_.size());
    }
    return false;
  }

  /// "line 3, column lai": of the row that was read last.
  [[nodiscard]] std::string place(std::string_view column) const {
    return text_of("line ", line_, ", column ", column);
  }
  /// The line on which that row begins, the header's being 1.
  [[nodiscard]] std::size_t line() const { return line_; }

 private:
  /// One row of any length; false at the end, and where quotes are wrong: nothing after that can be trusted.
  bool read(std::vector<std::string_view>& fields) {
    fields.clear();
    unquoted_.clear();
    while (skip_line_end()) {
    }
    line_ = next_line_;
    while (at_ < text_.size()) {
      std::string_view field;
      if (!(text_[at_] == '"' ? read_quoted(field) : read_plain(field))) return false;
      fields.push_back(field);
      if (at_ < text_.size() && text_[at_] == ',') {
        ++at_;
        if (at_ < text_.size()) continue;
        fields.emplace_back();  // a comma ends the text: one more field, without anything
        return true;
      }
      skip_line_end();
      return true;
    }
    return false;
  }

  bool skip_line_end() {
    const std::string_view rest = text_.substr(at_, 2);
    const std::size_t length = rest.starts_with('\n') ? 1 : rest == "\r\n" ? 2 : 0;
    at_ += length;
    if (length > 0) ++next_line_;
    return length > 0;
  }

  bool read_plain(std::string_view& field) {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != ',' && text_[end] != '\n' && text_[end] != '"') ++end;
    if (end < text_.size() && text_[end] == '"') {
      found_.add("line ", next_line_, ": a quote (\") in a field that does not begin with one");
      return false;
    }
    field = text_.substr(at_, end - at_);
    at_ = end;
    if (end == text_.size() || text_[end] == '\n') {
      if (field.ends_with('\r')) field.remove_suffix(1), at_ -= end < text_.size() ? 1 : 0;
    }
    return true;
  }

  bool read_quoted(std::string_view& field) {
    std::string& value = unquoted_.emplace_back();
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '\n') ++next_line_;
      if (text_[i] != '"') {
        value += text_[i];
      } else if (text_.substr(i, 2) == "\"\"") {
        value += text_[i++];
      } else {
        at_ = i + 1;
        const std::string_view rest = text_.substr(at_, 2);
        if (rest.empty() || rest[0] == ',' || rest[0] == '\n' || rest == "\r\n" || rest == "\r") {
          if (rest == "\r") ++at_;
          field = value;
          return true;
        }
        found_.add("line ", next_line_, ": text after a field in quotes");
        return false;
      }
    }
    found_.add("line ", line_, ": a quote (\") is opened and not closed");
    return false;
  }

  std::string_view text_;
  problems& found_;
  std::vector<std::string> names_;
  std::deque<std::string> unquoted_;  ///< of the row: fields that had quotes
  std::size_t at_ = 0;
  std::size_t line_ = 0;
  std::size_t next_line_ = 1;
};

/// A text as one field, in quotes where it needs them.
inline std::string csv_field(std::string_view s) {
  if (!s.empty() && s.find_first_of("\",\r\n") == s.npos && s.front() != ' ' && s.back() != ' ') {
    return std::string(s);
  }
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace sylva::detail
