#pragma once

#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <numeric>
#include <sylva/array/scan.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/array/taken.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <tuple>

#include "lift/group_kernels.hpp"
#include "lift/lift.hpp"
#include "lift/step_kernels.hpp"
#include "support/mentions.hpp"

/// What every backend has to show of inputs that are taken from tables, of groups that are chosen, and of
/// parts of groups. The file of a backend defines, before it includes this one,
///   using backends = std::tuple<...>     as in lift.hpp, with arrays of two axes and of one

namespace lift {

using index = std::int32_t;

inline std::vector<double> random_numbers(std::uint64_t seed, std::size_t n, double low, double high) {
  generator g(seed);
  std::vector<double> x(n);
  for (double& v : x) v = g.uniform(low, high);
  return x;
}
inline std::vector<index> random_choice(std::uint64_t seed, std::size_t n, std::size_t of) {
  generator g(seed);
  std::vector<index> which(n);
  for (index& i : which) i = static_cast<index>(g.uniform(0, static_cast<double>(of)));
  return which;
}
template <class T>
std::vector<T> entries(const std::vector<T>& table, const std::vector<index>& which) {
  std::vector<T> x;
  for (const index i : which) x.push_back(table[static_cast<std::size_t>(i)]);
  return x;
}

struct weighted_difference {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b, const V& weight) const {
    return (a - b) * weight;
  }
};

/// A member of the struct that is not one row after another.
template <class Backend, class T>
auto rows_of(index_t rows, const std::vector<T>& values) {
  return Backend::template make<T>(
      std::array<index_t, 2>{rows, static_cast<index_t>(values.size()) / std::max<index_t>(rows, 1)}, values);
}

/// Groups of numbers with weights, each with a limit.
struct piles {
  std::vector<index> offsets{0};
  weighted<std::vector<double>> elements;
  std::vector<double> limit;

  std::size_t groups() const { return limit.size(); }
  void add(const piles& from, std::size_t group) {
    for (auto i = from.offsets[group]; i < from.offsets[group + 1]; ++i) {
      elements.x.push_back(from.elements.x[static_cast<std::size_t>(i)]);
      elements.weight.push_back(from.elements.weight[static_cast<std::size_t>(i)]);
    }
    offsets.push_back(static_cast<index>(elements.x.size()));
    limit.push_back(from.limit[group]);
  }
  /// These groups one after another, as often as they are named.
  piles of(const std::vector<index>& which) const {
    piles p;
    for (const index g : which) p.add(*this, static_cast<std::size_t>(g));
    return p;
  }
};

/// Of all sizes around a packet, a chunk and a block, with limits that leave none, few, half, and all.
inline piles random_piles(std::uint64_t seed) {
  generator g(seed);
  piles p;
  int round = 0;
  for (const double limit : {0.5, 0.97, -1.0, 2.0, 0.03, missing<double>}) {
    for (const std::size_t n :
         {0U, 1U, 2U, 5U, 63U, 64U, 65U, 255U, 256U, 257U, 300U, 511U, 513U, 1100U, 3000U}) {
      for (std::size_t i = 0; i < n; ++i) {
        p.elements.x.push_back(n > 2 && i % 100 == 41 && round++ % 3 == 0 ? missing<double>
                                                                          : g.uniform(0, 1));
        p.elements.weight.push_back(g.uniform(0.5, 3.5));
      }
      p.offsets.push_back(static_cast<index>(p.elements.x.size()));
      p.limit.push_back(limit);
    }
  }
  return p;
}

using columns_of_parts = std::vector<std::vector<double>>;
inline bool identical(const columns_of_parts& a, const columns_of_parts& b) {
  bool same = a.size() == b.size();
  for (std::size_t k = 0; same && k < a.size(); ++k) same = identical(a[k], b[k]);
  return same;
}

