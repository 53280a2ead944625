// expected: the arrays live in a memory space that this execution policy cannot reach
#include <sylva/environment/hygro.hpp>

#include "device_memory.hpp"

void saturation(device_array<double> out, device_array<const double> tc) {
#ifdef MISTAKE
  sylva::transform(sylva::serial{}, sylva::saturation_vapour_pressure<double>{}, out, tc);
#else
  sylva::transform(on_device{}, sylva::saturation_vapour_pressure<double>{}, out, tc);
#endif
}
