/// What sylva reaches in the execution space that Kokkos runs in by default, beside how fast that copies
/// memory.
///
///   bench_device [ELEMENTS]
///
/// ELEMENTS is how many there are in the largest arrays: 10^8 where nothing is said and there is a device,
/// which takes 18 GB of its memory, else 10^5. Prints a table in Markdown: medians of 11 times, each of so
/// many calls that the clock does not matter. Before it is timed, the P-model is compared with the host.

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sylva/backends/kokkos_device.hpp>
#include <sylva/backends/kokkos_teams.hpp>
#include <sylva/demography/allometry.hpp>
#include <sylva/demography/dynamics.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/models/canopy.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/models/splash.hpp>
#include <vector>

#include "lift/group_kernels.hpp"

namespace {

using namespace sylva;

using execution = Kokkos::DefaultExecutionSpace;
using memory = execution::memory_space;
template <class T>
using vector = Kokkos::View<T*, memory>;
/// (time, sites): neighbouring sites are neighbours in memory, on every device.
template <class T>
using matrix = Kokkos::View<T**, Kokkos::LayoutRight, memory>;

/// A number in [0, 1) that looks random: splitmix64 of the place.
struct noise {
  std::uint64_t stream;
  KOKKOS_FUNCTION double operator()(std::uint64_t i) const {
    std::uint64_t x = (i + 1) * 0x9e3779b97f4a7c15u + stream * 0xd1342543de82ef95u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return static_cast<double>((x ^ (x >> 31)) >> 11) * 0x1p-53;
  }
};

/// Uniform numbers, or of a part of the places, and 0 at all others.
template <class T>
struct drawn {
  T* to;
  double low, high, part;
  noise random;
  KOKKOS_FUNCTION void operator()(std::size_t i) const {
    const bool there = part == 1 || noise{random.stream + 1000}(i) < part;
    to[i] = there ? static_cast<T>(low + (high - low) * random(i)) : T(0);
  }
};
template <class View>
const View& draw(const View& a, std::uint64_t stream, double low, double high, double part = 1) {
  using T = typename View::value_type;
  Kokkos::parallel_for("draw", Kokkos::RangePolicy<execution, Kokkos::IndexType<std::size_t>>(0, a.size()),
                       drawn<T>{a.data(), low, high, part, {stream}});
  return a;
}

double seconds_of(int calls, const auto& f) {
  Kokkos::fence();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) f();
  Kokkos::fence();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / calls;
}

