// expected: all arrays of a call live in the same memory space
#include <sylva/environment/water.hpp>

#include "device_memory.hpp"

void density(device_array<double> out, device_array<const double> tc, const std::vector<double>& patm) {
  const sylva::water_density_fisher<double> kernel{};
#ifdef MISTAKE
  sylva::transform(on_device{}, kernel, out, tc, patm);
#else
  sylva::transform(on_device{}, kernel, out, tc, patm[0]);
#endif
}
