// expected: a temporary that owns its elements is gone before they are used
#include <sylva/backends/dlpack.hpp>

std::vector<double> made();

void give() {
#ifdef MISTAKE
  const auto tensor = sylva::to_dlpack(sylva::borrow(made()));
#else
  const auto tensor = sylva::to_dlpack(made());
#endif
}