/// Seconds of a call: the median.
double median(const auto& f) {
  seconds_of(1, f);
  const double one = seconds_of(1, f);
  const int calls = one > 0.01 ? 1 : static_cast<int>(0.01 / (one + 1e-7)) + 1;
  std::vector<double> times(11);
  for (double& t : times) t = seconds_of(calls, f);
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

template <class T>
vector<T> put(const std::vector<T>& values) {
  const vector<T> a("a", values.size());
  Kokkos::deep_copy(a, Kokkos::View<const T*, Kokkos::HostSpace>(values.data(), values.size()));
  return a;
}

double copy_rate = 0;  ///< bytes a second

/// A row of the table: `count` things, of which each takes so many bytes that must come or go.
void report(const std::string& what, const char* real, std::size_t count, double bytes, double seconds) {
  const double rate = double(count) / seconds * bytes;
  if (copy_rate == 0) copy_rate = rate;
  std::printf("| %s | %s | %.3g | %.3g | %.4g | %.0f | %.0f %% |\n", what.c_str(), real, double(count),
              seconds * 1e3, double(count) / seconds * 1e-6, rate * 1e-9, 100 * rate / copy_rate);
  std::fflush(stdout);
}
template <class Real>
constexpr const char* name = std::is_same_v<Real, float> ? "float" : "double";

void copy(std::size_t n) {
  const vector<double> from("from", n), to("to", n);
  draw(from, 0, 0, 1);
  report("copy", "double", n, 16, median([&] { Kokkos::deep_copy(execution{}, to, from); }));
}

template <class Real>
void vapour_pressure(std::size_t n) {
  const vector<Real> tc("tc", n), pressure("pressure", n);
  draw(tc, 0, -10, 40);
  const saturation_vapour_pressure<Real> kernel{};
  report("saturation vapour pressure", name<Real>, n, 2 * sizeof(Real),
         median([&] { transform(execution{}, kernel, pressure, tc); }));
}

template <class T>
using nine = selection<T, pmodel::field::gpp, pmodel::field::lue, pmodel::field::iwue, pmodel::field::chi,
                       pmodel::field::vcmax, pmodel::field::vcmax25, pmodel::field::jmax,
                       pmodel::field::jmax25, pmodel::field::gs>;

/// The standard P-model from six arrays to nine.
template <class Real>
void standard_pmodel(std::size_t n, bool by_name) {
  const auto kernel = only<pmodel::field::gpp, pmodel::field::lue, pmodel::field::iwue, pmodel::field::chi,
                           pmodel::field::vcmax, pmodel::field::vcmax25, pmodel::field::jmax,
                           pmodel::field::jmax25, pmodel::field::gs>(pmodel::pmodel_kernel<Real>{});
  const double ranges[6][2] = {{0, 38}, {10, 3500}, {350, 500}, {70e3, 102e3}, {0, 1}, {0, 2000}};
  std::vector<vector<Real>> in, out;
  for (const auto& [low, high] : ranges) in.push_back(draw(vector<Real>("in", n), in.size(), low, high));
  for (int k = 0; k < 9; ++k) out.push_back(vector<Real>("out", n));
  const nine<vector<Real>> y{{out[0]}, {out[1]}, {out[2]}, {out[3]}, {out[4]},
                             {out[5]}, {out[6]}, {out[7]}, {out[8]}};
  const auto call = [&] { transform(execution{}, kernel, y, in[0], in[1], in[2], in[3], in[4], in[5]); };
  call();
  Kokkos::fence();
  const auto some = [&](const vector<Real>& a) {
    const auto first =
        Kokkos::subview(a, std::pair<std::size_t, std::size_t>(0, std::min<std::size_t>(n, 1000)));
    return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, first);
  };
  const auto gpp = some(y.gpp), gs = some(y.gs), tc = some(in[0]), vpd = some(in[1]), co2 = some(in[2]),
             patm = some(in[3]), fapar = some(in[4]), ppfd = some(in[5]);
  const Real tolerance = std::is_same_v<Real, float> ? Real(1e-4) : Real(1e-12);
  for (std::size_t i = 0; i < gpp.size(); ++i) {
    const auto here = kernel(tc(i), vpd(i), co2(i), patm(i), fapar(i), ppfd(i));
    if (std::abs(gpp(i) - here.gpp) <= tolerance * here.gpp &&
        std::abs(gs(i) - here.gs) <= tolerance * here.gs)
      continue;
    std::fprintf(stderr, "gpp is %.17g on the device and %.17g on the host, gs %.17g and %.17g\n",
                 double(gpp(i)), double(here.gpp), double(gs(i)), double(here.gs));
    std::exit(1);
  }
  report("P-model", name<Real>, n, 15 * sizeof(Real), median(call));
  if (!by_name) return;
  using space = array_space_t<vector<Real>>;
  const pmodel_model<Real> model;
  typename pmodel_model<Real>::template inputs<space> x;
  x.tc = in[0], x.vpd = in[1], x.co2 = in[2], x.patm = in[3], x.fapar = in[4], x.ppfd = in[5];
  typename pmodel_model<Real>::template outputs<space> z;
  z.gpp = y.gpp, z.lue = y.lue, z.iwue = y.iwue, z.chi = y.chi, z.vcmax = y.vcmax, z.vcmax25 = y.vcmax25;
  z.jmax = y.jmax, z.jmax25 = y.jmax25, z.gs = y.gs;
  report("the same by name", name<Real>, n, 15 * sizeof(Real), median([&] { model.run(execution{}, x, z); }));
  report("the same by name, ranges checked", name<Real>, n, 15 * sizeof(Real), median([&] {
           if (model.run_checked(execution{}, x, z).empty()) std::exit(1);
         }));
}

