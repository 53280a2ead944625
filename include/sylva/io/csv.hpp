#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/name_index.hpp>
#include <sylva/io/number.hpp>
#include <sylva/io/text_encoding.hpp>
#include <utility>
#include <vector>

namespace sylva::io {

/// Maximum sizes in a table. Only memory limits the size of the file.
struct csv_limits {
  std::size_t field_bytes = std::size_t{1} << 20;
  std::size_t row_bytes = std::size_t{1} << 30;
  std::size_t columns = 100'000;
};

/// A table in CSV: a header, then rows of as many fields, separated by commas (RFC 4180). The text is kept as
/// it stands; fields are views into it.
///
/// Accepted: UTF-8, UTF-16 and Windows-1252, with or without a byte order mark; lines that end in LF, CRLF or
/// CR; fields in quotes, with commas, line ends and "" for a quote in them, and blanks around the quotes;
/// Excel's first line `sep=,`. Skipped: lines that begin with `#`, before the header and between rows; rows
/// of commas alone at the end, as spreadsheets write them; and blank lines, but in a table of one column a
/// blank line between rows is a missing value. All else, such as other separators, is refused with its line
/// and its cause.
class csv_table {
 public:
  /// bytes: the contents of the file. Problems are added to `found`; the table is then incomplete.
  csv_table(std::string bytes, diagnostics& found, const csv_limits& limits = {}) {
    utf8_text decoded = to_utf8(std::move(bytes), found);
    if (found.any()) return;
    text_ = std::move(decoded.text);
    note_ = std::move(decoded.note);
    parser(*this, found, limits).parse();
  }

  /// The fields of the header, without quotes and without blanks around them.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] std::size_t columns() const { return names_.size(); }
  [[nodiscard]] std::size_t rows() const { return starts_.size(); }

  /// The first column of this name.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const { return index_.find(name); }
  /// The columns that have the name of an earlier column.
  [[nodiscard]] const std::vector<std::size_t>& repeated() const { return repeated_; }

  /// A field without its quotes; without blanks around it where it has no quotes.
  [[nodiscard]] std::string_view field(std::size_t row, std::size_t column) const {
    const std::size_t k = row * columns() + column;
    const std::size_t from = column == 0 ? 0 : ends_[k - 1] + std::size_t{1};
    return value(std::string_view(text_).substr(starts_[row] + from, ends_[k] - from), k);
  }
  /// A field of the header, and a row, with their quotes.
  [[nodiscard]] std::string_view header_text(std::size_t column) const { return headers_[column]; }
  [[nodiscard]] std::string_view row_text(std::size_t row) const {
    return std::string_view(text_).substr(starts_[row], ends_[(row + 1) * columns() - 1]);
  }

  /// The line on which a row begins; the first line of the file is 1.
  [[nodiscard]] std::size_t line_of(std::size_t row) const {
    const auto after = std::upper_bound(runs_.begin(), runs_.end(), row,
                                        [](std::size_t r, const run& x) { return r < x.row; });
    const run& x = *(after - 1);
    return x.line + (row - x.row);
  }
  /// "line 3, column lai"
  [[nodiscard]] std::string place(std::size_t row, std::string_view column) const {
    return text_of("line ", line_of(row), ", column ", shown(column));
  }

  /// For a summary: how the text was decoded if it is not UTF-8, else empty.
  [[nodiscard]] const std::string& note() const { return note_; }

 private:
  /// Rows on lines that follow each other, from the first one on.
  struct run {
    std::size_t row, line;
  };

  /// Fills in a table from its text.
  class parser {
   public:
    parser(csv_table& t, diagnostics& found, const csv_limits& limits)
        : t_(t),
          found_(found),
          limits_(limits),
          last_content_(t.text_.find_last_not_of(" \t\r\n")),
          last_value_(t.text_.find_last_not_of(", \t\r\n")) {}

    void parse() {
      if (last_content_ == t_.text_.npos) {
        found_.add("the file is empty: expected is a header");
      } else if (read_header()) {
        read_rows();
      }
    }

