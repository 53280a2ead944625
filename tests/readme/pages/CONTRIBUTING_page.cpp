#include <catch2/catch_test_macros.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>
#include <vector>

#include "figures.hpp"
#include "readme/pages/same_figures.hpp"

namespace sylva {
#include "evaporated_water.inc"
}  // namespace sylva

TEST_CASE("the kernel that is shown takes arrays") {
  const std::vector<double> le{120, 350}, tc{10, 25};
  CHECK(same_figures(sylva::map(sylva::evaporated_water<>{}, le, tc), figures::contributing_kernel));
}
