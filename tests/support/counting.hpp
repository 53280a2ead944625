#pragma once

#include <sylva/array/transform.hpp>

/// What tests of fusion count with: a policy that counts launches, and a kernel that counts its elements.
namespace counting {

/// `serial`, which counts.
struct policy {
  static constexpr const char* name = "counting";
  template <class Real>
  using value = Real;
  static inline int launches = 0;
};

/// Twice x, and counts how many elements it was asked for.
struct twice {
  static inline std::ptrdiff_t elements = 0;
  template <class V>
  V operator()(const V& x) const {
    elements += static_cast<std::ptrdiff_t>(sizeof(V) / sizeof(sylva::scalar_t<V>));
    return x + x;
  }
};

/// The launches and elements since it was made.
struct since {
  int launches_before = policy::launches;
  std::ptrdiff_t elements_before = twice::elements;
  int launches() const { return policy::launches - launches_before; }
  std::ptrdiff_t elements() const { return twice::elements - elements_before; }
};

}  // namespace counting

template <>
struct sylva::executor<counting::policy> : sylva::executor<sylva::serial> {
  template <class Work>
  static void run(const counting::policy&, const Work& work) {
    ++counting::policy::launches;
    sylva::executor<sylva::serial>::run(sylva::serial{}, work);
  }
};
