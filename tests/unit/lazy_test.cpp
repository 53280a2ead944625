#include <array>
#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <span>
#include <sylva/array/given.hpp>
#include <sylva/array/nd_array.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/pmodel/gpp.hpp>

#include "lift/lift.hpp"
#include "support/counting.hpp"

using namespace sylva;
namespace field = sylva::pmodel::field;

namespace {

using column = std::vector<double>;
const pmodel::pmodel_kernel<double> model{};

struct weather {
  column tc, rh, patm, fapar, ppfd;
};
weather some_weather(std::size_t n) {
  lift::generator g(7);
  weather w;
  for (std::size_t i = 0; i < n; ++i) {
    w.tc.push_back(g.uniform(-10, 35)), w.rh.push_back(g.uniform(0.1, 0.95));
    w.patm.push_back(g.uniform(7e4, 1.02e5)), w.fapar.push_back(g.uniform(0.1, 1));
    w.ppfd.push_back(g.uniform(100, 2000));
  }
  return w;
}

/// vpd [Pa] and the P-model one after the other, as eager calls with an array in between.
template <class Policy = serial>
auto eagerly(const weather& w, double co2, const Policy& policy = {}) {
  column vpd = map(policy, rh_to_vpd<>{}, w.rh, w.tc);
  for (double& x : vpd) x = 1000 * x;
  return map(policy, model, w.tc, vpd, co2, w.patm, w.fapar, w.ppfd);
}
/// The same as one lazy pipeline.
auto lazily(const weather& w, double co2) {
  return lazy(model, w.tc, 1000 * lazy(rh_to_vpd<>{}, w.rh, w.tc), co2, w.patm, w.fapar, w.ppfd);
}

bool close(const column& a, const column& b) { return lift::worst(a, b).error <= 1e-13; }

/// A function that returns what it has not computed: everything that it used of its own is gone by then.
auto from_locals(const column& tc) {
  column rh(tc.size(), 0.5);
  double factor = 1000, co2 = 420;
  const int light = 900;
  const auto vpd = factor * lazy(rh_to_vpd<>{}, std::move(rh), tc);
  factor = co2 + 1;
  return lazy<field::gpp>(model, tc, vpd, co2, 101325, 0.9, light);
}

}  // namespace

TEST_CASE("a pipeline gives what eager calls give", "[lazy]") {
  for (const std::size_t n : lift::lengths) {
    const weather w = some_weather(n);
    const auto expected = eagerly(w, 410);
    const auto node = lazily(w, 410);
    CHECK(close(eval(get<field::gpp>(node)), expected.gpp));
    column chi(n);
    assign(chi, get<field::chi>(node));
    CHECK(close(chi, expected.chi));
  }
}

TEST_CASE("one kernel, lazily, is the same kernel bit for bit", "[lazy]") {
  const weather w = some_weather(100);
  CHECK(lift::identical(eval(lazy(rh_to_vpd<>{}, w.rh, w.tc)), map(rh_to_vpd<>{}, w.rh, w.tc)));
}

TEST_CASE("all members of a result are computed at once, or picked", "[lazy]") {
  const weather w = some_weather(50);
  const pmodel::productivity<column> expected = eagerly(w, 410);
  const auto node = lazily(w, 410);
  const pmodel::productivity<column> all = eval(serial{}, node);
  pmodel::productivity<column> written = lift::filled<double>(50, -1);
  assign(serial{}, written, node);
  const auto a = lift::members(all), e = lift::members(expected);
  const auto b = lift::members(std::as_const(written));
  for (std::size_t k = 0; k < e.size(); ++k) {
    CHECK(close(*a[k], *e[k]));
    CHECK(lift::identical(*a[k], *b[k]));
  }
  const auto two = eval(lazy(only<field::gpp, field::lue>(model), w.tc, 800, 410, w.patm, w.fapar, w.ppfd));
  const auto one = eval(lazy<field::lue>(model, w.tc, 800, 410, w.patm, w.fapar, w.ppfd));
  CHECK(close(two.lue, one));
}

