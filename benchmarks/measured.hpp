#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <sylva/array/nd_array.hpp>

#include "backends.hpp"
#include "buffer.hpp"

/// What programs share that measure models, one run a process: the backends by name, time and memory, inputs
/// that others can make too, and what the machine allows.

/// A number in [0, 1) that looks random, the same to the last bit as that of peers/measured_peer.py:
/// splitmix64.
inline double noise(std::int64_t i, std::int64_t stream) {
  std::uint64_t x = (std::uint64_t(i) + (std::uint64_t(stream) << 40U) + 1) * 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  return double((x ^ (x >> 31U)) >> 11U) * 0x1p-53;
}

template <class F>
double seconds_of(const F& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The most memory that the process had so far, or since the last `forget_peak`. Not that of getrusage, which
/// is at least what the process had that started this one.
inline double peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::atof(line.c_str() + 6);
  }
  return 0;
}
inline void forget_peak() { std::ofstream("/proc/self/clear_refs") << 5; }

/// Arrays of a family, each of the memory of a buffer.
struct in_spans {
  template <class T, std::size_t N>
  static auto of(const buffer<T>& b, const std::array<sylva::index_t, N>& extents) {
    sylva::shape s{static_cast<int>(N), {}};
    std::copy(extents.begin(), extents.end(), s.extent);
    return sylva::contiguous_view(b.data, s);
  }
};
#ifdef BENCH_XTENSOR
struct in_xtensor {
  template <class T, std::size_t N>
  static auto of(const buffer<T>& b, const std::array<sylva::index_t, N>& extents) {
    std::array<std::size_t, N> s{};
    std::transform(extents.begin(), extents.end(), s.begin(),
                   [](sylva::index_t n) { return std::size_t(n); });
    return xt::adapt(b.data, b.size, xt::no_ownership(), s);
  }
};
#endif
#ifdef BENCH_KOKKOS
struct in_views {
  template <class T, std::size_t N>
  static auto of(const buffer<T>& b, const std::array<sylva::index_t, N>& extents) {
    static_assert(N == 1 || N == 2);
    using elements = std::conditional_t<N == 1, T*, T**>;
    using view = Kokkos::View<elements, Kokkos::LayoutRight, Kokkos::HostSpace,
                              Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
    return std::apply([&](auto... n) { return view(b.data, std::size_t(n)...); }, extents);
  }
};
#endif

/// Calls f.operator()<Real, Policy>(arrays) for the backend `who`, one of span_serial, span_simd,
/// span_simd_float, xtensor, kokkos and kokkos_simd; false if it is not built in.
template <class F>
bool on_backend(const std::string& who, [[maybe_unused]] int& argc, [[maybe_unused]] char** argv,
                const F& f) {
  using namespace sylva;
  if (who == "span_serial") return f.template operator()<double, serial>(in_spans{}), true;
#ifdef BENCH_XSIMD
  if (who == "span_simd") return f.template operator()<double, simd>(in_spans{}), true;
  if (who == "span_simd_float") return f.template operator()<float, simd>(in_spans{}), true;
#endif
#ifdef BENCH_XTENSOR
  using xtensor_policy = default_policy<xtensor_family>::type;
  if (who == "xtensor") return f.template operator()<double, xtensor_policy>(in_xtensor{}), true;
#endif
#ifdef BENCH_KOKKOS
  using host = Kokkos::DefaultHostExecutionSpace;
  if (who == "kokkos" || who == "kokkos_simd") {
    const Kokkos::ScopeGuard guard(argc, argv);
    if (who == "kokkos") return f.template operator()<double, host>(in_views{}), true;
#ifdef BENCH_XSIMD
    return f.template operator()<double, simd_threads<host>>(in_views{}), true;
#endif
  }
#endif
  return false;
}

#ifdef BENCH_XSIMD
/// Nanoseconds an element of a function of one SIMD value, in the first-level cache.
template <class F>
double nanoseconds(const F& f, double low, double high) {
  using V = sylva::simd::value<double>;
  using packet = sylva::packet<V>;
  constexpr std::size_t n = 960;
  buffer<double> in(n, 0), out(n, 1);
  for (std::size_t i = 0; i < n; ++i) in.data[i] = low + (high - low) * double(i) / double(n);
  double best = 1;
  for (int r = 0; r < 200; ++r) {
    best = std::min(best, seconds_of([&] {
                      for (int k = 0; k < 100; ++k) {
                        for (std::size_t i = 0; i + packet::width <= n; i += packet::width) {
                          packet::store(out.data + i, f(packet::load(in.data + i)));
                        }
                        asm volatile("" ::: "memory");
                      }
                    }));
  }
  return best / 100 / double(n / packet::width * packet::width) * 1e9;
}
#endif

/// How fast doubles come from memory and go there, three arrays each.
inline double gigabytes_a_second() {
  constexpr std::size_t n = 8000000;
  buffer<double> a(n, 0), b(n, 1), c(n, 2), d(n, 3), e(n, 4), f(n, 5);
  double best = 100;
  for (int r = 0; r < 5; ++r) {
    best = std::min(best, seconds_of([&] {
                      for (std::size_t i = 0; i < n; ++i) {
                        d.data[i] = a.data[i] + b.data[i], e.data[i] = b.data[i] + c.data[i];
                        f.data[i] = a.data[i] + c.data[i];
                      }
                      asm volatile("" ::: "memory");
                    }));
  }
  return 6.0 * n * sizeof(double) / best * 1e-9;
}
