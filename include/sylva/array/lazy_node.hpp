#pragma once

#include <memory>
#include <sylva/array/composed.hpp>
#include <sylva/array/handles.hpp>
#include <tuple>

/// The nodes of a lazy pipeline: values that hold a kernel and its arguments until somebody wants the
/// numbers.

namespace sylva {

/// What a family makes of pipelines. The default leaves nodes as they are; a library that has lazy
/// expressions of its own specialises it.
template <class Family>
struct lazy_nodes {
  /// What `lazy` returns for a node.
  template <class Node>
  static std::remove_cvref_t<Node> finish(Node&& node) {
    return std::forward<Node>(node);
  }
  /// The node that is computed for a node, or for what `finish` made of it.
  template <class Node>
  static const Node& flat(const Node& node) {
    return node;
  }
};

namespace detail {

// What an argument of a node is held as. All have
//   family, real, space          of its arrays; void where it has none
//   leaves                       how many arrays it has
//   result<Real>                 what it is inside a kernel
//   flat<First>()                its part of the composed kernel, whose first array is the First-th
//   arrays()                     a tuple of references to its arrays

template <class T>
struct held_scalar {
  using family = void;
  using real = void;
  using space = void;
  static constexpr int leaves = 0;
  template <class Real>
  using result = Real;

  T value;

  template <int First>
  fixed_value<T> flat() const {
    return {value};
  }
  std::tuple<> arrays() const { return {}; }
};

struct held_nothing : held_scalar<char> {
  template <int First>
  missing_value flat() const {
    return {};
  }
};

template <class A>
struct held_leaf {
  using family = array_family_t<A>;
  using real = array_value_t<A>;
  using space = array_space_t<A>;
  static constexpr int leaves = 1;
  template <class Real>
  using result = Real;

  template <int First>
  loaded_value<First> flat() const {
    return {};
  }
};

/// An array that is part of the node: a view, or an array that was moved in.
template <class A>
struct held_array : held_leaf<A> {
  A array;
  explicit held_array(const A& a) : array(a) {}
  explicit held_array(A&& a) : array(std::move(a)) {}
  std::tuple<const A&> arrays() const { return {array}; }
};

/// Somebody else's array, which outlives the node.
template <class A>
struct referred_array : held_leaf<A> {
  const A* array;
  explicit referred_array(const A& a) : array(std::addressof(a)) {}
  std::tuple<const A&> arrays() const { return {*array}; }
};

/// A struct of arrays: S is the type that it is held as, or a reference to it.
template <class S>
struct held_struct : held_leaf<typename member_of<std::remove_cvref_t<S>>::type> {
  using plain = std::remove_cvref_t<S>;
  using array_type = typename member_of<plain>::type;
  static constexpr int leaves = member_count<plain>();
  template <class Real>
  using result = rebind_t<plain, Real>;

  S columns;
  template <class X>
  explicit held_struct(X&& x) : columns(std::forward<X>(x)) {}

  template <int First>
  loaded_struct<rebind_t<plain, char>, First> flat() const {
    return {};
  }
  auto arrays() const {
    const array_type* all[static_cast<std::size_t>(leaves)];
    int k = 0;
    plain::zip(columns, columns, [&](const array_type& a, const array_type&) { all[k++] = &a; });
    return arrays(all, std::make_index_sequence<static_cast<std::size_t>(leaves)>{});
  }

