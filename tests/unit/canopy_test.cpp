#include <sylva/models/canopy.hpp>

#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "lift/lift.hpp"
#include "support/kernels.hpp"
#include "support/mentions.hpp"

using namespace sylva;
using namespace sylva::demography;
using lift::missing;

namespace {

template <class T>
using column = std::vector<T>;

/// Crowns of all shapes: flat ones and such with a point, without a place where they are widest, and hardly
/// narrowing.
constexpr double shapes[][2] = {{2, 5}, {3, 1.5},     {1.5, 1.5}, {1.2, 8}, {2, 2},   {1, 4},
                                {4, 1}, {1.05, 1.05}, {8, 8},     {1.5, 1}, {1, 1.5}, {20, 3}};

/// Stands of trees, cell by cell.
template <class T>
struct stands {
  std::vector<std::int32_t> offsets{0};
  canopy_cohort<column<T>> stems;
  column<T> cell_area, potential_gpp;

  std::size_t cells() const { return cell_area.size(); }
  std::size_t cohorts() const { return stems.m.size(); }
  std::size_t first(std::size_t cell) const { return static_cast<std::size_t>(offsets[cell]); }
  canopy_cohort<T> stem(std::size_t i) const {
    canopy_cohort<T> c{};
    c.zip(c, stems, [&](T& x, const column<T>& all) { x = all[i]; });
    return c;
  }
  void add(const canopy_cohort<T>& c) {
    stems.zip(stems, c, [](column<T>& all, const T& x) { all.push_back(x); });
  }
  void close(T area, T potential) {
    offsets.push_back(static_cast<std::int32_t>(cohorts()));
    cell_area.push_back(area);
    potential_gpp.push_back(potential);
  }
  stands of(const std::vector<std::size_t>& which) const {
    stands s;
    for (const std::size_t cell : which) {
      for (std::size_t i = first(cell); i < first(cell + 1); ++i) s.add(stem(i));
      s.close(cell_area[cell], potential_gpp[cell]);
    }
    return s;
  }
  canopy_cohort<argument<T>> arguments() const {
    canopy_cohort<argument<T>> x;
    x.zip(x, stems, [](argument<T>& a, const column<T>& all) { a = argument<T>(all); });
    return x;
  }
};

template <class T>
canopy_cohort<T> random_stem(lift::generator& g) {
  const auto& shape = shapes[static_cast<std::size_t>(g.uniform(0, std::size(shapes)))];
  const crown_proportions<double> p = crown_shape<double>{}(shape[0], shape[1]);
  return {T(std::exp(g.uniform(-1, 4))),
          T(std::exp(g.uniform(-2, 5))),
          T(std::floor(g.uniform(1, 40))),
          T(shape[0]),
          T(shape[1]),
          T(p.q_m),
          T(p.z_max_prop),
          T(g.uniform(0, 0.5)),
          T(g.uniform(0.5, 6)),
          T(g.uniform(0.3, 0.7))};
}

/// Cells without trees, with one cohort, with a chunk of them and more, sparse ones and such of many layers.
template <class T = double>
stands<T> random_stands(std::uint64_t seed, std::size_t cells) {
  lift::generator g(seed);
  constexpr std::size_t sizes[] = {0, 1, 63, 64, 65, 300, 0, 257};
  stands<T> s;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const std::size_t n = cell % 7 == 3 ? sizes[cell / 7 % 8] : static_cast<std::size_t>(g.uniform(0, 14));
    double area = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const canopy_cohort<T> c = random_stem<T>(g);
      area += static_cast<double>(c.crown_area * c.n_individuals);
      s.add(c);
    }
    s.close(n == 0 ? T(100) : T(area / std::exp(g.uniform(-1, 3))), T(g.uniform(0.1, 5)));
  }
  return s;
}

template <class T>
struct canopies {
  std::vector<std::int64_t> layers;
  canopy_layer<column<T>> layer;
  stem_light<column<T>> stem;
  column<T> ground;

  std::size_t first(std::size_t cell) const { return static_cast<std::size_t>(layers[cell]); }
  /// Of some of the cells.
  canopies of(const stands<T>& s, const std::vector<std::size_t>& which) const {
    canopies c{{0}, {}, {}, {}};
    for (const std::size_t cell : which) {
      const auto part = [](column<T>& to, const column<T>& from, std::size_t begin, std::size_t end) {
        to.insert(to.end(), from.begin() + std::ptrdiff_t(begin), from.begin() + std::ptrdiff_t(end));
      };
      c.layers.push_back(c.layers.back() + layers[cell + 1] - layers[cell]);
      c.layer.zip(c.layer, layer, [&](column<T>& to, const column<T>& from) {
        part(to, from, first(cell), first(cell + 1));
      });
      c.stem.zip(c.stem, stem, [&](column<T>& to, const column<T>& from) {
        part(to, from, s.first(cell), s.first(cell + 1));
      });
      c.ground.push_back(ground[cell]);
    }
    return c;
  }
  friend bool identical(const canopies& a, const canopies& b) {
    bool same = a.layers == b.layers && lift::identical(a.ground, b.ground);
    const auto look = [&](const column<T>& x, const column<T>& y) { same = same && lift::identical(x, y); };
    a.layer.zip(a.layer, b.layer, look);
    a.stem.zip(a.stem, b.stem, look);
    return same;
  }
};

