#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <memory>
#include <sylva/array/nd_array.hpp>
#include <sylva/array/traits.hpp>
#include <utility>

/// What a namespace of whole-array functions needs to know of an array family. Everything else is written
/// once.

namespace sylva {

/// The number of axes is known when the program runs, not from the type.
inline constexpr int any_rank = -1;

/// A view of an array of type Like in other extents or another order of axes. It shares the elements of the
/// array it was made of, which must outlive it; of a temporary, or of a copy that had to be made, it keeps
/// the elements itself.
///
/// It becomes a strided_view, which keeps nothing, where it has a name.
template <class T, class Like>
struct shared_view {
  T* data = nullptr;
  shape extents{1, {0}};
  index_t stride[max_rank] = {};
  std::shared_ptr<const void> owner{};

  shared_view() = default;
  explicit shared_view(const strided_view<T>& v) : data(v.data), extents(v.extents) {
    std::copy_n(v.stride, max_rank, stride);
  }
  template <class U>
    requires(std::same_as<U, T> || std::same_as<U, const T>)
  operator strided_view<U>() const& {
    strided_view<U> v{data, extents, {}};
    std::copy_n(stride, max_rank, v.stride);
    return v;
  }
  template <class U>
    requires(std::same_as<U, T> || std::same_as<U, const T>)
  operator strided_view<U>() const&& {
    static_assert(!std::same_as<U, U>,
                  "this view is a temporary that may be the last to keep its elements: give it a name, and "
                  "make the strided_view of that");
    return {};
  }
  /// The element at position i of the row-major order of `extents`.
  T& operator()(index_t i) const { return strided_view<T>(*this)(i); }
};

template <class T, class Like>
inline constexpr bool keeps_elements<shared_view<T, Like>> = true;

template <class T, class Like>
struct array_traits<shared_view<T, Like>> : array_traits<Like> {
  using value_type = std::remove_const_t<T>;
  static strided_view<T> view(const shared_view<T, Like>& a) { return a; }
};

namespace detail {

template <class A>
struct plain_array {
  using type = A;
};
template <class T, class Like>
struct plain_array<shared_view<T, Like>> {
  using type = Like;
};

template <class A>
inline constexpr int rank_of_standard = any_rank;
template <class T, std::size_t N>
inline constexpr int rank_of_standard<std::span<T, N>> = 1;
template <class T, std::size_t N>
inline constexpr int rank_of_standard<std::array<T, N>> = 1;
template <class T, class Allocator>
inline constexpr int rank_of_standard<std::vector<T, Allocator>> = 1;

/// `v` over the elements of `a`, which moves into `owner` where it is a temporary that owns them.
template <class A, class T>
strided_view<T> keep(A&& a, strided_view<T> v, std::shared_ptr<const void>& owner) {
  using array_type = std::remove_cvref_t<A>;
  if constexpr (requires { a.owner; }) owner = a.owner;
  if constexpr (!borrowed_array<A>) {
    auto kept = std::make_shared<array_type>(std::forward<A>(a));
    v.data = array_traits<array_type>::view(*kept).data;
    owner = std::move(kept);
  }
  return v;
}
template <class View, class A, class T>
View keep(A&& a, const strided_view<T>& v) {
  std::shared_ptr<const void> owner;
  View view(keep(std::forward<A>(a), v, owner));
  view.owner = std::move(owner);
  return view;
}

}  // namespace detail

/// How whole-array functions make, view and fill arrays of a family: the customisation point. A family on the
/// host needs none: this is what array_traits alone gives, with results in the type of the first array.
template <class Family>
struct namespace_of {
  /// How many axes A has, or any_rank.
  template <class A>
  static constexpr int rank = any_rank;

  /// A new array of U like those of type Like, which is not initialised. Rank, if it is not any_rank, is the
  /// rank of the shape.
  template <class U, int Rank, class Like>
  static auto make(const shape& s) {
    return array_traits<Like>::template make<U>(s);
  }

  /// An array of `Rank` axes that is `v`, a view of the elements of `a`.
  template <int Rank, class A, class T>
  static auto view(A&& a, const strided_view<T>& v) {
    using view_type = shared_view<T, typename detail::plain_array<std::remove_cvref_t<A>>::type>;
    return detail::keep<view_type>(std::forward<A>(a), v);
  }

  /// item(i) for all 0 <= i < n, in any order.
  template <class Like, class Item>
  static void for_each(index_t n, const Item& item) {
    static_assert(std::same_as<array_space_t<Like>, host_space>,
                  "the elements are not on the host: specialise sylva::namespace_of for the family");
    for (index_t i = 0; i < n; ++i) item(i);
  }

