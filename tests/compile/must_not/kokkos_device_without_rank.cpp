// expected: only the values of this array know how many axes it has
#include <sylva/array/nd_array.hpp>
#include <sylva/backends/kokkos_device.hpp>

auto copy(const sylva::nd_array<double>& x) {
#ifdef MISTAKE
  return sylva::copy_to_device(x, Kokkos::HostSpace{});
#else
  return sylva::copy_to_device<2>(x, Kokkos::HostSpace{});
#endif
}
