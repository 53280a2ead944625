#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/io/csv.hpp>
#include <sylva/models/cohort_fields.hpp>
#include <sylva/models/cohorts.hpp>
#include <sylva/models/csv_columns.hpp>
#include <sylva/models/read_options.hpp>
#include <unordered_map>
#include <vector>

namespace sylva {

namespace detail {

/// Reads the rows of a table of cohorts.
template <std::floating_point Real>
class cohort_table_reader {
 public:
  cohort_table_reader(std::string_view text, const flora<Real>& types, const std::string& source,
                      const read_options& options)
      : found_(source),
        table_(std::string(text), found_),
        types_(types),
        options_(options),
        strict_(options.strict) {
    if (table_.columns() == 0) found_.template raise<invalid_file>();
    check_columns_of(table_, columns, found_,
                     [](const std::string& name) { return io::suggestion(name, columns); });
    for (const char* name : columns) {
      const auto at = table_.find(name);
      const bool optional = name == columns[5] || name == columns[6];
      if (!at && !optional) found_.add("column ", name, " is missing");
      if (at && optional && strict_) found_.add("column ", name, ": pyrealm has no ids to keep");
      at_.push_back(at);
    }
    found_.template raise<invalid_file>();
  }

  cohorts<Real> read() {
    for (row_ = 0; row_ < table_.rows(); ++row_) read_row();
    if (strict_ && !found_.any()) {
      if (areas_.size() != 1) found_.add(areas_.size(), " cells: allowed is one");
      if (data_.size() == 0) found_.add("there are no cohorts: allowed is 1 and more");
    }
    found_.template raise<invalid_file>();
    return data_.finish(types_, cell_ids_, areas_, found_, options_);
  }

  static constexpr const char* columns[] = {
      "cell_id",   "cell_area",     "cohort_pft_names", "cohort_dbh_values", "cohort_n_individuals",
      "cohort_id", "next_cohort_id"};

 private:
  std::string_view field(std::size_t k) const { return table_.field(row_, *at_[k]); }
  std::string is(std::size_t k) const {
    return table_.place(row_, columns[k]) + " is " + io::shown_quoted(field(k));
  }

  void read_row() {
    const auto cell_id = io::whole_number_of(field(0));
    const auto area = io::number_of(field(1));
    if (!cell_id || *cell_id < 0) found_.add(is(0), ": allowed is a whole number, 0 and more");
    if (!area || !is_above_0(static_cast<Real>(*area))) {
      found_.add(is(1), ": allowed is a number above 0, m2");
    }
    if (!cell_id || !area) return;
    if (areas_.empty() || *cell_id != cell_ids_[cell_]) {
      const auto [entry, is_new] = cells_.try_emplace(*cell_id, areas_.size());
      cell_ = entry->second;
      if (is_new) cell_ids_.push_back(*cell_id), areas_.push_back(static_cast<Real>(*area));
    }
    if (areas_[cell_] != static_cast<Real>(*area)) {
      found_.add(is(1), ", but cell ", *cell_id, " had ", areas_[cell_], " m2 before: allowed is one area");
    }
    if (at_[6]) read_next_id();
    // a cell without cohorts has a row that says no more
    const bool none =
        field(2).empty() && field(3).empty() && field(4).empty() && (!at_[5] || field(5).empty());
    if (!none || strict_) read_cohort();
  }

  void read_cohort() {
    if (field(2) != last_name_ || last_type_ < 0) {
      last_name_ = field(2);
      last_type_ = types_.find(last_name_).value_or(-1);
    }
    if (last_type_ < 0) found_.add(is(2), ": ", [&] { return io::suggestion(field(2), types_.names()); });
    const auto dbh = io::number_of(field(3)), n = io::number_of(field(4));
    const bool lacks_dbh = is_missing(3, dbh), lacks_n = is_missing(4, n);
    if (lacks_dbh || lacks_n) data_.add_incomplete(cell_);
    if (!lacks_dbh && (!dbh || !is_above_0(static_cast<Real>(*dbh))))
      found_.add(is(3), ": allowed is a number above 0, m");
    const bool whole = io::whole_number_of(field(4)).has_value();
    if (!lacks_n && (!n || !is_from_0(static_cast<Real>(*n)) || (strict_ && (!whole || *n == 0)))) {
      found_.add(is(4), ": allowed is ", strict_ ? strict_number : any_number);
    }
    std::optional<std::int64_t> id;
    if (at_[5] && (!(id = io::whole_number_of(field(5))) || *id < 0)) {
      found_.add(is(5), ": allowed is a whole number, 0 and more");
    }
    if (lacks_dbh || lacks_n || !dbh || !n) return;
    data_.add(cell_, last_type_, static_cast<Real>(*dbh), static_cast<Real>(*n), id);
  }

