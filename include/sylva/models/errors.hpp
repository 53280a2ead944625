#pragma once

#include <stdexcept>

namespace sylva {

/// A method name that no method has. The message lists those that there are.
struct unknown_method : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// A variable that a chosen method needs and that was not given. The message names both.
struct missing_input : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

}  // namespace sylva
