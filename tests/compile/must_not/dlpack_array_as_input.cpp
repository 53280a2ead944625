// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/backends/dlpack.hpp>

void set(sylva::argument<double>& x, sylva::dlpack_tensor<> tensor) {
#ifdef MISTAKE
  x = sylva::from_dlpack<double>(std::move(tensor));
#else
  const auto kept = sylva::from_dlpack<const double>(std::move(tensor));
  x = kept;
#endif
}
