#pragma once

#include <dlpack/dlpack.h>

#include <algorithm>
#include <complex>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <sylva/array/nd_array.hpp>
#include <utility>

/// Tensors of DLPack as arrays: see dlpack.hpp.

#if DLPACK_MAJOR_VERSION != 1
#error "sylva/backends/dlpack.hpp is for DLPack 1.x"
#endif

namespace sylva {

/// A tensor that cannot be what was asked for, or an array that DLPack cannot describe.
struct dlpack_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The devices of a memory space: `of(data)` where elements at this address are, `takes(d)` whether the space
/// has a device's memory, `name()` what it takes, for messages. Backends specialise it.
template <class Space>
struct dlpack_device;
template <>
struct dlpack_device<host_space> {
  static std::string name() { return "the host (kDLCPU, or pinned: kDLCUDAHost, kDLROCMHost)"; }
  static DLDevice of(const void*) { return {kDLCPU, 0}; }
  static bool takes(DLDevice d) {
    return d.device_type == kDLCPU || d.device_type == kDLCUDAHost || d.device_type == kDLROCMHost;
  }
};

/// Either form of a tensor that has an owner.
template <class M>
concept dlpack_managed = std::same_as<M, DLManagedTensorVersioned> || std::same_as<M, DLManagedTensor>;

struct dlpack_delete {
  template <dlpack_managed M>
  void operator()(M* tensor) const noexcept {
    if (tensor->deleter != nullptr) tensor->deleter(tensor);
  }
};
template <dlpack_managed M = DLManagedTensorVersioned>
using dlpack_tensor = std::unique_ptr<M, dlpack_delete>;

namespace detail {

template <class T>
constexpr int dlpack_code() {
  if constexpr (std::same_as<T, bool>) {
    return kDLBool;
  } else if constexpr (std::is_integral_v<T>) {
    return std::is_signed_v<T> ? kDLInt : kDLUInt;
  } else if constexpr (std::same_as<T, float> || std::same_as<T, double>) {
    return kDLFloat;
  } else if constexpr (std::same_as<T, std::complex<float>> || std::same_as<T, std::complex<double>>) {
    return kDLComplex;
  } else {
    return -1;
  }
}

template <class T>
constexpr DLDataType dlpack_type() {
  constexpr int code = dlpack_code<std::remove_const_t<T>>();
  static_assert(
      code >= 0,
      "DLPack has no elements of this type: it has bool, integers, float, double and std::complex of both");
  return {static_cast<std::uint8_t>(code), static_cast<std::uint8_t>(8 * sizeof(T)), 1};
}

/// "float64", "int8 x 4".
inline std::string describe(DLDataType t) {
  constexpr const char* names[] = {"int", "uint", "float", "opaque handle ", "bfloat", "complex", "bool"};
  const std::string name =
      t.code < std::size(names) ? names[t.code] : "code " + std::to_string(t.code) + " of bits ";
  return name + std::to_string(t.bits) + (t.lanes == 1 ? "" : " x " + std::to_string(t.lanes) + " lanes");
}

inline std::string describe(DLDevice d) {
  constexpr const char* names[] = {"", "kDLCPU", "kDLCUDA", "kDLCUDAHost"};
  const bool named = d.device_type > 0 && d.device_type < static_cast<int>(std::size(names));
  return (named ? names[d.device_type]
          : d.device_type == kDLCUDAManaged
              ? "kDLCUDAManaged"
              : "device type " + std::to_string(static_cast<int>(d.device_type))) +
         " number " + std::to_string(d.device_id);
}

inline void dlpack_require(bool good, const std::string& message) {
  if (!good) throw dlpack_error("from_dlpack: " + message);
}

/// Checks what a tensor says of itself; the view of its elements.
template <class T, class Space>
strided_view<T> view_of_dlpack(const DLTensor& t, bool read_only) {
  using device = dlpack_device<Space>;
  constexpr DLDataType asked = dlpack_type<T>();
  dlpack_require(device::takes(t.device),
                 "the tensor is on " + describe(t.device) + ", asked is " + device::name());
  dlpack_require(t.dtype.lanes == 1, "the elements are " + describe(t.dtype) + ", allowed is one lane");
  dlpack_require(t.dtype.code == asked.code && t.dtype.bits == asked.bits,
                 "the elements are " + describe(t.dtype) + ", asked is " + describe(asked));
  dlpack_require(std::is_const_v<T> || !read_only,
                 "the tensor is read-only: ask for elements that are const, as in from_dlpack<const double>");
  dlpack_require(
      t.ndim >= 0 && t.ndim <= max_rank,
      "the tensor has " + std::to_string(t.ndim) + " axes, allowed are 0 to " + std::to_string(max_rank));
  dlpack_require(t.ndim == 0 || t.shape != nullptr, "the tensor has axes, but its shape is NULL");

  strided_view<T> v;
  v.extents.rank = t.ndim;
  for (int a = 0; a < t.ndim; ++a) {
    v.extents.extent[a] = t.shape[a];
    dlpack_require(t.shape[a] >= 0, "axis " + std::to_string(a) + " has extent " +
                                        std::to_string(t.shape[a]) + ", allowed are 0 and more");
  }
  // how far the elements reach must be countable, in bytes
  constexpr index_t most = std::numeric_limits<index_t>::max() / static_cast<index_t>(sizeof(T));
  const std::string too_large =
      "a tensor of shape " + sylva::to_string(v.extents) + " and these strides is too large";
  index_t size = 1, reach = 0;
  for (int a = t.ndim - 1; a >= 0; --a) {
    const index_t extent = v.extents.extent[a];
    v.stride[a] = t.strides != nullptr ? t.strides[a] : size;  // NULL: contiguous, before DLPack 1.2
    dlpack_require(extent == 0 || size <= most / extent, too_large);
    size *= std::max<index_t>(extent, 1);
    if (extent <= 1) continue;
    dlpack_require(v.stride[a] >= -most && v.stride[a] <= most, too_large);
    const index_t step = v.stride[a] < 0 ? -v.stride[a] : v.stride[a];
    dlpack_require(step <= (most - reach) / (extent - 1), too_large);
    reach += step * (extent - 1);
  }
  if (v.extents.size() == 0) return v;
  dlpack_require(t.data != nullptr,
                 "the tensor has shape " + sylva::to_string(v.extents) + ", but its data is NULL");
  const auto address = reinterpret_cast<std::uintptr_t>(t.data) + t.byte_offset;
  dlpack_require(address % alignof(T) == 0, "the elements start at an address that is not a multiple of " +
                                                std::to_string(alignof(T)) + " bytes (byte_offset is " +
                                                std::to_string(t.byte_offset) + ")");
  v.data = reinterpret_cast<T*>(address);
  return v;
}

}  // namespace detail

/// An array of the standard family whose elements are a tensor's, in Space. It owns the tensor and calls its
/// deleter when it goes. It can be moved, not copied; T is const where the elements are not to be written.
template <class T, class Space = host_space>
class dlpack_array {
 public:
  /// Takes over `tensor`, or throws dlpack_error and leaves it to the caller.
  template <dlpack_managed M>
  explicit dlpack_array(M* tensor)
      : view_(checked(tensor)),
        owner_(tensor, [](void* t) noexcept { dlpack_delete()(static_cast<M*>(t)); }) {}
  dlpack_array(dlpack_array&& a) noexcept
      : view_(std::exchange(a.view_, strided_view<T>{nullptr, {1, {0}}, {}})), owner_(std::move(a.owner_)) {}
  dlpack_array& operator=(dlpack_array a) noexcept {
    std::swap(view_, a.view_);
    std::swap(owner_, a.owner_);
    return *this;
  }

