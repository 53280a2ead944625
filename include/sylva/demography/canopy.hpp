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

/// Area of those crowns whose widest part is at z or above: all of it.
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
/// Area that the crowns of a cohort cover above z [m2].
template <class Z>
struct area_above {
  Z z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const cohort_crowns<V>& c) const {
    const V part = projected_area_fraction<scalar_t<V>>{}(V(z), c.stem_height, c.m, c.n, c.q_m,
                                                          V(c.z_max_prop * c.stem_height));
    return c.crown_area * c.n_individuals * part;
  }
};

}  // namespace detail

/// What all crowns of a cell cover, and how many layers that makes.
template <class T>
struct canopy_cover {
  T crown_area;  ///< of all stems [m2]
  T layers;      ///< how many there are: whole numbers [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.crown_area, b.crown_area), f(a.layers, b.layers);
  }
  static constexpr const char* names[] = {"crown_area", "layers"};
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
    const V full = area / (cell_area * (Real(1) - gap_fraction));
    const V layers = -math::floor(V(-full));
    return {area, math::select(math::isnan(layers), V(Real(1)), layers)};
  }
};

/// A layer of a canopy: what its height depends on, beside the cohorts.
template <class T>
struct layer_place {
  T layer;      ///< counted from 0 at the top [-]
  T cell_area;  ///< [m2], above 0

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.cell_area, b.cell_area);
  }
  static constexpr const char* names[] = {"layer", "cell_area"};
};

/// The height at which a layer is closed [m]: above it crowns cover as much as it and those over it can hold.
/// From the cohorts of the cell, the layer, counted from 0 at the top, and the area of the cell [m2]. The
/// last layer, which nothing closes, reaches the ground: 0. (pyrealm: fit_perfect_plasticity_approximation,
/// to a tolerance of 1 mm)
///
/// A bracket of a sixteenth of the stand's height or less is halved out first; crowns that are whole or gone
/// all over it are then left out of what the root is sought with.
template <std::floating_point Real = double>
struct layer_height {
  Real gap_fraction = Real(0);            ///< as in canopy_layers
  Real tolerance = Real(1e-11);           ///< of the height [m]; above 0
  static constexpr int halvings = 3;      ///< before
  static constexpr int most_calls = 128;  ///< three for each halving of 100 m to the tolerance, and two
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr typename Group::value operator()(
      const Group& cell, const layer_place<typename Group::value>& at) const {
    using V = typename Group::value;
    constexpr Real rounding = sizeof(Real) < 8 ? Real(1e-6) : Real(1e-14);
    const V target = (at.layer + Real(1)) * (at.cell_area * (Real(1) - gap_fraction));
    const V area = cell.sum(detail::all_crown_area{});
    V low = V(Real(0)), high = cell.max(detail::height_of_stems{});
    for (int k = 0; k < halvings; ++k) {
      const V middle = Real(0.5) * (low + high);
      const V covered =
          cell.sum(detail::area_of_whole_crowns<V>{middle}) +
          cell.where(detail::narrows_between<V>{middle, middle}).sum(detail::area_above<V>{middle});
      low = math::select(covered > target, middle, low);
      high = math::select(covered > target, high, middle);
    }
    const V whole = cell.sum(detail::area_of_whole_crowns<V>{high});
    const auto narrowing = cell.where(detail::narrows_between<V>{low, high});
    const V crossing = solve_bracketed_to<most_calls>(
        [&](const V& z) { return V(narrowing.sum(detail::area_above<V>{z}) + (whole - target)); }, low, high,
        tolerance, V(rounding * area));
    const V height = math::select(area <= target, V(Real(0)), crossing);
    return math::select(math::isnan(area), area, height);
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
template <std::floating_point Real>
struct cross_section {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V operator()(const V& z, const V& stem_height, const V& m, const V& n,
                                        const V& q_m) const {
    const V one = V(Real(1)), nothing = V(Real(0));
    const mask_t<V> inside = (nothing < z) & (z < stem_height);
    const V log_u = math::log(math::select(inside, V(z / stem_height), V(Real(0.5))));
    const V log_v = math::log(V(one - math::exp(V(n * log_u))));
    const V q = math::exp(V((n - one) * log_u + (m - one) * log_v)) * (m * n / q_m);
    // a crown with n = 1 is m wide at the ground, others nothing
    const V at_ends = math::select((z <= nothing) & (n <= one), V(m / q_m), nothing);
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
    const V share = math::select(z <= V(c.z_max_prop * c.stem_height), V(Real(1) - section * c.f_g),
                                 V(section * (Real(1) - c.f_g)));
    return c.crown_area * math::select(c.stem_height < z, V(Real(0)), share);
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

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorption, b.absorption), f(a.lai, b.lai);
  }
  static constexpr const char* names[] = {"absorption", "lai"};
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
/// Layers that are closed by crowns never absorb all. Those of heights that somebody else chose may hold more
/// leaves than there is ground: such a layer absorbs all the light, unless `most` is infinite, as in pyrealm,
/// where it absorbs more than all and lets a negative share through.
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
    return {math::min(V((x.absorbing - over.absorbing) / x.cell_area), V(most)),
            (x.leaf_area - over.leaf_area) / x.cell_area};
  }
};

/// A layer among the layers of its cell: its number, what it absorbs, and the GPP of leaves that absorb all
/// the light there is above the canopy [kg C m-2 per step].
template <class T>
struct lit_layer {
  T layer, absorption, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.absorption, b.absorption), f(a.potential_gpp, b.potential_gpp);
  }
  static constexpr const char* names[] = {"layer", "absorption", "potential_gpp"};
};

/// The light of a layer.
template <class T>
struct layer_light {
  T transmission;  ///< share of the light above the canopy that comes to the layer [-] (pyrealm:
                   ///< transmission_profile)
  T fapar;         ///< share of the light above the canopy that it absorbs [-] (pyrealm: average_layer_fapar)
  T light_step;    ///< transmission, less that of the layer below; of the last layer all of it [-]
  T gpp_step;      ///< the same of transmission times potential_gpp [kg C m-2 per step]

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
/// The layer below: whether there is one, and its potential GPP.
template <class T>
struct layer_below {
  T exists, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.exists, b.exists), f(a.potential_gpp, b.potential_gpp);
  }
};
template <class V>
struct find_layer {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr layer_below<V> operator()(const lit_layer<V>& x) const {
    const V none = V(scalar_t<V>(0)), one = V(scalar_t<V>(1));
    return {math::select(x.layer == layer, one, none), math::select(x.layer == layer, x.potential_gpp, none)};
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
    return {here, fapar, here - below * next.exists, here * x.potential_gpp - below * next.potential_gpp};
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
