#include <algorithm>
#include <array>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <sstream>
#include <sylva/array/segmented.hpp>
#include <sylva/core/grouped.hpp>
#include <sylva/models/cohorts.hpp>
#include <sylva/models/cohorts_csv.hpp>
#include <type_traits>

#include "support/approx.hpp"
#include "support/demography.hpp"
#include "support/mentions.hpp"
#include "support/reference.hpp"

using namespace sylva;
using demography_reference::types;
using reference::table;
using ids = std::vector<std::uint64_t>;
template <class Real>
using newcomers = std::vector<new_cohort<Real>>;
template <class Real>
using cell_list = std::vector<cohort_cell<Real>>;

static_assert(std::is_nothrow_move_assignable_v<cohort_columns<double>>);

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

/// Cells 7, 3 and 5 with 3, 0 and 2 cohorts, which have the ids 0 to 4.
template <class Real = double>
cohorts<Real> some() {
  cohorts<Real> t(types<Real>(), cell_list<Real>{{7, 100}, {3, 50}, {5, 10}});
  t.add(newcomers<Real>{{0, 0, Real(0.2), 6},
                        {2, 1, Real(0.5), 1},
                        {0, 7, Real(0.04), 30},
                        {2, 1, Real(0.3), 2},
                        {0, 0, Real(0.21), 3}});
  return t;
}

/// The message of what is refused; and the table is what it was, where it was.
template <class F>
std::string refusal(cohorts<double>& t, F&& f) {
  const cohorts<double> before = t;
  const double* const dbh = t.columns().dbh.data();
  const std::string message = message_of<invalid_cohorts>([&] { f(t); });
  CHECK(t == before);
  CHECK(t.columns().dbh.data() == dbh);
  return message;
}

template <class Real>
std::string csv_of(const cohorts<Real>& t, const write_options& options = {}) {
  std::ostringstream out;
  write_csv(out, t, options);
  return out.str();
}
std::string csv_refusal(const std::string& text, bool strict = false) {
  return message_of<invalid_file>(
      [&] { return cohorts_from_csv(text, types<double>(), "c.csv", {.strict = strict}); });
}
const std::string header = "cell_id,cell_area,cohort_pft_names,cohort_dbh_values,cohort_n_individuals";

/// What the kernel of a test sees of a cohort.
template <class T>
struct stems {
  T dbh, n;
  template <class A, class B, class F>
  static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.dbh, b.dbh), f(a.n, b.n);
  }
  static constexpr const char* names[] = {"dbh", "n"};
};
struct sum_of_squares {
  template <group_of<double> Group>
  auto operator()(const Group& trees) const {
    using V = typename Group::value;
    return trees.sum([](const stems<V>& x) { return V(x.n * x.dbh * x.dbh); });
  }
};

}  // namespace

TEST_CASE("adding and dropping as pyrealm does", "[cohorts]") {
  const table steps("demography_community.csv");
  cohorts<double> t(types<double>(), cell_list<double>{{1, 100}});
  const auto like_step = [&](const char* step) {
    const flora<double>& f = t.types();
    std::size_t k = 0;
    for (std::size_t row = 0; row < steps.rows(); ++row) {
      if (steps.text("step")[row] != step) continue;
      REQUIRE(k < t.size());
      const auto type = static_cast<std::size_t>(t.columns().type[k]);
      CHECK(f.name(type) == steps.text("pft_name")[row]);
      CHECK(t.columns().dbh[k] == steps["dbh"][row]);
      CHECK(t.columns().n_individuals[k] == steps["n_individuals"][row]);
      CHECK(f.traits().h_max[type] == steps["h_max"][row]);
      ++k;
    }
    CHECK(k == t.size());
    CHECK(t.columns().offsets == std::vector<std::int64_t>{0, static_cast<std::int64_t>(k)});
  };
  const auto type = [&](const char* name) { return t.types().index(name); };
  CHECK(t.add(newcomers<double>{
            {0, type("default"), 0.2, 6}, {0, type("tall"), 0.5, 1}, {0, type("shrub"), 0.04, 30}}) == 0);
  like_step("0");
  t.drop(ids{0});
  like_step("1");
  CHECK(t.add(newcomers<double>{{0, type("column"), 0.11, 9}, {0, type("dense"), 0.35, 2}}) == 3);
  like_step("2");
  t.drop(ids{4, 2});
  like_step("3");
  CHECK(t.columns().id == ids{1, 3});
}

