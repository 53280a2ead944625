#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/demography/canopy_leaves.hpp>

/// The light in a canopy whose layers and leaves are known. Kernels on groups, whose elements are the layers
/// of a cell, counted from the top, 0 first.

namespace sylva::demography {

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
  static constexpr const char* names[] = {"lit_leaves", "potential_gpp"};
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

/// The foot of a layer, for the stems that stand in it: its height [m] and the logarithm of that, and of
/// layer_light the steps.
template <class T>
struct layer_foot {
  T height, log_height, light_step, gpp_step;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.log_height, b.log_height), f(a.light_step, b.light_step);
    f(a.gpp_step, b.gpp_step);
  }
  static constexpr const char* names[] = {"height", "log_height", "light_step", "gpp_step"};
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

template <class V>
struct light_down_to {
  canopy_leaves<V> stem;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr stem_light<V> operator()(const layer_foot<V>& x) const {
    const V share = leaf_share_above<scalar_t<V>>{}(x.height, x.log_height, stem);
    return {share * x.light_step, share * x.gpp_step};
  }
};

}  // namespace detail

/// The light and the GPP of a stem, from the layers of its cell and its leaves: over all layers, the light on
/// the layer times the leaf area in it times what leaves absorb. What is in a layer is what is above its foot
/// less what is above that of the layer over it; summed by parts, each foot is looked at once.
template <std::floating_point Real = double>
struct light_of_stems {
  static constexpr bool prefers_wide = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr stem_light<typename Group::value> operator()(
      const Group& layers, const canopy_leaves<typename Group::value>& stem) const {
    using V = typename Group::value;
    const stem_light<V> all = layers.sum(detail::light_down_to<V>{stem});
    const V most = stem.area * stem.absorption;
    return {most * all.absorbed, most * all.gpp};
  }
};

}  // namespace sylva::demography
