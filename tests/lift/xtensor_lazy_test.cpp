// xtensor computes element by element here, as it does by default.
#include "lift/xtensor_lazy_cases.hpp"
