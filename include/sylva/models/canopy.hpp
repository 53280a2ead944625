#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <sylva/array/device.hpp>
#include <sylva/array/scratch.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/array/taken.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/demography/canopy.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/models/canopy_checks.hpp>
#include <sylva/models/canopy_tile.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/input_finding.hpp>
#include <sylva/models/stand_ranges.hpp>
#include <utility>
#include <vector>

namespace sylva {

struct canopy_options {
  double gap_fraction = 0;   ///< share of each layer that stays open [-], 0 to less than 1
  double tolerance = 1e-11;  ///< of layer heights [m], above 0
  /// Layers that hold more leaves than there is ground absorb more than all the light.
  bool pyrealm_compatible = false;
};

/// The layers of each cell and their light. T is an array over the layers of all cells, or a handle of one.
template <class T>
struct canopy_layer {
  T height;        ///< of the foot of the layer [m]; 0 of the last
  T absorption;    ///< share of the light on the layer that it absorbs [-]
  T lai;           ///< leaf area index of the layer [-]
  T transmission;  ///< share of the light above the canopy that comes to the layer [-]
  T fapar;         ///< share of the light above the canopy that it absorbs [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.absorption, b.absorption), f(a.lai, b.lai);
    f(a.transmission, b.transmission), f(a.fapar, b.fapar);
  }
  static constexpr const char* names[] = {"height", "absorption", "lai", "transmission", "fapar"};
};

namespace detail {

/// The inputs of canopy_model that are those of cells.
template <class T>
struct canopy_cell {
  T cell_area, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.cell_area, b.cell_area), f(a.potential_gpp, b.potential_gpp);
  }
  static constexpr const char* names[] = {"cell_area", "potential_gpp"};
};

}  // namespace detail

/// The canopies of any number of cells, each with its own cohorts: layers by perfect plasticity
/// approximation, or of given heights, the light that comes to each of them, and what each stem absorbs and
/// produces (pyrealm: Canopy, of one community). Kernels, equations and sources: sylva/demography/canopy.hpp.
///
/// Cohorts lie one after another, cell by cell: cell c has the cohorts offsets[c], ..., offsets[c + 1] - 1.
/// So do layers, whose offsets `layers` finds. A cell in which something is missing, or not possible
/// (stand_ranges), is NaN, and spoils no other. Nothing but the outputs that are wanted is stored for all
/// cells; on the host cells are gone through in tiles, whose intermediate arrays stay in the cache. Figures
/// depend neither on the other cells, nor on threads.
///
/// Errors are shape_error, offsets_error, missing_input for a gpp of stems without potential_gpp, or
/// std::invalid_argument for invalid options, for heights that do
/// not descend, and for crowns that make 10,000 layers and more. Nothing is written then. Calls return when
/// all is computed.
template <std::floating_point Real = double>
class canopy_model {
 public:
  /// Cohorts: stem_height and crown_area as of stem_allometry; traits as arrays, or taken from a table by
  /// type.
  template <class Space = host_space>
  using cohorts = demography::canopy_cohort<argument<Real, Space>>;
  template <class Space = host_space>
  using layer_outputs = canopy_layer<result<Real, Space>>;
  template <class Space = host_space>
  using stem_outputs = demography::stem_light<result<Real, Space>>;
  template <class Space = host_space>
  using input = std::type_identity_t<argument<Real, Space>>;
  template <class Space = host_space>
  using output = std::type_identity_t<result<Real, Space>>;

