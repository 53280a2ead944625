// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/array/named.hpp>
#include <sylva/backends/kokkos.hpp>

auto name(const Kokkos::View<double*, Kokkos::HostSpace>& tc) {
#ifdef MISTAKE
  return sylva::named(Kokkos::View<double*, Kokkos::HostSpace>("tc", 3), {"site"});
#else
  return sylva::named(tc, {"site"});
#endif
}
