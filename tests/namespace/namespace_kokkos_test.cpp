#include <tuple>

#include "namespace/kokkos_views.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

namespace {

using answers::left, answers::right;
using backends = std::tuple<right, left>;
constexpr double real_units = 2;  // measured: 0.85

}  // namespace

#include "namespace/cases.hpp"
