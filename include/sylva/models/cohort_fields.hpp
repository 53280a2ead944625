#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <sylva/core/document.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/models/cohorts.hpp>
#include <sylva/models/document_fields.hpp>
#include <sylva/models/read_options.hpp>
#include <vector>

/// What all files of cohorts have in common.

namespace sylva {

/// How files of cohorts are written.
struct write_options {
  /// With the ids of cohorts, and that of the next: what is read back is the same table. Without them, one
  /// cell with whole numbers of individuals is a file that pyrealm reads.
  bool ids = true;
};

namespace detail {

inline constexpr const char* any_number = "a number, 0 and more";
inline constexpr const char* strict_number = "a whole number above 0, without a decimal point";

/// Cohorts as they are read, in any order of cells.
template <std::floating_point Real>
class cohorts_read {
 public:
  std::optional<std::uint64_t> next_id;

  void add(std::size_t cell, std::int32_t type, Real dbh, Real n_individuals,
           std::optional<std::int64_t> id) {
    cell_.push_back(static_cast<std::int64_t>(cell));
    type_.push_back(type);
    dbh_.push_back(dbh);
    n_individuals_.push_back(n_individuals);
    if (id) id_.push_back(static_cast<std::uint64_t>(*id));
  }
  /// Marks a cell with unknown cohorts, which finish() drops.
  void add_incomplete(std::size_t cell) {
    if (incomplete_.empty() || incomplete_.back() != cell) incomplete_.push_back(cell);
  }
  [[nodiscard]] std::size_t size() const { return cell_.size(); }

  /// The table of them, cells in the order given. What is wrong with ids is added to `found`, which is
  /// raised.
  cohorts<Real> finish(const flora<Real>& types, std::vector<std::int64_t>& cell_ids,
                       std::vector<Real>& areas, io::diagnostics& found, const read_options& options) {
    if (!id_.empty() && id_.size() != size()) {
      found.add(size() - id_.size(), " of ", size(),
                " cohorts have no id: allowed is an id for all, or none");
    }
    found.raise<invalid_file>();
    if (!incomplete_.empty()) drop_incomplete(cell_ids, *options.incomplete);
    cohort_columns<Real> y;
    y.cell_id = std::move(cell_ids);
    y.cell_area = std::move(areas);
    const std::size_t cells = y.cell_id.size();
    y.offsets.assign(cells + 1, 0);
    for (const std::int64_t c : cell_) ++y.offsets[static_cast<std::size_t>(c) + 1];
    for (std::size_t c = 0; c < cells; ++c) y.offsets[c + 1] += y.offsets[c];
    std::uint64_t after = size();
    if (!id_.empty()) after = *std::max_element(id_.begin(), id_.end()) + 1;
    y.next_id = next_id.value_or(after);
    if (!id_.empty()) {
      check_ids(found, id_, y.next_id);
    } else if (y.next_id < after) {
      found.add("next_cohort_id is ", y.next_id, ", but there are ", after, " cohorts without ids");
    }
    found.raise<invalid_file>();

    y.type.resize(size()), y.dbh.resize(size()), y.n_individuals.resize(size()), y.id.resize(size());
    std::vector<std::int64_t> place = y.offsets;
    for (std::size_t k = 0; k < size(); ++k) {
      const auto to = static_cast<std::size_t>(place[static_cast<std::size_t>(cell_[k])]++);
      y.type[to] = type_[k], y.dbh[to] = dbh_[k], y.n_individuals[to] = n_individuals_[k];
      y.id[to] = id_.empty() ? to : id_[k];
    }
    return cohorts<Real>(types, std::move(y));
  }

 private:
  void drop_incomplete(const std::vector<std::int64_t>& cell_ids, std::vector<std::int64_t>& ids) {
    std::vector<bool> is_incomplete(cell_ids.size());
    for (const std::size_t cell : incomplete_) {
      if (!is_incomplete[cell]) ids.push_back(cell_ids[cell]);
      is_incomplete[cell] = true;
    }
    std::size_t kept = 0;
    for (std::size_t k = 0; k < size(); ++k) {
      if (is_incomplete[static_cast<std::size_t>(cell_[k])]) continue;
      cell_[kept] = cell_[k], type_[kept] = type_[k], dbh_[kept] = dbh_[k];
      n_individuals_[kept] = n_individuals_[k];
      if (!id_.empty()) id_[kept] = id_[k];
      ++kept;
    }
    cell_.resize(kept), type_.resize(kept), dbh_.resize(kept), n_individuals_.resize(kept);
    if (!id_.empty()) id_.resize(kept);
  }

  std::vector<std::size_t> incomplete_;
  std::vector<std::int64_t> cell_;
  std::vector<std::int32_t> type_;
  std::vector<Real> dbh_, n_individuals_;
  std::vector<std::uint64_t> id_;
};

/// A number of individuals: without a decimal point where it is whole, as pyrealm wants it.
template <std::floating_point Real>
std::string count_text(Real n) {
  constexpr double exact = 9007199254740992;  // 2^53, up to which every whole number is there
  const auto x = static_cast<double>(n);
  if (x < exact && x == std::floor(x)) return std::to_string(static_cast<std::int64_t>(x));
  return real_text(x);
}

/// Long tables are not kept whole as text.
inline void flush_if_long(std::ostream& out, std::string& text) {
  constexpr std::size_t enough = 1 << 20;
  if (text.size() < enough) return;
  out << text;
  text.clear();
}

}  // namespace detail
}  // namespace sylva
