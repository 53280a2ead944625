#include <sylva/backends/kokkos_xsimd.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using execution = Kokkos::DefaultHostExecutionSpace;
using backends = std::tuple<lift::views<Kokkos::LayoutRight, execution>,
                            lift::views<Kokkos::LayoutStride, sylva::simd_threads<execution>>>;

#include "lift/splash_cases.hpp"
