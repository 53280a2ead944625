// Arrays of a call that share memory.

#include <catch2/catch_test_macros.hpp>
#include <random>
#include <span>
#include <sylva/array/nd_array.hpp>
#include <sylva/array/scan.hpp>
#include <sylva/array/scan_in_time.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/array/taken.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/core/stepped.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <vector>

#include "support/mentions.hpp"

using namespace sylva;

namespace {

struct doubled {
  template <class V>
  V operator()(const V& x) const {
    return x + x;
  }
};

struct running_sum {
  template <class V>
  stepped<V, V> operator()(const V& sum, const V& x) const {
    return {V(sum + x), V(sum + x)};
  }
};

struct deviation {
  double total;
  template <class V>
  V operator()(const V& x) const {
    return x - V(total);
  }
};

struct total {
  template <group_of<double> Group>
  typename Group::value operator()(const Group& g) const {
    using V = typename Group::value;
    return g.sum([](const V& x) { return x; });
  }
};

template <class T>
struct both {
  T low, high;
  template <class A, class B, class F>
  static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.low, b.low), f(a.high, b.high);
  }
  static constexpr const char* names[] = {"low", "high"};
};

struct bracket {
  template <class V>
  both<V> operator()(const V& x) const {
    return {V(x - 1.0), V(x + 1.0)};
  }
};

template <class F>
std::string overlap(F&& f) {
  return message_of<overlap_error>(f);
}

/// Columns of a matrix of two columns.
strided_view<double> column(std::vector<double>& x, index_t k) {
  return {x.data() + k, {1, {static_cast<index_t>(x.size()) / 2}}, {2}};
}

}  // namespace

TEST_CASE("an output in part of an input's memory is an error that names both", "[overlap]") {
  std::vector<double> x{1, 2, 3, 4, 5};
  const std::span<double> all(x);
  const std::vector<double> before = x;
  CHECK(mentions(overlap([&] { transform(doubled{}, all.subspan(1), all.first(4)); }),
                 {"output 1", "input 1", "share memory"}));
  CHECK(mentions(overlap([&] { transform(doubled{}, all.first(4), all.subspan(1)); }),
                 {"output 1", "input 1"}));
  CHECK(mentions(overlap([&] {  // backwards over itself
                   transform(doubled{}, all, strided_view<const double>{x.data() + 4, {1, {5}}, {-1}});
                 }),
                 {"output 1", "input 1"}));
  nd_array<double> square({3, 3}, 1.0);
  CHECK(mentions(overlap([&] {
                   transform(doubled{}, square,
                             strided_view<const double>{square.data(), {2, {3, 3}}, {1, 3}});
                 }),
                 {"output 1", "input 1"}));
  CHECK(mentions(overlap([&] {  // a row that repeats
                   transform(doubled{}, square, std::span<const double>(square.data() + 3, 3));
                 }),
                 {"output 1", "input 1"}));
  CHECK(mentions(overlap([&] {  // the same by a stride of 0
                   transform(doubled{}, square,
                             strided_view<const double>{square.data(), {2, {3, 3}}, {0, 1}});
                 }),
                 {"output 1", "input 1"}));
  CHECK_THROWS_AS(transform(doubled{}, all.subspan(1), all.first(4)), shape_error);
  CHECK(x == before);
}

TEST_CASE("outputs have elements of their own", "[overlap]") {
  const std::vector<double> x{1, 2, 3};
  std::vector<double> y(5);
  const std::span<double> all(y);
  const auto bracketed = [&](std::span<double> low, std::span<double> high) {
    return overlap([&] { transform(bracket{}, both<std::span<double>>{low, high}, x); });
  };
  CHECK(mentions(bracketed(all.first(3), all.first(3)), {"high", "low", "elements of its own"}));
  CHECK(mentions(bracketed(all.first(3), all.last(3)), {"high", "low"}));
  std::vector<double> matrix(6);
  CHECK(mentions(overlap([&] {
                   transform(bracket{}, both<strided_view<double>>{column(matrix, 0), column(matrix, 0)}, x);
                 }),
                 {"high", "low"}));
}

