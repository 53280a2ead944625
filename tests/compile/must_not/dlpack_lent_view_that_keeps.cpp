// expected: a temporary that owns its elements is gone before they are used
#include <sylva/array/array_namespace.hpp>
#include <sylva/backends/dlpack.hpp>

void give(const std::vector<double>& x) {
  const auto xp = sylva::array_namespace(x);
#ifdef MISTAKE
  const auto tensor = sylva::to_dlpack(sylva::borrow(xp.reshape(std::vector<double>(x), {1, -1})));
#else
  const auto kept = xp.reshape(std::vector<double>(x), {1, -1});
  const auto tensor = sylva::to_dlpack(sylva::borrow(kept));
#endif
}
