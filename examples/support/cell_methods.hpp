#pragma once

#include <string>

#include "dataset.hpp"
#include "inputs.hpp"

namespace sylva::examples {

/// Compares the cell_methods (CF) of a variable with those that an input needs; `units` are the units in
/// which the values are read. Throws user_error for a contradiction: the mean of an amount ("time: mean" of m
/// or J m-2) for a rate, the sum of a rate per second, the minimum for a maximum, a variance for a value.
/// Returns a warning for the summary if the methods are unusual, else an empty text.
[[nodiscard]] std::string check_cell_methods(const input_need& need, const variable& v,
                                             const std::string& units);

}  // namespace sylva::examples
