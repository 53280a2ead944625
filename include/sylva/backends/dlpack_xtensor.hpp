#pragma once

#include <sylva/backends/dlpack.hpp>
#include <sylva/backends/xtensor.hpp>

/// xtensor and DLPack: to_dlpack takes xtensor's containers, and as_xtensor makes xtensor's arrays of
/// tensors.
///
///   auto tensor_of_numpy = sylva::from_dlpack<double>(t);
///   auto x = sylva::as_xtensor<2>(tensor_of_numpy);       // refers to it
///   auto t = sylva::to_dlpack(xt::xtensor<double, 2>(...));

namespace sylva {

namespace detail {

template <class T, class Extents, class Strides>
auto adapted(const strided_view<T>& v, Extents extents, Strides strides) {
  for (int a = 0; a < v.extents.rank; ++a) {
    const auto at = static_cast<std::size_t>(a);
    const index_t n = v.extents.extent[a];
    extents[at] = static_cast<std::size_t>(n);
    strides[at] = n == 1 ? 0 : v.stride[a];  // xtensor broadcasts by the stride
  }
  return xt::adapt(v.data, static_cast<std::size_t>(v.extents.size()), xt::no_ownership(), std::move(extents),
                   std::move(strides));
}

}  // namespace detail

/// The elements of an array of Rank axes, whatever their strides. They stay the array's, which must outlive
/// what is returned. Throws shape_error if it has another number of axes.
template <std::size_t Rank, class T>
[[nodiscard]] auto as_xtensor(dlpack_array<T>& a) {
  if (a.extents().rank != static_cast<int>(Rank)) {
    throw shape_error("as_xtensor: the array has shape " + to_string(a.extents()) +
                      ", but the call is for one of " + std::to_string(Rank) + " axes");
  }
  return detail::adapted(a.elements(), std::array<std::size_t, Rank>{}, std::array<index_t, Rank>{});
}

/// The same of any number of axes.
template <class T>
[[nodiscard]] auto as_xtensor(dlpack_array<T>& a) {
  const auto rank = static_cast<std::size_t>(a.extents().rank);
  return detail::adapted(a.elements(), xt::dynamic_shape<std::size_t>(rank),
                         xt::dynamic_shape<index_t>(rank));
}

}  // namespace sylva
