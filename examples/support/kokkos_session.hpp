#pragma once

#include <sylva/array/backend.hpp>
#include <sylva/backends/kokkos.hpp>
#ifdef SYLVA_PROGRAM_SIMD
#include <sylva/backends/kokkos_xsimd.hpp>
#endif

namespace sylva::examples {

/// Kokkos, as long as this lives.
class kokkos_session {
 public:
  /// threads: 0 for as many as Kokkos would take
  explicit kokkos_session(int threads) : guard_(settings(threads)) {}

  /// f with the policy of the backend that was chosen, on a device or on the threads of the host.
  template <class F>
  auto with(const F& f) const {
    return with_backend<
#ifdef KOKKOS_ENABLE_CUDA
        Kokkos::Cuda,
#endif
#ifdef KOKKOS_ENABLE_HIP
        Kokkos::HIP,
#endif
#ifdef KOKKOS_ENABLE_SYCL
        Kokkos::SYCL,
#endif
        on_host>(f);
  }
  [[nodiscard]] int threads() const { return Kokkos::DefaultHostExecutionSpace().concurrency(); }

 private:
#ifdef SYLVA_PROGRAM_SIMD
  using on_host = simd_threads<Kokkos::DefaultHostExecutionSpace>;
#else
  using on_host = Kokkos::DefaultHostExecutionSpace;
#endif

  static Kokkos::InitializationSettings settings(int threads) {
    Kokkos::InitializationSettings s;
    s.set_disable_warnings(true);  // about OMP_PROC_BIND
    if (threads > 0) s.set_num_threads(threads);
    return s;
  }

  Kokkos::ScopeGuard guard_;
};

}  // namespace sylva::examples