/// All that the model has to say of cells; of given heights of the layers, where there are some.
template <class T>
canopies<T> grown(const stands<T>& s, const canopy_options& options = {},
                  const std::vector<std::int64_t>& layers = {}, const column<T>& heights = {}) {
  const canopy_model<T> model(options);
  canopies<T> c;
  c.layers = layers.empty() ? model.layers(serial{}, s.offsets, s.arguments(), s.cell_area) : layers;
  c.layer.zip(c.layer, c.layer,
              [&](column<T>& x, auto&) { x.assign(static_cast<std::size_t>(c.layers.back()), T(-77)); });
  c.stem.zip(c.stem, c.stem, [&](column<T>& x, auto&) { x.assign(s.cohorts(), T(-77)); });
  c.ground.assign(s.cells(), T(-77));
  canopy_layer<result<T>> layer;
  layer.zip(layer, c.layer, [](result<T>& r, column<T>& x) { r = result<T>(x); });
  stem_light<result<T>> stem;
  stem.zip(stem, c.stem, [](result<T>& r, column<T>& x) { r = result<T>(x); });
  if (layers.empty()) {
    model.run(serial{}, s.offsets, s.arguments(), s.cell_area, c.layers, layer, stem, c.ground,
              s.potential_gpp);
  } else {
    model.run_given(serial{}, s.offsets, s.arguments(), s.cell_area, c.layers, heights, layer, stem, c.ground,
                    s.potential_gpp);
    c.layer.height = heights;
  }
  return c;
}

/// What the crowns of a cell cover above z, in long double, by powers.
long double covered(const stands<double>& s, std::size_t cell, long double z) {
  long double sum = 0;
  for (std::size_t i = s.first(cell); i < s.first(cell + 1); ++i) {
    const canopy_cohort<double> c = s.stem(i);
    const long double h = c.stem_height, n = c.n, m = c.m, z_max = c.z_max_prop * c.stem_height;
    if (z >= h) continue;
    const long double all = static_cast<long double>(c.crown_area) * c.n_individuals;
    if (z <= z_max) {
      sum += all;
      continue;
    }
    const long double u = z / h;
    const long double q = m * n * std::pow(u, n - 1) * std::pow(1 - std::pow(u, n), m - 1) / c.q_m;
    sum += all * std::min(q * q, 1.0L);
  }
  return sum;
}

}  // namespace

TEST_CASE("kernels of canopies are what devices take", "[canopy]") {
  STATIC_REQUIRE(kernels::maps_to<leaf_share_above<double>, double, double, double, canopy_leaves<double>>);
  STATIC_REQUIRE(kernels::maps_to<leaf_share_above<float>, float, float, float, canopy_leaves<float>>);
  STATIC_REQUIRE(kernels::maps_to<crown_absorption<float>, float, float, float>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<layer_height<double>> &&
                 std::is_aggregate_v<layer_height<double>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<canopy_layers<double>> &&
                 std::is_aggregate_v<canopy_layers<double>>);
  STATIC_REQUIRE(kernels::maps_to<terms_of_cohort<double>, canopy_terms<double>, canopy_cohort<double>>);
  STATIC_REQUIRE(kernels::maps_to<terms_of_cohort<float>, canopy_terms<float>, canopy_cohort<float>>);
  CHECK(kernels::zip_visits_every_member<canopy_cohort>());
  CHECK(kernels::zip_visits_every_member<canopy_terms>());
  CHECK(kernels::zip_visits_every_member<canopy_crowns>());
  CHECK(kernels::zip_visits_every_member<canopy_leaves>());
  CHECK(kernels::zip_visits_every_member<standing_crowns>());
  CHECK(kernels::zip_visits_every_member<layer_sums>());
  CHECK(kernels::zip_visits_every_member<canopy_cover>());
  CHECK(kernels::zip_visits_every_member<layer_place>());
  CHECK(kernels::zip_visits_every_member<leaves_above>());
  CHECK(kernels::zip_visits_every_member<layer_content>());
  CHECK(kernels::zip_visits_every_member<layer_absorption>());
  CHECK(kernels::zip_visits_every_member<lit_layer>());
  CHECK(kernels::zip_visits_every_member<layer_light>());
  CHECK(kernels::zip_visits_every_member<layer_foot>());
  CHECK(kernels::zip_visits_every_member<stem_light>());
  CHECK(kernels::zip_visits_every_member<canopy_layer>());
}

