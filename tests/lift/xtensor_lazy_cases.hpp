#pragma once

#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/xtensor_lazy.hpp>
#include <sylva/environment/hygro.hpp>
#include <xtensor/core/xmath.hpp>

#include "lift/lift.hpp"
#include "support/counting.hpp"

/// Lazy calls on xtensor: the same cases with XTENSOR_USE_XSIMD, and without.

// GCC follows xtensor's shapes of fixed rank into a branch for another rank, and warns about that.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Warray-bounds"
#pragma GCC diagnostic ignored "-Wstringop-overflow"
#endif

namespace {

using namespace sylva;
namespace field = sylva::pmodel::field;
using tensor = xt::xtensor<double, 1>;
const pmodel::pmodel_kernel<double> model{};

struct weather {
  tensor tc, rh, ppfd;
};
weather some_weather(std::size_t n) {
  lift::generator g(7);
  weather w{tensor::from_shape({n}), tensor::from_shape({n}), tensor::from_shape({n})};
  for (std::size_t i = 0; i < n; ++i) {
    w.tc(i) = g.uniform(-10, 35), w.rh(i) = g.uniform(0.1, 0.95), w.ppfd(i) = g.uniform(100, 2000);
  }
  return w;
}

/// What the kernels give element by element.
struct by_hand {
  tensor vpd, gpp, chi;
  explicit by_hand(const weather& w, double co2 = 410) : vpd(w.tc), gpp(w.tc), chi(w.tc) {
    for (std::size_t i = 0; i < w.tc.size(); ++i) {
      vpd(i) = 1000 * rh_to_vpd<>{}(w.rh(i), w.tc(i));
      const pmodel::productivity<double> y = model(w.tc(i), vpd(i), co2, 101325.0, 0.9, w.ppfd(i));
      gpp(i) = y.gpp, chi(i) = y.chi;
    }
  }
};

template <class A, class B>
bool close(const A& a, const B& b) {
  if (a.dimension() != b.dimension() || !xt::has_shape(a, b.shape())) return false;
  double worst = 0;
  for (std::size_t i = 0; i < b.size(); ++i) {
    worst = std::max(worst, std::abs(a.flat(i) - b.flat(i)) / std::abs(b.flat(i)));
  }
  return worst <= 1e-13;
}

auto vpd_of(const weather& w) { return lazy(rh_to_vpd<>{}, w.rh, w.tc) * 1000.0; }
auto pipeline(const weather& w, double co2 = 410) {
  return lazy<field::gpp>(model, w.tc, vpd_of(w), co2, 101325, 0.9, w.ppfd);
}

/// Everything of its own is gone when the expression is computed.
auto from_locals(const weather& w) {
  double co2 = 410, factor = 1000;
  tensor rh = w.rh;
  const auto doubled = w.ppfd * 2.0;  // an lvalue expression: held by value
  const auto view = xt::view(w.tc, xt::all());
  const auto vpd = lazy(rh_to_vpd<>{}, std::move(rh), view);
  const auto product = sylva::detail::product{};
  const auto expression = lazy<field::gpp>(model, view, lazy(product, vpd, factor), co2, 101325, 0.9,
                                           lazy(product, doubled, 0.5));
  co2 = factor = 0;
  return expression;
}

}  // namespace

TEST_CASE("a lazy call is an expression of xtensor", "[lazy]") {
  const weather w = some_weather(100);
  const by_hand expected(w);
  const auto expression = pipeline(w);
  STATIC_REQUIRE(xt::is_xexpression<std::remove_const_t<decltype(expression)>>::value);
  STATIC_REQUIRE(std::same_as<decltype(expression)::value_type, double>);
  STATIC_REQUIRE(is_lazy_v<decltype(expression)>);
  STATIC_REQUIRE(is_lazy_v<decltype(w.tc * 2.0)>);
  STATIC_REQUIRE_FALSE(is_lazy_v<tensor>);
  CHECK(expression.dimension() == 1);
  CHECK(expression.shape()[0] == 100);
  CHECK(std::abs(expression(7) / expected.gpp(7) - 1) <= 1e-13);
  const tensor assigned = expression;
  CHECK(close(assigned, expected.gpp));
  CHECK(close(xt::xarray<double>(expression), expected.gpp));
  CHECK(std::abs(xt::sum(expression)() / xt::sum(expected.gpp)() - 1) <= 1e-13);
}

