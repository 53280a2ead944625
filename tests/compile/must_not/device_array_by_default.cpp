// expected: the arrays live in a memory space that this execution policy cannot reach
#include <sylva/environment/hygro.hpp>

#include "device_memory.hpp"

#ifndef MISTAKE
template <>
struct sylva::default_policy<device_family> {
  using type = on_device;
};
#endif

// a family that forgot to say how its calls run must not run on the host
void saturation(device_array<double> out, device_array<const double> tc) {
  sylva::transform(sylva::saturation_vapour_pressure<double>{}, out, tc);
}
