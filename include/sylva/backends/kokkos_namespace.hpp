#pragma once

#include <sylva/array/array_namespace.hpp>
#include <sylva/backends/kokkos.hpp>

namespace sylva {

namespace detail {

template <class T, int Rank, class MemorySpace, class Layout>
using kokkos_view_of =
    Kokkos::View<typename pointers<T, static_cast<std::size_t>(Rank)>::type, Layout, MemorySpace>;

}  // namespace detail

/// Whole-array functions on Views. The number of axes is part of a View's type, so shapes are braced lists or
/// std::array. Everything runs in the execution space of the first View; results are Views in its memory and
/// layout, views of them have LayoutStride.
template <>
struct namespace_of<kokkos_family> {
  template <class A>
  static constexpr int rank = static_cast<int>(A::rank());

  template <class U, int Rank, class Like>
  static auto make(const shape& s) {
    static_assert(
        Rank != any_rank,
        "the number of axes is part of a View's type: give the shape as a braced list or a std::array");
    using layout = std::conditional_t<std::same_as<typename Like::array_layout, Kokkos::LayoutLeft>,
                                      Kokkos::LayoutLeft, Kokkos::LayoutRight>;
    layout extents;
    for (int a = 0; a < s.rank; ++a) extents.dimension[a] = static_cast<std::size_t>(s.extent[a]);
    return detail::kokkos_view_of<U, Rank, typename Like::memory_space, layout>(
        Kokkos::view_alloc(Kokkos::WithoutInitializing, "sylva"), extents);
  }

  /// It counts as one more owner of the elements where `a` counts its owners.
  template <int Rank, class A, class T>
  static auto view(A&& a, const strided_view<T>& v) {
    using source = std::remove_cvref_t<A>;
    using result = detail::kokkos_view_of<T, Rank, typename source::memory_space, Kokkos::LayoutStride>;
    Kokkos::LayoutStride layout;
    for (int k = 0; k < v.extents.rank; ++k) {
      layout.dimension[k] = static_cast<std::size_t>(v.extents.extent[k]);
      layout.stride[k] = static_cast<std::size_t>(v.stride[k]);
    }
    if constexpr (requires { result(typename result::data_handle_type(a.data_handle()), layout); }) {
      return result(typename result::data_handle_type(a.data_handle()), layout);
    } else {
      static_assert(std::is_lvalue_reference_v<A> || source::traits::memory_traits::is_unmanaged,
                    "before Kokkos 5 a view cannot keep a temporary: give it a name first");
      return result(v.data, layout);
    }
  }

  template <class Like, class Item>
  static void for_each(index_t n, const Item& item) {
    using execution = typename array_traits<Like>::policy;
    if (n == 0) return;
    Kokkos::parallel_for("sylva", Kokkos::RangePolicy<execution, Kokkos::IndexType<index_t>>(0, n), item);
    execution().fence("sylva");
  }

  template <class A, class T>
  static void from_host(A& to, const strided_view<const T>& from) {
    const auto mirror = Kokkos::create_mirror_view(to);
    const auto v = array_traits<std::remove_cvref_t<decltype(mirror)>>::view(mirror);
    for (index_t i = 0; i < from.extents.size(); ++i) v(i) = from(i);
    Kokkos::deep_copy(to, mirror);
  }

  template <class A>
  static array_value_t<A> first(const A& a) {
    array_value_t<A> value{};
    const Kokkos::View<const array_value_t<A>, typename A::memory_space, Kokkos::MemoryUnmanaged> element(
        a.data());
    Kokkos::deep_copy(value, element);
    return value;
  }
};

}  // namespace sylva