TEST_CASE("it has xtensor's SIMD as a whole where that is on", "[lazy]") {
  const weather w = some_weather(10);
  const auto expression = pipeline(w) * 2.0;
  using E = std::remove_const_t<decltype(expression)>;
#ifdef XTENSOR_USE_XSIMD
  STATIC_REQUIRE(xt::xassign_traits<tensor, E>::simd_linear_assign());
  STATIC_REQUIRE(xt::xassign_traits<tensor, E>::simd_assign());
#else
  STATIC_REQUIRE_FALSE(xt::xassign_traits<tensor, E>::simd_assign());
#endif
}

TEST_CASE("it is right for every length, computed by xtensor and by sylva", "[lazy]") {
  for (const std::size_t n : lift::lengths) {
    const weather w = some_weather(n);
    const by_hand expected(w);
    const tensor by_xtensor = pipeline(w);
    CHECK(close(by_xtensor, expected.gpp));
    const auto by_sylva = sylva::eval(pipeline(w));
    STATIC_REQUIRE(std::same_as<decltype(by_sylva), const tensor>);
    CHECK(close(by_sylva, expected.gpp));
    tensor written = tensor::from_shape({n});
    sylva::assign(serial{}, written, pipeline(w) / 2.0);
    CHECK(close(tensor(written * 2.0), expected.gpp));
  }
}

TEST_CASE("it stands in expressions, and expressions stand in it", "[lazy]") {
  const weather w = some_weather(40);
  const by_hand expected(w);
  const tensor a = pipeline(w) * 1e-6 + w.tc;
  CHECK(close(a, tensor(expected.gpp * 1e-6 + w.tc)));
  const tensor b = lazy<field::gpp>(model, w.tc - 0.0, xt::abs(expected.vpd), 410, 101325, 0.9, w.ppfd * 2.0);
  CHECK(close(b, tensor(expected.gpp * 2.0)));
  // what sylva does not know as a kernel, xtensor evaluates first
  const auto c = sylva::eval(lazy<field::gpp>(model, w.tc, xt::abs(expected.vpd), 410, 101325, 0.9, w.ppfd));
  CHECK(close(c, expected.gpp));
}

TEST_CASE("each element is computed once, in one pass", "[lazy]") {
  const tensor a = xt::ones<double>({1003});
  const counting::twice twice{};
  counting::since start;
  const auto expression = lazy(twice, lazy(twice, lazy(twice, a) + a) * 2.0);
  CHECK(start.elements() == 0);
  const tensor y = expression;
  CHECK(start.elements() == 3 * 1003);
  CHECK(y(1002) == 24);

  start = {};
  const tensor z = sylva::eval(counting::policy{}, expression + a);
  CHECK(start.launches() == 1);
  CHECK(start.elements() == 3 * 1003);
  CHECK(z(1002) == 25);
}

TEST_CASE("an expression outlives the function that made it", "[lazy]") {
  const weather w = some_weather(30);
  const by_hand expected(w);
  const auto expression = from_locals(w);
  CHECK(close(tensor(expression), expected.gpp));
  const auto copy = expression;
  CHECK(close(sylva::eval(copy), expected.gpp));
}

