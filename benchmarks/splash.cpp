/// SPLASH with its spin-up on every array and policy that is built in: one run a process, so that the
/// greatest memory that the process had is that of the run.
///
///   bench_splash WHO SITES YEARS [REPEAT]     prints a line of JSON
///   bench_splash parts                        what the arithmetic of a site-day is made of, likewise
///   bench_splash check SITES                  the sums of the outputs, for others to compare theirs with
///
/// WHO is span_serial, span_simd, span_simd_float, xtensor, kokkos or kokkos_simd.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sylva/models/splash.hpp>
#include <vector>

#include "measured.hpp"

namespace {

using namespace sylva;

/// Weather that peers/splash_python.py makes too: seasons by latitude, and noise.
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
      latitude.push_back(Real(-60 + 125 * place)), elevation.push_back(Real(2000 * noise(s, 7)));
    }
    for (index_t t = 0; t < days; ++t) {
      date.push_back(Real(1 + t % 365)), year.push_back(Real(365));
      const double season = std::sin((double(t % 365) - 109) / 365 * 2 * 3.14159265358979323846);
      for (index_t s = 0; s < sites; ++s) {
        const double lat = double(latitude[std::size_t(s)]);
        const index_t at = t * sites + s;
        const auto i = std::size_t(at);
        const double mean = 27 - 0.009 * lat * lat, swing = 0.25 * lat;
        tc.data[i] = Real(std::max(-25.0, mean + swing * season + 6 * (noise(at, 1) - 0.5)));
        sf.data[i] = Real(noise(at, 2));
        pn.data[i] = Real(noise(at, 3) < 0.3 ? 12 * noise(at, 4) : 0);
      }
    }
  }
  std::size_t count() const { return std::size_t(days * sites); }
};

/// One run: the model, the spin-up, and three outputs of every day.
template <class Real, class Policy, class Arrays>
double run(const weather<Real>& w, Arrays, double* spin_up_seconds = nullptr) {
  const auto array = [&w](const buffer<Real>& b) { return Arrays::of(b, std::array{w.days, w.sites}); };
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

template <class Real, class Policy, class Arrays>
void report(const std::string& who, index_t sites, index_t years, int repeat, Arrays arrays) {
  // what the first run takes, such as pages of the program, is not counted
  run<Real, Policy>(weather<Real>(2, 1), arrays);
  const weather<Real> w(sites, years);
  forget_peak();
  const double before = peak_kilobytes();
  double best = 0, spin_up = 0;
  for (int r = 0; r < repeat; ++r) {
    double first = 0;
    const double took = run<Real, Policy>(w, arrays, &first);
    if (r == 0 || took < best) best = took, spin_up = first;
  }
  std::printf(
      "{\"who\": \"%s\", \"sites\": %td, \"years\": %td, \"seconds\": %.6g, \"spin_up\": %.6g, "
      "\"peak_kb\": %.0f, \"before_kb\": %.0f, \"arrays_kb\": %.0f}\n",
      who.c_str(), sites, years, best, spin_up, peak_kilobytes(), before,
      6.0 * double(w.count()) * sizeof(Real) / 1024);
}

void sums(index_t sites) {
  const weather<double> w(sites, 2);
  run<double, serial>(w, in_spans{});
  double total[3] = {};
  for (std::size_t i = 0; i < w.count(); ++i) {
    total[0] += w.aet.data[i], total[1] += w.wn.data[i], total[2] += w.run_off.data[i];
  }
  std::printf("{\"aet\": %.17g, \"wn\": %.17g, \"runoff\": %.17g}\n", total[0], total[1], total[2]);
}

#ifdef BENCH_XSIMD
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
  if (who == "check") {
    sums(sites);
    return 0;
  }
#ifdef BENCH_XSIMD
  if (who == "parts") {
    parts();
    return 0;
  }
#endif
  const bool found = on_backend(who, argc, argv, [&]<class Real, class Policy>(auto arrays) {
    report<Real, Policy>(who, sites, years, repeat, arrays);
  });
  if (found) return 0;
  std::fprintf(stderr, "bench_splash: '%s' is not built in; see the head of splash.cpp\n", who.c_str());
  return 1;
}
