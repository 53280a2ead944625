#include <sylva/backends/xtensor.hpp>
#include <tuple>

#include "lift/xtensor_arrays.hpp"

using backends =
    std::tuple<lift::tensors<xt::layout_type::row_major>, lift::tensors<xt::layout_type::column_major>>;

#include "lift/taken_cases.hpp"
