#pragma once

#include <sylva/core/math.hpp>

namespace sylva {

/// c[0] + c[1] x + ... + c[N-1] x^(N-1), evaluated as a nested (Horner) polynomial
/// (pyrealm: evaluate_horner_polynomial). It is a kernel like any other, and its coefficients can be changed.
template <std::floating_point Real, int N>
struct polynomial {
  static_assert(N > 0);
  Real c[N];  ///< coefficients in ascending powers of x

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& x) const {
    return from<0>(x);
  }

  friend constexpr bool operator==(const polynomial&, const polynomial&) = default;

 private:
  SYLVA_HOST_VALUES_TOO
  template <int I, class V>
  SYLVA_FUNCTION constexpr V from(const V& x) const {
    if constexpr (I == N - 1) {
      return V(c[I]);
    } else {
      return math::mul_add(from<I + 1>(x), x, V(c[I]));
    }
  }
};

}  // namespace sylva
