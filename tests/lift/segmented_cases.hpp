#pragma once

#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <numeric>
#include <sylva/array/segmented.hpp>

#include "lift/group_kernels.hpp"
#include "lift/lift.hpp"
#include "support/reference.hpp"

/// What every backend has to show of segmented. The file of a backend defines, before it includes this one,
///   using backends = std::tuple<...>     as in lift.hpp, with arrays of two axes and of one

namespace lift {

/// Ragged groups of cohorts.
struct forest {
  std::vector<std::int32_t> offsets{0};
  cohort<std::vector<double>> trees;
  std::vector<double> target;

  std::size_t cells() const { return target.size(); }
  cohort<double> tree(std::size_t i) const {
    cohort<double> c{};
    const auto from = members(trees);
    for (std::size_t k = 0; k < from.size(); ++k) *members(c)[k] = (*from[k])[i];
    return c;
  }
  void add(const cohort<double>& c) {
    for (std::size_t k = 0; k < members(trees).size(); ++k) members(trees)[k]->push_back(*members(c)[k]);
  }
  void close(double area) {
    offsets.push_back(static_cast<std::int32_t>(trees.m.size()));
    target.push_back(area);
  }
  /// The cells in another order, or some of them.
  forest of(const std::vector<std::size_t>& which) const {
    forest f;
    for (const std::size_t cell : which) {
      for (auto i = offsets[cell]; i < offsets[cell + 1]; ++i) f.add(tree(static_cast<std::size_t>(i)));
      f.close(target[cell]);
    }
    return f;
  }
};

inline cohort<double> random_tree(generator& g) {
  const double m = g.uniform(1.1, 4), n = g.uniform(1.1, 9), height = g.uniform(1, 45);
  const double q_m =
      m * n * std::pow((n - 1) / (m * n - 1), 1 - 1 / n) * std::pow((m - 1) * n / (m * n - 1), m - 1);
  return {height,
          g.uniform(0.1, 60),
          m,
          n,
          q_m,
          std::pow((n - 1) / (m * n - 1), 1 / n) * height,
          std::floor(g.uniform(1, 40))};
}

/// Cells of no tree, of one, of one chunk and a bit, and of some hundred chunks; sizes mixed at random.
inline forest random_forest(std::size_t cells, std::uint64_t seed, std::size_t largest = 40) {
  generator g(seed);
  forest f;
  constexpr std::size_t special[] = {0, 1, 2, 63, 64, 65, 128, 200};
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const std::size_t n = cell % 9 == 4 ? special[cell / 9 % 8]
                          : cell == 77  ? 1100
                          : cell == 12 * 9
                              ? 3000
                              : static_cast<std::size_t>(g.uniform(0, static_cast<double>(largest)));
    double area = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const cohort<double> c = random_tree(g);
      area += c.crown_area * c.n_individuals;
      f.add(c);
    }
    f.close(area * g.uniform(0.01, 1.1));
  }
  return f;
}

/// The height of canopy closure in long double, by a hundred halvings.
inline double closure_by_hand(const forest& f, std::size_t cell) {
  const auto covered = [&](long double z) {
    long double sum = 0;
    for (auto i = f.offsets[cell]; i < f.offsets[cell + 1]; ++i) {
      const cohort<double> c = f.tree(static_cast<std::size_t>(i));
      if (z > c.stem_height) continue;
      const long double t = std::pow(z / c.stem_height, static_cast<long double>(c.n));
      const long double q =
          c.m * c.n * t / (z / c.stem_height) * std::pow(1 - t, static_cast<long double>(c.m) - 1) / c.q_m;
      sum += c.n_individuals * (z <= c.z_max ? c.crown_area : c.crown_area * q * q);
    }
    return sum;
  };
  long double low = 0, high = 100;
  if (covered(0) <= f.target[cell]) return 0;
  for (int k = 0; k < 100; ++k) {
    const long double middle = (low + high) / 2;
    (covered(middle) > f.target[cell] ? low : high) = middle;
  }
  return static_cast<double>(low);
}

template <class Backend, class T = double>
auto matrix(index_t rows, index_t columns, const std::vector<T>& values) {
  return Backend::template make<T>(std::array<index_t, 2>{rows, columns}, values);
}

