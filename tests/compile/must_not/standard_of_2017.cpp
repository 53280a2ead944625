// expected: sylva needs C\+\+20
// options: -std=c++17
#include <sylva/sylva.hpp>
