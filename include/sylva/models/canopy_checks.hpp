#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <sylva/array/segmented_launch.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/models/errors.hpp>
#include <vector>

/// What canopy_model asks of its arguments before it computes.

namespace sylva::detail {

/// Throws unless an array has one axis of n elements. An input may have one element for all.
inline void check_canopy_length(const shape& s, bool input, std::int64_t n, const std::string& name,
                                const char* of) {
  if (s.rank == 1 && s.extent[0] == n) return;
  if (input && s.rank <= 1 && s.size() == 1) return;
  throw shape_error(name + " has shape " + to_string(s) + ", but there are " + std::to_string(n) + " " + of +
                    ", along one axis");
}
template <class Real, class Space>
void check_canopy_array(const argument<Real, Space>& x, std::int64_t n, const std::string& name,
                        const char* of) {
  if (x.is_array()) check_canopy_length(x.places().extents, true, n, name, of);
}
template <class Real, class Space>
void check_canopy_array(const result<Real, Space>& y, std::int64_t n, const std::string& name,
                        const char* of) {
  if (y.wanted()) check_canopy_length(y.view().extents, false, n, name, of);
}
template <class S>
void check_canopy_arrays(const S& handles, std::int64_t n, const char* of) {
  int k = 0;
  S::zip(handles, handles, [&](const auto& x, const auto&) { check_canopy_array(x, n, S::names[k++], of); });
}
inline void check_layer_offsets(const std::vector<std::int64_t>& cuts) {
  if (cuts.empty()) throw shape_error("layer_offsets are 0: expected is one more than there are cells");
  checked_offsets(contiguous_view(cuts.data(), shape{1, {static_cast<index_t>(cuts.size())}}));
}
/// The layers of a cell; a cell with too many is added to `crowded`.
template <std::floating_point Real>
std::int64_t layer_count(Real n, std::size_t cell, std::vector<crowns_out_of_range::cell_layers>& crowded) {
  if (n >= Real(0) && n <= Real(crowns_out_of_range::most_layers)) return static_cast<std::int64_t>(n);
  crowded.push_back({cell, static_cast<double>(n)});
  return 0;
}
inline void check_layer_counts(std::vector<crowns_out_of_range::cell_layers>& crowded) {
  if (crowded.empty()) return;
  const auto [cell, layers] = crowded.front();
  std::string message = "the crowns of the cell at position " + std::to_string(cell) + " make " +
                        io::number_text(layers) + " canopy layers: allowed are 0 to " +
                        std::to_string(crowns_out_of_range::most_layers) +
                        "; its cell_area, or n_individuals and sizes of its cohorts are out of range";
  if (crowded.size() > 1) message += " (" + std::to_string(crowded.size()) + " such cells)";
  throw crowns_out_of_range(message, std::move(crowded));
}
template <std::floating_point Real>
void check_descending(const std::vector<std::int64_t>& cuts, const strided_view<const Real>& z) {
  for (std::size_t c = 0; c + 1 < cuts.size(); ++c) {
    for (index_t i = cuts[c] + 1; i < cuts[c + 1]; ++i) {
      if (z(i) < z(i - 1) || z(i) != z(i) || z(i - 1) != z(i - 1)) continue;
      throw std::invalid_argument("heights[" + std::to_string(i) + "] is " + io::number_text(z(i)) +
                                  " m, but the layer above it ends at " + io::number_text(z(i - 1)) +
                                  " m: the layers of a cell begin with the highest, and descend");
    }
  }
}

}  // namespace sylva::detail
