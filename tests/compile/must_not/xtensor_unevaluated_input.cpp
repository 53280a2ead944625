// expected: this expression is not evaluated and has no elements in memory
#include <sylva/backends/xtensor.hpp>

void set(sylva::argument<double>& x, const xt::xtensor<double, 1>& a, const xt::xtensor<double, 1>& b) {
#ifdef MISTAKE
  x = a + b;
#else
  static const xt::xtensor<double, 1> sum = xt::eval(a + b);
  x = sum;
#endif
}