TEST_CASE("layers are closed where crowns cover what they can hold", "[canopy]") {
  std::size_t layers_seen = 0, most_layers = 0;
  double worst = 0, worst_height = 0, worst_to_slope = 0;
  for (const double gap : {0.0, 0.02, 0.35, 0.9}) {
    const stands<double> s = random_stands(81, 200);
    const canopies<double> c = grown(s, {.gap_fraction = gap});
    for (std::size_t cell = 0; cell < s.cells(); ++cell) {
      INFO("cell " << cell << ", gaps " << gap);
      const std::size_t first = c.first(cell), last = c.first(cell + 1);
      const double room = s.cell_area[cell] * (1 - gap);
      const long double all = covered(s, cell, 0);
      bool flat = false;
      double whole = 0;  // n = 1 is widest at the ground, where its crown is none: areas as they are
      for (std::size_t i = s.first(cell); i < s.first(cell + 1); ++i) {
        whole += s.stems.crown_area[i] * s.stems.n_individuals[i];
        flat = flat || s.stems.m[i] < 1.2;
      }
      REQUIRE(double(last - first) == std::ceil(whole / room));
      most_layers = std::max(most_layers, last - first);
      if (first == last) continue;
      CHECK(c.layer.height[last - 1] == 0);
      for (std::size_t l = first; l + 1 < last; ++l) {
        ++layers_seen;
        const double z = c.layer.height[l];
        // flat tops are a jump, at which more than one layer may be closed
        const bool descends = flat ? z >= c.layer.height[l + 1] - 4e-11 : z > c.layer.height[l + 1];
        if (!descends || !(z > 0)) FAIL("heights do not descend at layer " << l - first);
        const long double target = room * static_cast<long double>(l - first + 1);
        // the same height by halving
        long double low = 0, high = 100;
        for (int k = 0; k < 80; ++k) {
          const long double middle = (low + high) / 2;
          (covered(s, cell, middle) > target ? low : high) = middle;
        }
        const double error = std::abs(z - double(low));
        // what rounding of all areas is in metres, by the slope at hand
        const long double step = 1e-9L;
        const double slope =
            double((covered(s, cell, low - step) - covered(s, cell, low + step)) / (2 * step));
        worst_height = std::max(worst_height, error);
        worst_to_slope =
            std::max(worst_to_slope, error / (2e-11 + 2e-14 * double(all) / std::max(slope, 1e-300)));
        // and what is covered there, to 1e-11 m of height
        const long double above = covered(s, cell, z - 2e-11L), below = covered(s, cell, z + 2e-11L);
        const double slack = 2e-14 * double(all);
        const double off = std::max({double(below - target), double(target - above), 0.0}) - slack;
        worst = std::max(worst, off);
      }
    }
  }
  CAPTURE(layers_seen, most_layers, worst, worst_height, worst_to_slope);
  CHECK(layers_seen > 2000);
  CHECK(worst <= 0);
  CHECK(worst_to_slope <= 1);
}

TEMPLATE_TEST_CASE("light is what comes in, less what is absorbed", "[canopy]", double, float) {
  using T = TestType;
  constexpr double rounding = sizeof(T) < 8 ? 2e-6 : 2e-15;
  const stands<T> s = random_stands<T>(82, 150);
  for (const double gap : {0.0, 0.3}) {
    const canopies<T> c = grown(s, {.gap_fraction = gap, .tolerance = 1e-11});
    double worst = 0, worst_gpp = 0;
    for (std::size_t cell = 0; cell < s.cells(); ++cell) {
      INFO("cell " << cell << ", gaps " << gap);
      const std::size_t first = c.first(cell), last = c.first(cell + 1);
      T before = 1;
      double all = 0;
      for (std::size_t l = first; l < last; ++l) {
        const T here = c.layer.transmission[l], fapar = c.layer.fapar[l];
        if (!(here >= 0 && here <= before) || (l == first && here != 1)) FAIL("light of layer " << l - first);
        if (!(fapar >= 0 && fapar <= 1))
          FAIL("fapar of layer " << l - first << " is " << fapar << " of " << here << " height "
                                 << c.layer.height[l] << " lai " << c.layer.lai[l]);
        before = here;
        all += double(fapar);
      }
      CHECK((c.ground[cell] >= 0 && c.ground[cell] <= before));
      if (first == last) CHECK(c.ground[cell] == 1);
      CHECK(std::abs(double(c.ground[cell]) + all - 1) <= rounding);
      double by_stems = 0;
      for (std::size_t i = s.first(cell); i < s.first(cell + 1); ++i) {
        by_stems += double(c.stem.absorbed[i]) * double(s.stems.n_individuals[i]);
        // one potential for all layers: GPP is that times the light
        worst_gpp = std::max(worst_gpp, approx::error(double(c.stem.gpp[i]), double(s.potential_gpp[cell]) *
                                                                                 double(c.stem.absorbed[i])));
        if (!(c.stem.absorbed[i] >= 0)) FAIL("stem " << i << " absorbs " << c.stem.absorbed[i]);
      }
      worst = std::max(worst, std::abs(by_stems / double(s.cell_area[cell]) - all));
    }
    CAPTURE(worst, worst_gpp);
    CHECK(worst <= rounding);
    CHECK(worst_gpp <= rounding);
  }
}

