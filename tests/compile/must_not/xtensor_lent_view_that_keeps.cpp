// expected: a temporary that owns its elements is gone before they are used
#include <sylva/array/borrow.hpp>
#include <sylva/backends/xtensor_namespace.hpp>

void set(sylva::argument<double>& x, const xt::xtensor<double, 2>& a) {
  const auto xp = sylva::array_namespace(a);
#ifdef MISTAKE
  x = sylva::borrow(xp.reshape(xt::xtensor<double, 2>(a), {1, 4}));
#else
  const auto kept = xp.reshape(xt::xtensor<double, 2>(a), {1, 4});
  x = sylva::borrow(kept);
#endif
}
