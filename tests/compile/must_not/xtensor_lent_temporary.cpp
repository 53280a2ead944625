// expected: a temporary that owns its elements is gone before they are used
#include <sylva/array/borrow.hpp>
#include <sylva/backends/xtensor_namespace.hpp>

void set(sylva::argument<double>& x, const xt::xtensor<double, 2>& a) {
  x = sylva::borrow(a);
  x = sylva::borrow(xt::view(a, 0, xt::all()));
#if defined(MISTAKE)
  x = sylva::borrow(xt::view(xt::xtensor<double, 2>(a), 0, xt::all()));
#endif
}
