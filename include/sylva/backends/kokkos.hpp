#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <sylva/array/scratch.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/backends/kokkos_backend.hpp>

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

/// A View counts the owners of its elements and does not say in its type whether it is the last: a temporary
/// View may be a new array or a part of one that has a name. Of the two only what is Unmanaged is certain to
/// own nothing. For the others `borrow` is the promise that the elements have another owner:
///   x.tc = sylva::borrow(Kokkos::subview(tc, 0, Kokkos::ALL));
template <class Data, class... P>
  requires(Kokkos::View<Data, P...>::memory_traits::is_unmanaged)
inline constexpr bool enable_borrowed_array<Kokkos::View<Data, P...>> = true;

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
    for (std::size_t i = 0; i != view_type::rank(); ++i) {
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

/// Runs of blocks as a functor for parallel_for on host threads.
template <class V, class Work>
struct host_chunks {
  Work work;
  index_t blocks_a_chunk;

  void operator()(index_t chunk) const {
    const index_t first = chunk * blocks_a_chunk;
    run_blocks<V>(work, first, std::min(Work::template runner<V>::blocks(work), first + blocks_a_chunk));
  }
};

/// The same as a functor for parallel_reduce.
template <class V, class Work>
struct host_chunks_that_find {
  using value_type = typename Work::finding;
  Work work;
  index_t blocks_a_chunk;

  void operator()(index_t chunk, value_type& found) const {
    const index_t first = chunk * blocks_a_chunk;
    run_blocks<V>(work, first, std::min(Work::template runner<V>::blocks(work), first + blocks_a_chunk),
                  found);
  }
  void init(value_type& found) const { found = value_type{}; }
  void join(value_type& into, const value_type& other) const { work.join(into, other); }
};

/// Items one by one, as devices take them.
template <class Work>
struct single_items {
  Work work;
  SYLVA_FUNCTION void operator()(index_t i) const { work(i); }
};
template <class Work>
struct single_items_that_notice {
  Work work;
  SYLVA_FUNCTION void operator()(index_t i, index_t& noticed) const { noticed += work.notices(i) ? 1 : 0; }
};
template <class Work>
struct single_items_that_find {
  using value_type = typename Work::finding;
  Work work;
  SYLVA_FUNCTION void operator()(index_t i, value_type& found) const {
    if constexpr (noticing_work<Work>) {
      work.look(i, found);
    } else {
      work(i, found);
    }
  }
  SYLVA_FUNCTION void init(value_type& found) const { found = value_type{}; }
  SYLVA_FUNCTION void join(value_type& into, const value_type& other) const { work.join(into, other); }
};

/// Some chunks a thread, so that a slow one does not keep the others waiting.
template <class V, class Ex, class Work>
index_t blocks_a_chunk(const Ex& ex, const Work& work) {
  const index_t blocks = Work::template runner<V>::blocks(work);
  const index_t wanted = std::min<index_t>(blocks, 8 * static_cast<index_t>(ex.concurrency()));
  return (blocks + wanted - 1) / wanted;
}
template <class V, class Ex, class Work>
auto chunks(const Ex& ex, const Work& work, index_t each) {
  using policy = Kokkos::RangePolicy<Ex, Kokkos::Schedule<Kokkos::Dynamic>, Kokkos::IndexType<index_t>>;
  return policy(ex, 0, (Work::template runner<V>::blocks(work) + each - 1) / each, Kokkos::ChunkSize(1));
}

/// Runs a work on the threads of a host execution space, with values of type V.
template <class V, class Ex, class Work>
void run_on_host_threads(const Ex& ex, const Work& work) {
  const index_t each = blocks_a_chunk<V>(ex, work);
  Kokkos::parallel_for("sylva", chunks<V>(ex, work, each), host_chunks<V, Work>{work, each});
}
template <class V, class Ex, class Work>
typename Work::finding reduce_on_host_threads(const Ex& ex, const Work& work) {
  const index_t each = blocks_a_chunk<V>(ex, work);
  typename Work::finding found{};
  Kokkos::parallel_reduce("sylva", chunks<V>(ex, work, each), host_chunks_that_find<V, Work>{work, each},
                          found);
  return found;
}

template <class Ex>
inline constexpr bool is_host_execution =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename Ex::memory_space>::accessible &&
    Kokkos::SpaceAccessibility<Ex, Kokkos::HostSpace>::accessible;

}  // namespace detail

/// Every Kokkos execution space is a policy, and so is an instance of it (a stream). On the host each thread
/// takes blocks of elements; on a device each thread takes an element. Each call is one parallel_for, or one
/// parallel_reduce where something is looked for on the way; on a device there is a second, over the inputs
/// alone, where a range is left, and one before it where an output is one of the inputs.
///
/// As in Kokkos itself a call may return before the results are there: calls on one instance run in order,
/// and ex.fence() or Kokkos::fence() waits for them. A call that returns what it found (range checks) has
/// waited.
template <class Ex>
  requires Kokkos::is_execution_space_v<Ex>
struct executor<Ex> {
  static constexpr bool on_host = detail::is_host_execution<Ex>;
  static constexpr bool by_item = !on_host;
  template <class Space>
  static constexpr bool reaches = Kokkos::SpaceAccessibility<Ex, detail::kokkos_of_space<Space>>::accessible;

  template <class Work>
  static void run(const Ex& ex, const Work& work) {
    if constexpr (on_host) {
      detail::run_on_host_threads<typename Work::real>(ex, work);
    } else {
      Kokkos::parallel_for("sylva", Kokkos::RangePolicy<Ex, Kokkos::IndexType<index_t>>(ex, 0, work.items()),
                           detail::single_items<Work>{work});
    }
  }
  template <class Work>
  static typename Work::finding reduce(const Ex& ex, const Work& work) {
    if constexpr (on_host) {
      return detail::reduce_on_host_threads<typename Work::real>(ex, work);
    } else {
      const Kokkos::RangePolicy<Ex, Kokkos::IndexType<index_t>> items(ex, 0, work.items());
      const auto find = [&] {
        typename Work::finding found{};
        Kokkos::parallel_reduce("sylva", items, detail::single_items_that_find<Work>{work}, found);
        return found;
      };
      if constexpr (noticing_work<Work>) {
        const auto notice = [&] {
          index_t noticed = 0;
          Kokkos::parallel_reduce("sylva", items, detail::single_items_that_notice<Work>{work}, noticed);
          return noticed;
        };
        return found_where_noticed(work, notice, find);
      } else {
        return find();
      }
    }
  }
  static void wait(const Ex& ex) { ex.fence("sylva"); }
};

/// Memory of a Kokkos space for the time of a call.
template <class T, class Space>
  requires Kokkos::is_memory_space_v<Space>
class scratch_memory<T, Space> {
 public:
  explicit scratch_memory(index_t n)
      : elements_(Kokkos::view_alloc(Kokkos::WithoutInitializing, "sylva"), static_cast<std::size_t>(n)) {}
  T* data() const { return elements_.data(); }

 private:
  Kokkos::View<T*, Space> elements_;
};

}  // namespace sylva
