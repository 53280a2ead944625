// expected: the elements of this array are not floating-point numbers
#include <sylva/array/transform.hpp>

#ifdef MISTAKE
using number = int;
#else
using number = double;
#endif

void set(sylva::argument<double>& x, const std::vector<number>& days) { x = days; }
