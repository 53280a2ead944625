#pragma once

#include <array>
#include <sylva/backends/dlpack_import.hpp>

/// Arrays as tensors of DLPack: see dlpack.hpp.

namespace sylva {

/// Elements of somebody else's, to be lent as a tensor.
template <class T, class Space>
struct borrowed {
  strided_view<T> elements;
};

/// Whether a temporary of type A owns its elements, so that a tensor can take them over by moving it.
/// Backends specialise it for their containers.
template <class A>
constexpr bool owns_elements = false;
template <class T>
constexpr bool owns_elements<nd_array<T>> = true;
template <class T, class Allocator>
constexpr bool owns_elements<std::vector<T, Allocator>> = true;
template <class T, std::size_t N>
constexpr bool owns_elements<std::array<T, N>> = true;
template <class T, class Space>
constexpr bool owns_elements<dlpack_array<T, Space>> = true;

/// Arrays whose copies share the elements and count who does, so that a tensor can hold a copy: backends
/// specialise it, with `static bool counts(a)`: whether this very array does.
template <class A>
struct shared_elements {
  static constexpr bool never = true;
};
template <class A>
concept shares_elements = !requires { shared_elements<A>::never; };

/// Lends an array to to_dlpack: the elements are not copied and stay the array's, which must neither go nor
/// be resized before the tensor's deleter has been called. Read-only where the array is const.
template <array A>
[[nodiscard]] auto borrow(A&& a) {
  using type = std::remove_cvref_t<A>;
  static_assert(std::is_lvalue_reference_v<A> || !owns_elements<type>,
                "a temporary is gone before its tensor is used: give it to to_dlpack itself");
  const auto view = array_traits<type>::view(a);
  return borrowed<std::remove_pointer_t<decltype(view.data)>, array_space_t<A>>{view};
}

namespace detail {

/// A tensor, what its pointers point at, and what its elements live in.
template <class M, class Owner>
struct exported {
  M tensor{};
  std::int64_t extent[max_rank] = {};
  std::int64_t stride[max_rank] = {};
  Owner owner;

  explicit exported(Owner&& o) : owner(std::move(o)) {}
  static void destroy(M* t) { delete static_cast<exported*>(t->manager_ctx); }
};

template <class T, class Space>
strided_view<T> view_of_owner(const borrowed<T, Space>& b) {
  return b.elements;
}
template <array A>
auto view_of_owner(A& a) {
  return array_traits<A>::view(a);
}
template <class A>
struct space_of_owner {
  using type = array_space_t<A>;
};
template <class T, class Space>
struct space_of_owner<borrowed<T, Space>> {
  using type = Space;
};

template <class M, class Owner>
dlpack_tensor<M> export_dlpack(Owner&& owner) {
  auto made = std::make_unique<exported<M, Owner>>(std::move(owner));
  const auto view = view_of_owner(made->owner);
  using element = std::remove_pointer_t<decltype(view.data)>;
  constexpr bool read_only = std::is_const_v<element>;
  static_assert(!read_only || std::same_as<M, DLManagedTensorVersioned>,
                "an unversioned tensor cannot say that its elements are read-only");
  for (int a = 0; a < view.extents.rank; ++a) {
    made->extent[a] = view.extents.extent[a];
    made->stride[a] = view.stride[a];
  }
  void* const data =
      view.extents.size() == 0 ? nullptr : const_cast<std::remove_const_t<element>*>(view.data);
  M& t = made->tensor;
  t.dl_tensor = {data,
                 dlpack_device<typename space_of_owner<Owner>::type>::of(data),
                 view.extents.rank,
                 dlpack_type<element>(),
                 made->extent,
                 made->stride,
                 0};
  t.manager_ctx = made.get();
  t.deleter = &exported<M, Owner>::destroy;
  if constexpr (std::same_as<M, DLManagedTensorVersioned>) {
    t.version = {DLPACK_MAJOR_VERSION, DLPACK_MINOR_VERSION};
    t.flags = read_only ? DLPACK_FLAG_BITMASK_READ_ONLY : 0;
  }
  return dlpack_tensor<M>(&made.release()->tensor);
}

}  // namespace detail

/// A tensor that has taken over the elements of an array: no copy. Where copies of the array share its
/// elements (Kokkos::View), the tensor holds such a copy. Throws dlpack_error for a View that owns nothing.
template <dlpack_managed M = DLManagedTensorVersioned, array A>
[[nodiscard]] dlpack_tensor<M> to_dlpack(A&& a) {
  using type = std::remove_cvref_t<A>;
  constexpr bool taken = owns_elements<type> && !std::is_lvalue_reference_v<A> && !std::is_const_v<A>;
  static_assert(
      taken || shares_elements<type>,
      "a tensor outlives this call: give the array up, as in to_dlpack(std::move(x)), or lend it, as in "
      "to_dlpack(borrow(x)), and keep it until the tensor's deleter has been called");
  if constexpr (shares_elements<type>) {
    if (!shared_elements<type>::counts(a)) {
      throw dlpack_error(
          "to_dlpack: this array does not own its elements, so a tensor cannot keep them: lend it, as in "
          "to_dlpack(borrow(x))");
    }
    return detail::export_dlpack<M>(type(a));
  } else if constexpr (taken) {
    return detail::export_dlpack<M>(std::forward<A>(a));
  } else {
    return {};
  }
}

/// A tensor that refers to elements of an array that outlives it.
template <dlpack_managed M = DLManagedTensorVersioned, class T, class Space>
[[nodiscard]] dlpack_tensor<M> to_dlpack(borrowed<T, Space> b) {
  return detail::export_dlpack<M>(std::move(b));
}

}  // namespace sylva
