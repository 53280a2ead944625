// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/backends/xtensor.hpp>

void set(sylva::argument<double>& x, const xt::xtensor<double, 2>& a, std::vector<double>& v) {
  x = xt::view(a, 0, xt::all());  // refers to a
  x = xt::view(xt::view(a, 0, xt::all()), xt::range(0, 2));
  x = xt::strided_view(a, {0, xt::all()});
  x = xt::adapt(v);
  x = xt::adapt(v.data(), v.size(), xt::no_ownership(), std::array<std::size_t, 1>{v.size()});
#ifdef MISTAKE
  x = xt::view(xt::xtensor<double, 2>(a), 0, xt::all());  // owns what it looks at
#endif
}