  explicit canopy_model(const canopy_options& options = {}, const range_table& ranges = stand_ranges())
      : options_(options), cohort_ranges_(ranges), cell_ranges_(ranges), standing_ranges_(ranges) {
    if (!(options.gap_fraction >= 0 && static_cast<Real>(options.gap_fraction) < Real(1))) {
      throw std::invalid_argument("gap_fraction is " + io::number_text(options.gap_fraction) +
                                  ": allowed are 0 and more, and less than 1");
    }
    if (!(options.tolerance > 0 && std::isfinite(options.tolerance))) {
      throw std::invalid_argument("tolerance of layer heights is " + io::number_text(options.tolerance) +
                                  " m: allowed is above 0, and finite");
    }
    cover_.gap_fraction = height_.gap_fraction = static_cast<Real>(options.gap_fraction);
    height_.tolerance = static_cast<Real>(options.tolerance);
    if (options.pyrealm_compatible) absorption_.most = std::numeric_limits<Real>::infinity();
  }
  const canopy_options& options() const& { return options_; }
  canopy_options options() && { return options_; }

  /// Where the layers of each cell begin, and in the end how many there are in all: on the host, wherever the
  /// cohorts are. cell_area [m2], above 0, is one number a cell, or one of all. Throws crowns_out_of_range
  /// with the cells whose crowns make more layers than most_layers.
  template <execution_policy Policy, array Offsets, class Space>
  [[nodiscard]] std::vector<std::int64_t> layers(const Policy& policy, const Offsets& offsets,
                                                 const cohorts<Space>& x,
                                                 const input<Space>& cell_area) const {
    const std::vector<std::int64_t> cuts = sylva::detail::offsets_on_host(offsets);
    sylva::detail::check_canopy_arrays(x, cuts.back(), "cohorts");
    sylva::detail::check_canopy_array(cell_area, static_cast<std::int64_t>(cuts.size()) - 1, "cell_area",
                                      "cells");
    std::vector<std::int64_t> found{0};
    found.reserve(cuts.size());
    std::vector<crowns_out_of_range::cell_layers> crowded;
    using namespace demography;
    sylva::detail::for_each_tile<Policy, Space>(cuts, [&](index_t first, index_t last) {
      const sylva::detail::canopy_tile<Real, Space> tile(cuts, first, last);
      auto counts =
          sylva::detail::brought_to<Real, Space>(std::vector<Real>(static_cast<std::size_t>(tile.cells())));
      scratch_memory<Real, Space> memory(tile.cohorts() + tile.cells());
      const auto room = [&](Real* at, index_t n) {
        return result<Real, Space>(in_space{}, contiguous_view(at, shape{1, {n}}));
      };
      const standing_crowns<argument<Real, Space>> crowns = tile.standing(x);
      const result<Real, Space> area = room(memory.data(), tile.cohorts());
      transform(policy, guarded(standing_ranges_, demography::detail::area_of_cohort{}, crowns), area,
                crowns);
      canopy_cover<result<Real, Space>> cover;
      cover.layers = counts;
      segmented(policy, cover_, cover, tile.offsets(),
                possible(policy, cell_area.part(first, tile.cells()), 0,
                         room(memory.data() + tile.cohorts(), tile.cells())),
                standing_crowns<argument<Real, Space>>{crowns.stem_height, read(area), Real(1)});
      executor<Policy>::wait(policy);
      const auto& here = to_device<1>(counts, host_space{});
      const auto layers = array_traits<std::remove_cvref_t<decltype(here)>>::view(here);
      for (index_t c = 0; c < tile.cells(); ++c) {
        found.push_back(found.back() + sylva::detail::layer_count(layers(c), found.size() - 1, crowded));
      }
    });
    sylva::detail::check_layer_counts(crowded);
    return found;
  }

  /// Heights of the layers that `layers` found, their light, and that of stems. potential_gpp is the GPP of
  /// leaves that absorb all the light above the canopy [kg C m-2 per step], such as light use efficiency
  /// times ppfd: one number a cell, or one of all; only stems.gpp needs it. ground is an array over
  /// cells: the share of the light above the canopy that comes to the ground [-].
  template <execution_policy Policy, array Offsets, class Space>
  void run(const Policy& policy, const Offsets& offsets, const cohorts<Space>& x,
           const input<Space>& cell_area, const std::vector<std::int64_t>& layer_offsets,
           const layer_outputs<Space>& y, const stem_outputs<Space>& stems = {},
           const output<Space>& ground = {}, const input<Space>& potential_gpp = {}) const {
    run_layers(policy, offsets, x, cell_area, layer_offsets, {}, y, stems, ground, potential_gpp);
  }