/// In the order that is written down.
inline columns_of_parts parts_by_hand(const piles& p) {
  columns_of_parts all(7, std::vector<double>(p.groups()));
  for (std::size_t group = 0; group < p.groups(); ++group) {
    const auto first = static_cast<std::size_t>(p.offsets[group]),
               last = static_cast<std::size_t>(p.offsets[group + 1]);
    const double limit = p.limit[group];
    numbers_in_order all_of_them, above, above_squared, at_most;
    for (std::size_t i = first; i < last; ++i) {
      const double x = p.elements.x[i], weight = p.elements.weight[i], z = (x - limit) * weight;
      const bool is_above = x > limit, is_at_most = x <= limit;
      all_of_them.push_back(x * weight);
      above.push_back(is_above ? std::optional(z) : std::nullopt);
      above_squared.push_back(is_above ? std::optional(z * z) : std::nullopt);
      at_most.push_back(is_at_most ? std::optional(weight) : std::nullopt);
    }
    const double sum_above = sum_of(above);
    const parts<double> total{static_cast<double>(last - first),
                              sum_of(all_of_them),
                              combined(all_of_them, 1, std::multiplies<>{}),
                              sum_above,
                              sum_above,
                              sum_of(above_squared),
                              sum_of(at_most)};
    for (std::size_t k = 0; k < 7; ++k) all[k][group] = *members(total)[k];
  }
  return all;
}

/// The parts of groups; of chosen ones where `which` is given, with one limit an item.
template <class Backend, class Way>
columns_of_parts parts_of(const piles& p, const std::vector<double>& limit,
                          const std::vector<index>* which = nullptr,
                          const typename Backend::policy& policy = {}) {
  std::vector<array_of<Backend, double>> out;
  for (int k = 0; k < 7; ++k) out.push_back(make<Backend>(std::vector<double>(limit.size(), -77)));
  using place = sylva::result<double>;
  const parts<place> y{place(out[0]), place(out[1]), place(out[2]), place(out[3]),
                       place(out[4]), place(out[5]), place(out[6])};
  const auto offsets = make<Backend>(p.offsets);
  const auto x = make<Backend>(p.elements.x), weight = make<Backend>(p.elements.weight);
  const weighted<sylva::argument<double>> elements{x, weight};
  const parts_above<double, Way> kernel{};
  if (which == nullptr) {
    sylva::segmented(policy, kernel, y, offsets, make<Backend>(limit), elements);
  } else {
    const auto chosen = make<Backend>(*which);
    sylva::segmented(policy, kernel, y, sylva::groups_at(offsets, chosen), make<Backend>(limit), elements);
  }
  columns_of_parts all;
  for (const auto& column : out) all.push_back(Backend::read(column));
  return all;
}

}  // namespace lift

// --- parts of groups

TEMPLATE_LIST_TEST_CASE("sums, products and parts of groups have the same bits by every kind of group",
                        "[parts]", backends) {
  const lift::piles p = lift::random_piles(51);
  const lift::columns_of_parts expected = lift::parts_by_hand(p);
  CHECK(lift::identical(lift::parts_of<TestType, lift::a_group_a_lane>(p, p.limit), expected));
  CHECK(lift::identical(lift::parts_of<TestType, lift::in_packets>(p, p.limit), expected));
  CHECK(lift::identical(lift::parts_of<TestType, lift::with_scalars>(p, p.limit), expected));
}

// --- groups that are chosen

