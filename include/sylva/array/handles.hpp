#pragma once

#include <memory>
#include <string>
#include <sylva/array/bind.hpp>
#include <sylva/array/executor.hpp>
#include <sylva/array/traits.hpp>

/// How the arguments of a call become handles: what `transform`, `map`, `scan` and `segmented` share.

namespace sylva {

/// In the place of outputs: none of them is wanted.
struct no_outputs {};
/// In the place of inputs: there are none.
struct no_inputs {};

namespace detail {

/// Which struct template member, array or handle carries the element type and the space.
template <class A>
struct element_of {
  static_assert(check_array_type<A>());
};
template <class A>
struct policy_of : default_policy<array_family_t<A>> {};
template <class A>
  requires requires { typename array_traits<A>::policy; }
struct policy_of<A> {
  using type = typename array_traits<A>::policy;
};
template <array A>
struct element_of<A> {
  using type = array_value_t<A>;
  using space = array_space_t<A>;
  using policy = typename policy_of<A>::type;
};
template <class T, class Space>
struct element_of<argument<T, Space>> {
  using type = T;
  using space = Space;
  using policy = serial;
};
template <class T, class Space>
struct element_of<result<T, Space>> {
  using type = T;
  using space = Space;
  using policy = serial;
};

template <class S>
struct member_of;
template <template <class...> class S, class A, class... Tags>
struct member_of<S<A, Tags...>> {
  using type = A;
};

/// The array (or handle) type of an output, be it one or a struct of them.
template <class Outs>
struct output_of : element_of<Outs> {};
template <zippable Outs>
  requires(!array<Outs>)
struct output_of<Outs> : element_of<typename member_of<Outs>::type> {};

template <class... A>
struct first_array {
  using type = void;
};
template <class A, class... Rest>
struct first_array<A, Rest...> {
  using type = std::conditional_t<array<A>, A, typename first_array<Rest...>::type>;
};
template <zippable S>
  requires(!array<S>)
struct first_array<S> {
  using type = typename first_array<typename member_of<S>::type>::type;
};

template <class... In>
struct inputs_of {
  using type = positional_inputs<static_cast<int>(sizeof...(In))>;
};
template <zippable S>
  requires(!array<S>)
struct inputs_of<S> {
  using type = struct_inputs<S>;
};
template <>
struct inputs_of<no_inputs> {
  using type = positional_inputs<0>;
};
template <class... In>
using inputs_of_t = typename inputs_of<std::remove_cvref_t<In>...>::type;

template <class A>
inline constexpr bool is_handle = false;
template <class T, class Space>
inline constexpr bool is_handle<argument<T, Space>> = true;
template <class T, class Space>
inline constexpr bool is_handle<result<T, Space>> = true;

/// Whether a call takes such an argument; stops with a sentence about what array_traits<A> lacks.
template <class A>
consteval bool check_argument() {
  using type = std::remove_cvref_t<A>;
  if constexpr (!array<type> && !scalar_argument<type> && !zippable<type> && !is_handle<type>) {
    return check_array_type<type>();
  } else {
    return true;
  }
}

/// Room for N handles, which are to be constructed there: a handle is large beside what a call on a few
/// elements costs, and is written once.
template <class Handle, int N>
union handle_room {
  static_assert(std::is_trivially_destructible_v<Handle>);
  Handle all[N];
  handle_room() {}
};

template <class Handle>
struct fill_handles {
  Handle* to;
  int* k;
  template <class A, class B>
  void operator()(A& a, B&) const {
    static_assert(check_argument<A>());
    std::construct_at(to + (*k)++, a);
  }
};

template <class Handle, class S>
void handles_from(Handle* to, S& s) {
  if constexpr (zippable<std::remove_cvref_t<S>> && !array<S>) {
    int k = 0;
    std::remove_cvref_t<S>::zip(s, s, fill_handles<Handle>{to, &k});
  } else {
    std::construct_at(to, s);
  }
}

template <class R>
struct value_of_result {
  using type = R;
};
template <zippable R>
struct value_of_result<R> : member_of<R> {};

/// Whether A and B are one struct template, whatever the type of the members.
template <class A, class B>
inline constexpr bool same_struct = false;
template <zippable A, zippable B>
inline constexpr bool same_struct<A, B> = std::same_as<rebind_t<A, int>, rebind_t<B, int>>;

/// What a kernel returns for values of type Real; says what is wrong where it cannot be called with them.
template <class Inputs, class Kernel, class Real>
struct returned_by {
  static_assert(
      Inputs::template accepted_by<Real, Kernel>,
      "the kernel does not take these inputs: it has another number of them, or another precision than "
      "the arrays");
  using type = kernel_result_t<Inputs, Kernel, Real>;
  static_assert(
      std::same_as<typename value_of_result<type>::type, Real>,
      "the kernel returns another type of value than it is called with: a double in a float kernel?");
};

template <class S>
std::string name_of(const char* kind, int k) {
  if constexpr (requires { S::names[0]; }) {
    return S::names[k];
  } else {
    return kind + (" " + std::to_string(k + 1));
  }
}

}  // namespace detail

}  // namespace sylva
