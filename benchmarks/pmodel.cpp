/// The standard P-model (temperature-dependent quantum yield, prentice14, wang17, simple Arrhenius) from six
/// inputs to nine outputs, on every array and policy that is built in, beside the same work in hand-written
/// C.
///
///   bench_pmodel [--dump=PREFIX] [Google Benchmark's options]
///
/// --dump writes 10^5 elements of inputs and of everybody's outputs to PREFIX.*.f64 and PREFIX.*.f32, for
/// others to compare with, and times nothing.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/gpp.hpp>

#include "backends.hpp"
#include "buffer.hpp"

namespace {

using namespace sylva;
using namespace sylva::pmodel;

constexpr int n_in = 6, n_out = 9;

/// Uniform weather in the ranges that peers/pmodel_python.py draws from, and room for the outputs.
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

/// The outputs made anew each time, as vectors.
template <class Real, class Policy>
void span_map(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const auto k = kernel<Real>();
  for (auto _ : state) {
    benchmark::DoNotOptimize(map(Policy{}, k, d.in[0].span(), d.in[2].span(), d.in[3].span(), d.in[1].span(),
                                 d.in[4].span(), d.in[5].span()));
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}

/// Methods by name, and the ranges of all inputs checked on the way: what the programs do. With `any`, by the
/// kernel that holds all methods, as for those that are not the first of their kind.
template <class Real, class Policy, bool any>
void by_name(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const pmodel_model<Real> model({.pyrealm_compatible = any});
  const auto x = inputs<Real, host_space>([&](std::size_t k) { return d.in[k].span(); });
  productivity<result<Real>> y;
  for (std::size_t k = 0; k < d.out.size(); ++k) *find_member(y, nine<char>::names[k]) = d.out[k].span();
  for (auto _ : state) {
    benchmark::DoNotOptimize(model.run_checked(Policy{}, x, y));
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}

#ifdef BENCH_XTENSOR
template <class Real>
auto adaptor_of(const buffer<Real>& b) {
  return xt::adapt(b.data, b.size, xt::no_ownership(), std::array<std::size_t, 1>{b.size});
}

template <class Real>
void xtensor(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const auto x = inputs<Real, host_space>([&](std::size_t k) { return adaptor_of(d.in[k]); });
  const auto y = outputs<Real, host_space>([&](std::size_t k) { return adaptor_of(d.out[k]); });
  const auto k = kernel<Real>();
  using policy = default_policy<xtensor_family>::type;
  for (auto _ : state) {
    transform(policy{}, k, y, x);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}

template <class Real>
void xtensor_map(benchmark::State& state) {
  auto& d = data_of<Real>(static_cast<std::size_t>(state.range(0)));
  const auto in = [&](std::size_t k) { return adaptor_of(d.in[k]); };
  const auto k = kernel<Real>();
  for (auto _ : state) {
    benchmark::DoNotOptimize(map(k, in(0), in(2), in(3), in(1), in(4), in(5)));
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
template <class Real>
using peer = void(const Real* const*, Real* const*, long, int);
extern "C" peer<double> peer_c_fused_divide_double, peer_c_fused_newton_double, peer_c_staged_divide_double,
    peer_c_staged_newton_double;
extern "C" peer<float> peer_c_fused_divide_float, peer_c_fused_newton_float, peer_c_staged_divide_float,
    peer_c_staged_newton_float;

template <class Real>
void call(peer<Real>* f, const data<Real>& d, bool stream) {
  const Real* in[n_in];
  Real* out[n_out];
  for (std::size_t k = 0; k < n_in; ++k) in[k] = d.in[k].data;
  for (std::size_t k = 0; k < n_out; ++k) out[k] = d.out[k].data;
  f(in, out, static_cast<long>(d.in[0].size), stream);
}

template <class Real, peer<Real> Peer>
void in_c(benchmark::State& state) {
  const auto n = static_cast<std::size_t>(state.range(0));
  const auto& d = data_of<Real>(n);
  const bool stream = n >= 1000000;  // where stores that bypass the caches pay
  for (auto _ : state) {
    call(Peer, d, stream);
    benchmark::ClobberMemory();
  }
  finish(state, sizeof(Real));
}
#endif

constexpr std::size_t n_compared = 100000;

template <class Real>
void compute(const data<Real>& d) {
#ifdef BENCH_XSIMD
  using policy = simd;
#else
  using policy = serial;
#endif
  transform(policy{}, kernel<Real>(),
            outputs<Real, host_space>([&](std::size_t k) { return d.out[k].span(); }),
            inputs<Real, host_space>([&](std::size_t k) { return d.in[k].span(); }));
}

#ifdef BENCH_C
/// The same figures, or there is nothing to compare.
template <class Real>
void check_peers(std::initializer_list<peer<Real>*> peers, double allowed) {
  const data<Real> mine(n_compared), other(n_compared);
  compute(mine);
  double worst = 0;
  for (peer<Real>* f : peers) {
    call(f, other, false);
    for (std::size_t k = 0; k < n_out; ++k) {
      for (std::size_t i = 0; i < n_compared; ++i) {
        const double a = other.out[k].data[i], b = mine.out[k].data[i];
        if (std::isnan(a) && std::isnan(b)) continue;
        const double here = std::abs(a / b - 1);
        worst = here <= worst ? worst : std::isnan(here) ? INFINITY : here;
      }
    }
  }
  if (worst < allowed) return;
  std::cerr << "a peer in C (" << sizeof(Real) << " bytes) and sylva differ by " << worst
            << ": nothing is timed\n";
  std::exit(1);
}
#endif

template <class Real>
void write(const std::string& file, const std::vector<buffer<Real>>& arrays) {
  std::ofstream out(file, std::ios::binary);
  for (const auto& a : arrays) {
    out.write(reinterpret_cast<const char*>(a.data), static_cast<std::streamsize>(a.size * sizeof(Real)));
  }
  if (!out.flush()) {
    std::cerr << "cannot write " << file << "\n";
    std::exit(1);
  }
}

template <class Real>
void dump(const std::string& prefix) {
  const std::string suffix = sizeof(Real) == 8 ? ".f64" : ".f32";
  const data<Real> d(n_compared);
  write(prefix + ".in" + suffix, d.in);
  compute(d);
  write(prefix + ".sylva" + suffix, d.out);
#ifdef BENCH_C
  if constexpr (sizeof(Real) == 8) {
    call(peer_c_staged_newton_double, d, false);
  } else {
    call(peer_c_staged_newton_float, d, false);
  }
  write(prefix + ".c" + suffix, d.out);
#endif
}

template <class F>
void add(const std::string& name, F f) {
  benchmark::RegisterBenchmark(name.c_str(), f)
      ->RangeMultiplier(10)
      ->Range(100000, 10000000)
      ->Unit(benchmark::kMillisecond)
      ->UseRealTime();
}

template <class Real>
void add_all(const std::string& real) {
  add("span_serial" + real, span<Real, serial>);
#ifdef BENCH_XSIMD
  add("span_simd" + real, span<Real, simd>);
  add("span_staged_simd" + real, span<Real, staged_simd>);
  add("span_simd_map" + real, span_map<Real, simd>);
  add("by_name_simd" + real, by_name<Real, simd, false>);
  add("by_name_any_simd" + real, by_name<Real, simd, true>);
#endif
#ifdef BENCH_XTENSOR
  add("xtensor" + real, xtensor<Real>);
  add("xtensor_map" + real, xtensor_map<Real>);
#endif
#ifdef BENCH_KOKKOS
  using host = Kokkos::DefaultHostExecutionSpace;
  add("kokkos" + real, kokkos<Real, host>);
#ifdef BENCH_XSIMD
  add("kokkos_simd" + real, kokkos<Real, simd_threads<host>>);
#endif
#endif
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strncmp(argv[1], "--dump=", 7) == 0) {
    dump<double>(argv[1] + 7);
    dump<float>(argv[1] + 7);
    return 0;
  }
#ifdef BENCH_KOKKOS
  Kokkos::ScopeGuard kokkos_guard(argc, argv);
  benchmark::AddCustomContext("kokkos_space", Kokkos::DefaultHostExecutionSpace::name());
#endif
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::AddCustomContext("compiler", BENCH_COMPILER);
  benchmark::AddCustomContext("flags", BENCH_FLAGS);
  benchmark::AddCustomContext("libraries", BENCH_LIBRARIES);
#ifdef BENCH_XSIMD
  benchmark::AddCustomContext("simd", xsimd::default_arch::name());
#endif
#ifdef BENCH_C
  check_peers<double>({peer_c_fused_divide_double, peer_c_fused_newton_double, peer_c_staged_divide_double,
                       peer_c_staged_newton_double},
                      1e-11);
  check_peers<float>({peer_c_fused_divide_float, peer_c_fused_newton_float, peer_c_staged_divide_float,
                      peer_c_staged_newton_float},
                     1e-3);
  add("c_fused/double", in_c<double, peer_c_fused_divide_double>);
  add("c_fused_newton/double", in_c<double, peer_c_fused_newton_double>);
  add("c_staged/double", in_c<double, peer_c_staged_divide_double>);
  add("c_staged_newton/double", in_c<double, peer_c_staged_newton_double>);
  add("c_fused/float", in_c<float, peer_c_fused_divide_float>);
  add("c_fused_newton/float", in_c<float, peer_c_fused_newton_float>);
  add("c_staged/float", in_c<float, peer_c_staged_divide_float>);
  add("c_staged_newton/float", in_c<float, peer_c_staged_newton_float>);
#endif
  add_all<double>("/double");
  add_all<float>("/float");
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
