#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <sylva/array/scan_in_time.hpp>
#include <sylva/backends/kokkos_dual_view.hpp>
#include <sylva/backends/kokkos_teams.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <tuple>
#include <vector>

#include "lift/group_kernels.hpp"
#include "lift/lift.hpp"
#include "lift/step_kernels.hpp"
#include "support/approx.hpp"

/// Shapes of work other than element by element, in the execution spaces that Kokkos has, held against the
/// same calls on the host, one after the other. Where figures may differ, by fused multiplication and by a
/// device's own exp and pow, the bound is what rounding makes of the arithmetic: it is written where it is.

using namespace sylva;

namespace {

using device = Kokkos::DefaultExecutionSpace;
using host = Kokkos::DefaultHostExecutionSpace;
using spaces = std::conditional_t<std::same_as<device, host>, std::tuple<device>, std::tuple<device, host>>;

constexpr double rounding = 0x1p-53;  ///< of one operation, relative

using columns = std::vector<double>;

/// Arrays in the memory of an execution space.
template <class Ex>
struct in {
  using memory = typename Ex::memory_space;
  template <class T>
  using vector = Kokkos::View<T*, memory>;
  template <class Layout>
  using matrix = Kokkos::View<double**, Layout, memory>;

  template <class T>
  static vector<T> put(const std::vector<T>& values) {
    const vector<T> a("a", values.size());
    const auto here = Kokkos::create_mirror_view(a);
    for (std::size_t i = 0; i < values.size(); ++i) here(i) = values[i];
    Kokkos::deep_copy(a, here);
    return a;
  }
  /// Values in row-major order.
  template <class Layout>
  static matrix<Layout> put(std::size_t rows, std::size_t across, const columns& values) {
    const matrix<Layout> a("a", rows, across);
    const auto here = Kokkos::create_mirror_view(a);
    for (std::size_t i = 0; i < values.size(); ++i) here(i / across, i % across) = values[i];
    Kokkos::deep_copy(a, here);
    return a;
  }
  template <class View>
  static columns get(const View& a) {
    const auto here = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, a);
    columns values;
    for (std::size_t i = 0; i < here.extent(0); ++i) {
      if constexpr (View::rank() == 1) {
        values.push_back(here(i));
      } else {
        for (std::size_t j = 0; j < here.extent(1); ++j) values.push_back(here(i, j));
      }
    }
    return values;
  }
};

/// The greatest difference over `scale`; infinite where NaN and numbers do not agree.
double worst(const columns& got, const columns& expected, double scale) {
  if (got.size() != expected.size()) return HUGE_VAL;
  double w = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    const double e = approx::error(got[i], expected[i], HUGE_VAL > scale ? scale : 0);
    w = std::max(w, e * std::max(1.0, std::abs(expected[i]) / scale));
  }
  return w;
}

columns turned(const columns& values, std::size_t rows, std::size_t across) {
  columns t(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) t[i % across * rows + i / across] = values[i];
  return t;
}
nd_array<double> here(const columns& values, index_t rows, index_t across) {
  nd_array<double> a(shape{2, {rows, across}});
  for (std::size_t i = 0; i < values.size(); ++i) a.data()[i] = values[i];
  return a;
}
columns values_of(const nd_array<double>& a) { return {a.data(), a.data() + a.size()}; }

struct averages {
  columns all, state;
};

