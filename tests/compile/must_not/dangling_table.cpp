// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/taken.hpp>

auto look_up(const std::vector<double>& table, const std::vector<std::int32_t>& index) {
#ifdef MISTAKE
  return sylva::taken(std::vector<double>(table), index);
#else
  return sylva::taken(table, index);
#endif
}
