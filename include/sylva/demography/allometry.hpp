#pragma once

#include <sylva/demography/traits.hpp>

/// The geometry of a tree from the diameter of its stem: the T Model, Li et al. (2014), Biogeosciences 11,
/// 6711. The arguments are pyrealm's, in its order. No argument is refused: a diameter below 0, which there
/// is not, gives what the arithmetic gives. Masses are in kg of carbon.

namespace sylva::demography {

/// Height of a stem [m], h_max (1 - exp(-a_hd dbh / h_max)), from the traits h_max [m] and a_hd [-] and its
/// diameter at breast height dbh [m], 0 and more (pyrealm: calculate_heights).
template <std::floating_point Real = double>
struct stem_height {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& h_max, const V& a_hd, const V& dbh) const {
    return h_max * (Real(1) - math::exp(V(-a_hd * dbh / h_max)));
  }
};

/// Diameter at breast height [m] from the traits h_max [m] and a_hd [-] and the height of a stem [m], the
/// inverse of stem_height: infinity at h_max, NaN above (pyrealm: calculate_dbh_from_height, whose docstring
/// has another formula).
template <std::floating_point Real = double>
struct dbh_from_height {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& h_max, const V& a_hd,
                                                      const V& stem_height) const {
    return h_max * math::log(V(h_max / V(h_max - stem_height))) / a_hd;
  }
};

/// Area that a crown covers [m2] from the traits ca_ratio and a_hd [-], dbh [m] and stem_height [m]
/// (pyrealm: calculate_crown_areas).
template <std::floating_point Real = double>
struct crown_area {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& ca_ratio, const V& a_hd, const V& dbh,
                                                      const V& stem_height) const {
    return pi<Real> * ca_ratio / V(Real(4) * a_hd) * dbh * stem_height;
  }
};

/// Share of the crown in the height of a tree [-] from the trait a_hd [-], stem_height [m] and dbh [m]
/// (pyrealm: calculate_crown_fractions). At dbh 0 it is 1, its limit; pyrealm has NaN.
template <std::floating_point Real = double>
struct crown_fraction {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& a_hd, const V& stem_height,
                                                      const V& dbh) const {
    const mask_t<V> no_stem = dbh == V(Real(0));
    // a height or a trait that is missing stays so
    const V height = math::select(no_stem, V(a_hd + Real(0) * stem_height), stem_height);
    return height / V(a_hd * math::select(no_stem, V(Real(1)), dbh));
  }
};

/// Mass of a stem [kg C] from the trait rho_s [kg C m-3], stem_height [m] and dbh [m]
/// (pyrealm: calculate_stem_masses).
template <std::floating_point Real = double>
struct stem_mass {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rho_s, const V& stem_height,
                                                      const V& dbh) const {
    return pi<Real> / Real(8) * rho_s * math::square(dbh) * stem_height;
  }
};

/// Mass of foliage [kg C] from the traits sla [m2 kg-1 C] and lai [m2 m-2] and crown_area [m2]
/// (pyrealm: calculate_foliage_masses).
template <std::floating_point Real = double>
struct foliage_mass {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sla, const V& lai, const V& crown_area) const {
    return crown_area * lai / sla;
  }
};

/// Mass of sapwood [kg C] from the traits rho_s [kg C m-3] and ca_ratio [-], stem_height [m], crown_area [m2]
/// and crown_fraction [-] (pyrealm: calculate_sapwood_masses).
template <std::floating_point Real = double>
struct sapwood_mass {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& rho_s, const V& ca_ratio, const V& stem_height,
                                                      const V& crown_area, const V& crown_fraction) const {
    return crown_area * rho_s * stem_height * (Real(1) - Real(0.5) * crown_fraction) / ca_ratio;
  }
};

/// Height at which a crown is widest [m] from the trait z_max_prop [-] and stem_height [m]
/// (pyrealm: calculate_crown_z_max).
template <std::floating_point Real = double>
struct crown_z_max {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z_max_prop, const V& stem_height) const {
    return stem_height * z_max_prop;
  }
};

/// What the relative radius of a crown is multiplied by [m], so that its widest part covers crown_area [m2],
/// from that and the trait q_m [-] (pyrealm: calculate_crown_r0).
template <std::floating_point Real = double>
struct crown_r0 {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& q_m, const V& crown_area) const {
    return math::sqrt(V(crown_area / pi<Real>)) / q_m;
  }
};

