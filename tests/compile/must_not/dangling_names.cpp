// expected: these names are a temporary
#include <sylva/array/named.hpp>

auto name(const std::vector<double>& tc, const std::vector<std::string>& axes) {
#ifdef MISTAKE
  return sylva::named(tc, sylva::dimensions(std::vector<std::string>(axes)));
#else
  return sylva::named(tc, sylva::dimensions(axes));
#endif
}
