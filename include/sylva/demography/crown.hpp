#pragma once

#include <sylva/demography/allometry.hpp>

/// The shape of a crown, and what it covers above a height: the crowns of Plant-FATE, Joshi et al. (2022),
/// EGU General Assembly 2022. Heights are in m above the ground, areas in m2 of ground; the arguments are
/// pyrealm's, in its order.

namespace sylva::demography {

/// Radius of a crown at the height z [m] over r0 [-], m n u^(n-1) (1 - u^n)^(m-1) with u = z / stem_height,
/// from z, stem_height [m] and the traits m and n, 1 and more (pyrealm:
/// calculate_relative_crown_radius_at_z). Below the ground and above the stem there is no crown: 0.
template <std::floating_point Real = double>
struct relative_crown_radius {
  /// Without it the formula goes on above and below, and is NaN where it has a root of what is below 0.
  bool clip = true;

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const V& stem_height, const V& m,
                                                      const V& n) const {
    if (!clip) return radius(V(z / stem_height), m, n);
    const mask_t<V> outside = (z < V(Real(0))) | (stem_height < z);
    const V q = radius(math::select(outside, V(Real(0.5)), V(z / stem_height)), m, n);
    // what is missing stays so
    return math::select(outside, V(Real(0) * q), q);
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr V radius(const V& u, const V& m, const V& n) {
    return m * n * math::pow(u, V(n - Real(1))) * math::pow(V(Real(1) - math::pow(u, n)), V(m - Real(1)));
  }
};

/// Radius of a crown [m] from the relative one, q_z [-], and the tree's r0 [m] (pyrealm:
/// calculate_crown_radius).
template <std::floating_point Real = double>
struct crown_radius {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& q_z, const V& r0) const {
    return r0 * q_z;
  }
};

/// Area that the crown of one stem covers above the height z, all of crown_area up to z_max and none above
/// the stem, from z [m], the relative radius there q_z [-], stem_height [m], crown_area [m2], the trait q_m
/// [-] and the height z_max [m] of the greatest radius (pyrealm: calculate_stem_projected_crown_area_at_z).
template <std::floating_point Real = double>
struct projected_crown_area {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const V& q_z, const V& stem_height,
                                                      const V& crown_area, const V& q_m,
                                                      const V& z_max) const {
    const V narrowing = crown_area * math::square(V(q_z / q_m));
    const V within = math::select(z <= z_max, crown_area, narrowing);
    return math::select(stem_height < z, V(Real(0)), within);
  }
};

/// What the leaf area of a stem above a height follows from, in pyrealm's order.
template <class T>
struct projected_leaf_inputs {
  T z;            ///< [m]
  T q_z;          ///< relative radius of the crown there [-]
  T stem_height;  ///< [m]
  T crown_area;   ///< [m2]
  T f_g;          ///< the trait: gap fraction of the crown [-], 0 to 1
  T q_m;          ///< the trait: greatest relative radius [-]
  T z_max;        ///< height of that radius [m]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.z, b.z), f(a.q_z, b.q_z), f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area);
    f(a.f_g, b.f_g), f(a.q_m, b.q_m), f(a.z_max, b.z_max);
  }
  static constexpr const char* names[] = {"z", "q_z", "stem_height", "crown_area", "f_g", "q_m", "z_max"};
};

/// Area that the leaves of one stem cover above a height [m2]: as the crown, but the share f_g of what its
/// wide part could hold is further down, to the ground (pyrealm: calculate_stem_projected_leaf_area_at_z).
template <std::floating_point Real = double>
struct projected_leaf_area {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const projected_leaf_inputs<V>& x) const {
    const V covered = x.crown_area * math::square(V(x.q_z / x.q_m));
    const V within =
        math::select(x.z <= x.z_max, V(x.crown_area - covered * x.f_g), V(covered * (Real(1) - x.f_g)));
    return math::select(x.z > x.stem_height, V(Real(0)), within);
  }
};