/// Columns as arrays of the backend, and as handles.
template <class Backend>
class held_trees {
 public:
  explicit held_trees(const cohort<std::vector<double>>& columns) {
    for (const std::vector<double>* column : members(columns)) {
      arrays_.push_back(std::make_unique<array_of<Backend, double>>(make<Backend>(*column)));
    }
  }
  cohort<sylva::argument<double>> arguments() const {
    cohort<sylva::argument<double>> x;
    for (std::size_t k = 0; k < arrays_.size(); ++k) *members(x)[k] = sylva::argument<double>(*arrays_[k]);
    return x;
  }

 private:
  std::vector<std::unique_ptr<array_of<Backend, double>>> arrays_;
};

struct closures {
  std::vector<double> height, area, crowns;
  friend bool identical(const closures& a, const closures& b) {
    return lift::identical(a.height, b.height) && lift::identical(a.area, b.area) &&
           lift::identical(a.crowns, b.crowns);
  }
  closures of(const forest& f, const std::vector<std::size_t>& which) const {
    closures c;
    for (const std::size_t cell : which) {
      c.height.push_back(height[cell]);
      c.area.push_back(area[cell]);
      c.crowns.insert(c.crowns.end(), crowns.begin() + f.offsets[cell], crowns.begin() + f.offsets[cell + 1]);
    }
    return c;
  }
};

template <class Backend>
closures close(const forest& f, const typename Backend::policy& policy = {}) {
  const std::vector<double> nothing(f.cells(), -77), no_crowns(f.trees.m.size(), -77);
  auto height = make<Backend>(nothing), area = make<Backend>(nothing), crowns = make<Backend>(no_crowns);
  const closure<sylva::result<double>> out{sylva::result<double>(height), sylva::result<double>(area)};
  const held_trees<Backend> trees(f.trees);
  sylva::segmented(policy, canopy_closure<double>{}, out, crowns, make<Backend>(f.offsets),
                   make<Backend>(f.target), trees.arguments());
  return {Backend::read(height), Backend::read(area), Backend::read(crowns)};
}

template <class Backend>
std::vector<std::vector<double>> summarised(const std::vector<std::int64_t>& offsets,
                                            const std::vector<double>& x) {
  const std::vector<double> nothing(offsets.size() - 1, -77);
  std::vector<array_of<Backend, double>> a;
  for (int k = 0; k < 5; ++k) a.push_back(make<Backend>(nothing));
  using out = sylva::result<double>;
  sylva::segmented(typename Backend::policy{}, summarise{},
                   summary<out>{out(a[0]), out(a[1]), out(a[2]), out(a[3]), out(a[4])},
                   make<Backend>(offsets), sylva::no_inputs{}, make<Backend>(x));
  std::vector<std::vector<double>> all;
  for (const auto& column : a) all.push_back(Backend::read(column));
  return all;
}

}  // namespace lift

TEMPLATE_LIST_TEST_CASE("canopies of the reference close at its heights, all layers at once", "[segmented]",
                        backends) {
  const reference::table cohorts("demography_canopy_cohorts.csv"), layers("demography_canopy_heights.csv");
  lift::forest f;
  const auto of = cohorts["case"], layer = layers["layer"];
  const std::vector<double> columns[] = {
      cohorts["stem_height"], cohorts["crown_area"],   cohorts["m"], cohorts["n"], cohorts["q_m"],
      cohorts["z_max"],       cohorts["n_individuals"]};
  for (std::size_t i = 0; i < cohorts.rows(); ++i) {
    if (i > 0 && of[i] != of[i - 1]) f.close(0);
    lift::cohort<double> c{};
    for (std::size_t k = 0; k < 7; ++k) *lift::members(c)[k] = columns[k][i];
    f.add(c);
  }
  f.close(0);
  const std::size_t cells = f.cells();
  const std::size_t n = static_cast<std::size_t>(*std::max_element(layer.begin(), layer.end())) + 1;
  std::vector<double> target(n * cells, 1e9), expected(n * cells, 0.0);
  for (std::size_t i = 0; i < layers.rows(); ++i) {
    const std::size_t at =
        static_cast<std::size_t>(layer[i]) * cells + static_cast<std::size_t>(layers["case"][i]);
    target[at] = layers["target_area"][i];
    expected[at] = layers["height"][i];
  }
  using lift::index_t;
  const auto rows = static_cast<index_t>(n), across = static_cast<index_t>(cells);
  auto height = lift::matrix<TestType>(rows, across, std::vector<double>(n * cells, -77));
  const lift::closure<sylva::result<double>> out{sylva::result<double>(height), {}};
  const lift::held_trees<TestType> trees(f.trees);
  sylva::segmented(typename TestType::policy{}, lift::canopy_closure<double>{}, out,
                   lift::make<TestType>(f.offsets), lift::matrix<TestType>(rows, across, target),
                   trees.arguments());
  const std::vector<double> got = TestType::read(height);
  CHECK(cells == 8);
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) worst = std::max(worst, std::abs(got[i] - expected[i]));
  CHECK(worst <= 2e-10);  // the reference's own tolerance is 1e-10
}