TEMPLATE_LIST_TEST_CASE("chosen groups have the bits of the same groups written out", "[chosen]", backends) {
  const lift::piles p = lift::random_piles(52);
  std::vector<lift::index> in_order(p.groups()), backwards, runs;
  std::iota(in_order.begin(), in_order.end(), 0);
  backwards.assign(in_order.rbegin(), in_order.rend());
  for (const lift::index g : lift::random_choice(53, 60, p.groups()))
    runs.insert(runs.end(), static_cast<std::size_t>(g % 21), g);
  for (const std::vector<lift::index>& which :
       {in_order, backwards, lift::random_choice(54, 333, p.groups()), runs, std::vector<lift::index>{14},
        std::vector<lift::index>(9, 11), std::vector<lift::index>{}}) {
    INFO(which.size() << " items");
    const lift::piles written = p.of(which);
    const std::vector<double> limit = lift::random_numbers(55, which.size(), -0.1, 1.1);
    CHECK(lift::identical(lift::parts_of<TestType, lift::a_group_a_lane>(p, limit, &which),
                          lift::parts_of<TestType, lift::a_group_a_lane>(written, limit)));
    CHECK(lift::identical(lift::parts_of<TestType, lift::in_packets>(p, limit, &which),
                          lift::parts_of<TestType, lift::in_packets>(written, limit)));
    CHECK(lift::identical(lift::parts_of<TestType, lift::with_scalars>(p, limit, &which),
                          lift::parts_of<TestType, lift::with_scalars>(written, limit)));
  }
}

TEMPLATE_LIST_TEST_CASE("chosen groups with axes before the items", "[chosen]", backends) {
  using lift::index_t;
  const lift::piles p = lift::random_piles(56);
  const index_t rows = 3, elements = p.offsets.back();
  const std::vector<double> weight =
      lift::random_numbers(57, static_cast<std::size_t>(rows * elements), 0.5, 3.5);
  // one item, too: the axis of the rows is the only one then
  for (const std::size_t items : {1U, 2U, 150U}) {
    INFO(items << " items");
    const std::vector<lift::index> which = lift::random_choice(58, items, p.groups());
    const std::vector<double> limit = lift::random_numbers(59, 3 * items, 0.2, 0.8);
    const auto check = [&](auto way) {
      auto out = lift::rows_of<TestType>(rows, std::vector<double>(3 * items, -77));
      lift::parts<sylva::result<double>> y;
      y.above = out;
      const auto offsets = lift::make<TestType>(p.offsets);
      const auto chosen = lift::make<TestType>(which);
      const auto x = lift::make<TestType>(p.elements.x);
      const auto weights = lift::rows_of<TestType>(rows, weight);
      const lift::weighted<sylva::argument<double>> in{x, weights};
      sylva::segmented(typename TestType::policy{}, lift::parts_above<double, decltype(way)>{}, y,
                       sylva::groups_at(offsets, chosen), lift::rows_of<TestType>(rows, limit), in);
      const std::vector<double> got = TestType::read(out);
      for (std::size_t r = 0; r < 3; ++r) {
        lift::piles row = p;
        row.elements.weight.assign(weight.begin() + static_cast<index_t>(r) * elements,
                                   weight.begin() + static_cast<index_t>(r + 1) * elements);
        row = row.of(which);
        row.limit.assign(limit.begin() + static_cast<index_t>(r * items),
                         limit.begin() + static_cast<index_t>((r + 1) * items));
        const std::vector<double> expected = lift::parts_by_hand(row)[3];
        CHECK(lift::identical({got.begin() + static_cast<index_t>(r * items),
                               got.begin() + static_cast<index_t>((r + 1) * items)},
                              expected));
      }
    };
    check(lift::a_group_a_lane{});
    check(lift::in_packets{});
    check(lift::with_scalars{});
  }
}