/// A year of SPLASH: sums of months, and three outputs of every day.
template <class Real>
void splash_year(std::size_t sites) {
  using space = array_space_t<vector<Real>>;
  using model_type = splash_model<Real>;
  const std::size_t days = 365;
  const auto of_days = [&](const char* label) { return matrix<Real>(label, days, sites); };
  typename model_type::template inputs<space> x;
  const auto sf = draw(of_days("sf"), 1, 0, 1), tc = draw(of_days("tc"), 2, -5, 30),
             pn = draw(of_days("pn"), 3, 0, 12, 0.3);
  const auto latitude = draw(vector<Real>("latitude", sites), 4, -60, 65),
             elevation = draw(vector<Real>("elevation", sites), 5, 0, 2000);
  const vector<Real> date("date", days), soil("soil moisture", sites);
  const auto dates = Kokkos::create_mirror_view(date);
  for (std::size_t t = 0; t < days; ++t) dates(t) = Real(t + 1);
  Kokkos::deep_copy(date, dates);
  Kokkos::deep_copy(soil, Real(75));
  x.sunshine_fraction = sf, x.tc = tc, x.precipitation = pn, x.latitude = latitude, x.elevation = elevation;
  x.ordinal_date = date, x.days_in_year = Real(365);
  const model_type model;
  {
    std::vector<index_t> months{0};
    for (const int n : {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}) months.push_back(months.back() + n);
    const matrix<Real> aet("aet", 12, sites), pet("pet", 12, sites), runoff("runoff", 12, sites);
    typename model_type::template totals<space> y;
    y.aet = aet, y.pet = pet, y.runoff = runoff;
    report("SPLASH, monthly sums", name<Real>, days * sites, 3 * sizeof(Real),
           median([&] { model.run_totals(execution{}, x, soil, months, y); }));
  }
  const auto aet = of_days("aet"), wn = of_days("soil moisture"), runoff = of_days("runoff");
  typename model_type::template outputs<space> y;
  y.aet = aet, y.soil_moisture = wn, y.runoff = runoff;
  report("SPLASH, three outputs a day", name<Real>, days * sites, 6 * sizeof(Real),
         median([&] { model.run(execution{}, x, soil, y); }));
}

/// Groups of so many elements: a light work, which is little more than reading, and a heavy one.
template <class Real>
void groups(std::size_t n, int least, int most) {
  std::vector<std::int32_t> offsets{0};
  for (std::size_t g = 0; g < n; ++g) {
    offsets.push_back(offsets.back() + least + static_cast<std::int32_t>((most - least + 1) * noise{0}(g)));
  }
  const vector<std::int32_t> cuts = put(offsets);
  const auto elements = static_cast<std::size_t>(offsets.back());
  const auto of_trees = [&](std::uint64_t stream, double low, double high) {
    return draw(vector<Real>("element input", elements), stream, low, high);
  };
  const lift::cohort<vector<Real>> trees{of_trees(1, 5, 45),  of_trees(2, 0.1, 60), of_trees(3, 1.1, 4),
                                         of_trees(4, 1.1, 9), of_trees(5, 1, 3),    of_trees(6, 1, 4),
                                         of_trees(7, 1, 40)};
  const auto target = draw(vector<Real>("target", n), 8, 100 * least, 200 * most);
  const vector<Real> mean("mean", n), each("each", elements);
  const lift::closure<vector<Real>> out{vector<Real>("height", n), vector<Real>("area", n)};
  const std::string sizes = ", groups of " + std::to_string(least) + " to " + std::to_string(most) + ", ";
  const auto with = [&](const std::string& how, const auto& policy) {
    report("deviations from means" + sizes + how, name<Real>, elements, 2 * sizeof(Real), median([&] {
             segmented(policy, lift::deviations<Real>{}, mean, each, cuts, target, trees.stem_height);
           }));
    report("closing of canopies" + sizes + how, name<Real>, elements, 8 * sizeof(Real),
           median([&] { segmented(policy, lift::canopy_closure<Real>{}, out, each, cuts, target, trees); }));
  };
  with("a thread a group", execution{});
  with("a team a group", kokkos_teams<execution>{});
}

