/// Trees and canopies on every array and policy that is built in: one run a process, so that the greatest
/// memory that the process had is that of the run.
///
///   bench_forest WHO WHAT CELLS COHORTS TYPES     prints a line of JSON; so many cohorts in each cell
///   bench_forest WHO WHAT CELLS COHORTS TYPES FILE    inputs and outputs, for others to compare theirs with
///   bench_forest parts WHAT CELLS COHORTS TYPES   what the arithmetic is made of, and what the machine does
///
/// WHO is span_serial, span_simd, span_simd_float, xtensor, kokkos or kokkos_simd; WHAT is one of
///   canopy   layers, light and GPP of stems, from heights and crown areas
///   growth   increments and where the carbon goes, from diameters and GPP
///   all      geometry and allocation, all of it stored as pyrealm does, from diameters and GPP
///   year     new diameters from diameters: geometry, canopy, growth
/// and TYPES is 4, each cohort of one of them, or 1, whose traits are then numbers and no table.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <sylva/demography/growth.hpp>
#include <sylva/models/canopy.hpp>
#include <utility>
#include <vector>

#include "measured.hpp"

namespace {

using namespace sylva;

constexpr double gap_fraction = 0.05;
constexpr int most_types = 4;

/// Types that differ in size and in the shape of the crown; peers/forest_python.py has them too.
template <class Real>
demography::plant_traits<Real> type_of(int k) {
  constexpr double h_max[] = {25.33, 35, 18, 30}, a_hd[] = {116, 100, 140, 90},
                   ca_ratio[] = {390, 350, 300, 420}, lai[] = {1.8, 2.2, 3, 1.5},
                   par_ext[] = {0.5, 0.6, 0.45, 0.5}, m[] = {2, 1.5, 2.6, 4}, n[] = {5, 3, 1.8, 4},
                   f_g[] = {0.05, 0.1, 0.02, 0};
  demography::plant_traits<Real> t = demography::default_traits<Real>();
  t.h_max = Real(h_max[k]), t.a_hd = Real(a_hd[k]), t.ca_ratio = Real(ca_ratio[k]), t.lai = Real(lai[k]);
  t.par_ext = Real(par_ext[k]), t.m = Real(m[k]), t.n = Real(n[k]), t.f_g = Real(f_g[k]);
  const demography::crown_proportions<Real> crown = demography::crown_shape<Real>{}(t.m, t.n);
  t.q_m = crown.q_m, t.z_max_prop = crown.z_max_prop;
  return t;
}

/// The stand, and memory for what is asked of it: nothing else is allocated.
template <class Real>
struct stand {
  std::string what;
  int types;
  index_t cells, cohorts;
  Real cell_area;
  std::vector<demography::plant_traits<Real>> traits;
  demography::plant_traits<std::vector<Real>> table;
  std::vector<std::int64_t> offsets;
  buffer<std::int32_t> type;
  buffer<Real> dbh, individuals, height, area, gpp, potential, absorbed, ground, next;
  demography::growth<buffer<Real>> grown;
  demography::allometry<buffer<Real>> geometry;
  demography::allocation<buffer<Real>> allocated;