/// Mass of reproductive tissue [kg C] from foliage_mass [kg C] and the trait
/// p_foliage_for_reproductive_tissue [-] (pyrealm: calculate_reproductive_tissue_mass).
template <std::floating_point Real = double>
struct reproductive_tissue_mass {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& foliage_mass,
                                                      const V& p_foliage_for_reproductive_tissue) const {
    return p_foliage_for_reproductive_tissue * foliage_mass;
  }
};

/// What a tree's geometry follows from: traits as in plant_traits, those that are needed and no others, and
/// its diameter. T is a value inside a kernel, an array outside it.
template <class T>
struct allometry_inputs {
  T a_hd, ca_ratio, h_max, rho_s, lai, sla, p_foliage_for_reproductive_tissue, q_m, z_max_prop;
  T dbh;  ///< diameter at breast height [m], 0 and more

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr allometry_inputs of(const plant_traits<T>& t, const T& dbh) {
    return {t.a_hd, t.ca_ratio,   t.h_max, t.rho_s, t.lai, t.sla, t.p_foliage_for_reproductive_tissue,
            t.q_m,  t.z_max_prop, dbh};
  }

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.a_hd, b.a_hd), f(a.ca_ratio, b.ca_ratio), f(a.h_max, b.h_max), f(a.rho_s, b.rho_s);
    f(a.lai, b.lai), f(a.sla, b.sla);
    f(a.p_foliage_for_reproductive_tissue, b.p_foliage_for_reproductive_tissue);
    f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop), f(a.dbh, b.dbh);
  }
  static constexpr const char* names[] = {
      "a_hd", "ca_ratio",   "h_max", "rho_s", "lai", "sla", "p_foliage_for_reproductive_tissue",
      "q_m",  "z_max_prop", "dbh"};
};

/// The geometry of a tree. T is a value inside a kernel, an array outside it.
template <class T>
struct allometry {
  T stem_height;               ///< [m]
  T crown_area;                ///< [m2]
  T crown_fraction;            ///< share of the crown in the height [-]
  T stem_mass;                 ///< [kg C]
  T foliage_mass;              ///< [kg C]
  T reproductive_tissue_mass;  ///< [kg C]
  T sapwood_mass;              ///< [kg C]
  T crown_r0;                  ///< what the relative radius of the crown is multiplied by [m]
  T crown_z_max;               ///< height at which the crown is widest [m]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.crown_fraction, b.crown_fraction);
    f(a.stem_mass, b.stem_mass), f(a.foliage_mass, b.foliage_mass);
    f(a.reproductive_tissue_mass, b.reproductive_tissue_mass), f(a.sapwood_mass, b.sapwood_mass);
    f(a.crown_r0, b.crown_r0), f(a.crown_z_max, b.crown_z_max);
  }
  static constexpr const char* names[] = {"stem_height",  "crown_area",   "crown_fraction",
                                          "stem_mass",    "foliage_mass", "reproductive_tissue_mass",
                                          "sapwood_mass", "crown_r0",     "crown_z_max"};
};

/// All of a tree's geometry at once (pyrealm: StemAllometry).
template <std::floating_point Real = double>
struct stem_allometry {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr allometry<V> operator()(const allometry_inputs<V>& x) const {
    const V height = stem_height<Real>{}(x.h_max, x.a_hd, x.dbh);
    const V area = crown_area<Real>{}(x.ca_ratio, x.a_hd, x.dbh, height);
    const V fraction = crown_fraction<Real>{}(x.a_hd, height, x.dbh);
    const V foliage = foliage_mass<Real>{}(x.sla, x.lai, area);
    return {height,
            area,
            fraction,
            stem_mass<Real>{}(x.rho_s, height, x.dbh),
            foliage,
            reproductive_tissue_mass<Real>{}(foliage, x.p_foliage_for_reproductive_tissue),
            sapwood_mass<Real>{}(x.rho_s, x.ca_ratio, height, area, fraction),
            crown_r0<Real>{}(x.q_m, area),
            crown_z_max<Real>{}(x.z_max_prop, height)};
  }
};

}  // namespace sylva::demography