  /// `run`, which also reports how many values of each input that is given are missing, outside the expected
  /// range, or impossible. Positions are those in each input by itself.
  template <execution_policy Policy, array Offsets, class Space>
  [[nodiscard]] std::vector<input_finding> run_checked(const Policy& policy, const Offsets& offsets,
                                                       const cohorts<Space>& x, const input<Space>& cell_area,
                                                       const std::vector<std::int64_t>& layer_offsets,
                                                       const layer_outputs<Space>& y,
                                                       const stem_outputs<Space>& stems = {},
                                                       const output<Space>& ground = {},
                                                       const input<Space>& potential_gpp = {}) const {
    run(policy, offsets, x, cell_area, layer_offsets, y, stems, ground, potential_gpp);
    return check(policy, x, cell_area, potential_gpp);
  }
  /// The report of `run_checked`, without computing anything.
  template <execution_policy Policy, class Space>
  [[nodiscard]] std::vector<input_finding> check(const Policy& policy, const cohorts<Space>& x,
                                                 const input<Space>& cell_area,
                                                 const input<Space>& potential_gpp = {}) const {
    std::vector<input_finding> findings = cohort_ranges_.look(policy, x);
    for (const input_finding& f : cell_ranges_.look(
             policy, sylva::detail::canopy_cell<argument<Real, Space>>{cell_area, potential_gpp})) {
      findings.push_back(f);
    }
    return findings;
  }

  /// `run` with layers of given heights of their feet [m], each below the one before; the last is usually
  /// 0. y.height is not written.
  template <execution_policy Policy, array Offsets, class Space>
  void run_given(const Policy& policy, const Offsets& offsets, const cohorts<Space>& x,
                 const input<Space>& cell_area, const std::vector<std::int64_t>& layer_offsets,
                 const input<Space>& heights, const layer_outputs<Space>& y,
                 const stem_outputs<Space>& stems = {}, const output<Space>& ground = {},
                 const input<Space>& potential_gpp = {}) const {
    sylva::detail::check_layer_offsets(layer_offsets);
    if (!heights.is_array() || heights.view().extents.rank != 1 ||
        heights.view().extents.extent[0] != layer_offsets.back()) {
      throw shape_error(
          "heights have shape " + to_string(heights.is_array() ? heights.view().extents : shape{}) +
          ", but there are " + std::to_string(layer_offsets.back()) + " layers, along one axis");
    }
    if constexpr (std::same_as<Space, host_space>)
      sylva::detail::check_descending(layer_offsets, heights.view());
    run_layers(policy, offsets, x, cell_area, layer_offsets, heights, y, stems, ground, potential_gpp);
  }

