// expected: an output is an array that can be written to
#include <sylva/array/array_namespace.hpp>

void fill(std::vector<double>& x, sylva::nd_array<double>& all) {
  const auto xp = sylva::array_namespace(x);
  const auto twice = xp.broadcast_to(x, {2, 3});
  const auto copy = [](const auto& v) { return v; };
#ifdef MISTAKE
  sylva::transform(copy, twice, all);
#else
  sylva::transform(copy, all, twice);
#endif
}
