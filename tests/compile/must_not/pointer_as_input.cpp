// expected: a pointer does not say how many elements there are
#include <sylva/array/transform.hpp>

void set(sylva::argument<double>& x, const double* tc, std::size_t n) {
#ifdef MISTAKE
  x = tc;
  static_cast<void>(n);
#else
  x = std::span(tc, n);
#endif
}
