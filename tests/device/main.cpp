// The test program's own main: Kokkos lives as long as the tests, and where its device is missing nothing is
// run. Exit status 77 then.
#include <Kokkos_Core.hpp>
#include <catch2/catch_session.hpp>
#include <iostream>

int main(int argc, char** argv) {
#ifdef KOKKOS_ENABLE_CUDA
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status != cudaSuccess || count == 0) {
    std::cout << "no CUDA device: " << cudaGetErrorString(status == cudaSuccess ? cudaErrorNoDevice : status)
              << '\n';
    return 77;
  }
#endif
  const Kokkos::ScopeGuard kokkos(argc, argv);
  std::cout << "sylva on Kokkos " << Kokkos::DefaultExecutionSpace::name() << '\n';
  return Catch::Session().run(argc, argv);
}
