// expected: array_traits<A>::view\(const A&\) must return strided_view<const value_type>
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {
#ifdef MISTAKE
  static sylva::strided_view<const float> view(const field& f);
#endif
};

void use(std::vector<double>& out, const field& tc) {
  sylva::transform(sylva::saturation_vapour_pressure<double>{}, out, tc);
}
