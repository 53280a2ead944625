/// The standard P-model (temperature-dependent quantum yield, prentice14, wang17, simple Arrhenius) from six
/// inputs to nine outputs, on every array and policy that is built in, beside the same work in hand-written
/// C.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <new>
#include <random>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/gpp.hpp>
#ifdef BENCH_XSIMD
#include <sylva/backends/xsimd.hpp>
#endif
#ifdef BENCH_XTENSOR
#include <sylva/backends/xtensor.hpp>
#endif
#ifdef BENCH_KOKKOS
#include <sylva/backends/kokkos_xsimd.hpp>
#endif

namespace {

using namespace sylva;
using namespace sylva::pmodel;

constexpr int n_in = 6, n_out = 9;

/// Memory that is kind to every competitor: aligned for whole vectors, touched before it is timed, and each
/// array at another offset within its page, since arrays that all start alike compete for the same lines of
/// the cache.
template <class Real>
class buffer {
 public:
  buffer(std::size_t n, std::size_t which)
      : size(n), memory_(std::aligned_alloc(4096, (n * sizeof(Real) + 320 * which + 8191) / 4096 * 4096)) {
    if (memory_ == nullptr) throw std::bad_alloc();
    data = reinterpret_cast<Real*>(static_cast<char*>(memory_.get()) + 320 * which);
    std::fill_n(data, n, Real(0));
  }
  std::span<Real> span() const { return {data, size}; }
  std::size_t size;
  Real* data;

 private:
  struct release {
    void operator()(void* p) const { std::free(p); }
  };
  std::unique_ptr<void, release> memory_;
};

/// Uniform weather in the ranges that peers/w1.py draws from, and room for the outputs.
template <class Real>
struct data {
  std::vector<buffer<Real>> in, out;

