#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/text_limits.hpp>
#include <toml++/toml.hpp>
#include <type_traits>
#include <vector>

namespace sylva {

namespace detail {

inline document document_of(const toml::node& node) {
  document d;
  node.visit([&](const auto& x) {
    using type = std::remove_cvref_t<decltype(x)>;
    if constexpr (toml::is_table<type>) {
      document::table& fields = d.value.emplace<document::table>();
      for (const auto& [key, value] : x) {
        fields.names.emplace_back(key.str());
        fields.values.push_back(document_of(value));
      }
    } else if constexpr (toml::is_array<type>) {
      document::list& list = d.value.emplace<document::list>();
      for (const auto& value : x) list.push_back(document_of(value));
    } else if constexpr (toml::is_chronological<type>) {
      d.value = document::other{"a date or time"};
    } else {
      d.value = x.get();
    }
  });
  return d;
}

/// Refuses text whose values would be nested too deeply: in lists, tables and the parts of dotted keys
/// together. toml++ and its values work recursively, and would overflow the stack.
class toml_depth {
 public:
  toml_depth(std::string_view text, std::string_view source) : text_(text), source_(source) {}

  void check() {
    for (; at_ < text_.size(); ++at_) {
      switch (text_[at_]) {
        case '#':
          at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
          break;
        case '"':
        case '\'':
          skip_string();
          break;
        case '[':
        case '{':
          open();
          break;
        case ']':
        case '}':
          close();
          break;
        case '.':
          add();
          break;
        case ',':
        case '\n':
          end_key();
          break;
        default:
          break;
      }
    }
  }

 private:
  static constexpr std::size_t deepest = 64;

  void add() {
    ++dots_;
    if (++depth_ <= deepest) return;
    const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
    io::refuse_file(source_, io::text_of("line ", line, ": values are nested too deeply: allowed are ",
                                         deepest, " levels of lists, tables and parts of keys"));
  }
  void open() {
    add();
    outer_.push_back(dots_);
    dots_ = 0;
  }
  void close() {
    if (outer_.empty()) return;  // is refused by toml++
    end_key();
    dots_ = outer_.back();
    outer_.pop_back();
  }
  /// The parts of a key count until its value ends.
  void end_key() { depth_ -= dots_, dots_ = 0; }

  void skip_string() {
    const char quote = text_[at_];
    const std::string_view three = text_.substr(at_, 3);
    const bool multi_line = three == R"(""")" || three == "'''";
    for (at_ += multi_line ? 3 : 1; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\\' && quote == '"') {
        ++at_;
      } else if (multi_line ? text_.substr(at_, 3) == three : text_[at_] == quote || text_[at_] == '\n') {
        if (!multi_line) return;
        at_ += 2;
        for (int k = 0; k < 2 && text_.substr(at_ + 1).starts_with(quote); ++k)
          ++at_;  // quotes before the end
        return;
      }
    }
  }

  std::string_view text_, source_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;  ///< of the place
  /// The part of the depth that is due to the key, and to what is open around it in the same list.
  std::size_t dots_ = 0;
  std::vector<std::size_t> outer_;
};

}  // namespace detail

/// The values of a text in TOML, by toml++. source: what messages call the text. Throws invalid_file where it
/// is none.
[[nodiscard]] inline document document_from_toml(std::string_view text, const std::string& source = "text") {
  io::check_size(text, source);
  detail::toml_depth(text, source).check();
  const auto refuse = [&](const toml::parse_error& e) {
    const toml::source_position at = e.source().begin;
    io::refuse_file(source, io::text_of("line ", at.line, ", column ", at.column, ": ", e.description()));
  };
#if TOML_EXCEPTIONS
  try {
    return detail::document_of(toml::parse(text));
  } catch (const toml::parse_error& e) {
    refuse(e);
  }
  return {};
#else
  const toml::parse_result read = toml::parse(text);
  if (!read) refuse(read.error());
  return detail::document_of(read.table());
#endif
}

}  // namespace sylva
