#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/io/whole_file.hpp>
#include <sylva/models/cohorts_csv.hpp>
#include <sylva/models/cohorts_document.hpp>
#include <sylva/models/flora_csv.hpp>
#include <sylva/models/flora_document.hpp>
#if __has_include(<toml++/toml.hpp>)
#include <sylva/backends/tomlplusplus.hpp>
#endif
#if __has_include(<nlohmann/json.hpp>)
#include <sylva/backends/nlohmann_json.hpp>
#endif

/// Files of plant functional types and of cohorts, read by the endings of their names: .csv, .toml and .json.
/// The last two are there where their libraries are: link with sylva::tomlplusplus and sylva::nlohmann_json.

namespace sylva {

namespace detail {

struct toml_not_found {
  [[noreturn]] static document parse(std::string_view, const std::string& source) {
    throw invalid_file(source + ": TOML is read by toml++, which was not found (CMake: sylva::tomlplusplus)");
  }
};
struct json_not_found {
  [[noreturn]] static document parse(std::string_view, const std::string& source) {
    throw invalid_file(source + ": JSON is read by nlohmann's library, which was not found (CMake: " +
                       "sylva::nlohmann_json)");
  }
};

#if __has_include(<toml++/toml.hpp>)
struct toml_files {
  static document parse(std::string_view text, const std::string& source) {
    return document_from_toml(text, source);
  }
};
#else
using toml_files = toml_not_found;
#endif
#if __has_include(<nlohmann/json.hpp>)
struct json_files {
  static document parse(std::string_view text, const std::string& source) {
    return document_from_json(text, source);
  }
};
#else
using json_files = json_not_found;
#endif

/// What was found, as a type: in a program whose parts find different libraries, a function of these formats
/// is not that of others.
template <class Toml, class Json>
struct text_formats {
  using toml = Toml;
  using json = Json;
};
using found_formats = text_formats<toml_files, json_files>;

/// Reads a file: in_csv(text), or in_document(document) of the others.
template <class Formats, class InCsv, class InDocument>
auto read_by_ending(const std::string& path, const InCsv& in_csv, const InDocument& in_document) {
  std::string ending = path.substr(std::min(path.rfind('.'), path.size()));
  if (ending.find('/') != ending.npos) ending.clear();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (ending == ".csv") return in_csv(io::whole_file(path));
  if (ending == ".toml") return in_document(Formats::toml::parse(io::whole_file(path), path));
  if (ending == ".json") return in_document(Formats::json::parse(io::whole_file(path), path));
  throw invalid_file(io::shown_path(path) + ": the name ends in " + io::shown_quoted(ending) +
                     ": allowed are .csv, .toml and .json");
}

}  // namespace detail

/// Reads plant functional types from a file: see flora_from_csv and flora_from_document for what it says.
/// Throws invalid_file, with all that is to be mended in one message. (pyrealm: Flora.from_csv, from_toml,
/// from_json)
template <std::floating_point Real = double, class Formats = detail::found_formats>
[[nodiscard]] flora<Real> read_flora(const std::string& path, const read_options& options = {}) {
  return detail::read_by_ending<Formats>(
      path, [&](const std::string& text) { return flora_from_csv<Real>(text, path, options); },
      [&](const document& d) { return flora_from_document<Real>(d, path, options); });
}

/// Reads cohorts of these types from a file: see cohorts_from_csv and cohorts_from_document for what it says.
/// Throws invalid_file, with all that is to be mended in one message. (pyrealm: Community.from_csv,
/// from_toml, from_json)
template <std::floating_point Real, class Formats = detail::found_formats>
[[nodiscard]] cohorts<Real> read_cohorts(const std::string& path, const flora<Real>& types,
                                         const read_options& options = {}) {
  return detail::read_by_ending<Formats>(
      path, [&](const std::string& text) { return cohorts_from_csv<Real>(text, types, path, options); },
      [&](const document& d) { return cohorts_from_document<Real>(d, types, path, options); });
}

}  // namespace sylva
