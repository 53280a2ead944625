#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/name_index.hpp>
#include <sylva/models/document_fields.hpp>
#include <sylva/models/flora.hpp>
#include <sylva/models/read_options.hpp>
#include <vector>

namespace sylva {

namespace detail {

/// One type of a list.
template <std::floating_point Real>
plant_functional_type<Real> type_from_document(const document& d, const document_place& at,
                                               io::diagnostics& found, io::name_index& names,
                                               const read_options& options) {
  plant_functional_type<Real> type;
  const document_fields fields(d, at, found);
  if (!fields.is_table()) return type;
  fields.refuse_others(fields_of_types(), [](const std::string& name) { return about_unknown_trait(name); });
  const std::string* name = fields.text("name");
  if (name == nullptr) {
    names.add("");
  } else {
    type.name = *name;
    check_name(found, names, type.name, [&](std::size_t i) {
      return document_place{nullptr, at.name, static_cast<std::ptrdiff_t>(i)}.of("name");
    });
  }
  bool all_numbers = true;
  for_each_own_trait(type.traits, [&](const char* of, Real& trait) {
    if (!options.strict && !fields.has(of)) return;
    auto x = fields.number(of);
    if (x && is_missing_number(*x, options)) {
      found.add(at.of(of), " is ", *x, missing_trait(options));
      x.reset();
    }
    if (x) trait = static_cast<Real>(*x);
    all_numbers = all_numbers && x;
  });
  if (all_numbers) check_traits(found, type.traits, [&](std::string_view trait) { return at.of(trait); });
  return type;
}

}  // namespace detail

/// A flora from what a backend read: a list `pft` of types with `name` and traits by their names in
/// plant_traits. A trait that is not there has its default. source: what messages call the text. Throws
/// invalid_file.
template <std::floating_point Real = double>
[[nodiscard]] flora<Real> flora_from_document(const document& d, const std::string& source = "flora",
                                              const read_options& options = {}) {
  io::diagnostics found(source);
  const detail::document_place top;
  const detail::document_fields fields(d, top, found);
  constexpr const char* known[] = {"pft"};
  fields.refuse_others(known, [&](const std::string& name) { return io::suggestion(name, known); });
  std::vector<plant_functional_type<Real>> types;
  if (const document::list* list = fields.list("pft")) {
    io::name_index names;
    for (std::size_t i = 0; i < list->size(); ++i) {
      const detail::document_place at{nullptr, "pft", static_cast<std::ptrdiff_t>(i)};
      types.push_back(detail::type_from_document<Real>((*list)[i], at, found, names, options));
    }
  }
  found.raise<invalid_file>();
  return flora<Real>(std::move(types));
}

/// Writes a flora as TOML, which read_flora and pyrealm read back as the
/// same. The stream says whether that worked.
template <std::floating_point Real>
void write_toml(std::ostream& out, const flora<Real>& types) {
  std::string text = types.size() == 0 ? "pft = []\n" : "";
  for (const plant_functional_type<Real>& type : types.types()) {
    text += (text.empty() ? "" : "\n") + ("[[pft]]\nname = " + detail::quoted(type.name)) + "\n";
    detail::for_each_own_trait(type.traits, [&](const char* name, Real x) {
      text += io::text_of(name, " = ", detail::real_text(x), "\n");
    });
  }
  out << text;
}

/// Writes a flora as JSON, which read_flora and pyrealm read back as
/// the same. The stream says whether that worked.
template <std::floating_point Real>
void write_json(std::ostream& out, const flora<Real>& types) {
  std::string text = "{\n \"pft\": [";
  for (std::size_t i = 0; i < types.size(); ++i) {
    text += std::string(i == 0 ? "" : ",") + "\n  {\n   \"name\": " + detail::quoted(types.name(i));
    detail::for_each_own_trait(types.types()[i].traits, [&](const char* name, Real x) {
      text += io::text_of(",\n   \"", name, "\": ", detail::real_text(x));
    });
    text += "\n  }";
  }
  out << text + "\n ]\n}\n";
}

}  // namespace sylva