TEST_CASE("a canopy of crowns of one kind, by hand", "[canopy]") {
  // n = 1, m = 1.5: crowns that narrow evenly from the ground to the top, of 10 m, without gaps in them
  stands<double> s;
  s.add({10, 4, 5, 1.5, 1, 1.5, 0, 0, 2, 0.5});
  s.close(8, 3);
  const canopies<double> c = grown(s);
  REQUIRE(c.layers == std::vector<std::int64_t>{0, 3});
  CHECK(std::abs(c.layer.height[0] - 6) <= 1e-10);
  CHECK(std::abs(c.layer.height[1] - 2) <= 1e-10);
  CHECK(c.layer.height[2] == 0);
  const double a = 1 - std::exp(-1.0);
  const double passes = 1 - a, all = 1 - passes * passes * (1 - a / 2);
  CHECK(approx::error(c.layer.absorption[0], a) <= 1e-10);
  CHECK(approx::error(c.layer.absorption[2], a / 2) <= 1e-10);
  CHECK(approx::error(c.layer.lai[1], 2) <= 1e-10);
  CHECK(approx::error(c.layer.transmission[2], passes * passes) <= 1e-10);
  CHECK(approx::error(c.ground[0], 1 - all) <= 1e-10);
  CHECK(approx::error(c.stem.absorbed[0], 8 * all / 5) <= 1e-10);
  CHECK(approx::error(c.stem.gpp[0], 3 * 8 * all / 5) <= 1e-10);
}

TEMPLATE_TEST_CASE("a cell's figures depend on no other cell, nor on where tiles end", "[canopy]", double,
                   float) {
  using T = TestType;
  // some tiles full of cohorts: cells lie on both sides of their ends
  const stands<T> s = random_stands<T>(83, 6000);
  REQUIRE(s.cohorts() > 2 * 32768);
  const canopies<T> all = grown(s);
  std::vector<std::size_t> some;
  for (std::size_t cell = 0; cell < s.cells(); cell += cell < 60 || cell > 5900 ? 1 : 41)
    some.push_back(cell);
  // the first cells of tiles, and the last
  for (std::size_t cell = 0, begin = 0; cell < s.cells(); ++cell) {
    if (s.first(cell + 1) - begin <= 32768) continue;
    for (std::size_t near = cell - 2; near < cell + 3; ++near) some.push_back(near);
    begin = s.first(cell);
  }
  CHECK(some.size() > 250);
  for (const std::size_t cell : some) {
    if (!identical(grown(s.of({cell})), all.of(s, {cell}))) FAIL("cell " << cell);
  }
  std::vector<std::size_t> backwards(s.cells());
  std::iota(backwards.rbegin(), backwards.rend(), std::size_t(0));
  CHECK(identical(grown(s.of(backwards)), all.of(s, backwards)));
}

TEST_CASE("a cell of more cohorts than a tile has", "[canopy]") {
  lift::generator g(84);
  stands<double> s = random_stands(84, 5);
  const stands<double> small = s;
  for (int i = 0; i < 33000; ++i) s.add(random_stem<double>(g));
  s.close(1e7, 1);
  const canopies<double> all = grown(s);
  CHECK(identical(grown(small), all.of(s, {0, 1, 2, 3, 4})));
  CHECK(identical(grown(s.of({5})), all.of(s, {5})));
  CHECK(all.layers[6] - all.layers[5] > 1);
}

TEST_CASE("cells without trees have no layers and all the light", "[canopy]") {
  stands<double> s;
  CHECK(grown(s).layers == std::vector<std::int64_t>{0});
  for (int cell = 0; cell < 3; ++cell) s.close(100, 1);
  const canopies<double> c = grown(s);
  CHECK(c.layers == std::vector<std::int64_t>{0, 0, 0, 0});
  CHECK(c.ground == std::vector<double>{1, 1, 1});
}

