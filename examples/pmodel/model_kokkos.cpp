#include <sylva/backends/kokkos.hpp>

#include "model_runner.hpp"

#ifdef SYLVA_PMODEL_SIMD
#include <sylva/backends/kokkos_xsimd.hpp>
#endif

namespace sylva::examples {
namespace {

/// Kokkos lives as long as the model that runs on it.
class kokkos_model : public model {
 public:
  kokkos_model(const model_choices& choices, const std::vector<std::string>& outputs)
      : kokkos_(settings(choices.threads)) {
#ifdef SYLVA_PMODEL_SIMD
    inner_ = make_runner(choices, outputs, simd_threads<Kokkos::DefaultHostExecutionSpace>{});
#else
    inner_ = make_runner(choices, outputs, Kokkos::DefaultHostExecutionSpace{});
#endif
  }

  [[nodiscard]] std::vector<std::string> inputs() const override { return inner_->inputs(); }
  [[nodiscard]] const std::vector<values_view>& run(
      std::size_t cells, const std::vector<std::span<const double>>& inputs) override {
    return inner_->run(cells, inputs);
  }
  [[nodiscard]] const std::vector<range_note>& notes() const override { return inner_->notes(); }

  [[nodiscard]] int threads() const override { return Kokkos::DefaultHostExecutionSpace().concurrency(); }

 private:
  static Kokkos::InitializationSettings settings(int threads) {
    Kokkos::InitializationSettings s;
    s.set_disable_warnings(true);  // about OMP_PROC_BIND
    if (threads > 0) s.set_num_threads(threads);
    return s;
  }

  Kokkos::ScopeGuard kokkos_;
  std::unique_ptr<model> inner_;
};

}  // namespace

std::unique_ptr<model> make_kokkos_model(const model_choices& choices,
                                         const std::vector<std::string>& outputs) {
  return std::make_unique<kokkos_model>(choices, outputs);
}

}  // namespace sylva::examples