TEST_CASE("cohorts lie by cells, and keep their ids", "[cohorts]") {
  cohorts<double> t = some();
  CHECK((t.size() == 5 && t.cells() == 3));
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 3, 3, 5});
  CHECK(t.columns().id == ids{0, 2, 4, 1, 3});
  CHECK(t.columns().dbh == std::vector<double>{0.2, 0.04, 0.21, 0.5, 0.3});
  CHECK((t.cell_position(7) == 0 && t.cell_position(3) == 1 && t.cell_position(5) == 2));
  CHECK((t.position(4) == 2 && t.position(3) == 4));
  CHECK(t.drop_if([](const cohort<double>& c) { return c.cell == 2 && c.n_individuals == 2; }) == 1);
  CHECK(t.columns().id == ids{0, 2, 4, 1});
  CHECK(t.drop_where(std::vector<std::uint8_t>{1, 0, 0, 1}) == 2);
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 2, 2, 2});
  CHECK(t.add(newcomers<double>{{1, 0, 0.1, 1}}) == 5);
  CHECK(t.columns().id == ids{2, 4, 5});
  CHECK(t.add({}) == 6);
  t.drop(ids{});
  CHECK(t.size() == 3);
}

TEST_CASE("segmented takes the arrays as they lie", "[cohorts]") {
  cohorts<double> t = some();
  const cohort_columns<double>& x = t.columns();
  std::vector<double> squares(t.cells());
  segmented(sum_of_squares{}, squares, x.offsets, no_inputs{},
            stems<std::span<const double>>{x.dbh, x.n_individuals});
  CHECK(approx::error(squares[0], 6 * 0.04 + 30 * 0.0016 + 3 * 0.0441) <= 1e-15);
  CHECK(squares[1] == 0);
  CHECK(approx::error(squares[2], 0.25 + 2 * 0.09) <= 1e-15);
}

TEST_CASE("what cannot be added changes nothing", "[cohorts]") {
  cohorts<double> t = some();
  const auto add = [&](const new_cohort<double>& bad) {
    return refusal(t, [&](auto& x) { x.add(newcomers<double>{{0, 0, 0.1, 1}, bad}); });
  };
  CHECK(add({3, 0, 0.1, 1}) ==
        "new cohorts: cell of cohort 1 is 3: allowed are positions of cells, 0 and more below 3");
  CHECK(mentions(add({-1, 0, 0.1, 1}), {"cell of cohort 1 is -1"}));
  CHECK(add({2, 8, 0.1, 1}) ==
        "new cohorts: type of cohort 1 (cell 5) is 8: allowed are the indices of the flora's types, 0 and "
        "more below 8");
  CHECK(mentions(add({2, -1, 0.1, 1}), {"type of cohort 1 (cell 5) is -1"}));
  for (const double bad : {0.0, -0.1, missing, inf}) {
    CHECK(mentions(add({2, 0, bad, 1}), {"dbh of cohort 1 (cell 5) is ", " m: allowed is above 0"}));
  }
  for (const double bad : {-1.0, missing, inf}) {
    CHECK(
        mentions(add({0, 0, 0.1, bad}), {"n_individuals of cohort 1 (cell 7) is ", "allowed is 0 and more"}));
  }
  CHECK(mentions(add({9, 9, 0, -1}), {"4 problems", "cell of", "type of", "dbh of", "n_individuals of"}));
  CHECK(t.columns().next_id == 5);
}

