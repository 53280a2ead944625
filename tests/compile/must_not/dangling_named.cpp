// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include <sylva/array/named.hpp>

auto name(std::vector<double>& tc) {
#ifdef MISTAKE
  return sylva::named(std::vector<double>(tc), {"site"});
#else
  return sylva::named(tc, {"site"});
#endif
}
