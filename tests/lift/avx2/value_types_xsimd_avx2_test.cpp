// What SIMD values calculate with AVX2 differs from what they do with AVX-512, which a machine may have.
#include "lift/value_types_xsimd_test.cpp"