   private:
    [[nodiscard]] char at(std::size_t i) const { return t_.text_.c_str()[i]; }  // 0 at the end
    [[nodiscard]] static bool is_blank(char c) { return c == ' ' || c == '\t'; }
    [[nodiscard]] static bool ends_line(char c) { return c == '\n' || c == '\r' || c == '\0'; }
    [[nodiscard]] std::size_t after_blanks(std::size_t i) const {
      while (is_blank(at(i))) ++i;
      return i;
    }
    /// The rest of the line, quotes included.
    [[nodiscard]] std::string_view line_from(std::size_t i) const {
      return std::string_view(t_.text_).substr(
          i, std::min(t_.text_.find_first_of("\r\n", i), t_.text_.size()) - i);
    }
    /// The position after the line end at i, which is counted; i if there is none.
    [[nodiscard]] std::size_t after_line_end(std::size_t i) {
      if (at(i) == '\0') return i;
      ++line_;
      return i + (at(i) == '\r' && at(i + 1) == '\n' ? 2 : 1);
    }
    void skip_line() { at_ = after_line_end(at_ + line_from(at_).size()); }

    bool read_header() {
      std::string_view comment;
      std::size_t comment_line = 0;
      bool first = true;
      for (;; first = false) {
        while (at_ < t_.text_.size() && ends_line(at(after_blanks(at_)))) skip_line();
        const std::string_view line = line_from(at_);
        if (at(at_) == '#') {
          comment = line, comment_line = line_;
        } else if (!first || !line.starts_with("sep=") || line.size() < 5 ||
                   line.find_first_not_of(" ,", 5) != line.npos) {
          break;
        } else if (line[4] != ',') {
          return refuse_separator(line[4], at_ + line.size());
        }
        skip_line();
      }
      if (at_ >= t_.text_.size()) {
        found_.add("there is no header: all lines begin with '#'");
        return false;
      }
      if (!check_separator()) return false;
      const std::size_t start = at_, line = line_;
      std::size_t fields = 0;
      if (!read_fields(limits_.columns, fields)) return false;
      if (fields > limits_.columns) {
        found_.add("the header has ", fields, " columns: allowed are ", limits_.columns);
        return false;
      }
      bool any_number = false;
      for (std::size_t k = 0, from = start; k < fields; from = start + t_.ends_[k++] + 1) {
        t_.headers_.push_back(t_.text_.substr(from, start + t_.ends_[k] - from));
        t_.names_.emplace_back(trimmed(t_.value(t_.headers_.back(), k)));
        any_number = any_number || number_of(t_.names_.back());
        if (t_.index_.add(t_.names_.back())) t_.repeated_.push_back(k);
      }
      if (any_number && fields > 1 && fields_in(comment) == fields) {
        found_.add("line ", comment_line, " looks like the header, but begins with '#', and line ", line,
                   " has numbers: remove the '#'");
        return false;
      }
      t_.ends_.clear(), t_.unquoted_.clear();
      return true;
    }

    void read_rows() {
      while (at_ < t_.text_.size()) {
        const bool blank = ends_line(at(after_blanks(at_))) && (t_.columns() > 1 || at_ > last_content_);
        if (blank || (t_.columns() > 1 && at_ > last_value_)) {
          skip_line();
        } else if (at(at_) == '#' && t_.text_.compare(at_, 4, "#N/A") != 0) {
          if (t_.columns() > 1 && fields_in(line_from(at_)) == t_.columns()) {
            found_.add("line ", line_,
                       " begins with '#' and has as many fields as a row: put its first field in quotes, or "
                       "remove the line");
          }
          skip_line();
        } else if (!read_row()) {
          return;
        }
      }
    }

