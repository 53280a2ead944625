#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <sylva/array/concept.hpp>
#include <sylva/array/dimensions.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace sylva {

template <class A>
concept scalar_argument = std::is_arithmetic_v<std::remove_cvref_t<A>>;

/// Memory that any code on the host may touch.
struct host_space {
  static constexpr const char* name = "host";
};

/// One element after another on the calling thread. Each family says which policy is its default.
struct serial {
  static constexpr const char* name = "serial";
  /// The type of value that kernels are called with.
  template <class Real>
  using value = Real;
};
template <class Family>
struct default_policy {
  using type = serial;
};

/// The standard library's arrays, on the host: std::span, std::vector and std::array with one axis; mdspan,
/// strided_view and nd_array with any number of them.
struct span_family {
  static constexpr const char* name = "std::span";
};

template <class T, std::size_t N>
struct array_traits<std::span<T, N>> {
  using value_type = std::remove_cv_t<T>;
  using space = host_space;
  using family = span_family;
  template <class U>
  using array_of = std::vector<U>;

  static strided_view<T> view(std::span<T, N> a) {
    return contiguous_view(a.data(), {1, {static_cast<index_t>(a.size())}});
  }
  template <class U>
  static std::vector<U> make(const shape& s) {
    if (s.rank != 1) {
      throw shape_error("the result has shape " + to_string(s) +
                        ", but the first array has one axis: give the " + "array of most axes first");
    }
    return std::vector<U>(static_cast<std::size_t>(s.size()));
  }
};

template <class T, std::size_t N>
inline constexpr bool enable_borrowed_array<std::span<T, N>> = true;
template <class T, class Allocator>
inline constexpr bool owns_elements<std::vector<T, Allocator>> = true;
template <class T, std::size_t N>
inline constexpr bool owns_elements<std::array<T, N>> = true;

template <class T, class Allocator>
struct array_traits<std::vector<T, Allocator>> : array_traits<std::span<T>> {
  static_assert(!std::same_as<T, bool>, "std::vector<bool> has no elements to point at");
  static strided_view<T> view(std::vector<T, Allocator>& a) { return array_traits<std::span<T>>::view(a); }
  static strided_view<const T> view(const std::vector<T, Allocator>& a) {
    return array_traits<std::span<const T>>::view(a);
  }
};

template <class T, std::size_t N>
struct array_traits<std::array<T, N>> : array_traits<std::span<T>> {
  static strided_view<T> view(std::array<T, N>& a) { return array_traits<std::span<T>>::view(a); }
  static strided_view<const T> view(const std::array<T, N>& a) {
    return array_traits<std::span<const T>>::view(a);
  }
};

namespace detail {

/// Whether kernels can compute with the elements of an array; stops with a sentence if not.
template <array A>
consteval bool check_elements() {
  constexpr bool floating = std::floating_point<array_value_t<A>>;
  static_assert(floating,
                "the elements of this array are not floating-point numbers: kernels compute with float or "
                "double. Convert the array first, as in std::vector<double>(x.begin(), x.end())");
  return floating;
}

/// The view of an array that takes part in a call on elements of type T in Space: const T where it is an
/// input.
template <class T, class Space, class A>
strided_view<T> view_for_call(A& a) {
  using traits = array_traits<std::remove_const_t<A>>;
  using element = std::remove_pointer_t<decltype(traits::view(a).data)>;
  constexpr bool same_type = std::same_as<typename traits::value_type, std::remove_const_t<T>>;
  constexpr bool accessible = std::is_const_v<T> || !std::is_const_v<element>;
  constexpr bool floating = check_elements<std::remove_const_t<A>>();
  static_assert(same_type || !floating, "all arrays of a call have the same value type");
  static_assert(std::same_as<typename traits::space, Space>,
                "all arrays of a call live in the same memory space");
  static_assert(accessible, "an output is an array that can be written to");
  if constexpr (same_type && accessible) {
    return traits::view(a);
  } else {
    return {};
  }
}

/// An array type whose axes have names.
template <class A>
concept has_dimensions = requires(const A& a) { array_traits<A>::dims(a); };

/// The names of an array's axes; none where its type has none.
template <class A>
dimensions dimensions_of(const A& a) {
  if constexpr (has_dimensions<A>) {
    return array_traits<A>::dims(a);
  } else {
    return {};
  }
}

}  // namespace detail

struct in_space {};

/// Which entries of a table an input takes: its element is table[index[place] * entry]. None: it is an array
/// of its own.
struct taken_entries {
  const std::int32_t* index = nullptr;
  index_t entry = 1;       ///< from entry to entry of the table
  std::int32_t count = 0;  ///< of entries, or more than an index can say

  /// Where the element lies that would lie at offset i in an array of its own.
  SYLVA_FUNCTION constexpr index_t place(index_t i) const { return index == nullptr ? i : index[i] * entry; }
};

namespace detail {

/// Where the first number stands that is no index of n things; -1 where there is none. One axis is looked
/// through by a loop for compilers first, that does not say where.
inline index_t wrong_index(const strided_view<const std::int32_t>& v, index_t n) {
  const index_t count = v.extents.size();
  if (v.extents.rank == 1 && v.stride[0] == 1) {
    std::uint32_t greatest = 0;  // a number below 0 is greater than any above
    for (index_t i = 0; i < count; ++i) greatest = std::max(greatest, static_cast<std::uint32_t>(v.data[i]));
    if (greatest < std::min<index_t>(n, index_t(1) << 31)) return -1;
  }
  for (index_t i = 0; i < count; ++i) {
    if (v(i) < 0 || v(i) >= n) return i;
  }
  return -1;
}

template <class A>
inline constexpr bool is_handle = false;

/// Stops the compiler where a handle is none of this call.
template <class A>
consteval bool check_handle() {
  static_assert(!std::same_as<A, A>,
                "this input or output has another precision or memory space than the call, or is an output "
                "in the place of an input");
  return true;
}

}  // namespace detail

