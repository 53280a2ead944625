#pragma once

#include <sylva/models/pmodel.hpp>

#include <algorithm>
#include <sylva/array/backend.hpp>

#include "model.hpp"
#include "support/text.hpp"

namespace sylva::examples {

/// Where the arrays of a run are: here, in the memory of the program.
template <std::floating_point Real>
class host_memory {
 public:
  using space = host_space;

  host_memory(std::size_t inputs, std::size_t outputs) : converted_(inputs), results_(outputs) {}
  argument<Real> input(std::size_t k, std::span<const double> values) {
    if constexpr (std::same_as<Real, double>) {
      return values;
    } else {
      converted_[k].assign(values.begin(), values.end());
      return converted_[k];
    }
  }
  result<Real> output(std::size_t k, std::size_t cells) {
    results_[k].resize(cells);
    return results_[k];
  }
  /// Output k when it is computed.
  std::span<const Real> fetched(std::size_t k) { return results_[k]; }

 private:
  std::vector<std::vector<Real>> converted_, results_;
};

/// sylva's P-model in one precision, run by one policy.
template <std::floating_point Real, class Policy, class Memory = host_memory<Real>>
class model_runner : public model {
 public:
  model_runner(const model_choices& choices, const std::vector<std::string>& outputs, Policy policy)
      : policy_(std::move(policy)),
        model_({.optimal_chi = choices.optimal_chi,
                .jmax = choices.jmax,
                .kphio = choices.kphio,
                .arrhenius = choices.arrhenius,
                .soil_stress = choices.soil_stress}),
        reference_kphio_(static_cast<Real>(choices.reference_kphio)),
        kphio_is_input_(choices.kphio_is_input),
        output_names_(outputs) {
    input_names_ = model_.required_inputs();
    // These outputs are of the leaf alone, whatever light it gets.
    const std::vector<std::string> of_the_leaf{"lue",       "iwue", "chi",     "kphio",       "xi",  "ci",
                                               "ca",        "mj",   "mc",      "mjoc",        "f_v", "f_j",
                                               "gammastar", "kmm",  "ns_star", "soil_stress", "beta"};
    const bool needs_light = std::any_of(outputs.begin(), outputs.end(), [&](const std::string& name) {
      return std::find(of_the_leaf.begin(), of_the_leaf.end(), name) == of_the_leaf.end();
    });
    if (needs_light) input_names_.insert(input_names_.end(), {"fapar", "ppfd"});
    if (choices.soil_stress == "stocker") input_names_.push_back("meanalpha");
    if (kphio_is_input_) input_names_.push_back("reference_kphio");
    memory_ = std::make_unique<Memory>(input_names_.size(), outputs.size());
  }

  [[nodiscard]] std::vector<std::string> inputs() const override { return input_names_; }

  [[nodiscard]] const std::vector<values_view>& run(
      std::size_t cells, const std::vector<std::span<const double>>& inputs) override {
    using space = typename Memory::space;
    typename pmodel_model<Real>::template inputs<space> x{};
    if (!kphio_is_input_) x.reference_kphio = reference_kphio_;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      *find_member(x, input_names_[k]) = memory_->input(k, inputs[k]);
    }
    typename pmodel_model<Real>::template outputs<space> y{};
    for (std::size_t k = 0; k < output_names_.size(); ++k) {
      *find_member(y, output_names_[k]) = memory_->output(k, cells);
    }
    notes_.clear();
    for (const input_finding& f : model_.run_checked(policy_, x, y)) notes_.push_back({f.range, f.found});
    views_.clear();
    for (std::size_t k = 0; k < output_names_.size(); ++k) views_.emplace_back(memory_->fetched(k));
    return views_;
  }

  [[nodiscard]] const std::vector<range_note>& notes() const override { return notes_; }

 private:
  Policy policy_;
  pmodel_model<Real> model_;
  Real reference_kphio_;
  bool kphio_is_input_;
  std::vector<std::string> input_names_, output_names_;
  std::unique_ptr<Memory> memory_;
  std::vector<values_view> views_;
  std::vector<range_note> notes_;
};

/// In the precision that was chosen.
template <template <class> class Memory = host_memory, class Policy>
std::unique_ptr<model> make_runner(const model_choices& choices, const std::vector<std::string>& outputs,
                                   const Policy& policy) {
  if (choices.precision == "double")
    return std::make_unique<model_runner<double, Policy, Memory<double>>>(choices, outputs, policy);
  if (choices.precision == "float")
    return std::make_unique<model_runner<float, Policy, Memory<float>>>(choices, outputs, policy);
  fail("--precision: '", shown(choices.precision), "' is unknown; there are double, float");
}

}  // namespace sylva::examples
