#pragma once

#include <sylva/core/math.hpp>

namespace sylva {

template <std::floating_point Real>
inline constexpr Real radians_per_degree = Real(3.141592653589793238462643383279502884L / 180);
template <std::floating_point Real>
inline constexpr Real degrees_per_radian = Real(180 / 3.141592653589793238462643383279502884L);

namespace math {

SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V to_radians(const V& degrees) {
  return degrees * radians_per_degree<scalar_t<V>>;
}

SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V to_degrees(const V& radians) {
  return radians * degrees_per_radian<scalar_t<V>>;
}

/// acos of x limited to [-1, 1]. The two ends are selected and not computed: acos is vertical there, and a
/// derivative through it would be NaN where the limit makes it 0.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V acos_limited(const V& x) {
  using Real = scalar_t<V>;
  const V lower = V(Real(-1)), upper = V(Real(1));
  const V inside = math::acos(math::clamp(x, lower, upper));
  return math::select(x <= lower, V(pi<Real>), math::select(x >= upper, V(Real(0)), inside));
}

/// asin of x limited to [-1, 1], the ends as in acos_limited.
SYLVA_HOST_VALUES_TOO
template <class V>
SYLVA_FUNCTION constexpr V asin_limited(const V& x) {
  using Real = scalar_t<V>;
  const V lower = V(Real(-1)), upper = V(Real(1)), right_angle = V(pi<Real> / 2);
  const V inside = math::asin(math::clamp(x, lower, upper));
  return math::select(x <= lower, V(-right_angle), math::select(x >= upper, right_angle, inside));
}

}  // namespace math
}  // namespace sylva
