// expected: map needs an array among the inputs; with scalars, call the kernel
#include <sylva/array/transform.hpp>
#include <sylva/environment/water.hpp>

double density() {
  const sylva::water_density_fisher<double> kernel{};
#ifdef MISTAKE
  return sylva::map(kernel, 20.0, 101325.0);
#else
  return kernel(20.0, 101325.0);
#endif
}
