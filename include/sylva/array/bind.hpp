#pragma once

#include <sylva/core/math.hpp>
#include <type_traits>
#include <utility>

namespace sylva {

namespace detail {

// no lambda: CUDA's compiler takes none in a concept that device code asks
struct visit_members {
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(A&, B&) const {}
};

}  // namespace detail

/// A struct template of values, one member a variable, that names its members to `zip`.
template <class S>
concept zippable = requires(S& s) { S::zip(s, s, detail::visit_members{}); };

namespace detail {

template <class S, class T>
struct rebind;
template <template <class...> class S, class A, class... Tags, class T>
struct rebind<S<A, Tags...>, T> {
  using member = A;
  using type = S<T, Tags...>;
};

struct count_members {
  int* n;
  template <class A, class B>
  constexpr void operator()(A&, B&) const {
    ++*n;
  }
};

// called by nobody; defined for compilers that look for what is inline
struct any_load {
  template <class V>
  SYLVA_FUNCTION V operator()(int) const {
    return V();
  }
};

template <class V, class K, int... I>
constexpr bool takes_values(std::integer_sequence<int, I...>) {
  return std::is_invocable_v<const K&, std::enable_if_t<(I >= 0), const V&>...>;
}

}  // namespace detail

/// The struct template S of another type: rebind_t<productivity<double>, std::vector<double>>.
template <class S, class T>
using rebind_t = typename detail::rebind<std::remove_cvref_t<S>, T>::type;

namespace detail {

template <class S, class V>
struct values_like {
  using type = V;
};
template <zippable S, class V>
struct values_like<S, V> {
  using type = rebind_t<S, V>;
};

}  // namespace detail

/// V, or the struct of V that S, a value or a struct of them, is one of.
template <class S, class V>
using values_like_t = typename detail::values_like<S, V>::type;

/// How many members a zippable struct has.
template <class S>
constexpr int member_count() {
  rebind_t<S, char> s{};
  int n = 0;
  rebind_t<S, char>::zip(s, s, detail::count_members{&n});
  return n;
}

namespace detail {

template <class Load, class V>
struct load_member {
  const Load& load;
  int* k;
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(A& a, B&) const {
    a = load.template operator()<V>((*k)++);
  }
};

template <class Store>
struct store_member {
  const Store& store;
  int* k;
  template <class A, class B>
  SYLVA_FUNCTION constexpr void operator()(const A& a, const B&) const {
    store((*k)++, a);
  }
};

}  // namespace detail

/// How a kernel takes its inputs: as N values, one after another.
template <int N>
struct positional_inputs {
  static constexpr int count = N;
  /// Whether the kernel can be called with them.
  template <class V, class K>
  static constexpr bool accepted_by = detail::takes_values<V, K>(std::make_integer_sequence<int, N>{});

  SYLVA_HOST_VALUES_TOO
  template <class V, class K, class Load>
  SYLVA_FUNCTION static constexpr auto call(const K& kernel, const Load& load) {
    return call<V>(kernel, load, std::make_integer_sequence<int, N>{});
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V, class K, class Load, int... I>
  SYLVA_FUNCTION static constexpr auto call(const K& kernel, const Load& load,
                                            std::integer_sequence<int, I...>) {
    return kernel(load.template operator()<V>(I)...);
  }
};

/// How a kernel takes its inputs: as one struct of values.
template <class S>
struct struct_inputs {
  static constexpr int count = member_count<S>();
  template <class V, class K>
  static constexpr bool accepted_by = std::is_invocable_v<const K&, const rebind_t<S, V>&>;

  SYLVA_HOST_VALUES_TOO
  template <class V, class K, class Load>
  SYLVA_FUNCTION static constexpr auto call(const K& kernel, const Load& load) {
    rebind_t<S, V> x;
    int k = 0;
    rebind_t<S, V>::zip(x, x, detail::load_member<Load, V>{load, &k});
    return kernel(x);
  }
};

/// What a kernel returns for values of type V.
template <class Inputs, class K, class V>
using kernel_result_t = decltype(Inputs::template call<V>(std::declval<const K&>(), detail::any_load{}));

/// A value of type S, a value or a struct of them, whose k-th member is load(k).
SYLVA_HOST_VALUES_TOO
template <class S, class V, class Load>
SYLVA_FUNCTION constexpr S load_values(const Load& load) {
  if constexpr (zippable<S>) {
    S s;
    int k = 0;
    S::zip(s, s, detail::load_member<Load, V>{load, &k});
    return s;
  } else {
    return load.template operator()<V>(0);
  }
}

/// Hands the members of a result, or the one value that it is, to store(k, value).
SYLVA_HOST_VALUES_TOO
template <class R, class Store>
SYLVA_FUNCTION constexpr void store_result(const R& r, const Store& store) {
  if constexpr (zippable<R>) {
    int k = 0;
    R::zip(r, r, detail::store_member<Store>{store, &k});
  } else {
    store(0, r);
  }
}

/// How many values R is: the members of a struct, or one.
template <class R>
constexpr int output_count() {
  if constexpr (zippable<R>) {
    return member_count<R>();
  } else {
    return 1;
  }
}

}  // namespace sylva