  const shape& extents() const { return view_.extents; }
  index_t size() const { return view_.extents.size(); }
  /// The element at position (0, 0, ...); null where there are none.
  T* data() { return view_.data; }
  const T* data() const { return view_.data; }
  /// Where the elements lie: pointer, extents, and strides in elements.
  const strided_view<T>& elements() & { return view_; }
  strided_view<const T> elements() const& { return view_; }
  void elements() const&& = delete;  // the elements would go with it

 private:
  template <class M>
  static strided_view<T> checked(M* t) {
    detail::dlpack_require(t != nullptr, "the tensor is NULL");
    if constexpr (std::same_as<M, DLManagedTensorVersioned>) {
      detail::dlpack_require(t->version.major == DLPACK_MAJOR_VERSION,
                             "the tensor is of DLPack " + std::to_string(t->version.major) + "." +
                                 std::to_string(t->version.minor) + ", allowed is " +
                                 std::to_string(DLPACK_MAJOR_VERSION) + ".x");
      return detail::view_of_dlpack<T, Space>(t->dl_tensor, (t->flags & DLPACK_FLAG_BITMASK_READ_ONLY) != 0);
    } else {
      return detail::view_of_dlpack<T, Space>(t->dl_tensor, false);
    }
  }

  strided_view<T> view_;
  std::unique_ptr<void, void (*)(void*) noexcept> owner_;
};

template <class T, class Space>
inline constexpr bool owns_elements<dlpack_array<T, Space>> = true;
template <class T, class Space>
struct array_traits<dlpack_array<T, Space>> : array_traits<nd_array<std::remove_const_t<T>>> {
  using space = Space;
  static strided_view<T> view(dlpack_array<T, Space>& a) { return a.elements(); }
  static strided_view<const T> view(const dlpack_array<T, Space>& a) { return a.elements(); }
};

/// A tensor as an array of elements T in Space. Its elements must be just that: of this type, one lane, in
/// memory of this space, at most max_rank axes of any strides, and not read-only unless T is const (an
/// unversioned tensor does not say; its elements are writable). Otherwise dlpack_error, and the tensor is the
/// caller's as before.
template <class T, class Space = host_space, dlpack_managed M>
[[nodiscard]] dlpack_array<T, Space> from_dlpack(M* tensor) {
  return dlpack_array<T, Space>(tensor);
}
template <class T, class Space = host_space, dlpack_managed M>
[[nodiscard]] dlpack_array<T, Space> from_dlpack(dlpack_tensor<M>&& tensor) {
  dlpack_array<T, Space> made(tensor.get());
  static_cast<void>(tensor.release());
  return made;
}

/// The elements of a contiguous array of one axis.
template <class T>
[[nodiscard]] std::span<T> as_span(dlpack_array<T>& a) {
  if (a.extents().rank != 1 || !is_linear(a.elements())) {
    throw shape_error("as_span: the array has shape " + to_string(a.extents()) +
                      (a.extents().rank == 1 ? " and gaps between its elements" : "") +
                      ", allowed is one axis without gaps");
  }
  return {a.data(), static_cast<std::size_t>(a.size())};
}
template <class T>
void as_span(const dlpack_array<T>&&) = delete;  // the elements would go with it

}  // namespace sylva
