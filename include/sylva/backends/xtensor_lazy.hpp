#pragma once

#include <sylva/array/given.hpp>
#include <sylva/backends/xtensor.hpp>

/// Lazy calls on xtensor are expressions of xtensor: `lazy` on containers, views, or on what xtensor has not
/// evaluated yet (`a * 2.0`) gives an xt::xfunction, which is part of larger expressions as any other, and
/// takes xtensor's SIMD where that is on (XTENSOR_USE_XSIMD). xtensor computes it when it is assigned;
/// sylva::eval and sylva::assign compute it by a policy, `simd` unless told otherwise, whether
/// XTENSOR_USE_XSIMD is on or not.
///
/// What it holds: scalars by value; containers and adaptors by reference where they are lvalues, moved in
/// where they are not; views and expressions by value. xtensor's own operators keep scalars and lvalue
/// expressions by reference: what leaves a function is made with `lazy`, or with temporaries only.
///
/// A kernel that returns a struct, without a field, is a node of sylva's: `get<field>` makes an expression of
/// it, sylva::eval and sylva::assign compute all members in one pass.
///
/// sylva::eval and sylva::assign take kernels and + - * / as one pipeline; what else stands in an expression
/// (xt::exp(a), xt::where, generators) they let xtensor evaluate first, in a pass of its own. Write
/// `sylva::eval` in full: xtensor has an eval too, which argument-dependent lookup finds.

namespace sylva {

namespace detail {

template <class E>
concept unevaluated_xtensor = xt::is_xexpression<E>::value && !array<E>;

template <class E>
concept xtensor_container = strided_xtensor<E> && std::derived_from<E, xt::xcontainer<E>>;

// Views of xtensor know constness of what they look at, but a copy of one is cheap and looks at the same.
template <strided_xtensor A>
  requires(!xtensor_container<A>)
inline constexpr bool is_view<A> = true;

/// An expression of xtensor: E is the type that it is held as, or a reference to it.
template <class E>
struct held_expression {
  using plain = std::remove_cvref_t<E>;
  using family = xtensor_family;
  using real = std::remove_cvref_t<typename plain::value_type>;
  using space = host_space;
  static constexpr int leaves = 1;
  template <class Real>
  using result = Real;

  E expression;
  template <class X>
  explicit held_expression(X&& x) : expression(std::forward<X>(x)) {}

  template <int First>
  loaded_value<First> flat() const {
    return {};
  }
  auto arrays() const { return std::tuple<decltype(xt::eval(expression))>(xt::eval(expression)); }
};

template <class X, unevaluated_xtensor E>
struct holder<X, E> {
  using type = held_expression<E>;
};

/// A composed kernel as a functor of xtensor.
template <class Composed>
struct xtensor_functor {
  Composed kernel;

