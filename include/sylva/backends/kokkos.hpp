#pragma once

#include <Kokkos_Core.hpp>
#include <mutex>
#include <sylva/array/transform.hpp>
#include <vector>

/// Kokkos: Views of any rank and layout in any memory space, and every execution space as a policy.

namespace sylva {

struct kokkos_family {
  static constexpr const char* name = "Kokkos::View";
};

namespace detail {

/// Host memory is one space here, whichever library allocated it.
template <class MemorySpace>
using space_of_kokkos =
    std::conditional_t<std::same_as<MemorySpace, Kokkos::HostSpace>, host_space, MemorySpace>;
template <class Space>
using kokkos_of_space = std::conditional_t<std::same_as<Space, host_space>, Kokkos::HostSpace, Space>;

template <class T, std::size_t Rank>
struct pointers {
  using type = typename pointers<T, Rank - 1>::type*;
};
template <class T>
struct pointers<T, 0> {
  using type = T;
};

}  // namespace detail

template <class Data, class... P>
struct array_traits<Kokkos::View<Data, P...>> {
  using view_type = Kokkos::View<Data, P...>;
  using value_type = typename view_type::non_const_value_type;
  using space = detail::space_of_kokkos<typename view_type::memory_space>;
  using family = kokkos_family;
  using policy = typename view_type::execution_space;
  template <class U>
  using array_of =
      Kokkos::View<typename detail::pointers<U, view_type::rank()>::type,
                   std::conditional_t<std::same_as<typename view_type::array_layout, Kokkos::LayoutLeft>,
                                      Kokkos::LayoutLeft, Kokkos::LayoutRight>,
                   typename view_type::memory_space>;

  static strided_view<typename view_type::value_type> view(const view_type& a) {
    static_assert(view_type::rank() <= max_rank);
    strided_view<typename view_type::value_type> v;
    v.data = a.data();
    v.extents.rank = static_cast<int>(view_type::rank());
    for (std::size_t i = 0; i < view_type::rank(); ++i) {
      v.extents.extent[i] = static_cast<index_t>(a.extent(i));
      v.stride[i] = static_cast<index_t>(a.stride(i));
    }
    return v;
  }
  template <class U>
  static array_of<U> make(const shape& s) {
    if (s.rank != static_cast<int>(view_type::rank())) {
      throw shape_error("the result has shape " + to_string(s) + ", but the first View has " +
                        std::to_string(view_type::rank()) + " axes: give the View of most axes first");
    }
    typename array_of<U>::array_layout layout;
    for (int i = 0; i < s.rank; ++i) layout.dimension[i] = static_cast<std::size_t>(s.extent[i]);
    return array_of<U>(Kokkos::view_alloc(Kokkos::WithoutInitializing, "sylva"), layout);
  }
};

namespace detail {

/// Blocks of a bound kernel as a functor for parallel_for on host threads. Each call makes its own runner,
/// whose scratch memory is per block range; findings are merged at the end of it.
template <class V, class Bound>
struct host_blocks {
  const Bound* bound;
  range_checks checks;
  std::mutex* mutex;
  index_t blocks_a_chunk;

  template <class Index>
  void operator()(Index chunk) const {
    const index_t blocks = block_runner<V, Bound>::blocks(bound->size);
    const index_t first = static_cast<index_t>(chunk) * blocks_a_chunk;
    const index_t last = std::min(blocks, first + blocks_a_chunk);
    std::vector<range_finding> mine(static_cast<std::size_t>(checks.limits == nullptr ? 0 : checks.count));
    block_runner<V, Bound> runner(*bound, {checks.limits, mine.data(), checks.count});
    for (index_t b = first; b < last; ++b) runner(b);
    if (mine.empty()) return;
    const std::lock_guard lock(*mutex);
    for (std::size_t k = 0; k < mine.size(); ++k) {
      if (checks.limits[k] != nullptr) checks.findings[k].merge(*checks.limits[k], mine[k]);
    }
  }
};

/// Runs a bound kernel on the threads of a host execution space.
template <class V, class Ex, class Bound>
void run_on_host_threads(const Ex& ex, const Bound& bound, const range_checks& checks) {
  const index_t blocks = block_runner<V, Bound>::blocks(bound.size);
  // some chunks a thread, so that a slow one does not keep the others waiting
  const index_t wanted = std::min<index_t>(blocks, 8 * static_cast<index_t>(ex.concurrency()));
  const index_t each = (blocks + wanted - 1) / wanted;
  std::mutex mutex;
  Kokkos::parallel_for("sylva",
                       Kokkos::RangePolicy<Ex, Kokkos::Schedule<Kokkos::Dynamic>>(
                           ex, 0, (blocks + each - 1) / each, Kokkos::ChunkSize(1)),
                       host_blocks<V, Bound>{&bound, checks, &mutex, each});
  ex.fence("sylva");
}

}  // namespace detail

/// Every Kokkos execution space is a policy. On the host each thread takes blocks of elements; on a device
/// each thread takes an element. The call returns when the results are there.
template <class Ex>
  requires Kokkos::is_execution_space_v<Ex>
struct executor<Ex> {
  static constexpr bool on_host =
      Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename Ex::memory_space>::accessible &&
      Kokkos::SpaceAccessibility<Ex, Kokkos::HostSpace>::accessible;
  template <class Space>
  static constexpr bool reaches = Kokkos::SpaceAccessibility<Ex, detail::kokkos_of_space<Space>>::accessible;

  template <class Kernel, class Inputs, class Real, int N, int M>
  static void run(const Ex& ex, const bound_kernel<Kernel, Inputs, Real, N, M>& bound,
                  const range_checks& checks) {
    if constexpr (on_host) {
      detail::run_on_host_threads<Real>(ex, bound, checks);
    } else {
      if (checks.limits != nullptr) {
        throw std::invalid_argument(
            "ranges of arrays in device memory are not checked: leave the checks out");
      }
      Kokkos::parallel_for("sylva", Kokkos::RangePolicy<Ex>(ex, 0, bound.size), bound);
      ex.fence("sylva");
    }
  }
};

}  // namespace sylva
