// expected: this array is a temporary that owns its elements, or may own them: the input would refer to freed
// memory
#include "teachable_array.hpp"

template <>
struct sylva::array_traits<field> : right_traits {};
#ifndef MISTAKE
template <>
inline constexpr bool sylva::enable_borrowed_array<field> = true;
#endif

void use(sylva::argument<double>& x, double* elements) { x = field{elements, 2}; }
