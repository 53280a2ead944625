#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <sylva/models/flora.hpp>
#include <vector>

namespace sylva {

/// A place that has trees.
template <std::floating_point Real = double>
struct cohort_cell {
  std::int64_t id;  ///< the user's name for it, 0 and more
  Real area;        ///< [m2], above 0
};

/// The cohorts of many cells as arrays, what cohorts are kept as and made from. Cell c has the cohorts
/// offsets[c], ..., offsets[c + 1] - 1: offsets are what segmented takes.
template <std::floating_point Real = double>
struct cohort_columns {
  std::vector<std::int64_t> cell_id;        ///< (cells) 0 and more, each once
  std::vector<Real> cell_area;              ///< (cells) [m2], above 0
  std::vector<std::int64_t> offsets = {0};  ///< (cells + 1) from 0, not decreasing, to the number of cohorts
  std::vector<std::int32_t> type;           ///< (cohorts) index in the flora
  std::vector<Real> dbh;                    ///< (cohorts) diameter at breast height [m], above 0
  std::vector<Real> n_individuals;          ///< (cohorts) how many trees, 0 and more
  std::vector<std::uint64_t> id;            ///< (cohorts) each once, below next_id
  std::uint64_t next_id = 0;                ///< the id that the next new cohort gets

  friend bool operator==(const cohort_columns&, const cohort_columns&) = default;
};

namespace detail {

/// The ids end here: what is written as a whole number can be read by all.
inline constexpr auto end_of_ids = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

inline constexpr const char* above_0 = ": allowed is above 0";
inline constexpr const char* from_0 = ": allowed is 0 and more";

template <std::floating_point Real>
bool is_above_0(Real x) {
  return std::isfinite(x) && x > Real(0);
}
template <std::floating_point Real>
bool is_from_0(Real x) {
  return std::isfinite(x) && x >= Real(0);
}

/// Adds what is wrong with the numbers of one cohort. where(field) says which field of what it is.
template <std::floating_point Real, class Where>
void check_cohort(io::diagnostics& found, const flora<Real>& types, std::int32_t type, Real dbh,
                  Real n_individuals, const Where& where) {
  if (type < 0 || static_cast<std::size_t>(type) >= types.size()) {
    found.add(where("type"), " is ", type,
              ": allowed are the indices of the flora's types, 0 and more below ", types.size());
  }
  if (!is_above_0(dbh)) found.add(where("dbh"), " is ", dbh, " m", above_0);
  if (!is_from_0(n_individuals)) found.add(where("n_individuals"), " is ", n_individuals, from_0);
}

/// The cells in the order of their ids, by their positions.
inline std::vector<std::int64_t> by_id(const std::vector<std::int64_t>& ids) {
  std::vector<std::int64_t> order(ids.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i);
  std::sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    const std::int64_t x = ids[static_cast<std::size_t>(a)], y = ids[static_cast<std::size_t>(b)];
    return x != y ? x < y : a < b;
  });
  return order;
}

/// Adds the ids that are not below next_id, and those that are there twice.
inline void check_ids(io::diagnostics& found, const std::vector<std::uint64_t>& ids, std::uint64_t next_id) {
  if (next_id > end_of_ids) found.add("next_id is ", next_id, ": allowed is at most ", end_of_ids);
  bool increasing = true;
  for (std::size_t k = 0; k < ids.size(); ++k) {
    if (ids[k] >= next_id) {
      found.add("the id of cohort ", k, " is ", ids[k], ": allowed is below next_id, which is ", next_id);
    }
    increasing = increasing && (k == 0 || ids[k - 1] < ids[k]);
  }
  if (increasing) return;
  std::vector<std::uint64_t> sorted = ids;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t k = 1; k < sorted.size(); ++k) {
    if (sorted[k] == sorted[k - 1]) found.add("two cohorts have the id ", sorted[k], ": allowed is one");
  }
}

/// Adds what is wrong with cells. where(c) says which cell it is.
template <std::floating_point Real>
void check_cells(io::diagnostics& found, const std::vector<std::int64_t>& ids,
                 const std::vector<Real>& areas) {
  for (std::size_t c = 0; c < ids.size(); ++c) {
    if (ids[c] < 0) found.add("the id of cell ", c, " is ", ids[c], from_0);
    if (!is_above_0(areas[c])) found.add("the area of cell ", ids[c], " is ", areas[c], " m2", above_0);
  }
  const std::vector<std::int64_t> order = by_id(ids);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const auto a = static_cast<std::size_t>(order[i - 1]), b = static_cast<std::size_t>(order[i]);
    if (ids[a] == ids[b]) found.add("the cells ", a, " and ", b, " have the id ", ids[a], ": allowed is one");
  }
}

/// Throws invalid_cohorts unless the arrays are what cohort_columns says.
template <std::floating_point Real>
void check_columns(const cohort_columns<Real>& x, const flora<Real>& types) {
  io::diagnostics found;
  const std::size_t cells = x.cell_id.size(), size = x.dbh.size();
  const auto check_size = [&](const char* name, std::size_t has, std::size_t expected) {
    if (has != expected) found.add(name, " has ", has, " elements: expected are ", expected);
  };
  check_size("cell_area", x.cell_area.size(), cells);
  check_size("offsets", x.offsets.size(), cells + 1);
  check_size("type", x.type.size(), size);
  check_size("n_individuals", x.n_individuals.size(), size);
  check_size("id", x.id.size(), size);
  found.raise<invalid_cohorts>();

  std::int64_t before = 0;
  for (std::size_t c = 0; c <= cells; ++c) {
    const std::int64_t least = before, most = c == 0 ? 0 : static_cast<std::int64_t>(size);
    const std::int64_t expected = c == cells ? static_cast<std::int64_t>(size) : least;
    if (x.offsets[c] < expected || x.offsets[c] > most) {
      found.add("offsets[", c, "] is ", x.offsets[c], ": allowed are ", expected, " to ", most);
    }
    before = std::max(before, x.offsets[c]);
  }
  found.raise<invalid_cohorts>();

  check_cells(found, x.cell_id, x.cell_area);
  for (std::size_t c = 0; c < cells; ++c) {
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      check_cohort(found, types, x.type[k], x.dbh[k], x.n_individuals[k], [&](const char* field) {
        return io::text_of(field, " of cohort ", k, " (cell ", x.cell_id[c], ", id ", x.id[k], ")");
      });
    }
  }
  check_ids(found, x.id, x.next_id);
  found.raise<invalid_cohorts>();
}

}  // namespace detail
}  // namespace sylva