TEST_CASE("containers are referred to, temporary ones are moved in", "[lazy]") {
  tensor a{1, 2, 3};
  const counting::twice twice{};
  const auto expression = lazy(twice, a);
  CHECK(&std::get<0>(expression.arguments()) == &a);
  a(0) = 10;
  CHECK(tensor(expression)(0) == 20);
  const double* elements = a.data();
  const auto owning = lazy(twice, std::move(a));
  CHECK(std::get<0>(owning.arguments()).data() == elements);
  CHECK(tensor(owning) == tensor{20, 4, 6});
}

TEST_CASE("shapes: broadcasting, no axes, no elements, views, columns first", "[lazy]") {
  const counting::twice twice{};
  const auto product = sylva::detail::product{};
  const xt::xtensor<double, 2> grid{{1, 2, 3}, {4, 5, 6}};
  const xt::xtensor<double, 2> column{{10}, {20}};
  const tensor row{1, 10, 100};
  const xt::xtensor<double, 2> y = lazy(product, lazy(product, column, row), grid);
  CHECK(y == xt::xtensor<double, 2>{{10, 200, 3000}, {80, 1000, 12000}});
  CHECK(sylva::eval(lazy(product, lazy(product, column, row), grid)) == y);

  const xt::xarray<double> no_axes(3.0);
  const xt::xarray<double> doubled = lazy(twice, no_axes);
  CHECK(doubled.dimension() == 0);
  CHECK(doubled() == 6);
  CHECK(sylva::eval(lazy(twice, no_axes))() == 6);
  CHECK(tensor(lazy(product, no_axes, row)) == tensor{3, 30, 300});

  const tensor nothing = tensor::from_shape({0});
  CHECK(tensor(lazy(twice, nothing)).size() == 0);
  CHECK(sylva::eval(lazy(twice, nothing)).size() == 0);

  const tensor every_other = lazy(twice, xt::view(grid, 1, xt::range(0, 3, 2)));
  CHECK(every_other == tensor{8, 12});
  const xt::xtensor<double, 2, xt::layout_type::column_major> left = grid;
  CHECK(xt::xtensor<double, 2>(lazy(product, left, grid)) == grid * grid);

  const auto wrong = lazy(product, grid, tensor{1, 2});
  CHECK_THROWS_AS((xt::xtensor<double, 2>(wrong)), xt::broadcast_error);
  CHECK(
      lift::mentions(lift::shape_error_of([&] { (void)sylva::eval(wrong); }), {"input 2", "(2,)", "(2, 3)"}));
}

TEST_CASE("a kernel that returns a struct: one pass for all, an expression for each", "[lazy]") {
  const weather w = some_weather(50);
  const by_hand expected(w);
  const auto node = lazy(model, w.tc, vpd_of(w), 410, 101325, 0.9, w.ppfd);
  const auto all = sylva::eval(node);
  CHECK(close(all.gpp, expected.gpp));
  CHECK(close(all.chi, expected.chi));
  const tensor chi = get<field::chi>(node) + 0.0;
  CHECK(close(chi, expected.chi));
  counting::since start;
  (void)sylva::eval(counting::policy{}, node);
  CHECK(start.launches() == 1);

  const tensor named_inputs = lazy<field::gpp>(
      model, given<pmodel::forcing>(named<"tc">(w.tc), named<"vpd">(vpd_of(w)), named<"co2">(410),
                                    named<"patm">(101325), named<"fapar">(0.9), named<"ppfd">(w.ppfd),
                                    named<"reference_kphio">(0.125)));
  CHECK(close(named_inputs, expected.gpp));
}

TEST_CASE("float stays float", "[lazy]") {
  const xt::xtensor<float, 1> tc{5, 15, 25};
  const auto expression = lazy(saturation_vapour_pressure<float>{}, tc + 1.0f) * 2.0f;
  STATIC_REQUIRE(std::same_as<decltype(expression)::value_type, float>);
  const xt::xtensor<float, 1> y = expression;
  CHECK(std::abs(y(1) / (2 * saturation_vapour_pressure<float>{}(16.f)) - 1) < 1e-6f);
}
