#include <sylva/backends/kokkos_teams.hpp>
#include <sylva/backends/kokkos_xsimd.hpp>

#include "lift/canopies.hpp"

TEST_CASE("canopies and a year of trees by SIMD and by threads are those of one element after the other",
          "[canopy]") {
  const canopies::forest f = canopies::random_forest(400);
  const canopies::figures expected = canopies::grown<sylva::host_space>(sylva::serial{}, f);
  const Kokkos::ScopeGuard kokkos;
  const canopies::figures simd = canopies::grown<sylva::host_space>(sylva::simd{}, f);
  compare(simd, expected);
  const auto threads =
      canopies::grown<sylva::host_space>(sylva::simd_threads<Kokkos::DefaultHostExecutionSpace>{}, f);
  compare(threads, expected);
  compare(canopies::grown<sylva::host_space>(Kokkos::DefaultHostExecutionSpace{}, f), expected);
  // threads have no say in the figures, nor how cells are cut into tiles
  CHECK(lift::identical(threads.height, simd.height));
  CHECK(lift::identical(threads.gpp, simd.gpp));
  CHECK(lift::identical(threads.dbh, simd.dbh));

  const canopies::forest spoilt = canopies::with_impossible_values(f);
  const canopies::figures serial = canopies::grown<sylva::host_space>(sylva::serial{}, spoilt);
  check_impossible_values(serial, spoilt);
  compare(canopies::grown<sylva::host_space>(sylva::simd{}, spoilt), serial);
  compare(canopies::grown<sylva::host_space>(Kokkos::DefaultHostExecutionSpace{}, spoilt), serial);
}
