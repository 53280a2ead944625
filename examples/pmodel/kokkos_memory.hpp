#pragma once

#include <sylva/backends/kokkos.hpp>

#include "model_runner.hpp"

namespace sylva::examples {

/// Arrays in the memory of a Kokkos execution space, a device's or not: what is computed there is copied
/// there first and back afterwards.
template <std::floating_point Real, class Ex>
class kokkos_memory {
 public:
  using column = Kokkos::View<Real*, typename Ex::memory_space>;
  using space = array_space_t<column>;

  kokkos_memory(std::size_t inputs, std::size_t outputs)
      : inputs_(inputs), outputs_(outputs), here_(outputs) {}

  argument<Real, space> input(std::size_t k, std::span<const double> values) {
    resize(inputs_[k], values.size());
    const auto mirror = Kokkos::create_mirror_view(inputs_[k]);
    for (std::size_t i = 0; i < values.size(); ++i) mirror(i) = static_cast<Real>(values[i]);
    Kokkos::deep_copy(inputs_[k], mirror);
    return inputs_[k];
  }
  result<Real, space> output(std::size_t k, std::size_t cells) {
    resize(outputs_[k], cells);
    return outputs_[k];
  }
  std::span<const Real> fetched(std::size_t k) {
    here_[k] = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, outputs_[k]);
    return {here_[k].data(), here_[k].size()};
  }

 private:
  static void resize(column& a, std::size_t n) {
    if (a.size() != n) a = column(Kokkos::view_alloc(Kokkos::WithoutInitializing, "cells"), n);
  }
  std::vector<column> inputs_, outputs_;
  std::vector<typename column::host_mirror_type> here_;
};

}  // namespace sylva::examples
