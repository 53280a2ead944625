#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/kokkos_xsimd.hpp>
#include <sylva/environment/hygro.hpp>

#include "lift/lift.hpp"

using namespace sylva;

namespace {

using host_threads = simd_threads<Kokkos::DefaultHostExecutionSpace>;
const char* const threads_name = backend_of<host_threads>::name;

std::vector<double> computed() {
  const std::vector<double> tc{-5, 10, 25};
  return with_backend<serial, simd, host_threads>(
      [&](const auto& policy) { return map(policy, saturation_vapour_pressure<double>{}, tc); });
}

}  // namespace

TEST_CASE("every backend of a program with Kokkos and SIMD computes the same", "[backend]") {
  CHECK(current_backend() == "simd");
  const std::vector<std::string> have = available_backends();
  for (const char* name : {"serial", "simd", threads_name}) {
    CHECK(std::find(have.begin(), have.end(), name) != have.end());
  }
  const std::vector<double> expected =
      map(saturation_vapour_pressure<double>{}, std::vector<double>{-5, 10, 25});
  for (const char* name : {"serial", "simd"}) {
    set_backend(name);
    CHECK(lift::worst(computed(), expected) <= 1e-14);
  }
  set_backend(threads_name);
  // Kokkos is the program's to start: before and after, a sentence and no crash
  CHECK(mentions(message_of<std::runtime_error>(computed), {threads_name, "Kokkos::ScopeGuard"}));
  {
    const Kokkos::ScopeGuard kokkos(
        Kokkos::InitializationSettings().set_num_threads(2).set_disable_warnings(true));
    CHECK(lift::worst(computed(), expected) <= 1e-14);
  }
  CHECK(mentions(message_of<std::runtime_error>(computed), {threads_name, "Kokkos::ScopeGuard"}));
}