TEST_CASE("however many kernels, there is one launch and one pass", "[lazy]") {
  const column a(1000, 1.5), b(1000, 2.5);
  const counting::policy policy{};
  const counting::twice twice{};

  counting::since start;
  const auto node =
      2 * lazy(twice, lazy(twice, lazy(twice, a) + b)) - lazy(saturation_vapour_pressure<>{}, b);
  CHECK(start.launches() == 0);
  CHECK(start.elements() == 0);
  const column y = eval(policy, node);
  CHECK(start.launches() == 1);
  CHECK(start.elements() == 3 * 1000);  // each of the three kernels once an element
  CHECK(y[999] == 2 * 4 * (3 + 2.5) - saturation_vapour_pressure<>{}(2.5));

  start = {};
  column out(1000);
  assign(policy, out, node);
  assign(policy, out, node);
  CHECK(start.launches() == 2);  // a node keeps nothing: each evaluation computes
  CHECK(start.elements() == 2 * 3 * 1000);
  CHECK(out == y);

  start = {};
  const column s = map(policy, twice, a), t = map(policy, twice, s), u = map(policy, twice, t);
  CHECK(start.launches() == 3);

  start = {};
  const weather w = some_weather(10);
  const auto all = eval(policy, lazily(w, 400));
  CHECK(start.launches() == 1);  // all 25 outputs
}

TEST_CASE("nodes calculate with nodes, arrays and scalars of any arithmetic type", "[lazy]") {
  const column a{1, 2, 3}, b{4, 5, 6};
  const counting::twice twice{};
  CHECK(eval(lazy(twice, a) + b) == column{6, 9, 12});
  CHECK(eval(b - lazy(twice, a)) == column{2, 1, 0});
  CHECK(eval(lazy(twice, a) * lazy(twice, b)) == column{16, 40, 72});
  CHECK(eval(-lazy(twice, a) / 2) == column{-1, -2, -3});
  CHECK(eval(1.0f / lazy(twice, a)) == column{0.5, 0.25, 1.0 / 6});
  CHECK(eval(std::span<const double>(b) + lazy(twice, a)) == column{6, 9, 12});
}

TEST_CASE("a struct of inputs: by name, as a struct of arrays, or from another kernel", "[lazy]") {
  const weather w = some_weather(40);
  const column vpd = eval(1000 * lazy(rh_to_vpd<>{}, w.rh, w.tc));

  const auto named_inputs =
      given<pmodel::forcing>(named<"ppfd">(w.ppfd), named<"tc">(w.tc),  // in any order
                             named<"vpd">(1000 * lazy(rh_to_vpd<>{}, w.rh, w.tc)), named<"co2">(400),
                             named<"patm">(w.patm), named<"fapar">(0.8), named<"reference_kphio">(0.125));
  CHECK(close(eval(lazy<field::gpp>(model, named_inputs)),
              eval(lazy<field::gpp>(model, w.tc, vpd, 400, w.patm, 0.8, w.ppfd))));
  // soil moisture was not given: what needs it is NaN, and nothing else
  using lavergne = pmodel::optimal_chi_lavergne20_c3<double>;
  const auto without = eval(lazy<field::chi>(pmodel::pmodel_kernel<double, lavergne>{}, named_inputs));
  CHECK(std::isnan(without[3]));

  const pmodel::forcing<column> columns = lift::weather<double>(60);
  const auto eager = map(model, columns);
  CHECK(lift::identical(eval(lazy<field::gpp>(model, columns)), eager.gpp));
  CHECK(lift::identical(eval(lazy<field::gpp>(model, lift::weather<double>(60))), eager.gpp));  // moved in

  const auto environment = lazy(pmodel::leaf_environment_kernel<>{}, columns);
  const auto chi = eval(lazy<field::chi>(pmodel::optimal_chi_prentice14<>{}, environment));
  CHECK(lift::worst(chi, eager.chi).error <= 1e-13);
}

