// expected: std::vector<bool> has no elements to point at
#include <sylva/array/transform.hpp>

#ifdef MISTAKE
using element = bool;
#else
using element = double;
#endif
sylva::strided_view<element> look(std::vector<element>& a) {
  return sylva::array_traits<std::vector<element>>::view(a);
}
