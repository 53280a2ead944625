#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/core/root.hpp>
#include <sylva/demography/crown.hpp>

/// The canopy of a cell: the layers in which crowns lie above each other, and the light that they leave.
/// Perfect plasticity approximation, Purves et al. (2008), PNAS 105, 17018: crowns fill what room there is,
/// so a layer is closed where those above it cover all the ground but the gaps. Within a layer light is
/// absorbed by Beer's law.
///
/// Kernels on groups: the elements of a cell are its cohorts or its layers; layers are counted from the top,
/// 0 first.

namespace sylva::demography {

/// The crowns of a cohort: what canopy layers depend on.
template <class T>
struct cohort_crowns {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]
  T m, n, q_m, z_max_prop;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.n_individuals, b.n_individuals);
    f(a.m, b.m), f(a.n, b.n), f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area", "n_individuals", "m",
                                          "n",           "q_m",        "z_max_prop"};
};

namespace detail {

/// Area that all crowns of a cohort have [m2]; NaN where something is missing that its layers depend on.
struct all_crown_area {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const cohort_crowns<V>& c) const {
    const V complete = c.stem_height + c.m + c.n + c.q_m + c.z_max_prop;
    return math::select(math::isnan(complete), complete, V(c.crown_area * c.n_individuals));
  }
};
struct height_of_stems {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const cohort_crowns<V>& c) const {
    return c.stem_height;
  }
};

/// Between what and what the crowns of a cohort cover above a height [m2]: those whose widest part is above
/// it cover all of theirs, those whose top is above it no more than that.
template <class T>
struct covered_between {
  T least, most;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.least, b.least), f(a.most, b.most);
  }
};
template <class Z>
struct limits_of_cover {
  Z low, high;  ///< where the least is asked for, and the most
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr covered_between<V> operator()(const cohort_crowns<V>& c) const {
    const V area = c.crown_area * c.n_individuals, none = V(scalar_t<V>(0));
    return {math::select(V(low) <= V(c.z_max_prop * c.stem_height), area, none),
            math::select(V(high) < c.stem_height, area, none)};
  }
};
template <class Z>
struct area_of_whole_crowns {
  Z z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const cohort_crowns<V>& c) const {
    return math::select(V(z) <= V(c.z_max_prop * c.stem_height), V(c.crown_area * c.n_individuals),
                        V(scalar_t<V>(0)));
  }
};
/// Crowns that are above their widest part somewhere between low and high.
template <class Z>
struct narrows_between {
  Z low, high;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr mask_t<V> operator()(const cohort_crowns<V>& c) const {
    return (V(low) < c.stem_height) & (V(c.z_max_prop * c.stem_height) < V(high));
  }
};

/// Crowns of a cohort as the search for a height needs them.
template <class T>
struct narrowing_crowns {
  T area;  ///< of all [m2]
  T z_max;
  T log_height;
  T n, m_less_1;
  T scale;  ///< (m n / q_m)^2

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.z_max, b.z_max), f(a.log_height, b.log_height), f(a.n, b.n);
    f(a.m_less_1, b.m_less_1), f(a.scale, b.scale);
  }
};
struct prepare_crowns {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr narrowing_crowns<V> operator()(const cohort_crowns<V>& c) const {
    using Real = scalar_t<V>;
    return {c.crown_area * c.n_individuals,
            c.z_max_prop * c.stem_height,
            math::log(c.stem_height),
            c.n,
            c.m - Real(1),
            math::square(V(c.m * c.n / c.q_m))};
  }
};
/// Area that they cover above z, and how it changes with z [m2, m2 m-1].
template <class Z>
struct area_above {
  Z z, log_z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr value_and_slope<V> operator()(const narrowing_crowns<V>& c) const {
    using Real = scalar_t<V>;
    const V one = V(Real(1)), none = V(Real(0)), twice = V(Real(2));
    const mask_t<V> whole = V(z) <= c.z_max;
    const V log_u = V(log_z) - c.log_height;
    const mask_t<V> gone = log_u >= none;
    // there is a logarithm of neither 0 nor less: half-way up all is well
    const V l = math::select(whole | gone, V(Real(-0.7)), log_u);
    const V power = math::exp(V(c.n * l)), rest = one - power;
    const V exponent = (c.n - one) * l + c.m_less_1 * math::log(rest);
    const V part = math::min(V(math::exp(V(twice * exponent)) * c.scale), one);
    const V narrowing = twice * part * ((c.n - one) - c.m_less_1 * c.n * power / rest) / V(z);
    return {c.area * math::select(whole, one, math::select(gone, none, part)),
            c.area * math::select(whole | gone, none, narrowing)};
  }
};

}  // namespace detail

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

