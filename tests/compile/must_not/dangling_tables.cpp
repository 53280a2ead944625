// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/taken.hpp>
#include <sylva/demography/traits.hpp>

using tables = sylva::demography::plant_traits<std::vector<double>>;

auto look_up(const tables& traits, const std::vector<std::int32_t>& type) {
#ifdef MISTAKE
  return sylva::taken(tables(traits), type);
#else
  return sylva::taken(traits, type);
#endif
}
