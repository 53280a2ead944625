#pragma once

#include <string>
#include <sylva/core/bounds.hpp>

namespace sylva {

/// What a run found in one of its inputs.
struct input_finding {
  std::string name;
  const bounds* limits;  ///< of the model, which must outlive this
  range_finding found;
};

}  // namespace sylva