TEST_CASE("arrays that lie between each other or are the same are no error", "[overlap]") {
  std::vector<double> matrix{1, 10, 2, 20, 3, 30};
  transform(doubled{}, column(matrix, 1), column(matrix, 0));
  CHECK(matrix == std::vector<double>{1, 2, 2, 4, 3, 6});
  transform(bracket{}, both<strided_view<double>>{column(matrix, 0), column(matrix, 1)},
            std::vector<double>{5, 6, 7});
  CHECK(matrix == std::vector<double>{4, 6, 5, 7, 6, 8});
  transform(doubled{}, matrix, matrix);
  CHECK(matrix == std::vector<double>{8, 12, 10, 14, 12, 16});
  transform(doubled{}, strided_view<double>{matrix.data(), {2, {1, 6}}, {6, 1}},
            matrix);  // in place all the same
  CHECK(matrix == std::vector<double>{16, 24, 20, 28, 24, 32});
  const std::span<double> all(matrix);
  transform(doubled{}, all.first(3), all.last(3));  // neighbours
  CHECK(matrix == std::vector<double>{56, 48, 64, 28, 24, 32});
  transform(doubled{}, all, all.subspan(4, 1));  // one element is read before any is written
  CHECK(matrix == std::vector<double>(6, 48));
}

TEST_CASE("an output in a table that an input is taken from is an error", "[overlap]") {
  std::vector<double> table{1, 2, 3};
  const std::vector<std::int32_t> index{2, 1, 0};
  CHECK(
      mentions(overlap([&] { transform(doubled{}, table, taken(table, index)); }), {"output 1", "input 1"}));
}

TEST_CASE("a scan in part of its own memory is an error", "[overlap]") {
  nd_array<double> x({3, 2}, 1.0);
  std::vector<double> state{0, 0};
  const std::span<double> all(x.data(), 6);
  const auto rows = [&](index_t first, index_t n) {
    return strided_view<double>{x.data() + 2 * first, {2, {n, 2}}, {2, 1}};
  };
  CHECK(mentions(overlap([&] { scan(running_sum{}, state, rows(1, 2), rows(0, 2)); }),
                 {"output 1", "input 1"}));
  CHECK(mentions(overlap([&] { scan(running_sum{}, all.first(2), rows(1, 2), rows(0, 2)); }),
                 {"output 1", "input 1"}));
  CHECK(mentions(overlap([&] { scan(running_sum{}, all.first(2), rows(0, 2), rows(1, 2)); }),
                 {"state 1", "output 1"}));
  CHECK(mentions(overlap([&] { scan(running_sum{}, all.first(2), no_outputs{}, rows(0, 2)); }),
                 {"state 1", "input 1"}));
  scan(running_sum{}, state, x, x);
  CHECK(std::vector<double>(x.begin(), x.end()) == std::vector<double>{1, 1, 2, 2, 3, 3});
}

TEST_CASE("outputs of groups share no memory with elements", "[overlap]") {
  std::vector<double> x{1, 2, 3, 4};
  const std::vector<int> offsets{0, 2, 4}, one_each{0, 1, 2, 3, 4};
  const std::span<double> all(x);
  CHECK(mentions(overlap([&] { segmented(total{}, all.first(2), offsets, no_inputs{}, x); }),
                 {"output 1", "element input 1"}));
  CHECK(mentions(overlap([&] { segmented(total{}, x, one_each, no_inputs{}, x); }),
                 {"output 1", "element input 1"}));
  CHECK(x == std::vector<double>{1, 2, 3, 4});
}

