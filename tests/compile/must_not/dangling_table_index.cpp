// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/taken.hpp>

auto look_up(const std::vector<double>& table, const std::vector<std::int32_t>& index) {
#ifdef MISTAKE
  return sylva::taken(table, std::vector<std::int32_t>(index));
#else
  return sylva::taken(table, std::span<const std::int32_t>(index));
#endif
}
