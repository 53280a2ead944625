// Every kernel there is, called from device code without a flag and without a library: double and float.
// That none is left out is checked by check_device.cmake.
#include <sylva/array/segmented_work.hpp>
#include <sylva/array/team_group.hpp>
#include <sylva/demography/canopy.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <sylva/sylva.hpp>

namespace {

using namespace sylva;
using namespace sylva::pmodel;

template <class Result, class Kernel, class... X>
__global__ void on_values(Result* y, Kernel kernel, X... x) {
  *y = kernel(x...);
}

template <class Kernel, class... X>
void launch_kernel(const Kernel& kernel, const X&... x) {
  using returned = decltype(kernel(x...));
  on_values<<<1, 1>>>(static_cast<returned*>(nullptr), kernel, x...);
}

/// What a method of the P-model is asked for, besides being called.
template <class Real, class Method>
__global__ void on_leaf(Real* y, Method m, leaf_environment<Real> e, forcing<Real> x) {
  if constexpr (requires { m.factor(e); }) y[0] = m.factor(e) + arrhenius_inverse(m, e);
  if constexpr (requires { m.kphio(e, x.tc, true); }) y[1] = m.kphio(e, x.reference_kphio, x.tc > x.vpd);
  if constexpr (requires { m.stress(x); }) y[2] = m.stress(x);
  if constexpr (requires { m.given_xi(x.tc, e); }) y[3] = m(e).chi + m.given_xi(x.tc, e).chi;
  if constexpr (requires { m.omegas(x.tc); }) y[4] = m.omegas(x.tc).omega;
  if constexpr (requires { m.fluidity(x.tc, x.patm); }) y[5] = m.fluidity(x.tc, x.patm);
}

template <class Real>
void environment(const Real& x) {
  launch_kernel(atmospheric_pressure<Real>{}, x);
  launch_kernel(saturation_vapour_pressure<Real>{}, x);
  launch_kernel(vp_to_vpd<Real>{}, x, x);
  launch_kernel(rh_to_vpd<Real>{}, x, x);
  launch_kernel(rh_to_vpd_pa<Real>{}, x, x);
  launch_kernel(sh_to_vp<Real>{}, x, x);
  launch_kernel(sh_to_vpd<Real>{}, x, x, x);
  launch_kernel(saturation_vapour_pressure_slope<Real>{}, x);
  launch_kernel(enthalpy_of_vaporisation<Real>{}, x);
  launch_kernel(specific_heat_of_moist_air<Real>{}, x);
  launch_kernel(psychrometric_constant<Real>{}, x, x);
  launch_kernel(polynomial<Real, 3>{}, x);
}

template <class Real>
void water(const Real& x) {
  launch_kernel(water_density_fisher<Real>{}, x, x);
  launch_kernel(water_density_chen<Real>{}, x, x);
  launch_kernel(water_density_checked<Real>{}, x, x);
  launch_kernel(water_viscosity_huber<Real>{}, x, x);
  launch_kernel(water_viscosity_huber<Real, water_density_chen<Real>>{}, x, x);
  launch_kernel(water_viscosity_simple<Real>{}, x, x);
  launch_kernel(water_molar_volume<Real>{}, x, x);
  launch_kernel(water_mm_to_moles<Real>{}, x, x, x);
  launch_kernel(water_moles_to_mm<Real>{}, x, x, x);
  on_leaf<Real><<<1, 1>>>(nullptr, water_viscosity_huber<Real>{}, {}, {});
  on_leaf<Real><<<1, 1>>>(nullptr, water_viscosity_simple<Real>{}, {}, {});
}

template <class Real>
void sun(const Real& x) {
  launch_kernel(heliocentric_longitudes<Real>{}, x, x);
  launch_kernel(solar_distance_factor<Real>{}, x);
  launch_kernel(solar_declination_angle<Real>{}, x);
  launch_kernel(solar_ru_rv_intermediates<Real>{}, x, x);
  launch_kernel(sunset_hour_angle<Real>{}, x, x);
  launch_kernel(daily_solar_radiation<Real>{}, x, x, x, x);
  launch_kernel(atmospheric_transmissivity<Real>{}, x, x);
  launch_kernel(ppfd_from_tau_rd<Real>{}, x, x);
  launch_kernel(daily_ppfd<Real>{}, x, x, x, x, x);
  launch_kernel(net_longwave_radiation<Real>{}, x, x);
  launch_kernel(solar_rw_intermediate<Real>{}, x, x);
  launch_kernel(net_radiation_crossover_hour_angle<Real>{}, x, x, x, x, x);
  launch_kernel(daytime_net_radiation<Real>{}, x, x, x, x, x, x);
  launch_kernel(nighttime_net_radiation<Real>{}, nighttime_radiation_inputs<Real>{});
  launch_kernel(solar_day_angle<Real>{}, x);
  launch_kernel(equation_of_time<Real>{}, x);
  launch_kernel(local_standard_meridian<Real>{}, x);
  launch_kernel(solar_noon<Real>{}, x, x);
  launch_kernel(solar_noon<Real>{}, x, x, x);
  launch_kernel(local_hour_angle<Real>{}, x, x);
  launch_kernel(solar_declination<Real>{}, x);
  launch_kernel(solar_elevation<Real>{}, x, x, x);
  launch_kernel(solar_position<Real>{}, x, x, x, x);
}

/// Each alternative by itself.
template <class Real, class M, class... Ms>
void each(const one_of<M, Ms...>& methods) {
  on_leaf<Real><<<1, 1>>>(nullptr, methods.method, {}, {});
  if constexpr (sizeof...(Ms) > 0) each<Real>(methods.others);
}

template <class Real>
void leaf(const Real& x) {
  using methods = pmodel_methods<Real>;
  each<Real>(typename methods::optimal_chi{});
  each<Real>(typename methods::kphio{});
  each<Real>(typename methods::arrhenius{});
  each<Real>(typename methods::soil_stress{});
  launch_kernel(jmax_wang17<Real>{}, x);
  launch_kernel(jmax_smith19<Real>{}, x);
  launch_kernel(jmax_none<Real>{}, x);
  on_leaf<Real><<<1, 1>>>(nullptr, jmax_smith19<Real>{}, {}, {});
  launch_kernel(soil_stress_stocker<Real>{}, x, x);
  launch_kernel(soil_stress_mengoli<Real>{}, x, x);
  launch_kernel(dark_respiration_response<Real>{}, x);
  launch_kernel(co2_to_ca<Real>{}, x, x);
  launch_kernel(pmodel::gammastar<Real>{}, x, x);
  launch_kernel(michaelis_menten<Real>{}, x, x);
  launch_kernel(relative_viscosity<Real>{}, x, x);
  launch_kernel(leaf_environment_kernel<Real>{}, forcing<Real>{});
}

/// A step of a scan, and what joins runs of steps.
template <class Real, class Step>
__global__ void on_steps(Real* y, Step step, Real x) {
  y[0] = step(x, x).state;
  y[1] = step.joined(step.template no_steps<Real>(), step.one_step(x)).slope;
}

template <class Real>
void over_time(const Real& x) {
  launch_kernel(moving_average<Real>{}, x, x);
  on_steps<Real><<<1, 1>>>(nullptr, moving_average<Real>{}, x);
}

/// A day of SPLASH, and one that the P-model goes on with.
template <class State, class Step, class Forcing>
__global__ void on_days(State* y, Step step, Forcing x) {
  y[1] = step(y[0], x).state;
}
template <class State, class Step, class Forcing>
void launch_step(const Step& step, const Forcing& x) {
  on_days<<<1, 1>>>(static_cast<State*>(nullptr), step, x);
}

template <class Real>
void water_balance(const Real& x) {
  using density = typename splash_model<Real>::density_type;
  const splash::forcing<Real> day{};
  launch_kernel(splash::sun_of_days<Real>{}, x, x);
  launch_kernel(splash::terms_of_latitude<Real>{}, x);
  launch_kernel(hour_angle_of_cosine<Real>{}, x);
  launch_kernel(top_of_atmosphere_radiation<Real>{}, x, x, x);
  launch_kernel(sunshine_from_cloud_cover<Real>{}, x);
  launch_kernel(sunshine_from_radiation<Real>{}, x, x, x);
  launch_kernel(radiation_from_temperature_range<Real>{}, x, x, x);
  launch_kernel(splash::moisture_indices_of<Real>{}, x, x, x);
  launch_kernel(splash::daily_radiation<Real>{}, day);
  launch_kernel(splash::daily_evaporation<Real>{}, day);
  launch_kernel(splash::daily_supply<Real>{}, splash::evaporative_demand<Real>{}, x, x);
  launch_step<Real>(splash::daily_step<Real, density>{}, day);
  launch_step<Real>(splash::detailed_step<Real, density>{}, day);
  launch_step<splash::totals_state<Real>>(splash::totals_step<Real, density>{}, day);
  launch_step<Real>(typename water_limited_pmodel<Real>::step_type{}, water_limited_forcing<Real>{});
}

template <class Real>
void trees(const Real& x) {
  using namespace sylva::demography;
  launch_kernel(crown_shape<Real>{}, x, x);
  launch_kernel(stem_height<Real>{}, x, x, x);
  launch_kernel(dbh_from_height<Real>{}, x, x, x);
  launch_kernel(crown_area<Real>{}, x, x, x, x);
  launch_kernel(crown_fraction<Real>{}, x, x, x);
  launch_kernel(stem_mass<Real>{}, x, x, x);
  launch_kernel(foliage_mass<Real>{}, x, x, x);
  launch_kernel(sapwood_mass<Real>{}, x, x, x, x, x);
  launch_kernel(crown_z_max<Real>{}, x, x);
  launch_kernel(crown_r0<Real>{}, x, x);
  launch_kernel(reproductive_tissue_mass<Real>{}, x, x);
  launch_kernel(stem_allometry<Real>{}, allometry_inputs<Real>{});
  launch_kernel(whole_crown_gpp<Real>{}, x, x, x, x);
  launch_kernel(gpp_topslice<Real>{}, x, x);
  launch_kernel(sapwood_respiration<Real>{}, x, x);
  launch_kernel(foliar_respiration<Real>{}, x, x);
  launch_kernel(fine_root_respiration<Real>{}, x, x, x, x);
  launch_kernel(reproductive_tissue_respiration<Real>{}, x, x);
  launch_kernel(net_primary_productivity<Real>{}, x, x, x, x, x, x);
  launch_kernel(foliage_turnover<Real>{}, x, x);
  launch_kernel(fine_root_turnover<Real>{}, x, x, x, x);
  launch_kernel(reproductive_tissue_turnover<Real>{}, x, x);
  launch_kernel(growth_increments<Real>{}, increment_inputs<Real>{});
  launch_kernel(stem_allocation<Real>{}, allocation_inputs<Real>{});
  launch_kernel(tree_growth<Real>{}, growth_inputs<Real>{});
  launch_kernel(compensation_potential_gpp<Real>{}, plant_traits<Real>{}, x);
  launch_kernel(living_mass<Real>{}, mass_inputs<Real>{});
  launch_kernel(mortality_falster16<Real>{}, tree_state<Real>{});
  launch_kernel(constant_mortality<Real>{}, tree_state<Real>{});
  launch_kernel(recruitment_by_light<Real>{}, seedbed<Real>{});
  launch_kernel(tree_year<Real>{}, growth_inputs<Real>{});
  launch_kernel(relative_crown_radius<Real>{}, x, x, x, x);
  launch_kernel(crown_radius<Real>{}, x, x);
  launch_kernel(projected_crown_area<Real>{}, x, x, x, x, x, x);
  launch_kernel(projected_leaf_area<Real>{}, projected_leaf_inputs<Real>{});
  launch_kernel(crown_profile<Real>{}, crown_inputs<Real>{});
  launch_kernel(projected_area_fraction<Real>{}, x, x, x, x, x, x);
}

/// A kernel on groups: a thread a group, and a block a group.
template <class Work>
__global__ void by_threads(Work work) {
  const index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i);
}
template <class Real>
struct block_team {
  static constexpr index_t round = 4 * elements_a_chunk;
  Real* memory;
  __device__ int rank() const { return static_cast<int>(threadIdx.x); }
  __device__ int size() const { return static_cast<int>(blockDim.x); }
  __device__ void barrier() const { __syncthreads(); }
  __device__ Real* shared() const { return memory; }
};
template <class Work>
__global__ void by_blocks(Work work) {
  using real = typename Work::real;
  using team = block_team<real>;
  __shared__ real memory[values_of_team<team::round>];
  work.template run_by_team<team_group<real, typename Work::element_inputs, team>>(blockIdx.x, team{memory});
}
template <class Real, class Inputs, class Elements, int M, class Kernel>
void launch_groups(const Kernel& kernel) {
  const segmented_work<Kernel, Inputs, Elements, std::int32_t, Real, M, 0, 1> work{kernel, {}, 0,  0, {},
                                                                                   {},     {}, {}, {}};
  by_threads<<<1, 32>>>(work);
  by_blocks<<<1, 32>>>(work);
}