TEST_CASE("what cannot be dropped, set or split changes nothing", "[cohorts]") {
  cohorts<double> t = some();
  t.drop(ids{3});
  CHECK(mentions(refusal(t, [](auto& x) { x.drop(ids{0, 9, 3}); }),
                 {"2 problems", "no cohort has the id 3 any more", "no cohort has the id 9 yet"}));
  CHECK(refusal(t, [](auto& x) { x.drop(ids{1, 0, 1}); }) ==
        "cohorts to drop: the id 1 is there twice: allowed is once");
  CHECK(mentions(refusal(t, [](auto& x) { x.drop_where(std::vector<std::uint8_t>(5)); }),
                 {"has 5 elements: expected are 4"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.merge(-0.1); }), {"tolerance is -0.1 m: allowed is 0 and more"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.merge(missing); }), {"tolerance is nan m"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.set_dbh({1, 2, 0, 4}); }),
                 {"dbh of cohort 2 (cell 7, id 4) is 0: allowed is above 0"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.set_dbh({1, 2, 3}); }), {"dbh has 3 elements: expected are 4"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.set_n_individuals({1, 2, 3, -4}); }),
                 {"n_individuals of cohort 3 (cell 5, id 1) is -4"}));
  using parts = std::vector<double>;
  CHECK(mentions(refusal(t, [](auto& x) { x.split(0, parts{3, 4}); }),
                 {"splitting cohort 0: the parts add up to 7: allowed is n_individuals, 6"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.split(0, parts{7, -1}); }),
                 {"part 1 is -1: allowed is 0 and more"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.split(0, parts{}); }), {"there are no parts"}));
  CHECK(mentions(refusal(t, [](auto& x) { x.split(3, parts{2}); }), {"no cohort has the id 3 any more"}));
  CHECK(mentions(refusal(t, [](auto& x) { static_cast<void>(x.cell_position(4)); }),
                 {"no cell has the id 4, of 3 cells"}));

  const cohorts<double> before = t;
  struct stop {};
  CHECK_THROWS_AS(t.drop_if([](const auto& c) -> bool { return c.id == 0 ? true : throw stop{}; }), stop);
  CHECK(t == before);
}

TEST_CASE("tables that cannot be", "[cohorts]") {
  const auto of_cells = [](const cell_list<double>& cells) {
    return message_of<invalid_cohorts>([&] { return cohorts<double>(types<double>(), cells); });
  };
  CHECK(mentions(of_cells({{1, 10}, {-2, 10}}), {"the id of cell 1 is -2: allowed is 0 and more"}));
  CHECK(mentions(of_cells({{1, 10}, {2, 0}}), {"the area of cell 2 is 0 m2: allowed is above 0"}));
  CHECK(mentions(of_cells({{1, missing}}), {"the area of cell 1 is nan m2"}));
  CHECK(mentions(of_cells({{4, 10}, {1, 10}, {4, 20}}), {"the cells 0 and 2 have the id 4"}));

  const auto changed = [](auto&& change) {
    cohort_columns<double> x = some().columns();
    change(x);
    return message_of<invalid_cohorts>([&] { return cohorts<double>(types<double>(), x); });
  };
  CHECK(changed([](auto&) {}) == "nothing was thrown");
  CHECK(mentions(changed([](auto& x) { x.type.pop_back(); }), {"type has 4 elements: expected are 5"}));
  CHECK(mentions(changed([](auto& x) { x.offsets.pop_back(); }), {"offsets has 3 elements: expected are 4"}));
  CHECK(
      mentions(changed([](auto& x) { x.offsets = {1, 3, 3, 5}; }), {"offsets[0] is 1: allowed are 0 to 0"}));
  CHECK(
      mentions(changed([](auto& x) { x.offsets = {0, 3, 2, 5}; }), {"offsets[2] is 2: allowed are 3 to 5"}));
  CHECK(
      mentions(changed([](auto& x) { x.offsets = {0, 3, 3, 4}; }), {"offsets[3] is 4: allowed are 5 to 5"}));
  CHECK(
      mentions(changed([](auto& x) { x.offsets = {0, 3, 6, 5}; }), {"offsets[2] is 6: allowed are 3 to 5"}));
  CHECK(mentions(changed([](auto& x) { x.type[3] = 8; }), {"type of cohort 3 (cell 5, id 1) is 8"}));
  CHECK(mentions(changed([](auto& x) { x.dbh[1] = 0; }), {"dbh of cohort 1 (cell 7, id 2) is 0 m"}));
  CHECK(mentions(changed([](auto& x) { x.n_individuals[4] = -1; }),
                 {"n_individuals of cohort 4 (cell 5, id 3) is -1"}));
  CHECK(mentions(changed([](auto& x) { x.id[4] = 2; }), {"two cohorts have the id 2"}));
  CHECK(mentions(changed([](auto& x) { x.next_id = 4; }),
                 {"the id of cohort 2 is 4: allowed is below next_id, which is 4"}));
  CHECK(mentions(changed([](auto& x) { x.next_id = ~std::uint64_t{0}; }),
                 {"next_id is 18446744073709551615: allowed is at most"}));
}

