// expected: arrays_of_two_families<sylva::span_family, device_family>
#include <sylva/array/array_namespace.hpp>

#include "device_memory.hpp"

#ifdef MISTAKE
using xp = sylva::array_namespace_t<std::vector<double>, int, device_array<double>>;
#else
using xp = sylva::array_namespace_t<std::vector<double>, int, std::span<double>>;
#endif

const auto one = xp::ones(1);