TEST_CASE("what is missing in one cell spoils that cell alone", "[canopy]") {
  const stands<double> s = random_stands(85, 60);
  const canopies<double> clean = grown(s);
  std::size_t spoilt_cells = 0;
  for (int member = 0; member < 12; ++member) {
    INFO("member " << member);
    stands<double> bad = s;
    std::vector<std::size_t> spoilt, others;
    for (std::size_t cell = 0; cell < s.cells(); ++cell) {
      const bool hit = cell % 5 == 1 && s.first(cell) < s.first(cell + 1);
      (hit ? spoilt : others).push_back(cell);
      if (!hit) continue;
      int k = 0;
      const std::size_t i = cell % 2 == 0 ? s.first(cell) : s.first(cell + 1) - 1;
      bad.stems.zip(bad.stems, bad.stems, [&](column<double>& x, auto&) {
        if (k++ == member) x[i] = missing<double>;
      });
      if (member == 10) bad.cell_area[cell] = missing<double>;
      if (member == 11) bad.potential_gpp[cell] = missing<double>;
    }
    const canopies<double> c = grown(bad);
    CHECK(identical(c.of(bad, others), clean.of(s, others)));
    for (const std::size_t cell : spoilt) {
      ++spoilt_cells;
      INFO("cell " << cell);
      REQUIRE(c.first(cell + 1) > c.first(cell));
      const bool of_layers = member < 7 || member == 10;  // f_g, lai and par_ext have no part in heights
      for (std::size_t l = c.first(cell); l < c.first(cell + 1); ++l) {
        if (of_layers) CHECK(std::isnan(c.layer.height[l]));
        if (member != 11) CHECK(std::isnan(c.layer.absorption[l]));
        if (member != 11) CHECK(std::isnan(c.layer.fapar[l]));
        if (member != 9 && member != 11) CHECK(std::isnan(c.layer.lai[l]));
      }
      if (member != 11) CHECK(std::isnan(c.ground[cell]));
      for (std::size_t i = s.first(cell); i < s.first(cell + 1); ++i) {
        if (member != 11) CHECK(std::isnan(c.stem.absorbed[i]));
        CHECK(std::isnan(c.stem.gpp[i]));
      }
    }
  }
  CHECK(spoilt_cells > 100);
}

TEST_CASE("trees that are missing spoil layers of given heights, too", "[canopy]") {
  stands<double> s = random_stands(86, 12);
  std::size_t cell = 1;
  while (s.first(cell) == s.first(cell + 1)) ++cell;
  s.stems.stem_height[s.first(cell)] = 25;  // it stands in all layers
  std::vector<std::int64_t> layers{0};
  column<double> heights;
  for (std::size_t k = 0; k < s.cells(); ++k) {
    layers.push_back(layers.back() + 3);
    heights.insert(heights.end(), {20.0, 3.0, 0.0});
  }
  const canopies<double> clean = grown(s, {}, layers, heights);
  for (int member = 0; member < 10; ++member) {
    INFO("member " << member);
    stands<double> bad = s;
    int k = 0;
    bad.stems.zip(bad.stems, bad.stems, [&](column<double>& x, auto&) {
      if (k++ == member) x[s.first(cell)] = missing<double>;
    });
    const canopies<double> c = grown(bad, {}, layers, heights);
    CHECK(std::isnan(c.ground[cell]));
    CHECK(std::isnan(c.stem.absorbed[s.first(cell)]));
    CHECK(c.ground[cell + 1] == clean.ground[cell + 1]);
  }
}

TEST_CASE("options of canopies that are out of range are named", "[canopy]") {
  const auto message = [](const canopy_options& options) {
    return message_of<std::invalid_argument>([&] { canopy_model<double>{options}; });
  };
  CHECK(mentions(message({.gap_fraction = 1}), {"gap_fraction is 1", "0 and more", "less than 1"}));
  CHECK(mentions(message({.gap_fraction = -0.25}), {"gap_fraction is -0.25"}));
  CHECK(mentions(message({.gap_fraction = missing<double>}), {"gap_fraction is nan"}));
  CHECK(mentions(message({.tolerance = 0}), {"tolerance", "is 0", "above 0"}));
  CHECK(mentions(message({.tolerance = missing<double>}), {"tolerance", "is nan"}));
  CHECK(mentions(message({.tolerance = lift::infinite<double>}), {"tolerance", "is inf", "finite"}));
  CHECK(
      mentions(message_of<std::invalid_argument>([] { canopy_model<float>{{.gap_fraction = 0.999999999}}; }),
               {"gap_fraction", "less than 1"}));  // in float it is 1
}

TEST_CASE("cells with too many layers are all told", "[canopy]") {
  // Crowns of 1 m2 in cells of 1 m2: as many layers as trees.
  lift::generator g(97);
  stands<double> s;
  for (const double n : {10000.0, 10001.0, 3.0, 500000.0}) {
    s.add(random_stem<double>(g));
    s.stems.crown_area.back() = 1, s.stems.n_individuals.back() = n;
    s.close(1, 1);
  }
  const canopy_model<double> model;
  const auto layers = [&] { return model.layers(serial{}, s.offsets, s.arguments(), s.cell_area); };
  try {
    (void)layers();
    FAIL("no exception");
  } catch (const crowns_out_of_range& e) {
    CHECK(mentions(e.what(), {"the cell at position 1 make 10001 canopy layers", "allowed are 0 to 10000",
                              "(2 such cells)"}));
    REQUIRE(e.cells.size() == 2);
    CHECK((e.cells[0].cell == 1 && e.cells[0].layers == 10001));
    CHECK((e.cells[1].cell == 3 && e.cells[1].layers == 500000));
  }
  s.stems.n_individuals = {10000, 9999, 3, 1};
  CHECK(layers() == std::vector<std::int64_t>{0, 10000, 19999, 20002, 20003});
}

