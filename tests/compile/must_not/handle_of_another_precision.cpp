// expected: this input or output has another precision or memory space than the call
#include <sylva/array/transform.hpp>

#ifdef MISTAKE
using real = float;
#else
using real = double;
#endif

void set(sylva::argument<double>& x, const sylva::argument<real>& tc) { x = tc; }
