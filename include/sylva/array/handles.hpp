#pragma once

#include <memory>
#include <string>
#include <sylva/array/bind.hpp>
#include <sylva/array/borrow.hpp>
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

/// Whether a call takes such an argument; stops with a sentence about what is wrong with it.
template <class A>
consteval bool check_argument() {
  using type = std::remove_cvref_t<A>;
  if constexpr (array<type>) {
    return check_elements<type>();
  } else if constexpr (!scalar_argument<type> && !zippable<type> && !is_handle<type>) {
    return check_array_type<type>();
  } else {
    return true;
  }
}

/// The same, but there may be no inputs.
template <class A>
consteval bool check_inputs() {
  if constexpr (std::same_as<std::remove_cvref_t<A>, no_inputs>) {
    return true;
  } else {
    return check_argument<A>();
  }
}

template <class S>
concept struct_template = requires { typename member_of<S>::type; };

/// Whether a call writes to such outputs, `Outs` as deduced for a forwarding reference; stops with a sentence
/// about what is wrong with them.
template <class Outs>
consteval bool check_outputs() {
  using type = std::remove_cvref_t<Outs>;
  if constexpr (std::same_as<type, no_outputs> || is_handle<type>) {
    return true;
  } else if constexpr (array<type>) {
    return check_elements<type>() && check_written<Outs>();
  } else if constexpr (zippable<type>) {
    static_assert(struct_template<type>,
                  "a struct of outputs is a template of the type of its members, struct name<T>");
    if constexpr (struct_template<type>) {
      using member = typename member_of<type>::type;
      if constexpr (std::is_lvalue_reference_v<Outs> || is_handle<member> || !array<member>) {
        return check_argument<member>();
      } else {
        return check_argument<member>() && check_written<member>();
      }
    }
  } else {
    return check_array_type<type>();
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

/// Stops the compiler unless R, which a kernel returns, is a value of type V or a struct of them.
template <class R, class V>
consteval bool check_returned() {
  using plain = std::remove_cvref_t<R>;
  static_assert(!std::is_void_v<R>, "the kernel returns nothing: it returns its result, a value or a struct");
  static_assert(
      !is_tuple<plain>,
      "the kernel returns std::pair or std::tuple, which do not name their members: several results "
      "are a struct template with a static zip, such as pmodel::jmax_limitation in "
      "sylva/pmodel/jmax_limitation.hpp");
  constexpr bool bare = !std::is_void_v<R> && !is_tuple<plain> && !zippable<plain> &&
                        !std::is_arithmetic_v<plain> && !std::same_as<plain, V>;
  static_assert(!bare,
                "the kernel returns a type that is neither a value nor a struct with a zip: several results "
                "are a struct template, struct name<T>, with a static zip that names its members, such as "
                "pmodel::jmax_limitation in sylva/pmodel/jmax_limitation.hpp");
  if constexpr (!std::is_void_v<R> && !is_tuple<plain> && !bare) {
    static_assert(
        std::same_as<typename value_of_result<R>::type, V>,
        "the kernel returns another type of value than it is called with: a double in a float kernel?");
  }
  return true;
}

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
  static_assert(check_returned<type, Real>());
};

/// The type of value with which a policy calls kernels.
template <class Policy, class Real>
struct called_with {
  using type = Real;
};
template <class Policy, class Real>
  requires requires { typename Policy::template value<Real>; }
struct called_with<Policy, Real> {
  using type = without_stages_t<typename Policy::template value<Real>>;
};

/// Stops the compiler where a policy calls the kernel with V, packets of elements, and the kernel takes none.
template <class Inputs, class Kernel, class V, class Real>
consteval bool check_packets() {
  if constexpr (!std::same_as<V, Real>) {
    static_assert(
        Inputs::template accepted_by<V, Kernel>,
        "the kernel takes numbers but no SIMD values, with which this policy calls it: write its parameters "
        "as a template (`const auto& x` in a lambda) and its functions as sylva::math::exp(x), or run it by "
        "sylva::serial{}");
  }
  return true;
}

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
