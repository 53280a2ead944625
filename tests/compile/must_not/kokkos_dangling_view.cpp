// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/backends/kokkos.hpp>

void set(sylva::argument<double>& x, const Kokkos::View<double**, Kokkos::HostSpace>& tc,
         const double* pointer) {
  // certain to own nothing, or by the caller's promise
  x = Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(pointer, 3);
  x = sylva::borrow(Kokkos::subview(tc, 0, Kokkos::ALL));
#ifdef MISTAKE
  x = Kokkos::View<double*, Kokkos::HostSpace>("tc", 3);
#endif
}