/// How many layers the crowns of a cell make, from the cohorts of the cell and its area [m2], above 0. A cell
/// without trees has none; one in which something is missing has one, of unknown height.
template <std::floating_point Real = double>
struct canopy_layers {
  Real gap_fraction = Real(0);  ///< share of a layer that stays open [-], 0 to less than 1
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr canopy_cover<typename Group::value> operator()(
      const Group& cell, const typename Group::value& cell_area) const {
    using V = typename Group::value;
    const V area = cell.sum(detail::all_crown_area{});
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
      const detail::prepare_crowns prepare{};
      const decltype(cell.where(between, prepare)) narrowing = cell.where(between, prepare);
      height = solve_falling<most_calls>(
          [&](const V& z) {
            const value_and_slope<V> area = narrowing.sum(detail::area_above<V>{z, math::log(z)});
            return value_and_slope<V>{area.value - missing, area.slope};
          },
          low, high, tolerance, V(rounding * at.crown_area));
    }
    const V complete = at.crown_area + target;
    return math::select(math::isnan(complete), complete, math::select(closed, height, ground));
  }
};

/// The leaves of a cohort: what light depends on, beside the crowns.
template <class T>
struct cohort_leaves {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]
  T m, n, q_m, z_max_prop, f_g, lai, par_ext;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.n_individuals, b.n_individuals);
    f(a.m, b.m), f(a.n, b.n), f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop), f(a.f_g, b.f_g);
    f(a.lai, b.lai), f(a.par_ext, b.par_ext);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area", "n_individuals", "m",   "n",
                                          "q_m",         "z_max_prop", "f_g",           "lai", "par_ext"};
};

namespace detail {

/// Share of the crown's area that a cross-section of it at z has, from the ground to the top [-].
template <std::floating_point Real = double>
struct cross_section {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V operator()(const V& z, const V& stem_height, const V& m, const V& n,
                                        const V& q_m) const {
    const V one = V(Real(1)), nothing = V(Real(0));
    // what is missing is inside: it stays NaN
    const mask_t<V> inside = !((z <= nothing) | (stem_height <= z));
    // a crown with n = 1 is m wide at the ground, others nothing
    const V at_ends = math::select((z <= nothing) & (n <= one), V(m / q_m), nothing);
    if (!math::any<V>(inside)) return math::square(at_ends);
    const V log_u = math::log(math::select(inside, V(z / stem_height), V(Real(0.5))));
    const V log_v = math::log(V(one - math::exp(V(n * log_u))));
    const V q = math::exp(V((n - one) * log_u + (m - one) * log_v)) * (m * n / q_m);
    return math::square(math::select(inside, q, at_ends));
  }
};

}  // namespace detail

/// Leaf area of one stem above a height, projected to the ground [m2] (pyrealm:
/// calculate_stem_projected_leaf_area_at_z).
template <std::floating_point Real = double>
struct leaf_area_above {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const cohort_leaves<V>& c) const {
    const V section = detail::cross_section<Real>{}(z, c.stem_height, c.m, c.n, c.q_m);
    const V z_max = c.z_max_prop * c.stem_height;
    const V share = math::select(z <= z_max, V(Real(1) - section * c.f_g), V(section * (Real(1) - c.f_g)));
    const V above = math::select(z > c.stem_height, V(Real(0)), share), complete = z_max + c.f_g;
    return c.crown_area * math::select(math::isnan(complete), complete, above);
  }
};

/// Share of the light on a crown that it absorbs [-]: Beer's law (pyrealm: cohort_absorption).
template <std::floating_point Real = double>
struct crown_absorption {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& par_ext, const V& lai) const {
    return Real(1) - math::exp(V(-par_ext * lai));
  }
};