template <class Real>
void years(const Real&) {
  using namespace sylva::demography;
  by_threads<<<1, 32>>>(
      segmented_work<carbon_of_cell<Real>, positional_inputs<0>, struct_inputs<cohort_year<Real>>,
                     std::int32_t, Real, 8, 0, 1>{{}, {}, 0, 0, {}, {}, {}, {}, {}});
}

template <class Real>
void canopies(const Real& x) {
  using namespace sylva::demography;
  using none = positional_inputs<0>;
  using one = positional_inputs<1>;
  using crowns = struct_inputs<canopy_crowns<Real>>;
  using standing = struct_inputs<standing_crowns<Real>>;
  using leaves = struct_inputs<canopy_leaves<Real>>;
  using content = struct_inputs<layer_content<Real>>;
  using lit = struct_inputs<lit_layer<Real>>;
  launch_kernel(terms_of_cohort<Real>{}, canopy_cohort<Real>{});
  launch_kernel(leaf_share_above<Real>{}, x, x, canopy_leaves<Real>{});
  launch_kernel(crown_absorption<Real>{}, x, x);
  launch_groups<Real, one, standing, 3>(canopy_layers<Real>{});
  launch_groups<Real, struct_inputs<layer_place<Real>>, crowns, 1>(layer_height<Real>{});
  launch_groups<Real, one, leaves, 3>(layer_leaves<Real>{});
  launch_groups<Real, content, content, 3>(layer_absorptions<Real>{});
  launch_groups<Real, lit, lit, 4>(light_of_layers<Real>{});
  launch_groups<Real, none, one, 1>(transmission_to_ground<Real>{});
  launch_groups<Real, leaves, struct_inputs<layer_foot<Real>>, 2>(light_of_stems<Real>{});
}

template <class Real>
void whole_model(const Real& x) {
  const pmodel_kernel<Real> kernel{};
  launch_kernel(kernel, forcing<Real>{});
  launch_kernel(kernel, x, x, x, x, x, x);
  launch_kernel(only<field::gpp, field::lue>(kernel), forcing<Real>{});
  launch_kernel(pmodel_kernel<Real, optimal_chi_c4<Real>, jmax_smith19<Real>>{}, forcing<Real>{});
  // the methods chosen at run time
  const auto chosen = pmodel_model<Real>{}.kernel();
  launch_kernel(chosen, forcing<Real>{});
  launch_kernel(only<field::gpp, field::vcmax25>(chosen), forcing<Real>{});
}

template <class Real>
void launch_all(const Real& x) {
  environment(x);
  water(x);
  sun(x);
  leaf(x);
  over_time(x);
  water_balance(x);
  trees(x);
  years(x);
  canopies(x);
  whole_model(x);
}

}  // namespace

void launch_every_kernel() {
  launch_all(1.0);
  launch_all(1.0f);
}