TEST_CASE("gpp of stems wants potential gpp, which may be missing", "[canopy]") {
  const stands<double> s = random_stands(91, 5);
  const canopy_model<double> model;
  const auto layers = model.layers(serial{}, s.offsets, s.arguments(), s.cell_area);
  column<double> absorbed(s.cohorts(), -77), gpp(s.cohorts(), -77);
  CHECK(mentions(message_of<missing_input>([&] {
                   model.run(serial{}, s.offsets, s.arguments(), s.cell_area, layers, {}, {absorbed, gpp});
                 }),
                 {"gpp of stems", "potential_gpp"}));
  CHECK((gpp == column<double>(s.cohorts(), -77) && absorbed == gpp));
  model.run(serial{}, s.offsets, s.arguments(), s.cell_area, layers, {}, {absorbed, gpp}, {},
            missing<double>);
  CHECK(std::all_of(gpp.begin(), gpp.end(), [](double x) { return std::isnan(x); }));
  CHECK(std::none_of(absorbed.begin(), absorbed.end(), [](double x) { return std::isnan(x); }));
}

TEST_CASE("arrays of canopies that do not fit are named, and nothing is written", "[canopy]") {
  const stands<double> s = random_stands(87, 9);
  const canopy_model<double> model;
  const auto layers = model.layers(serial{}, s.offsets, s.arguments(), s.cell_area);
  const auto n = static_cast<std::size_t>(layers.back());
  const std::string cohorts = std::to_string(s.cohorts()) + " cohorts",
                    of_layers = std::to_string(n) + " layers";
  const column<double> wrong(n + s.cohorts() + 77, 1.0), nine(9, 1.0);
  column<double> place(n, -77);
  const auto shape_message = [](const auto& f) { return message_of<shape_error>(f); };

  // an input of one element is that of all
  canopy_cohort<argument<double>> x = s.arguments();
  const column<double> one{0.5};
  x.par_ext = one;
  const column<double> one_area{1000};
  CHECK(model.layers(serial{}, s.offsets, x, one_area).size() == 10);

  int member = 0;
  const auto run = [&](const auto& inputs, const auto& area, const std::vector<std::int64_t>& cuts,
                       const canopy_layer<result<double>>& y, const stem_light<result<double>>& stems = {},
                       const result<double>& ground = {}, const argument<double>& potential = {}) {
    model.run(serial{}, s.offsets, inputs, area, cuts, y, stems, ground, potential);
  };
  for (const char* name : canopy_cohort<double>::names) {
    INFO(name);
    canopy_cohort<argument<double>> bad = s.arguments();
    int k = 0;
    bad.zip(bad, bad, [&](argument<double>& a, auto&) {
      if (k++ == member) a = argument<double>(wrong);
    });
    ++member;
    const std::string shape = "(" + std::to_string(wrong.size()) + ",)";
    CHECK(mentions(shape_message([&] { run(bad, s.cell_area, layers, {}); }),
                   {name, shape.c_str(), cohorts.c_str()}));
    CHECK(mentions(shape_message([&] { (void)model.layers(serial{}, s.offsets, bad, s.cell_area); }),
                   {name, shape.c_str(), cohorts.c_str()}));
  }
  x = s.arguments();
  canopy_layer<result<double>> y;
  y.height = place;
  column<double> short_one(n - 1, -77);
  member = 0;
  for (const char* name : canopy_layer<double>::names) {
    INFO(name);
    canopy_layer<result<double>> bad;
    int k = 0;
    bad.zip(bad, bad, [&](result<double>& r, auto&) {
      if (k++ == member) r = result<double>(short_one);
    });
    ++member;
    CHECK(mentions(shape_message([&] { run(x, s.cell_area, layers, bad); }), {name, of_layers.c_str()}));
  }
  CHECK(mentions(shape_message([&] { run(x, s.cell_area, layers, y, {short_one, {}}); }),
                 {"absorbed", cohorts.c_str()}));
  CHECK(mentions(shape_message([&] { run(x, s.cell_area, layers, y, {{}, short_one}); }),
                 {"gpp", cohorts.c_str()}));
  CHECK(
      mentions(shape_message([&] { run(x, s.cell_area, layers, y, {}, short_one); }), {"ground", "9 cells"}));
  CHECK(mentions(shape_message([&] { run(x, wrong, layers, y); }), {"cell_area", "9 cells"}));
  CHECK(mentions(shape_message([&] { run(x, s.cell_area, layers, y, {}, {}, wrong); }),
                 {"potential_gpp", "9 cells"}));
  CHECK(mentions(shape_message([&] { (void)model.layers(serial{}, s.offsets, x, wrong); }),
                 {"cell_area", "9 cells"}));
  CHECK(mentions(shape_message([&] { run(x, s.cell_area, {0, 1}, y); }),
                 {"layer_offsets are 2", "cohorts 10"}));

  const auto given = [&](const std::vector<std::int64_t>& cuts, const argument<double>& heights) {
    model.run_given(serial{}, s.offsets, x, s.cell_area, cuts, heights, y);
  };
  CHECK(mentions(shape_message([&] { given(layers, wrong); }), {"heights", of_layers.c_str()}));
  CHECK(mentions(shape_message([&] { given(layers, 1.0); }), {"heights", of_layers.c_str()}));
  CHECK(mentions(shape_message([&] { given({}, wrong); }), {"layer_offsets are 0"}));
  const std::vector<std::int64_t> twos{0, 2, 4, 6, 8, 10, 12, 14, 16, 18};
  column<double> heights;
  for (int k = 0; k < 9; ++k) heights.insert(heights.end(), {3.0, 0.0});
  heights[7] = 4.5;
  CHECK(mentions(message_of<std::invalid_argument>([&] { given(twos, heights); }),
                 {"heights[7] is 4.5", "ends at 3", "descend"}));
  heights[7] = 3;
  CHECK(mentions(message_of<std::invalid_argument>([&] { given(twos, heights); }), {"heights[7] is 3"}));
  CHECK(mentions(message_of<offsets_error>([&] { given({0, 2, 4, 3, 8, 10, 12, 14, 16, 18}, heights); }),
                 {"offsets[3] is 3", "must not decrease"}));

  CHECK(mentions(
      message_of<offsets_error>([&] { (void)model.layers(serial{}, std::vector<int>{1, 2}, x, 1.0); }),
      {"offsets[0] is 1"}));
  CHECK(mentions(shape_message([&] { (void)model.layers(serial{}, std::vector<int>{}, x, 1.0); }),
                 {"offsets", "(0,)"}));
  column<double> none_of_it = s.cell_area;
  none_of_it[4] = 1e-30;
  CHECK(mentions(message_of<std::invalid_argument>(
                     [&] { (void)model.layers(serial{}, s.offsets, s.arguments(), none_of_it); }),
                 {"the cell at position 4", "layers", "cell_area"}));
  CHECK(place == column<double>(n, -77));
}

