#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/core/root.hpp>
#include <sylva/demography/canopy_terms.hpp>

/// How many layers a canopy has, and how high they reach. Kernels on groups, whose elements are the cohorts
/// of a cell.

namespace sylva::demography {

namespace detail {

/// Between what and what crowns cover above a height [m2]: those whose widest part is above it cover all of
/// theirs, those whose top is above it no more than that.
template <class T>
struct covered_between {
  T least, most;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.least, b.least), f(a.most, b.most);
  }
  static constexpr const char* names[] = {"least", "most"};
};
template <class Z>
struct limits_of_cover {
  Z low, high;  ///< where the least is asked for, and the most
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr covered_between<V> operator()(const canopy_crowns<V>& c) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(V(low) <= c.z_max, c.area, none),
            math::select(V(high) < c.stem_height, c.area, none)};
  }
};
template <class Z>
struct area_of_whole_crowns {
  Z z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const canopy_crowns<V>& c) const {
    return math::select(V(z) <= c.z_max, c.area, V(scalar_t<V>(0)));
  }
};
/// Crowns that are above their widest part somewhere between low and high.
template <class Z>
struct narrows_between {
  Z low, high;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr mask_t<V> operator()(const canopy_crowns<V>& c) const {
    return (V(low) < c.stem_height) & (c.z_max < V(high));
  }
};
/// Crowns above their widest part: with what is the same at all heights, as a cross-section is asked for over
/// and over.
template <class T>
struct narrowing_crowns {
  T area, z_max, log_height, n, above, below, scale;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.z_max, b.z_max), f(a.log_height, b.log_height), f(a.n, b.n);
    f(a.above, b.above), f(a.below, b.below), f(a.scale, b.scale);
  }
  static constexpr const char* names[] = {"area", "z_max", "log_height", "n", "above", "below", "scale"};
};
struct crowns_that_narrow {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr narrowing_crowns<V> operator()(const canopy_crowns<V>& c) const {
    using Real = scalar_t<V>;
    return {c.area,          c.z_max, c.log_height, c.n, Real(2) * (c.m - Real(1)), Real(2) * (c.n - Real(1)),
            c.area * c.scale};
  }
};
/// Area that crowns cover above z [m2], and how it changes with the logarithm of z [m2].
template <class Z>
struct area_above {
  Z z, log_z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr value_and_slope<V> operator()(const narrowing_crowns<V>& c) const {
    using Real = scalar_t<V>;
    const V none = V(Real(0)), log_u = V(log_z) - c.log_height;
    const mask_t<V> whole = V(z) <= c.z_max, gone = log_u >= none;
    // there is a logarithm of neither 0 nor less: half-way up all is well
    const cross_section<V> section = cross_section<V>::at(math::select(whole | gone, V(Real(-0.7)), log_u),
                                                          c.n, c.above, c.below, c.scale);
    return {math::select(whole, c.area, math::select(gone, none, math::min(section.size, c.area))),
            math::select(whole | gone, none, section.slope(c.n, c.above, c.below))};
  }
};

}  // namespace detail

/// Trees of a cell, for what they cover.
template <class T>
struct standing_crowns {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.n_individuals, b.n_individuals);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area", "n_individuals"};
};

/// What all crowns of a cell cover, and how many layers that makes.
template <class T>
struct canopy_cover {
  T crown_area;   ///< of all stems [m2]
  T stem_height;  ///< of the tallest [m]; -infinity where there is none
  T layers;       ///< how many there are: whole numbers [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.crown_area, b.crown_area), f(a.stem_height, b.stem_height), f(a.layers, b.layers);
  }
  static constexpr const char* names[] = {"crown_area", "stem_height", "layers"};
};

namespace detail {

struct area_of_cohort {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const standing_crowns<V>& c) const {
    return c.crown_area * c.n_individuals;
  }
};
struct height_of_stems {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const standing_crowns<V>& c) const {
    return c.stem_height;
  }
};

}  // namespace detail

