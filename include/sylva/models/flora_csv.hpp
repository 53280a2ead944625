#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/models/csv_text.hpp>
#include <sylva/models/flora.hpp>
#include <sylva/models/read_options.hpp>
#include <vector>

namespace sylva {

/// A flora from a table in CSV: a column `name` and one for each trait, by its name in plant_traits, in any
/// order; a row for each type. A trait that has no column, or whose field is empty, has its default. source:
/// what messages call the text. Throws invalid_file. (pyrealm: Flora.from_csv)
template <std::floating_point Real = double>
[[nodiscard]] flora<Real> flora_from_csv(std::string_view text, const std::string& source = "flora",
                                         const read_options& options = {}) {
  detail::problems found(source);
  detail::csv_rows rows(text, found);
  found.raise<invalid_file>();
  const std::vector<std::string> known = detail::fields_of_types();
  rows.refuse_others(known, [](const std::string& name) { return detail::about_unknown_trait(name); });
  for (const std::string& name : known) {
    if (!rows.find(name) && (name == "name" || options.strict)) found.add("column ", name, " is missing");
  }
  found.raise<invalid_file>();

  std::vector<plant_functional_type<Real>> types;
  std::vector<std::string> names, places;
  std::vector<std::string_view> fields;
  while (rows.next(fields)) {
    plant_functional_type<Real> type;
    type.name = fields[*rows.find("name")];
    places.push_back(rows.place("name"));
    detail::check_name(found, names, type.name, [&](std::size_t i) { return places[i]; });
    names.push_back(type.name);
    bool all_numbers = true;
    detail::for_each_own_trait(type.traits, [&](const char* name, Real& trait) {
      const auto column = rows.find(name);
      if (!column || (fields[*column].empty() && !options.strict)) return;
      if (const auto x = detail::number_of(fields[*column])) {
        trait = static_cast<Real>(*x);
      } else {
        all_numbers = false;
        found.add(rows.place(name), " is ", detail::shown(fields[*column]), ": allowed is a number");
      }
    });
    if (all_numbers) {
      detail::check_traits(found, type.traits, [&](std::string_view trait) { return rows.place(trait); });
    }
    types.push_back(std::move(type));
  }
  found.raise<invalid_file>();
  return flora<Real>(std::move(types));
}

/// Writes a flora as a table that flora_from_csv reads back as the same. The stream says whether that worked.
template <std::floating_point Real>
void write_csv(std::ostream& out, const flora<Real>& types) {
  std::string text;
  for (const std::string& name : detail::fields_of_types()) text += (text.empty() ? "" : ",") + name;
  for (const plant_functional_type<Real>& type : types.types()) {
    text += "\n" + detail::csv_field(type.name);
    detail::for_each_own_trait(type.traits,
                               [&](const char*, Real x) { text += "," + detail::number_text(x); });
  }
  out << text + "\n";
}

}  // namespace sylva
