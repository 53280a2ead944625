#pragma once

#include <sylva/array/backend.hpp>

#include "model.hpp"
#include "support/text.hpp"

namespace sylva::examples {

/// sylva's forest with one kind of mortality, run by one policy.
template <class Mortality, class Policy>
class model_runner : public model {
 public:
  model_runner(const model_choices& choices, const Mortality& mortality, Policy policy)
      : policy_(std::move(policy)), forest_(choices.options, mortality), canopy_(choices.options.canopy) {}

  [[nodiscard]] forest_year<double> step(cohorts<double>& stand,
                                         std::span<const double> potential_gpp) const override {
    return forest_.step(policy_, stand, potential_gpp);
  }

  [[nodiscard]] std::vector<input_finding> check(const cohorts<double>& stand,
                                                 std::span<const double> potential_gpp) const override {
    return forest_.check(policy_, stand, potential_gpp);
  }

  [[nodiscard]] stand_canopy canopy(const cohorts<double>& stand) const override {
    const cohort_columns<double>& c = stand.columns();
    demography::plant_traits<argument<double>> traits;
    traits.zip(traits, stand.types().traits(),
               [&](auto& of_cohorts, const auto& of_types) { of_cohorts = taken(of_types, c.type); });
    std::vector<double> height(stand.size()), crown_area(stand.size());
    demography::allometry<result<double>> sizes{};
    sizes.stem_height = height, sizes.crown_area = crown_area;
    transform(policy_, demography::stem_allometry<double>{}, sizes,
              demography::allometry_inputs<argument<double>>::of(traits, c.dbh));

    stand_canopy y;
    const demography::canopy_cohort<argument<double>> trees{
        height,     crown_area,        c.n_individuals, traits.m,   traits.n,
        traits.q_m, traits.z_max_prop, traits.f_g,      traits.lai, traits.par_ext};
    y.offsets = canopy_.layers(policy_, c.offsets, trees, c.cell_area);
    const auto layers = static_cast<std::size_t>(y.offsets.back());
    y.height.resize(layers), y.lai.resize(layers), y.transmission.resize(layers);
    y.ground_light.resize(stand.cells());
    canopy_layer<result<double>> out{};
    out.height = y.height, out.lai = y.lai, out.transmission = y.transmission;
    canopy_.run(policy_, c.offsets, trees, c.cell_area, y.offsets, out, {}, y.ground_light);
    return y;
  }

 private:
  Policy policy_;
  forest_model<double, Mortality> forest_;
  canopy_model<double> canopy_;
};

/// With the kind of mortality that was chosen.
template <class Policy>
std::unique_ptr<model> make_runner(const model_choices& choices, const Policy& policy) {
  if (choices.mortality == "falster16") {
    return std::make_unique<model_runner<demography::mortality_falster16<double>, Policy>>(
        choices, choices.falster16, policy);
  }
  return std::make_unique<model_runner<demography::constant_mortality<double>, Policy>>(
      choices, choices.constant, policy);
}

}  // namespace sylva::examples
