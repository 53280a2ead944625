#pragma once

#include <sylva/array/borrow.hpp>
#include <sylva/backends/dlpack_import.hpp>

/// Arrays as tensors of DLPack: see dlpack.hpp.

namespace sylva {

/// Arrays whose copies share the elements and count who does, so that a tensor can hold a copy: backends
/// specialise it, with `static bool counts(a)`: whether this very array does.
template <class A>
struct shared_elements {
  static constexpr bool never = true;
};
template <class A>
concept shares_elements = !requires { shared_elements<A>::never; };

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

template <class M, class Owner>
dlpack_tensor<M> export_dlpack(Owner&& owner) {
  auto made = std::make_unique<exported<M, Owner>>(std::move(owner));
  const auto view = array_traits<Owner>::view(made->owner);
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
                 dlpack_device<array_space_t<Owner>>::of(data),
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
template <dlpack_managed M = DLManagedTensorVersioned, class A, class T>
[[nodiscard]] dlpack_tensor<M> to_dlpack(borrowed<A, T> b) {
  return detail::export_dlpack<M>(std::move(b));
}

}  // namespace sylva
