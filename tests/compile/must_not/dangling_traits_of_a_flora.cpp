// expected: this array is a temporary that owns its elements, or may own them
#include <sylva/array/taken.hpp>
#include <sylva/models/flora.hpp>

auto look_up(sylva::flora<double> (*read)(), const sylva::flora<double>& types,
             const std::vector<std::int32_t>& type) {
  static_cast<void>(read);
#ifdef MISTAKE
  return sylva::taken(read().traits(), type);
#else
  return sylva::taken(types.traits(), type);
#endif
}
