#pragma once

#include <sylva/array/array_namespace.hpp>
#include <sylva/backends/xtensor.hpp>

namespace sylva {

namespace detail {

template <class A>
using xtensor_extents = std::remove_cvref_t<decltype(std::declval<const A&>().shape())>;

/// Elements that are somebody else's, or kept by `owner`.
template <class T>
using xtensor_buffer = xt::xbuffer_adaptor<T*, xt::smart_ownership, std::shared_ptr<const void>>;

/// The number of axes where it is part of the type.
template <class A>
inline constexpr int xtensor_rank = any_rank;
template <class A>
  requires requires { std::tuple_size<xtensor_extents<A>>::value; }
inline constexpr int xtensor_rank<A> = static_cast<int>(std::tuple_size<xtensor_extents<A>>::value);

}  // namespace detail

/// Whole-array functions on xtensor. Results are xt::xtensor where all arguments have their number of axes in
/// their type, else xt::xarray; views are adaptors of strided memory, and all are expressions of xtensor.
template <>
struct namespace_of<xtensor_family> : namespace_of<void> {
  template <class A>
  static constexpr int rank = detail::xtensor_rank<A>;

  template <class U, int Rank, class>
  static auto make(const shape& s) {
    if constexpr (Rank == any_rank) {
      return array_traits<xt::xarray<U>>::template make<U>(s);
    } else {
      return array_traits<xt::xtensor<U, static_cast<std::size_t>(Rank)>>::template make<U>(s);
    }
  }

  template <int Rank, class A, class T>
  static auto view(A&& a, const strided_view<T>& v) {
    std::shared_ptr<const void> owner;
    const strided_view<T> kept = detail::keep(std::forward<A>(a), v, owner);
    // as long as xtensor expects it, which is not how far the strides reach
    detail::xtensor_buffer<T> buffer(kept.data, static_cast<std::size_t>(v.extents.size()), std::move(owner));
    if constexpr (Rank == any_rank) {
      return adapted<xt::xarray_adaptor<detail::xtensor_buffer<T>, xt::layout_type::dynamic>>(
          std::move(buffer), v);
    } else {
      return adapted<xt::xtensor_adaptor<detail::xtensor_buffer<T>, static_cast<std::size_t>(Rank),
                                         xt::layout_type::dynamic>>(std::move(buffer), v);
    }
  }

 private:
  template <class Adaptor, class Buffer, class T>
  static Adaptor adapted(Buffer&& buffer, const strided_view<T>& v) {
    const auto rank = static_cast<std::size_t>(v.extents.rank);
    auto extents = xtl::make_sequence<typename Adaptor::shape_type>(rank, 0);
    auto strides = xtl::make_sequence<typename Adaptor::strides_type>(rank, 0);
    for (std::size_t k = 0; k < rank; ++k) {
      extents[k] = static_cast<std::size_t>(v.extents.extent[k]);
      strides[k] = v.stride[k];
    }
    return Adaptor(std::move(buffer), extents, strides);
  }
};

}  // namespace sylva
