#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/core/bounds.hpp>

namespace sylva {

/// Findings in N inputs.
template <int N>
struct range_findings {
  range_finding of[N > 0 ? N : 1];
};

/// A kernel, or a step of a scan, that takes impossible values of its inputs as missing: each that lies
/// outside of its limits becomes NaN before the kernel sees it. Inputs are values, or one struct of N values;
/// the state of a step, which comes before the struct, stays as it is. An input that is not checked costs
/// nothing.
template <class Kernel, std::floating_point Real, int N>
struct possible_inputs {
  Kernel kernel;
  possible_limits<Real> limits[N] = {};

  /// From now on input k is checked.
  void check(int k, const variable_range& r) { limits[k] = possible_limits<Real>(r); }

  SYLVA_HOST_VALUES_TOO
  template <class X>
    requires(zippable<X>)
  [[nodiscard]] SYLVA_FUNCTION constexpr auto operator()(const X& x) const {
    return kernel(all_of(x));
  }
  SYLVA_HOST_VALUES_TOO
  template <class State, class X>
    requires(zippable<X>)
  [[nodiscard]] SYLVA_FUNCTION constexpr auto operator()(const State& state, const X& x) const {
    return kernel(state, all_of(x));
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V, class... Rest>
    requires(sizeof...(Rest) + 1 == N && !(zippable<Rest> || ...))
  [[nodiscard]] SYLVA_FUNCTION constexpr auto operator()(const V& first, const Rest&... rest) const {
    return by_position(std::make_integer_sequence<int, N>{}, first, rest...);
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V one(const V& x, int k) const {
    if (!limits[k].checked()) return x;
    const interval_limits<Real>& possible = limits[k].possible;
    const mask_t<V> inside = (V(possible.least) <= x) & (x <= V(possible.greatest));
    return math::select(inside, x, V(not_a_number<Real>));
  }
  struct replace_member {
    const possible_inputs& limits;
    int* k;
    template <class V>
    SYLVA_FUNCTION constexpr void operator()(V& x, const V&) const {
      x = limits.one(x, (*k)++);
    }
  };
  SYLVA_HOST_VALUES_TOO
  template <class X>
  SYLVA_FUNCTION constexpr X all_of(const X& x) const {
    static_assert(member_count<X>() == N);
    X y = x;
    int k = 0;
    X::zip(y, x, replace_member{*this, &k});
    return y;
  }
  SYLVA_HOST_VALUES_TOO
  template <int... I, class... V>
  SYLVA_FUNCTION constexpr auto by_position(std::integer_sequence<int, I...>, const V&... x) const {
    return kernel(one(x, I)...);
  }
};

namespace detail {

/// Its value as it is: with possible_inputs around it, NaN where the value is impossible.
template <std::floating_point Real>
struct unchanged {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  SYLVA_FUNCTION constexpr V operator()(const V& x) const {
    return x;
  }
};

}  // namespace detail

}  // namespace sylva
