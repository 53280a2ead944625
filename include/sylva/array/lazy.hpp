#pragma once

#include <sylva/array/lazy_node.hpp>
#include <sylva/array/transform.hpp>

/// Lazy calls: kernels on arrays that are not computed until somebody wants the numbers, and then all at
/// once.
///
///   auto vpd = 1000 * lazy(rh_to_vpd<>{}, rh, tc);                          nothing is computed yet
///   auto gpp = lazy<field::gpp>(pmodel_kernel<>{}, tc, vpd, 420, patm, fapar, ppfd);
///   auto y = eval(gpp);                                                     one pass, into a new array
///   assign(out, gpp);                                                       the same, into one that exists
///
/// However many kernels a pipeline has, it is composed to one and lifted once: one pass over memory, one
/// launch, no array in between. A member that nobody picked is not computed. A node is a value: it may be
/// copied, returned, and evaluated many times, each of which computes anew. It holds
///   scalars                                      by value, lvalues too
///   views (std::span, strided_view, View)        as they are: a copy of the view
///   arrays that are temporary or moved           by value
///   arrays that somebody owns                    by reference: THE ARRAY MUST OUTLIVE THE NODE
/// The i-th input that a message names is the i-th array of the pipeline, as it is written. An array that
/// stands in it twice is read twice, and so is the arithmetic of a node that stands in it twice.

namespace sylva {

/// Whether X is computed later: a node of sylva's, or an array library's own unevaluated expression.
template <class X>
struct is_lazy : std::bool_constant<detail::is_lazy_call<X>> {};
template <class X>
inline constexpr bool is_lazy_v = is_lazy<std::remove_cvref_t<X>>::value;

namespace detail {

template <class Node>
concept lazy_node = is_lazy_call<std::remove_cvref_t<Node>>;

template <class Node>
using node_result_t =
    typename std::remove_cvref_t<Node>::template result<typename std::remove_cvref_t<Node>::real>;

template <class Node>
concept one_value_node = lazy_node<Node> && !zippable<node_result_t<Node>>;

/// Checks a node, and hands it to its family.
template <class Node>
auto finished(Node&& node) {
  using family = typename std::remove_cvref_t<Node>::family;
  static_assert(!std::is_void_v<family>,
                "lazy needs an array among the arguments; with scalars, call the kernel");
  if constexpr (!std::is_void_v<family>) {
    static_assert(sizeof(node_result_t<Node>) > 0);
    return lazy_nodes<family>::finish(std::forward<Node>(node));
  }
}

}  // namespace detail

/// kernel(arguments...), later. Arguments are arrays, scalars, lazy nodes, and structs of arrays where the
/// kernel takes structs; a kernel that takes the struct that another returns takes its node.
template <class Kernel, class... X>
  requires(!execution_policy<Kernel>)
[[nodiscard]] auto lazy(const Kernel& kernel, X&&... arguments) {
  return detail::finished(detail::make_call<detail::everything>(kernel, std::forward<X>(arguments)...));
}

/// One member of what the kernel returns: lazy<field::gpp>(kernel, ...).
template <class Field, class Kernel, class... X>
  requires requires { Field::name; }
[[nodiscard]] auto lazy(const Kernel& kernel, X&&... arguments) {
  return detail::finished(detail::make_call<Field>(kernel, std::forward<X>(arguments)...));
}

/// One member of a node whose kernel returns a struct.
template <class Field, class Kernel, class... Held>
[[nodiscard]] auto get(const lazy_call<Kernel, detail::everything, Held...>& node) {
  return detail::finished(lazy_call<Kernel, Field, Held...>{node.kernel, node.arguments});
}
template <class Field, class Kernel, class... Held>
[[nodiscard]] auto get(lazy_call<Kernel, detail::everything, Held...>&& node) {
  return detail::finished(lazy_call<Kernel, Field, Held...>{node.kernel, std::move(node.arguments)});
}

/// Computes a node in one pass into new arrays of its first array's family: one array, or the kernel's struct
/// of them.
template <execution_policy Policy, detail::lazy_node Node>
[[nodiscard]] auto eval(const Policy& policy, const Node& node) {
  const auto& flat = lazy_nodes<typename Node::family>::flat(node);
  return std::apply([&](const auto&... a) { return map(policy, flat.composed(), a...); }, flat.arrays());
}
/// The same by the default policy of that array's family.
template <detail::lazy_node Node>
[[nodiscard]] auto eval(const Node& node) {
  const auto& flat = lazy_nodes<typename Node::family>::flat(node);
  return std::apply([&](const auto&... a) { return map(flat.composed(), a...); }, flat.arrays());
}

/// Computes a node in one pass into arrays that exist; an output may be one of the pipeline's arrays.
template <execution_policy Policy, class Outs, detail::lazy_node Node>
void assign(const Policy& policy, Outs&& outputs, const Node& node) {
  const auto& flat = lazy_nodes<typename Node::family>::flat(node);
  static_assert(detail::check_outputs<Outs>());
  std::apply([&](const auto&... a) { transform(policy, flat.composed(), outputs, a...); }, flat.arrays());
}
/// The same by the default policy of the outputs' family.
template <class Outs, detail::lazy_node Node>
  requires(!execution_policy<Outs>)
void assign(Outs&& outputs, const Node& node) {
  const auto& flat = lazy_nodes<typename Node::family>::flat(node);
  static_assert(detail::check_outputs<Outs>());
  std::apply([&](const auto&... a) { transform(flat.composed(), outputs, a...); }, flat.arrays());
}

#define SYLVA_BINARY(kernel, op)                                                                     \
  template <class A, class B>                                                                        \
    requires((detail::one_value_node<A> || detail::one_value_node<B>) && detail::lazy_argument<A> && \
             detail::lazy_argument<B>)                                                               \
  [[nodiscard]] auto operator op(A&& a, B&& b) {                                                     \
    return sylva::lazy(detail::kernel{}, std::forward<A>(a), std::forward<B>(b));                    \
  }
SYLVA_BINARY(sum, +)
SYLVA_BINARY(difference, -)
SYLVA_BINARY(product, *)
SYLVA_BINARY(quotient, /)
#undef SYLVA_BINARY

template <detail::one_value_node A>
[[nodiscard]] auto operator-(A&& a) {
  return sylva::lazy(detail::negative{}, std::forward<A>(a));
}

}  // namespace sylva