  stand(const std::string& asked, index_t n_cells, index_t in_each, int n_types)
      : what(asked),
        types(n_types),
        cells(n_cells),
        cohorts(n_cells * in_each),
        cell_area(Real((n_types == 1 ? 21 : 23) * double(in_each))),  // which makes four layers
        type(n_types > 1 ? all() : 0, 0),
        dbh(is("growth all year") ? all() : 0, 1),
        individuals(is("canopy year") ? all() : 0, 2),
        height(is("canopy year") ? all() : 0, 3),
        area(is("canopy year") ? all() : 0, 4),
        gpp(all(), 5),
        potential(is("canopy year") ? std::size_t(cells) : 0, 6),
        absorbed(is("canopy") ? all() : 0, 7),
        ground(is("canopy") ? std::size_t(cells) : 0, 8),
        next(is("year") ? all() : 0, 9),
        grown{part("growth year", 10), part("growth", 11), part("growth", 12), part("growth", 13),
              part("growth", 14),      part("growth", 15), part("growth", 16)},
        geometry{part("all", 10), part("all", 11), part("all", 12), part("all", 13), part("all", 14),
                 part("all", 15), part("all", 16), part("all", 17), part("all", 18)},
        allocated{part("all", 19), part("all", 20), part("all", 21), part("all", 22), part("all", 23),
                  part("all", 24), part("all", 25), part("all", 26), part("all", 27), part("all", 28),
                  part("all", 29), part("all", 30), part("all", 31)} {
    for (int k = 0; k < types; ++k) traits.push_back(type_of<Real>(k));
    for (const demography::plant_traits<Real>& t : traits) {
      table.zip(table, t, [](std::vector<Real>& to, const Real& x) { to.push_back(x); });
    }
    if (is("canopy year")) {
      offsets.reserve(std::size_t(cells) + 1);
      for (index_t c = 0; c <= cells; ++c) offsets.push_back(c * in_each);
    }
    for (std::size_t c = 0; c < potential.size; ++c) potential.data[c] = Real(1 + noise(index_t(c), 4));
    for (std::size_t i = 0; i < all(); ++i) {
      const auto k = types > 1 ? static_cast<std::int32_t>(types * noise(index_t(i), 2)) : 0;
      const Real d = Real(0.02 + 0.78 * noise(index_t(i), 1));
      const demography::allometry<Real> a = demography::stem_allometry<Real>{}(
          demography::allometry_inputs<Real>::of(traits[std::size_t(k)], d));
      if (types > 1) type.data[i] = k;
      if (dbh.size > 0) dbh.data[i] = d;
      if (individuals.size > 0) individuals.data[i] = Real(1 + std::floor(5 * noise(index_t(i), 3)));
      if (is("canopy")) height.data[i] = a.stem_height, area.data[i] = a.crown_area;
      if (is("growth all")) gpp.data[i] = Real(1.5) * a.crown_area;
    }
  }
  bool is(const std::string& kinds) const { return kinds.find(what) != std::string::npos; }
  std::size_t all() const { return std::size_t(cohorts); }
  buffer<Real> part(const char* kinds, std::size_t which) const { return {is(kinds) ? all() : 0, which}; }

  /// Calls f(name, buffer) for all that there is.
  template <class F>
  void for_each(const F& f) {
    const auto named = [&f]<class S>(S& s) {
      const char* const* name = S::names;
      s.zip(s, s, [&](buffer<Real>& b, const buffer<Real>&) { f(*name++, b); });
    };
    f("dbh", dbh), f("n_individuals", individuals), f("gpp", gpp), f("potential", potential);
    f("absorbed", absorbed), f("ground", ground), f("next_dbh", next);
    if (height.size > 0) f("stem_height", height), f("crown_area", area);
    named(grown), named(geometry), named(allocated);
  }
  double bytes() {
    double sum = double(type.size * sizeof(std::int32_t) + offsets.size() * sizeof(std::int64_t));
    for_each([&](const char*, const buffer<Real>& b) { sum += double(b.size * sizeof(Real)); });
    return sum;
  }
};

/// The diameter after the step.
struct add_growth {
  template <class V>
  SYLVA_FUNCTION V operator()(const V& dbh, const V& delta) const {
    return dbh + delta;
  }
};

/// The handles of a stand, as a user makes them, and what he calls. Layers are found again in each run.
template <class Real, class Policy, class Arrays>
struct run {
  using in = argument<Real>;
  using out = result<Real>;
  stand<Real>& s;
  std::vector<std::int64_t> layer_offsets;
  canopy_layer<std::vector<Real>> layers;

  index_t layer_count() const { return layer_offsets.empty() ? 0 : index_t(layer_offsets.back()); }
  double bytes() const {
    return double(5 * layers.height.size() * sizeof(Real) + layer_offsets.size() * sizeof(std::int64_t));
  }
  auto array(const buffer<Real>& b) const { return Arrays::of(b, std::array{index_t(b.size)}); }

  demography::plant_traits<in> traits() const {
    if (s.types > 1) return taken(s.table, Arrays::of(s.type, std::array{s.cohorts}));
    demography::plant_traits<in> t;
    t.zip(t, s.traits[0], [](in& to, const Real& x) { to = x; });
    return t;
  }
  template <class S>
  static auto all_of(const S& buffers) {
    return [&buffers](auto results) {
      results.zip(results, buffers, [](out& r, const buffer<Real>& b) {
        if (b.size > 0) r = Arrays::of(b, std::array{index_t(b.size)});
      });
      return results;
    };
  }

