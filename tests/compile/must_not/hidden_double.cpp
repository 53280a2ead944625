// expected: the kernel returns another type of value than it is called with
#include <sylva/array/transform.hpp>

template <std::floating_point Real>
struct kelvin {
  template <sylva::value_of<Real> V>
  auto operator()(const V& tc) const {
#ifdef MISTAKE
    return tc + 273.15;  // a double, whatever V is
#else
    return tc + Real(273.15);
#endif
  }
};

std::vector<float> in_kelvin(const std::vector<float>& tc) { return sylva::map(kelvin<float>{}, tc); }