/// An input that is either an array in `Space` or a scalar: what a struct of inputs is made of when some of
/// them vary and some do not. It refers to the array, which must outlive it.
///
/// A temporary of an array that owns its elements does not compile; a temporary that only refers to them
/// (std::span, an mdspan, named(...)) does. See enable_borrowed_array, and borrow.
template <std::floating_point T, class Space = host_space>
class argument {
 public:
  /// A variable that was not given: NaN everywhere.
  argument() = default;
  /// A number; NaN is a value that is given, and missing.
  template <scalar_argument S>
  argument(S value) : value_(static_cast<T>(value)), given_(true) {}
  template <array A>
  argument(A&& a)
      : argument(in_space{}, detail::view_for_call<const T, Space>(std::as_const(a)),
                 detail::dimensions_of<std::remove_cvref_t<A>>(a)) {
    static_assert(detail::check_kept<A>());
  }
  /// Stops the compiler with a sentence about what is no array.
  template <detail::array_mistake A>
  argument(const A&) {
    static_assert(check_array_type<A>());
  }
  template <class A>
    requires(detail::is_handle<A> && !std::same_as<A, argument>)
  argument(const A&) {
    static_assert(detail::check_handle<A>());
  }
  /// A view of elements that lie in `Space`, which the view itself does not say, and names of its axes.
  argument(in_space, const strided_view<const T>& v, const dimensions& dims = {})
      : view_(v), dims_(dims), is_array_(true), given_(true) {}
  /// Entries of a table: see sylva/array/taken.hpp.
  argument(in_space, const strided_view<const T>& table, const strided_view<const std::int32_t>& index)
      : view_{table.data, index.extents, {}},
        entries_{index.data, table.stride[0],
                 static_cast<std::int32_t>(
                     std::min<index_t>(table.extents.size(), std::numeric_limits<std::int32_t>::max()))},
        is_array_(true),
        given_(true) {
    for (int a = 0; a < index.extents.rank; ++a) view_.stride[a] = index.stride[a];
  }

  bool is_array() const { return is_array_; }
  bool given() const { return given_; }
  T value() const { return value_; }
  const strided_view<const T>& view() const {
    if (entries_.index != nullptr) {
      throw shape_error(
          "an input is taken from a table by index, which this call does not do: give it as an array");
    }
    return view_;
  }
  /// For calls that know taken inputs: the places of the elements, of which `entries` says whether they are
  /// those of an index, and of which table.
  const strided_view<const T>& places() const { return view_; }
  const taken_entries& entries() const { return entries_; }
  /// Elements first, ..., first + count - 1 of an array of one axis; what has one element stays as it is.
  argument part(index_t first, index_t count) const {
    argument a = *this;
    if (!is_array_ || view_.extents.size() == 1) return a;
    if (entries_.index != nullptr) {
      a.entries_.index += first * view_.stride[0];
    } else {
      a.view_.data += first * view_.stride[0];
    }
    a.view_.extents.extent[0] = count;
    return a;
  }
  /// The names of the axes; none where they align by position.
  const dimensions& dims() const { return dims_; }

 private:
  T value_ = std::numeric_limits<T>::quiet_NaN();
  strided_view<const T> view_{};
  taken_entries entries_{};
  dimensions dims_{};
  bool is_array_ = false;
  bool given_ = false;
};

/// An output in `Space`, or none: an output that nobody asked for is not stored. Like an input it takes no
/// temporaries of arrays that own their elements.
template <std::floating_point T, class Space = host_space>
class result {
 public:
  result() = default;
  template <array A>
  result(A&& a)
      : result(in_space{}, detail::view_for_call<T, Space>(a),
               detail::dimensions_of<std::remove_cvref_t<A>>(a)) {
    static_assert(detail::check_written<A>());
  }
  /// Stops the compiler with a sentence about what is no array.
  template <detail::array_mistake A>
  result(const A&) {
    static_assert(check_array_type<A>());
  }
  template <class A>
    requires(detail::is_handle<A> && !std::same_as<A, result>)
  result(const A&) {
    static_assert(detail::check_handle<A>());
  }
  result(in_space, const strided_view<T>& v, const dimensions& dims = {})
      : view_(v), dims_(dims), wanted_(true) {}

  bool wanted() const { return wanted_; }
  const strided_view<T>& view() const { return view_; }
  const dimensions& dims() const { return dims_; }
  /// Elements first, ..., first + count - 1 of an array of one axis.
  result part(index_t first, index_t count) const {
    result r = *this;
    if (!wanted_) return r;
    r.view_.data += first * view_.stride[0];
    r.view_.extents.extent[0] = count;
    return r;
  }

 private:
  strided_view<T> view_{};
  dimensions dims_{};
  bool wanted_ = false;
};

namespace detail {

template <class T, class Space>
inline constexpr bool is_handle<argument<T, Space>> = true;
template <class T, class Space>
inline constexpr bool is_handle<result<T, Space>> = true;

}  // namespace detail

}  // namespace sylva