/// How many layers the crowns of a cell make, from the cohorts of the cell and its area [m2], above 0. A cell
/// without trees has none; one in which something is missing has one, of unknown height.
template <std::floating_point Real = double>
struct canopy_layers {
  Real gap_fraction = Real(0);  ///< share of a layer that stays open [-], 0 to less than 1
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr canopy_cover<typename Group::value> operator()(
      const Group& cell, const typename Group::value& cell_area) const {
    using V = typename Group::value;
    const V area = cell.sum(detail::area_of_cohort{});
    const V room = cell_area * (Real(1) - gap_fraction), one = V(Real(1)), none = V(Real(0));
    const V full = -math::floor(V(-area / room));
    // rounding of the quotient must not make a layer that nothing is in, or close the last
    const V layers = full - math::select(area <= V((full - one) * room), one, none) +
                     math::select(V(full * room) < area, one, none);
    return {area, cell.max(detail::height_of_stems{}), math::select(math::isnan(layers), V(Real(1)), layers)};
  }
};

/// A layer of a canopy: what its height depends on, beside the cohorts.
template <class T>
struct layer_place {
  T layer;        ///< counted from 0 at the top [-]
  T cell_area;    ///< [m2], above 0
  T crown_area;   ///< of all stems of the cell [m2]: of canopy_cover
  T stem_height;  ///< of the tallest [m]: of canopy_cover

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.cell_area, b.cell_area), f(a.crown_area, b.crown_area);
    f(a.stem_height, b.stem_height);
  }
  static constexpr const char* names[] = {"layer", "cell_area", "crown_area", "stem_height"};
};

/// The height at which a layer is closed [m]: above it crowns cover as much as it and those over it can hold.
/// From the cohorts of the cell, and the layer. The last layer, which nothing closes, reaches the ground: 0.
/// (pyrealm: fit_perfect_plasticity_approximation, to a tolerance of 1 mm)
///
/// First the height is enclosed by what crowns cover at least and at most, which takes no function of them.
/// Crowns that are whole, or gone, all over what is left are then set aside, and the root is sought with the
/// others by Newton's method. It is found where what they cover is right to the tolerance of the height, or
/// to 1e-14 of all crowns (in float 1e-6), which is rounding: where crowns hardly narrow, that is the
/// greater. Crowns with m of 1, or hardly more, are flat on top: several layers may be closed there, at the
/// same height but for the tolerance.
template <std::floating_point Real = double>
struct layer_height {
  Real gap_fraction = Real(0);        ///< as in canopy_layers
  Real tolerance = Real(1e-11);       ///< of the height [m]; above 0
  static constexpr int halvings = 4;  ///< of the bracket, before
  /// of the area: tests/unit/root_test.cpp has 40 in the worst of 3000 canopies, and 8 on average
  static constexpr int most_calls = 128;
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr typename Group::value operator()(
      const Group& cell, const layer_place<typename Group::value>& at) const {
    using V = typename Group::value;
    constexpr Real rounding = sizeof(Real) < 8 ? Real(1e-6) : Real(1e-14);
    const V ground = V(Real(0)), half = V(Real(0.5));
    const V target = (at.layer + Real(1)) * (at.cell_area * (Real(1) - gap_fraction));
    const mask_t<V> closed =
        at.crown_area > target;  // not so of the last layer, nor where anything is missing
    V low = ground, least_below = at.stem_height, most_above = ground, high = at.stem_height;
    for (int k = 0; k < halvings && math::any<V>(closed); ++k) {
      const V a = half * (low + least_below), b = half * (most_above + high);
      const detail::covered_between<V> covered = cell.sum(detail::limits_of_cover<V>{a, b});
      const mask_t<V> enough = covered.least >= target, too_much = covered.most > target;
      low = math::select(enough, a, low);
      least_below = math::select(enough, least_below, a);
      most_above = math::select(too_much, b, most_above);
      high = math::select(too_much, high, b);
    }
    V height = ground;
    if (math::any<V>(closed)) {
      const V missing = target - cell.sum(detail::area_of_whole_crowns<V>{high});
      const detail::narrows_between<V> between{low, high};
      const detail::crowns_that_narrow make{};
      const decltype(cell.where(between, make)) narrowing = cell.where(between, make);
      height = solve_falling<most_calls>(
          [&](const V& z) {
            const value_and_slope<V> area = narrowing.sum(detail::area_above<V>{z, math::log(z)});
            return value_and_slope<V>{area.value - missing, area.slope / z};
          },
          low, high, tolerance, V(rounding * at.crown_area));
    }
    const V complete = at.crown_area + target;
    return math::select(math::isnan(complete), complete, math::select(closed, height, ground));
  }
};

}  // namespace sylva::demography
