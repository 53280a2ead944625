// expected: this view is a temporary that may be the last to keep its elements
#include <sylva/array/array_namespace.hpp>

double look(const std::vector<double>& x) {
  const auto xp = sylva::array_namespace(x);
#ifdef MISTAKE
  const sylva::strided_view<double> v = xp.reshape(std::vector<double>(x), {1, 1});
#else
  const auto kept = xp.reshape(std::vector<double>(x), {1, 1});
  const sylva::strided_view<double> v = kept;
#endif
  return v(0);
}