    bool read_row() {
      const std::size_t start = at_, line = line_, before = t_.ends_.size();
      std::size_t fields = 0;
      if (!read_fields(t_.columns(), fields)) return false;
      if (fields == t_.columns()) {
        if (t_.runs_.empty() || t_.runs_.back().line + (t_.rows() - t_.runs_.back().row) != line) {
          t_.runs_.push_back({t_.rows(), line});
        }
        t_.starts_.push_back(start);
        return true;
      }
      t_.ends_.resize(before);
      while (!t_.unquoted_.empty() && t_.unquoted_.back().first >= before) t_.unquoted_.pop_back();
      found_.add("line ", line, ": ", fields, fields == 1 ? " field" : " fields", ", but the header has ",
                 t_.columns(),
                 t_.names_.back().empty() && t_.columns() > 1 ? ", of which the last is empty" : "");
      return true;
    }

    /// Adds the ends of the first `most` fields of a row to t_.ends_ and goes to the next line. False if the
    /// rest of the text cannot be read.
    bool read_fields(std::size_t most, std::size_t& fields) {
      static constexpr auto stops = [] {
        std::array<bool, 256> y{};
        for (const char c : {',', '"', '\n', '\r', '\0'}) y[static_cast<unsigned char>(c)] = true;
        return y;
      }();
      const std::size_t start = at_, line = line_;
      const char* const text = t_.text_.c_str();
      for (;;) {
        std::size_t i = at_;
        while (!stops[static_cast<unsigned char>(text[i])]) ++i;
        if (text[i] == '"' && !read_quoted(i)) return false;
        if (i - at_ > limits_.field_bytes) {
          found_.add("line ", line, ": a field has ", i - at_, " bytes: allowed are ", limits_.field_bytes);
          return false;
        }
        if (i - start > limits_.row_bytes) {
          found_.add("line ", line, ": the row has ", i - start, " bytes and more: allowed are ",
                     limits_.row_bytes);
          return false;
        }
        if (fields++ < most) t_.ends_.push_back(static_cast<std::uint32_t>(i - start));
        at_ = i;
        if (text[i] != ',') break;
        ++at_;
      }
      at_ = after_line_end(at_);
      return true;
    }

    /// i: the position of the first quote of the field that begins at at_; set to the end of the field.
    bool read_quoted(std::size_t& i) {
      const std::size_t quote_line = line_;
      if (after_blanks(at_) != i) {
        found_.add("line ", line_, ": a quote (\") in a field that does not begin with one");
        return false;
      }
      const std::size_t begin = ++i;
      bool doubled = false;
      for (;;) {
        while (at(i) != '"' && !ends_line(at(i))) ++i;
        if (i - begin > limits_.field_bytes || i == t_.text_.size()) {
          found_.add(
              "line ", quote_line, ": a quote (\") is opened and not closed",
              i == t_.text_.size() ? std::string() : text_of(" within ", limits_.field_bytes, " bytes"));
          return false;
        }
        if (at(i) != '"') {
          i = after_line_end(i);
        } else if (at(i + 1) == '"') {
          doubled = true;
          i += 2;
        } else {
          break;
        }
      }
      if (doubled) add_unquoted(std::string_view(t_.text_).substr(begin, i - begin));
      i = after_blanks(i + 1);
      if (at(i) == ',' || ends_line(at(i))) return true;
      found_.add("line ", line_, ": text after a field in quotes");
      return false;
    }

    /// Stores the current field, in which "" stands for a quote.
    void add_unquoted(std::string_view inside) {
      std::string& value = t_.unquoted_.emplace_back(t_.ends_.size(), std::string()).second;
      for (std::size_t i = 0; i < inside.size(); ++i) {
        value += inside[i];
        if (inside[i] == '"') ++i;
      }
    }

    /// The number of fields of a line without quotes.
    [[nodiscard]] static std::size_t fields_in(std::string_view line) {
      return static_cast<std::size_t>(std::count(line.begin(), line.end(), ',')) + 1;
    }

