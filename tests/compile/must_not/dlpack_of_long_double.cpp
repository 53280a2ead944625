// expected: DLPack has no elements of this type
#include <sylva/backends/dlpack.hpp>

#ifdef MISTAKE
using element = long double;
#else
using element = double;
#endif

auto give(sylva::nd_array<element> x) { return sylva::to_dlpack(std::move(x)); }