TEMPLATE_LIST_TEST_CASE("heights agree with those of long double", "[segmented]", backends) {
  const lift::forest f = lift::random_forest(130, 5);
  const lift::closures got = lift::close<TestType>(f);
  double worst = 0;
  for (std::size_t cell = 0; cell < f.cells(); ++cell) {
    worst = std::max(worst, std::abs(got.height[cell] - lift::closure_by_hand(f, cell)));
    for (auto i = f.offsets[cell]; i < f.offsets[cell + 1]; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const double crown = lift::projected_crown_area<double>{got.height[cell]}(f.tree(at));
      if (approx::error(got.crowns[at], crown, 1e-3) > 1e-12) FAIL("crown " << i << " of cell " << cell);
    }
  }
  CHECK(worst <= 1e-10);
}

TEMPLATE_LIST_TEST_CASE("crowns whose area falls evenly close where they must", "[segmented]", backends) {
  // m = 1.5, n = 1: the area falls from the ground to the top in proportion to height
  lift::forest f;
  std::vector<double> expected;
  for (int k = 0; k < 50; ++k) {
    const double height = 1 + k, part = 0.02 * k;
    f.add({height, 10, 1.5, 1, 1.5, 0, 3});
    f.close(30 * part);
    expected.push_back(height * (1 - part));
  }
  // what the halvings leave of each tree's height, and rounding
  const double left = std::exp2(-1 - lift::canopy_closure<double>::iterations) + 1e-14;
  const std::vector<double> got = lift::close<TestType>(f).height;
  for (std::size_t k = 0; k < got.size(); ++k) {
    INFO("tree " << k);
    CHECK(std::abs(got[k] - expected[k]) <= f.trees.stem_height[k] * left);
  }
}

TEMPLATE_LIST_TEST_CASE("a group's figures do not depend on the others", "[segmented]", backends) {
  const lift::forest f = lift::random_forest(130, 6);
  const lift::closures all = lift::close<TestType>(f);
  std::vector<std::size_t> order(f.cells());
  std::iota(order.begin(), order.end(), std::size_t(0));
  std::reverse(order.begin(), order.end());
  std::rotate(order.begin(), order.begin() + 31, order.end());
  CHECK(identical(lift::close<TestType>(f.of(order)), all.of(f, order)));
  for (const std::size_t cell : {0U, 4U, 13U, 40U, 77U, 108U, 129U}) {
    CHECK(identical(lift::close<TestType>(f.of({cell})), all.of(f, {cell})));
  }
}

