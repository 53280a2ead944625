// expected: an unversioned tensor cannot say that its elements are read-only
#include <sylva/backends/dlpack.hpp>

void lend(const std::vector<double>& x) {
#ifdef MISTAKE
  const auto tensor = sylva::to_dlpack<DLManagedTensor>(sylva::borrow(x));
#else
  const auto tensor = sylva::to_dlpack(sylva::borrow(x));
#endif
}