TEST_CASE("a state is neither an input nor part of an output", "[overlap]") {
  // 3 sites, 4 days each, a site's days side by side
  nd_array<double> y({3, 4}, 7.0), x({3, 4}, 1.0);
  const auto day = [](nd_array<double>& a, index_t t) {
    return strided_view<double>{a.data() + t, {1, {3}}, {4}};
  };
  const auto run = [&](const strided_view<double>& state) {
    return overlap([&] { scan(serial{}, time_axis{1}, running_sum{}, state, y, x); });
  };
  for (index_t t = 0; t < 4; ++t) {
    CHECK(mentions(run(day(y, t)), {"state 1", "output 1", "share memory"}));
    CHECK(mentions(run(day(x, t)), {"state 1", "input 1", "share memory"}));
  }
  CHECK(y(2, 3) == 7);
  nd_array<double> matrix({3, 2}, 1.0);  // what has gaps is the same array from the first element on
  const strided_view<double> capacity{matrix.data(), {2, {3, 1}}, {2, 0}},
      other{matrix.data() + 1, {1, {3}}, {2}};
  CHECK(mentions(overlap([&] {
                   scan(serial{}, time_axis{1}, running_sum{},
                        strided_view<double>{matrix.data(), {1, {3}}, {2}}, y, capacity);
                 }),
                 {"state 1", "input 1"}));
  scan(serial{}, time_axis{1}, running_sum{}, other, y, capacity);
  CHECK(y(2, 3) == 5);  // 1, and 1 in each of 4 days
}

TEST_CASE("a scan in time refuses what a scan refuses", "[overlap]") {
  std::vector<double> x(1000, 1.0), y(1000, 7.0);
  const pmodel::moving_average<double> step{0.5};
  const std::span<double> in(x), out(y);
  std::vector<double> state{0};
  CHECK(mentions(overlap([&] { scan_in_time(serial{}, step, in.subspan(500, 1), y, x); }),
                 {"state 1", "input 1"}));
  CHECK(
      mentions(overlap([&] { scan_in_time(serial{}, step, out.first(1), y, x); }), {"state 1", "output 1"}));
  CHECK(mentions(overlap([&] { scan_in_time(serial{}, step, state, out.first(900), out.last(900)); }),
                 {"output 1", "input 1"}));
  CHECK(y == std::vector<double>(1000, 7.0));
  CHECK(x == std::vector<double>(1000, 1.0));
}

TEST_CASE("an array that is broadcast is no output", "[overlap]") {
  std::vector<double> row{1, 2, 3};
  const nd_array<double> x({2, 3}, 1.0);
  const strided_view<double> twice{row.data(), {2, {2, 3}}, {0, 1}};
  CHECK(mentions(overlap([&] { transform(doubled{}, twice, x); }),
                 {"output 1", "several elements in one place"}));
  const strided_view<double> moving{row.data(), {2, {2, 2}}, {1, 1}};  // 1 2, 2 3
  CHECK(mentions(overlap([&] { transform(doubled{}, moving, 1.0); }), {"output 1"}));
  const strided_view<double> one_for_all{row.data(), {1, {3}}, {0}};
  nd_array<double> y({2, 3});
  CHECK(mentions(overlap([&] { scan(running_sum{}, one_for_all, y, x); }), {"state 1"}));
  CHECK(row == std::vector<double>{1, 2, 3});
  transform(doubled{}, strided_view<double>{row.data(), {2, {1, 3}}, {0, 1}},
            2.0);  // one row is no repetition
  CHECK(row == std::vector<double>{4, 4, 4});
  STATIC_REQUIRE(std::same_as<decltype(broadcast_to(twice, shape{2, {2, 3}})), strided_view<const double>>);
}

TEST_CASE("ranges of memory in any order are apart, or not, as pair by pair", "[overlap]") {
  std::mt19937 random(5);
  int apart_sets = 0;
  for (int set = 0; set < 2000; ++set) {
    constexpr int n = 8;
    detail::ranges_in_order<n> seen;
    detail::memory_range ranges[n];
    bool apart = true, found_apart = true;
    for (int k = 0; k < n; ++k) {
      ranges[k].first = 1 + random() % 400;
      ranges[k].last = ranges[k].first + 1 + random() % 12;
      for (int j = 0; j < k; ++j) {
        apart = apart && (ranges[k].last <= ranges[j].first || ranges[j].last <= ranges[k].first);
      }
      found_apart = found_apart && seen.add(ranges[k]);
      REQUIRE(found_apart == apart);
    }
    apart_sets += apart ? 1 : 0;
  }
  CHECK((apart_sets > 100 && apart_sets < 1900));
}
