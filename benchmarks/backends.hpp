#pragma once

/// The backends that the benchmarks were built with.
#ifdef BENCH_XSIMD
#include <sylva/backends/xsimd.hpp>
#endif
#ifdef BENCH_XTENSOR
#include <sylva/backends/xtensor.hpp>
#endif
#ifdef BENCH_KOKKOS
#include <sylva/backends/kokkos.hpp>
#endif
#if defined(BENCH_KOKKOS) && defined(BENCH_XSIMD)
#include <sylva/backends/kokkos_xsimd.hpp>
#endif
