#pragma once

#include <algorithm>
#include <sylva/array/layout.hpp>

namespace sylva {

namespace detail {

template <class R>
struct parts_of;
template <class Kernel, class Group>
struct kernel_on_group;

template <class Kernel>
inline constexpr bool takes_packets = false;
template <class Kernel>
  requires requires { requires Kernel::takes_packets; }
inline constexpr bool takes_packets<Kernel> = true;

}  // namespace detail

/// Blocks of neighbouring items of a segmented work: of so many items that a block has some thousand
/// elements.
template <class Work>
class blocks_of_items {
 public:
  static index_t blocks(const Work& work) {
    const index_t block = items_a_block(work);
    return (work.items() + block - 1) / block;
  }

 protected:
  explicit blocks_of_items(const Work& work) : work_(work), block_(items_a_block(work)) {}
  index_t first_item(index_t b) const { return b * block_; }
  index_t last_item(index_t b) const { return std::min((b + 1) * block_, work_.items()); }

  const Work& work_;
  const index_t block_;

 private:
  static index_t items_a_block(const Work& work) {
    return std::clamp<index_t>(8192 / std::max<index_t>(work.group_size, 1), 1, 512);
  }
};

/// Runs blocks of groups on the host with values of type V. With scalars: one group after the other. With
/// SIMD values: group_runner_lanes.hpp and, for kernels that ask for it, group_runner_packets.hpp.
template <class V, class Work>
class group_runner : public blocks_of_items<Work> {
  using base = blocks_of_items<Work>;

 public:
  explicit group_runner(const Work& work) : base(work) {}

  void operator()(index_t b) {
    for (index_t i = base::first_item(b); i < base::last_item(b); ++i) base::work_(i);
  }
};

}  // namespace sylva
