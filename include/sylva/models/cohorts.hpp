#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <sylva/models/cohort_columns.hpp>
#include <sylva/models/cohort_rebuild.hpp>
#include <sylva/models/flora.hpp>
#include <utility>
#include <vector>

namespace sylva {

/// One cohort as it stands in the table.
template <std::floating_point Real = double>
struct cohort {
  std::uint64_t id;
  std::int64_t cell;   ///< the cell's position
  std::int32_t type;   ///< index in the flora
  Real dbh;            ///< [m]
  Real n_individuals;  ///< how many trees
};

/// Trees of one type and size, cohort by cohort, in many cells (pyrealm: Cohorts and Community, of which each
/// has one cell). Arrays lie as kernels and segmented take them; the cohorts of a cell lie side by side.
///
/// Every operation does all that it is asked for, or throws and changes nothing. Each takes time in
/// proportion to the cells and cohorts that there are, whatever it changes: ask for many changes at once.
///
/// A cohort has an id that no other has had or will have, for as long as the table is kept, in files too.
template <std::floating_point Real = double>
class cohorts {
 public:
  /// No cells.
  cohorts() = default;

  /// Cells without cohorts. Throws invalid_cohorts unless ids are 0 and more, each is there once, and areas
  /// are above 0.
  explicit cohorts(flora<Real> types, std::span<const cohort_cell<Real>> cells = {})
      : types_(std::move(types)) {
    for (const cohort_cell<Real>& c : cells) {
      columns_.cell_id.push_back(c.id);
      columns_.cell_area.push_back(c.area);
    }
    columns_.offsets.assign(cells.size() + 1, 0);
    finish();
  }

  /// From arrays, such as columns() of another table. Throws invalid_cohorts unless they are as
  /// cohort_columns says.
  cohorts(flora<Real> types, cohort_columns<Real> columns)
      : types_(std::move(types)), columns_(std::move(columns)) {
    finish();
  }

  /// Of a temporary both are moved out, so that nothing refers to arrays that are gone.
  [[nodiscard]] const flora<Real>& types() const& { return types_; }
  [[nodiscard]] flora<Real> types() && { return std::move(types_); }
  [[nodiscard]] const cohort_columns<Real>& columns() const& { return columns_; }
  [[nodiscard]] cohort_columns<Real> columns() && { return std::move(columns_); }
  [[nodiscard]] std::size_t size() const { return columns_.dbh.size(); }
  [[nodiscard]] std::size_t cells() const { return columns_.cell_id.size(); }

  /// The position of the cell with this id. Throws invalid_cohorts where there is none.
  [[nodiscard]] std::int64_t cell_position(std::int64_t cell_id) const {
    const auto id_of = [&](std::int64_t c) { return columns_.cell_id[static_cast<std::size_t>(c)]; };
    const auto found = std::lower_bound(cells_by_id_.begin(), cells_by_id_.end(), cell_id,
                                        [&](std::int64_t c, std::int64_t id) { return id_of(c) < id; });
    if (found != cells_by_id_.end() && id_of(*found) == cell_id) return *found;
    throw invalid_cohorts(io::text_of("no cell has the id ", cell_id, ", of ", cells(), " cells"));
  }

  /// The position of the cohort with this id, by a look at all. Throws invalid_cohorts where there is none.
  [[nodiscard]] std::size_t position(std::uint64_t id) const {
    const auto found = std::find(columns_.id.begin(), columns_.id.end(), id);
    if (found == columns_.id.end()) throw invalid_cohorts(no_such_cohort(id));
    return static_cast<std::size_t>(found - columns_.id.begin());
  }

