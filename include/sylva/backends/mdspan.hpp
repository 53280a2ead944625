#pragma once

#include <sylva/array/nd_array.hpp>
#include <sylva/array/transform.hpp>
#include <utility>
#include <version>
#ifdef __cpp_lib_mdspan
#include <mdspan>
#endif

/// mdspan on the host: the standard library's where it has one, the one of Kokkos, and any other type of that
/// shape. Every layout with strides, extents static or dynamic. `map` makes nd_array.

namespace sylva {

namespace detail {

/// An accessor like std::default_accessor: element i of the memory is p[i]. Those that do more, or reach a
/// device, are made of other things than the element type alone.
template <class Accessor, class T>
inline constexpr bool is_plain_accessor = false;
template <template <class> class Accessor, class T>
inline constexpr bool is_plain_accessor<Accessor<T>, T> =
    std::is_empty_v<Accessor<T>> && std::same_as<typename Accessor<T>::offset_policy, Accessor<T>> &&
    std::same_as<typename Accessor<T>::reference, T&> &&
    std::same_as<typename Accessor<T>::data_handle_type, T*>;

/// A type of the shape of std::mdspan, whose elements have strides.
template <class M>
concept plain_mdspan = requires(const M& m, typename M::rank_type r) {
  typename M::element_type;
  typename M::extents_type;
  typename M::layout_type;
  requires is_plain_accessor<typename M::accessor_type, typename M::element_type>;
  requires M::is_always_strided();
  { M::rank() } -> std::convertible_to<std::size_t>;
  { m.extent(r) } -> std::convertible_to<index_t>;
  { m.stride(r) } -> std::convertible_to<index_t>;
  { m.data_handle() } -> std::convertible_to<typename M::element_type*>;
  m.mapping();
};

}  // namespace detail

template <detail::plain_mdspan M>
inline constexpr bool enable_borrowed_array<M> = true;
/// A mdspan refers to its elements: a constant one may still be written through.
template <detail::plain_mdspan M>
struct array_traits<M> : array_traits<nd_array<std::remove_cv_t<typename M::element_type>>> {
  static strided_view<typename M::element_type> view(const M& m) {
    static_assert(M::rank() <= static_cast<std::size_t>(max_rank), "an array has 8 axes at most");
    strided_view<typename M::element_type> v;
    v.data = m.data_handle();
    v.extents.rank = static_cast<int>(M::rank());
    if constexpr (M::rank() > 0) {  // a layout without axes has no strides to ask for
      for (std::size_t r = 0; r < M::rank(); ++r) {
        const auto axis = static_cast<typename M::rank_type>(r);
        v.extents.extent[r] = static_cast<index_t>(m.extent(axis));
        v.stride[r] = static_cast<index_t>(m.stride(axis));
      }
    }
    // a layout of one's own may not begin with the first element
    if (v.extents.size() > 0) v.data += first_of(m, std::make_index_sequence<M::rank()>{});
    return v;
  }

 private:
  template <std::size_t... Axis>
  static index_t first_of(const M& m, std::index_sequence<Axis...>) {
    using index = typename M::index_type;
    return static_cast<index_t>(m.mapping()((static_cast<void>(Axis), index(0))...));
  }
};

}  // namespace sylva