 private:
  template <class Policy, class Offsets, class Space>
  void run_layers(const Policy& policy, const Offsets& offsets, const cohorts<Space>& x,
                  const input<Space>& cell_area, const std::vector<std::int64_t>& layer_cuts,
                  const input<Space>& given, const layer_outputs<Space>& y, const stem_outputs<Space>& stems,
                  const output<Space>& ground, const input<Space>& potential_gpp) const {
    using namespace demography;
    const std::vector<std::int64_t> cuts = sylva::detail::offsets_on_host(offsets);
    if (cuts.size() != layer_cuts.size()) {
      throw shape_error("layer_offsets are " + std::to_string(layer_cuts.size()) +
                        ", but offsets of cohorts " + std::to_string(cuts.size()) +
                        ": both have one more than there are cells");
    }
    sylva::detail::check_layer_offsets(layer_cuts);
    const auto cells = static_cast<std::int64_t>(cuts.size()) - 1;
    sylva::detail::check_canopy_arrays(x, cuts.back(), "cohorts");
    sylva::detail::check_canopy_arrays(stems, cuts.back(), "cohorts");
    sylva::detail::check_canopy_arrays(y, layer_cuts.back(), "layers");
    sylva::detail::check_canopy_array(cell_area, cells, "cell_area", "cells");
    sylva::detail::check_canopy_array(potential_gpp, cells, "potential_gpp", "cells");
    if (stems.gpp.wanted() && !potential_gpp.given()) {
      throw missing_input("the gpp of stems needs potential_gpp, which is not given");
    }
    sylva::detail::check_canopy_array(ground, cells, "ground", "cells");
    sylva::detail::for_each_tile<Policy, Space>(cuts, [&](index_t first, index_t last) {
      const sylva::detail::canopy_tile<Real, Space> tile(cuts, first, last, layer_cuts);
      const index_t n = tile.layers(), first_layer = layer_cuts[static_cast<std::size_t>(first)];
      constexpr int rows_of_layers = 11, rows_of_cells = 4, rows_of_cohorts = 9;
      scratch_memory<Real, Space> memory(rows_of_layers * n + rows_of_cells * tile.cells() +
                                         rows_of_cohorts * tile.cohorts());
      Real* free = memory.data();
      const auto scratch = [&](index_t count) {
        return result<Real, Space>(in_space{},
                                   contiguous_view(std::exchange(free, free + count), shape{1, {count}}));
      };
      // where the caller wants it; where he does not, in the memory of the tile
      const auto place = [&](const result<Real, Space>& r) {
        return r.wanted() ? r.part(first_layer, n) : scratch(n);
      };
      const argument<Real, Space> ground_area =
          possible(policy, cell_area.part(first, tile.cells()), 0, scratch(tile.cells()));
      const argument<Real, Space> area = tile.of_layers(ground_area);
      const argument<Real, Space> potential =
          tile.of_layers(potential_gpp.given() ? possible(policy, potential_gpp.part(first, tile.cells()), 1,
                                                          scratch(tile.cells()))
                                               : argument<Real, Space>(Real(0)));

      const canopy_cohort<argument<Real, Space>> c = tile.cohorts(x);
      canopy_terms<result<Real, Space>> terms;
      for (result<Real, Space>* r :
           {&terms.area, &terms.z_max, &terms.log_height, &terms.scale, &terms.absorption}) {
        *r = scratch(tile.cohorts());
      }
      // all passes over cohorts want the traits: entries of a table are looked up once
      const auto looked_up = [&](const argument<Real, Space>& trait, result<Real, Space>& r) {
        if (trait.entries().index == nullptr) return trait;
        r = scratch(tile.cohorts());
        return read(r);
      };
      const argument<Real, Space> m = looked_up(c.m, terms.m), shape_n = looked_up(c.n, terms.n);
      const argument<Real, Space> f_g = looked_up(c.f_g, terms.f_g), lai = looked_up(c.lai, terms.lai);
      transform(policy, guarded(cohort_ranges_, terms_of_cohort<Real>{}, c), terms, c);
      const canopy_crowns<argument<Real, Space>> crowns{
          read(terms.area), c.stem_height,    read(terms.z_max), read(terms.log_height), m,
          shape_n,          read(terms.scale)};
      canopy_leaves<argument<Real, Space>> leaves{crowns.area, crowns.z_max, crowns.log_height,
                                                  m,           shape_n,      crowns.scale,
                                                  f_g,         lai,          read(terms.absorption)};

      argument<Real, Space> height;
      if (given.given()) {
        height = given.part(first_layer, n);
      } else {
        const result<Real, Space> found = place(y.height);
        const canopy_cover<result<Real, Space>> cover{scratch(tile.cells()), scratch(tile.cells()), {}};
        segmented(policy, cover_, cover, tile.offsets(), ground_area,
                  standing_crowns<argument<Real, Space>>{c.stem_height, crowns.area, Real(1)});
        segmented(
            policy, height_, found, tile.cohorts_of_layers(),
            layer_place<argument<Real, Space>>{tile.number(), area, tile.of_layers(read(cover.crown_area)),
                                               tile.of_layers(read(cover.stem_height))},
            crowns);
        height = read(found);
      }
      const layer_sums<result<Real, Space>> sums{scratch(n), scratch(n), scratch(n)};
      segmented(policy, layer_leaves<Real>{}, sums, tile.cohorts_of_layers(), height, leaves);

      const layer_content<argument<Real, Space>> content{tile.number(), read(sums.absorbing),
                                                         read(sums.leaf_area), area};
      const layer_absorption<result<Real, Space>> absorbed{place(y.absorption), place(y.lai), scratch(n)};
      segmented(policy, absorption_, absorbed, tile.layers_of_layers(), content, content);

      const lit_layer<argument<Real, Space>> lit{tile.number(), read(absorbed.absorption),
                                                 read(absorbed.lit_leaves), potential};
      const layer_light<result<Real, Space>> light{place(y.transmission), place(y.fapar), scratch(n),
                                                   scratch(n)};
      segmented(policy, light_of_layers<Real>{}, light, tile.layers_of_layers(), lit, lit);

      if (ground.wanted()) {
        segmented(policy, transmission_to_ground<Real>{}, ground.part(first, tile.cells()),
                  tile.layer_offsets(), no_inputs{}, lit.absorption);
      }
      if (stems.absorbed.wanted() || stems.gpp.wanted()) {
        const layer_foot<argument<Real, Space>> feet{height, read(sums.log_height), read(light.light_step),
                                                     read(light.gpp_step)};
        leaves.area = c.crown_area;  // of one stem
        const stem_light<result<Real, Space>> out{tile.of_cohorts(stems.absorbed),
                                                  tile.of_cohorts(stems.gpp)};
        segmented(policy, light_of_stems<Real>{}, out, tile.layers_of_cohorts(), leaves, feet);
      }
      executor<Policy>::wait(policy);  // for the memory of the tile
    });
  }

