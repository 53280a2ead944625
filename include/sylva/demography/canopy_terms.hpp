#pragma once

#include <sylva/demography/traits.hpp>

/// Cohorts as the kernels of canopies see them.

namespace sylva::demography {

/// A cohort of equal stems in a canopy: sizes as in allometry, traits as in plant_traits.
template <class T>
struct canopy_cohort {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]
  T m, n, q_m, z_max_prop, f_g, lai, par_ext;

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr canopy_cohort of(const plant_traits<T>& t, const T& stem_height,
                                                   const T& crown_area, const T& n_individuals) {
    return {stem_height, crown_area, n_individuals, t.m, t.n, t.q_m, t.z_max_prop, t.f_g, t.lai, t.par_ext};
  }

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

/// Share of the light on a crown that it absorbs [-]: Beer's law (pyrealm: cohort_absorption).
template <std::floating_point Real = double>
struct crown_absorption {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& par_ext, const V& lai) const {
    return Real(1) - math::exp(V(-par_ext * lai));
  }
};

/// What of a cohort is the same at all heights: calculated once, as layers ask for it over and over.
template <class T>
struct canopy_terms {
  T area;            ///< of all crowns of the cohort [m2]; NaN where anything of it is missing
  T z_max;           ///< height of the greatest radius [m]
  T log_height;      ///< logarithm of stem_height [log m]
  T scale;           ///< (m n / q_m)^2 [-]
  T absorption;      ///< share of the light on a crown that it absorbs [-]; NaN likewise
  T m, n, f_g, lai;  ///< the traits as they were given, beside each other

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.z_max, b.z_max), f(a.log_height, b.log_height), f(a.scale, b.scale);
    f(a.absorption, b.absorption), f(a.m, b.m), f(a.n, b.n), f(a.f_g, b.f_g), f(a.lai, b.lai);
  }
  static constexpr const char* names[] = {"area", "z_max", "log_height", "scale", "absorption",
                                          "m",    "n",     "f_g",        "lai"};
};
template <std::floating_point Real = double>
struct terms_of_cohort {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr canopy_terms<V> operator()(const canopy_cohort<V>& c) const {
    const V absorption = crown_absorption<Real>{}(c.par_ext, c.lai), z_max = c.z_max_prop * c.stem_height;
    const V scale = math::square(V(c.m * c.n / c.q_m)), complete = z_max + scale + absorption + c.f_g;
    const V area = c.crown_area * c.n_individuals;
    const mask_t<V> missing = math::isnan(complete);
    return {math::select(missing, complete, area),
            z_max,
            math::log(c.stem_height),
            scale,
            math::select(missing, complete, absorption),
            c.m,
            c.n,
            c.f_g,
            c.lai};
  }
};

/// Crowns in a canopy. Where they are those of a stem, not of a cohort, so is the area.
template <class T>
struct canopy_crowns {
  T area, stem_height, z_max, log_height, m, n, scale;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.stem_height, b.stem_height), f(a.z_max, b.z_max);
    f(a.log_height, b.log_height), f(a.m, b.m), f(a.n, b.n), f(a.scale, b.scale);
  }
  static constexpr const char* names[] = {"area", "stem_height", "z_max", "log_height", "m", "n", "scale"};
};
/// Crowns with their leaves.
template <class T>
struct canopy_leaves {
  T area, z_max, log_height, m, n, scale, f_g, lai, absorption;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.z_max, b.z_max), f(a.log_height, b.log_height), f(a.m, b.m), f(a.n, b.n);
    f(a.scale, b.scale), f(a.f_g, b.f_g), f(a.lai, b.lai), f(a.absorption, b.absorption);
  }
  static constexpr const char* names[] = {"area",  "z_max", "log_height", "m",         "n",
                                          "scale", "f_g",   "lai",        "absorption"};
};

namespace detail {

/// The cross-section of a crown at the height z, from the logarithm of z / stem_height, below 0, the trait n,
/// above = 2 (m - 1) and below = 2 (n - 1), m and n 1 and more; with what its slope is made of. For `scale`
/// as in canopy_terms it is a share of the crown's area.
template <class V>
struct cross_section {
  V size, power, rest;

  SYLVA_FUNCTION static constexpr cross_section at(const V& log_u, const V& n, const V& above, const V& below,
                                                   const V& scale) {
    using Real = scalar_t<V>;
    const V power = math::exp(V(n * log_u)), rest = Real(1) - power;
    return {V(math::exp(V(below * log_u + above * math::log(rest))) * scale), power, rest};
  }
  /// How it changes with the logarithm of z.
  SYLVA_FUNCTION constexpr V slope(const V& n, const V& above, const V& below) const {
    return size * (below - above * n * power / rest);
  }
};

}  // namespace detail

}  // namespace sylva::demography
