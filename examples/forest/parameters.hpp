#pragma once

#include <string>
#include <vector>

#include "model.hpp"

namespace sylva::examples {

/// Sets the numbers of the model that --set gives: name=value[,name=value...]. Throws user_error for a name
/// that is not there, or a value that is out of range.
void set_parameters(model_choices& choices, const std::vector<std::string>& given);

/// "seed_rain=0.02, recruit_dbh=0.01, ...": all numbers of the model, for the summary and the output.
[[nodiscard]] std::string parameters_of(const model_choices& choices);

/// For --help.
[[nodiscard]] std::string help_on_parameters();

}  // namespace sylva::examples
