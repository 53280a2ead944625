// expected: the kernel takes numbers but no SIMD values
#include <sylva/backends/xsimd.hpp>

void twice(std::vector<double>& out, const std::vector<double>& x) {
#ifdef MISTAKE
  sylva::transform(sylva::simd{}, [](double a) { return 2 * a; }, out, x);
#else
  sylva::transform(sylva::simd{}, [](const auto& a) { return 2.0 * a; }, out, x);
#endif
}