  template <class Space>
  static argument<Real, Space> read(const result<Real, Space>& r) {
    return {in_space{}, r.view()};
  }
  /// A kernel of a struct of inputs that takes what is not possible of them as missing.
  template <class Kernel, template <class> class Inputs, class Space>
  static auto guarded(const input_ranges<Inputs<char>>& ranges, const Kernel& kernel,
                      Inputs<argument<Real, Space>> x) {
    constexpr int count = input_ranges<Inputs<char>>::count;
    argument<Real, Space> in[count];
    sylva::detail::handles_from(in, x);
    possible_inputs<Kernel, Real, count> possible{kernel};
    ranges.guard(possible, in, 0);
    return possible;
  }

  /// An input of cells, the k-th of canopy_cell, with NaN in place of what is not possible: in `room`, which
  /// is an array over the cells, unless it is a scalar.
  template <class Policy, class Space>
  argument<Real, Space> possible(const Policy& policy, const argument<Real, Space>& x, int k,
                                 const result<Real, Space>& room) const {
    if (!x.is_array()) {
      return cell_ranges_.may_be_impossible(x, k) ? argument<Real, Space>(not_a_number<Real>) : x;
    }
    possible_inputs<sylva::detail::unchanged<Real>, Real, 1> replace{};
    replace.check(0, cell_ranges_[k]);
    transform(policy, replace, room, x);
    return read(room);
  }

  canopy_options options_;
  input_ranges<demography::canopy_cohort<char>> cohort_ranges_;
  input_ranges<sylva::detail::canopy_cell<char>> cell_ranges_;
  input_ranges<demography::standing_crowns<char>> standing_ranges_;
  demography::canopy_layers<Real> cover_{};
  demography::layer_height<Real> height_{};
  demography::layer_absorptions<Real> absorption_{};
};

}  // namespace sylva
