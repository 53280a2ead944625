#pragma once

#include <sylva/array/namespace/loop.hpp>

namespace sylva::detail {

/// Elements of one array in the row-major order of another: item r has `length` of them, which are at one
/// distance from each other in the first array, and one after another in the second unless length is 1.
template <class T>
struct reorder_item {
  strided_view<const T> in;
  strided_view<T> out;
  index_t length;
  SYLVA_FUNCTION constexpr void operator()(index_t r) const {
    const T* from = &in(r * length);
    T* to = &out(r * length);
    const index_t step = in.stride[in.extents.rank > 0 ? in.extents.rank - 1 : 0];
    for (index_t j = 0; j < length; ++j) to[j] = from[j * step];
  }
};

/// Gives v the extents s, as far as strides can say so: whether they can. Both have as many elements.
template <class T>
bool reshape_in_place(strided_view<T>& v, const shape& s) {
  strided_view<T> from{v.data, {}, {}};  // without axes of one element
  for (int a = 0; a < v.extents.rank; ++a) {
    if (v.extents.extent[a] == 1) continue;
    from.extents.extent[from.extents.rank] = v.extents.extent[a];
    from.stride[from.extents.rank++] = v.stride[a];
  }
  strided_view<T> to = contiguous_view(v.data, s);
  if (s.size() > 0) {
    // groups of old axes and of new axes with as many elements, from the front
    for (int a = 0, b = 0; a < from.extents.rank;) {
      int a_end = a + 1, b_end = b + 1;
      index_t n_from = from.extents.extent[a], n_to = s.extent[b];
      while (n_from != n_to) {
        if (n_from < n_to) {
          n_from *= from.extents.extent[a_end++];
        } else {
          n_to *= s.extent[b_end++];
        }
      }
      for (int k = a; k + 1 < a_end; ++k) {
        if (from.stride[k] != from.stride[k + 1] * from.extents.extent[k + 1]) return false;
      }
      index_t step = from.stride[a_end - 1];
      for (int k = b_end - 1; k >= b; --k) {
        to.stride[k] = step;
        step *= s.extent[k];
      }
      a = a_end;
      b = b_end;
    }
  }
  v = to;
  return true;
}

/// The manipulation functions of a namespace. They return views: nothing is copied, and the array must
/// outlive the view, unless it is a temporary, which the view keeps. Only a reshape that strides cannot say
/// copies the elements.
struct manipulation_functions {
  /// The same elements in row-major order in other extents. One extent may be -1: what is left for it.
  template <array X, shape_like S>
  [[nodiscard]] static auto reshape(X&& x, const S& shape) {
    using like = std::remove_cvref_t<X>;
    using hook = hook_of<X>;
    constexpr int rank = shape_argument<S>::rank;
    auto v = array_traits<like>::view(x);
    const sylva::shape s = reshaped(v.extents, shape_argument<S>::of(shape));
    using view_type = decltype(hook::template view<rank>(std::forward<X>(x), v));
    if (reshape_in_place(v, s)) return hook::template view<rank>(std::forward<X>(x), v);
    using T = array_value_t<X>;
    auto copy = hook::template make<T, rank, like>(s);
    const strided_view<T> to = array_traits<decltype(copy)>::view(copy);
    const bool rows = std::same_as<array_space_t<like>, host_space> && is_linear(to);
    const index_t length = rows ? v.extents.extent[v.extents.rank - 1] : 1;
    hook::template for_each<like>(s.size() / length, reorder_item<T>{read_view(x), to, length});
    // of the elements' own constness, like the view that it stands for
    return view_type(hook::template view<rank>(std::move(copy),
                                               strided_view<std::remove_pointer_t<decltype(v.data)>>(to)));
  }
  template <array X, std::size_t N>
  [[nodiscard]] static auto reshape(X&& x, const index_t (&shape)[N]) {
    return reshape(std::forward<X>(x), in_array(shape));
  }

