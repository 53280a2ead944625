#pragma once

#include <sylva/core/config.hpp>

namespace sylva {

/// What a step of a scan returns: the state after it, and what is stored of it. Each is one value or a struct
/// of values.
template <class State, class Out>
struct stepped {
  State state;
  Out out;
};

}  // namespace sylva
