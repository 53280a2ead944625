// expected: a tensor outlives this call: give the array up
#include <sylva/backends/dlpack.hpp>

void give(std::vector<double>& x) {
#ifdef MISTAKE
  const auto tensor = sylva::to_dlpack(x);
#else
  const auto lent = sylva::to_dlpack(sylva::borrow(x));
  const auto taken = sylva::to_dlpack(std::move(x));
#endif
}
