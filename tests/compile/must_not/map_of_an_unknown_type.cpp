// expected: sylva does not know this type as an array: include the header of its library from sylva/backends/
#include "teachable_array.hpp"

#ifndef MISTAKE
template <>
struct sylva::array_traits<field> : right_traits {};
#endif

auto use(const field& tc) { return sylva::map(sylva::saturation_vapour_pressure<double>{}, tc); }
