#pragma once

#include <Kokkos_Core.hpp>
#include <sylva/array/backend.hpp>

/// The execution spaces of Kokkos as backends by name.

namespace sylva {

namespace detail {

inline void check_kokkos_is_ready(const char* backend) {
  if (Kokkos::is_initialized() && !Kokkos::is_finalized()) return;
  throw std::runtime_error("the backend \"" + std::string(backend) +
                           "\" needs Kokkos between its initialisation and its end: the program must hold a "
                           "Kokkos::ScopeGuard, or call Kokkos::initialize, before it computes");
}

}  // namespace detail

#define SYLVA_KOKKOS_BACKEND(space, text)                               \
  template <>                                                           \
  struct backend_of<space> {                                            \
    static constexpr const char* name = text;                           \
    static void check_ready() { detail::check_kokkos_is_ready(text); }  \
  };                                                                    \
  namespace detail {                                                    \
  template <>                                                           \
  inline const bool has_kokkos_backend<space> = register_backend(text); \
  }

namespace detail {
template <class Space>
inline const bool has_kokkos_backend = false;
}

#ifdef KOKKOS_ENABLE_SERIAL
SYLVA_KOKKOS_BACKEND(Kokkos::Serial, "serial")
#endif
#ifdef KOKKOS_ENABLE_OPENMP
SYLVA_KOKKOS_BACKEND(Kokkos::OpenMP, "openmp")
#endif
#ifdef KOKKOS_ENABLE_THREADS
SYLVA_KOKKOS_BACKEND(Kokkos::Threads, "threads")
#endif
#ifdef KOKKOS_ENABLE_CUDA
SYLVA_KOKKOS_BACKEND(Kokkos::Cuda, "cuda")
#endif
#ifdef KOKKOS_ENABLE_HIP
SYLVA_KOKKOS_BACKEND(Kokkos::HIP, "hip")
#endif
#ifdef KOKKOS_ENABLE_SYCL
SYLVA_KOKKOS_BACKEND(Kokkos::SYCL, "sycl")
#endif
#undef SYLVA_KOKKOS_BACKEND

}  // namespace sylva
