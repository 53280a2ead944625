/// What the lifting layer costs: `transform` beside a loop by hand that calls the same kernel with the same
/// type of value on the same memory.
///
///   bench_lifting [Google Benchmark's options]
///
/// Names are KERNEL/WHO/TYPE/ELEMENTS. The loops by hand are granted what the layer cannot assume: arrays
/// that are padded to whole packets, so that they have no last, partial one.

#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/pmodel/gpp.hpp>
#include <tuple>
#include <utility>
#include <vector>

#include "backends.hpp"
#include "buffer.hpp"

namespace {

using namespace sylva;
using namespace sylva::pmodel;

/// A problem: a kernel, the ranges of its inputs, and its outputs made of arrays that `a(k)` returns.
template <class Real>
struct vapour_pressure {
  static constexpr const char* name = "vapour_pressure";
  static constexpr double ranges[][2] = {{-10, 40}};
  static constexpr int n_out = 1;
  static auto kernel() { return saturation_vapour_pressure<Real>{}; }
  template <class A>
  static auto outputs(const A& a) {
    return a(0);
  }
};

template <class Real>
struct water_density {
  static constexpr const char* name = "water_density";
  static constexpr double ranges[][2] = {{0, 40}, {70e3, 102e3}};
  static constexpr int n_out = 1;
  static auto kernel() { return water_density_fisher<Real>{}; }
  template <class A>
  static auto outputs(const A& a) {
    return a(0);
  }
};

template <class Real>
struct whole_pmodel {
  static constexpr const char* name = "pmodel";
  static constexpr double ranges[][2] = {{0, 38}, {10, 3500}, {350, 500}, {70e3, 102e3}, {0, 1}, {0, 2000}};
  static constexpr int n_out = 9;
  static auto kernel() {
    return only<field::gpp, field::lue, field::iwue, field::chi, field::vcmax, field::vcmax25, field::jmax,
                field::jmax25, field::gs>(pmodel_kernel<Real>{});
  }
  template <class A>
  static auto outputs(const A& a) {
    using array = decltype(a(0));
    return selection<array, field::gpp, field::lue, field::iwue, field::chi, field::vcmax, field::vcmax25,
                     field::jmax, field::jmax25, field::gs>{{a(0)}, {a(1)}, {a(2)}, {a(3)}, {a(4)},
                                                            {a(5)}, {a(6)}, {a(7)}, {a(8)}};
  }
};

template <class Problem>
inline constexpr std::size_t n_in = sizeof(Problem::ranges) / sizeof(Problem::ranges[0]);

constexpr std::size_t padded(std::size_t n) { return (n + 63) / 64 * 64; }

/// One set of arrays at a time.
template <class Problem, class Real>
std::vector<buffer<Real>>& arrays(std::size_t n) {
  static std::vector<buffer<Real>> kept;
  if (kept.empty() || kept.front().size != padded(n)) {
    kept.clear();
    std::mt19937_64 engine(20240601);
    for (std::size_t k = 0; k < n_in<Problem>; ++k) {
      std::uniform_real_distribution<double> draw(Problem::ranges[k][0], Problem::ranges[k][1]);
      kept.emplace_back(padded(n), kept.size());
      for (Real& x : kept.back().span()) x = static_cast<Real>(draw(engine));
    }
    for (int k = 0; k < Problem::n_out; ++k) kept.emplace_back(padded(n), kept.size());
  }
  return kept;
}

template <class V, class Real>
SYLVA_FORCE_INLINE void store(const std::array<Real*, 1>& out, std::size_t i, const V& v) {
  packet<V>::store(out[0] + i, v);
}
template <class Real, class R>
  requires zippable<R>
SYLVA_FORCE_INLINE void store(const std::array<Real*, 9>& out, std::size_t i, const R& r) {
  int k = 0;
  R::zip(r, r, [&](const auto& v, const auto&) {
    packet<std::remove_cvref_t<decltype(v)>>::store(out[static_cast<std::size_t>(k++)] + i, v);
  });
}

template <class V, class Real, class Kernel, std::size_t N, std::size_t M, std::size_t... I>
SYLVA_OUT_OF_LINE void loop(const Kernel& k, const std::array<const Real*, N> in,
                            const std::array<Real*, M> out, std::size_t n, std::index_sequence<I...>) {
  const Kernel kernel = k;
  for (std::size_t i = 0; i < n; i += packet<V>::width) {
    store(out, i, kernel(packet<V>::load(in[I] + i)...));
  }
}

void finish(benchmark::State& state) {
  const auto elements = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
  state.counters["elements"] = benchmark::Counter(elements, benchmark::Counter::kIsRate);
}

template <class Problem, class Real, class V>
void by_hand(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  auto& a = arrays<Problem, Real>(n);
  std::array<const Real*, n_in<Problem>> in;
  std::array<Real*, Problem::n_out> out;
  for (std::size_t k = 0; k < in.size(); ++k) in[k] = a[k].data;
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = a[in.size() + k].data;
  const auto kernel = Problem::kernel();
  for (auto _ : state) {
    loop<V>(kernel, in, out, n, std::make_index_sequence<n_in<Problem>>());
    benchmark::ClobberMemory();
  }
  finish(state);
}

/// `array_of(buffer, n)` makes the first n elements of a buffer an array of some library.
template <class Problem, class Real, class Policy, class F>
void lifted(benchmark::State& state, const F& array_of) {
  const auto n = static_cast<std::size_t>(state.range(0));
  auto& a = arrays<Problem, Real>(n);
  const auto kernel = Problem::kernel();
  const auto out = [&](std::size_t k) { return array_of(a[n_in<Problem> + k], n); };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto in = std::tuple(array_of(a[I], n)...);
    auto outputs = Problem::outputs(out);
    for (auto _ : state) {
      transform(Policy{}, kernel, outputs, std::get<I>(in)...);
      benchmark::ClobberMemory();
    }
  }(std::make_index_sequence<n_in<Problem>>());
  finish(state);
}

