#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/dlpack.hpp>
#include <sylva/backends/kokkos_device.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/water.hpp>
#include <vector>

#include "figures.hpp"
#include "readme/pages/same_figures.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

namespace {

#include "host_sum.inc"
#include "saturation.inc"

}  // namespace

TEST_CASE("there, computing, and back") {
  using sylva::host_space, sylva::to_device;
  const std::vector<double> tc{5, 15, 25};
#include "there_and_back.inc"
  const auto back = sylva::array_traits<std::remove_cvref_t<decltype(here)>>::view(here);
  CHECK(same_figures({back(0), back(1), back(2)}, figures::water_density));
}

TEST_CASE("code that reads elements on the host") { CHECK(sum(std::vector<double>{1, 2, 4.5}) == 7.5); }

TEST_CASE("a function of a Python module") {
  const auto es =
      sylva::from_dlpack<double>(saturation(sylva::to_dlpack(std::vector<double>{5, 15, 25}).release()));
  CHECK(same_figures({es.elements()(0), es.elements()(1), es.elements()(2)}, figures::vapour_pressure));
}
