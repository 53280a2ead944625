// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/segmented.hpp>

auto choose(const std::vector<int>& offsets, const std::vector<std::int32_t>& which) {
#ifdef MISTAKE
  return sylva::groups_at(offsets, std::vector<std::int32_t>(which));
#else
  return sylva::groups_at(offsets, std::span<const std::int32_t>(which));
#endif
}
