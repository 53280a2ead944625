#pragma once

#include <sylva/pmodel/gpp.hpp>

/// What methods are asked for by name, as kernels of their own.
namespace replay {

using sylva::pmodel::leaf_environment;

/// The environment of a leaf, and a number with it.
template <class T>
struct leaf_and {
  leaf_environment<T> leaf;
  T number;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    leaf_environment<T>::zip(a.leaf, b.leaf, f);
    f(a.number, b.number);
  }
};

template <class Method>
struct inverse_of_fluidity {
  Method method;
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& tc, const V& patm) const {
    return V(1) / method.fluidity(tc, patm);
  }
};

template <class Method>
struct arrhenius_factor {
  Method method;
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const leaf_environment<V>& e) const {
    return method.factor(e);
  }
};

template <class Method>
struct inverse_of_arrhenius_inverse {
  Method method;
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const leaf_environment<V>& e) const {
    return V(1) / method.inverse(e);
  }
};

/// The number is xi.
template <class Method>
struct chi_given_xi {
  Method method;
  template <class V>
  SYLVA_FUNCTION constexpr sylva::pmodel::optimal_chi<V> operator()(const leaf_and<V>& x) const {
    return method.given_xi(x.number, x.leaf);
  }
};

/// The number is the reference quantum yield.
template <class Method>
struct quantum_yield_of {
  Method method;
  bool c4;
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const leaf_and<V>& x) const {
    return method.kphio(x.leaf, x.number, c4);
  }
};

template <class Method>
struct omegas_of {
  Method method;
  template <class V>
  SYLVA_FUNCTION constexpr typename Method::template terms<V> operator()(const V& mj) const {
    return method.omegas(mj);
  }
};

}  // namespace replay
