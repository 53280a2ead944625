// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

void saturation(std::vector<double>& out, const std::vector<double>& tc) {
  const sylva::saturation_vapour_pressure<double> kernel{};
#ifdef MISTAKE
  sylva::transform(kernel, std::vector<double>(out.size()), tc);
#else
  sylva::transform(kernel, std::span<double>(out), std::vector<double>(tc));  // an input lasts for the call
#endif
}
