// expected: the kernel returns nothing
#include <sylva/array/transform.hpp>

void twice(std::vector<double>& out, const std::vector<double>& x) {
#ifdef MISTAKE
  sylva::transform([](double a) { static_cast<void>(2 * a); }, out, x);
#else
  sylva::transform([](double a) { return 2 * a; }, out, x);
#endif
}
