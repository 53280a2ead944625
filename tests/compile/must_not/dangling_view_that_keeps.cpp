// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/array/array_namespace.hpp>

void set(sylva::argument<double>& x, const sylva::nd_array<double>& a) {
  const auto xp = sylva::array_namespace(a);
#ifdef MISTAKE
  x = xp.reshape(sylva::nd_array<double>(a), {-1});
#else
  const auto kept = xp.reshape(sylva::nd_array<double>(a), {-1});
  x = kept;
#endif
}
