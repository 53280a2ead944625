#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/demography/canopy_terms.hpp>

/// The leaves in a canopy, by height. A kernel on groups, whose elements are the cohorts of a cell.

namespace sylva::demography {

/// Share of a crown's leaf area that is above a height, projected to the ground [-], from the height [m] and
/// its logarithm (pyrealm: calculate_stem_projected_leaf_area_at_z over crown_area). It is multiplied with
/// area or absorption, which are NaN where anything of a cohort is missing; the share itself may not be.
template <std::floating_point Real = double>
struct leaf_share_above {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const V& log_z,
                                                      const canopy_leaves<V>& c) const {
    const V one = V(Real(1)), nothing = V(Real(0));
    const V ratio = log_z - c.log_height;
    const mask_t<V> inside = (z > nothing) & (ratio < nothing);
    // at the ground a crown with n = 1 is m wide, others nothing
    V section = math::select((z <= nothing) & (c.n <= one), c.scale, nothing);
    if (math::any<V>(inside)) {
      const V log_u = math::select(inside, ratio, V(Real(-0.7)));
      const V above = Real(2) * (c.m - Real(1)), below = Real(2) * (c.n - Real(1));
      section =
          math::select(inside, detail::cross_section<V>::at(log_u, c.n, above, below, c.scale).size, section);
    }
    return math::select(z <= c.z_max, V(one - section * c.f_g), V(section * (one - c.f_g)));
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

template <class Z>
struct leaves_of_cohort {
  Z z, log_z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr leaves_above<V> operator()(const canopy_leaves<V>& c) const {
    const V area = c.area * leaf_share_above<scalar_t<V>>{}(V(z), V(log_z), c);
    return {area * c.absorption, area * c.lai};
  }
};

}  // namespace detail

/// The foot of a layer: the leaves above it, and the logarithm of its height.
template <class T>
struct layer_sums {
  T absorbing, leaf_area;  ///< as in leaves_above [m2]
  T log_height;            ///< [log m]; -infinity at the ground

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area), f(a.log_height, b.log_height);
  }
  static constexpr const char* names[] = {"absorbing", "leaf_area", "log_height"};
};

/// The leaves above the foot of a layer, from the cohorts of the cell and the height of the foot [m].
template <std::floating_point Real = double>
struct layer_leaves {
  static constexpr bool takes_packets = true, prefers_wide = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_sums<typename Group::value> operator()(
      const Group& cell, const typename Group::value& height) const {
    using V = typename Group::value;
    const V log_height = math::log(height);
    const leaves_above<V> all = cell.sum(detail::leaves_of_cohort<V>{height, log_height});
    return {all.absorbing, all.leaf_area, log_height};
  }
};

}  // namespace sylva::demography
