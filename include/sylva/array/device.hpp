#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/array/traits.hpp>
#include <tuple>
#include <utility>
#include <vector>

/// Where the elements of an array live, and how they get elsewhere:
///
///   device(x)             the memory space of x: host_space{}, or a device's
///   to_device(x, d)       x itself where it lives in d already, else a copy of it in d
///   to_device<2>(x, d)    the same where only the values of x know how many axes it has
///   to_device(ex, x, d)   the same, as work of the execution space instance ex (a stream)
///   require_host(x)       does not compile unless x lives in the memory of the host
///
/// A struct of arrays, such as the inputs of a model, moves as one.

namespace sylva {

/// The memory space that `d` in to_device(x, d) stands for. Backends specialise it for the words that their
/// library has for the memory of the host, or for a device as a whole.
template <class D>
struct device_space {
  using type = D;
};
template <class D>
using device_space_t = typename device_space<std::remove_cvref_t<D>>::type;

/// How arrays get from memory space From to memory space To; backends specialise it. Rank is the number of
/// axes, or -1 where neither the type of the array nor the call says it.
///   template <int Rank, class A> static auto copy(const A& x)                    an array of To
///   template <int Rank, class Ex, class A> static auto copy(const Ex& ex, const A& x)
template <class From, class To>
struct device_copy {
  static constexpr bool unknown = true;
};

/// An array that code on the host may touch.
template <class A>
concept host_array = array<A> && std::same_as<array_space_t<A>, host_space>;

/// For code that must stay on the host: does not compile unless all the arrays are there.
template <array... A>
constexpr void require_host(const A&...) {
  static_assert((host_array<A> && ...),
                "this code stays on the host: bring the array there first, with to_device(x, host_space{})");
}

/// The number of axes of an array type, -1 where it is only known at run time.
template <class A>
constexpr int static_rank() {
  using type = std::remove_cvref_t<A>;
  using element = array_value_t<type>;
  if constexpr (requires { std::integral_constant<int, static_cast<int>(type::rank())>{}; }) {
    return static_cast<int>(type::rank());  // mdspan, Kokkos::View
  } else if constexpr (requires {
                         std::tuple_size<std::decay_t<decltype(std::declval<type&>().shape())>>::value;
                       }) {
    return static_cast<int>(std::tuple_size<std::decay_t<decltype(std::declval<type&>().shape())>>::value);
  } else if constexpr (requires {
                         requires std::same_as<typename array_traits<type>::template array_of<element>,
                                               std::vector<element>>;
                       }) {
    return 1;
  } else {
    return -1;
  }
}

/// The memory space in which an array lives.
template <array A>
[[nodiscard]] constexpr array_space_t<A> device(const A&) {
  return {};
}

namespace detail {

template <int Rank, class A, class... Ex>
auto copy_between(const A& x, const auto& d, const Ex&... ex) {
  using route = device_copy<array_space_t<A>, device_space_t<decltype(d)>>;
  constexpr bool known = !requires { route::unknown; };
  static_assert(known, "no backend that is included can bring this array to that memory space");
  if constexpr (known) {
    return route::template copy<(Rank < 0 ? static_rank<A>() : Rank)>(ex..., x);
  }
}

template <class S>
struct member_array;
template <template <class...> class S, class A, class... Tags>
struct member_array<S<A, Tags...>> {
  using type = A;
};

}  // namespace detail

/// A struct of arrays, one a variable.
template <class S>
concept struct_of_arrays = zippable<std::remove_cvref_t<S>> && !array<S> && requires {
  requires array<typename detail::member_array<std::remove_cvref_t<S>>::type>;
};

namespace detail {

template <int Rank, class D, class... Ex>
struct copy_member {
  const D& d;
  std::tuple<const Ex&...> ex;
  template <class A, class B>
  void operator()(const A& from, B& to) const {
    std::apply([&](const Ex&... e) { to = copy_between<Rank>(from, d, e...); }, ex);
  }
};

template <class X>
struct array_in {
  using type = std::remove_cvref_t<X>;
};
template <struct_of_arrays X>
struct array_in<X> : member_array<std::remove_cvref_t<X>> {};

template <int Rank, class X, class D, class... Ex>
decltype(auto) moved(X&& x, const D& d, const Ex&... ex) {
  using member = typename array_in<X>::type;
  using type = std::remove_cvref_t<X>;
  if constexpr (std::same_as<array_space_t<member>, device_space_t<D>>) {
    return static_cast<X>(std::forward<X>(x));
  } else if constexpr (array<X>) {
    return copy_between<Rank>(x, d, ex...);
  } else {
    rebind_t<type, decltype(copy_between<Rank>(std::declval<const member&>(), d, ex...))> copies;
    type::zip(std::as_const(x), copies, copy_member<Rank, D, Ex...>{d, {ex...}});
    return copies;
  }
}

}  // namespace detail

/// x where `d` says: x itself (a reference to it, if x is not a temporary) where it is there already, else a
/// new array in `d` with the elements of x, contiguous, whatever the layout and strides of x; of a struct,
/// all its arrays. `d` is host_space{}, or a memory space, or whatever else a backend takes for one; without
/// the backend it does not compile. Throws shape_error if x has not Rank axes.
template <int Rank = -1, class X, class D>
  requires(array<X> || struct_of_arrays<X>)
[[nodiscard]] decltype(auto) to_device(X&& x, const D& d) {
  return detail::moved<Rank>(std::forward<X>(x), d);
}

/// The same as work of `ex`, after what that has been given before. It returns when the elements are there;
/// other streams are not waited for.
template <int Rank = -1, class Ex, class X, class D>
  requires(array<X> || struct_of_arrays<X>)
[[nodiscard]] decltype(auto) to_device(const Ex& ex, X&& x, const D& d) {
  return detail::moved<Rank>(std::forward<X>(x), d, ex);
}

}  // namespace sylva
