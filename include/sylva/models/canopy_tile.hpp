#pragma once

#include <algorithm>
#include <cstdint>
#include <sylva/array/device.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/demography/canopy.hpp>
#include <utility>
#include <vector>

namespace sylva::detail {

/// An array in Space that is made of a vector on the host: there, the vector itself.
template <class T, class Space>
auto brought_to(std::vector<T>&& x) {
  if constexpr (std::same_as<Space, host_space>) {
    return std::move(x);
  } else {
    return to_device(x, Space{});
  }
}

template <array Offsets>
std::vector<std::int64_t> offsets_on_host(const Offsets& offsets) {
  const auto& here = to_device<1>(offsets, host_space{});
  const auto v = array_traits<std::remove_cvref_t<decltype(here)>>::view(here);
  if (v.extents.rank != 1 || v.extents.extent[0] < 1) {
    throw shape_error("offsets have shape " + to_string(v.extents) +
                      ": expected is one axis, longer by 1 than there are cells");
  }
  checked_offsets(strided_view<const array_value_t<Offsets>>(v));
  std::vector<std::int64_t> cuts(static_cast<std::size_t>(v.extents.extent[0]));
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    cuts[i] = static_cast<std::int64_t>(v.data[static_cast<index_t>(i) * v.stride[0]]);
  }
  return cuts;
}

/// Calls f(first, last) for tiles of neighbouring cells: for one thread of some thousand cohorts, so that
/// what lies between two passes over them stays in the cache; for more threads, or a device, of as many as
/// all can be busy with.
template <class Policy, class Space, class F>
void for_each_tile(const std::vector<std::int64_t>& cuts, const F& f) {
  constexpr bool alone = std::derived_from<executor<Policy>, one_thread_executor<Policy>>;
  constexpr std::int64_t most = alone ? 1 << 11 : std::same_as<Space, host_space> ? 1 << 16 : 1 << 24;
  const auto cells = static_cast<index_t>(cuts.size()) - 1;
  for (index_t first = 0; first < cells;) {
    const std::int64_t end = cuts[static_cast<std::size_t>(first)] + most;
    index_t last = std::upper_bound(cuts.begin() + first + 1, cuts.end(), end) - cuts.begin() - 1;
    last = std::clamp(last, first + 1, std::min(cells, first + most));
    f(first, last);
    first = last;
  }
}

/// Cells first, ..., last - 1 of a canopy: where their cohorts and layers are, and which belong to which.
template <std::floating_point Real, class Space>
class canopy_tile {
 public:
  using handle = argument<Real, Space>;

  canopy_tile(const std::vector<std::int64_t>& cuts, index_t first, index_t last,
              const std::vector<std::int64_t>& layer_cuts = {})
      : cells_(last - first),
        first_cohort_(cuts[static_cast<std::size_t>(first)]),
        cohorts_(cuts[static_cast<std::size_t>(last)] - first_cohort_),
        layers_(layer_cuts.empty() ? 0
                                   : layer_cuts[static_cast<std::size_t>(last)] -
                                         layer_cuts[static_cast<std::size_t>(first)]),
        offsets_(brought_to<std::int32_t, Space>(cut(cuts, first, last))),
        layer_offsets_(brought_to<std::int32_t, Space>(cut(layer_cuts, first, last))),
        cell_of_layer_(brought_to<std::int32_t, Space>(owners(layer_cuts, first, last))),
        cell_of_cohort_(brought_to<std::int32_t, Space>(layer_cuts.empty() ? std::vector<std::int32_t>{}
                                                                           : owners(cuts, first, last))),
        number_(brought_to<Real, Space>(numbers(layer_cuts, first, last))) {}

  index_t cells() const { return cells_; }
  index_t cohorts() const { return cohorts_; }
  index_t layers() const { return layers_; }
  const auto& offsets() const { return offsets_; }
  const auto& layer_offsets() const { return layer_offsets_; }
  auto cohorts_of_layers() const { return groups_at(offsets_, cell_of_layer_); }
  auto layers_of_layers() const { return groups_at(layer_offsets_, cell_of_layer_); }
  auto layers_of_cohorts() const { return groups_at(layer_offsets_, cell_of_cohort_); }
  /// The number of each layer in its cell.
  handle number() const { return number_; }

  /// What each cell has, or all, for each layer.
  handle of_layers(const handle& of_cells) const {
    if (!of_cells.is_array() || of_cells.places().extents.size() == 1) return of_cells;
    using index = std::remove_cvref_t<decltype(cell_of_layer_)>;
    return {in_space{}, of_cells.view(),
            strided_view<const std::int32_t>(array_traits<index>::view(cell_of_layer_))};
  }
  result<Real, Space> of_cohorts(const result<Real, Space>& r) const {
    return r.part(first_cohort_, cohorts_);
  }
  demography::canopy_cohort<handle> cohorts(const demography::canopy_cohort<handle>& x) const {
    demography::canopy_cohort<handle> y = x;
    y.zip(y, y, [&](handle& a, const handle&) { a = a.part(first_cohort_, cohorts_); });
    return y;
  }
  demography::standing_crowns<handle> standing(const demography::canopy_cohort<handle>& x) const {
    const demography::canopy_cohort<handle> y = cohorts(x);
    return {y.stem_height, y.crown_area, y.n_individuals};
  }

 private:
  static std::vector<std::int32_t> cut(const std::vector<std::int64_t>& cuts, index_t first, index_t last) {
    std::vector<std::int32_t> part;
    if (cuts.empty()) return part;
    for (index_t c = first; c <= last; ++c) {
      part.push_back(static_cast<std::int32_t>(cuts[static_cast<std::size_t>(c)] -
                                               cuts[static_cast<std::size_t>(first)]));
    }
    return part;
  }
  static std::vector<std::int32_t> owners(const std::vector<std::int64_t>& cuts, index_t first,
                                          index_t last) {
    std::vector<std::int32_t> owner;
    if (cuts.empty()) return owner;
    for (index_t c = first; c < last; ++c) {
      const auto n = cuts[static_cast<std::size_t>(c) + 1] - cuts[static_cast<std::size_t>(c)];
      owner.insert(owner.end(), static_cast<std::size_t>(n), static_cast<std::int32_t>(c - first));
    }
    return owner;
  }
  static std::vector<Real> numbers(const std::vector<std::int64_t>& cuts, index_t first, index_t last) {
    std::vector<Real> number;
    if (cuts.empty()) return number;
    for (index_t c = first; c < last; ++c) {
      const auto n = cuts[static_cast<std::size_t>(c) + 1] - cuts[static_cast<std::size_t>(c)];
      for (std::int64_t l = 0; l < n; ++l) number.push_back(static_cast<Real>(l));
    }
    return number;
  }

  template <class T>
  using held = std::remove_cvref_t<decltype(brought_to<T, Space>(std::declval<std::vector<T>>()))>;
  index_t cells_, first_cohort_, cohorts_, layers_;
  held<std::int32_t> offsets_, layer_offsets_, cell_of_layer_, cell_of_cohort_;
  held<Real> number_;
};

}  // namespace sylva::detail
