#include <sylva/backends/xsimd.hpp>

#include "lift/nd_arrays.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::simd>>;

#include "lift/taken_cases.hpp"
