// Registers of other sizes: sums and entries of tables take other ways.
#include "lift/taken_xsimd_test.cpp"
