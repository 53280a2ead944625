#pragma once

#include <string>
#include <vector>

#include "support/dataset.hpp"
#include "support/inputs.hpp"

namespace sylva::examples {

/// Units and other names of an input. Throws if there is none of that name.
[[nodiscard]] input_need describe_input(const std::string& name);

/// What other names files have for an input; looked for where its own is not there.
[[nodiscard]] std::vector<std::string> other_names(const std::string& input);

/// Units and long names of outputs of days, or of totals over periods; each is called `prefix` and its name.
[[nodiscard]] std::vector<output_variable> describe_outputs(const std::vector<std::string>& names,
                                                            bool totals, const std::string& prefix);

/// "  tc    degC   air temperature ..." for --help.
[[nodiscard]] std::string help_on_variables();

}  // namespace sylva::examples
