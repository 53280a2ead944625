#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>
#include <variant>
#include <vector>

/// How models look at documents, and what they write of them.

namespace sylva::detail {

/// "the text "oak"", "a list": what a value is, for messages.
inline std::string described(const document& d) {
  if (const auto* x = std::get_if<document::other>(&d.value)) return x->name;
  if (const auto* x = std::get_if<bool>(&d.value)) return *x ? "true" : "false";
  if (const auto* x = std::get_if<std::int64_t>(&d.value)) return io::text_of(*x);
  if (const auto* x = std::get_if<double>(&d.value)) return io::number_text(*x);
  if (const auto* x = std::get_if<std::string>(&d.value)) return "the text " + io::shown_quoted(*x);
  return std::holds_alternative<document::list>(d.value) ? "a list" : "a table";
}

/// Where in a document something is: pft[1].lai. The text is made where there is something to say.
struct document_place {
  const document_place* above = nullptr;
  std::string_view name;
  std::ptrdiff_t index = -1;  ///< in the list of this name; -1: it is not in a list

  [[nodiscard]] std::string text() const {
    const std::string before = above == nullptr ? "" : above->text();
    const std::string mine = std::string(name) + (index < 0 ? "" : io::text_of("[", index, "]"));
    return before.empty() || mine.empty() ? before + mine : before + "." + mine;
  }
  [[nodiscard]] std::string of(std::string_view field) const { return document_place{this, field}.text(); }
};

/// The fields of one table of a document, each looked at for what it is. What is wrong goes into `found`.
class document_fields {
 public:
  /// Adds that this is no table, if it is none.
  document_fields(const document& d, const document_place& at, io::diagnostics& found)
      : fields_(std::get_if<document::table>(&d.value)), at_(at), found_(found) {
    if (fields_ == nullptr) {
      const std::string place = at_.text();
      found_.add(place.empty() ? "the file" : place, " is ", described(d), ": expected is a table");
    }
  }

  [[nodiscard]] bool is_table() const { return fields_ != nullptr; }
  [[nodiscard]] const document* find(std::string_view name) const {
    for (std::size_t i = 0; fields_ != nullptr && i < fields_->names.size(); ++i) {
      if (fields_->names[i] == name) return &fields_->values[i];
    }
    return nullptr;
  }
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }

  /// Adds the fields that are not known. explain(name) is what is said of one.
  template <class Names, class Explain>
  void refuse_others(const Names& known, const Explain& explain) const {
    if (fields_ == nullptr) return;
    for (const std::string& name : fields_->names) {
      bool is_known = false;
      for (const auto& k : known) is_known = is_known || name == k;
      if (!is_known) {
        found_.add(at_.of(io::shown(name)), " is an unknown field: ", [&] { return explain(name); });
      }
    }
  }

  /// The field as what it should be; adds that it is missing, or what it is.
  [[nodiscard]] std::optional<double> number(std::string_view name) const {
    const document* d = need(name);
    if (d == nullptr) return {};
    if (const auto* x = std::get_if<std::int64_t>(&d->value)) return static_cast<double>(*x);
    if (const auto* x = std::get_if<double>(&d->value)) return *x;
    return refuse(name, *d, "a number");
  }
  [[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view name) const {
    const document* d = need(name);
    if (d == nullptr) return {};
    const auto* x = std::get_if<std::int64_t>(&d->value);
    if (x != nullptr && *x >= 0) return *x;
    return refuse(name, *d, "a whole number, 0 and more");
  }
  [[nodiscard]] const std::string* text(std::string_view name) const {
    return get<std::string>(name, "text");
  }
  [[nodiscard]] const document::list* list(std::string_view name) const {
    return get<document::list>(name, "a list");
  }

  std::nullopt_t refuse(std::string_view name, const document& d, std::string_view expected) const {
    found_.add(at_.of(name), " is ", described(d), ": allowed is ", expected);
    return std::nullopt;
  }

 private:
  [[nodiscard]] const document* need(std::string_view name) const {
    const document* d = find(name);
    if (d == nullptr && fields_ != nullptr) found_.add(at_.of(name), " is missing");
    return d;
  }
  template <class T>
  const T* get(std::string_view name, const char* expected) const {
    const document* d = need(name);
    const T* x = d == nullptr ? nullptr : std::get_if<T>(&d->value);
    if (d != nullptr && x == nullptr) refuse(name, *d, expected);
    return x;
  }

  const document::table* fields_;
  const document_place& at_;
  io::diagnostics& found_;
};

/// A text in quotes, as TOML and JSON both have it.
inline std::string quoted(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// A number that is read back as a real number and as the same.
inline std::string real_text(double x) {
  const std::string text = io::number_text(x);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

}  // namespace sylva::detail
