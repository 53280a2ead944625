#pragma once

#include <sylva/array/bind.hpp>

/// Kernels composed to one kernel: what a lazy pipeline is when it runs. The parts know at compile time which
/// of the loaded values they take, so that nothing is left of the composition but its arithmetic.

namespace sylva::detail {

/// Values of any types; std::tuple is for the host only.
template <class... T>
struct pack {};
template <class T, class... Rest>
struct pack<T, Rest...> {
  T head;
  pack<Rest...> tail;
};

/// The I-th loaded value.
template <int I>
struct loaded_value {
  template <class V>
  SYLVA_FUNCTION constexpr const V& operator()(const V* x) const {
    return x[I];
  }
};

/// The same value everywhere.
template <class T>
struct fixed_value {
  T value;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V*) const {
    return V(static_cast<scalar_t<V>>(value));
  }
};

/// A variable that was not given: NaN everywhere.
struct missing_value {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V*) const {
    return V(not_a_number<scalar_t<V>>);
  }
};

template <class V>
struct take_member {
  const V* x;
  int* k;
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(A& a, B&) const {
    a = x[(*k)++];
  }
};

/// The struct S of values from the first of them, in the order of its members.
SYLVA_HOST_VALUES_TOO
template <class S, class V>
SYLVA_FUNCTION constexpr rebind_t<S, V> struct_from(const V* x) {
  rebind_t<S, V> s;
  int k = 0;
  rebind_t<S, V>::zip(s, s, take_member<V>{x, &k});
  return s;
}

/// A struct of loaded values, the first of which is the First-th.
template <class S, int First>
struct loaded_struct {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr rebind_t<S, V> operator()(const V* x) const {
    return struct_from<S>(x + First);
  }
};

/// The kernel that makes the struct S of its values, one a member.
template <class S>
struct make_struct {
  SYLVA_HOST_VALUES_TOO
  template <class V, class... Rest>
    requires(sizeof...(Rest) + 1 == member_count<S>())
  SYLVA_FUNCTION constexpr rebind_t<S, V> operator()(const V& first, const Rest&... rest) const {
    const V x[] = {first, rest...};
    return struct_from<S>(static_cast<const V*>(x));
  }
};

/// Everything that a kernel returns.
struct everything {
  SYLVA_HOST_VALUES_TOO
  template <class R>
  SYLVA_FUNCTION static constexpr const R& of(const R& r) {
    return r;
  }
};

SYLVA_HOST_VALUES_TOO
template <class K, class V, class... Done>
SYLVA_FUNCTION constexpr auto call_with(const K& kernel, const pack<>&, const V*, const Done&... done) {
  return kernel(done...);
}
SYLVA_HOST_VALUES_TOO
template <class K, class A, class... Rest, class V, class... Done>
SYLVA_FUNCTION constexpr auto call_with(const K& kernel, const pack<A, Rest...>& arguments, const V* x,
                                        const Done&... done) {
  return call_with(kernel, arguments.tail, x, done..., arguments.head(x));
}

/// A kernel, what its arguments are made of, and which member of its result goes on (or everything).
template <class Kernel, class Field, class... Args>
struct stage {
  Kernel kernel;
  pack<Args...> arguments;

  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr auto operator()(const V* x) const {
    const auto all = call_with(kernel, arguments, x);
    return Field::of(all);
  }
};

/// The last stage of a pipeline as a kernel of N values.
template <int N, class Stage>
struct composed_kernel {
  Stage last;

  SYLVA_HOST_VALUES_TOO
  template <class V, class... Rest>
    requires(sizeof...(Rest) + 1 == N)
  SYLVA_FUNCTION constexpr auto operator()(const V& first, const Rest&... rest) const {
    const V x[] = {first, rest...};
    return last(static_cast<const V*>(x));
  }
};

inline constexpr pack<> packed() { return {}; }
template <class T, class... Rest>
constexpr pack<T, Rest...> packed(const T& head, const Rest&... rest) {
  return {head, packed(rest...)};
}

/// The plain arithmetic of pipelines.
#define SYLVA_BINARY(name, op)                                            \
  struct name {                                                           \
    SYLVA_HOST_VALUES_TOO                                                 \
    template <class V>                                                    \
    SYLVA_FUNCTION constexpr V operator()(const V& a, const V& b) const { \
      return a op b;                                                      \
    }                                                                     \
  };
SYLVA_BINARY(sum, +)
SYLVA_BINARY(difference, -)
SYLVA_BINARY(product, *)
SYLVA_BINARY(quotient, /)
#undef SYLVA_BINARY
struct negative {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& a) const {
    return -a;
  }
};

}  // namespace sylva::detail
