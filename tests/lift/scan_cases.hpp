#pragma once

#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/array/scan_in_time.hpp>
#include <sylva/pmodel/acclimation.hpp>

#include "lift/lift.hpp"
#include "lift/step_kernels.hpp"
#include "support/reference.hpp"

/// What every backend has to show of scan. The file of a backend defines, before it includes this one,
///   using backends = std::tuple<...>     as in lift.hpp, with arrays of two axes and of one

namespace lift {

/// A site's series, and the state it starts from, in columns: value(t, site).
struct series {
  index_t steps, sites;
  std::vector<double> values;
  std::vector<double> initial;
  double operator()(index_t t, index_t site) const {
    return values[static_cast<std::size_t>(t * sites + site)];
  }
};

/// Values with gaps; some sites begin with one, or have nothing.
inline series with_gaps(index_t steps, index_t sites) {
  generator g(11);
  series s{steps, sites, {}, {}};
  for (index_t i = 0; i < steps * sites; ++i) {
    const index_t t = i / sites, site = i % sites;
    const bool missing = g.uniform(0, 1) < 0.2 || (site % 3 == 1 && t < 5) || site % 7 == 5;
    s.values.push_back(missing ? lift::missing<double> : g.uniform(-20, 40));
  }
  for (index_t site = 0; site < sites; ++site)
    s.initial.push_back(site % 2 == 0 ? lift::missing<double> : 1.0 * static_cast<double>(site));
  return s;
}

/// In the words of its definition.
inline std::vector<double> averaged_by_hand(const series& s, double alpha) {
  std::vector<double> result(s.values.size());
  for (index_t site = 0; site < s.sites; ++site) {
    double now = s.initial[static_cast<std::size_t>(site)];
    for (index_t t = 0; t < s.steps; ++t) {
      const double x = s(t, site);
      if (std::isnan(now)) {
        now = x;
      } else if (!std::isnan(x)) {
        now = now * (1 - alpha) + x * alpha;
      }
      result[static_cast<std::size_t>(t * s.sites + site)] = now;
    }
  }
  return result;
}

inline std::vector<double> turned(const std::vector<double>& values, index_t rows, index_t columns) {
  std::vector<double> t(values.size());
  for (index_t i = 0; i < rows * columns; ++i)
    t[static_cast<std::size_t>(i % columns * rows + i / columns)] = values[static_cast<std::size_t>(i)];
  return t;
}

template <class Backend, class T = double>
auto matrix(index_t rows, index_t columns, const std::vector<T>& values) {
  return Backend::template make<T>(std::array<index_t, 2>{rows, columns}, values);
}
template <class Backend>
auto matrix(index_t rows, index_t columns) {
  return matrix<Backend>(rows, columns, std::vector<double>(static_cast<std::size_t>(rows * columns), -77.0));
}

/// The moving average by `scan`, time first or last in memory, in chunks of so many steps.
template <class Backend>
std::pair<std::vector<double>, std::vector<double>> averaged(const series& s, double alpha, bool time_last,
                                                             index_t chunk) {
  const sylva::pmodel::moving_average<double> step{alpha};
  auto state = make<Backend>(s.initial);
  std::vector<double> all;
  for (index_t t = 0; t < s.steps; t += chunk) {
    const index_t steps = std::min(chunk, s.steps - t);
    const std::vector<double> part(s.values.begin() + t * s.sites, s.values.begin() + (t + steps) * s.sites);
    const typename Backend::policy policy{};
    std::vector<double> got;
    if (time_last) {
      auto out = matrix<Backend>(s.sites, steps);
      sylva::scan(policy, sylva::time_axis{-1}, step, state, out,
                  matrix<Backend>(s.sites, steps, turned(part, steps, s.sites)));
      got = turned(Backend::read(out), s.sites, steps);
    } else {
      auto out = matrix<Backend>(steps, s.sites);
      sylva::scan(policy, step, state, out, matrix<Backend>(steps, s.sites, part));
      got = Backend::read(out);
    }
    all.insert(all.end(), got.begin(), got.end());
  }
  return {all, Backend::read(state)};
}

}  // namespace lift

TEMPLATE_LIST_TEST_CASE("the moving average of the reference", "[scan]", backends) {
  const reference::table t("core_ema.csv");
  const auto cases = t["case"], alpha = t["alpha"], steps = t["steps"], sites = t["sites"], step = t["step"];
  const auto initial = t["initial"], value = t["value"], average = t["average"];
  const auto& label = t.text("label");
  std::size_t compared = 0;
  for (std::size_t row = 0; row < t.rows();) {
    lift::series s{static_cast<lift::index_t>(steps[row]), static_cast<lift::index_t>(sites[row]), {}, {}};
    const std::size_t n = static_cast<std::size_t>(s.steps * s.sites);
    s.values.assign(value.begin() + static_cast<std::ptrdiff_t>(row),
                    value.begin() + static_cast<std::ptrdiff_t>(row + n));
    s.initial.assign(initial.begin() + static_cast<std::ptrdiff_t>(row),
                     initial.begin() + static_cast<std::ptrdiff_t>(row) + s.sites);
    std::vector<double> expected(average.begin() + static_cast<std::ptrdiff_t>(row),
                                 average.begin() + static_cast<std::ptrdiff_t>(row + n));
    INFO(label[row]);
    // where the reference is not followed: a given state outlives missing values, and one that is not known
    // is as good as none
    if (label[row].find("initial is lost") != std::string::npos || label[row] == "1D NaN initial") {
      REQUIRE(std::isnan(expected[0]));
      expected = lift::averaged_by_hand(s, alpha[row]);
      REQUIRE(!std::isnan(expected[0]));
    }
    for (const bool time_last : {false, true}) {
      CHECK(lift::worst(lift::averaged<TestType>(s, alpha[row], time_last, s.steps).first, expected) <=
            1e-14);
    }
    row += n;
    ++compared;
  }
  CHECK(compared == 20);
}