  template <class V, class... Rest>
  V operator()(const V& first, const Rest&... rest) const {
    return kernel(first, rest...);
  }
  // The pack is deduced as empty where xtensor asks whether simd_apply<B> exists: it does for every arity.
  template <class B, class... Rest>
  B simd_apply(const B& first, const Rest&... rest) const {
    return kernel(first, rest...);
  }
};

// The arrays of a node as the closures of an xfunction: references, or values that are moved out.
template <class T>
std::tuple<> closures_of(const held_scalar<T>&) {
  return {};
}
template <class A>
std::tuple<const A&> closures_of(const referred_array<A>& a) {
  return {*a.array};
}
template <class A>
std::tuple<A> closures_of(held_array<A>& a) {
  return std::tuple<A>(std::move(a.array));
}
template <class E>
std::tuple<E> closures_of(held_expression<E>& e) {
  return std::tuple<E>(std::move(e.expression));
}
template <class S>
auto closures_of(held_struct<S>& s) {
  if constexpr (std::is_reference_v<S>) {
    return s.arrays();
  } else {
    return std::apply([](const auto&... a) { return std::make_tuple(a...); }, s.arrays());
  }
}
template <class Kernel, class Field, class... Held>
auto closures_of(lazy_call<Kernel, Field, Held...>& node) {
  return std::apply([](auto&... a) { return std::tuple_cat(closures_of(a)...); }, node.arguments);
}

template <class Composed, class... Closure, std::size_t... I>
auto xfunction_of(const Composed& kernel, std::tuple<Closure...> closures, std::index_sequence<I...>) {
  return xt::xfunction<xtensor_functor<Composed>, Closure...>(xtensor_functor<Composed>{kernel},
                                                              std::get<I>(std::move(closures))...);
}

}  // namespace detail

template <detail::unevaluated_xtensor E>
struct is_lazy<E> : std::true_type {};

namespace detail {

/// The kernel that computes what a functor of xtensor does; void where there is none.
template <class Functor>
struct kernel_of_functor {
  using type = void;
};
template <class Composed>
struct kernel_of_functor<xtensor_functor<Composed>> {
  using type = Composed;
  static const Composed& get(const xtensor_functor<Composed>& f) { return f.kernel; }
};
#define SYLVA_FUNCTOR(functor, kernel)                           \
  template <>                                                    \
  struct kernel_of_functor<xt::detail::functor> {                \
    using type = kernel;                                         \
    static kernel get(const xt::detail::functor&) { return {}; } \
  };
SYLVA_FUNCTOR(plus, sum)
SYLVA_FUNCTOR(minus, difference)
SYLVA_FUNCTOR(multiplies, product)
SYLVA_FUNCTOR(divides, quotient)
SYLVA_FUNCTOR(negate, negative)
#undef SYLVA_FUNCTOR

/// Whether an operand is a scalar, or has elements of type Real.
template <class Real, class E>
inline constexpr bool is_operand = std::same_as<std::remove_cvref_t<typename E::value_type>, Real>;
template <class Real, class T>
inline constexpr bool is_operand<Real, xt::xscalar<T>> = true;

template <class Real, class E>
struct flat_expression {
  static auto of(const E& e) {
    if constexpr (array<E>) {
      return referred_array<E>(e);
    } else {
      return held_expression<const E&>(e);
    }
  }
};
template <class Real, class T>
struct flat_expression<Real, xt::xscalar<T>> {
  static auto of(const xt::xscalar<T>& s) { return held_scalar<std::remove_cvref_t<T>>{s()}; }
};
template <class Real, class F, class... Closure>
  requires(!std::is_void_v<typename kernel_of_functor<F>::type> &&
           (is_operand<Real, std::remove_cvref_t<Closure>> && ...))
struct flat_expression<Real, xt::xfunction<F, Closure...>> {
  static auto of(const xt::xfunction<F, Closure...>& e) {
    using kernel = kernel_of_functor<F>;
    return std::apply(
        [&](const auto&... a) {
          return lazy_call<typename kernel::type, everything,
                           decltype(flat_expression<Real, std::remove_cvref_t<decltype(a)>>::of(a))...>{
              kernel::get(e.functor()), {flat_expression<Real, std::remove_cvref_t<decltype(a)>>::of(a)...}};
        },
        e.arguments());
  }
};

// A node's own arguments: expressions among them become part of its pipeline.
template <class Real, class Held>
const Held& flat_held(const Held& held) {
  return held;
}
template <class Real, class E>
auto flat_held(const held_expression<E>& held) {
  return flat_expression<Real, std::remove_cvref_t<E>>::of(held.expression);
}
template <class Real, class Kernel, class Field, class... Held>
auto flat_held(const lazy_call<Kernel, Field, Held...>& node) {
  return std::apply(
      [&](const auto&... a) {
        return lazy_call<Kernel, Field, std::remove_cvref_t<decltype(flat_held<Real>(a))>...>{
            node.kernel, {flat_held<Real>(a)...}};
      },
      node.arguments);
}

template <class E>
auto node_from(const E& e) {
  return flat_expression<std::remove_cvref_t<typename E::value_type>, E>::of(e);
}

/// An expression that is kernels and arithmetic at least at its root.
template <class E>
concept lazy_xtensor = unevaluated_xtensor<E> && is_lazy_call<decltype(node_from(std::declval<const E&>()))>;

}  // namespace detail

template <>
struct lazy_nodes<xtensor_family> {
  template <class Node>
  static auto finish(Node node) {
    if constexpr (zippable<typename Node::template result<typename Node::real>>) {
      return node;
    } else {
      return detail::xfunction_of(node.composed(), detail::closures_of(node),
                                  std::make_index_sequence<static_cast<std::size_t>(Node::leaves)>{});
    }
  }
  template <class Node>
  static auto flat(const Node& node) {
    return detail::flat_held<typename Node::real>(node);
  }
};

/// Computes an expression in one pass of a policy's into a new array of its first array's kind.
template <execution_policy Policy, detail::lazy_xtensor E>
[[nodiscard]] auto eval(const Policy& policy, const E& expression) {
  return sylva::eval(policy, detail::node_from(expression));
}
template <detail::lazy_xtensor E>
[[nodiscard]] auto eval(const E& expression) {
  return sylva::eval(detail::node_from(expression));
}
/// The same into an array that exists.
template <execution_policy Policy, class Out, detail::lazy_xtensor E>
void assign(const Policy& policy, Out&& output, const E& expression) {
  sylva::assign(policy, std::forward<Out>(output), detail::node_from(expression));
}
template <class Out, detail::lazy_xtensor E>
  requires(!execution_policy<Out>)
void assign(Out&& output, const E& expression) {
  sylva::assign(std::forward<Out>(output), detail::node_from(expression));
}

}  // namespace sylva
