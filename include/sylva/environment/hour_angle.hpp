#pragma once

#include <sylva/core/polynomial.hpp>

namespace sylva {

/// An hour angle between midday and midnight, and its sine. T is a value inside a kernel, an array outside
/// it.
template <class T>
struct hour_angle {
  T angle;  ///< [radian], 0 to pi
  T sine;   ///< [-], 0 to 1

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.angle, b.angle), f(a.sine, b.sine);
  }
  static constexpr const char* names[] = {"angle", "sine"};
};

namespace detail {

/// acos(x) / sqrt(1 - x^2) for x in [0, 1] as a polynomial of x - 1/2: the minimax polynomial for the
/// relative error, 3.1e-17 (double) and 1.2e-8 (float). It is analytic up to x = -1, where acos alone is not
/// at 1.
template <std::floating_point Real>
inline constexpr sylva::polynomial<Real, 21> acos_over_sine{
    {Real(0x1.358e1a79ed7e1p+0),   Real(-0x1.0ded320818ac6p-1),  Real(0x1.1da08d34f29bbp-2),
     Real(-0x1.45030651cec11p-3),  Real(0x1.8025d0bfa8af1p-4),   Real(-0x1.d0c33703453aap-5),
     Real(0x1.1d9e53b5468d8p-5),   Real(-0x1.631197b351a33p-6),  Real(0x1.bd36e843b83a1p-7),
     Real(-0x1.1900bae0da6e3p-7),  Real(0x1.64a2d5a9c874dp-8),   Real(-0x1.c6b150300cfb6p-9),
     Real(0x1.22e70b35a8275p-9),   Real(-0x1.746f1f779bfcdp-10), Real(0x1.df12d732c017ep-11),
     Real(-0x1.3ecfc20c10b88p-11), Real(0x1.9dc56a23b2b44p-12),  Real(-0x1.9b3e198afa5cdp-13),
     Real(0x1.0471c21833520p-13),  Real(-0x1.868b1564e4e23p-13), Real(0x1.02fc400d68737p-13)}};
template <>
inline constexpr sylva::polynomial<float, 10> acos_over_sine<float>{
    {0x1.358e1ap+0f, -0x1.0ded34p-1f, 0x1.1d9fd6p-2f, -0x1.450164p-3f, 0x1.80806ap-4f, -0x1.d16040p-5f,
     0x1.15e8e0p-5f, -0x1.57807cp-6f, 0x1.2135e4p-6f, -0x1.7425cep-7f}};

}  // namespace detail

/// The hour angle whose cosine is x, with x limited to [-1, 1]: midday where the sun, or whatever x compares
/// it with, never rises, midnight where it never sets. Models of a day want the angle and its sine, which one
/// square root serves, where acos and sin are four times the work. Within 4 units in the last place.
template <std::floating_point Real = double>
struct hour_angle_of_cosine {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr hour_angle<V> operator()(const V& x) const {
    const V one = V(Real(1));
    const V size = math::min(math::abs(x), one);
    const V sine = math::sqrt(V((Real(1) - size) * (Real(1) + size)));
    const V angle = sine * ratio(V(size - Real(0.5)));
    return {math::select(x < V(Real(0)), V(pi<Real> - angle), angle), sine};
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr V ratio(const V& u) {
    constexpr decltype(detail::acos_over_sine<Real>) p = detail::acos_over_sine<Real>;
    return p(u);
  }
};

}  // namespace sylva