/// The moving average on Views, time on the first axis or the last.
template <class Ex, class Layout>
averages averaged(bool in_time, bool time_last, double alpha, std::size_t steps, std::size_t sites,
                  const columns& x, const columns& initial) {
  const auto rows = time_last ? sites : steps, across = time_last ? steps : sites;
  const pmodel::moving_average<double> step{alpha};
  const auto in_view = in<Ex>::template put<Layout>(rows, across, time_last ? turned(x, steps, sites) : x);
  const typename in<Ex>::template matrix<Layout> out("out", rows, across);
  const auto state = in<Ex>::put(initial);
  const time_axis axis{time_last ? -1 : 0};
  if (in_time) {
    scan_in_time(Ex{}, axis, step, state, out, in_view);
  } else {
    scan(Ex{}, axis, step, state, out, in_view);
  }
  Kokkos::fence();
  const columns all = in<Ex>::get(out);
  return {time_last ? turned(all, sites, steps) : all, in<Ex>::get(state)};
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("the moving average of the host", "[device][scan]", spaces) {
  const std::size_t steps = 1100, sites = 9;
  const double alpha = 0.2, greatest = 40;
  lift::generator g(21);
  columns x, initial;
  for (std::size_t i = 0; i < steps * sites; ++i) {
    const bool missing = g.uniform(0, 1) < 0.2 || i % sites == 4 || (i % sites == 2 && i / sites < 300);
    x.push_back(missing ? NAN : g.uniform(-greatest, greatest));
  }
  for (std::size_t j = 0; j < sites; ++j) initial.push_back(j % 2 == 0 ? NAN : double(j));
  nd_array<double> expected(shape{2, {index_t(steps), index_t(sites)}});
  columns last = initial;
  scan(serial{}, pmodel::moving_average<double>{alpha}, last, expected,
       here(x, index_t(steps), index_t(sites)));
  const columns all = values_of(expected);
  // a step rounds three times at most, and of what was rounded before 1 - alpha is left: 3 / alpha in all,
  // and as much on the host. In time, the state that reaches a chunk brings the same again, and the rounding
  // of its own two operations.
  const double by_steps = 6 / alpha * rounding, by_chunks = (9 / alpha + 2) * rounding;
  for (const bool in_time : {false, true}) {
    for (const bool time_last : {false, true}) {
      INFO((in_time ? "scan_in_time" : "scan") << ", time " << (time_last ? "last" : "first"));
      const auto right =
          averaged<TestType, Kokkos::LayoutRight>(in_time, time_last, alpha, steps, sites, x, initial);
      const auto left =
          averaged<TestType, Kokkos::LayoutLeft>(in_time, time_last, alpha, steps, sites, x, initial);
      for (const averages& got : {right, left}) {
        CHECK(worst(got.all, all, greatest) <= (in_time ? by_chunks : by_steps));
        CHECK(worst(got.state, last, greatest) <= (in_time ? by_chunks : by_steps));
      }
      CHECK(lift::identical(right.all, left.all));
    }
  }
  CHECK(std::isnan(all[4]));  // of a site that has nothing
  CHECK(std::isnan(all[299 * sites + 2]));
  CHECK(std::isfinite(all[(steps - 1) * sites + 2]));
}

TEMPLATE_LIST_TEST_CASE("a bucket of water loses none, as on the host", "[device][scan]", spaces) {
  const std::size_t days = 400, sites = 205;
  lift::generator g(3);
  columns rain, demand, capacity, stored;
  for (std::size_t i = 0; i < days * sites; ++i)
    rain.push_back(g.uniform(0, 1) < 0.7 ? 0.0 : g.uniform(0, 60));
  for (std::size_t t = 0; t < days; ++t) demand.push_back(g.uniform(0, 8));
  for (std::size_t s = 0; s < sites; ++s) capacity.push_back(g.uniform(20, 300));
  for (const double c : capacity) stored.push_back(c / 3);
  rain[100 * sites + 17] = NAN;  // an ocean cell from then on
  const columns zero(sites, 0.0);

  lift::bucket_state<columns> host_state{stored, zero};
  const shape s{2, {index_t(days), index_t(sites)}};
  lift::bucket_fluxes<nd_array<double>> host_out{nd_array<double>(s), nd_array<double>(s)};
  scan(serial{}, lift::bucket<double>{}, host_state, host_out, here(rain, index_t(days), index_t(sites)),
       here(demand, index_t(days), 1), capacity);

  using arrays = in<TestType>;
  using vector = typename arrays::template vector<double>;
  using matrix = typename arrays::template matrix<Kokkos::LayoutRight>;
  lift::bucket_state<vector> state{arrays::put(stored), arrays::put(zero)};
  lift::bucket_fluxes<matrix> out{matrix("evaporated", days, sites), matrix("run_off", days, sites)};
  scan(TestType{}, lift::bucket<double>{}, state, out,
       arrays::template put<Kokkos::LayoutRight>(days, sites, rain),
       arrays::template put<Kokkos::LayoutRight>(days, 1, demand), arrays::put(capacity));
  Kokkos::fence();
  // no step enlarges an error in what is stored; each adds six roundings at most, of the greatest there is
  const double greatest = 300 + 60, bound = 2 * 6 * double(days) * rounding;
  const columns e = arrays::get(out.evaporated), r = arrays::get(out.run_off),
                after = arrays::get(state.stored);
  CHECK(worst(e, values_of(host_out.evaporated), greatest) <= bound);
  CHECK(worst(r, values_of(host_out.run_off), greatest) <= bound);
  CHECK(worst(after, host_state.stored, greatest) <= bound);
  CHECK(arrays::get(state.days) == columns(sites, double(days)));
  for (std::size_t j = 0; j < sites; ++j) {
    if (j == 17) {
      CHECK(std::isnan(after[j]));
      continue;
    }
    double balance = stored[j] - after[j];
    for (std::size_t i = j; i < days * sites; i += sites) balance += rain[i] - e[i] - r[i];
    CHECK(std::abs(balance) <= greatest * bound);
    CHECK((after[j] >= 0 && after[j] <= capacity[j]));
  }
}

namespace {

/// Trees in cells that follow each other.
struct forest {
  std::vector<std::int32_t> offsets{0};
  lift::cohort<columns> trees;
  columns target;

  void add(const lift::cohort<double>& c) {
    lift::cohort<columns>::zip(trees, c, [](columns& all, double one) { all.push_back(one); });
  }
  void close(double area) {
    offsets.push_back(static_cast<std::int32_t>(trees.m.size()));
    target.push_back(area);
  }
  lift::cohort<double> tree(std::size_t i) const {
    lift::cohort<double> c{};
    lift::cohort<columns>::zip(c, trees, [&](double& one, const columns& all) { one = all[i]; });
    return c;
  }
};

/// Cells of nothing, of a tree, around a chunk of elements, and of many chunks.
forest of_all_sizes() {
  lift::generator g(31);
  forest f;
  for (const int n : {0, 1, 2, 63, 64, 65, 129, 3, 500, 0, 1100, 17, 3000}) {
    double area = 0;
    for (int i = 0; i < n; ++i) {
      const double m = g.uniform(1.1, 4), a = g.uniform(1.1, 9), height = g.uniform(1, 45);
      const double q_m =
          m * a * std::pow((a - 1) / (m * a - 1), 1 - 1 / a) * std::pow((m - 1) * a / (m * a - 1), m - 1);
      const double z_max = std::pow((a - 1) / (m * a - 1), 1 / a) * height;
      f.add({height, g.uniform(0.1, 60), m, a, q_m, z_max, std::floor(g.uniform(1, 40))});
      area += f.trees.crown_area.back() * f.trees.n_individuals.back();
    }
    f.close(area * g.uniform(0.05, 1.05));
  }
  return f;
}

/// What rounding does to a sum of n terms of one sign: they are added in strands, these in halves, and the
/// chunks in turn.
double of_sum(std::size_t n) {
  return (double(elements_a_chunk / strands_a_chunk) + std::log2(strands_a_chunk) +
          double(n) / elements_a_chunk + 1) *
         rounding;
}

/// What rounding does to the area of a crown at height z, relative: two programs that differ by a few
/// roundings in pow, and in 1 - (z / height)^n which loses digits near the top. CUDA's pow is within two
/// units in the last place.
double of_crown(const lift::cohort<double>& c, double z) {
  const double power = std::pow(z / c.stem_height, c.n), lost = 6 * power / (1 - power) + 2;
  return (2 * (16 + (c.m - 1) * lost) + 4) * rounding;
}

struct closures {
  columns height, area, crowns;
};
template <class Ex, class Policy>
closures closed(const Policy& policy, const forest& f) {
  using arrays = in<Ex>;
  using vector = typename arrays::template vector<double>;
  const std::size_t cells = f.target.size(), trees = f.trees.m.size();
  lift::closure<vector> out{vector("height", cells), vector("area", cells)};
  const vector crowns("crowns", trees);
  lift::cohort<vector> x;
  lift::cohort<vector>::zip(x, f.trees, [](vector& a, const columns& c) { a = arrays::put(c); });
  segmented(policy, lift::canopy_closure<double>{}, out, crowns, arrays::put(f.offsets),
            arrays::put(f.target), x);
  Kokkos::fence();
  return {arrays::get(out.height), arrays::get(out.area), arrays::get(crowns)};
}

/// The heights close the canopy. What is known of them without their condition: the covered area passes the
/// target where they are, give or take what the halvings left of the bracket and what rounding does to the
/// area.
void closes(const forest& f, const closures& got) {
  for (std::size_t cell = 0; cell < f.target.size(); ++cell) {
    INFO("cell " << cell);
    const auto first = std::size_t(f.offsets[cell]), last = std::size_t(f.offsets[cell + 1]);
    double whole = 0, top = 0;
    for (std::size_t i = first; i < last; ++i) {
      whole += f.trees.crown_area[i] * f.trees.n_individuals[i];
      top = std::max(top, f.trees.stem_height[i]);
    }
    CHECK(std::abs(got.area[cell] - whole) <=
          (of_sum(last - first) + double(last - first) * rounding) * whole);
    const double z = got.height[cell], left = top * std::exp2(-lift::canopy_closure<double>::iterations);
    const auto covered = [&](double at) {
      double sum = 0, doubt = of_sum(last - first) + double(last - first) * rounding;
      double doubtful = 0;
      for (std::size_t i = first; i < last; ++i) {
        const lift::cohort<double> c = f.tree(i);
        const double crown = lift::covered_area<double>{{at}}(c);
        sum += crown;
        if (at > c.z_max && at < c.stem_height) doubtful += crown * of_crown(c, at);
      }
      return std::pair<double, double>(sum, doubtful + doubt * sum);
    };
    if (z == 0) {
      CHECK(whole * (1 - of_sum(last - first)) <= f.target[cell] * (1 + rounding));
    } else {
      const auto [above, above_doubt] = covered(z + left);
      const auto [below, below_doubt] = covered(z - left);
      CHECK(above <= f.target[cell] + above_doubt);
      CHECK(below >= f.target[cell] - below_doubt);
    }
    for (std::size_t i = first; i < last; ++i) {
      const lift::cohort<double> c = f.tree(i);
      const double crown = lift::projected_crown_area<double>{z}(c);
      const bool round = z <= c.z_max || z >= c.stem_height;
      if (!(std::abs(got.crowns[i] - crown) <= (round ? 0 : of_crown(c, z) * crown))) FAIL("crown " << i);
    }
  }
}

template <class Ex>
struct sums {
  using arrays = in<Ex>;
  using vector = typename arrays::template vector<double>;
  lift::summary<vector> all;
  vector means, each;

  template <class Policy>
  sums(const Policy& policy, const std::vector<std::int64_t>& offsets, const columns& x,
       const columns& factor)
      : means("means", factor.size()), each("each", x.size()) {
    lift::summary<vector>::zip(all, all, [&](vector& a, const vector&) { a = vector("sum", factor.size()); });
    const auto cuts = arrays::put(offsets);
    const auto values = arrays::put(x);
    segmented(policy, lift::summarise{}, all, cuts, no_inputs{}, values);
    segmented(policy, lift::deviations<>{}, means, each, cuts, arrays::put(factor), values);
    Kokkos::fence();
  }
};

}  // namespace

TEMPLATE_LIST_TEST_CASE("canopies close", "[device][segmented]", spaces) {
  forest f = of_all_sizes();
  const closures threads = closed<TestType>(TestType{}, f);
  closes(f, threads);
  const closures teams = closed<TestType>(kokkos_teams<TestType>{}, f);
  CHECK(lift::identical(teams.height, threads.height));
  CHECK(lift::identical(teams.area, threads.area));
  CHECK(lift::identical(teams.crowns, threads.crowns));
  // a cell with a tree of which something is missing, and nothing else
  const std::size_t spoilt = 8;
  f.trees.n[std::size_t(f.offsets[spoilt]) + 300] = NAN;
  for (const closures& got :
       {closed<TestType>(TestType{}, f), closed<TestType>(kokkos_teams<TestType>{}, f)}) {
    for (std::size_t cell = 0; cell < f.target.size(); ++cell) {
      if (cell == spoilt) {
        CHECK(std::isnan(got.height[cell]));
      } else {
        CHECK(got.height[cell] == threads.height[cell]);
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("crowns whose area falls evenly close where they must", "[device][segmented]",
                        spaces) {
  // m = 1.5, n = 1: the area falls from the ground to the top in proportion to height
  forest f;
  columns expected, bound;
  for (int k = 0; k < 50; ++k) {
    const double height = 1 + k, part = 0.02 * k;
    const std::size_t trees = std::size_t(1 + k * k);
    for (std::size_t i = 0; i < trees; ++i) f.add({height, 10, 1.5, 1, 1.5, 0, 3});
    f.close(30 * part * double(trees));
    expected.push_back(height * (1 - part));
    // the last bracket's half, and where rounding moves the area
    const double z = expected.back();
    bound.push_back(height * (std::exp2(-1 - lift::canopy_closure<double>::iterations) + of_sum(trees) +
                              (part > 0 ? of_crown(f.tree(0), 0) : 0)) +
                    z * 8 * rounding);
  }
  for (const closures& got :
       {closed<TestType>(TestType{}, f), closed<TestType>(kokkos_teams<TestType>{}, f)}) {
    for (std::size_t k = 0; k < expected.size(); ++k) {
      INFO("cell " << k);
      CHECK(std::abs(got.height[k] - expected[k]) <= bound[k]);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("sums are the host's, bit for bit", "[device][segmented]", spaces) {
  lift::generator g(8);
  std::vector<std::int64_t> offsets{0};
  columns x, factor;
  for (const int n : {0, 1, 5, 63, 64, 65, 127, 128, 129, 0, 1000, 1024, 1025, 20000, 3, 513, 2049}) {
    for (int i = 0; i < n; ++i) x.push_back(g.uniform(-1, 1) * std::pow(10, g.uniform(-8, 8)));
    offsets.push_back(static_cast<std::int64_t>(x.size()));
    factor.push_back(g.uniform(-2, 2));
  }
  lift::summary<columns> expected;
  lift::summary<columns>::zip(expected, expected, [&](columns& a, const columns&) { a = factor; });
  columns means = factor, each = x;
  segmented(serial{}, lift::summarise{}, expected, offsets, no_inputs{}, x);
  segmented(serial{}, lift::deviations<>{}, means, each, offsets, factor, x);
  const sums<TestType> threads(TestType{}, offsets, x, factor),
      teams(kokkos_teams<TestType>{}, offsets, x, factor);
  for (const auto* got : {&threads, &teams}) {
    using arrays = in<TestType>;
    CHECK(lift::identical(arrays::get(got->all.count), expected.count));
    CHECK(lift::identical(arrays::get(got->all.sum), expected.sum));
    CHECK(lift::identical(arrays::get(got->all.least), expected.least));
    CHECK(lift::identical(arrays::get(got->all.greatest), expected.greatest));
    CHECK(lift::identical(arrays::get(got->means), means));
    CHECK(lift::identical(arrays::get(got->each), each));
    // a square and a sum may be one operation
    const columns squares = arrays::get(got->all.sum_of_squares);
    for (std::size_t k = 0; k < factor.size(); ++k) {
      const auto n = std::size_t(offsets[k + 1] - offsets[k]);
      CHECK(approx::error(squares[k], expected.sum_of_squares[k]) <= 2 * of_sum(n) + 2 * rounding);
    }
  }
  CHECK(lift::identical(in<TestType>::get(teams.all.sum_of_squares),
                        in<TestType>::get(threads.all.sum_of_squares)));
}

TEMPLATE_LIST_TEST_CASE("a DualView is computed where it is newest", "[device]", spaces) {
  using dual = Kokkos::DualView<double*, TestType>;
  const saturation_vapour_pressure<double> kernel{};
  const std::size_t n = 1000;
  dual tc("tc", n), pressure("pressure", n);
  const auto fill = [&](double offset) {
    const auto here = tc.view_host();
    for (std::size_t i = 0; i < n; ++i) here(i) = offset + 0.05 * double(i);
    tc.modify_host();
  };
  // exp gives its argument's rounding, four operations of at most 3, to the result; it is within an unit in
  // the last place on either side itself, and two operations follow
  const double bound = 2 * (4 * 3 + 2 + 2) * rounding;
  for (const double offset : {-10.0, -5.0}) {
    fill(offset);
    transform(TestType{}, kernel, pressure, std::as_const(tc));
    Kokkos::fence();
    CHECK(!tc.need_sync_device());
    pressure.sync_host();
    double w = 0;
    for (std::size_t i = 0; i < n; ++i) {
      w = std::max(w, approx::error(pressure.view_host()(i), kernel(tc.view_host()(i))));
    }
    CHECK(w <= bound);
  }
}
