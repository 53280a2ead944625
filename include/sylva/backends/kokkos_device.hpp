#pragma once

#include <sylva/array/device.hpp>
#include <sylva/backends/kokkos.hpp>

/// to_device between the host and every memory space of Kokkos. `d` is a memory space, a Kokkos::Device or an
/// execution space, which stands for its memory space; Kokkos::HostSpace is host_space. What comes out is a
/// contiguous View: LayoutLeft for a View of that layout, else LayoutRight.

namespace sylva {

template <class D>
  requires(Kokkos::is_space<D>::value)
struct device_space<D> {
  using type = detail::space_of_kokkos<typename D::memory_space>;
};

namespace detail {

template <class Space>
constexpr bool known_to_kokkos = std::same_as<Space, host_space> || Kokkos::is_memory_space_v<Space>;

/// Gathers the elements of a view in their row-major order, a block a call.
template <class T>
struct gather_block {
  strided_view<const T> from;
  T* to;
  index_t block;

  SYLVA_FUNCTION void operator()(index_t b) const {
    const index_t size = from.extents.size();
    const index_t last = (b + 1) * block < size ? (b + 1) * block : size;
    // along the fastest axis the elements are one stride apart: one unravelling a row
    const int axis = from.extents.rank - 1;
    const index_t row = axis < 0 ? 1 : from.extents.extent[axis], step = axis < 0 ? 0 : from.stride[axis];
    for (index_t i = b * block; i < last;) {
      const index_t left = row - i % row;
      const index_t n = left < last - i ? left : last - i;
      const T* const start = &from(i);
      for (index_t j = 0; j < n; ++j) to[i + j] = start[j * step];
      i += n;
    }
  }
};

/// The same elements with the axes in the order in which a contiguous array of Layout has them.
template <class Layout, class T>
strided_view<T> in_order_of(const strided_view<T>& v) {
  if constexpr (std::same_as<Layout, Kokkos::LayoutLeft>) {
    strided_view<T> r{v.data, v.extents, {}};
    for (int a = 0; a < v.extents.rank; ++a) {
      r.extents.extent[a] = v.extents.extent[v.extents.rank - 1 - a];
      r.stride[a] = v.stride[v.extents.rank - 1 - a];
    }
    return r;
  } else {
    return v;
  }
}

template <class Ex>
constexpr bool runs_on_host =
    Kokkos::SpaceAccessibility<Kokkos::HostSpace, typename Ex::memory_space>::accessible &&
    Kokkos::SpaceAccessibility<Ex, Kokkos::HostSpace>::accessible;

template <class Ex, class T>
void gather(const Ex& ex, const strided_view<const T>& from, T* to) {
  const index_t block = runs_on_host<Ex> ? 2048 : 1;
  Kokkos::parallel_for(
      "sylva",
      Kokkos::RangePolicy<Ex, Kokkos::IndexType<index_t>>(ex, 0, (from.extents.size() - 1) / block + 1),
      gather_block<T>{from, to, block});
}

template <class T, class Space>
auto as_bytes_of(T* data, index_t n) {
  return Kokkos::View<T*, Kokkos::LayoutRight, Space, Kokkos::MemoryTraits<Kokkos::Unmanaged>>(
      data, static_cast<std::size_t>(n));
}

/// Copies the elements of a view in From, in their row-major order, to contiguous memory in To. Kokkos copies
/// between spaces only what is contiguous, so what is not is gathered first: straight into To if the
/// gathering execution space reaches it, else (and always, if Staged) into memory beside the elements.
template <class From, class To, bool Staged, class Ex, class T>
void copy_across(const Ex& ex, const strided_view<const T>& from, T* to) {
  const index_t n = from.extents.size();
  if (n == 0) return;
  if (is_linear(from)) {
    Kokkos::deep_copy(ex, as_bytes_of<T, To>(to, n), as_bytes_of<const T, From>(from.data, n));
    ex.fence("sylva: to_device");
    return;
  }
  constexpr bool ex_reaches = Kokkos::SpaceAccessibility<Ex, From>::accessible;
  using gathering = std::conditional_t<ex_reaches, Ex, typename From::execution_space>;
  gathering gatherer;
  if constexpr (ex_reaches) {
    gatherer = ex;
  } else {
    ex.fence("sylva: to_device");
  }
  if constexpr (Kokkos::SpaceAccessibility<gathering, To>::accessible && !Staged) {
    gather(gatherer, from, to);
    gatherer.fence("sylva: to_device");
  } else {
    const Kokkos::View<T*, Kokkos::LayoutRight, From> beside(
        Kokkos::view_alloc(Kokkos::WithoutInitializing, "sylva"), static_cast<std::size_t>(n));
    gather(gatherer, from, beside.data());
    gatherer.fence("sylva: to_device");
    Kokkos::deep_copy(ex, as_bytes_of<T, To>(to, n), as_bytes_of<const T, From>(beside.data(), n));
    ex.fence("sylva: to_device");
  }
}

template <class A>
struct copied_layout {
  using type = Kokkos::LayoutRight;
};
template <class A>
  requires Kokkos::is_view_v<A> && std::same_as<typename A::array_layout, Kokkos::LayoutLeft>
struct copied_layout<A> {
  using type = Kokkos::LayoutLeft;
};

/// A new View in To of the elements of x.
template <int Rank, class To, bool Staged = false, class Ex, class A>
auto copied_view(const Ex& ex, const A& x) {
  using T = array_value_t<A>;
  using layout = typename copied_layout<A>::type;
  static_assert(Rank >= 0,
                "only the values of this array know how many axes it has: say it, as in to_device<2>(x, d)");
  static_assert(std::is_trivially_copyable_v<T>, "elements are copied between memory spaces byte by byte");
  using made = Kokkos::View<typename pointers<T, (Rank < 0 ? 0 : Rank)>::type, layout, To>;
  const strided_view<const T> from = array_traits<A>::view(x);
  if (from.extents.rank != Rank) {
    throw shape_error("to_device: the array has shape " + to_string(from.extents) +
                      ", but the call is for one of " + std::to_string(Rank) + " axes");
  }
  const made to = array_traits<made>::template make<T>(from.extents);
  copy_across<kokkos_of_space<array_space_t<A>>, To, Staged>(ex, in_order_of<layout>(from), to.data());
  return to;
}

/// What copies between two spaces when nothing is said: the execution space of the one that is not the host.
template <class From, class To>
using copying = typename std::conditional_t<std::same_as<From, Kokkos::HostSpace>, To, From>::execution_space;

}  // namespace detail

/// Without an instance, the copy waits for all work that Kokkos has been given.
template <class From, class To>
  requires(detail::known_to_kokkos<From> && detail::known_to_kokkos<To> && !std::same_as<From, To>)
struct device_copy<From, To> {
  template <int Rank, class A>
  static auto copy(const A& x) {
    Kokkos::fence("sylva: to_device");
    return copy<Rank>(detail::copying<detail::kokkos_of_space<From>, detail::kokkos_of_space<To>>(), x);
  }
  template <int Rank, class Ex, class A>
  static auto copy(const Ex& ex, const A& x) {
    static_assert(Kokkos::is_execution_space_v<Ex>, "the copy is the work of an execution space of Kokkos");
    return detail::copied_view<Rank, detail::kokkos_of_space<To>>(ex, x);
  }
};

/// A new, contiguous View in `d` of the elements of x, also where x lives in `d` already.
template <int Rank = -1, array A, class D>
[[nodiscard]] auto copy_to_device(const A& x, const D&) {
  using from = detail::kokkos_of_space<array_space_t<A>>;
  using to = detail::kokkos_of_space<device_space_t<D>>;
  Kokkos::fence("sylva: copy_to_device");
  return detail::copied_view<(Rank < 0 ? static_rank<A>() : Rank), to>(detail::copying<from, to>(), x);
}

}  // namespace sylva
