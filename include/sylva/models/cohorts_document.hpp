#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <sylva/core/document.hpp>
#include <sylva/models/cohort_fields.hpp>
#include <sylva/models/cohorts.hpp>
#include <sylva/models/document_fields.hpp>
#include <sylva/models/read_options.hpp>
#include <unordered_map>
#include <vector>

namespace sylva {

namespace detail {

/// Reads the communities of a document.
template <std::floating_point Real>
class cohort_document_reader {
 public:
  cohort_document_reader(const flora<Real>& types, const std::string& source, const read_options& options)
      : types_(types), options_(options), strict_(options.strict), found_(source) {}

  cohorts<Real> read(const document& d) {
    const document_place top;
    const document_fields fields(d, top, found_);
    if (fields.has("communities") && !strict_) {
      refuse_others(fields, {"communities", "next_cohort_id"});
      if (const document::list* list = fields.list("communities")) {
        for (std::size_t c = 0; c < list->size(); ++c) {
          const document_place at{nullptr, "communities", static_cast<std::ptrdiff_t>(c)};
          const document_fields community((*list)[c], at, found_);
          refuse_others(community, {"cell_id", "cell_area", "cohorts"});
          read_cell(community, at);
        }
      }
    } else if (fields.is_table()) {
      refuse_others(fields, strict_
                                ? names{"cell_id", "cell_area", "cohorts"}
                                : names{"cell_id", "cell_area", "cohorts", "communities", "next_cohort_id"});
      read_cell(fields, top);
    }
    if (fields.has("next_cohort_id") && !strict_) {
      if (const auto next = fields.whole_number("next_cohort_id")) {
        data_.next_id = static_cast<std::uint64_t>(*next);
      }
    }
    found_.template raise<invalid_file>();
    return data_.finish(types_, cell_ids_, areas_, found_, options_);
  }

 private:
  using names = std::vector<const char*>;

  static void refuse_others(const document_fields& fields, const names& known) {
    fields.refuse_others(known, [&](const std::string& name) { return io::suggestion(name, known); });
  }

  void read_cell(const document_fields& fields, const document_place& at) {
    if (!fields.is_table()) return;
    const std::size_t cell = areas_.size();
    const auto id = fields.whole_number("cell_id");
    const auto area = fields.number("cell_area");
    if (area && !is_above_0(static_cast<Real>(*area))) {
      found_.add(at.of("cell_area"), " is ", *area, " m2", above_0);
    }
    if (id) {
      const auto [before, is_new] = cells_.try_emplace(*id, cell);
      if (!is_new) {
        found_.add(
            at.of("cell_id"), " is ", *id, ", as is ",
            document_place{nullptr, at.name, static_cast<std::ptrdiff_t>(before->second)}.of("cell_id"),
            ": an id is allowed once");
      }
    }
    cell_ids_.push_back(id.value_or(0));
    areas_.push_back(static_cast<Real>(area.value_or(1)));
    const document::list* list = fields.list("cohorts");
    if (list == nullptr) return;
    if (list->empty() && strict_) found_.add(at.of("cohorts"), " is empty: allowed is 1 cohort and more");
    for (std::size_t k = 0; k < list->size(); ++k) {
      read_cohort((*list)[k], {&at, "cohorts", static_cast<std::ptrdiff_t>(k)}, cell);
    }
  }

  void read_cohort(const document& d, const document_place& at, std::size_t cell) {
    const document_fields fields(d, at, found_);
    if (!fields.is_table()) return;
    refuse_others(fields, strict_ ? own_ : with_id_);
    const std::string* name = fields.text("pft_name");
    const auto type = name == nullptr ? std::nullopt : types_.find(*name);
    if (name != nullptr && !type) {
      found_.add(at.of("pft_name"), " is ", io::shown_quoted(*name), ": ",
                 [&] { return io::suggestion(*name, types_.names()); });
    }
    if (is_missing(fields, "dbh_value") || is_missing(fields, "n_individuals")) {
      data_.add_incomplete(cell);
      return;
    }
    const auto dbh = fields.number("dbh_value");
    if (dbh && !is_above_0(static_cast<Real>(*dbh))) {
      found_.add(at.of("dbh_value"), " is ", *dbh, " m", above_0);
    }
    const auto n = read_number(fields);
    std::optional<std::int64_t> id;
    if (!strict_ && fields.has("cohort_id")) id = fields.whole_number("cohort_id");
    if (type && dbh && n) data_.add(cell, *type, static_cast<Real>(*dbh), static_cast<Real>(*n), id);
  }

  /// Whether a number is allowed to be missing and is.
  bool is_missing(const document_fields& fields, const char* name) const {
    const document* d = options_.incomplete == nullptr ? nullptr : fields.find(name);
    if (d == nullptr) return false;
    if (const auto* x = std::get_if<std::int64_t>(&d->value)) {
      return is_missing_number(static_cast<double>(*x), options_);
    }
    if (const auto* x = std::get_if<double>(&d->value)) return is_missing_number(*x, options_);
    const auto* x = std::get_if<document::other>(&d->value);
    return x != nullptr && x->name == "null";
  }