  explicit data(std::size_t n) {
    const double ranges[n_in][2] = {{0, 38}, {70e3, 102e3}, {10, 3500}, {350, 500}, {0, 1}, {0, 2000}};
    std::mt19937_64 engine(20240601);
    for (const auto& [low, high] : ranges) {
      std::uniform_real_distribution<double> draw(low, high);
      in.emplace_back(n, in.size());
      for (Real& x : in.back().span()) x = static_cast<Real>(draw(engine));
    }
    for (int k = 0; k < n_out; ++k) out.emplace_back(n, in.size() + out.size());
  }
};

/// One data set at a time: at 10^7 elements it takes 1.2 GB.
template <class Real>
data<Real>& data_of(std::size_t n) {
  static std::unique_ptr<data<Real>> kept;
  if (!kept || kept->in[0].size != n) {
    kept.reset();
    kept = std::make_unique<data<Real>>(n);
  }
  return *kept;
}

template <class T>
using nine = selection<T, field::gpp, field::lue, field::iwue, field::chi, field::vcmax, field::vcmax25,
                       field::jmax, field::jmax25, field::gs>;

template <class Real>
auto kernel() {
  return only<field::gpp, field::lue, field::iwue, field::chi, field::vcmax, field::vcmax25, field::jmax,
              field::jmax25, field::gs>(pmodel_kernel<Real>{});
}

template <class Real, class Space, class A>
forcing<argument<Real, Space>> inputs(const A& a) {
  forcing<argument<Real, Space>> x{};
  x.tc = a(0), x.patm = a(1), x.vpd = a(2), x.co2 = a(3), x.fapar = a(4), x.ppfd = a(5);
  x.reference_kphio = Real(0.125);
  return x;
}

template <class Real, class Space, class A>
nine<result<Real, Space>> outputs(const A& a) {
  return {{a(0)}, {a(1)}, {a(2)}, {a(3)}, {a(4)}, {a(5)}, {a(6)}, {a(7)}, {a(8)}};
}

void finish(benchmark::State& state, std::size_t real) {
  const auto elements = static_cast<double>(state.iterations()) * static_cast<double>(state.range(0));
  state.counters["elements"] = benchmark::Counter(elements, benchmark::Counter::kIsRate);
  state.counters["bytes"] =
      benchmark::Counter(elements * static_cast<double>(real) * (n_in + n_out), benchmark::Counter::kIsRate);
}

template <class Real, class Policy>
void span(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const auto x = inputs<Real, host_space>([&](std::size_t k) { return d.in[k].span(); });
  const auto y = outputs<Real, host_space>([&](std::size_t k) { return d.out[k].span(); });
  const auto k = kernel<Real>();
  for (auto _ : state) {
    transform(Policy{}, k, y, x);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}

/// Methods by name, and the ranges of all inputs checked on the way: what the programs do.
template <class Real, class Policy>
void by_name(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const pmodel_model<Real> model;
  const auto x = inputs<Real, host_space>([&](std::size_t k) { return d.in[k].span(); });
  productivity<result<Real>> y;
  std::size_t k = 0;
  for (const char* name : nine<char>::names) *find_member(y, name) = d.out[k++].span();
  for (auto _ : state) {
    benchmark::DoNotOptimize(model.run_checked(Policy{}, x, y));
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}

#ifdef BENCH_XTENSOR
template <class Real>
void xtensor(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  auto& d = data_of<Real>(n);
  const auto adapt = [n](auto& buffers) {
    return [&buffers, n](std::size_t k) {
      return xt::adapt(buffers[k].data, n, xt::no_ownership(), std::array<std::size_t, 1>{n});
    };
  };
  const auto x = inputs<Real, host_space>(adapt(d.in));
  const auto y = outputs<Real, host_space>(adapt(d.out));
  const auto k = kernel<Real>();
  using policy = default_policy<xtensor_family>::type;
  for (auto _ : state) {
    transform(policy{}, k, y, x);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}
#endif

#ifdef BENCH_KOKKOS
template <class Real, class Policy>
void kokkos(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  auto& d = data_of<Real>(n);
  using view = Kokkos::View<Real*, Kokkos::HostSpace, Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  const auto x = inputs<Real, host_space>([&](std::size_t k) { return view(d.in[k].data, n); });
  const auto y = outputs<Real, host_space>([&](std::size_t k) { return view(d.out[k].data, n); });
  const auto k = kernel<Real>();
  for (auto _ : state) {
    transform(Policy{}, k, y, x);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}
#endif

#ifdef BENCH_C
using peer = void(const double* const*, double* const*, long, int);
extern "C" peer peer_c_fused_divide, peer_c_fused_newton, peer_c_staged_divide, peer_c_staged_newton;

template <peer Peer>
void in_c(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  auto& d = data_of<double>(n);
  const double* in[n_in];
  double* out[n_out];
  for (std::size_t k = 0; k < n_in; ++k) in[k] = d.in[k].data;
  for (std::size_t k = 0; k < n_out; ++k) out[k] = d.out[k].data;
  const bool stream = n >= 1000000;  // where stores that bypass the caches pay
  for (auto _ : state) {
    Peer(in, out, static_cast<long>(n), stream);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(double));
}

/// The same figures, or there is nothing to compare. Returns the worst relative difference.
double difference() {
  constexpr std::size_t n = 100000;
  data<double> d(n);
  const double* in[n_in];
  double* out[n_out];
  for (std::size_t k = 0; k < n_in; ++k) in[k] = d.in[k].data;
  for (std::size_t k = 0; k < n_out; ++k) out[k] = d.out[k].data;
  peer_c_staged_divide(in, out, n, 0);
  data<double> mine(n);
  transform(serial{}, kernel<double>(),
            outputs<double, host_space>([&](std::size_t k) { return mine.out[k].span(); }),
            inputs<double, host_space>([&](std::size_t k) { return mine.in[k].span(); }));
  double worst = 0;
  for (std::size_t k = 0; k < n_out; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      const double a = out[k][i], b = mine.out[k].span()[i];
      worst = std::isnan(a) != std::isnan(b) ? INFINITY
              : std::isnan(a)                ? worst
                                             : std::max(worst, std::abs(a / b - 1));
    }
  }
  return worst;
}
#endif

template <class F>
void add(const char* name, F f) {
  benchmark::RegisterBenchmark(name, f)
      ->RangeMultiplier(10)
      ->Range(100000, 10000000)
      ->Unit(benchmark::kMillisecond)
      ->ComputeStatistics("min",
                          [](const std::vector<double>& v) { return *std::min_element(v.begin(), v.end()); })
      ->ComputeStatistics("max",
                          [](const std::vector<double>& v) { return *std::max_element(v.begin(), v.end()); })
      ->UseRealTime();
}

}  // namespace

int main(int argc, char** argv) {
#ifdef BENCH_KOKKOS
  Kokkos::ScopeGuard kokkos_guard(argc, argv);
#endif
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
#ifdef BENCH_C
  const double worst = difference();
  benchmark::AddCustomContext("largest_relative_difference_to_c", std::to_string(worst * 1e15) + "e-15");
  if (!(worst < 1e-11)) {
    std::cerr << "the peer in C and sylva differ by " << worst << ": nothing is timed\n";
    return 1;
  }
  add("c_fused/double", in_c<peer_c_fused_divide>);
  add("c_fused_newton/double", in_c<peer_c_fused_newton>);
  add("c_staged/double", in_c<peer_c_staged_divide>);
  add("c_staged_newton/double", in_c<peer_c_staged_newton>);
#endif
  add("span_serial/double", span<double, serial>);
  add("span_serial/float", span<float, serial>);
#ifdef BENCH_XSIMD
  add("span_simd/double", span<double, simd>);
  add("span_simd/float", span<float, simd>);
  add("by_name_simd/double", by_name<double, simd>);
  add("by_name_simd/float", by_name<float, simd>);
#endif
#ifdef BENCH_XTENSOR
  add("xtensor/double", xtensor<double>);
  add("xtensor/float", xtensor<float>);
#endif
#ifdef BENCH_KOKKOS
  using host = Kokkos::DefaultHostExecutionSpace;
  add("kokkos/double", kokkos<double, host>);
  add("kokkos/float", kokkos<float, host>);
  add("kokkos_simd/double", kokkos<double, simd_threads<host>>);
  add("kokkos_simd/float", kokkos<float, simd_threads<host>>);
#endif
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