TEMPLATE_LIST_TEST_CASE("groups that there are not cannot be chosen", "[chosen]", backends) {
  const auto offsets = lift::make<TestType>(std::vector<lift::index>{0, 2, 2, 3});
  const auto x = lift::make<TestType>(std::vector<double>{1, 2, 3});
  auto out = lift::make<TestType>(std::vector<double>{-77, -77});
  const auto choose = [&](const std::vector<lift::index>& which) {
    const auto chosen = lift::make<TestType>(which);
    sylva::segmented(typename TestType::policy{}, lift::deviations<>{}, out,
                     sylva::groups_at(offsets, chosen), 1.0, x);
  };
  const auto message = [&](const std::vector<lift::index>& which) {
    return message_of<sylva::offsets_error>([&] { choose(which); });
  };
  CHECK(mentions(message({1, 3}), {"which[1] is 3", "3 groups", "0 to 2"}));
  CHECK(mentions(message({-1, 0}), {"which[0] is -1", "3 groups", "0 to 2"}));
  CHECK(mentions(lift::shape_error_of([&] { choose({0, 1, 2}); }), {"(2,)", "which chooses 3"}));
  CHECK(mentions(lift::shape_error_of([&] { choose({}); }), {"(2,)", "which chooses 0"}));
  CHECK(mentions(lift::shape_error_of([&] {
                   const auto square = lift::rows_of<TestType>(2, std::vector<lift::index>{0, 1, 2, 0});
                   sylva::segmented(typename TestType::policy{}, lift::deviations<>{}, out,
                                    sylva::groups_at(offsets, square), 1.0, x);
                 }),
                 {"which has shape (2, 2)"}));
  CHECK(TestType::read(out) == std::vector<double>{-77, -77});
  choose({2, 0});
  CHECK(TestType::read(out) == std::vector<double>{3, 1.5});
}

// --- inputs that are taken from tables

TEMPLATE_LIST_TEST_CASE("entries of tables are inputs as arrays are", "[taken]", backends) {
  const typename TestType::policy policy{};
  // tables of one entry and of as many as registers take, and more
  std::vector<std::pair<std::size_t, std::size_t>> sizes;
  for (const std::size_t n : {0U, 1U, 63U, 64U, 65U, 255U, 256U, 257U, 767U, 768U, 769U, 1100U, 3000U})
    sizes.emplace_back(n, 5);
  for (const std::size_t entries : {1U, 2U, 4U, 7U, 8U, 9U, 15U, 16U, 17U, 32U, 33U, 100U})
    sizes.emplace_back(1001, entries);
  for (const auto& [n, entries] : sizes) {
    INFO(n << " elements of " << entries << " entries");
    std::vector<double> types = lift::random_numbers(60, entries, -9, 9);
    types[entries / 2] = 1e9;
    const std::vector<lift::index> which = lift::random_choice(61 + n, n, types.size()),
                                   others = lift::random_choice(62 + n, n, types.size());
    const std::vector<double> x = lift::random_numbers(63, n, -5, 5);
    std::vector<double> expected = lift::entries(types, which);
    for (std::size_t i = 0; i < n; ++i) {
      expected[i] = (expected[i] - x[i]) * types[static_cast<std::size_t>(others[i])];
    }
    const auto table = lift::make<TestType>(types);
    const auto first = lift::make<TestType>(which), second = lift::make<TestType>(others);
    const auto numbers = lift::make<TestType>(x);
    auto out = lift::make<TestType>(std::vector<double>(n, -77));
    sylva::transform(policy, lift::weighted_difference{}, out, sylva::taken(table, first), numbers,
                     sylva::taken(sylva::unchecked{}, table, second));
    CHECK(lift::identical(TestType::read(out), expected));
    const auto made = sylva::map(policy, lift::weighted_difference{}, sylva::taken(table, first), numbers,
                                 sylva::taken(table, second));
    CHECK(lift::identical(TestType::read(made), expected));
  }
}

