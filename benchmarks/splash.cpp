/// SPLASH with its spin-up on every array and policy that is built in: one run a process, so that the
/// greatest memory that the process had is that of the run.
///
///   bench_splash WHO SITES YEARS [REPEAT]     prints a line of JSON
///   bench_splash parts                        what the arithmetic of a site-day is made of, likewise
///   bench_splash check SITES                  the sums of the outputs, for others to compare theirs with
///
/// WHO is span_serial, span_simd, span_simd_float, xtensor, kokkos or kokkos_simd.

#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <sylva/array/nd_array.hpp>
#include <sylva/models/splash.hpp>

#include "backends.hpp"
#include "buffer.hpp"

namespace {

using namespace sylva;

/// Weather that peers/splash_python.py makes too: seasons by latitude, and noise from a formula.
template <class Real>
struct weather {
  index_t days, sites;
  buffer<Real> sf, tc, pn, aet, wn, run_off;
  std::vector<Real> latitude, elevation, date, year;

  weather(index_t n_sites, index_t n_years)
      : days(365 * n_years),
        sites(n_sites),
        sf(count(), 0),
        tc(count(), 1),
        pn(count(), 2),
        aet(count(), 3),
        wn(count(), 4),
        run_off(count(), 5) {
    for (index_t s = 0; s < sites; ++s) {
      const double place = (double(s) + 0.5) / double(sites);
      latitude.push_back(Real(-60 + 125 * place)), elevation.push_back(Real(2000 * noise(double(s), 7)));
    }
    for (index_t t = 0; t < days; ++t) {
      date.push_back(Real(1 + t % 365)), year.push_back(Real(365));
      const double season = std::sin((double(t % 365) - 109) / 365 * 2 * 3.14159265358979323846);
      for (index_t s = 0; s < sites; ++s) {
        const double lat = double(latitude[std::size_t(s)]), at = double(t * sites + s);
        const auto i = std::size_t(t * sites + s);
        const double mean = 27 - 0.009 * lat * lat, swing = 0.25 * lat;
        tc.data[i] = Real(std::max(-25.0, mean + swing * season + 6 * (noise(at, 1) - 0.5)));
        sf.data[i] = Real(noise(at, 2));
        pn.data[i] = Real(noise(at, 3) < 0.3 ? 12 * noise(at, 4) : 0);
      }
    }
  }
  std::size_t count() const { return std::size_t(days * sites); }

