#include "kokkos_memory.hpp"

#ifdef SYLVA_PMODEL_SIMD
#include <sylva/backends/kokkos_xsimd.hpp>
#endif

namespace sylva::examples {
namespace {

// How the threads of the host compute
#ifdef SYLVA_PMODEL_SIMD
template <class Ex>
using on_host = simd_threads<Ex>;
#else
template <class Ex>
using on_host = Ex;
#endif

template <class Ex>
struct on_device {
  template <class Real>
  using memory = kokkos_memory<Real, Ex>;
};

template <class Policy>
std::unique_ptr<model> runner_of(const model_choices& choices, const std::vector<std::string>& outputs,
                                 const Policy& policy) {
  if constexpr (executor<Policy>::by_item) {
    return make_runner<on_device<Policy>::template memory>(choices, outputs, policy);
  } else {
    return make_runner(choices, outputs, policy);
  }
}

/// Kokkos lives as long as the model that runs on it.
class kokkos_model : public model {
 public:
  kokkos_model(const model_choices& choices, const std::vector<std::string>& outputs)
      : kokkos_(settings(choices.threads)) {
    inner_ = with_backend<
#ifdef KOKKOS_ENABLE_CUDA
        Kokkos::Cuda,
#endif
#ifdef KOKKOS_ENABLE_HIP
        Kokkos::HIP,
#endif
#ifdef KOKKOS_ENABLE_SYCL
        Kokkos::SYCL,
#endif
        on_host<Kokkos::DefaultHostExecutionSpace>>(
        [&](const auto& policy) { return runner_of(choices, outputs, policy); });
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
