#pragma once

#include <string>
#include <sylva/io/csv.hpp>
#include <vector>

namespace sylva::detail {

/// Adds the repeated columns of a table or, if there are none, the columns that are not among the
/// known ones. explain(name) is the advice on one.
template <class Names, class Explain>
void check_columns_of(const io::csv_table& table, const Names& known, io::diagnostics& found,
                      const Explain& explain) {
  for (const std::size_t k : table.repeated()) {
    found.add("the header has ", io::shown_quoted(table.names()[k]), " twice");
  }
  if (!table.repeated().empty()) return;
  for (const std::string& name : table.names()) {
    bool is_known = false;
    for (const auto& k : known) is_known = is_known || name == k;
    if (!is_known) found.add("unknown column ", io::shown_quoted(name), ": ", [&] { return explain(name); });
  }
}

}  // namespace sylva::detail
