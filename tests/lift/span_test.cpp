#include <span>
#include <tuple>

#include "lift/lift.hpp"

using backends = std::tuple<lift::vectors<sylva::serial>>;
using layouts = backends;
constexpr double float_tolerance = 1e-6;  // measured: 0

#include "lift/cases.hpp"

using namespace sylva;

TEST_CASE("spans and std::array are arrays like std::vector", "[lift][span]") {
  const std::array<double, 3> tc{-5, 10, 25};
  const std::vector<double> patm{101325};
  const saturation_vapour_pressure<double> kernel{};
  const auto made = map(kernel, tc);
  STATIC_REQUIRE(std::same_as<decltype(made), const std::vector<double>>);
  std::array<double, 3> out{};
  transform(kernel, out, std::span(tc));
  double plain[3] = {};
  transform(kernel, std::span(plain), std::span<const double>(tc));
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(approx::error(made[i], kernel(tc[i])) <= 1e-13);
    CHECK(out[i] == made[i]);
    CHECK(plain[i] == made[i]);
  }
  const std::vector<double> mixed = map(water_density_fisher<double>{}, std::span<const double, 3>(tc), patm);
  CHECK(lift::worst(mixed, map(water_density_fisher<double>{}, tc, 101325)) <= 1e-13);
}

TEST_CASE("a part of a vector is written and its neighbours are not", "[lift][span]") {
  std::vector<double> tc(600, 20.0), out(600, -77.0);
  transform(saturation_vapour_pressure<double>{}, std::span(out).subspan(3, 514),
            std::span(tc).subspan(3, 514));
  CHECK(out[2] == -77);
  CHECK(out[517] == -77);
  CHECK(approx::error(out[3], saturation_vapour_pressure<double>{}(20.0)) <= 1e-13);
  CHECK(out[516] == out[3]);
}

TEST_CASE("a struct of arrays goes in and comes out", "[lift][span]") {
  const lift::forcing<double> x = lift::weather<double>(700);
  const pmodel::pmodel_kernel<double> kernel{};
  const auto expected = lift::by_hand(kernel, x);
  const lift::productivity<double> made = map(kernel, x);
  CHECK(lift::worst(made, expected, x) <= 1e-13);
  auto out = lift::filled<double>(700, -77.0);
  transform(kernel, out, x);
  CHECK(lift::identical(out, made));
  namespace field = pmodel::field;
  const selection<std::vector<double>, field::lue> lue = map(only<field::lue>(kernel), x);
  CHECK(lift::worst(lue.lue, expected.lue, "lue") <= 1e-13);
}

TEST_CASE("a struct of arrays and scalars by handles", "[lift][span]") {
  const lift::forcing<double> x = lift::weather<double>(20);
  pmodel::forcing<argument<double>> handles;
  handles.tc = x.tc;
  handles.vpd = x.vpd;
  handles.co2 = 400;
  handles.patm = 101325;
  CHECK(handles.co2.given());
  CHECK_FALSE(handles.theta.given());
  std::vector<double> chi(20);
  pmodel::productivity<result<double>> out;
  out.chi = chi;
  transform(pmodel::pmodel_kernel<double>{}, out, handles);
  lift::forcing<double> same = x;
  same.co2.assign(20, 400);
  same.patm.assign(20, 101325);
  CHECK(lift::worst(chi, lift::by_hand(pmodel::pmodel_kernel<double>{}, same).chi, "chi") <= 1e-13);
}

TEST_CASE("the outputs may be handles to nothing at all", "[lift][span]") {
  const lift::forcing<double> x = lift::weather<double>(20);
  CHECK_NOTHROW(transform(pmodel::pmodel_kernel<double>{}, pmodel::productivity<result<double>>{}, x));
}

TEST_CASE("the axes of a shape error in a struct are named by their variable", "[lift][span]") {
  lift::forcing<double> x = lift::weather<double>(6);
  x.ppfd.pop_back();
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)map(pmodel::pmodel_kernel<double>{}, x); }),
                       {"ppfd", "(5,)", "(6,)"}));
}
