#pragma once

#include <cmath>
#include <sylva/array/namespace/convert.hpp>

namespace sylva::detail {

template <class T>
struct fill_item {
  strided_view<T> out;
  T value;
  SYLVA_FUNCTION constexpr void operator()(index_t i) const { out(i) = value; }
};

template <class T>
struct arange_item {
  strided_view<T> out;
  T start, step;
  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    out(i) = static_cast<T>(fn::wrap(start) + fn::wrap(static_cast<T>(i)) * fn::wrap(step));
  }
};

/// In double, then rounded once, as NumPy does.
template <class T>
struct linspace_item {
  strided_view<T> out;
  double start, delta, parts, stop;
  index_t last;  ///< the element that is `stop` exactly
  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    const double step = delta / parts;
    const double along = step == 0 ? static_cast<double>(i) / parts * delta : static_cast<double>(i) * step;
    out(i) = static_cast<T>(i == last ? stop : i == 0 ? start : start + along);
  }
};

/// The functions of a namespace that make arrays, like those of type Like. T, where it is not given, is what
/// the values say: bool, std::int64_t, or for floating point Real, the type of the namespace's first
/// floating-point array. A shape is one extent, a braced list or std::array of extents, or sylva::shape;
/// where the number of axes is part of the array type, not the last. A value that T does not hold is an
/// error, std::out_of_range; a floating-point value is truncated where T is an integer type.
template <class Like, class Real>
struct creation_functions {
  using family = array_family_t<Like>;
  using hook = namespace_of<family>;

  /// Elements that are not initialised.
  template <class T = Real, shape_like S>
  [[nodiscard]] static auto empty(const S& shape) {
    return made<T, shape_argument<S>::rank>("empty", shape_argument<S>::of(shape));
  }
  template <class T = automatic, shape_like S, scalar_argument V>
  [[nodiscard]] static auto full(const S& shape, V value) {
    return filled<type_of_scalars<T, Real, V>, shape_argument<S>::rank>("full", shape_argument<S>::of(shape),
                                                                        value);
  }
  template <class T = Real, shape_like S>
  [[nodiscard]] static auto zeros(const S& shape) {
    return filled<T, shape_argument<S>::rank>("zeros", shape_argument<S>::of(shape), T(0));
  }
  template <class T = Real, shape_like S>
  [[nodiscard]] static auto ones(const S& shape) {
    return filled<T, shape_argument<S>::rank>("ones", shape_argument<S>::of(shape), T(1));
  }
  // the same for a braced list, whose length says how many axes there are
  template <class T = Real, std::size_t N>
  [[nodiscard]] static auto empty(const index_t (&shape)[N]) {
    return empty<T>(in_array(shape));
  }
  template <class T = automatic, std::size_t N, scalar_argument V>
  [[nodiscard]] static auto full(const index_t (&shape)[N], V value) {
    return full<T>(in_array(shape), value);
  }
  template <class T = Real, std::size_t N>
  [[nodiscard]] static auto zeros(const index_t (&shape)[N]) {
    return zeros<T>(in_array(shape));
  }
  template <class T = Real, std::size_t N>
  [[nodiscard]] static auto ones(const index_t (&shape)[N]) {
    return ones<T>(in_array(shape));
  }

  /// In the shape of an array, and of its type unless T is given.
  template <class T = automatic, array X>
  [[nodiscard]] static auto empty_like(const X& x) {
    return like<T, X>(x);
  }
  template <class T = automatic, array X, scalar_argument V>
  [[nodiscard]] static auto full_like(const X& x, V value) {
    auto out = like<T, X>(x);
    fill("full_like", out, value);
    return out;
  }
  template <class T = automatic, array X>
  [[nodiscard]] static auto zeros_like(const X& x) {
    return full_like<T>(x, 0);
  }
  template <class T = automatic, array X>
  [[nodiscard]] static auto ones_like(const X& x) {
    return full_like<T>(x, 1);
  }

