#include <sylva/backends/xsimd.hpp>

#include "lift/nd_arrays.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::simd>>;

#include "lift/segmented_cases.hpp"

TEST_CASE("SIMD agrees with scalars", "[segmented]") {
  const lift::forest f = lift::random_forest(700, 20);
  const lift::closures expected = lift::close<lift::nd_arrays<sylva::serial>>(f);
  const lift::closures got = lift::close<lift::nd_arrays<sylva::simd>>(f);
  double worst = 0;
  for (std::size_t i = 0; i < f.cells(); ++i)
    worst = std::max(worst, std::abs(got.height[i] - expected.height[i]));
  CHECK(worst <= 1e-10);
  CHECK(lift::worst(got.area, expected.area) <= 1e-13);
}