TEMPLATE_LIST_TEST_CASE("entries of tables broadcast with their index, and alias no output", "[taken]",
                        backends) {
  using lift::index_t;
  const typename TestType::policy policy{};
  const index_t rows = 7, columns = 150;
  const std::vector<double> types = lift::random_numbers(64, 11, -9, 9);
  const auto table = lift::make<TestType>(types);
  const auto size = static_cast<std::size_t>(rows * columns);
  for (const int kind : {0, 1, 2}) {
    INFO("index of kind " << kind);
    // one of columns, one of rows, one of all
    const index_t r = kind == 0 ? 1 : rows, c = kind == 1 ? 1 : columns;
    const std::vector<lift::index> which =
        lift::random_choice(65, static_cast<std::size_t>(r * c), types.size());
    const auto index = TestType::template make<lift::index>(std::array<index_t, 2>{r, c}, which);
    std::vector<double> x = lift::random_numbers(66, size, -5, 5), expected;
    for (index_t i = 0; i < rows * columns; ++i) {
      const index_t at = i / columns % r * c + i % columns % c;
      expected.push_back((types[static_cast<std::size_t>(which[static_cast<std::size_t>(at)])] -
                          x[static_cast<std::size_t>(i)]) *
                         2);
    }
    auto out = lift::rows_of<TestType>(rows, x);
    sylva::transform(policy, lift::weighted_difference{}, out, sylva::taken(table, index), out, 2.0);
    CHECK(lift::identical(TestType::read(out), expected));
  }
}

TEMPLATE_LIST_TEST_CASE("a model takes entries of tables, and finds what is out of range among them",
                        "[taken]", backends) {
  const typename TestType::policy policy{};
  const std::size_t n = 800;
  lift::forcing<double> columns = lift::weather<double>(n);
  const std::vector<double> pressures{90000, 101325, 0, lift::missing<double>};  // 0 Pa cannot be
  std::vector<lift::index> which = lift::random_choice(67, n, 2);
  which[500] = 2, which[700] = 2, which[701] = 3;
  columns.patm = lift::entries(pressures, which);

  const auto run = [&](bool from_table) {
    const lift::held<TestType, double> x(columns), y(lift::filled<double>(n, -77));
    auto arguments = x.arguments();
    const auto table = lift::make<TestType>(pressures);
    const auto index = lift::make<TestType>(which);
    if (from_table) arguments.patm = sylva::taken(table, index);
    const auto findings = sylva::pmodel_model<double>{}.run_checked(policy, arguments, y.results());
    return std::pair(y.read(), findings);
  };
  const auto expected = run(false), got = run(true);
  CHECK(lift::identical(got.first, expected.first));
  REQUIRE(got.second.size() == expected.second.size());
  std::size_t with_something = 0;
  for (std::size_t k = 0; k < got.second.size(); ++k) {
    const sylva::range_finding &a = got.second[k].found, &b = expected.second[k].found;
    INFO(got.second[k].name);
    CHECK((a.below == b.below && a.above == b.above && a.missing == b.missing));
    CHECK((a.worst == b.worst && a.worst_at == b.worst_at));
    CHECK((a.impossible == b.impossible && a.impossible_at == b.impossible_at));
    with_something +=
        got.second[k].name == "patm" && a.impossible == 2 && a.missing == 1 && a.impossible_at == 500;
  }
  CHECK(with_something == 1);
}

TEMPLATE_LIST_TEST_CASE("groups and their elements take entries of tables", "[taken]", backends) {
  const lift::piles p = lift::random_piles(70);
  const std::vector<double> weights = lift::random_numbers(71, 8, 0.5, 3), limits{0.3, -1, 0.9};
  const std::vector<lift::index> weight_of = lift::random_choice(72, p.elements.x.size(), weights.size()),
                                 limit_of = lift::random_choice(73, p.groups(), limits.size());
  std::vector<lift::index> runs = weight_of;  // of one entry, as of cohorts sorted by type
  for (std::size_t i = 0; i < runs.size(); ++i) runs[i] = static_cast<lift::index>(i / 37 % weights.size());
  for (const std::vector<lift::index>& of : {weight_of, runs}) {
    lift::piles written = p;
    written.elements.weight = lift::entries(weights, of);
    written.limit = lift::entries(limits, limit_of);
    const lift::columns_of_parts expected = lift::parts_by_hand(written);
    const auto check = [&](auto way) {
      std::vector<lift::array_of<TestType, double>> out;
      for (int k = 0; k < 7; ++k) out.push_back(lift::make<TestType>(std::vector<double>(p.groups(), -77)));
      using place = sylva::result<double>;
      const lift::parts<place> y{place(out[0]), place(out[1]), place(out[2]), place(out[3]),
                                 place(out[4]), place(out[5]), place(out[6])};
      const auto offsets = lift::make<TestType>(p.offsets);
      const auto x = lift::make<TestType>(p.elements.x), table = lift::make<TestType>(weights),
                 table_of_limits = lift::make<TestType>(limits);
      const auto index = lift::make<TestType>(of), index_of_limits = lift::make<TestType>(limit_of);
      const lift::weighted<sylva::argument<double>> elements{x, sylva::taken(table, index)};
      sylva::segmented(typename TestType::policy{}, lift::parts_above<double, decltype(way)>{}, y, offsets,
                       sylva::taken(table_of_limits, index_of_limits), elements);
      lift::columns_of_parts got;
      for (const auto& column : out) got.push_back(TestType::read(column));
      CHECK(lift::identical(got, expected));
    };
    check(lift::a_group_a_lane{});
    check(lift::in_packets{});
    check(lift::with_scalars{});
  }
}

