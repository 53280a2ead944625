// The test program's own main: Kokkos lives as long as the tests, and where its device is missing nothing is
// run, which is said and counted as skipped. SYLVA_DEMAND_DEVICE=1 in the environment makes that a failure.
#include <Kokkos_Core.hpp>
#include <catch2/catch_session.hpp>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

/// Why Kokkos' default execution space cannot run here; empty where it can.
std::string why_not() {
#ifdef KOKKOS_ENABLE_CUDA
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess) return std::string("no CUDA device: ") + cudaGetErrorString(status);
  if (count == 0) return "no CUDA device";
#endif
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  if (const std::string reason = why_not(); !reason.empty()) {
    if (std::getenv("SYLVA_DEMAND_DEVICE") != nullptr) {
      std::cerr << "FAILED, a device was demanded: " << reason << '\n';
      return 1;
    }
    std::cout << "*** NOT TESTED ON A GPU. not run: " << reason << " ***\n";
    return 0;
  }
  const Kokkos::ScopeGuard kokkos(argc, argv);
  std::cout << "sylva on Kokkos " << Kokkos::DefaultExecutionSpace::name() << '\n';
  return Catch::Session().run(argc, argv);
}
