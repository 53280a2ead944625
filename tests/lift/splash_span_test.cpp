#include "lift/nd_arrays.hpp"
#include "support/one_by_one.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::serial>, lift::nd_arrays<one_by_one>>;

#include "lift/splash_cases.hpp"
