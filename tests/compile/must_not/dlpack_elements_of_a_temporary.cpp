// expected: elements
#include <sylva/backends/dlpack.hpp>

auto look(sylva::dlpack_tensor<> tensor, sylva::dlpack_array<double>& x) {
#ifdef MISTAKE
  static_cast<void>(x);
  return sylva::from_dlpack<double>(std::move(tensor)).elements();
#else
  x = sylva::from_dlpack<double>(std::move(tensor));
  return x.elements();
#endif
}