  /// A new axis of one element at position `axis` of the result.
  template <array X>
  [[nodiscard]] static auto expand_dims(X&& x, index_t axis = 0) {
    auto v = array_traits<std::remove_cvref_t<X>>::view(x);
    if (v.extents.rank == max_rank) {
      throw shape_error("expand_dims: the array has shape " + to_string(v.extents) + ", at most " +
                        std::to_string(max_rank) + " axes are allowed");
    }
    const int at = checked_axis("expand_dims", axis, v.extents.rank + 1);
    for (int a = v.extents.rank++; a > at; --a) {
      v.extents.extent[a] = v.extents.extent[a - 1];
      v.stride[a] = v.stride[a - 1];
    }
    v.extents.extent[at] = 1;
    v.stride[at] = 0;
    return hook_of<X>::template view<more_axes(rank_of<X>(), 1)>(std::forward<X>(x), v);
  }

  /// The array repeated to a shape that it broadcasts to.
  template <array X, shape_like S>
  [[nodiscard]] static auto broadcast_to(X&& x, const S& shape) {
    const auto v = array_traits<std::remove_cvref_t<X>>::view(x);
    const sylva::shape s = checked_shape("broadcast_to", shape_argument<S>::of(shape));
    sylva::shape joined = s;
    join_shapes(joined, v.extents, "broadcast_to: the array");
    if (!(joined == s)) {
      throw shape_error("broadcast_to: the array has shape " + to_string(v.extents) +
                        ", which is larger than " + to_string(s));
    }
    return hook_of<X>::template view<shape_argument<S>::rank>(std::forward<X>(x), sylva::broadcast_to(v, s));
  }
  template <array X, std::size_t N>
  [[nodiscard]] static auto broadcast_to(X&& x, const index_t (&shape)[N]) {
    return broadcast_to(std::forward<X>(x), in_array(shape));
  }

  /// The axes in another order: axis a of the result is the axis axes[a] of the array.
  template <array X, shape_like S>
  [[nodiscard]] static auto permute_dims(X&& x, const S& axes) {
    const auto v = array_traits<std::remove_cvref_t<X>>::view(x);
    const sylva::shape order = shape_argument<S>::of(axes);
    auto r = v;
    bool taken[max_rank] = {};
    bool fits = order.rank == v.extents.rank;
    for (int a = 0; fits && a < order.rank; ++a) {
      const index_t from = order.extent[a] < 0 ? order.extent[a] + v.extents.rank : order.extent[a];
      fits = from >= 0 && from < v.extents.rank && !taken[from];
      if (!fits) break;
      taken[from] = true;
      r.extents.extent[a] = v.extents.extent[from];
      r.stride[a] = v.stride[from];
    }
    if (!fits) {
      throw shape_error("permute_dims: axes are " + to_string(order) + ", but the array has shape " +
                        to_string(v.extents) + ": each of its axes is named once");
    }
    return hook_of<X>::template view<rank_of<X>()>(std::forward<X>(x), r);
  }
  template <array X, std::size_t N>
  [[nodiscard]] static auto permute_dims(X&& x, const index_t (&axes)[N]) {
    return permute_dims(std::forward<X>(x), in_array(axes));
  }

 private:
  static shape reshaped(const shape& from, const shape& wanted) {
    shape s = wanted;
    int open = -1;
    bool fits = s.rank <= max_rank;
    for (int a = 0; fits && a < s.rank; ++a) {
      if (s.extent[a] == -1 && open < 0) {
        open = a;
        s.extent[a] = 1;
      } else {
        fits = s.extent[a] >= 0;
      }
    }
    const index_t known = fits ? checked_size(s) : 0;
    if (fits && open >= 0) {
      fits = known > 0 && from.size() % known == 0;
      s.extent[open] = fits ? from.size() / known : -1;
    }
    if (!fits || s.size() != from.size()) {
      throw shape_error("reshape: shape is " + to_string(wanted) + ", but the array has shape " +
                        to_string(from) + " and " + std::to_string(from.size()) +
                        " elements: allowed are as many, and one -1");
    }
    return s;
  }
};

}  // namespace sylva::detail
