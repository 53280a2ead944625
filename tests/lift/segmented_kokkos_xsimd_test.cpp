#include <sylva/backends/kokkos_teams.hpp>
#include <sylva/backends/kokkos_xsimd.hpp>
#include <sylva/environment/hygro.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using execution = Kokkos::DefaultHostExecutionSpace;
using teams = sylva::kokkos_teams<execution>;
using backends =
    std::tuple<lift::views<Kokkos::LayoutRight, execution>, lift::views<Kokkos::LayoutStride, execution>,
               lift::views<Kokkos::LayoutLeft, teams>,
               lift::views<Kokkos::LayoutRight, sylva::simd_threads<execution>>>;

#include "lift/segmented_cases.hpp"

TEST_CASE("teams of every size have the bits of a thread a group", "[segmented][kokkos]") {
  const lift::forest f = lift::random_forest(130, 21);
  const lift::closures expected = lift::close<lift::views<Kokkos::LayoutRight, execution>>(f);
  for (int size = 0; size <= 3; ++size) {
    INFO("teams of " << size);
    CHECK(identical(lift::close<lift::views<Kokkos::LayoutRight, teams>>(f, teams{{}, size}), expected));
  }
}

TEST_CASE("threads do not matter", "[segmented][kokkos]") {
  const lift::forest f = lift::random_forest(2000, 22, 12);
  using plain = lift::views<Kokkos::LayoutRight, execution>;
  using simd_threads = sylva::simd_threads<execution>;
  using fast = lift::views<Kokkos::LayoutRight, simd_threads>;
  const lift::closures expected = lift::close<plain>(f), expected_fast = lift::close<fast>(f);
  for (const execution& ex : lift::of_several_sizes<execution>()) {
    CHECK(identical(lift::close<plain>(f, ex), expected));
    CHECK(identical(lift::close<fast>(f, simd_threads{ex}), expected_fast));
  }
}

TEST_CASE("other calls by teams are those of the space", "[segmented][kokkos]") {
  const std::vector<double> tc{-5, 10, 25};
  std::vector<double> out(3);
  sylva::transform(teams{}, sylva::saturation_vapour_pressure<double>{}, out, tc);
  CHECK(out == sylva::map(sylva::saturation_vapour_pressure<double>{}, tc));
}
