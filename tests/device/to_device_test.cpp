#include "device/to_device_cases.hpp"

TEST_CASE("arrays move to the device and back, whatever their layout", "[device]") {
  to_device_cases::all<Kokkos::DefaultExecutionSpace::memory_space>();
}
