#include "model_runner.hpp"
#include "support/kokkos_session.hpp"

namespace sylva::examples {
namespace {

/// Kokkos lives as long as the model that runs on it.
class kokkos_model : public model {
 public:
  explicit kokkos_model(const model_choices& choices) : kokkos_(choices.threads) {
    inner_ = kokkos_.with([&]<class Policy>(const Policy& policy) -> std::unique_ptr<model> {
      if constexpr (executor<Policy>::by_item) {
        fail("--backend: the table of cohorts is kept in the memory of the host, and ", choices.backend,
             " does not compute there; there are serial, simd, openmp");
      } else {
        return make_runner(choices, policy);
      }
    });
  }

  [[nodiscard]] forest_year<double> step(cohorts<double>& stand,
                                         std::span<const double> potential_gpp) const override {
    return inner_->step(stand, potential_gpp);
  }
  [[nodiscard]] std::vector<input_finding> check(const cohorts<double>& stand,
                                                 std::span<const double> potential_gpp) const override {
    return inner_->check(stand, potential_gpp);
  }
  [[nodiscard]] stand_canopy canopy(const cohorts<double>& stand) const override {
    return inner_->canopy(stand);
  }
  [[nodiscard]] int threads() const override { return kokkos_.threads(); }

 private:
  kokkos_session kokkos_;
  std::unique_ptr<model> inner_;
};

}  // namespace

std::unique_ptr<model> make_kokkos_model(const model_choices& choices) {
  return std::make_unique<kokkos_model>(choices);
}

}  // namespace sylva::examples
