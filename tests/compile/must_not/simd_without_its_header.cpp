// expected: include <?sylva/backends/xsimd.hpp
#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

void saturation(std::vector<double>& out, const std::vector<double>& tc) {
#ifdef MISTAKE
  const sylva::simd policy{};
#else
  const sylva::serial policy{};
#endif
  sylva::transform(policy, sylva::saturation_vapour_pressure<double>{}, out, tc);
}
