#pragma once

#include <sylva/demography/allometry.hpp>

/// What a tree respires and sheds, and what that leaves of its GPP: the T Model, Li et al. (2014),
/// Biogeosciences 11, 6711. The arguments are pyrealm's, in its order; carbon is in kg, and rates and
/// turnover times are those of the step that GPP is given for, nominally a year. No argument is refused.

namespace sylva::demography {

/// GPP of a whole crown [kg C] from the potential, that of a crown that absorbs all light [kg C m-2],
/// crown_area [m2] and the traits par_ext [-] and lai [m2 m-2] (pyrealm: calculate_whole_crown_gpp).
template <std::floating_point Real = double>
struct whole_crown_gpp {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& potential_gpp, const V& crown_area,
                                                      const V& par_ext, const V& lai) const {
    return potential_gpp * crown_area * (Real(1) - math::exp(V(-par_ext * lai)));
  }
};

/// What is taken from GPP before a tree allocates it [kg C], from the trait gpp_topslice [-] and the GPP of
/// the whole crown [kg C] (pyrealm: calculate_gpp_topslice).
template <std::floating_point Real = double>
struct gpp_topslice {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& topslice, const V& whole_crown_gpp) const {
    return whole_crown_gpp * topslice;
  }
};

/// Respiration of sapwood [kg C] from the trait resp_s [yr-1] and sapwood_mass [kg C]
/// (pyrealm: calculate_sapwood_respiration).
template <std::floating_point Real = double>
struct sapwood_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_s, const V& sapwood_mass) const {
    return sapwood_mass * resp_s;
  }
};

/// Maintenance respiration of foliage [kg C] from the trait resp_f [-] and the GPP of the whole crown [kg C],
/// without the topslice where there is one (pyrealm: calculate_foliar_respiration).
template <std::floating_point Real = double>
struct foliar_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_f, const V& whole_crown_gpp) const {
    return whole_crown_gpp * resp_f;
  }
};

/// Respiration of fine roots [kg C] from the traits zeta [kg C m-2], sla [m2 kg-1 C] and resp_r [yr-1] and
/// foliage_mass [kg C] (pyrealm: calculate_fine_root_respiration).
template <std::floating_point Real = double>
struct fine_root_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& zeta, const V& sla, const V& resp_r,
                                                      const V& foliage_mass) const {
    return zeta * sla * foliage_mass * resp_r;
  }
};

/// Respiration of reproductive tissue [kg C] from the trait resp_rt [yr-1] and reproductive_tissue_mass
/// [kg C] (pyrealm: calculate_reproductive_tissue_respiration).
template <std::floating_point Real = double>
struct reproductive_tissue_respiration {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& resp_rt,
                                                      const V& reproductive_tissue_mass) const {
    return reproductive_tissue_mass * resp_rt;
  }
};

/// Net primary productivity [kg C], the yield of what GPP leaves after maintenance, from the trait yld [-],
/// the GPP of the whole crown without the topslice and four respirations [kg C]
/// (pyrealm: calculate_net_primary_productivity). Where maintenance exceeds GPP, only that share of the
/// shortfall is counted too.
template <std::floating_point Real = double>
struct net_primary_productivity {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& yld, const V& whole_crown_gpp,
                                                      const V& foliar_respiration,
                                                      const V& fine_root_respiration,
                                                      const V& sapwood_respiration,
                                                      const V& reproductive_tissue_respiration) const {
    return yld * (whole_crown_gpp - foliar_respiration - fine_root_respiration - sapwood_respiration -
                  reproductive_tissue_respiration);
  }
};

/// Foliage that is shed [kg C] from the trait tau_f [yr] and foliage_mass [kg C]
/// (pyrealm: calculate_foliage_turnover).
template <std::floating_point Real = double>
struct foliage_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& tau_f, const V& foliage_mass) const {
    return foliage_mass / tau_f;
  }
};

/// Fine roots that are shed [kg C] from the traits sla [m2 kg-1 C], zeta [kg C m-2] and tau_r [yr] and
/// foliage_mass [kg C] (pyrealm: calculate_fine_root_turnover).
template <std::floating_point Real = double>
struct fine_root_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& sla, const V& zeta, const V& tau_r,
                                                      const V& foliage_mass) const {
    return foliage_mass * V(sla * zeta / tau_r);
  }
};

/// Reproductive tissue that is shed [kg C] from reproductive_tissue_mass [kg C] and the trait tau_rt [yr]
/// (pyrealm: calculate_reproductive_tissue_turnover).
template <std::floating_point Real = double>
struct reproductive_tissue_turnover {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& reproductive_tissue_mass,
                                                      const V& tau_rt) const {
    return reproductive_tissue_mass / tau_rt;
  }
};

}  // namespace sylva::demography
