// expected: a temporary is gone before its tensor is used
#include <sylva/backends/dlpack.hpp>

std::vector<double> made();

void give() {
#ifdef MISTAKE
  const auto tensor = sylva::to_dlpack(sylva::borrow(made()));
#else
  const auto tensor = sylva::to_dlpack(made());
#endif
}