/// Leaves of all stems of a cell above a height.
template <class T>
struct leaves_above {
  T absorbing;  ///< projected leaf area, each by what it absorbs [m2]
  T leaf_area;  ///< one-sided, all leaves [m2]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area);
  }
  static constexpr const char* names[] = {"absorbing", "leaf_area"};
};

namespace detail {

template <class Z, class Real>
struct leaves_of_cohort {
  Z z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr leaves_above<V> operator()(const cohort_leaves<V>& c) const {
    const V area = leaf_area_above<Real>{}(V(z), c) * c.n_individuals;
    return {area * crown_absorption<Real>{}(c.par_ext, c.lai), area * c.lai};
  }
};

}  // namespace detail

/// The leaves above the foot of a layer, from the cohorts of the cell and the height of the foot [m].
template <std::floating_point Real = double>
struct layer_leaves {
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr leaves_above<typename Group::value> operator()(
      const Group& cell, const typename Group::value& height) const {
    return cell.sum(detail::leaves_of_cohort<typename Group::value, Real>{height});
  }
};

/// A layer among the layers of its cell: its number, leaves above its foot, and the area of the cell [m2].
template <class T>
struct layer_content {
  T layer, absorbing, leaf_area, cell_area;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area);
    f(a.cell_area, b.cell_area);
  }
  static constexpr const char* names[] = {"layer", "absorbing", "leaf_area", "cell_area"};
};

/// What a layer is to light.
template <class T>
struct layer_absorption {
  T absorption;  ///< share of the light on the layer that it absorbs [-] (pyrealm: average_layer_absorption)
  T lai;         ///< leaf area index of the layer [-] (pyrealm: average_layer_lai)
  T lit_leaves;  ///< absorption over what all its leaves side by side would absorb [-]: less than 1 where
                 ///< there is no room for them

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorption, b.absorption), f(a.lai, b.lai), f(a.lit_leaves, b.lit_leaves);
  }
  static constexpr const char* names[] = {"absorption", "lai", "lit_leaves"};
};

namespace detail {

/// The leaves above the layer over this one.
template <class V>
struct leaves_of_layer {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr leaves_above<V> operator()(const layer_content<V>& x) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(x.layer == layer, x.absorbing, none),
            math::select(x.layer == layer, x.leaf_area, none)};
  }
};

}  // namespace detail

/// What a layer absorbs, from all layers of its cell and its own content: the leaves between its foot and
/// that of the layer above, over the area of the cell.
///
/// A layer may hold more leaves than there is ground: one of a height that somebody else chose, and one that
/// crowns close, where leaves of gaps in the crowns over it (f_g) are added to its own. It absorbs all the
/// light, of which its leaves have equal shares, unless `most` is infinite, as in pyrealm, where it absorbs
/// more than all and lets a negative share through.
template <std::floating_point Real = double>
struct layer_absorptions {
  Real most = Real(1);
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_absorption<typename Group::value> operator()(
      const Group& layers, const layer_content<typename Group::value>& x) const {
    using V = typename Group::value;
    const leaves_above<V> over = layers.sum(detail::leaves_of_layer<V>{x.layer - Real(1)});
    const V side_by_side = (x.absorbing - over.absorbing) / x.cell_area;
    // rounding may make less than nothing of a layer without leaves
    const V absorption = math::clamp(side_by_side, V(Real(0)), V(most));
    return {absorption, (x.leaf_area - over.leaf_area) / x.cell_area,
            math::select(absorption == side_by_side, V(Real(1)), V(absorption / side_by_side))};
  }
};

/// A layer among the layers of its cell: its number, what it and its leaves absorb, as in layer_absorption,
/// and the GPP of leaves that absorb all the light there is above the canopy [kg C m-2 per step].
template <class T>
struct lit_layer {
  T layer, absorption, lit_leaves, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.absorption, b.absorption), f(a.lit_leaves, b.lit_leaves);
    f(a.potential_gpp, b.potential_gpp);
  }
  static constexpr const char* names[] = {"layer", "absorption", "lit_leaves", "potential_gpp"};
};