TEMPLATE_TEST_CASE("merging", "[cohorts]", double, float) {
  using Real = TestType;
  cohorts<Real> t(types<Real>(), cell_list<Real>{{1, 10}, {2, 10}});
  const auto d = [](double x) { return static_cast<Real>(x); };
  t.add(newcomers<Real>{{0, 1, d(0.30), 7},
                        {0, 0, d(0.22), 3},
                        {0, 0, d(0.20), 5},
                        {1, 0, d(0.20), 9},
                        {0, 0, d(0.25), 11},
                        {0, 0, d(0.21), 1}});
  // from the thinnest on: 0.20, 0.21 and 0.22 are together, 0.25 is too far from 0.20
  CHECK(t.merge(d(0.04)) == 2);
  CHECK(t.columns().id == ids{0, 1, 4, 3});
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 3, 4});
  CHECK(t.columns().n_individuals == std::vector<Real>{7, 9, 11, 9});
  const double squares = (3 * 0.22 * 0.22 + 5 * 0.2 * 0.2 + 0.21 * 0.21) / 9;
  CHECK(approx::error(t.columns().dbh[1], std::sqrt(squares)) <= approx::tolerance<Real>(1e-15, 1e-7));
  CHECK(t.merge(0) == 0);
  CHECK(t.merge(std::numeric_limits<Real>::infinity()) == 1);
  CHECK(t.columns().n_individuals == std::vector<Real>{7, 20, 9});

  // without trees: as it was; of the same dbh: exactly that
  cohorts<Real> dead(types<Real>(), cell_list<Real>{{1, 10}});
  dead.add(newcomers<Real>{
      {0, 0, d(0.2), 0}, {0, 0, d(0.1), 0}, {0, 1, d(0.3), 3}, {0, 1, d(0.3), 7}, {0, 1, d(0.3), 1}});
  CHECK(dead.merge(d(0.1) + d(0.01)) == 3);
  CHECK(dead.columns().dbh == std::vector<Real>{d(0.2), d(0.3)});
  CHECK(dead.columns().n_individuals == std::vector<Real>{0, 11});

  cohorts<Real> most(types<Real>(), cell_list<Real>{{1, 10}});
  const Real greatest = std::numeric_limits<Real>::max();
  most.add(newcomers<Real>{{0, 1, 1, greatest}, {0, 1, 1, greatest}, {0, 0, 1, 2}, {0, 0, 1, 3}});
  const cohorts<Real> before = most;
  CHECK(mentions(message_of<invalid_cohorts>([&] { most.merge(1); }), {"merging cohort 0", "too numerous"}));
  CHECK(most == before);
}

TEMPLATE_TEST_CASE("splitting", "[cohorts]", double, float) {
  using Real = TestType;
  cohorts<Real> t = some<Real>();
  CHECK(t.split(2, std::vector<Real>{10, 15, 5}) == 5);
  CHECK(t.columns().id == ids{0, 2, 5, 6, 4, 1, 3});
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 5, 5, 7});
  CHECK(t.columns().n_individuals == std::vector<Real>{6, 10, 15, 5, 3, 1, 2});
  CHECK(std::vector<Real>(t.columns().dbh.begin() + 1, t.columns().dbh.begin() + 4) ==
        std::vector<Real>(3, Real(0.04)));
  CHECK(t.split(3, std::vector<Real>{0, 2}) == 7);
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 5, 5, 8});
  CHECK(t.split(0, std::vector<Real>{6}) == 8);
  CHECK(t.size() == 8);
  CHECK(t.merge(0) == 3);  // what was split is together again
  CHECK(t.columns().id == some<Real>().columns().id);
  CHECK(t.columns().n_individuals == some<Real>().columns().n_individuals);
  CHECK(t.columns().dbh == some<Real>().columns().dbh);
}

TEST_CASE("sizes and numbers are set as whole arrays", "[cohorts]") {
  cohorts<double> t = some();
  const std::vector<double> grown = {1, 2, 3, 4, 5}, old = t.columns().dbh;
  CHECK(t.set_dbh(grown) == old);
  CHECK(t.columns().dbh == grown);
  CHECK(t.set_n_individuals({0, 2, 0.5, 3, 0}).size() == 5);
  CHECK(t.drop_if([](const auto& c) { return c.n_individuals == 0; }) == 2);
  CHECK(t.columns().dbh == std::vector<double>{2, 3, 4});
}

