#include "device/to_device_cases.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

TEST_CASE("arrays of all ranks, layouts and strides are copied between memory spaces", "[device][kokkos]") {
  to_device_cases::all<Kokkos::HostSpace>();
}