/// Stands of 50 cohorts of four types: their layers and light by canopy_model, with all that it does on the
/// host, and a year of growth.
template <class Real>
void canopies(std::size_t cells) {
  constexpr std::size_t cohorts_a_cell = 50, types = 4;
  const std::size_t n = cells * cohorts_a_cell;
  demography::plant_traits<std::vector<Real>> table;
  for (std::size_t t = 0; t < types; ++t) {
    demography::plant_traits<Real> one = demography::default_traits<Real>();
    one.h_max += static_cast<Real>(5 * t), one.lai += static_cast<Real>(t) / 2;
    one.zip(table, one, [](std::vector<Real>& all, Real x) { all.push_back(x); });
  }
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> of_type(n);
  for (std::size_t c = 0; c < cells; ++c) offsets.push_back(offsets.back() + cohorts_a_cell);
  for (std::size_t k = 0; k < n; ++k) of_type[k] = static_cast<std::int32_t>(types * noise{3}(k));
  const vector<std::int64_t> cuts = put(offsets);
  const vector<std::int32_t> type = put(of_type);
  demography::plant_traits<vector<Real>> there;
  there.zip(there, table, [](auto& to, const std::vector<Real>& from) { to = put(from); });
  using space = array_space_t<vector<Real>>;
  using input = argument<Real, space>;
  const auto traits = taken(unchecked{}, there, type);

  const auto dbh = draw(vector<Real>("dbh", n), 1, 0.02, 0.8), number = draw(vector<Real>("n", n), 2, 1, 5);
  const vector<Real> height("height", n), crown("crown_area", n), absorbed("absorbed", n), gpp("gpp", n);
  demography::allometry<result<Real, space>> sizes{};
  sizes.stem_height = height, sizes.crown_area = crown;
  transform(execution{}, demography::stem_allometry<Real>{}, sizes,
            demography::allometry_inputs<input>::of(traits, input(dbh)));
  const canopy_model<Real> model({.gap_fraction = 0.05, .tolerance = sizeof(Real) < 8 ? 1e-5 : 1e-11});
  const auto trees = demography::canopy_cohort<input>::of(traits, height, crown, number);
  const Real area = 1000;
  const std::vector<std::int64_t> layers = model.layers(execution{}, cuts, trees, area);
  const vector<Real> ground("ground", cells), thicker("dbh after", n), survival("survival", n);
  const std::string what = "canopies of 50 cohorts, " +
                           std::to_string(layers.back() / static_cast<std::int64_t>(cells)) + " layers: ";
  report(what + "how many layers", name<Real>, n, 3 * sizeof(Real),
         median([&] { static_cast<void>(model.layers(execution{}, cuts, trees, area)); }));
  report(what + "light and GPP of stems", name<Real>, n, 5 * sizeof(Real), median([&] {
           model.run(execution{}, cuts, trees, area, layers, {}, {absorbed, gpp}, ground, Real(3));
         }));
  demography::tree_year_fluxes<result<Real, space>> year{};
  year.dbh = thicker, year.survival = survival;
  report("a year of trees", name<Real>, n, 4 * sizeof(Real), median([&] {
           transform(execution{}, demography::tree_year<Real>{}, year,
                     demography::growth_inputs<input>::of(traits, input(dbh), input(gpp)));
         }));
}

}  // namespace

int main(int argc, char** argv) {
#ifdef KOKKOS_ENABLE_CUDA
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess || count == 0) {
    std::puts("not run: no CUDA device");
    return 77;
  }
#endif
  const Kokkos::ScopeGuard guard(argc, argv);
  const bool on_host = executor<execution>::on_host;
  const std::size_t n = argc > 1  ? static_cast<std::size_t>(std::atof(argv[1]))
                        : on_host ? 100000
                                  : 100000000;
  if (n < 1000) {
    std::fprintf(stderr, "bench_device: ELEMENTS is %s; allowed is 1000 and more\n", argv[1]);
    return 2;
  }
  std::printf("Kokkos %d.%d.%d, %s", KOKKOS_VERSION / 10000, KOKKOS_VERSION / 100 % 100, KOKKOS_VERSION % 100,
              execution::name());
#ifdef KOKKOS_ENABLE_CUDA
  std::printf(" on %s", execution().cuda_device_prop().name);
#endif
  std::puts("\n\n| work | type | number | ms | million a second | GB/s | of the copy |");
  std::puts("|---|---|--:|--:|--:|--:|--:|");
  copy(n);
  vapour_pressure<double>(n);
  vapour_pressure<float>(n);
  for (const std::size_t elements : {n / 1000, n / 10, n}) standard_pmodel<double>(elements, elements == n);
  for (const std::size_t elements : {n / 1000, n / 10, n}) standard_pmodel<float>(elements, elements == n);
  for (const std::size_t sites : {n / 1000, n / 100}) splash_year<double>(sites);
  for (const std::size_t sites : {n / 1000, n / 100}) splash_year<float>(sites);
  for (const int most : {50, 5000}) {
    groups<double>(n / 2 / most, most / 10, most);
    groups<float>(n / 2 / most, most / 10, most);
  }
  canopies<double>(n / 1000);
  canopies<float>(n / 1000);
}
