// expected: uint64 and signed integers do not mix.*convert one with astype
#include <sylva/array/array_namespace.hpp>

#ifdef MISTAKE
using other = std::uint64_t;
#else
using other = std::uint32_t;
#endif

auto largest(const std::vector<std::int64_t>& x, const std::vector<other>& y) {
  return sylva::array_namespace(x).maximum(x, y);
}
