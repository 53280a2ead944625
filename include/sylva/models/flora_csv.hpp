#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/csv.hpp>
#include <sylva/models/csv_columns.hpp>
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
  io::diagnostics found(source);
  const io::csv_table table(std::string(text), found);
  if (table.columns() == 0) found.raise<invalid_file>();
  const std::vector<std::string> known = detail::fields_of_types();
  detail::check_columns_of(table, known, found,
                           [](const std::string& name) { return detail::about_unknown_trait(name); });
  std::vector<std::optional<std::size_t>> columns;
  for (const std::string& name : known) {
    columns.push_back(table.find(name));
    if (!columns.back() && (name == "name" || options.strict)) found.add("column ", name, " is missing");
  }
  found.raise<invalid_file>();

  std::vector<plant_functional_type<Real>> types(table.rows());
  io::name_index names;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    plant_functional_type<Real>& type = types[row];
    type.name = table.field(row, *columns[0]);
    detail::check_name(found, names, type.name, [&](std::size_t i) { return table.place(i, "name"); });
    bool all_numbers = true;
    std::size_t k = 0;
    detail::for_each_own_trait(type.traits, [&](const char* name, Real& trait) {
      const auto column = columns[++k];
      if (!column) return;
      const std::string_view field = table.field(row, *column);
      if (field.empty() && !options.strict) return;
      const auto x = io::number_of(field);
      if (x && !detail::is_missing_number(*x, options)) {
        trait = static_cast<Real>(*x);
      } else {
        all_numbers = false;
        found.add(table.place(row, name), " is ", io::shown_quoted(field),
                  x || io::is_missing_text(field) ? detail::missing_trait(options) : ": allowed is a number");
      }
    });
    if (all_numbers) {
      detail::check_traits(found, type.traits,
                           [&](std::string_view trait) { return table.place(row, trait); });
    }
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
    text += "\n" + io::csv_field(type.name);
    detail::for_each_own_trait(type.traits, [&](const char*, Real x) { text += "," + io::number_text(x); });
  }
  out << text + "\n";
}

}  // namespace sylva
