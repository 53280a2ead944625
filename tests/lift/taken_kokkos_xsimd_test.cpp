#include <sylva/backends/kokkos_teams.hpp>
#include <sylva/backends/kokkos_xsimd.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using execution = Kokkos::DefaultHostExecutionSpace;
using teams = sylva::kokkos_teams<execution>;
using backends =
    std::tuple<lift::views<Kokkos::LayoutRight, execution>, lift::views<Kokkos::LayoutStride, execution>,
               lift::views<Kokkos::LayoutLeft, teams>,
               lift::views<Kokkos::LayoutRight, sylva::simd_threads<execution>>>;

#include "lift/taken_cases.hpp"
