// The whole program has xtensor's SIMD on: the macro changes xtensor's own containers.
#define XTENSOR_USE_XSIMD
#include "lift/xtensor_lazy_cases.hpp"