TEST_CASE("a node outlives the function that made it", "[lazy]") {
  const column tc{5, 15, 25};
  const column vpd = map(rh_to_vpd<>{}, 0.5, tc);
  const auto node = from_locals(tc);
  const column y = eval(node);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(std::abs(y[i] / model(tc[i], 1000 * vpd[i], 420.0, 101325.0, 0.9, 900.0).gpp - 1) < 1e-13);
  }
  const auto copy = node;
  CHECK(eval(copy) == y);
}

TEST_CASE("temporary arrays are moved in, views are copied, arrays of others are referred to", "[lazy]") {
  const counting::twice twice{};
  SECTION("a temporary") {
    const auto node = lazy(twice, column{1, 2, 3});
    CHECK(eval(node) == column{2, 4, 6});
  }
  SECTION("moved: no copy is made") {
    column a{1, 2, 3};
    const double* elements = a.data();
    const auto node = lazy(twice, std::move(a));
    CHECK(std::get<0>(node.arrays()).data() == elements);
    const auto outer = std::move(node) + 1;
    CHECK(eval(outer) == column{3, 5, 7});
  }
  SECTION("a view that goes out of scope before what it looks at") {
    column a{1, 2, 3};
    const auto make = [&] {
      const std::span<const double> view(a);
      const strided_view<double> strided{a.data() + 2, {1, {3}}, {-1}};
      return lazy(twice, view) + strided;
    };
    const auto node = make();
    CHECK(eval(node) == column{5, 6, 7});
  }
  SECTION("a reference sees what the array has when it is computed") {
    column a{1, 2, 3};
    const auto node = lazy(twice, a);
    a = {10, 20};
    CHECK(eval(node) == column{20, 40});
  }
  SECTION("scalars are what they were when the node was made") {
    double factor = 2;
    const column a{1, 2, 3};
    const auto node = factor * lazy(twice, a);
    factor = 100;
    CHECK(eval(node) == column{4, 8, 12});
  }
}

TEST_CASE("shapes broadcast, and errors name the array", "[lazy]") {
  const counting::twice twice{};
  const nd_array<double> grid({2, {2, 3}}, 1.0);
  const column row{1, 2, 3};
  const nd_array<double> y = eval(grid + lazy(twice, row));
  CHECK(y.extents() == shape{2, {2, 3}});
  CHECK(y(1, 2) == 7);
  CHECK(eval(lazy(twice, column{}) + 1).empty());
  double one = 4;
  const nd_array<double> scalar = eval(lazy(twice, strided_view<double>{&one, {}, {}}));
  CHECK(scalar.extents().rank == 0);
  CHECK(*scalar.data() == 8);

  const column four(4, 1.0);
  const auto wrong = lazy(twice, grid) * four;  // nothing is wrong until it is computed
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)eval(wrong); }), {"input 2", "(4,)", "(2, 3)"}));
  column small(2);
  CHECK(lift::mentions(lift::shape_error_of([&] { assign(small, lazy(twice, row)); }), {"input 1", "(3,)"}));
}

TEST_CASE("an output may be one of the arrays", "[lazy]") {
  column a{1, 2, 3};
  const column b{1, 1, 1};
  assign(a, lazy(counting::twice{}, a) + b);
  CHECK(a == column{3, 5, 7});
}

TEST_CASE("float stays float, with scalars of any type", "[lazy]") {
  const std::vector<float> tc{5, 15, 25};
  const auto node = 1e3 * lazy(saturation_vapour_pressure<float>{}, tc) / 7;
  const auto y = eval(node);
  STATIC_REQUIRE(std::same_as<decltype(y), const std::vector<float>>);
  CHECK(y[1] == 1e3f * saturation_vapour_pressure<float>{}(15.f) / 7.f);
}

TEST_CASE("what is lazy, and what a device is handed", "[lazy]") {
  const weather w = some_weather(1);
  const auto node = lazily(w, 400);
  STATIC_REQUIRE(is_lazy_v<decltype(node)>);
  STATIC_REQUIRE(is_lazy_v<decltype(-get<field::gpp>(node))&>);
  STATIC_REQUIRE_FALSE(is_lazy_v<column>);
  STATIC_REQUIRE_FALSE(is_lazy_v<double>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<decltype(node.composed())>);
}