TEMPLATE_LIST_TEST_CASE("an index that the table does not have is named", "[taken]", backends) {
  const auto table = lift::make<TestType>(std::vector<double>{1, 2, 3});
  const auto message = [&](const std::vector<lift::index>& which) {
    const auto index = lift::make<TestType>(which);
    return message_of<sylva::index_error>([&] { static_cast<void>(sylva::taken(table, index)); });
  };
  CHECK(mentions(message({0, 2, 3, 0}), {"position 2", "is 3", "3 entries", "0 to 2"}));
  CHECK(mentions(message({-1}), {"position 0", "is -1", "3 entries", "0 to 2"}));
  CHECK(message({0, 1, 2}) == "nothing was thrown");
  CHECK(message({}) == "nothing was thrown");
  const auto none = lift::make<TestType>(std::vector<double>{});
  CHECK(mentions(message_of<sylva::index_error>([&] {
                   const auto index = lift::make<TestType>(std::vector<lift::index>{0});
                   static_cast<void>(sylva::taken(none, index));
                 }),
                 {"position 0", "is 0", "0 entries"}));
  const auto square = lift::rows_of<TestType>(2, std::vector<double>{1, 2, 3, 4});
  CHECK(mentions(lift::shape_error_of([&] {
                   const auto index = lift::make<TestType>(std::vector<lift::index>{0});
                   static_cast<void>(sylva::taken(square, index));
                 }),
                 {"the table has shape (2, 2)", "one axis"}));
}

TEMPLATE_LIST_TEST_CASE("calls that do not know tables refuse them", "[taken]", backends) {
  using lift::index_t;
  const typename TestType::policy policy{};
  const std::vector<double> nothing(12, -77);
  const auto table = lift::make<TestType>(std::vector<double>{1, 2, 3});
  const auto index = lift::make<TestType>(std::vector<lift::index>{0, 1, 2, 0});
  const sylva::argument<double> taken = sylva::taken(table, index);
  const auto refused = [](const auto& f) {
    return mentions(lift::shape_error_of(f), {"taken from a table by index", "give it as an array"});
  };
  auto y = lift::rows_of<TestType>(3, nothing);
  auto state = lift::make<TestType>(std::vector<double>(4, 5.0));
  CHECK(refused([&] { sylva::scan(policy, sylva::pmodel::moving_average<double>{0.5}, state, y, taken); }));
  const auto x = lift::rows_of<TestType>(3, nothing);
  CHECK(mentions(lift::shape_error_of([&] {
                   sylva::transform(policy, lift::weighted_difference{}, sylva::named(y, {"time", "site"}),
                                    taken, sylva::named(x, {"time", "site"}), 1.0);
                 }),
                 {"input 1", "without names", "name the dimensions"}));
  CHECK(TestType::read(y) == nothing);
  CHECK(TestType::read(state) == std::vector<double>(4, 5.0));
}