  void canopy(const demography::plant_traits<in>& t) {
    canopy_options options;
    options.gap_fraction = gap_fraction;
    const canopy_model<Real> model(options);
    const auto x = demography::canopy_cohort<in>::of(t, array(s.height), array(s.area), array(s.individuals));
    typename canopy_model<Real>::template stem_outputs<> stems;
    stems.gpp = array(s.gpp);
    layer_offsets = {};  // or there are two of them for a moment
    layer_offsets = model.layers(Policy{}, s.offsets, x, s.cell_area);
    typename canopy_model<Real>::template layer_outputs<> y;
    out ground;
    if (s.is("canopy")) {
      stems.absorbed = array(s.absorbed), ground = array(s.ground);
      y.zip(y, layers, [&](out& r, std::vector<Real>& v) {
        v.resize(std::size_t(layer_offsets.back()));
        r = v;
      });
    }
    model.run(Policy{}, s.offsets, x, s.cell_area, layer_offsets, y, stems, ground, array(s.potential));
  }
  void grow(const demography::plant_traits<in>& t) {
    using namespace demography;
    const growth_inputs<in> x = growth_inputs<in>::of(t, array(s.dbh), array(s.gpp));
    transform(Policy{}, tree_growth<Real>{}, all_of(s.grown)(growth<out>{}), x);
  }
  void all() {
    using namespace demography;
    const plant_traits<in> t = traits();
    transform(Policy{}, stem_allometry<Real>{}, all_of(s.geometry)(allometry<out>{}),
              allometry_inputs<in>::of(t, array(s.dbh)));
    allometry<in> geometry;
    geometry.zip(geometry, s.geometry, [&](in& to, const buffer<Real>& b) { to = array(b); });
    transform(Policy{}, stem_allocation<Real>{}, all_of(s.allocated)(allocation<out>{}),
              allocation_inputs<in>::of(t, array(s.dbh), geometry, array(s.gpp)));
  }
  void year() {
    using namespace demography;
    const plant_traits<in> t = traits();
    allometry<out> a;
    a.stem_height = array(s.height), a.crown_area = array(s.area);
    transform(Policy{}, stem_allometry<Real>{}, a, allometry_inputs<in>::of(t, array(s.dbh)));
    canopy(t);
    grow(t);
    transform(Policy{}, add_growth{}, array(s.next), array(s.dbh), array(s.grown.delta_dbh));
  }
  void operator()() {
    if (s.what == "canopy") canopy(traits());
    if (s.what == "growth") grow(traits());
    if (s.what == "all") all();
    if (s.what == "year") year();
  }
};

template <class Real, class Policy, class Arrays>
void report(const std::string& who, stand<Real>& s, Arrays) {
  forget_peak();
  const double before = peak_kilobytes();
  run<Real, Policy, Arrays> once{s, {}, {}};
  double best = 1e9, total = 0;
  // small ones often, as others take the processor from time to time
  for (int r = 0; r < 3 || (total < 0.3 && r < 10000); ++r) {
    const double took = seconds_of([&] { once(); });
    best = std::min(best, took), total += took;
    if (took > 3) break;
  }
  // memory for layers, as many as were found, is asked for by the call
  const double of_layers = once.bytes() / 1024;
  std::printf(
      "{\"who\": \"%s\", \"what\": \"%s\", \"cells\": %td, \"seconds\": %.6g, \"layers\": %td, "
      "\"peak_kb\": %.0f, \"before_kb\": %.1f, \"arrays_kb\": %.1f}\n",
      who.c_str(), s.what.c_str(), s.cells, best, once.layer_count(), peak_kilobytes(), before + of_layers,
      s.bytes() / 1024 + of_layers);
}

/// Each array as a line with its name and number of elements, and then the elements, all as double.
template <class Real, class Policy, class Arrays>
bool write(const char* file, stand<Real>& s, Arrays) {
  run<Real, Policy, Arrays> once{s, {}, {}};
  once();
  std::FILE* const to = std::fopen(file, "wb");
  if (to == nullptr) return false;
  const auto put = [&](const char* name, const auto* data, std::size_t n) {
    if (n == 0) return;
    std::fprintf(to, "%s %zu\n", name, n);
    const std::vector<double> x(data, data + n);
    std::fwrite(x.data(), sizeof(double), n, to);
  };
  put("type", s.type.data, s.type.size);
  put("layer_offsets", once.layer_offsets.data(), once.layer_offsets.size());
  s.for_each([&](const char* name, const buffer<Real>& b) { put(name, b.data, b.size); });
  const char* const* name = canopy_layer<std::vector<Real>>::names;
  once.layers.zip(once.layers, once.layers, [&](const std::vector<Real>& v, const std::vector<Real>&) {
    put((std::string("layer_") + *name++).c_str(), v.data(), v.size());
  });
  return std::fclose(to) == 0;
}

#ifdef BENCH_XSIMD

/// A cell that counts how often the search for the height of a layer asks for the area of its crowns.
struct counting_cell {
  using value = double;
  using crowns = std::vector<demography::canopy_crowns<double>>;
  const crowns& all;
  double& asked;

