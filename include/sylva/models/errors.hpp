#pragma once

#include <stdexcept>
#include <sylva/core/config.hpp>

namespace sylva {

/// A method name that no method has. The message lists those that there are.
struct unknown_method : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A variable that a chosen method needs and that was not given. The message names both.
struct missing_input : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Plant functional types that cannot be. The message names each type, its trait, the value and what is
/// allowed.
struct invalid_flora : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The name of a plant functional type that a flora does not have. The message lists those that it has.
struct unknown_type : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// Cells or cohorts that cannot be. The message names each, the value and what is allowed.
struct invalid_cohorts : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

}  // namespace sylva