namespace {

/// The same operations on lists of cohorts, as plainly as can be.
struct plain_table {
  std::vector<std::vector<cohort<double>>> cells;
  std::uint64_t next = 0;

  void add(const newcomers<double>& added) {
    for (const auto& a : added) {
      cells[static_cast<std::size_t>(a.cell)].push_back({next++, a.cell, a.type, a.dbh, a.n_individuals});
    }
  }
  template <class F>
  void drop_if(F f) {
    for (auto& c : cells) std::erase_if(c, f);
  }
  void split(std::uint64_t id, const std::vector<double>& parts) {
    for (auto& c : cells) {
      const auto at = std::find_if(c.begin(), c.end(), [&](const auto& x) { return x.id == id; });
      if (at == c.end()) continue;
      std::vector<cohort<double>> made(parts.size(), *at);
      for (std::size_t i = 0; i < parts.size(); ++i) {
        made[i].n_individuals = parts[i];
        if (i > 0) made[i].id = next++;
      }
      c.insert(c.erase(at), made.begin(), made.end());
      return;
    }
  }
  /// Takes the thinnest of those that are left, and all of its type within the tolerance.
  void merge(double tolerance) {
    for (auto& c : cells) {
      std::vector<cohort<double>> left = c, kept;
      while (!left.empty()) {
        const cohort<double> thin = *std::min_element(
            left.begin(), left.end(), [](const auto& a, const auto& b) { return a.dbh < b.dbh; });
        cohort<double> sum = thin;
        sum.n_individuals = 0;
        double area = 0, most = 0;
        std::erase_if(left, [&](const auto& x) {
          if (x.type != thin.type || x.dbh - thin.dbh > tolerance) return false;
          sum.id = std::min(sum.id, x.id);
          sum.n_individuals += x.n_individuals;
          area += x.n_individuals * x.dbh * x.dbh;
          most = std::max(most, x.dbh);
          return true;
        });
        if (most == thin.dbh) {
          sum.dbh = thin.dbh;
        } else if (sum.n_individuals > 0) {
          sum.dbh = std::sqrt(area / sum.n_individuals);
        } else {
          for (const auto& x : c) sum.dbh = x.id == sum.id ? x.dbh : sum.dbh;
        }
        kept.push_back(sum);
      }
      // in the places that they had
      std::vector<cohort<double>> in_place;
      for (const auto& x : c) {
        for (const auto& k : kept) {
          if (k.id == x.id) in_place.push_back(k);
        }
      }
      c = in_place;
    }
  }
};

double trees_of(const cohorts<double>& t) {
  double n = 0;
  for (const double x : t.columns().n_individuals) n += x;
  return n;
}
double squares_of(const cohorts<double>& t) {
  double sum = 0;
  for (std::size_t k = 0; k < t.size(); ++k)
    sum += t.columns().n_individuals[k] * t.columns().dbh[k] * t.columns().dbh[k];
  return sum;
}

}  // namespace

