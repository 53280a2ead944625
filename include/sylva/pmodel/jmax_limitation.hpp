#pragma once

#include <sylva/core/constants.hpp>
#include <sylva/pmodel/constants.hpp>

/// Limitation of the maximum rates of carboxylation and electron transport by the cost of maintaining Jmax.
/// A method is a kernel on mj, the CO2 limitation of light-limited assimilation [-].

namespace sylva::pmodel {

/// T is a value inside a kernel, an array outside it.
template <class T>
struct jmax_limitation {
  T f_v;  ///< factor on Vcmax and on assimilation [-]
  T f_j;  ///< factor on Jmax [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.f_v, b.f_v), f(a.f_j, b.f_j);
  }
  static constexpr const char* names[] = {"f_v", "f_j"};
};

/// Wang et al. (2017): f_v = sqrt(1 - (c/mj)^(2/3)), f_j = sqrt((mj/c)^(2/3) - 1) (pyrealm: method "wang17").
/// NaN where mj <= c, as in hot cells or at low CO2: there the optimum does not exist.
template <std::floating_point Real = double>
struct jmax_wang17 {
  Real c = Real(0.41);  ///< unit cost of Jmax [-]

  static constexpr const char* name = "wang17";
  static constexpr jmax_wang17 from(const core_constants<Real>&, const pmodel_constants<Real>& c) {
    return {c.wang17_c};
  }

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr jmax_limitation<V> operator()(const V& mj) const {
    const V ratio = mj * (Real(1) / c);
    // NaN out here rather than after the roots: one select, and no root of a negative number
    const V defined = math::select(V(c) < mj, ratio, V(not_a_number<Real>));
    const V root = math::rcbrt(defined);
    const V share = root * root;  // (c/mj)^(2/3)
    const V f_v = math::sqrt(V(Real(1) - share));
    return {f_v, f_v * (defined * share)};  // (mj/c)^(1/3) = (mj/c) (c/mj)^(2/3)
  }
};

/// Smith et al. (2019) (pyrealm: method "smith19"). For small mj (below about 0.22) f_v is negative, and NaN
/// where the root has no real value; pyrealm does the same.
template <std::floating_point Real = double>
struct jmax_smith19 {
  Real theta = Real(0.85);            ///< curvature of the light response [-]
  Real c = Real(0.05336251);          ///< unit cost of Jmax [-]
  Real m_star = threshold(theta, c);  ///< mj at which the root changes sign [-]

  static constexpr const char* name = "smith19";
  static constexpr jmax_smith19 from(const core_constants<Real>&, const pmodel_constants<Real>& k) {
    return {k.smith19_theta, k.smith19_c};
  }

  template <class T>
  struct terms {
    T omega;
    T omega_star;
    SYLVA_HOST_VALUES_TOO
    template <class A, class B, class F>
    SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
      f(a.omega, b.omega), f(a.omega_star, b.omega_star);
    }
    static constexpr const char* names[] = {"omega", "omega_star"};
  };

  /// omega and omega* of Smith et al. (2019), eqs 17 and 18.
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr terms<V> omegas(const V& mj) const {
    const V cm = Real(4) * c / mj;
    const V v = Real(1) / V(cm * (Real(1) - theta * cm)) - Real(4) * theta;
    const V root = math::sqrt(V((Real(1) - theta) * v));
    const V omega = math::select(mj < V(m_star), V(-root), root) - (Real(1) - Real(2) * theta);
    const V sum = Real(1) + omega;
    return {omega, sum - math::sqrt(V(sum * sum - Real(4) * theta * omega))};
  }
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr jmax_limitation<V> operator()(const V& mj) const {
    const terms<V> t = omegas(mj);
    return {t.omega_star * (Real(1) / (Real(2) * theta)), t.omega};
  }

  /// 4 c over the smaller root of -1 + P x - P theta x^2.
  static constexpr Real threshold(Real theta, Real c) {
    const Real p = math::square(Real(1) / Real(1.4) - Real(0.7)) / (Real(1) - theta) + Real(3.4);
    const Real smaller = (p - math::sqrt(Real(p * p - Real(4) * p * theta))) / (Real(2) * p * theta);
    return Real(4) * c / smaller;
  }
};

/// No limitation: both factors are 1 (pyrealm: method "none").
template <std::floating_point Real = double>
struct jmax_none {
  static constexpr const char* name = "none";

  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr jmax_limitation<V> operator()(const V&) const {
    return {V(Real(1)), V(Real(1))};
  }
};

}  // namespace sylva::pmodel