  /// Writes elements that lie on the host into `to`, which has their shape.
  template <class A, class T>
  static void from_host(A& to, const strided_view<const T>& from) {
    const auto v = array_traits<A>::view(to);
    for (index_t i = 0; i < from.extents.size(); ++i) v(i) = from(i);
  }

  /// The first element.
  template <class A>
  static array_value_t<A> first(const A& a) {
    return *array_traits<A>::view(a).data;
  }
};

/// The standard family's namespace makes nd_array, which has any number of axes and holds bool.
template <>
struct namespace_of<span_family> : namespace_of<void> {
  template <class A>
  static constexpr int rank = detail::rank_of_standard<A>;
  template <class U, int, class>
  static nd_array<U> make(const shape& s) {
    return nd_array<U>(s);
  }
  template <int, class A, class T>
  static auto view(A&& a, const strided_view<T>& v) {
    return detail::keep<shared_view<T, nd_array<std::remove_const_t<T>>>>(std::forward<A>(a), v);
  }
};

/// Left undefined: a compiler that meets it says which families are mixed.
template <class Family, class OtherFamily>
struct arrays_of_two_families;
/// Left undefined: a compiler that meets it says which types were given, none of them an array.
template <class... Scalars>
struct no_array_among;

namespace detail {

template <class Family, class Like, class... A>
struct family_of_rest {
  using type = Family;
  using like = Like;
};
template <class Family, class Like, class A, class... Rest>
struct family_of_rest<Family, Like, A, Rest...> : family_of_rest<Family, Like, Rest...> {};
template <class Family, class Like, array A, class... Rest>
  requires std::same_as<array_family_t<A>, Family>
struct family_of_rest<Family, Like, A, Rest...> : family_of_rest<Family, Like, Rest...> {
  static_assert(std::same_as<array_space_t<A>, array_space_t<Like>>,
                "all arrays of a call live in the same memory space");
};
template <class Family, class Like, array A, class... Rest>
  requires(!std::same_as<array_family_t<A>, Family>)
struct family_of_rest<Family, Like, A, Rest...> : arrays_of_two_families<Family, array_family_t<A>> {};

template <class All, class... A>
struct family_of_all;
template <class... All>
struct family_of_all<void(All...)> : no_array_among<All...> {};
template <class... All, class A, class... Rest>
struct family_of_all<void(All...), A, Rest...> : family_of_all<void(All...), Rest...> {};
template <class... All, array A, class... Rest>
struct family_of_all<void(All...), A, Rest...> : family_of_rest<array_family_t<A>, A, Rest...> {};

/// `type`, the family of the arrays among A, and `like`, the first of them.
template <class... A>
struct family_of : family_of_all<void(std::remove_cvref_t<A>...), std::remove_cvref_t<A>...> {};
template <class... A>
using like_of_t = typename family_of<A...>::like;
template <class... A>
using hook_of = namespace_of<typename family_of<A...>::type>;

/// The axes of A; a scalar has none.
template <class A>
constexpr int rank_of() {
  if constexpr (array<A>) {
    return namespace_of<array_family_t<A>>::template rank<std::remove_cvref_t<A>>;
  } else {
    return 0;
  }
}

/// The axes of arrays that are broadcast together.
constexpr int joined_rank(std::initializer_list<int> ranks) {
  int most = 0;
  for (const int r : ranks) {
    if (r == any_rank) return any_rank;
    most = r > most ? r : most;
  }
  return most;
}

/// `rank` axes more, if it is known.
constexpr int more_axes(int rank, int more) { return rank == any_rank ? any_rank : rank + more; }

template <class A>
shape shape_of(const A& a) {
  if constexpr (array<A>) {
    return array_traits<std::remove_cvref_t<A>>::view(a).extents;
  } else {
    return {};
  }
}

/// The view of an array to read from.
template <class A>
strided_view<const array_value_t<A>> read_view(const A& a) {
  return array_traits<std::remove_cvref_t<A>>::view(a);
}

/// The axis counted from the front; throws if there is none such.
inline int checked_axis(const char* function, index_t axis, int rank) {
  if (axis < -rank || axis >= rank) {
    throw shape_error(
        std::string(function) + ": axis is " + std::to_string(axis) + ", but the array has " +
        std::to_string(rank) + (rank == 1 ? " axis" : " axes") +
        (rank == 0 ? "" : ": allowed are " + std::to_string(-rank) + " to " + std::to_string(rank - 1)));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

}  // namespace detail

}  // namespace sylva