TEST_CASE("any sequence of operations does what a plain table does", "[cohorts]") {
  std::mt19937 random(20);
  const auto any = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  for (int sequence = 0; sequence < 60; ++sequence) {
    const int n_cells = 1 + any(6);
    cell_list<double> cells;
    for (int c = 0; c < n_cells; ++c) cells.push_back({10 * n_cells - c, 1.0 + c});
    cohorts<double> t(types<double>(), cells);
    plain_table plain{std::vector<std::vector<cohort<double>>>(cells.size())};
    for (int step = 0; step < 40; ++step) {
      switch (any(5)) {
        case 0: {
          newcomers<double> added(static_cast<std::size_t>(any(8)));
          for (auto& a : added) a = {any(n_cells), any(3), 0.01 * (1 + any(60)), double(any(20))};
          t.add(added);
          plain.add(added);
          break;
        }
        case 1: {
          ids some_ids;
          for (const std::uint64_t id : t.columns().id) {
            if (any(6) == 0) some_ids.push_back(id);
          }
          std::shuffle(some_ids.begin(), some_ids.end(), random);
          t.drop(some_ids);
          plain.drop_if(
              [&](const auto& c) { return std::count(some_ids.begin(), some_ids.end(), c.id) > 0; });
          break;
        }
        case 2: {
          const auto rare = [](const cohort<double>& c) { return c.n_individuals <= 2; };
          t.drop_if(rare);
          plain.drop_if(rare);
          break;
        }
        case 3: {
          const double tolerance = 0.0125 * any(4), trees = trees_of(t), squares = squares_of(t);
          t.merge(tolerance);
          plain.merge(tolerance);
          CHECK(trees_of(t) == trees);
          CHECK(approx::error(squares_of(t), squares) <= 1e-14);
          break;
        }
        default: {
          if (t.size() == 0) break;
          const auto at = static_cast<std::size_t>(any(static_cast<int>(t.size())));
          const double n = t.columns().n_individuals[at], trees = trees_of(t);
          const std::uint64_t id = t.columns().id[at];
          const double part = std::floor(n / 3);
          t.split(id, std::vector<double>{part, n - 2 * part, part});
          plain.split(id, {part, n - 2 * part, part});
          CHECK(trees_of(t) == trees);
        }
      }
      REQUIRE(t.columns().next_id == plain.next);
      std::size_t k = 0;
      for (std::size_t c = 0; c < cells.size(); ++c) {
        REQUIRE(t.columns().offsets[c] == static_cast<std::int64_t>(k));
        for (const auto& x : plain.cells[c]) {
          REQUIRE(k < t.size());
          REQUIRE(t.columns().id[k] == x.id);
          REQUIRE(t.columns().type[k] == x.type);
          REQUIRE(t.columns().n_individuals[k] == x.n_individuals);
          REQUIRE(approx::error(t.columns().dbh[k], x.dbh) <= 1e-14);
          ++k;
        }
      }
      REQUIRE(k == t.size());
      const cohort_columns<double> copy = t.columns();
      REQUIRE(cohorts<double>(t.types(), copy) == t);  // and is valid as a whole
      REQUIRE(cohorts_from_csv(csv_of(t), t.types()) == t);
      if (t.size() > 0) plain = {plain.cells, plain.next};
      for (std::size_t c = 0, i = 0; c < cells.size(); ++c) {
        for (auto& x : plain.cells[c]) x.dbh = t.columns().dbh[i++];  // the same rounding from here on
      }
    }
  }
}

TEST_CASE("tables of cohorts in CSV", "[cohorts]") {
  const flora<double> f = types<double>();
  const std::string text = header +
                           "\n7,100,default,0.2,6\n5,10,tall,0.5,1\n7,100,shrub,0.04,30\n3,50,,,\n5,10,tall,"
                           "0.3,2\n7,100,default,0.21,3\n";
  const cohorts<double> t = cohorts_from_csv(text, f);
  CHECK(t.columns().cell_id == std::vector<std::int64_t>{7, 5, 3});
  CHECK(t.columns().cell_area == std::vector<double>{100, 10, 50});
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 3, 5, 5});
  CHECK(t.columns().dbh == std::vector<double>{0.2, 0.04, 0.21, 0.5, 0.3});
  CHECK(t.columns().id == ids{0, 1, 2, 3, 4});
  CHECK(t.columns().next_id == 5);
  CHECK(csv_of(some(), {.ids = false}) == header +
                                              "\n7,100,default,0.2,6\n7,100,shrub,0.04,30\n7,100,default,0."
                                              "21,3\n3,50,,,\n5,10,tall,0.5,1\n5,10,tall,0.3,2\n");

  const cohorts<double> kept = cohorts_from_csv(header + ",cohort_id\n1,1,tall,1,1,9\n1,1,tall,1,1,4\n", f);
  CHECK((kept.columns().id == ids{9, 4} && kept.columns().next_id == 10));
  const cohorts<float> single = some<float>();
  CHECK(cohorts_from_csv(csv_of(single), types<float>()) == single);
  CHECK(cohorts_from_csv(header, f) == cohorts<double>(f));
}

