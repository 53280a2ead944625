#pragma once

#include <sylva/array/named.hpp>
#include <sylva/array/namespace/types.hpp>
#include <sylva/array/transform.hpp>

/// One function of values on whole arrays that are broadcast: the loop of the functions that `transform` does
/// not run because their arguments or results are not of one floating-point type.

namespace sylva::detail {

/// An argument of a loop: elements of type E, which the function sees as C.
template <class E, class C>
struct loop_operand {
  const E* data = nullptr;
  E scalar{};
  strided_view<const E> view{};
  bool flat = true;  ///< the element i of the loop lies at data[i * step]
  index_t step = 0;

  /// Where the row of elements starts that begins at element i.
  SYLVA_FUNCTION constexpr const E* row(index_t i) const {
    return data == nullptr ? &scalar : flat ? data + i * step : &view(i);
  }
};

/// The rows of all arguments; hands the elements to a function.
template <class... Pairs>
struct loop_rows {
  template <class F, class... V>
  SYLVA_FUNCTION constexpr auto call(const F& f, index_t, const V&... values) const {
    return f(values...);
  }
};
template <class E, class C, class... Rest>
struct loop_rows<loop_operand<E, C>, Rest...> {
  const E* data;
  index_t step;
  loop_rows<Rest...> rest;
  template <class F, class... V>
  SYLVA_FUNCTION constexpr auto call(const F& f, index_t j, const V&... values) const {
    return rest.call(f, j, values..., static_cast<C>(data[j * step]));
  }
};

template <class... Operands>
struct loop_operands {
  SYLVA_FUNCTION constexpr loop_rows<> rows(index_t) const { return {}; }
  template <class G>
  void visit(G) {}
};
template <class E, class C, class... Rest>
struct loop_operands<loop_operand<E, C>, Rest...> {
  loop_operand<E, C> first;
  loop_operands<Rest...> rest;
  SYLVA_FUNCTION constexpr loop_rows<loop_operand<E, C>, Rest...> rows(index_t i) const {
    return {first.row(i), first.step, rest.rows(i)};
  }
  template <class G>
  void visit(G g) {
    g(first);
    rest.visit(g);
  }
};

/// Item r of a loop: the elements [r * length, (r + 1) * length) of its row-major order. They lie at one
/// distance from each other in every array: a part of a row, or anything where all arrays are flat.
template <class F, class R, class... Operands>
struct loop_item {
  F f;
  loop_operands<Operands...> in;
  strided_view<R> out;
  bool flat;
  index_t length, size;

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t r) const {
    const index_t begin = r * length;
    const index_t n = size - begin < length ? size - begin : length;
    const loop_rows<Operands...> rows = in.rows(begin);
    R* const to = flat ? out.data + begin : &out(begin);
    const index_t step = flat || out.extents.rank == 0 ? 1 : out.stride[out.extents.rank - 1];
    if (step == 1) {
      for (index_t j = 0; j < n; ++j) to[j] = rows.call(f, j);
    } else {
      for (index_t j = 0; j < n; ++j) to[j * step] = rows.call(f, j);
    }
  }
};

/// Whether all elements are one.
template <class T>
bool is_constant(const strided_view<T>& v) {
  for (int a = 0; a < v.extents.rank; ++a) {
    if (v.extents.extent[a] != 1 && v.stride[a] != 0) return false;
  }
  return true;
}

template <class E, class C, class A>
loop_operand<E, C> operand_of(const char* function, const A& a, const shape& s, bool& flat) {
  loop_operand<E, C> o;
  if constexpr (array<A>) {
    o.view = broadcast_to(read_view(a), s);
    o.data = o.view.data;
    o.step = is_constant(o.view) ? 0 : 1;
    flat = flat && (o.step == 0 || is_linear(o.view));
  } else {
    o.scalar = scalar_as<E>(function, a);
  }
  return o;
}