  std::optional<double> read_number(const document_fields& fields) {
    const auto n = fields.number("n_individuals");
    if (!n) return {};
    const document& d = *fields.find("n_individuals");
    if (strict_ && (*n == 0 || !std::holds_alternative<std::int64_t>(d.value))) {
      return fields.refuse("n_individuals", d, strict_number);
    }
    if (!is_from_0(static_cast<Real>(*n))) return fields.refuse("n_individuals", d, any_number);
    return n;
  }

  const names own_ = {"pft_name", "dbh_value", "n_individuals"};
  const names with_id_ = {"pft_name", "dbh_value", "n_individuals", "cohort_id"};
  const flora<Real>& types_;
  const read_options& options_;
  bool strict_;
  io::diagnostics found_;
  std::unordered_map<std::int64_t, std::size_t> cells_;
  std::vector<std::int64_t> cell_ids_;
  std::vector<Real> areas_;
  cohorts_read<Real> data_;
};

}  // namespace detail

/// Cohorts from what a backend read: one cell as cell_id, cell_area [m2] and a list `cohorts` of pft_name,
/// dbh_value [m] and n_individuals; or a list `communities` of such. cohort_id of all cohorts, and
/// next_cohort_id beside the cells, keep ids and may be left out: then cohorts have the ids 0, 1, ... source:
/// what messages call the text. Throws invalid_file.
template <std::floating_point Real>
[[nodiscard]] cohorts<Real> cohorts_from_document(const document& d, const flora<Real>& types,
                                                  const std::string& source = "cohorts",
                                                  const read_options& options = {}) {
  return detail::cohort_document_reader<Real>(types, source, options).read(d);
}

/// Writes cohorts as TOML, which read_cohorts reads back as the same.
/// The stream says whether that worked.
template <std::floating_point Real>
void write_toml(std::ostream& out, const cohorts<Real>& table, const write_options& options = {}) {
  const cohort_columns<Real>& x = table.columns();
  const bool one = table.cells() == 1;
  std::string text = options.ids ? io::text_of("next_cohort_id = ", x.next_id, "\n") : "";
  if (table.cells() == 0) text += "communities = []\n";
  for (std::size_t c = 0; c < table.cells(); ++c) {
    if (!one) text += text.empty() ? "[[communities]]\n" : "\n[[communities]]\n";
    text +=
        io::text_of("cell_id = ", x.cell_id[c], "\ncell_area = ", detail::real_text(x.cell_area[c]), "\n");
    if (x.offsets[c] == x.offsets[c + 1]) text += "cohorts = []\n";
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      text += io::text_of(one ? "\n[[cohorts]]" : "\n[[communities.cohorts]]", "\npft_name = ",
                          detail::quoted(table.types().name(static_cast<std::size_t>(x.type[k]))),
                          "\ndbh_value = ", detail::real_text(x.dbh[k]),
                          "\nn_individuals = ", detail::count_text(x.n_individuals[k]), "\n");
      if (options.ids) text += io::text_of("cohort_id = ", x.id[k], "\n");
      detail::flush_if_long(out, text);
    }
  }
  out << text;
}

/// Writes cohorts as JSON, which read_cohorts reads back as the same.
/// The stream says whether that worked.
template <std::floating_point Real>
void write_json(std::ostream& out, const cohorts<Real>& table, const write_options& options = {}) {
  const cohort_columns<Real>& x = table.columns();
  const bool one = table.cells() == 1;
  const std::string in = one ? " " : "  ";
  std::string text = "{\n";
  if (options.ids) text += io::text_of(" \"next_cohort_id\": ", x.next_id, ",\n");
  if (!one) text += " \"communities\": [";
  for (std::size_t c = 0; c < table.cells(); ++c) {
    if (!one) text += c == 0 ? "\n {\n" : ",\n {\n";
    text += io::text_of(in, "\"cell_id\": ", x.cell_id[c], ",\n", in,
                        "\"cell_area\": ", detail::real_text(x.cell_area[c]), ",\n", in, "\"cohorts\": [");
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      text += io::text_of(static_cast<std::int64_t>(k) == x.offsets[c] ? "\n" : ",\n", in, " {\"pft_name\": ",
                          detail::quoted(table.types().name(static_cast<std::size_t>(x.type[k]))),
                          ", \"dbh_value\": ", detail::real_text(x.dbh[k]),
                          ", \"n_individuals\": ", detail::count_text(x.n_individuals[k]));
      text += options.ids ? io::text_of(", \"cohort_id\": ", x.id[k], "}") : "}";
      detail::flush_if_long(out, text);
    }
    text += "\n" + in + (one ? "]\n" : "]\n }");
  }
  out << text + (one ? "}\n" : "\n ]\n}\n");
}

}  // namespace sylva
