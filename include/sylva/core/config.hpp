#pragma once

// The missing file stops the compiler here; without it thousands of lines about the language would follow.
#if __cplusplus < 202002L
#error "sylva needs C++20 or newer: compile with -std=c++20"
#include <sylva/core/the_error_above>
#endif

// Missing values are NaN. Compilers that may assume that there are none give wrong figures without a warning.
#if (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(_M_FP_FAST)
#error \
    "sylva needs NaN, which this compiler is told to ignore (-ffast-math, -Ofast, -ffinite-math-only, /fp:fast): leave that flag out, or add -fno-finite-math-only"
#endif

/// Kernels are composed of many small functions and reach full speed only as one piece, so optimised builds
/// inline them whatever their size. Not under a sanitizer: its checks in such a piece would take compilers
/// minutes.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SYLVA_ALWAYS_INLINE
#endif
#endif
#ifndef SYLVA_ALWAYS_INLINE
#if defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__)
#define SYLVA_ALWAYS_INLINE __attribute__((always_inline))
#else
#define SYLVA_ALWAYS_INLINE
#endif
#endif

/// What may run inside a kernel: on the host, and on the device when a CUDA or HIP compiler reads it.
#ifndef SYLVA_FUNCTION
#if defined(__CUDACC__) || defined(__HIPCC__)
#define SYLVA_FUNCTION __host__ __device__
#else
#define SYLVA_FUNCTION SYLVA_ALWAYS_INLINE inline
#endif
#endif

/// The same for code that is only ever on the host.
#define SYLVA_FORCE_INLINE SYLVA_ALWAYS_INLINE inline

/// Code that is kept in one place: what is rarely in use would only make the function around it large, and
/// large functions take compilers more than their share of time.
#if defined(__CUDACC__) || defined(__HIPCC__)
#define SYLVA_OUT_OF_LINE __host__ __device__
#elif defined(__GNUC__)
#define SYLVA_OUT_OF_LINE __attribute__((noinline))
#else
#define SYLVA_OUT_OF_LINE
#endif

/// A kernel instantiated for a host-only value type (a SIMD batch) is never run on a device, yet nvcc would
/// warn about the host-only operators inside. This tells it to look at the instantiations that are used.
#if defined(__CUDACC__)
#define SYLVA_HOST_VALUES_TOO _Pragma("nv_exec_check_disable")
#else
#define SYLVA_HOST_VALUES_TOO
#endif

#define SYLVA_VERSION_MAJOR 0
#define SYLVA_VERSION_MINOR 1
#define SYLVA_VERSION_PATCH 0
