#pragma once

#include <string>
#include <vector>

#include "support/dataset.hpp"
#include "support/inputs.hpp"

namespace sylva::examples {

/// Units and other names of what drives the P-model. `names` are those of sylva::pmodel::forcing.
[[nodiscard]] std::vector<input_need> describe_inputs(const std::vector<std::string>& names);

/// Units and long names of what the P-model gives. `names` are those of sylva::pmodel::productivity; each
/// output is called `prefix` and its name.
[[nodiscard]] std::vector<output_variable> describe_outputs(const std::vector<std::string>& names,
                                                            const std::string& prefix);

/// "  tc    degC   air temperature ..." for --help.
[[nodiscard]] std::string help_on_variables();

}  // namespace sylva::examples
