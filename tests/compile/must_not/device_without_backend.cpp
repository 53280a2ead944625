// expected: no backend that is included can bring this array to that memory space
#include <sylva/array/device.hpp>

#include "device_memory.hpp"

void move(const device_array<double>& x) {
#ifdef MISTAKE
  static_cast<void>(sylva::to_device(x, sylva::host_space{}));
#else
  static_cast<void>(sylva::to_device(x, device_memory{}));
#endif
}