TEST_CASE("cells whose cohorts are not all known", "[cohorts]") {
  const flora<double> f = types<double>();
  const std::string text =
      header +
      ",cohort_id\n7,100,default,0.2,6,4\n5,10,tall,NA,1,2\n7,100,shrub,0.04,30,3\n5,10,tall,"
      "0.3,2,0\n8,10,tall,0.3,-9999,1\n8,10,tall,0.3,,5\n9,20,tall,0.5,2,6\n";
  std::vector<std::int64_t> incomplete;
  const read_options options{.incomplete = &incomplete, .missing = {-9999}};
  const cohorts<double> t = cohorts_from_csv(text, f, "c.csv", options);
  CHECK(incomplete == std::vector<std::int64_t>{5, 8});
  CHECK(t.columns().cell_id == std::vector<std::int64_t>{7, 5, 8, 9});
  CHECK(t.columns().offsets == std::vector<std::int64_t>{0, 2, 2, 2, 3});
  CHECK(t.columns().dbh == std::vector<double>{0.2, 0.04, 0.5});
  CHECK(t.columns().n_individuals == std::vector<double>{6, 30, 2});
  CHECK((t.columns().id == ids{4, 3, 6} && t.columns().next_id == 7));
  // invalid values are still refused
  CHECK(mentions(message_of<invalid_file>([&] {
                   (void)cohorts_from_csv(header + "\n1,1,tall,NA,x\n1,1,tall,0,nan\n", f, "c.csv", options);
                 }),
                 {"2 problems", "line 2, column cohort_n_individuals is \"x\"",
                  "line 3, column cohort_dbh_values is \"0\""}));
  CHECK(mentions(csv_refusal(header + "\n1,1,tall,NA,1\n"), {"cohort_dbh_values is \"NA\""}));
}

TEST_CASE("tables of cohorts that are refused", "[cohorts]") {
  const auto row = [](const std::string& text) {
    return csv_refusal(header + "\n1,100,tall,0.1,1\n" + text + "\n");
  };
  CHECK(row("1.5,100,tall,0.1,1") ==
        "c.csv: line 3, column cell_id is \"1.5\": allowed is a whole number, 0 and more");
  CHECK(mentions(row("-1,100,tall,0.1,1"), {"line 3, column cell_id is \"-1\""}));
  CHECK(mentions(row("2,0,tall,0.1,1"),
                 {"line 3, column cell_area is \"0\": allowed is a number above 0, m2"}));
  CHECK(
      mentions(row("1,99,tall,0.1,1"), {"line 3, column cell_area is \"99\", but cell 1 had 100 m2 before"}));
  CHECK(row("1,100,tal,0.1,1") == "c.csv: line 3, column cohort_pft_names is \"tal\": did you mean tall?");
  CHECK(mentions(row("1,100,tall,,1"),
                 {"line 3, column cohort_dbh_values is \"\": allowed is a number above 0, m"}));
  CHECK(mentions(row("1,100,tall,x,1"), {"line 3, column cohort_dbh_values is \"x\""}));
  CHECK(mentions(row("1,100,tall,0.1,-1"),
                 {"line 3, column cohort_n_individuals is \"-1\": allowed is a number, 0 and more"}));
  CHECK(mentions(row("1,100,,0,nan"), {"3 problems", "cohort_pft_names is \"\"", "cohort_dbh_values is \"0\"",
                                       "cohort_n_individuals is \"nan\""}));
  CHECK(mentions(csv_refusal("cell_id,cell_area,cohort_pft_names,cohort_dbh_value,cohort_n_individuals\n"),
                 {"column cohort_dbh_values is missing",
                  "unknown column \"cohort_dbh_value\": did you mean cohort_dbh_values?"}));
  const std::string with_ids = header + ",cohort_id,next_cohort_id\n";
  CHECK(mentions(csv_refusal(with_ids + "1,1,tall,1,1,0,2\n1,1,tall,1,1,0,2\n"),
                 {"two cohorts have the id 0"}));
  CHECK(mentions(csv_refusal(with_ids + "1,1,tall,1,1,2,2\n"),
                 {"the id of cohort 0 is 2: allowed is below next_id, which is 2"}));
  CHECK(mentions(csv_refusal(with_ids + "1,1,tall,1,1,,2\n"), {"line 2, column cohort_id is \"\""}));
  CHECK(mentions(csv_refusal(with_ids + "1,1,tall,1,1,0,2\n1,1,tall,1,1,1,3\n"),
                 {"next_cohort_id is \"3\", but was 2 before"}));
  CHECK(mentions(csv_refusal(header + ",next_cohort_id\n1,1,tall,1,1,0\n"),
                 {"next_cohort_id is 0, but there are 1 cohorts"}));
  CHECK(mentions(csv_refusal(with_ids, true),
                 {"column cohort_id: pyrealm has no ids", "column next_cohort_id"}));
  CHECK(mentions(csv_refusal(header + "\n1,1,tall,1,2.0\n1,1,tall,1,0\n", true),
                 {"2 problems", "without a decimal point"}));
}