  /// Adds cohorts, each after those of its cell. Returns the id of the first; the others have the next ones,
  /// in the order given. Throws invalid_cohorts if a cell or type is not there, a dbh is not above 0, or a
  /// number is below 0. (pyrealm: Community.add_cohorts)
  std::uint64_t add(std::span<const new_cohort<Real>> added) {
    io::diagnostics found("new cohorts");
    const auto n_cells = static_cast<std::int64_t>(cells());
    for (std::size_t k = 0; k < added.size(); ++k) {
      const new_cohort<Real>& a = added[k];
      const bool has_cell = a.cell >= 0 && a.cell < n_cells;
      if (!has_cell) {
        found.add("cell of cohort ", k, " is ", a.cell, ": allowed are positions of cells, 0 and more below ",
                  n_cells);
      }
      detail::check_cohort(found, types_, a.type, a.dbh, a.n_individuals, [&](const char* field) {
        const std::string of = io::text_of(field, " of cohort ", k);
        if (!has_cell) return of;
        return of + io::text_of(" (cell ", columns_.cell_id[static_cast<std::size_t>(a.cell)], ")");
      });
    }
    found.raise<invalid_cohorts>();
    check_ids_left(added.size());
    const std::uint64_t first = columns_.next_id;
    replace(detail::with_added(columns_, added));
    return first;
  }

  /// Drops the cohorts that have these ids. Throws invalid_cohorts if one of them is not there, or is asked
  /// for twice. (pyrealm: Community.drop_cohorts, by positions)
  void drop(std::span<const std::uint64_t> ids) {
    std::vector<std::uint64_t> wanted(ids.begin(), ids.end());
    std::sort(wanted.begin(), wanted.end());
    std::vector<std::uint8_t> marked(size()), found_at(wanted.size());
    for (std::size_t k = 0; k < size() && !wanted.empty(); ++k) {
      if (columns_.id[k] < wanted.front() || columns_.id[k] > wanted.back()) continue;
      const auto at = std::lower_bound(wanted.begin(), wanted.end(), columns_.id[k]);
      if (*at != columns_.id[k]) continue;
      marked[k] = found_at[static_cast<std::size_t>(at - wanted.begin())] = 1;
    }
    io::diagnostics found("cohorts to drop");
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (i > 0 && wanted[i] == wanted[i - 1]) {
        found.add("the id ", wanted[i], " is there twice: allowed is once");
      } else if (found_at[i] == 0) {
        found.add(no_such_cohort(wanted[i]));
      }
    }
    found.raise<invalid_cohorts>();
    replace(detail::without_marked(columns_, std::span<const std::uint8_t>(marked)));
  }

  /// Drops the cohorts where the mask is not 0, and returns how many these are. Throws invalid_cohorts unless
  /// the mask has one element a cohort.
  std::size_t drop_where(std::span<const std::uint8_t> mask) {
    if (mask.size() != size()) {
      throw invalid_cohorts(
          io::text_of("the mask has ", mask.size(), " elements: expected are ", size(), ", one a cohort"));
    }
    const std::size_t before = size();
    replace(detail::without_marked(columns_, mask));
    return before - size();
  }

  /// Drops the cohorts of which the predicate is true, such as
  ///   table.drop_if([](const auto& c) { return c.n_individuals == 0; });
  /// and returns how many these are.
  template <std::predicate<const cohort<Real>&> Predicate>
  std::size_t drop_if(Predicate&& predicate) {
    std::vector<std::uint8_t> marked(size());
    for (std::size_t c = 0; c < cells(); ++c) {
      for (std::size_t k = first_of(c); k < first_of(c + 1); ++k) {
        const cohort<Real> x{columns_.id[k], static_cast<std::int64_t>(c), columns_.type[k], columns_.dbh[k],
                             columns_.n_individuals[k]};
        marked[k] = predicate(x) ? 1 : 0;
      }
    }
    return drop_where(marked);
  }

  /// Merges cohorts of the same cell and type whose dbh differ by no more than the tolerance [m], from the
  /// thinnest on: none of a merged cohort was thicker by more than that than another of it. Returns how many
  /// cohorts went into others. A merged cohort keeps the id and the place of the one with the lowest id, the
  /// oldest.
  ///
  /// What is conserved: the number of individuals, exactly where it is whole and below 2^53 (float: 2^24),
  /// else to the rounding of the sum; the basal area, that is the sum of n dbh^2, to rounding; the dbh lies
  /// between those that were merged. Height, mass and crown area, which do not go with dbh^2, are not
  /// conserved.
  ///
  /// Throws invalid_cohorts unless the tolerance is 0 or more.
  std::size_t merge(Real tolerance) {
    if (!(tolerance >= Real(0))) {
      throw invalid_cohorts(io::text_of("tolerance is ", tolerance, " m", detail::from_0));
    }
    const std::size_t before = size();
    cohort_columns<Real> merged = columns_;
    std::vector<std::uint8_t> marked(before);
    detail::merge_marked(merged, static_cast<double>(tolerance), marked);
    replace(detail::without_marked(merged, std::span<const std::uint8_t>(marked)));
    return before - size();
  }

