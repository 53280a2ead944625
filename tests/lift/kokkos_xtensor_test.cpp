#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sylva/backends/kokkos_device.hpp>
#include <sylva/backends/xtensor.hpp>
#include <sylva/environment/water.hpp>

#include "support/approx.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using on_host = Kokkos::HostSpace;

TEST_CASE("arrays of every family become Views in a memory space", "[device][kokkos][xtensor]") {
  xt::xtensor<double, 2> x{{1, 2, 3}, {4, 5, 6}};
  STATIC_REQUIRE(static_rank<xt::xtensor<double, 2>>() == 2);
  STATIC_REQUIRE(static_rank<xt::xtensor_fixed<double, xt::xshape<2, 3>>>() == 2);
  STATIC_REQUIRE(static_rank<xt::xarray<double>>() == -1);
  STATIC_REQUIRE(static_rank<Kokkos::View<double* [3]>>() == 2);

  const auto of_tensor = copy_to_device(x, on_host{});
  STATIC_REQUIRE(
      std::same_as<decltype(of_tensor), const Kokkos::View<double**, Kokkos::LayoutRight, on_host>>);
  CHECK(of_tensor(1, 2) == 6);
  const xt::xtensor<double, 2, xt::layout_type::column_major> columns = x;
  CHECK(copy_to_device(columns, on_host{})(1, 0) == 4);
  const auto backwards =
      xt::strided_view(x, {xt::all(), xt::range(xt::placeholders::_, xt::placeholders::_, -1)});
  CHECK(copy_to_device<2>(backwards, on_host{})(0, 0) == 3);
  const auto column = xt::view(x, xt::all(), 1);
  CHECK(copy_to_device(column, on_host{})(1) == 5);
  const xt::xarray<float> any = x;
  CHECK(copy_to_device<2>(any, on_host{})(1, 1) == 5);
  CHECK(copy_to_device(std::vector<int>{7, 8}, on_host{})(1) == 8);
  CHECK(copy_to_device<0>(nd_array<int>(shape{}, 5), on_host{})() == 5);
  CHECK_THROWS_MATCHES(copy_to_device<3>(any, on_host{}), shape_error,
                       MessageMatches(ContainsSubstring("shape (2, 3), but the call is for one of 3 axes")));
}

TEST_CASE("Views on the host meet xtensor and spans in one call", "[device][kokkos][xtensor]") {
  const water_density_fisher<double> kernel{};
  const xt::xtensor<double, 2> tc{{5, 10, 15}, {20, 25, 30}};
  const std::vector<double> patm{101325, 90000, 80000};
  const auto back = to_device(copy_to_device(tc, on_host{}), host_space{});
  const xt::xtensor<double, 2> made = map(kernel, tc, patm);
  xt::xtensor<double, 2> mixed = xt::zeros<double>({2, 3});
  transform(kernel, mixed, back, patm);
  CHECK(mixed == made);
  const auto of_views = map(kernel, back, patm);
  CHECK(approx::error(of_views(1, 2), made(1, 2)) <= 1e-13);
}
