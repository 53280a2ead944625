#pragma once

#include <sylva/array/namespace/functions.hpp>
#include <sylva/array/namespace/loop.hpp>

namespace sylva {

/// What multiplies matrices of a family: the customisation point of matmul. takes<T> says for which value
/// types; run<Like>(out, a, b) computes the product of two matrices, strided views of two axes that are not
/// empty, or returns false. Like is the type of the first array: where the elements are, and what runs there.
/// None: sylva's own loops.
template <class Family>
struct matmul_engine {
  template <class T>
  static constexpr bool takes = false;
};

namespace detail {

/// Item i is a part of a row of one product: `width` elements of it, each the sum over the inner axis from
/// its beginning to its end.
template <class A, class B, class R, int Width>
struct matmul_item {
  strided_view<const A> a;  ///< the beginnings of the rows, with the axes of the stack
  strided_view<const B> b;  ///< the beginnings of the matrices
  strided_view<R> out;      ///< the beginnings of the rows
  index_t inner, columns, rows;
  index_t a_step, b_step, b_column, out_step;

  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    const index_t parts = (columns + Width - 1) / Width;
    const index_t row = i / parts, first = (i - row * parts) * Width;
    const index_t n = columns - first < Width ? columns - first : Width;
    const A* x = a.address(row);
    const B* y = b.address(row / rows);
    R* const to = &out(row) + first * out_step;
    R sum[Width];
    for (index_t j = 0; j < n; ++j) sum[j] = R(0);
    for (index_t k = 0; k < inner; ++k, x += a_step, y += b_step) {
      const R factor = static_cast<R>(*x);
      for (index_t j = 0; j < n; ++j) {
        const R other = static_cast<R>(y[(first + j) * b_column]);
        sum[j] = static_cast<R>(fn::wrap(sum[j]) + fn::wrap(factor) * fn::wrap(other));
      }
    }
    for (index_t j = 0; j < n; ++j) to[j * out_step] = sum[j];
  }
};

/// The axes before the last n.
inline shape leading(const shape& s, int n) {
  shape r = s;
  r.rank -= n;
  return r;
}

/// A view of one axis as a matrix of one row (the new axis in front) or one column.
template <class T>
strided_view<T> insert_axis(strided_view<T> v, bool front) {
  const int at = front ? 0 : 1;
  if (at == 0) {
    v.extents.extent[1] = v.extents.extent[0];
    v.stride[1] = v.stride[0];
  }
  v.extents.extent[at] = 1;
  v.stride[at] = 0;
  v.extents.rank = 2;
  return v;
}

/// The view without its last axis.
template <class T>
strided_view<T> beginnings(strided_view<T> v) {
  --v.extents.rank;
  return v;
}

/// v stretched to a stack of this shape.
template <class T>
strided_view<T> stacked(const strided_view<T>& v, const shape& stack) {
  shape s = stack;
  for (int a = v.extents.rank - 2; a < v.extents.rank; ++a) s.extent[s.rank++] = v.extents.extent[a];
  return broadcast_to(v, s);
}

struct linear_algebra {
  /// The matrix product of the last two axes; the axes before them broadcast. An array of one axis is a row
  /// on the left and a column on the right, and its axis is not in the result.
  template <array X, array Y>
  [[nodiscard]] static auto matmul(const X& x, const Y& y) {
    return product<matmul_engine<array_family_t<X>>>(x, y);
  }

 private:
  // the engine is part of the function's type: programs that mix files with and without BLAS stay well-formed
  template <class Engine, class X, class Y>
  static auto product(const X& x, const Y& y) {
    using hook = hook_of<X, Y>;
    using R = promoted<X, Y>;
    static_assert(numeric<R>, "matmul is of numeric arrays");
    constexpr int rank_x = rank_of<X>(), rank_y = rank_of<Y>();
    static_assert(rank_x != 0 && rank_y != 0, "matmul takes arrays of at least one axis");
    refuse_names_of("matmul", x, y);
    auto a = read_view(x);
    auto b = read_view(y);
    const shape sx = a.extents, sy = b.extents;
    if (sx.rank == 0 || sy.rank == 0) {
      throw shape_error("matmul: the shapes are " + to_string(sx) + " and " + to_string(sy) +
                        ", both arrays need an axis");
    }
    const bool row = sx.rank == 1, column = sy.rank == 1;
    if (row) a = insert_axis(a, true);
    if (column) b = insert_axis(b, false);
    const int ra = a.extents.rank, rb = b.extents.rank;
    if (a.extents.extent[ra - 1] != b.extents.extent[rb - 2]) {
      throw shape_error("matmul: the shapes are " + to_string(sx) + " and " + to_string(sy) + ", but " +
                        std::to_string(a.extents.extent[ra - 1]) + " columns need as many rows, not " +
                        std::to_string(b.extents.extent[rb - 2]));
    }
    shape stack = leading(a.extents, 2);
    join_shapes(stack, leading(b.extents, 2), "matmul: the stack of the second array");
    a = stacked(a, stack);
    b = stacked(b, stack);
    const int r = stack.rank + 2;
    shape s = stack;
    if (!row) s.extent[s.rank++] = a.extents.extent[r - 2];
    if (!column) s.extent[s.rank++] = b.extents.extent[r - 1];
    auto out = hook::template make<R, rank_of_product<rank_x, rank_y>, X>(s);
    if (s.size() == 0) return out;
    strided_view<R> c = array_traits<decltype(out)>::view(out);
    if (row) c = with_axis(c, stack.rank);
    if (column) c = with_axis(c, stack.rank + 1);
    if constexpr (Engine::template takes<R> && std::same_as<element_t<X>, R> &&
                  std::same_as<element_t<Y>, R>) {
      if (stack.rank == 0 && a.extents.extent[1] > 0) {
        if (Engine::template run<X>(c, a, b)) return out;
      }
    }
    constexpr int width = std::same_as<array_space_t<X>, host_space> ? 64 : 1;
    const index_t rows = c.extents.extent[r - 2], columns = c.extents.extent[r - 1];
    const matmul_item<element_t<X>, element_t<Y>, R, width> item{
        beginnings(a), beginnings(beginnings(b)), beginnings(c),   a.extents.extent[r - 1], columns,
        rows,          a.stride[r - 1],           b.stride[r - 2], b.stride[r - 1],         c.stride[r - 1]};
    hook::template for_each<X>(stack.size() * rows * ((columns + width - 1) / width), item);
    return out;
  }

  template <int A, int B>
  static constexpr int rank_of_product = A == any_rank || B == any_rank ? any_rank
                                         : (A > B ? A : B) < 2          ? 0
                                                               : (A > B ? A : B) - (A == 1) - (B == 1);

  /// The result with the axis that a row or a column does not have.
  template <class T>
  static strided_view<T> with_axis(strided_view<T> v, int at) {
    for (int k = v.extents.rank++; k > at; --k) {
      v.extents.extent[k] = v.extents.extent[k - 1];
      v.stride[k] = v.stride[k - 1];
    }
    v.extents.extent[at] = 1;
    v.stride[at] = 0;
    return v;
  }
};

}  // namespace detail

}  // namespace sylva
