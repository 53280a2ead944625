#include <sylva/backends/kokkos_xsimd.hpp>

#include "lift/kokkos_arrays.hpp"

using backends = lift::on_host_spaces<sylva::simd_threads>::backends;
using layouts = lift::on_host_spaces<sylva::simd_threads>::layouts;
constexpr double float_tolerance = 1e-5;  // measured: 3.0e-6, of iwue

#include "lift/cases.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;

TEST_CASE("results do not depend on the number of threads", "[lift][kokkos]") {
  using execution = Kokkos::DefaultHostExecutionSpace;
  CHECK(lift::threads_do_not_matter<execution>(
      [](const execution& ex) { return simd_threads<execution>{ex}; }));
}

TEST_CASE("SIMD on threads has the bits of SIMD on one", "[lift][kokkos]") {
  using threads = simd_threads<Kokkos::DefaultHostExecutionSpace>;
  const lift::forcing<double> x = lift::weather<double>(3000);
  const pmodel::pmodel_kernel<double> kernel{};
  CHECK(lift::identical(lift::lifted<lift::vectors<threads>>(kernel, x),
                        lift::lifted<lift::vectors<simd>>(kernel, x)));
}
