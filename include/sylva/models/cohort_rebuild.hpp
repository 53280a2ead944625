#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <sylva/models/cohort_columns.hpp>
#include <vector>

/// What the operations on cohorts build: the arrays of the next state, beside those of the present one.

namespace sylva {

/// A cohort that is not there yet.
template <std::floating_point Real = double>
struct new_cohort {
  std::int64_t cell;   ///< the cell's position, 0 and more: see cohorts::cell_position
  std::int32_t type;   ///< index in the flora
  Real dbh;            ///< diameter at breast height [m], above 0
  Real n_individuals;  ///< how many trees, 0 and more
};

namespace detail {

/// The arrays with all cells and without cohorts, with room for them.
template <std::floating_point Real>
cohort_columns<Real> without_cohorts(const cohort_columns<Real>& x, std::size_t room) {
  cohort_columns<Real> y;
  y.cell_id = x.cell_id;
  y.cell_area = x.cell_area;
  y.offsets.assign(x.offsets.size(), 0);
  y.type.resize(room);
  y.dbh.resize(room);
  y.n_individuals.resize(room);
  y.id.resize(room);
  y.next_id = x.next_id;
  return y;
}

template <std::floating_point Real>
void copy_cohorts(const cohort_columns<Real>& x, std::size_t from, std::size_t count, cohort_columns<Real>& y,
                  std::size_t to) {
  const auto copy = [&](const auto& a, auto& b) {
    std::copy_n(a.begin() + static_cast<std::ptrdiff_t>(from), count,
                b.begin() + static_cast<std::ptrdiff_t>(to));
  };
  copy(x.type, y.type), copy(x.dbh, y.dbh), copy(x.n_individuals, y.n_individuals), copy(x.id, y.id);
}

/// With new cohorts after those of their cells, in the order in which they are given.
template <std::floating_point Real>
cohort_columns<Real> with_added(const cohort_columns<Real>& x, std::span<const new_cohort<Real>> added) {
  const std::size_t cells = x.cell_id.size();
  cohort_columns<Real> y = without_cohorts(x, x.dbh.size() + added.size());
  for (const new_cohort<Real>& a : added) ++y.offsets[static_cast<std::size_t>(a.cell) + 1];
  for (std::size_t c = 0; c < cells; ++c) y.offsets[c + 1] += y.offsets[c] + x.offsets[c + 1] - x.offsets[c];
  std::vector<std::int64_t> free_place(cells);
  for (std::size_t c = 0; c < cells; ++c) {
    const std::int64_t count = x.offsets[c + 1] - x.offsets[c];
    copy_cohorts(x, static_cast<std::size_t>(x.offsets[c]), static_cast<std::size_t>(count), y,
                 static_cast<std::size_t>(y.offsets[c]));
    free_place[c] = y.offsets[c] + count;
  }
  for (const new_cohort<Real>& a : added) {
    const auto k = static_cast<std::size_t>(free_place[static_cast<std::size_t>(a.cell)]++);
    y.type[k] = a.type, y.dbh[k] = a.dbh, y.n_individuals[k] = a.n_individuals, y.id[k] = y.next_id++;
  }
  return y;
}

/// Without the cohorts that are marked.
template <std::floating_point Real>
cohort_columns<Real> without_marked(const cohort_columns<Real>& x, std::span<const std::uint8_t> marked) {
  const std::size_t left = static_cast<std::size_t>(std::count(marked.begin(), marked.end(), 0));
  cohort_columns<Real> y = without_cohorts(x, left);
  std::size_t to = 0;
  for (std::size_t c = 0; c < x.cell_id.size(); ++c) {
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      if (marked[k] == 0) copy_cohorts(x, k, 1, y, to++);
    }
    y.offsets[c + 1] = static_cast<std::int64_t>(to);
  }
  return y;
}

/// Merges cohorts of one cell that are next to each other in `order`, from `first` to before `last`: x then
/// has their numbers in the one that came first into being, and the others are marked.
template <std::floating_point Real>
void merge_group(cohort_columns<Real>& x, const std::vector<std::size_t>& order, std::size_t first,
                 std::size_t last, std::vector<std::uint8_t>& marked) {
  std::size_t kept = order[first];
  for (std::size_t i = first; i < last; ++i) {
    if (x.id[order[i]] < x.id[kept]) kept = order[i];
  }
  // Diameters of the greatest, so that no square is out of range
  const auto least = static_cast<double>(x.dbh[order[first]]);
  const auto greatest = static_cast<double>(x.dbh[order[last - 1]]);
  double n = 0, squares = 0;
  for (std::size_t i = first; i < last; ++i) {
    const auto number = static_cast<double>(x.n_individuals[order[i]]);
    const double d = static_cast<double>(x.dbh[order[i]]) / greatest;
    n += number;
    squares += number * d * d;
    marked[order[i]] = order[i] == kept ? 0 : 1;
  }
  const auto number = static_cast<Real>(n);
  if (!std::isfinite(number)) {
    throw invalid_cohorts(
        io::text_of("merging cohort ", x.id[kept], " with others makes it too numerous: ", n));
  }
  x.n_individuals[kept] = number;
  // rounding must not take the diameter out of the range of those that were merged; none alive have none
  if (n > 0) x.dbh[kept] = static_cast<Real>(std::clamp(greatest * std::sqrt(squares / n), least, greatest));
}

/// Merges in a copy of the arrays, and marks the cohorts that went into others.
template <std::floating_point Real>
void merge_marked(cohort_columns<Real>& x, double tolerance, std::vector<std::uint8_t>& marked) {
  std::vector<std::size_t> order;
  for (std::size_t c = 0; c < x.cell_id.size(); ++c) {
    order.clear();
    for (auto k = static_cast<std::size_t>(x.offsets[c]); k < static_cast<std::size_t>(x.offsets[c + 1]);
         ++k) {
      order.push_back(k);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      if (x.type[a] != x.type[b]) return x.type[a] < x.type[b];
      return x.dbh[a] != x.dbh[b] ? x.dbh[a] < x.dbh[b] : x.id[a] < x.id[b];
    });
    const auto together = [&](std::size_t a, std::size_t b) {
      return x.type[a] == x.type[b] &&
             static_cast<double>(x.dbh[b]) - static_cast<double>(x.dbh[a]) <= tolerance;
    };
    for (std::size_t first = 0; first < order.size();) {
      std::size_t last = first + 1;
      while (last < order.size() && together(order[first], order[last])) ++last;
      if (last - first > 1) merge_group(x, order, first, last, marked);
      first = last;
    }
  }
}

/// With a cohort of several in the place of one: the first part keeps its id, the others follow it.
template <std::floating_point Real>
cohort_columns<Real> with_split(const cohort_columns<Real>& x, std::size_t at, std::span<const Real> parts) {
  const std::size_t size = x.dbh.size(), more = parts.size() - 1;
  cohort_columns<Real> y = without_cohorts(x, size + more);
  copy_cohorts(x, 0, at + 1, y, 0);
  y.n_individuals[at] = parts[0];
  for (std::size_t i = 1; i <= more; ++i) {
    copy_cohorts(x, at, 1, y, at + i);
    y.n_individuals[at + i] = parts[i];
    y.id[at + i] = y.next_id++;
  }
  copy_cohorts(x, at + 1, size - at - 1, y, at + 1 + more);
  y.offsets = x.offsets;
  for (std::int64_t& offset : y.offsets) {
    if (offset > static_cast<std::int64_t>(at)) offset += static_cast<std::int64_t>(more);
  }
  return y;
}

}  // namespace detail
}  // namespace sylva
