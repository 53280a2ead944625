#pragma once

#include <memory>
#include <sylva/array/layout.hpp>
#include <sylva/array/traits.hpp>

namespace sylva {

/// Memory in a space for the time of a call: n elements, not initialised. Backends specialise it for theirs.
template <class T, class Space>
class scratch_memory;

template <class T>
class scratch_memory<T, host_space> {
 public:
  explicit scratch_memory(index_t n)
      : elements_(std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(n))) {}
  T* data() const { return elements_.get(); }

 private:
  std::unique_ptr<T[]> elements_;
};

}  // namespace sylva