/// What a crown at a height follows from: the height, the tree's geometry as in allometry, and traits as in
/// plant_traits. T is a value inside a kernel, an array outside it.
template <class T>
struct crown_inputs {
  T z;  ///< [m]
  T stem_height, crown_area, crown_r0, crown_z_max;
  T m, n, f_g, q_m;

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr crown_inputs of(const plant_traits<T>& t, const allometry<T>& a,
                                                  const T& z) {
    return {z, a.stem_height, a.crown_area, a.crown_r0, a.crown_z_max, t.m, t.n, t.f_g, t.q_m};
  }

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.z, b.z), f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area);
    f(a.crown_r0, b.crown_r0), f(a.crown_z_max, b.crown_z_max), f(a.m, b.m), f(a.n, b.n);
    f(a.f_g, b.f_g), f(a.q_m, b.q_m);
  }
  static constexpr const char* names[] = {"z", "stem_height", "crown_area", "crown_r0", "crown_z_max",
                                          "m", "n",           "f_g",        "q_m"};
};

/// A crown at a height. T is a value inside a kernel, an array outside it.
template <class T>
struct crown_at_height {
  T relative_crown_radius;   ///< radius over r0 [-]
  T crown_radius;            ///< [m]
  T projected_crown_area;    ///< that the crown covers above the height [m2]
  T projected_leaf_area;     ///< that its leaves cover above the height [m2]
  T projected_crown_radius;  ///< of a circle of that area [m]
  T projected_leaf_radius;   ///< of a circle of that area [m]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.relative_crown_radius, b.relative_crown_radius), f(a.crown_radius, b.crown_radius);
    f(a.projected_crown_area, b.projected_crown_area), f(a.projected_leaf_area, b.projected_leaf_area);
    f(a.projected_crown_radius, b.projected_crown_radius);
    f(a.projected_leaf_radius, b.projected_leaf_radius);
  }
  static constexpr const char* names[] = {"relative_crown_radius",  "crown_radius",
                                          "projected_crown_area",   "projected_leaf_area",
                                          "projected_crown_radius", "projected_leaf_radius"};
};

/// All of a crown at a height (pyrealm: CrownProfile, which has a column of heights for a row of stems; here
/// z broadcasts with the trees).
template <std::floating_point Real = double>
struct crown_profile {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr crown_at_height<V> operator()(const crown_inputs<V>& x) const {
    const V q_z = relative_crown_radius<Real>{}(x.z, x.stem_height, x.m, x.n);
    const V crown = projected_crown_area<Real>{}(x.z, q_z, x.stem_height, x.crown_area, x.q_m, x.crown_z_max);
    const V leaf = projected_leaf_area<Real>{}(
        projected_leaf_inputs<V>{x.z, q_z, x.stem_height, x.crown_area, x.f_g, x.q_m, x.crown_z_max});
    return {q_z,  crown_radius<Real>{}(q_z, x.crown_r0), crown,
            leaf, math::sqrt(V(crown / pi<Real>)),       math::sqrt(V(leaf / pi<Real>))};
  }
};

/// projected_crown_area over crown_area [-], 1 up to z_max and 0 above the stem, for what asks many times,
/// as the search for the heights of canopy layers does: two logarithms and two exponentials in place of
/// three powers. From z and stem_height [m], the traits m, n and q_m [-] and the height z_max [m] of the
/// greatest radius.
///
/// For m of 1.5 to 20 it is within 4e-15 of the exact fraction at u = z / stem_height, the powers within
/// 3e-15; in float 2e-6 both. With m below 1.5 a crown is flat on top, and close under it both are what they
/// would be exactly if u was off by half a unit of its last place.
template <std::floating_point Real = double>
struct projected_area_fraction {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const V& stem_height, const V& m,
                                                      const V& n, const V& q_m, const V& z_max) const {
    const V one = V(Real(1));
    const mask_t<V> whole = z <= z_max;
    const mask_t<V> none = stem_height <= z;
    // there is a logarithm of neither 0 nor less: half-way up all is well
    const V u = math::select(whole | none, V(Real(0.5)), V(z / stem_height));
    const V log_u = math::log(u);
    const V log_v = math::log(V(one - math::exp(V(n * log_u))));
    const V q = math::exp(V((n - Real(1)) * log_u + (m - Real(1)) * log_v)) * V(m * n / q_m);
    const V narrowing = math::min(V(math::square(q)), one);
    return math::select(whole, one, math::select(none, V(Real(0)), narrowing));
  }
};

}  // namespace sylva::demography