  template <class Made>
  struct kept {
    std::vector<Made> some;
    double& asked;
    template <class F>
    auto sum(const F& f) const {
      asked += double(some.size());
      return sum_of(some, f);
    }
  };
  template <class F>
  auto sum(const F& f) const {
    return sum_of(all, f);
  }
  template <class Is, class Make>
  auto where(const Is& is, const Make& make) const {
    kept<decltype(make(all[0]))> k{{}, asked};
    for (const auto& c : all) {
      if (is(c)) k.some.push_back(make(c));
    }
    return k;
  }

 private:
  template <class Elements, class F>
  static auto sum_of(const Elements& elements, const F& f) {
    std::remove_cvref_t<decltype(f(elements[0]))> total{};
    for (const auto& x : elements) {
      if constexpr (std::is_arithmetic_v<decltype(total)>) {
        total += f(x);
      } else {
        total.zip(total, f(x), [](double& a, const double& b) { a += b; });
      }
    }
    return total;
  }
};

/// How many functions a cohort takes, and how fast these are.
void parts(const stand<double>& s) {
  using namespace demography;
  const layer_height<double> search{gap_fraction};
  double asked = 0, feet = 0;
  for (std::size_t c = 0; c < std::size_t(s.cells); ++c) {
    counting_cell::crowns here;
    double area = 0, tallest = 0;
    for (auto i = std::size_t(s.offsets[c]); i < std::size_t(s.offsets[c + 1]); ++i) {
      const plant_traits<double>& t = s.traits[s.types > 1 ? std::size_t(s.type.data[i]) : 0];
      const auto x = canopy_cohort<double>::of(t, s.height.data[i], s.area.data[i], s.individuals.data[i]);
      const canopy_terms<double> y = terms_of_cohort<double>{}(x);
      here.push_back({y.area, x.stem_height, y.z_max, y.log_height, t.m, t.n, y.scale});
      area += y.area, tallest = std::max(tallest, x.stem_height);
    }
    const double closed = std::ceil(area / (s.cell_area * (1 - gap_fraction))) - 1;
    for (double layer = 0; layer < closed; ++layer) {
      (void)search(counting_cell{here, asked}, layer_place<double>{layer, s.cell_area, area, tallest});
      feet += double(here.size());
    }
  }
  using V = simd::value<double>;
  std::printf(
      "{\"asked\": %.4g, \"feet\": %.4g, \"exp\": %.4g, \"log\": %.4g, "
      "\"division\": %.4g, \"gigabytes\": %.4g}\n",
      asked / double(s.cohorts), feet / double(s.cohorts),
      nanoseconds([](const V& x) { return math::exp(x); }, -10, 0),
      nanoseconds([](const V& x) { return math::log(x); }, 0.01, 1),
      nanoseconds([](const V& x) { return V(1.0) / x; }, 1, 40), gigabytes_a_second());
}
#endif

}  // namespace

int main(int argc, char** argv) {
  const std::string who = argc > 1 ? argv[1] : "", what = argc > 2 ? argv[2] : "";
  const auto positive = [&](int k) { return argc > k ? std::max(1L, std::atol(argv[k])) : 1; };
  const index_t cells = positive(3), cohorts = positive(4);
  const int types = positive(5) > 1 ? most_types : 1;
  if (what != "canopy" && what != "growth" && what != "all" && what != "year") {
    std::fprintf(stderr, "bench_forest: nothing is called '%s'; see the head of forest.cpp\n", what.c_str());
    return 1;
  }
#ifdef BENCH_XSIMD
  if (who == "parts") {
    parts(stand<double>("canopy", cells, cohorts, types));
    return 0;
  }
#endif
  bool written = true;
  const bool found = on_backend(who, argc, argv, [&]<class Real, class Policy>(auto arrays) {
    // what the first run takes, such as pages of the program, is not counted
    stand<Real> small(what, 2, 10, types);
    run<Real, Policy, decltype(arrays)>{small, {}, {}}();
    stand<Real> s(what, cells, cohorts, types);
    if (argc > 6) {
      written = write<Real, Policy>(argv[6], s, arrays);
    } else {
      report<Real, Policy>(who, s, arrays);
    }
  });
  if (found && written) return 0;
  std::fprintf(stderr,
               "bench_forest: '%s' is not built in, see the head of forest.cpp, or no file was written\n",
               who.c_str());
  return 1;
}