constexpr auto as_span = [](const auto& b, std::size_t n) { return b.span().first(n); };

template <class Real, class F>
void add(const std::string& kernel, const std::string& who, const F& f) {
  for (const std::int64_t n : {1, 16, 1000, 100000, 10000000}) {
    const std::string name = kernel + "/" + who + (sizeof(Real) == 8 ? "/double" : "/float");
    benchmark::RegisterBenchmark(name.c_str(), f)->Arg(n)->Iterations(std::max<std::int64_t>(1, 100000 / n));
  }
}

template <template <class> class P, class Real>
void add_all() {
  using problem = P<Real>;
  const std::string kernel = problem::name;
  add<Real>(kernel, "hand_serial", by_hand<problem, Real, Real>);
  add<Real>(kernel, "span_serial", [](auto& s) { lifted<problem, Real, serial>(s, as_span); });
#ifdef BENCH_XSIMD
  add<Real>(kernel, "hand_simd", by_hand<problem, Real, simd::value<Real>>);
  add<Real>(kernel, "span_simd", [](auto& s) { lifted<problem, Real, simd>(s, as_span); });
#endif
#ifdef BENCH_XTENSOR
  using policy = default_policy<xtensor_family>::type;
  add<Real>(kernel, std::same_as<policy, serial> ? "xtensor_serial" : "xtensor_simd", [](auto& s) {
    lifted<problem, Real, policy>(s, [](const auto& b, std::size_t n) {
      return xt::adapt(b.data, n, xt::no_ownership(), std::array<std::size_t, 1>{n});
    });
  });
#endif
#ifdef BENCH_KOKKOS
  using host = Kokkos::DefaultHostExecutionSpace;
  using view = Kokkos::View<Real*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  constexpr auto as_view = [](const auto& b, std::size_t n) { return view(b.data, n); };
  add<Real>(kernel, "kokkos_serial", [=](auto& s) { lifted<problem, Real, host>(s, as_view); });
#ifdef BENCH_XSIMD
  add<Real>(kernel, "kokkos_simd", [=](auto& s) { lifted<problem, Real, simd_threads<host>>(s, as_view); });
#endif
#endif
}

}  // namespace

int main(int argc, char** argv) {
#ifdef BENCH_KOKKOS
  Kokkos::ScopeGuard kokkos_guard(argc, argv);
#endif
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  add_all<vapour_pressure, double>();
  add_all<water_density, double>();
  add_all<whole_pmodel, double>();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