 private:
  template <std::size_t... I>
  static auto arrays(const array_type* const* all, std::index_sequence<I...>) {
    return std::tie(*all[I]...);
  }
};

/// The one type that is not void; void where all are.
template <class... T>
struct one_of_types {
  using type = void;
  static constexpr bool same = true;
};
template <class T, class... Rest>
struct one_of_types<T, Rest...> {
  using others = one_of_types<Rest...>;
  using type = std::conditional_t<std::is_void_v<T>, typename others::type, T>;
  static constexpr bool same = others::same && (std::is_void_v<T> || std::is_void_v<typename others::type> ||
                                                std::same_as<T, typename others::type>);
};

/// Stands in the compiler's message with the names of the families.
template <class... Families>
struct pipeline_of : one_of_types<Families...> {
  static_assert(pipeline_of::same,
                "a lazy pipeline has arrays of one family: evaluate one side, or view both as strided_view");
};

/// What a kernel makes of its arguments in a pipeline; says what is wrong where it does not take them.
template <class Real, class Field, class Kernel, class... R>
struct stage_result {
  static constexpr bool accepted = std::is_invocable_v<const Kernel&, const R&...>;
  static_assert(accepted,
                "the kernel does not take these arguments: it has another number of them, or another "
                "precision than the arrays");
  using all = std::invoke_result_t<const Kernel&, const R&...>;
  static_assert(check_returned<all, Real>());
  using type = std::remove_cvref_t<decltype(Field::of(std::declval<const all&>()))>;
};

template <class Kernel, class Field, class... Args>
constexpr stage<Kernel, Field, Args...> stage_of(const Kernel& kernel, const Args&... arguments) {
  return {kernel, packed(arguments...)};
}

}  // namespace detail

/// A kernel that has not been called yet, with its arguments: a value that can be copied, returned and be an
/// argument itself. Field is the member of the kernel's result that is wanted, or detail::everything; Held is
/// how each argument is kept.
template <class Kernel, class Field, class... Held>
struct lazy_call {
  using family = typename detail::pipeline_of<typename Held::family...>::type;
  using reals = detail::one_of_types<typename Held::real...>;
  using spaces = detail::one_of_types<typename Held::space...>;
  static_assert(reals::same, "all arrays of a lazy pipeline have the same value type");
  static_assert(spaces::same, "all arrays of a lazy pipeline live in the same memory space");
  using real = typename reals::type;
  using space = typename spaces::type;
  static constexpr int leaves = (0 + ... + Held::leaves);
  /// What it is for values of type Real: one of them, or the kernel's struct.
  template <class Real>
  using result =
      typename detail::stage_result<Real, Field, Kernel, typename Held::template result<Real>...>::type;

  Kernel kernel;
  std::tuple<Held...> arguments;

  template <int First>
  auto flat() const {
    return flat<First>(std::index_sequence_for<Held...>{});
  }
  auto arrays() const {
    return std::apply([](const auto&... a) { return std::tuple_cat(a.arrays()...); }, arguments);
  }
  /// The whole pipeline as one kernel of as many values as there are arrays.
  auto composed() const { return detail::composed_kernel<leaves, decltype(flat<0>())>{flat<0>()}; }

 private:
  static constexpr int leaves_before(std::size_t i) {
    const int each[] = {Held::leaves..., 0};
    int n = 0;
    for (std::size_t k = 0; k < i; ++k) n += each[k];
    return n;
  }
  template <int First, std::size_t... I>
  auto flat(std::index_sequence<I...>) const {
    return detail::stage_of<Kernel, Field>(
        kernel, std::get<I>(arguments).template flat<First + leaves_before(I)>()...);
  }
};

namespace detail {

template <class X>
inline constexpr bool is_lazy_call = false;
template <class Kernel, class Field, class... Held>
inline constexpr bool is_lazy_call<lazy_call<Kernel, Field, Held...>> = true;

template <class X>
concept struct_of_arrays = zippable<X> && !array<X> && array<typename member_of<X>::type>;

/// Whether a copy of a const A still writes to the same elements, or reads somebody else's: a view.
template <class A>
inline constexpr bool is_view = std::same_as<decltype(array_traits<A>::view(std::declval<A&>()).data),
                                             decltype(array_traits<A>::view(std::declval<const A&>()).data)>;

/// How an argument X (a reference where it is an lvalue) is held; backends specialise it for what is no array
/// to sylva.
template <class X, class Plain = std::remove_cvref_t<X>>
struct holder {};
template <class X, scalar_argument S>
struct holder<X, S> {
  using type = held_scalar<S>;
};
template <class X, array A>
struct holder<X, A> {
  using type =
      std::conditional_t<std::is_lvalue_reference_v<X> && !is_view<A>, referred_array<A>, held_array<A>>;
};
template <class X, class Node>
  requires is_lazy_call<Node>
struct holder<X, Node> {
  using type = Node;
};
template <class X, struct_of_arrays S>
struct holder<X, S> {
  using type =
      held_struct<std::conditional_t<std::is_lvalue_reference_v<X> && !is_view<typename member_of<S>::type>,
                                     const S&, S>>;
};

template <class X>
concept lazy_argument = requires { typename holder<X>::type; };
template <lazy_argument X>
using held_t = typename holder<X>::type;

template <class Field, class Kernel, class... X>
auto make_call(const Kernel& kernel, X&&... arguments) {
  static_assert((lazy_argument<X> && ...),
                "an argument of a lazy kernel is an array, a scalar, a struct of arrays, or lazy itself");
  if constexpr ((lazy_argument<X> && ...)) {
    return lazy_call<Kernel, Field, held_t<X>...>{
        kernel, std::tuple<held_t<X>...>(held_t<X>{std::forward<X>(arguments)}...)};
  }
}

}  // namespace detail

}  // namespace sylva
