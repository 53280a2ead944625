#pragma once

#include <memory>
#include <new>
#include <sylva/array/layout.hpp>
#include <sylva/array/traits.hpp>

namespace sylva {

/// Memory in a space for the time of a call: n elements, not initialised. Backends specialise it for theirs.
template <class T, class Space>
class scratch_memory;

/// On the host it begins at a line of the cache: a vector of a register's width never lies across two.
template <class T>
class scratch_memory<T, host_space> {
 public:
  explicit scratch_memory(index_t n)
      : elements_(static_cast<T*>(::operator new(static_cast<std::size_t>(n) * sizeof(T), line))) {}
  T* data() const { return elements_.get(); }

 private:
  static constexpr std::align_val_t line{64};
  struct free {
    void operator()(T* p) const { ::operator delete(p, line); }
  };
  std::unique_ptr<T, free> elements_;
};

}  // namespace sylva
