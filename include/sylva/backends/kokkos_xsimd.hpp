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
  static constexpr bool by_item = false;
  template <class Space>
  static constexpr bool reaches = executor<Ex>::template reaches<Space>;

  template <class Work>
  static void run(const simd_threads<Ex>& policy, const Work& work) {
    detail::run_on_host_threads<simd::value<typename Work::real>>(policy.space, work);
  }
  template <class Work>
  static typename Work::finding reduce(const simd_threads<Ex>& policy, const Work& work) {
    return detail::reduce_on_host_threads<simd::value<typename Work::real>>(policy.space, work);
  }
  static void wait(const simd_threads<Ex>& policy) { policy.space.fence("sylva"); }
};

template <class Ex>
struct backend_of<simd_threads<Ex>> : backend_of<Ex> {};

}  // namespace sylva