TEMPLATE_LIST_TEST_CASE("each site goes its own way, however many there are", "[scan]", backends) {
  for (const lift::index_t sites : {1, 2, 7, 16, 17, 191, 192, 193, 500}) {
    const lift::series s = lift::with_gaps(37, sites);
    const std::vector<double> expected = lift::averaged_by_hand(s, 0.3);
    const std::vector<double> last(expected.end() - sites, expected.end());
    for (const bool time_last : {false, true}) {
      INFO(sites << " sites, time " << (time_last ? "last" : "first"));
      const auto [all, state] = lift::averaged<TestType>(s, 0.3, time_last, s.steps);
      CHECK(lift::worst(all, expected) <= 1e-13);
      CHECK(lift::worst(state, last) <= 1e-13);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a site's figures do not depend on the others", "[scan]", backends) {
  const lift::series s = lift::with_gaps(40, 230);
  const auto all = lift::averaged<TestType>(s, 0.1, false, s.steps).first;
  for (const lift::index_t site : {0, 5, 190, 191, 192, 229}) {
    lift::series alone{s.steps, 1, {}, {s.initial[static_cast<std::size_t>(site)]}};
    std::vector<double> expected;
    for (lift::index_t t = 0; t < s.steps; ++t) {
      alone.values.push_back(s(t, site));
      expected.push_back(all[static_cast<std::size_t>(t * s.sites + site)]);
    }
    CHECK(lift::identical(lift::averaged<TestType>(alone, 0.1, false, s.steps).first, expected));
  }
}

TEMPLATE_LIST_TEST_CASE("chunks of a series give one run, bit for bit", "[scan]", backends) {
  for (const lift::index_t sites : {3, 200}) {
    const lift::series s = lift::with_gaps(61, sites);
    const auto whole = lift::averaged<TestType>(s, 0.067, false, s.steps);
    for (const bool time_last : {false, true}) {
      for (const lift::index_t chunk : {1, 7, 16, 60}) {
        INFO(sites << " sites, chunks of " << chunk << " steps, time " << (time_last ? "last" : "first"));
        const auto got = lift::averaged<TestType>(s, 0.067, time_last, chunk);
        CHECK(lift::identical(got.first, whole.first));
        CHECK(lift::identical(got.second, whole.second));
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("a bucket of water loses none", "[scan]", backends) {
  using lift::index_t;
  const index_t days = 400, sites = 205;
  lift::generator g(3);
  std::vector<double> rain, demand, capacity, stored, zero(static_cast<std::size_t>(sites), 0.0);
  for (index_t i = 0; i < days * sites; ++i) rain.push_back(g.uniform(0, 1) < 0.7 ? 0.0 : g.uniform(0, 60));
  for (index_t t = 0; t < days; ++t) demand.push_back(g.uniform(0, 8));
  for (index_t s = 0; s < sites; ++s) capacity.push_back(g.uniform(20, 300));
  for (index_t s = 0; s < sites; ++s) stored.push_back(capacity[static_cast<std::size_t>(s)] / 3);
  rain[static_cast<std::size_t>(100 * sites + 17)] = lift::missing<double>;  // an ocean cell from then on

  auto stored_array = lift::make<TestType>(stored), day_array = lift::make<TestType>(zero);
  auto evaporated = lift::matrix<TestType>(days, sites), run_off = lift::matrix<TestType>(days, sites);
  lift::bucket_state<sylva::result<double>> state{sylva::result<double>(stored_array),
                                                  sylva::result<double>(day_array)};
  lift::bucket_fluxes<sylva::result<double>> out{sylva::result<double>(evaporated),
                                                 sylva::result<double>(run_off)};
  // rain for every day and site, demand for every day, capacity for every site
  sylva::scan(typename TestType::policy{}, lift::bucket<double>{}, state, out,
              lift::matrix<TestType>(days, sites, rain), lift::matrix<TestType>(days, 1, demand),
              lift::make<TestType>(capacity));
  const std::vector<double> e = TestType::read(evaporated), r = TestType::read(run_off);
  const std::vector<double> after = TestType::read(stored_array), ran = TestType::read(day_array);
  for (index_t s = 0; s < sites; ++s) {
    const std::size_t site = static_cast<std::size_t>(s);
    CHECK(ran[site] == static_cast<double>(days));
    if (s == 17) {
      CHECK(std::isnan(after[site]));
      continue;
    }
    lift::bucket_state<double> by_hand{stored[site], 0};
    double in = 0, gone = 0;
    for (index_t t = 0; t < days; ++t) {
      const std::size_t i = static_cast<std::size_t>(t * sites + s);
      const auto one =
          lift::bucket<double>{}(by_hand, rain[i], demand[static_cast<std::size_t>(t)], capacity[site]);
      by_hand = one.state;
      in += rain[i], gone += e[i] + r[i];
      if (approx::error(e[i], one.out.evaporated) > 1e-12) FAIL("day " << t << " of site " << s);
    }
    CHECK(approx::error(after[site], by_hand.stored) <= 1e-12);
    CHECK(std::abs(stored[site] + in - gone - after[site]) <= 1e-9);
    CHECK(after[site] >= 0);
    CHECK(after[site] <= capacity[site]);
  }
}

TEMPLATE_LIST_TEST_CASE("outputs may be left out, and may be inputs", "[scan]", backends) {
  const lift::series s = lift::with_gaps(50, 30);
  const auto expected = lift::averaged<TestType>(s, 0.067, false, s.steps);
  const sylva::pmodel::moving_average<double> step{};
  const typename TestType::policy policy{};
  auto state = lift::make<TestType>(s.initial);
  auto x = lift::matrix<TestType>(s.steps, s.sites, s.values);
  sylva::scan(policy, step, state, sylva::no_outputs{}, x);
  CHECK(lift::identical(TestType::read(state), expected.second));
  auto again = lift::make<TestType>(s.initial);
  sylva::scan(policy, step, again, x, x);
  CHECK(lift::identical(TestType::read(x), expected.first));
}

TEMPLATE_LIST_TEST_CASE("no steps leave the state as it was, no sites are no work", "[scan]", backends) {
  const sylva::pmodel::moving_average<double> step{};
  const typename TestType::policy policy{};
  auto state = lift::make<TestType>(std::vector<double>{1, 2});
  auto none = lift::matrix<TestType>(0, 2);
  sylva::scan(policy, step, state, none, none);
  CHECK(TestType::read(state) == std::vector<double>{1, 2});
  auto nobody = lift::make<TestType>(std::vector<double>{});
  auto nowhere = lift::matrix<TestType>(5, 0);
  sylva::scan(policy, step, nobody, nowhere, nowhere);
}

TEMPLATE_LIST_TEST_CASE("time in parallel gives the figures of time in order", "[scan]", backends) {
  const sylva::pmodel::moving_average<double> step{0.02};
  const typename TestType::policy policy{};
  for (const lift::index_t sites : {1, 3}) {
    for (const lift::index_t steps : {5, 511, 512, 513, 3000}) {
      for (const bool time_last : {false, true}) {
        INFO(steps << " steps of " << sites << " sites, time " << (time_last ? "last" : "first"));
        lift::series s = lift::with_gaps(steps, sites);
        // a gap as long as some chunks
        for (lift::index_t t = 600; t < std::min<lift::index_t>(steps, 1500); ++t)
          s.values[static_cast<std::size_t>(t * sites)] = lift::missing<double>;
        const std::vector<double> expected = lift::averaged_by_hand(s, 0.02);
        auto state = lift::make<TestType>(s.initial);
        std::vector<double> got;
        if (time_last) {
          auto out = lift::matrix<TestType>(sites, steps);
          sylva::scan_in_time(policy, sylva::time_axis{1}, step, state, out,
                              lift::matrix<TestType>(sites, steps, lift::turned(s.values, steps, sites)));
          got = lift::turned(TestType::read(out), sites, steps);
        } else {
          auto out = lift::matrix<TestType>(steps, sites);
          sylva::scan_in_time(policy, step, state, out, lift::matrix<TestType>(steps, sites, s.values));
          got = TestType::read(out);
        }
        CHECK(lift::worst(got, expected) <= 1e-13);
        CHECK(lift::worst(TestType::read(state),
                          std::vector<double>(expected.end() - sites, expected.end())) <= 1e-13);
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("what does not fit a scan is named", "[scan]", backends) {
  const sylva::pmodel::moving_average<double> step{};
  const typename TestType::policy policy{};
  auto x = lift::matrix<TestType>(4, 3);
  auto three = lift::make<TestType>(std::vector<double>(3)),
       four = lift::make<TestType>(std::vector<double>(4));
  CHECK(lift::mentions(lift::shape_error_of([&] { sylva::scan(policy, step, four, x, x); }),
                       {"state", "(4,)", "(3,)"}));
  CHECK(lift::mentions(
      lift::shape_error_of([&] { sylva::scan(policy, sylva::time_axis{2}, step, three, x, x); }),
      {"time_axis is 2", "(4, 3)", "-2 to 1"}));
  CHECK(lift::mentions(lift::shape_error_of([&] { sylva::scan(policy, step, three, x, four); }),
                       {"input 1", "(4,)", "(4, 3)"}));
  CHECK(TestType::read(x) == std::vector<double>(12, -77.0));
}
