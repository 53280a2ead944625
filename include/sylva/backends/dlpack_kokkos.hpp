#pragma once

#include <sylva/backends/dlpack.hpp>
#include <sylva/backends/kokkos.hpp>

/// Kokkos and DLPack: to_dlpack takes Views (the tensor holds a copy of the View, which shares its elements
/// and must go before Kokkos::finalize), and as_view makes Views of tensors.
///
///   auto x = sylva::from_dlpack<double, Kokkos::CudaSpace>(t);    // or host_space, the default
///   auto v = sylva::as_view<2>(x);                                // refers to it
///   auto t = sylva::to_dlpack(v2);                                // shares v2's elements
///
/// Neither waits for work on the elements that is under way: fence first.

namespace sylva {

#ifdef KOKKOS_ENABLE_CUDA
namespace detail {

/// A kind of CUDA memory; which device it is on matters where no other reaches it.
template <DLDeviceType Type, bool OnOneDevice>
struct cuda_dlpack_device {
  static int device_id() { return OnOneDevice ? Kokkos::Cuda().cuda_device() : 0; }
  static std::string name() { return describe(DLDevice{Type, device_id()}); }
  static bool takes(DLDevice d) {
    return d.device_type == Type && (!OnOneDevice || d.device_id == device_id());
  }
  static DLDevice of(const void* data) {
    cudaPointerAttributes attributes{};
    if (!OnOneDevice || data == nullptr) return {Type, device_id()};
    if (cudaPointerGetAttributes(&attributes, data) != cudaSuccess) {
      throw dlpack_error("to_dlpack: CUDA does not know on which device these elements are");
    }
    return {Type, attributes.device};
  }
};

}  // namespace detail

template <>
struct dlpack_device<Kokkos::CudaSpace> : detail::cuda_dlpack_device<kDLCUDA, true> {};
template <>
struct dlpack_device<Kokkos::CudaUVMSpace> : detail::cuda_dlpack_device<kDLCUDAManaged, false> {};
template <>
struct dlpack_device<Kokkos::CudaHostPinnedSpace> : detail::cuda_dlpack_device<kDLCUDAHost, false> {};
#endif

template <class Data, class... P>
  requires(!Kokkos::View<Data, P...>::memory_traits::is_unmanaged)
struct shared_elements<Kokkos::View<Data, P...>> {
  static bool counts(const Kokkos::View<Data, P...>& a) { return a.use_count() > 0; }
};

namespace detail {

template <int Rank, class Layout, class Space, class T>
auto view_of_elements(const strided_view<T>& v) {
  using view = Kokkos::View<typename pointers<T, Rank>::type, Layout, kokkos_of_space<Space>,
                            Kokkos::MemoryTraits<Kokkos::Unmanaged>>;
  if (v.extents.rank != Rank) {
    throw shape_error("as_view: the array has shape " + to_string(v.extents) +
                      ", but the call is for one of " + std::to_string(Rank) + " axes");
  }
  Layout layout;
  index_t contiguous = 1;
  for (int i = 0; i < Rank; ++i) {
    const int axis = std::same_as<Layout, Kokkos::LayoutRight> ? Rank - 1 - i : i;
    const index_t n = v.extents.extent[axis], stride = v.stride[axis];
    const bool fits = std::same_as<Layout, Kokkos::LayoutStride> ? stride >= 0 : stride == contiguous;
    if (!fits && n > 1 && v.extents.size() > 0) {
      throw shape_error(
          "as_view: along axis " + std::to_string(axis) + " the elements are " + std::to_string(stride) +
          " apart, which a View of this layout cannot be: to_device copies them, and LayoutStride takes "
          "all strides but negative ones");
    }
    contiguous *= n;
    layout.dimension[axis] = static_cast<std::size_t>(n);
    if constexpr (std::same_as<Layout, Kokkos::LayoutStride>) {
      layout.stride[axis] = stride >= 0 ? static_cast<std::size_t>(stride) : 0;
    }
  }
  return view(v.data, layout);
}

}  // namespace detail

/// The elements of an array of Rank axes as a View, read-only where the array is const. They stay the
/// array's, which must outlive the View. Layout is LayoutStride, which takes all strides but negative ones,
/// or LayoutRight or LayoutLeft for what is contiguous. Throws shape_error for another number of axes, or
/// other strides.
template <int Rank, class Layout = Kokkos::LayoutStride, class T, class Space>
[[nodiscard]] auto as_view(dlpack_array<T, Space>& a) {
  return detail::view_of_elements<Rank, Layout, Space>(a.elements());
}
template <int Rank, class Layout = Kokkos::LayoutStride, class T, class Space>
[[nodiscard]] auto as_view(const dlpack_array<T, Space>& a) {
  return detail::view_of_elements<Rank, Layout, Space>(a.elements());
}
template <int Rank, class Layout = Kokkos::LayoutStride, class T, class Space>
void as_view(const dlpack_array<T, Space>&&) = delete;  // the elements would go with it

}  // namespace sylva