  static double noise(double i, double stream) {
    const double x = std::sin((i + 1) * 0.129898 + stream * 78.233) * 43758.5453;
    return x - std::floor(x);
  }
};

double seconds_of(const std::function<void()>& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

long peak_kilobytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

/// One run: the model, the spin-up, and three outputs of every day. `array` makes an array of a buffer.
template <class Real, class Policy, class Array>
double run(const weather<Real>& w, const Array& array, double* spin_up_seconds = nullptr) {
  typename splash_model<Real>::template inputs<> x;
  typename splash_model<Real>::template outputs<> y;
  std::vector<Real> state(std::size_t(w.sites), Real(0));
  return seconds_of([&] {
    const splash_model<Real> model;
    x.sunshine_fraction = array(w.sf), x.tc = array(w.tc), x.precipitation = array(w.pn);
    x.latitude = w.latitude, x.elevation = w.elevation, x.ordinal_date = w.date, x.days_in_year = w.year;
    y.aet = array(w.aet), y.soil_moisture = array(w.wn), y.runoff = array(w.run_off);
    const double first = seconds_of([&] {
      if (model.spin_up(Policy{}, x, state, {365, 20}).not_converged > 0) std::exit(3);
    });
    if (spin_up_seconds) *spin_up_seconds = first;
    model.run(Policy{}, x, state, y);
  });
}

template <class Real, class Policy, class MakeArray>
void report(const char* who, index_t sites, index_t years, int repeat, const MakeArray& make) {
  const weather<Real> w(sites, years);
  const long before = peak_kilobytes();
  double best = 0, spin_up = 0;
  for (int r = 0; r < repeat; ++r) {
    double first = 0;
    const double took = run<Real, Policy>(w, make(w), &first);
    if (r == 0 || took < best) best = took, spin_up = first;
  }
  std::printf(
      "{\"who\": \"%s\", \"sites\": %td, \"years\": %td, \"seconds\": %.6g, \"spin_up\": %.6g, "
      "\"peak_kb\": %ld, \"before_kb\": %ld, \"arrays_kb\": %.0f}\n",
      who, sites, years, best, spin_up, peak_kilobytes(), before,
      6.0 * double(w.count()) * sizeof(Real) / 1024);
}

template <class Real>
auto spans(const weather<Real>& w) {
  return [&w](const buffer<Real>& b) {
    return strided_view<Real>{b.data, {2, {w.days, w.sites}}, {w.sites, 1}};
  };
}

void sums(index_t sites) {
  const weather<double> w(sites, 2);
  run<double, serial>(w, spans(w));
  double total[3] = {};
  for (std::size_t i = 0; i < w.count(); ++i) {
    total[0] += w.aet.data[i], total[1] += w.wn.data[i], total[2] += w.run_off.data[i];
  }
  std::printf("{\"aet\": %.17g, \"wn\": %.17g, \"runoff\": %.17g}\n", total[0], total[1], total[2]);
}

#ifdef BENCH_XSIMD
/// Nanoseconds an element of a function of one value, in the first-level cache, and of arithmetic alike.
template <class F>
double nanoseconds(const F& f, double low, double high) {
  using V = simd::value<double>;
  constexpr std::size_t n = 960;
  buffer<double> in(n, 0), out(n, 1);
  for (std::size_t i = 0; i < n; ++i) in.data[i] = low + (high - low) * double(i) / double(n);
  double best = 1;
  for (int r = 0; r < 200; ++r) {
    best = std::min(best, seconds_of([&] {
                      for (int k = 0; k < 100; ++k) {
                        for (std::size_t i = 0; i + packet<V>::width <= n; i += packet<V>::width) {
                          packet<V>::store(out.data + i, f(packet<V>::load(in.data + i)));
                        }
                        asm volatile("" ::: "memory");
                      }
                    }));
  }
  return best / 100 / double(n / packet<V>::width * packet<V>::width) * 1e9;
}

/// A site-day of weather is 24 bytes in and 24 out: how fast these come and go, three arrays each.
double gigabytes_a_second() {
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

void parts() {
  const water_density_fisher<double> density{};
  const saturation_vapour_pressure_slope<double> slope{};
  const hour_angle_of_cosine<double> angle{};
  const specific_heat_of_moist_air<double> heat{};
  using V = simd::value<double>;
  std::printf(
      "{\"slope\": %.4g, \"density\": %.4g, \"specific_heat\": %.4g, \"hour_angle\": %.4g, "
      "\"division\": %.4g, \"gigabytes\": %.4g}\n",
      nanoseconds([&](const V& x) { return slope(x); }, -10, 40),
      nanoseconds([&](const V& x) { return density(x, V(101325.0)); }, -10, 40),
      nanoseconds([&](const V& x) { return heat(x); }, -10, 40),
      nanoseconds(
          [&](const V& x) {
            const auto h = angle(x);
            return h.angle + h.sine;
          },
          -1.2, 1.2),
      nanoseconds([&](const V& x) { return V(1.0) / x; }, 1, 40), gigabytes_a_second());
}
#endif

}  // namespace

int main(int argc, char** argv) {
  const std::string who = argc > 1 ? argv[1] : "";
  const auto positive = [&](int k, long otherwise) {
    return argc > k ? std::max(1L, std::atol(argv[k])) : otherwise;
  };
  const index_t sites = positive(2, 100), years = positive(3, 20);
  const int repeat = static_cast<int>(positive(4, 1));
  const auto in_spans = []<class Real>(const weather<Real>& w) { return spans(w); };
  if (who == "check") {
    sums(sites);
    return 0;
  }
  if (who == "span_serial") {
    report<double, serial>("span_serial", sites, years, repeat, in_spans);
    return 0;
  }
#ifdef BENCH_XSIMD
  if (who == "parts") {
    parts();
    return 0;
  }
  if (who == "span_simd") {
    report<double, simd>("span_simd", sites, years, repeat, in_spans);
    return 0;
  }
  if (who == "span_simd_float") {
    report<float, simd>("span_simd_float", sites, years, repeat, in_spans);
    return 0;
  }
#endif
#ifdef BENCH_XTENSOR
  if (who == "xtensor") {
    using policy = default_policy<xtensor_family>::type;
    report<double, policy>("xtensor", sites, years, repeat, [](const weather<double>& w) {
      return [&w](const buffer<double>& b) {
        return xt::adapt(b.data, b.size, xt::no_ownership(),
                         std::array<std::size_t, 2>{std::size_t(w.days), std::size_t(w.sites)});
      };
    });
    return 0;
  }
#endif
#ifdef BENCH_KOKKOS
  const Kokkos::ScopeGuard guard(argc, argv);
  using host = Kokkos::DefaultHostExecutionSpace;
  const auto views = [](const weather<double>& w) {
    return [&w](const buffer<double>& b) {
      return Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace,
                          Kokkos::MemoryTraits<Kokkos::Unmanaged>>(b.data, std::size_t(w.days),
                                                                   std::size_t(w.sites));
    };
  };
  if (who == "kokkos") {
    report<double, host>("kokkos", sites, years, repeat, views);
    return 0;
  }
#ifdef BENCH_XSIMD
  if (who == "kokkos_simd") {
    report<double, simd_threads<host>>("kokkos_simd", sites, years, repeat, views);
    return 0;
  }
#endif
#endif
  std::fprintf(stderr, "bench_splash: '%s' is not built in; see the head of splash.cpp\n", who.c_str());
  return 1;
}