TEMPLATE_LIST_TEST_CASE("NaN spoils its own group, and nothing else", "[segmented]", backends) {
  const lift::forest f = lift::random_forest(60, 7);
  const lift::closures clean = lift::close<TestType>(f);
  lift::forest g = f;
  std::vector<std::size_t> spoilt;
  for (std::size_t cell = 1, k = 0; cell < 60; cell += 6) {
    if (f.offsets[cell] == f.offsets[cell + 1]) continue;
    if (clean.height[cell] == 0) continue;
    const auto last = static_cast<std::size_t>(f.offsets[cell + 1] - 1);
    if (k % 8 == 7) {
      g.target[cell] = lift::missing<double>;
    } else {
      (*lift::members(g.trees)[k % 8])[last] = lift::missing<double>;
    }
    spoilt.push_back(cell);
    ++k;
  }
  REQUIRE(spoilt.size() >= 8);
  const lift::closures got = lift::close<TestType>(g);
  for (std::size_t cell = 0; cell < 60; ++cell) {
    INFO("cell " << cell);
    if (std::find(spoilt.begin(), spoilt.end(), cell) != spoilt.end()) {
      CHECK(std::isnan(got.height[cell]));
    } else {
      CHECK(identical(got.of(f, {cell}), clean.of(f, {cell})));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("sums have the order that is written down, bit for bit", "[segmented]", backends) {
  lift::generator g(8);
  std::vector<std::int64_t> offsets{0};
  std::vector<double> x;
  for (const int n : {0, 1, 5, 63, 64, 65, 127, 128, 129, 0, 1000, 1024, 1025, 20000, 3, 512, 513, 2049}) {
    for (int i = 0; i < n; ++i) x.push_back(g.uniform(-1, 1) * std::pow(10, g.uniform(-8, 8)));
    offsets.push_back(static_cast<std::int64_t>(x.size()));
  }
  x[300] = lift::infinite<double>;
  const auto got = lift::summarised<TestType>(offsets, x);
  for (std::size_t group = 0; group + 1 < offsets.size(); ++group) {
    INFO("group " << group);
    const auto first = static_cast<std::size_t>(offsets[group]),
               last = static_cast<std::size_t>(offsets[group + 1]);
    double least = lift::infinite<double>, greatest = -least;
    long double squares = 0;
    for (std::size_t i = first; i < last; ++i) {
      squares += static_cast<long double>(x[i]) * x[i];
      least = std::min(least, x[i]), greatest = std::max(greatest, x[i]);
    }
    CHECK(got[0][group] == static_cast<double>(last - first));
    CHECK(lift::identical(got[1][group],
                          lift::sum_of({x.begin() + offsets[group], x.begin() + offsets[group + 1]})));
    CHECK(approx::error(got[2][group], static_cast<double>(squares)) <= 1e-13);
    CHECK(got[3][group] == least);
    CHECK(got[4][group] == greatest);
  }
}

TEMPLATE_LIST_TEST_CASE("NaN wins over every number in min and max, wherever it stands", "[segmented]",
                        backends) {
  std::vector<std::int64_t> offsets{0};
  std::vector<double> x;
  for (const std::size_t n : {3U, 64U, 65U, 1300U}) {
    for (const std::size_t at : {std::size_t(0), n / 2, n - 1}) {
      for (std::size_t i = 0; i < n; ++i) x.push_back(i == at ? lift::missing<double> : 1.0);
      offsets.push_back(static_cast<std::int64_t>(x.size()));
    }
  }
  const auto got = lift::summarised<TestType>(offsets, x);
  for (std::size_t k = 1; k < 5; ++k) {
    for (const double v : got[k]) CHECK(std::isnan(v));
  }
}

TEMPLATE_LIST_TEST_CASE("axes before the groups: the same elements for all, or their own", "[segmented]",
                        backends) {
  using lift::index_t;
  const index_t layers = 3, groups = 40;
  std::vector<std::int32_t> offsets{0};
  for (index_t g = 0; g < groups; ++g)
    offsets.push_back(offsets.back() + static_cast<std::int32_t>(g * 7 % 11));
  const index_t elements = offsets.back();
  std::vector<double> x, factor, means(static_cast<std::size_t>(layers * groups)),
      each(static_cast<std::size_t>(layers * elements));
  lift::generator g(9);
  for (index_t i = 0; i < layers * elements; ++i) x.push_back(g.uniform(0, 1));
  for (index_t i = 0; i < layers; ++i) factor.push_back(static_cast<double>(1 + i));
  for (const bool shared : {true, false}) {
    auto mean = lift::matrix<TestType>(layers, groups, means);
    auto out = lift::matrix<TestType>(layers, elements, each);
    const auto in = shared ? lift::matrix<TestType>(1, elements, {x.begin(), x.begin() + elements})
                           : lift::matrix<TestType>(layers, elements, x);
    sylva::segmented(typename TestType::policy{}, lift::deviations<>{}, mean, out,
                     lift::make<TestType>(offsets), lift::matrix<TestType>(layers, 1, factor), in);
    const std::vector<double> got = TestType::read(mean), got_each = TestType::read(out);
    for (index_t l = 0; l < layers; ++l) {
      for (index_t k = 0; k < groups; ++k) {
        const auto first = static_cast<std::size_t>(offsets[static_cast<std::size_t>(k)]),
                   last = static_cast<std::size_t>(offsets[static_cast<std::size_t>(k + 1)]),
                   row = static_cast<std::size_t>(shared ? 0 : l * elements);
        lift::numbers_in_order numbers;
        for (std::size_t i = first; i < last; ++i) numbers.push_back(x[row + i]);
        const double expected = lift::sum_of(numbers) / static_cast<double>(last - first);
        CHECK(lift::identical(got[static_cast<std::size_t>(l * groups + k)], expected));
        for (std::size_t i = first; i < last; ++i) {
          const double deviation = (x[row + i] - expected) * static_cast<double>(1 + l);
          if (got_each[static_cast<std::size_t>(l * elements) + i] != deviation) FAIL("element " << i);
        }
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("outputs may be left out, and may be inputs", "[segmented]", backends) {
  const std::vector<double> values{1, 2, 3, 10, 20, 5}, factors{1, -1, 2, 3};
  const typename TestType::policy policy{};
  auto x = lift::make<TestType>(values), f = lift::make<TestType>(factors);
  const auto offsets = lift::make<TestType>(std::vector<std::int64_t>{0, 3, 5, 5, 6});
  sylva::segmented(policy, lift::deviations<>{}, sylva::no_outputs{}, x, offsets, f, x);
  CHECK(TestType::read(x) == std::vector<double>{-1, 0, 1, 5, -5, 0});
  x = lift::make<TestType>(values);
  sylva::segmented(policy, lift::deviations<>{}, f, offsets, f, x);
  CHECK(lift::identical(TestType::read(f), std::vector<double>{2, 15, lift::missing<double>, 5}));
}

TEMPLATE_LIST_TEST_CASE("no groups are no work, and groups may all be empty", "[segmented]", backends) {
  CHECK(lift::summarised<TestType>({0}, {})[0].empty());
  const auto empty = lift::summarised<TestType>({0, 0, 0}, {});
  CHECK(empty[1] == std::vector<double>{0, 0});
  CHECK(empty[3] == std::vector<double>(2, lift::infinite<double>));
  CHECK(empty[4] == std::vector<double>(2, -lift::infinite<double>));
}

TEMPLATE_LIST_TEST_CASE("what does not fit groups is named", "[segmented]", backends) {
  const typename TestType::policy policy{};
  auto two = lift::make<TestType>(std::vector<double>{-77, -77});
  auto five = lift::make<TestType>(std::vector<double>(5, -77)),
       six = lift::make<TestType>(std::vector<double>(6));
  const auto with = [&](std::vector<std::int32_t> offsets, auto& out, auto& each, const auto& in,
                        const auto& x) {
    const auto cuts = lift::make<TestType>(offsets);
    return [&, cuts] { sylva::segmented(policy, lift::deviations<>{}, out, each, cuts, in, x); };
  };
  const auto offsets_error_of = [](const auto& f) -> std::string {
    try {
      f();
    } catch (const sylva::offsets_error& e) {
      return e.what();
    }
    return "nothing was thrown";
  };
  CHECK(lift::mentions(offsets_error_of(with({1, 2, 5}, two, five, 1.0, five)),
                       {"offsets[0] is 1", "expected is 0"}));
  CHECK(lift::mentions(offsets_error_of(with({0, 6, 5}, two, five, 1.0, five)),
                       {"offsets[2] is 5", "offsets[1] is 6", "must not decrease"}));
  CHECK(lift::mentions(lift::shape_error_of(with({0, 2, 6}, two, five, 1.0, six)),
                       {"element output 1", "(5,)", "6 elements", "(6,)"}));
  CHECK(lift::mentions(lift::shape_error_of(with({0, 2, 5}, two, five, 1.0, six)),
                       {"element input 1", "(6,)", "5 elements", "(5,)"}));
  CHECK(lift::mentions(lift::shape_error_of(with({0, 2, 4, 5}, two, five, 1.0, five)),
                       {"output 1", "(2,)", "4 offsets", "3 groups"}));
  CHECK(lift::mentions(lift::shape_error_of(with({0, 2, 5}, two, five, five, five)),
                       {"input 1", "(5,)", "(2,)"}));
  CHECK(lift::mentions(lift::shape_error_of(with({}, two, five, 1.0, five)), {"offsets", "(0,)"}));
  CHECK(TestType::read(two) == std::vector<double>{-77, -77});
  CHECK(TestType::read(five) == std::vector<double>(5, -77));
}
