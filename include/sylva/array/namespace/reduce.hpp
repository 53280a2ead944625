#pragma once

#include <limits>
#include <sylva/array/namespace/functions.hpp>
#include <sylva/array/namespace/loop.hpp>

namespace sylva {

/// Asks a reduction to leave the axis in place, with extent 1.
struct keepdims_t {};
inline constexpr keepdims_t keepdims{};

namespace detail {

// --- what is reduced
// ------------------------------------------------------------------------------------------------ An
// operation has acc, the type it accumulates; identity; take(element); join(acc, acc); finish(acc).

template <class T, class R>
struct sum_of {
  using acc = R;
  using result = R;
  R identity = R(0);
  SYLVA_FUNCTION constexpr R take(T x) const { return static_cast<R>(x); }
  SYLVA_FUNCTION constexpr R join(R a, R b) const { return fn::add{}(a, b); }
  SYLVA_FUNCTION constexpr R finish(R a) const { return a; }
};
template <class T>
struct mean_of : sum_of<T, T> {
  static_assert(std::floating_point<T>, "mean is of floating-point arrays");
  T count = T(0);
  SYLVA_FUNCTION constexpr T finish(T a) const { return a / count; }
};
template <class T, class R>
struct product_of {
  using acc = R;
  using result = R;
  R identity = R(1);
  SYLVA_FUNCTION constexpr R take(T x) const { return static_cast<R>(x); }
  SYLVA_FUNCTION constexpr R join(R a, R b) const { return fn::multiply{}(a, b); }
  SYLVA_FUNCTION constexpr R finish(R a) const { return a; }
};
/// NaN anywhere is the least and the greatest.
template <class T, bool Least>
struct extreme_of {
  static constexpr bool least = Least;
  using acc = T;
  using result = T;
  T identity = std::floating_point<T>
                   ? (Least ? std::numeric_limits<T>::infinity() : -std::numeric_limits<T>::infinity())
                   : (Least ? std::numeric_limits<T>::max() : std::numeric_limits<T>::lowest());
  SYLVA_FUNCTION constexpr T take(T x) const { return x; }
  SYLVA_FUNCTION constexpr T join(T a, T b) const { return b != b || (Least ? b < a : a < b) ? b : a; }
  SYLVA_FUNCTION constexpr T finish(T a) const { return a; }
};
template <class T, bool All>
struct truth_of {
  using acc = bool;
  using result = bool;
  bool identity = All;
  SYLVA_FUNCTION constexpr bool take(T x) const { return x != T(0); }
  SYLVA_FUNCTION constexpr bool join(bool a, bool b) const { return All ? a && b : a || b; }
  SYLVA_FUNCTION constexpr bool finish(bool a) const { return a; }
};
template <class T>
struct count_of {
  using acc = std::int64_t;
  using result = std::int64_t;
  std::int64_t identity = 0;
  SYLVA_FUNCTION constexpr std::int64_t take(T x) const { return x != T(0) ? 1 : 0; }
  SYLVA_FUNCTION constexpr std::int64_t join(std::int64_t a, std::int64_t b) const { return a + b; }
  SYLVA_FUNCTION constexpr std::int64_t finish(std::int64_t a) const { return a; }
};
/// The second pass of an operation, over what the first has accumulated.
template <class Op>
struct rejoined : Op {
  SYLVA_FUNCTION constexpr typename Op::acc take(typename Op::acc x) const { return x; }
};

template <class Op>
struct rejoin {
  using type = rejoined<Op>;
};
template <class Op>
struct rejoin<rejoined<Op>> {
  using type = rejoined<Op>;
};

// --- how
// ------------------------------------------------------------------------------------------------------------

/// Lines of elements: line o begins at the element o of `starts`; one element is a step from the next, or the
/// only line is the row-major order of `starts` itself.
template <class T>
struct lines {
  strided_view<const T> starts;
  index_t step, length;
  bool whole;
  SYLVA_FUNCTION constexpr const T& operator()(const T* begin, index_t l) const {
    return whole ? starts(l) : begin[l * step];
  }
  SYLVA_FUNCTION constexpr const T* begin(index_t o) const { return whole ? starts.data : starts.address(o); }
};

/// Item (g, c) reduces elements [c * chunk, (c + 1) * chunk) of the Width lines of group g, side by side,
/// because neighbouring lines may share cache lines. Blocks of 128 elements have eight accumulators each, and
/// their results are joined two by two, in an order that only the number of elements says: the error of a sum
/// grows with the logarithm of that number, and no thread changes a result.
template <class Op, class T, bool Last, int Width>
struct reduce_item {
  using acc = typename Op::acc;
  Op op;
  lines<T> in;
  strided_view<std::conditional_t<Last, typename Op::result, acc>> out;
  index_t chunk, chunks, outputs;

  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    const index_t o = i / chunks * Width, c = i % chunks;
    const int n = static_cast<int>(outputs - o < Width ? outputs - o : Width);
    const index_t first = c * chunk, last = in.length - first < chunk ? in.length : first + chunk;
    const T* begin[Width];
    acc part[Width][levels];
    for (int w = 0; w < n; ++w) begin[w] = in.begin(o + w);
    index_t blocks = 0;
    for (index_t b = first; b < last; b += block_length, ++blocks) {
      const index_t end = last - b < block_length ? last : b + block_length;
      for (int w = 0; w < n; ++w) {
        acc a = block(begin[w], b, end);
        int k = 0;
        for (; (blocks >> k) & 1; ++k) a = op.join(part[w][k], a);
        part[w][k] = a;
      }
    }
    for (int w = 0; w < n; ++w) {
      acc a = op.identity;
      for (int k = 0; blocks >> k != 0; ++k) {
        if ((blocks >> k) & 1) a = op.join(part[w][k], a);
      }
      if constexpr (Last) {
        out(o + w) = op.finish(a);
      } else {
        out((o + w) * chunks + c) = a;
      }
    }
  }

