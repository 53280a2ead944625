#pragma once

#include <string>

#include "dataset.hpp"
#include "inputs.hpp"

namespace sylva::examples {

/// Compares what the values of a variable are of their cells (CF cell_methods) with what an input needs;
/// `units` are those in which the values are read. Throws user_error where they contradict each other: the
/// mean of an amount ("time: mean" of m or J m-2) for a rate, the sum of a rate per second, the minimum for a
/// maximum, a spread for a value. Returns a warning for the summary where they merely differ.
[[nodiscard]] std::string check_cell_methods(const input_need& need, const variable& v,
                                             const std::string& units);

}  // namespace sylva::examples
