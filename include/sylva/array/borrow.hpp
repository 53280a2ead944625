#pragma once

#include <sylva/array/traits.hpp>

namespace sylva {

/// The elements of an array of type A, which somebody else keeps: what `borrow` returns.
template <class A, class T>
struct borrowed {
  strided_view<T> elements;
};

/// It is of the family, and in the memory space, of the array that it refers to.
template <class A, class T>
struct array_traits<borrowed<A, T>> : array_traits<A> {
  static strided_view<T> view(const borrowed<A, T>& a) { return a.elements; }
};
template <class A, class T>
inline constexpr bool enable_borrowed_array<borrowed<A, T>> = true;

/// The elements of an array, by the caller's promise that they outlive every use of the result: nothing is
/// copied, and the array must neither be destroyed nor resized before. It is for temporaries of types that
/// may own their elements or not, and do not say so in their type:
///   x.tc = sylva::borrow(Kokkos::subview(tc, 0, Kokkos::ALL));
/// and for tensors that share an array's elements (sylva/backends/dlpack.hpp). Read-only where the array is
/// const. A temporary that is certain to own its elements does not compile.
template <array A>
[[nodiscard]] auto borrow(A&& a) {
  using type = std::remove_cvref_t<A>;
  static_assert(std::is_lvalue_reference_v<A> || !owns_elements<type>,
                "a temporary that owns its elements is gone before they are used: give the array a name and "
                "lend that; to_dlpack takes the temporary itself");
  static_assert(!detail::has_dimensions<type>,
                "an array with named axes only refers to its elements already");
  const auto view = array_traits<type>::view(a);
  return borrowed<type, std::remove_pointer_t<decltype(view.data)>>{view};
}

}  // namespace sylva
