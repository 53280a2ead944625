#include "kokkos_memory.hpp"
#include "support/kokkos_session.hpp"

namespace sylva::examples {
namespace {

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
      : kokkos_(choices.threads) {
    inner_ = kokkos_.with([&](const auto& policy) { return runner_of(choices, outputs, policy); });
  }

  [[nodiscard]] std::vector<std::string> inputs() const override { return inner_->inputs(); }
  [[nodiscard]] const std::vector<values_view>& run(
      std::size_t cells, const std::vector<std::span<const double>>& inputs) override {
    return inner_->run(cells, inputs);
  }
  [[nodiscard]] const std::vector<range_note>& notes() const override { return inner_->notes(); }

  [[nodiscard]] int threads() const override { return kokkos_.threads(); }

 private:
  kokkos_session kokkos_;
  std::unique_ptr<model> inner_;
};

}  // namespace

std::unique_ptr<model> make_kokkos_model(const model_choices& choices,
                                         const std::vector<std::string>& outputs) {
  return std::make_unique<kokkos_model>(choices, outputs);
}

}  // namespace sylva::examples
