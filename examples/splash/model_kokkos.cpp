#include "model_runner.hpp"
#include "support/kokkos_session.hpp"

namespace sylva::examples {
namespace {

/// Arrays in the memory of a device: what is computed there is copied there first and back afterwards.
template <std::floating_point Real, class Ex>
class device_memory {
 public:
  using column = Kokkos::View<Real*, typename Ex::memory_space>;
  using space = array_space_t<column>;

  const Real* input(std::size_t k, std::span<const double> values) {
    if (k >= in_.size()) in_.resize(k + 1);
    fill(in_[k], values);
    return in_[k].data();
  }
  Real* output(std::size_t k, std::size_t n) {
    if (k >= out_.size()) out_.resize(k + 1), here_.resize(k + 1);
    resize(out_[k], n);
    return out_[k].data();
  }
  void set(std::size_t k, std::span<const double> values) { fill(out_[k], values); }
  std::span<const Real> fetched(std::size_t k) {
    here_[k] = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, out_[k]);
    return {here_[k].data(), here_[k].size()};
  }

 private:
  static void resize(column& a, std::size_t n) {
    if (a.size() != n) a = column(Kokkos::view_alloc(Kokkos::WithoutInitializing, "sites"), n);
  }
  static void fill(column& a, std::span<const double> values) {
    resize(a, values.size());
    const auto mirror = Kokkos::create_mirror_view(a);
    for (std::size_t i = 0; i < values.size(); ++i) mirror(i) = static_cast<Real>(values[i]);
    Kokkos::deep_copy(a, mirror);
  }
  std::vector<column> in_, out_;
  std::vector<typename column::host_mirror_type> here_;
};

template <class Ex>
struct on_device {
  template <class Real>
  using memory = device_memory<Real, Ex>;
};

template <class Policy>
std::unique_ptr<model> runner_of(const model_choices& choices, const day_numbers& days,
                                 const std::vector<std::string>& outputs, const Policy& policy) {
  if constexpr (executor<Policy>::by_item) {
    return make_runner<on_device<Policy>::template memory>(choices, days, outputs, policy);
  } else {
    return make_runner(choices, days, outputs, policy);
  }
}

/// Kokkos lives as long as the model that runs on it.
class kokkos_model : public model {
 public:
  kokkos_model(const model_choices& choices, const day_numbers& days, const std::vector<std::string>& outputs)
      : kokkos_(choices.threads) {
    inner_ = kokkos_.with([&](const auto& policy) { return runner_of(choices, days, outputs, policy); });
  }

  [[nodiscard]] const std::vector<values_view>& run(const site_box& box, bool spin_up,
                                                    std::vector<double>& soil_moisture) override {
    return inner_->run(box, spin_up, soil_moisture);
  }
  [[nodiscard]] const site_sums& sums() const override { return inner_->sums(); }
  [[nodiscard]] const spin_up_finding& spun_up() const override { return inner_->spun_up(); }
  [[nodiscard]] const water_series& series() const override { return inner_->series(); }

  [[nodiscard]] int threads() const override { return kokkos_.threads(); }

 private:
  kokkos_session kokkos_;
  std::unique_ptr<model> inner_;
};

}  // namespace

std::unique_ptr<model> make_kokkos_model(const model_choices& choices, const day_numbers& days,
                                         const std::vector<std::string>& outputs) {
  return std::make_unique<kokkos_model>(choices, days, outputs);
}

}  // namespace sylva::examples