  /// A copy: of an array of the family; of any array on the host, in the family; of a braced list; of one
  /// value, without axes.
  template <class T = automatic, array X>
  [[nodiscard]] static auto asarray(const X& x) {
    using U = std::conditional_t<std::same_as<T, automatic>, array_value_t<X>, T>;
    if constexpr (std::same_as<array_family_t<X>, family>) {
      return converted<U>("asarray", x);
    } else {
      static_assert(std::same_as<array_space_t<X>, host_space>,
                    "asarray takes arrays of its family, or on the host");
      const nd_array<U> copy = converted<U>("asarray", read_view(x));
      return uploaded<U, rank_of<X>()>(read_view(copy));
    }
  }
  template <class T = automatic, scalar_argument V, std::size_t N>
  [[nodiscard]] static auto asarray(const V (&list)[N]) {
    using U = std::conditional_t<std::same_as<T, automatic>, V, T>;
    U values[N];
    for (std::size_t i = 0; i < N; ++i) values[i] = scalar_as<U>("asarray", list[i]);
    return uploaded<U, 1>(contiguous_view<const U>(values, {1, {static_cast<index_t>(N)}}));
  }
  template <class T = automatic, scalar_argument V>
  [[nodiscard]] static auto asarray(V value) {
    using U = std::conditional_t<std::same_as<T, automatic>, V, T>;
    return filled<U, 0>("asarray", {}, value);
  }

  /// start, start + step, ... before stop.
  template <class T = automatic, scalar_argument A, scalar_argument B, scalar_argument C = int>
  [[nodiscard]] static auto arange(A start, B stop, C step = C(1)) {
    using U = type_of_scalars<T, Real, A, B, C>;
    const double by = static_cast<double>(step);
    const double n = std::ceil((static_cast<double>(stop) - static_cast<double>(start)) / by);
    if (by == 0 || !(n < 9e18)) {
      throw std::invalid_argument(
          "arange: step is " + std::to_string(by) + " from " + std::to_string(static_cast<double>(start)) +
          " to " + std::to_string(static_cast<double>(stop)) + ", allowed are finite steps that are not 0");
    }
    auto out = made<U, 1>("arange", {1, {n > 0 ? static_cast<index_t>(n) : 0}});
    const auto v = array_traits<decltype(out)>::view(out);
    if (v.extents.size() == 0) return out;
    scalar_as<U>("arange", static_cast<double>(start) + (n - 1) * by);  // the last element
    // a step down through unsigned numbers wraps
    using step_type = std::conditional_t<std::floating_point<U>, U, std::int64_t>;
    hook::template for_each<Like>(v.extents.size(),
                                  arange_item<U>{v, scalar_as<U>("arange", start),
                                                 static_cast<U>(scalar_as<step_type>("arange", step))});
    return out;
  }
  template <class T = automatic, scalar_argument A>
  [[nodiscard]] static auto arange(A stop) {
    return arange<T>(A(0), stop);
  }

  /// `num` values from start to stop at one distance; without stop itself where endpoint is false.
  template <std::floating_point T = Real, scalar_argument A, scalar_argument B>
  [[nodiscard]] static auto linspace(A start, B stop, index_t num, bool endpoint = true) {
    if (num < 0)
      throw std::invalid_argument("linspace: num is " + std::to_string(num) + ", allowed is 0 or more");
    auto out = made<T, 1>("linspace", {1, {num}});
    const auto v = array_traits<decltype(out)>::view(out);
    const double from = static_cast<double>(start), to = static_cast<double>(stop);
    const linspace_item<T> item{v,         from,
                                to - from, static_cast<double>(endpoint ? num - 1 : num),
                                to,        endpoint && num > 1 ? num - 1 : -1};
    hook::template for_each<Like>(num, item);
    return out;
  }

 private:
  template <class T, int Rank>
  static auto made(const char* function, const shape& s) {
    return hook::template make<T, Rank, Like>(checked_shape(function, s));
  }
  template <class Out, class V>
  static void fill(const char* function, Out& out, V value) {
    const auto v = array_traits<Out>::view(out);
    using T = array_value_t<Out>;
    hook::template for_each<Like>(v.extents.size(), fill_item<T>{v, scalar_as<T>(function, value)});
  }
  template <class T, int Rank, class V>
  static auto filled(const char* function, const shape& s, V value) {
    auto out = made<T, Rank>(function, s);
    fill(function, out, value);
    return out;
  }
  template <class T, class X>
  static auto like(const X& x) {
    using U = std::conditional_t<std::same_as<T, automatic>, array_value_t<X>, T>;
    return hook_of<X>::template make<U, rank_of<X>(), X>(shape_of(x));
  }
  template <class T, int Rank>
  static auto uploaded(const strided_view<const T>& from) {
    auto out = hook::template make<T, Rank, Like>(from.extents);
    hook::from_host(out, from);
    return out;
  }
};

}  // namespace sylva::detail
