// expected: no_array_among<int, double>
#include <sylva/array/array_namespace.hpp>

#ifdef MISTAKE
const auto xp = sylva::array_namespace(1, 2.0);
#else
const auto xp = sylva::array_namespace(1, 2.0, std::vector<double>{});
#endif
