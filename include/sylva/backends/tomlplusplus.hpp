#pragma once

#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <toml++/toml.hpp>
#include <type_traits>

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

}  // namespace detail

/// The values of a text in TOML, by toml++. source: what messages call the text. Throws invalid_file where it
/// is none.
[[nodiscard]] inline document document_from_toml(std::string_view text, const std::string& source = "text") {
  const auto refuse = [&](const toml::parse_error& e) {
    const toml::source_position at = e.source().begin;
    throw invalid_file(source + ": line " + std::to_string(at.line) + ", column " +
                       std::to_string(at.column) + ": " + std::string(e.description()));
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
