#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>

/// Memory that is kind to every competitor: aligned for whole vectors, touched before it is timed, and each
/// array at another offset within its page, since arrays that all start alike compete for the same lines of
/// the cache.
template <class Real>
class buffer {
 public:
  buffer(std::size_t n, std::size_t which)
      : size(n), memory_(std::aligned_alloc(4096, (n * sizeof(Real) + 320 * which + 8191) / 4096 * 4096)) {
    if (memory_ == nullptr) throw std::bad_alloc();
    data = reinterpret_cast<Real*>(static_cast<char*>(memory_.get()) + 320 * which);
    std::fill_n(data, n, Real(0));
  }
  std::span<Real> span() const { return {data, size}; }
  std::size_t size;
  Real* data;

 private:
  struct release {
    void operator()(void* p) const { std::free(p); }
  };
  std::unique_ptr<void, release> memory_;
};
