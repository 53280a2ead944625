#pragma once

#include <sylva/backends/kokkos.hpp>
#include <sylva/backends/xsimd.hpp>

namespace sylva {

/// SIMD on every thread of a Kokkos host execution space.
template <class Ex>
struct simd_threads {
  static constexpr const char* name = "simd_threads";
  Ex space{};
};

template <class Ex>
struct executor<simd_threads<Ex>> {
  static_assert(executor<Ex>::on_host, "simd_threads needs a host execution space: a device has its own way");
  template <class Space>
  static constexpr bool reaches = executor<Ex>::template reaches<Space>;

  template <class Kernel, class Inputs, class Real, int N, int M>
  static void run(const simd_threads<Ex>& policy, const bound_kernel<Kernel, Inputs, Real, N, M>& bound,
                  const range_checks& checks) {
    detail::run_on_host_threads<simd::value<Real>>(policy.space, bound, checks);
  }
};

}  // namespace sylva
