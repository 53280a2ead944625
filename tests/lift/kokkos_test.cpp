#include "lift/kokkos_arrays.hpp"

namespace {
template <class Ex>
using plain = Ex;
}

using backends = lift::on_host_spaces<plain>::backends;
using layouts = lift::on_host_spaces<plain>::layouts;
constexpr double float_tolerance = 1e-6;  // measured: 0

#include "lift/cases.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using execution = Kokkos::DefaultHostExecutionSpace;
using host = Kokkos::HostSpace;

TEST_CASE("results do not depend on the number of threads", "[lift][kokkos]") {
  CHECK(lift::threads_do_not_matter<execution>([](const execution& ex) { return ex; }));
}

TEST_CASE("a View's execution space is its default policy", "[lift][kokkos]") {
  using right = Kokkos::View<double**, Kokkos::LayoutRight, host>;
  STATIC_REQUIRE(std::same_as<sylva::detail::element_of<right>::policy, right::execution_space>);
  right tc("tc", 3, 5), out("out", 3, 5);
  Kokkos::deep_copy(tc, 20.0);
  transform(saturation_vapour_pressure<double>{}, out, tc);
  CHECK(lift::worst(lift::view_reader::read(out),
                    std::vector<double>(15, saturation_vapour_pressure<double>{}(20.0))) <= 1e-13);
}

TEST_CASE("map makes Views of the layout and rank of its input", "[lift][kokkos]") {
  const saturation_vapour_pressure<double> kernel{};
  const Kokkos::View<double**, Kokkos::LayoutRight, host> right("right", 2, 3);
  const Kokkos::View<const double**, Kokkos::LayoutLeft, host> left =
      Kokkos::View<double**, Kokkos::LayoutLeft, host>("left", 2, 3);
  const auto part = Kokkos::subview(right, Kokkos::ALL, 1);
  const Kokkos::View<double, host> single("single");
  STATIC_REQUIRE(std::same_as<decltype(part)::array_layout, Kokkos::LayoutStride>);
  STATIC_REQUIRE(
      std::same_as<decltype(map(kernel, right)), Kokkos::View<double**, Kokkos::LayoutRight, host>>);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, left)), Kokkos::View<double**, Kokkos::LayoutLeft, host>>);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, part)), Kokkos::View<double*, Kokkos::LayoutRight, host>>);
  const auto made = map(kernel, left);
  CHECK(made.extent(0) == 2);
  CHECK(made.extent(1) == 3);
  CHECK(lift::worst(lift::view_reader::read(made), std::vector<double>(6, kernel(0.0))) <= 1e-13);
  CHECK(map(kernel, part).extent(0) == 2);
  CHECK(approx::error(map(kernel, single)(), kernel(0.0)) <= 1e-13);
}

TEST_CASE("extents may be part of a View's type, and the last axis may lie farthest apart",
          "[lift][kokkos]") {
  const saturation_vapour_pressure<double> kernel{};
  const Kokkos::View<double* [4], Kokkos::LayoutLeft, host> in("in", 300);
  const Kokkos::View<double[300][4], Kokkos::LayoutRight, host> out("out");
  std::vector<double> expected;
  for (std::size_t i = 0; i < 300; ++i) {
    for (std::size_t j = 0; j < 4; ++j)
      expected.push_back(kernel(in(i, j) = static_cast<double>(4 * i + j) / 40));
  }
  transform(kernel, out, in);
  CHECK(lift::worst(lift::view_reader::read(out), expected) <= 1e-13);
}

TEST_CASE("Views and spans meet in one call", "[lift][kokkos]") {
  const std::vector<double> tc{-5, 10, 25};
  const Kokkos::View<double*, host> out("out", 3);
  transform(saturation_vapour_pressure<double>{}, out, tc);
  CHECK(lift::worst(lift::view_reader::read(out), map(saturation_vapour_pressure<double>{}, tc)) <= 1e-13);
}

TEST_CASE("a struct of Views comes out of a struct of them", "[lift][kokkos]") {
  using view = Kokkos::View<double*, Kokkos::LayoutRight, host>;
  const lift::forcing<double> x = lift::weather<double>(600);
  pmodel::forcing<view> in;
  for (std::size_t k = 0; k < lift::members(in).size(); ++k) {
    *lift::members(in)[k] = lift::view_reader::filled(view("in", 600), *lift::members(x)[k]);
  }
  const pmodel::productivity<view> made = map(pmodel::pmodel_kernel<double>{}, in);
  lift::productivity<double> got;
  for (std::size_t k = 0; k < lift::members(got).size(); ++k) {
    *lift::members(got)[k] = lift::view_reader::read(*lift::members(made)[k]);
  }
  CHECK(lift::worst(got, lift::by_hand(pmodel::pmodel_kernel<double>{}, x), x) <= 1e-13);
}

TEST_CASE("a result of more axes than the first View has is named", "[lift][kokkos]") {
  const Kokkos::View<double*, host> one("one", 3);
  const Kokkos::View<double**, host> two("two", 2, 3);
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)map(water_density_fisher<double>{}, one, two); }),
                       {"(2, 3)", "1 axes"}));
}
