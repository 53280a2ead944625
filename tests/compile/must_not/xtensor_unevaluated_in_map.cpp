// expected: this expression is not evaluated and has no elements in memory
#include <sylva/backends/xtensor.hpp>
#include <sylva/environment/hygro.hpp>

auto saturation(const xt::xtensor<double, 1>& tc) {
#ifdef MISTAKE
  return sylva::map(sylva::saturation_vapour_pressure<double>{}, xt::sin(tc));
#else
  return sylva::map(sylva::saturation_vapour_pressure<double>{}, xt::eval(xt::sin(tc)));
#endif
}