    /// Refuses a header that has more semicolons, tabs or bars than commas.
    bool check_separator() {
      const std::string_view line = line_from(at_);
      std::size_t commas = 0, others[3] = {0, 0, 0};
      constexpr std::string_view separators = ";\t|";
      bool quoted = false;
      for (const char c : line) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == ',') ++commas;
        if (const auto k = separators.find(c); k != separators.npos) ++others[k];
      }
      for (std::size_t k = 0; k < separators.size(); ++k) {
        if (others[k] > commas) return refuse_separator(separators[k], at_ + line.size());
      }
      return commas > 0 || check_words(line);
    }

    /// Refuses a header without commas that has as many words as the row after it, and more than one.
    bool check_words(std::string_view header) {
      std::size_t i = at_ + header.size();
      while (i < t_.text_.size() && (ends_line(at(after_blanks(i))) || at(i) == '#')) {
        i += std::max<std::size_t>(1, line_from(i).size());
      }
      const std::string_view row = line_from(std::min(i, t_.text_.size()));
      const std::size_t words = words_in(header);
      if (words < 2 || words_in(row) != words || row.find_first_of(",\"") != row.npos ||
          header.find('"') != header.npos) {
        return true;
      }
      const auto begins_or_ends = [](std::string_view s) {
        return is_blank(s.front()) || is_blank(s.back());
      };
      found_.add("line ", line_, ": fields are separated by blanks; allowed are ','. Convert the file: ",
                 begins_or_ends(header) || begins_or_ends(row)
                     ? "sed 's/^ *//; s/ *$//' OLD | tr -s ' ' ',' > NEW"
                     : "tr -s ' ' ',' < OLD > NEW");
      return false;
    }
    [[nodiscard]] static std::size_t words_in(std::string_view s) {
      std::size_t words = 0;
      for (std::size_t i = 0; i < s.size(); ++i) words += !is_blank(s[i]) && (i == 0 || is_blank(s[i - 1]));
      return words;
    }

    /// header_end: the end of the first line with the separator
    bool refuse_separator(char separator, std::size_t header_end) {
      constexpr std::size_t enough = 2000;
      const std::string_view rows = std::string_view(t_.text_).substr(header_end, enough);
      bool decimal_commas = false;
      for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
        decimal_commas = decimal_commas || (rows[i] == ',' && is_digit(rows[i - 1]) && is_digit(rows[i + 1]));
      }
      const std::string name = separator == '\t' ? "\\t" : shown(std::string_view(&separator, 1));
      found_.add("line ", line_, ": fields are separated by '", name, "'",
                 decimal_commas ? " and decimals by ','" : "", "; allowed are ','",
                 decimal_commas ? " and '.'" : "", ". Convert the file: tr '",
                 decimal_commas ? "," + name : name, "' '", decimal_commas ? ".," : ",", "' < OLD > NEW");
      return false;
    }

    csv_table& t_;
    diagnostics& found_;
    const csv_limits& limits_;
    std::size_t last_content_, last_value_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
  };

  /// The value of field k, without quotes.
  [[nodiscard]] std::string_view value(std::string_view as_it_stands, std::size_t k) const {
    const std::string_view s = trimmed(as_it_stands);
    if (!s.starts_with('"')) return s;
    const std::string_view inside = s.substr(1, s.size() - 2);
    if (inside.find('"') == inside.npos) return inside;
    return std::lower_bound(unquoted_.begin(), unquoted_.end(), k,
                            [](const auto& x, std::size_t i) { return x.first < i; })
        ->second;
  }

  std::string text_, note_;
  std::vector<std::string> headers_, names_;
  name_index index_;
  std::vector<std::size_t> repeated_;
  std::vector<std::size_t> starts_;  ///< of rows, in text_
  std::vector<std::uint32_t> ends_;  ///< of fields, from the start of their row
  std::vector<run> runs_;
  std::vector<std::pair<std::size_t, std::string>> unquoted_;  ///< fields with quotes in them, by position
};

/// A text as one field, in quotes if it needs them.
inline std::string csv_field(std::string_view s) {
  if (!s.empty() && s.find_first_of("\",\r\n") == s.npos && s == trimmed(s) && s.front() != '#') {
    return std::string(s);
  }
  std::string out = "\"";
  for (const char c : s) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace sylva::io
