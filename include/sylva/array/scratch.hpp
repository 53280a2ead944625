#pragma once

#include <cstddef>
#include <new>
#include <sylva/array/layout.hpp>
#include <sylva/array/traits.hpp>
#include <utility>

namespace sylva {

/// Memory in a space for the time of a call: n elements, not initialised. Backends specialise it for theirs.
template <class T, class Space>
class scratch_memory;

namespace detail {

/// Memory of the host that a thread keeps for its next call: what comes new from the system is paid for page
/// by page, which takes longer than many a call. A few blocks of no more than a megabyte each; larger ones
/// are not kept. Once the thread's memory is gone, calls from destructors of static objects take theirs new.
class kept_memory {
 public:
  struct block {
    void* data = nullptr;
    std::size_t bytes = 0;
  };

  static block take(std::size_t bytes) {
    if (!ended) {
      for (block& b : kept().blocks_) {
        if (b.bytes >= bytes && b.bytes / 4 <= bytes) return std::exchange(b, {});
      }
    }
    return {::operator new(bytes, line), bytes};
  }
  static void give_back(block b) {
    if (b.bytes <= most && !ended) {
      for (block& mine : kept().blocks_) {
        if (mine.bytes < b.bytes) std::swap(mine, b);
      }
    }
    if (b.data != nullptr) ::operator delete(b.data, line);
  }

 private:
  static constexpr std::align_val_t line{64};
  static constexpr std::size_t most = 1 << 20;

  kept_memory() = default;
  ~kept_memory() {
    ended = true;
    for (block& b : blocks_) {
      if (b.data != nullptr) ::operator delete(b.data, line);
    }
  }
  static kept_memory& kept() {
    thread_local kept_memory mine;
    return mine;
  }

  static inline thread_local bool ended = false;  // trivial, so that it can be read for ever

  block blocks_[4];
};

}  // namespace detail

/// On the host it begins at a line of the cache: a vector of a register's width never lies across two.
template <class T>
class scratch_memory<T, host_space> {
 public:
  scratch_memory() = default;
  explicit scratch_memory(index_t n)
      : block_(detail::kept_memory::take(static_cast<std::size_t>(n > 0 ? n : 1) * sizeof(T))) {}
  scratch_memory(scratch_memory&& other) noexcept : block_(std::exchange(other.block_, {})) {}
  scratch_memory& operator=(scratch_memory&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~scratch_memory() {
    if (block_.data != nullptr) detail::kept_memory::give_back(block_);
  }
  T* data() const { return static_cast<T*>(block_.data); }
  index_t size() const { return static_cast<index_t>(block_.bytes / sizeof(T)); }

 private:
  detail::kept_memory::block block_;
};

}  // namespace sylva
