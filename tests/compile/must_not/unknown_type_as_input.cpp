// expected: sylva does not know this type as an array
#include "teachable_array.hpp"

#ifndef MISTAKE
template <>
struct sylva::array_traits<field> : right_traits {};
#endif

void use(std::vector<double>& out, const field& tc) {
  sylva::transform(sylva::saturation_vapour_pressure<double>{}, out, tc);
}