/// Throws shape_error if an argument has named axes: whole-array functions align axes by position.
template <class... A>
void refuse_names_of(const char* function, const A&... a) {
  std::string arrays;
  bool any_named = false;
  int k = 0;
  const auto add = [&](const auto& x) {
    ++k;
    if constexpr (array<std::remove_cvref_t<decltype(x)>>) {
      const named_shape one{"argument " + std::to_string(k), shape_of(x), dimensions_of(x)};
      any_named = any_named || one.dims.named();
      arrays += (arrays.empty() ? "" : ", ") + one.describe();
    }
  };
  if constexpr ((has_dimensions<A> || ...)) (add(a), ...);
  if (any_named) {
    throw shape_error(std::string(function) + ": " + arrays +
                      ", but whole-array functions align axes by position: leave the names out, or use "
                      "sylva::map with a kernel, which aligns axes by name");
  }
}

/// The shape of all arguments; the message of the error names the function and the argument.
template <class... A>
shape shape_of_all(const char* function, const A&... a) {
  refuse_names_of(function, a...);
  shape s;
  int k = 0;
  const auto join = [&](const auto& x) {
    ++k;
    if constexpr (array<std::remove_cvref_t<decltype(x)>>) {
      join_shapes(s, shape_of(x), std::string(function) + ": argument " + std::to_string(k));
    }
  };
  (join(a), ...);
  return s;
}

/// The type whose elements an argument has: a scalar is of the type that the function sees.
template <class A, class C>
struct element_or {
  using type = C;
};
template <array A, class C>
struct element_or<A, C> {
  using type = array_value_t<A>;
};

/// f on every element; `out` has the shape of all and does not overlap the inputs. The function sees
/// arguments of type C and returns what R is made of. Throws std::out_of_range for a scalar that C does not
/// hold.
template <class... C>
struct loop {
  template <class Like, class Out, class F, class... A>
  static void into(const char* function, Out& out, const F& f, const A&... a) {
    const auto v = array_traits<Out>::view(out);
    using R = array_value_t<Out>;
    const index_t size = v.extents.size();
    if (size == 0) return;
    bool flat = is_linear(v);
    loop_item<F, R, loop_operand<typename element_or<A, C>::type, C>...> item{
        f, bind<C...>(function, v.extents, flat, a...), v, flat, 1, size};
    item.flat = flat;
    const int last = v.extents.rank - 1;
    item.in.visit([&](auto& o) {
      if (o.data == nullptr) return;
      o.flat = flat;
      if (!flat) o.step = o.view.stride[last];
    });
    if constexpr (std::same_as<array_space_t<Like>, host_space>) {
      item.length = flat ? (size < 4096 ? size : 4096) : v.extents.extent[last];
    }
    namespace_of<array_family_t<Like>>::template for_each<Like>((size + item.length - 1) / item.length, item);
  }

  /// The same in a new array of R.
  template <class R, class F, class... A>
  static auto made(const char* function, const F& f, const A&... a) {
    using like = like_of_t<A...>;
    constexpr int rank = joined_rank({rank_of<A>()...});
    auto out = hook_of<A...>::template make<R, rank, like>(shape_of_all(function, a...));
    into<like>(function, out, f, a...);
    return out;
  }

 private:
  template <class First, class... Others, class A, class... Rest>
  static auto bind(const char* function, const shape& s, bool& flat, const A& a, const Rest&... rest) {
    using E = typename element_or<A, First>::type;
    const loop_operand<E, First> first = operand_of<E, First>(function, a, s, flat);
    if constexpr (sizeof...(Rest) == 0) {
      return loop_operands<loop_operand<E, First>>{first, {}};
    } else {
      auto others = bind<Others...>(function, s, flat, rest...);
      return joined(first, others);
    }
  }
  template <class First, class... Others>
  static loop_operands<First, Others...> joined(const First& first, const loop_operands<Others...>& others) {
    return {first, others};
  }
};

/// A function of values of one floating-point type: as `map` runs it, with the family's own policy.
template <class Kernel, class... A>
auto lifted(const char* function, const Kernel& kernel, const A&... a) {
  using T = promoted<A...>;
  if constexpr (((!array<A> || std::same_as<element_t<A>, T>) && ...)) {
    constexpr int rank = joined_rank({rank_of<A>()...});
    auto out = hook_of<A...>::template make<T, rank, like_of_t<A...>>(shape_of_all(function, a...));
    transform(kernel, out, a...);
    return out;
  } else {
    return loop<std::conditional_t<true, T, A>...>::template made<T>(function, kernel, a...);
  }
}

}  // namespace sylva::detail