TEST_CASE("impossible values make their cell NaN, and are reported", "[canopy]") {
  const stands<double> clean = random_stands(90, 12);
  const canopies<double> expected = grown(clean);
  const auto nan_as = [](double x, double y) { return std::isnan(x) == std::isnan(y); };
  constexpr double infinite = lift::infinite<double>;
  struct impossible {
    const char* name;
    double value;
  };
  for (const impossible& bad : {impossible{"stem_height", -2},
                                {"stem_height", infinite},
                                {"crown_area", -1},
                                {"n_individuals", -3},
                                {"n_individuals", infinite},
                                {"m", 0.5},
                                {"n", -infinite},
                                {"q_m", 0},
                                {"z_max_prop", 1.5},
                                {"f_g", -0.1},
                                {"lai", -1},
                                {"par_ext", 0},
                                {"cell_area", 0},
                                {"cell_area", -5},
                                {"potential_gpp", -1},
                                {"potential_gpp", infinite}}) {
    INFO(bad.name << " is " << bad.value);
    const auto with = [&](double value) {  // in the sixth cell
      stands<double> s = clean;
      int k = 0;
      s.stems.zip(s.stems, s.stems, [&](column<double>& x, auto&) {
        if (std::string(canopy_cohort<double>::names[k++]) == bad.name) x[s.first(5)] = value;
      });
      if (std::string(bad.name) == "cell_area") s.cell_area[5] = value;
      if (std::string(bad.name) == "potential_gpp") s.potential_gpp[5] = value;
      return s;
    };
    const stands<double> s = with(bad.value);
    const canopies<double> got = grown(s), missing_one = grown(with(missing<double>));
    CHECK(identical(got, missing_one));  // as a missing value is, and that spoils its cell alone
    CHECK(std::isnan(got.stem.gpp[s.first(5)]));
    bool others = true;
    for (std::size_t i = 0; i < s.cohorts(); ++i) {
      const bool its = s.first(5) <= i && i < s.first(6);
      others = others && nan_as(got.stem.gpp[i], its ? missing<double> : 0);
      if (!its) others = others && got.stem.absorbed[i] == expected.stem.absorbed[i];
    }
    CHECK(others);

    const canopy_model<double> model;
    column<double> absorbed(s.cohorts(), -77);
    const auto found = model.run_checked(serial{}, s.offsets, s.arguments(), s.cell_area, got.layers, {},
                                         {absorbed, {}}, {}, s.potential_gpp);
    CHECK(lift::identical(absorbed, got.stem.absorbed));
    REQUIRE(found.size() == 12);
    for (const input_finding& f : found) {
      CAPTURE(f.name);
      if (f.name != bad.name) {
        CHECK(f.found.impossible + f.found.missing == 0);
        continue;
      }
      CHECK((f.found.impossible == 1 && f.found.worst_impossible == bad.value && f.found.missing == 0));
      const bool of_cell = f.name == "cell_area" || f.name == "potential_gpp";
      CHECK(f.found.impossible_at == (of_cell ? 5 : s.first(5)));
    }
  }
  // of all at once, by one number
  const canopy_model<double> model;
  column<double> absorbed(clean.cohorts(), -77);
  const auto none = model.layers(serial{}, clean.offsets, clean.arguments(), -1.0);
  CHECK(none == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
  const auto found =
      model.run_checked(serial{}, clean.offsets, clean.arguments(), -1.0, none, {}, {absorbed, {}});
  CHECK((found.size() == 11 && found.back().name == "cell_area" && found.back().found.impossible == 1));
  CHECK(std::all_of(absorbed.begin(), absorbed.end(), [](double x) { return std::isnan(x); }));
  // expected ranges do not change a figure
  canopy_model<double>::cohorts<> x = clean.arguments();
  column<double> tall = clean.stems.stem_height;
  tall[3] = 150;
  x.stem_height = tall;
  const auto looked = model.check(serial{}, x, clean.cell_area);
  CHECK((looked[0].found.above == 1 && looked[0].found.worst == 150 && looked[0].found.worst_at == 3));
  // who knows better has ranges of his own
  range_table mine = stand_ranges();
  mine.update(variable_range(bounds("stem_height", 0, 200, "[]", "m"), 0, 140));
  CHECK(canopy_model<double>({}, mine).check(serial{}, x, clean.cell_area)[0].found.impossible == 1);
}

TEST_CASE("traits that are taken from types are those of every cohort", "[canopy]") {
  const stands<double> s = random_stands(88, 40);
  // two types, in tables
  stands<double> typed = s;
  const column<double> lai{1.5, 4}, par_ext{0.5, 0.6};
  std::vector<std::int32_t> type;
  for (std::size_t i = 0; i < s.cohorts(); ++i) {
    type.push_back(i % 3 == 0);
    typed.stems.lai[i] = lai[i % 3 == 0], typed.stems.par_ext[i] = par_ext[i % 3 == 0];
  }
  const canopies<double> expected = grown(typed);
  canopy_cohort<argument<double>> x = s.arguments();
  x.lai = taken(lai, type), x.par_ext = taken(unchecked{}, par_ext, type);
  const canopy_model<double> model;
  column<double> fapar(expected.layer.fapar.size()), absorbed(s.cohorts());
  canopy_layer<result<double>> y;
  y.fapar = fapar;
  REQUIRE(model.layers(serial{}, s.offsets, x, s.cell_area) == expected.layers);
  model.run(serial{}, s.offsets, x, s.cell_area, expected.layers, y, {absorbed, {}});
  CHECK(lift::identical(fapar, expected.layer.fapar));
  CHECK(lift::identical(absorbed, expected.stem.absorbed));
}

TEST_CASE("layers that crowns fill to the last digit, and by a digit more or less", "[canopy]") {
  lift::generator g(89);
  for (int k = 0; k < 2000; ++k) {
    const double layers = std::floor(g.uniform(1, 60)), area = g.uniform(1, 200);
    const double full = layers * area;
    const double crowns[] = {full, std::nextafter(full, 0.0), std::nextafter(full, 1e9)};
    stands<double> s;
    canopy_cohort<double> c{20, crowns[k % 3], 1, 2, 5, 0, 0, 0.1, 2, 0.5};
    const crown_proportions<double> p = crown_shape<double>{}(c.m, c.n);
    c.q_m = p.q_m, c.z_max_prop = p.z_max_prop;
    s.add(c);
    s.close(area, 1);
    const canopies<double> found = grown(s);
    const std::vector<double>& z = found.layer.height;
    INFO(layers << " layers, crowns of kind " << k % 3);
    if (double(z.size()) != (k % 3 == 2 ? layers + 1 : layers)) FAIL(z.size() << " layers");
    for (std::size_t l = 0; l + 1 < z.size(); ++l) {
      if (!(z[l] > z[l + 1])) FAIL("layer " << l << " ends at " << z[l] << ", the next at " << z[l + 1]);
    }
    CHECK(z.back() == 0);
  }
}