  /// Splits a cohort into parts of the same type and dbh, one for each of these numbers of individuals. The
  /// first part keeps id and place; the others come right after it. Returns the id of the second part; the
  /// others have the next ones. Throws invalid_cohorts if no cohort has the id, there are no parts, a number
  /// is below 0, or they do not add up to what the cohort has.
  std::uint64_t split(std::uint64_t id, std::span<const Real> parts) {
    const std::size_t at = position(id);
    io::diagnostics found(io::text_of("splitting cohort ", id));
    Real sum = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!detail::is_from_0(parts[i])) found.add("part ", i, " is ", parts[i], detail::from_0);
      sum += parts[i];
    }
    if (parts.empty()) {
      found.add("there are no parts: allowed is 1 and more");
    } else if (!found.any() && sum != columns_.n_individuals[at]) {
      found.add("the parts add up to ", sum, ": allowed is n_individuals, ", columns_.n_individuals[at]);
    }
    found.raise<invalid_cohorts>();
    check_ids_left(parts.size() - 1);
    const std::uint64_t second = columns_.next_id;
    replace(detail::with_split(columns_, at, parts));
    return second;
  }

  /// Sets the dbh of all cohorts [m], such as after growth; returns the array that there was, whose memory
  /// can be used again. Throws invalid_cohorts unless there is one a cohort, and all are above 0.
  std::vector<Real> set_dbh(std::vector<Real> dbh) {
    return set(columns_.dbh, dbh, "dbh", detail::above_0, [](Real x) { return detail::is_above_0(x); });
  }

  /// Sets the numbers of individuals, such as after mortality. Otherwise like set_dbh; 0 is allowed.
  std::vector<Real> set_n_individuals(std::vector<Real> n) {
    return set(columns_.n_individuals, n, "n_individuals", detail::from_0,
               [](Real x) { return detail::is_from_0(x); });
  }

  /// The same cells, types and cohorts with the same ids in the same order.
  friend bool operator==(const cohorts& a, const cohorts& b) {
    return a.types_ == b.types_ && a.columns_ == b.columns_;
  }

 private:
  [[nodiscard]] std::size_t first_of(std::size_t c) const {
    return static_cast<std::size_t>(columns_.offsets[c]);
  }

  [[nodiscard]] std::string no_such_cohort(std::uint64_t id) const {
    return io::text_of("no cohort has the id ", id, id < columns_.next_id ? " any more" : " yet");
  }

  void check_ids_left(std::size_t wanted) const {
    if (wanted > detail::end_of_ids - columns_.next_id) throw invalid_cohorts("there are no ids left");
  }

  void finish() {
    detail::check_columns(columns_, types_);
    cells_by_id_ = detail::by_id(columns_.cell_id);
  }

  void replace(cohort_columns<Real> next) noexcept { columns_ = std::move(next); }

  template <class Allowed>
  std::vector<Real> set(std::vector<Real>& present, std::vector<Real>& next, const char* name,
                        const char* allowed_text, const Allowed& allowed) {
    io::diagnostics found;
    if (next.size() != size()) {
      found.add(name, " has ", next.size(), " elements: expected are ", size(), ", one a cohort");
      found.template raise<invalid_cohorts>();
    }
    for (std::size_t c = 0; c < cells(); ++c) {
      for (std::size_t k = first_of(c); k < first_of(c + 1); ++k) {
        if (allowed(next[k])) continue;
        found.add(name, " of cohort ", k, " (cell ", columns_.cell_id[c], ", id ", columns_.id[k], ") is ",
                  next[k], allowed_text);
      }
    }
    found.template raise<invalid_cohorts>();
    present.swap(next);
    return std::move(next);
  }

  flora<Real> types_;
  cohort_columns<Real> columns_;
  std::vector<std::int64_t> cells_by_id_;  ///< positions of cells in the order of their ids
};

}  // namespace sylva
