// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/backends/xtensor.hpp>

void set(sylva::argument<double>& x, const xt::xtensor<double, 1>& a) {
#ifdef MISTAKE
  x = xt::xtensor<double, 1>(xt::eval(a + 1));
#else
  x = a;
#endif
}
