#pragma once

#include <sylva/backends/xsimd.hpp>
#if __has_include(<xtensor/containers/xarray.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xfixed.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

/// xtensor: containers, adaptors and strided views of any rank and layout. Evaluated expressions only: what
/// has no memory of its own is evaluated first, with xt::eval.

namespace sylva {

struct xtensor_family {
  static constexpr const char* name = "xtensor";
};

/// xtensor is the default array of sylva, and computes with SIMD.
template <>
struct default_policy<xtensor_family> {
  using type = simd;
};

/// xtensor has lazy expressions of its own: backends/xtensor_lazy.hpp.
template <class Family>
struct lazy_nodes;
template <>
struct lazy_nodes<xtensor_family>;

namespace detail {

/// An xtensor type whose elements have an address and strides.
template <class A>
concept strided_xtensor = xt::is_xexpression<A>::value && requires(A& a) {
  { a.data() };
  { a.strides() };
  { a.data_offset() };
};

template <class A>
auto view_of_xtensor(A& a) {
  using T = std::remove_pointer_t<decltype(a.data())>;
  if (a.dimension() > static_cast<std::size_t>(max_rank)) {
    throw shape_error("an xtensor array has " + std::to_string(a.dimension()) + " axes, allowed are " +
                      std::to_string(max_rank));
  }
  strided_view<T> v;
  v.data = a.data() + a.data_offset();
  v.extents.rank = static_cast<int>(a.dimension());
  for (std::size_t i = 0; i < a.dimension(); ++i) {
    v.extents.extent[i] = static_cast<index_t>(a.shape()[i]);
    v.stride[i] = static_cast<index_t>(a.strides()[i]);
  }
  return v;
}

/// What holds U in the shape of A: an xtensor of the same rank where the rank is part of the type, else an
/// xarray.
template <class A, class U>
struct xtensor_like {
  using type = xt::xarray<U>;
};
template <class A, class U>
  requires requires { std::tuple_size<std::decay_t<decltype(std::declval<A>().shape())>>::value; }
struct xtensor_like<A, U> {
  using type = xt::xtensor<U, std::tuple_size<std::decay_t<decltype(std::declval<A>().shape())>>::value>;
};

}  // namespace detail

template <class EC, xt::layout_type L, class SC, class Tag>
inline constexpr bool owns_elements<xt::xarray_container<EC, L, SC, Tag>> = true;
template <class EC, std::size_t N, xt::layout_type L, class Tag>
inline constexpr bool owns_elements<xt::xtensor_container<EC, N, L, Tag>> = true;
template <class T, class S, xt::layout_type L, bool Sharable, class Tag>
inline constexpr bool owns_elements<xt::xfixed_container<T, S, L, Sharable, Tag>> = true;

namespace detail {

/// Whether what a view or an adaptor of xtensor holds refers to elements that outlive it: an lvalue, a buffer
/// that neither owns nor shares, or another such view.
template <class Closure>
inline constexpr bool closure_refers =
    std::is_lvalue_reference_v<Closure> || enable_borrowed_array<std::remove_cvref_t<Closure>>;
template <class Pointer, class T>
inline constexpr bool closure_refers<xt::xbuffer_adaptor<Pointer, xt::no_ownership, std::allocator<T>>> =
    true;

/// Whether it may own them, or share them with others that own them.
template <class Closure>
inline constexpr bool closure_keeps =
    !closure_refers<Closure> && keeps_elements<std::remove_cvref_t<Closure>>;
template <class Pointer, class Ownership, class Allocator>
inline constexpr bool closure_keeps<xt::xbuffer_adaptor<Pointer, Ownership, Allocator>> =
    !closure_refers<xt::xbuffer_adaptor<Pointer, Ownership, Allocator>>;

}  // namespace detail

template <class CT, class... S>
inline constexpr bool keeps_elements<xt::xview<CT, S...>> = detail::closure_keeps<CT>;
template <class CT, class S, xt::layout_type L, class FST>
inline constexpr bool keeps_elements<xt::xstrided_view<CT, S, L, FST>> = detail::closure_keeps<CT>;
template <class EC, xt::layout_type L, class SC, class Tag>
inline constexpr bool keeps_elements<xt::xarray_adaptor<EC, L, SC, Tag>> = detail::closure_keeps<EC>;
template <class EC, std::size_t N, xt::layout_type L, class Tag>
inline constexpr bool keeps_elements<xt::xtensor_adaptor<EC, N, L, Tag>> = detail::closure_keeps<EC>;

template <class CT, class... S>
inline constexpr bool enable_borrowed_array<xt::xview<CT, S...>> = detail::closure_refers<CT>;
template <class CT, class S, xt::layout_type L, class FST>
inline constexpr bool enable_borrowed_array<xt::xstrided_view<CT, S, L, FST>> = detail::closure_refers<CT>;
template <class EC, xt::layout_type L, class SC, class Tag>
inline constexpr bool enable_borrowed_array<xt::xarray_adaptor<EC, L, SC, Tag>> = detail::closure_refers<EC>;
template <class EC, std::size_t N, xt::layout_type L, class Tag>
inline constexpr bool enable_borrowed_array<xt::xtensor_adaptor<EC, N, L, Tag>> = detail::closure_refers<EC>;

template <class A>
  requires(xt::is_xexpression<A>::value && !detail::strided_xtensor<A>)
inline constexpr bool detail::is_unevaluated<A> = true;

template <class A>
  requires detail::strided_xtensor<A>
struct array_traits<A> {
  using value_type = std::remove_const_t<typename A::value_type>;
  using space = host_space;
  using family = xtensor_family;
  template <class U>
  using array_of = typename detail::xtensor_like<A, U>::type;

  template <class X>
  static auto view(X&& a) {
    return detail::view_of_xtensor(a);
  }
  template <class U>
  static array_of<U> make(const shape& s) {
    using extents_type = typename array_of<U>::shape_type;
    extents_type extents = xtl::make_sequence<extents_type>(static_cast<std::size_t>(s.rank), 0);
    if (extents.size() != static_cast<std::size_t>(s.rank)) {
      throw shape_error("the result has shape " + to_string(s) + ", but the type of the first array has " +
                        std::to_string(extents.size()) +
                        " axes: give the array of most axes first, or use xt::xarray");
    }
    for (int i = 0; i < s.rank; ++i) {
      extents[static_cast<std::size_t>(i)] = static_cast<typename extents_type::value_type>(s.extent[i]);
    }
    return array_of<U>(extents);
  }
};

}  // namespace sylva