 private:
  static constexpr index_t block_length = 128;
  static constexpr int levels = 8;  // a chunk has fewer than 2^levels blocks

  SYLVA_FUNCTION constexpr acc block(const T* begin, index_t first, index_t last) const {
    acc a[8];
    for (int k = 0; k < 8; ++k) a[k] = op.identity;
    index_t l = first;
    if (in.whole) {
      for (; l < last; ++l) a[l % 8] = op.join(a[l % 8], op.take(in.starts(l)));
    } else if (in.step == 1) {
      const T* x = begin + first;
      for (; l + 8 <= last; l += 8, x += 8) {
        for (int k = 0; k < 8; ++k) a[k] = op.join(a[k], op.take(x[k]));
      }
      for (int k = 0; l < last; ++l, ++k) a[k] = op.join(a[k], op.take(x[k]));
    } else {
      const T* x = begin + first * in.step;
      for (int k = 0; l < last; ++l, x += in.step, k = (k + 1) % 8) a[k] = op.join(a[k], op.take(*x));
    }
    return op.join(op.join(op.join(a[0], a[1]), op.join(a[2], a[3])),
                   op.join(op.join(a[4], a[5]), op.join(a[6], a[7])));
  }
};

/// The most elements that one item reduces; longer lines are reduced in two passes or more.
inline constexpr index_t reduce_chunk = 4096;

template <class Hook, class Like, class Op, class T, class Out>
void reduce_lines(const Op& op, const lines<T>& in, Out& out) {
  constexpr int width = std::same_as<array_space_t<Like>, host_space> ? 8 : 1;
  const auto v = array_traits<Out>::view(out);
  const index_t n = v.extents.size(), groups = (n + width - 1) / width;
  const index_t chunks = (in.length + reduce_chunk - 1) / reduce_chunk;
  if (chunks <= 1) {
    Hook::template for_each<Like>(groups, reduce_item<Op, T, true, width>{op, in, v, reduce_chunk, 1, n});
    return;
  }
  auto parts = Hook::template make<typename Op::acc, 1, Like>(shape{1, {n * chunks}});
  const auto p = array_traits<decltype(parts)>::view(parts);
  Hook::template for_each<Like>(groups * chunks,
                                reduce_item<Op, T, false, width>{op, in, p, reduce_chunk, chunks, n});
  const strided_view<typename Op::acc> starts{p.data, {1, {n}}, {chunks}};
  reduce_lines<Hook, Like>(typename rejoin<Op>::type{op}, lines<typename Op::acc>{starts, 1, chunks, false},
                           out);
}

/// The same elements in the order of memory, with as few axes as that allows: for what does not depend on it.
template <class T>
strided_view<T> in_memory_order(const strided_view<T>& v) {
  int axis[max_rank] = {}, n = 0;
  for (int a = 0; a < v.extents.rank; ++a) {
    if (v.extents.extent[a] == 1) continue;
    int k = n++;
    for (; k > 0 && v.stride[axis[k - 1]] < v.stride[a]; --k) axis[k] = axis[k - 1];
    axis[k] = a;
  }
  strided_view<T> r{v.data, {}, {}};
  for (int k = 0; k < n; ++k) {
    const index_t extent = v.extents.extent[axis[k]], step = v.stride[axis[k]];
    int& rank = r.extents.rank;
    if (rank > 0 && r.stride[rank - 1] == extent * step) {
      r.extents.extent[rank - 1] *= extent;
      r.stride[rank - 1] = step;
    } else {
      r.extents.extent[rank] = extent;
      r.stride[rank++] = step;
    }
  }
  return r;
}

/// Item o writes the running sums of line o, begun with 0 where `initial` is 1.
template <class T, class R>
struct cumulative_item {
  lines<T> in;
  strided_view<R> starts;
  index_t step, initial;
  SYLVA_FUNCTION constexpr void operator()(index_t o) const {
    const T* const begin = in.begin(o);
    R* to = &starts(o);
    R sum = R(0);
    if (initial != 0) {
      *to = sum;
      to += step;
    }
    for (index_t l = 0; l < in.length; ++l, to += step) {
      sum = fn::add{}(sum, static_cast<R>(in(begin, l)));
      *to = sum;
    }
  }
};

/// The view without one axis.
template <class T>
strided_view<T> without_axis(const strided_view<T>& v, int axis) {
  strided_view<T> r{v.data, {v.extents.rank - 1, {}}, {}};
  for (int a = 0, b = 0; a < v.extents.rank; ++a) {
    if (a == axis) continue;
    r.extents.extent[b] = v.extents.extent[a];
    r.stride[b++] = v.stride[a];
  }
  return r;
}

/// `out` with the lines of x reduced into it.
template <class Op, class Like, class T, class Out>
Out reduced(const char* function, Op op, const Like& x, const lines<T>& in, Out out) {
  if constexpr (requires { op.count; }) op.count = static_cast<typename Op::acc>(in.length);
  if (requires { Op::least; } && in.length == 0 && shape_of(out).size() > 0) {
    throw shape_error(std::string(function) + ": the array has shape " + to_string(shape_of(x)) +
                      ", of no elements there is none that it could return");
  }
  reduce_lines<hook_of<Like>, Like>(op, in, out);
  return out;
}

/// All elements of x reduced, in any order of axes, to an array without axes.
template <class Op, class X>
auto over_all(const char* function, const Op& op, const X& x) {
  using T = array_value_t<X>;
  const strided_view<const T> v = in_memory_order(read_view(x));
  const bool one_line = v.extents.rank <= 1;
  const lines<T> in{one_line ? strided_view<const T>{v.data, {}, {}} : v,
                    v.extents.rank == 1 ? v.stride[0] : 1, v.extents.size(), !one_line};
  return reduced(function, op, x, in, hook_of<X>::template make<typename Op::result, 0, X>(shape{}));
}

/// The reductions of a namespace: over all axes, to an array without axes, or over one, counted from the back
/// where it is negative. Sums are accumulated in the type of the result; sums of integers have 64 bits. Of no
/// elements: sum 0, prod 1, mean NaN, all true, any false; min and max throw.
struct reductions {
#define SYLVA_REDUCTION(name, ...)                                       \
  template <array X>                                                     \
  [[nodiscard]] static auto name(const X& x) {                           \
    using T = array_value_t<X>;                                          \
    return over_all(#name, __VA_ARGS__, x);                              \
  }                                                                      \
  template <array X>                                                     \
  [[nodiscard]] static auto name(const X& x, index_t axis) {             \
    using T = array_value_t<X>;                                          \
    return over_axis<false>(#name, __VA_ARGS__, x, axis);                \
  }                                                                      \
  template <array X>                                                     \
  [[nodiscard]] static auto name(const X& x, index_t axis, keepdims_t) { \
    using T = array_value_t<X>;                                          \
    return over_axis<true>(#name, __VA_ARGS__, x, axis);                 \
  }
  SYLVA_REDUCTION(sum, sum_of<T, sum_type<T>>{})
  SYLVA_REDUCTION(prod, product_of<T, sum_type<T>>{})
  SYLVA_REDUCTION(mean, mean_of<T>{})
  SYLVA_REDUCTION(min, extreme_of<T, true>{})
  SYLVA_REDUCTION(max, extreme_of<T, false>{})
  SYLVA_REDUCTION(any, truth_of<T, false>{})
  SYLVA_REDUCTION(all, truth_of<T, true>{})
  SYLVA_REDUCTION(count_nonzero, count_of<T>{})
#undef SYLVA_REDUCTION

  /// Running sums along an axis; one element more, the first of them 0, where include_initial is true.
  template <array X>
  [[nodiscard]] static auto cumulative_sum(const X& x, index_t axis, bool include_initial = false) {
    using hook = hook_of<X>;
    using T = array_value_t<X>;
    using R = sum_type<T>;
    const auto v = read_view(x);
    const int a = checked_axis("cumulative_sum", axis, v.extents.rank);
    shape s = v.extents;
    s.extent[a] += include_initial ? 1 : 0;
    auto out = hook::template make<R, rank_of<X>(), X>(s);
    const strided_view<R> to = array_traits<decltype(out)>::view(out);
    if (s.size() == 0) return out;
    const lines<T> in{without_axis(v, a), v.stride[a], v.extents.extent[a], false};
    hook::template for_each<X>(
        in.starts.extents.size(),
        cumulative_item<T, R>{in, without_axis(to, a), to.stride[a], include_initial ? 1 : 0});
    return out;
  }
  /// The only axis of an array of one axis.
  template <array X>
  [[nodiscard]] static auto cumulative_sum(const X& x) {
    constexpr int rank = rank_of<X>();
    static_assert(rank == any_rank || rank == 1, "cumulative_sum of an array of several axes takes an axis");
    if (shape_of(x).rank != 1) {
      throw shape_error("cumulative_sum: axis is not given, and the array has shape " +
                        to_string(shape_of(x)) + ": it may be left out where there is one axis");
    }
    return cumulative_sum(x, 0);
  }

 private:
  template <bool KeepDims, class Op, class X>
  static auto over_axis(const char* function, const Op& op, const X& x, index_t axis) {
    static_assert(rank_of<X>() != 0, "an array without axes is reduced over all of them");
    const auto v = read_view(x);
    using T = array_value_t<X>;
    const int a = checked_axis(function, axis, v.extents.rank);
    const lines<T> in{without_axis(v, a), v.stride[a], v.extents.extent[a], false};
    shape s = in.starts.extents;
    if (KeepDims) {
      s = v.extents;
      s.extent[a] = 1;
    }
    constexpr int rank = KeepDims ? rank_of<X>() : more_axes(rank_of<X>(), -1);
    return reduced(function, op, x, in, hook_of<X>::template make<typename Op::result, rank, X>(s));
  }
};

}  // namespace detail
}  // namespace sylva