/// The light of a layer.
template <class T>
struct layer_light {
  T transmission;  ///< share of the light above the canopy that comes to the layer [-] (pyrealm:
                   ///< transmission_profile)
  T fapar;         ///< share of the light above the canopy that it absorbs [-] (pyrealm: average_layer_fapar)
  T light_step;    ///< light on its leaves, less that on those of the layer below; of the last all of it [-]
  T gpp_step;      ///< the same of that light times potential_gpp [kg C m-2 per step]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.transmission, b.transmission), f(a.fapar, b.fapar), f(a.light_step, b.light_step);
    f(a.gpp_step, b.gpp_step);
  }
  static constexpr const char* names[] = {"transmission", "fapar", "light_step", "gpp_step"};
};

namespace detail {

/// What the layers above this one let through, each.
template <class V>
struct transmission_before {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr V operator()(const lit_layer<V>& x) const {
    const V one = V(scalar_t<V>(1));
    return math::select(x.layer < layer, V(one - x.absorption), one);
  }
};
/// Leaves of the layer below, if there is one: the light on them over that on the layer, and their GPP.
template <class T>
struct layer_below {
  T lit_leaves, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.lit_leaves, b.lit_leaves), f(a.potential_gpp, b.potential_gpp);
  }
};
template <class V>
struct find_layer {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr layer_below<V> operator()(const lit_layer<V>& x) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(x.layer == layer, x.lit_leaves, none),
            math::select(x.layer == layer, V(x.lit_leaves * x.potential_gpp), none)};
  }
};
struct transmission_of_layer {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& absorption) const {
    return scalar_t<V>(1) - absorption;
  }
};

}  // namespace detail

/// The light of a layer, from all layers of its cell and itself.
template <std::floating_point Real = double>
struct light_of_layers {
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_light<typename Group::value> operator()(
      const Group& layers, const lit_layer<typename Group::value>& x) const {
    using V = typename Group::value;
    const V here = layers.product(detail::transmission_before<V>{x.layer});
    const V fapar = here * x.absorption;
    const V below = here - fapar;
    const detail::layer_below<V> next = layers.sum(detail::find_layer<V>{x.layer + Real(1)});
    const V lit = here * x.lit_leaves;
    return {here, fapar, lit - below * next.lit_leaves, lit * x.potential_gpp - below * next.potential_gpp};
  }
};

/// Share of the light above the canopy that comes to the ground [-], from the layers of the cell: all of it
/// where there are none (pyrealm: transmission_to_ground).
template <std::floating_point Real = double>
struct transmission_to_ground {
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr typename Group::value operator()(const Group& layers) const {
    return layers.product(detail::transmission_of_layer{});
  }
};

/// The foot of a layer, for the stems that stand in it: its height [m], and of layer_light the steps.
template <class T>
struct layer_foot {
  T height, light_step, gpp_step;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.light_step, b.light_step), f(a.gpp_step, b.gpp_step);
  }
  static constexpr const char* names[] = {"height", "light_step", "gpp_step"};
};

/// The light of one stem of a cohort, from all layers.
template <class T>
struct stem_light {
  T absorbed;  ///< what its leaves absorb, over the light above the canopy on a square metre of ground [m2]
  T gpp;       ///< GPP of the stem [kg C per step]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbed, b.absorbed), f(a.gpp, b.gpp);
  }
  static constexpr const char* names[] = {"absorbed", "gpp"};
};

namespace detail {

template <class V, class Real>
struct light_down_to {
  cohort_leaves<V> stem;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr stem_light<V> operator()(const layer_foot<V>& x) const {
    const V area = leaf_area_above<Real>{}(x.height, stem);
    return {area * x.light_step, area * x.gpp_step};
  }
};

}  // namespace detail

/// The light and the GPP of a stem, from the layers of its cell and its leaves: over all layers, the light on
/// the layer times the leaf area in it times what leaves absorb. What is in a layer is what is above its foot
/// less what is above that of the layer over it; summed by parts, each foot is looked at once.
template <std::floating_point Real = double>
struct light_of_stems {
  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr stem_light<typename Group::value> operator()(
      const Group& layers, const cohort_leaves<typename Group::value>& stem) const {
    using V = typename Group::value;
    const stem_light<V> all = layers.sum(detail::light_down_to<V, Real>{stem});
    const V absorption = crown_absorption<Real>{}(stem.par_ext, stem.lai);
    return {absorption * all.absorbed, absorption * all.gpp};
  }
};

}  // namespace sylva::demography