  /// Whether field k, which is x, is allowed to be missing and is.
  bool is_missing(std::size_t k, const std::optional<double>& x) const {
    if (options_.incomplete == nullptr) return false;
    return x ? is_missing_number(*x, options_) : io::is_missing_text(field(k));
  }

  void read_next_id() {
    const auto next = io::whole_number_of(field(6));
    if (!next || *next < 0) {
      found_.add(is(6), ": allowed is a whole number, 0 and more");
    } else if (data_.next_id && *data_.next_id != static_cast<std::uint64_t>(*next)) {
      found_.add(is(6), ", but was ", *data_.next_id, " before: allowed is one");
    } else {
      data_.next_id = static_cast<std::uint64_t>(*next);
    }
  }

  io::diagnostics found_;
  io::csv_table table_;
  const flora<Real>& types_;
  const read_options& options_;
  bool strict_;
  std::vector<std::optional<std::size_t>> at_;
  std::size_t row_ = 0;
  std::unordered_map<std::int64_t, std::size_t> cells_;
  std::vector<std::int64_t> cell_ids_;
  std::vector<Real> areas_;
  std::size_t cell_ = 0;
  std::string last_name_;
  std::int32_t last_type_ = -1;
  cohorts_read<Real> data_;
};

}  // namespace detail

/// Cohorts from a table in CSV with the columns cell_id, cell_area [m2], cohort_pft_names, cohort_dbh_values
/// [m] and cohort_n_individuals in any order, and a row for each cohort; the rows of a cell need not be
/// together. A row without the last three says that there is a cell, which may have no cohorts. cohort_id and
/// next_cohort_id, which keep ids, may be left out: then cohorts have the ids 0, 1, ... by cells. source:
/// what messages call the text. Throws invalid_file. (pyrealm: Community.from_csv, one cell)
template <std::floating_point Real>
[[nodiscard]] cohorts<Real> cohorts_from_csv(std::string_view text, const flora<Real>& types,
                                             const std::string& source = "cohorts",
                                             const read_options& options = {}) {
  return detail::cohort_table_reader<Real>(text, types, source, options).read();
}

/// Writes cohorts as a table that cohorts_from_csv reads back as the same. The stream says whether that
/// worked.
template <std::floating_point Real>
void write_csv(std::ostream& out, const cohorts<Real>& table, const write_options& options = {}) {
  const cohort_columns<Real>& x = table.columns();
  std::vector<std::string> names;
  for (const std::string& name : table.types().names()) names.push_back(io::csv_field(name));
  std::string text = "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals";
  if (options.ids) text += ",cohort_id,next_cohort_id";
  for (std::size_t c = 0; c < table.cells(); ++c) {
    const std::string cell = io::text_of("\n", x.cell_id[c], ",", x.cell_area[c], ",");
    const std::string next = io::text_of(",", x.next_id);
    if (x.offsets[c] == x.offsets[c + 1]) text += cell + ",," + (options.ids ? "," + next : "");
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      text += cell;
      io::append_part(text, names[static_cast<std::size_t>(x.type[k])]);
      text += ',';
      io::append_part(text, x.dbh[k]);
      text += ',';
      text += detail::count_text(x.n_individuals[k]);
      if (options.ids) text += io::text_of(",", x.id[k]) + next;
      detail::flush_if_long(out, text);
    }
  }
  out << text << '\n';
}

}  // namespace sylva
