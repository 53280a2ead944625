#pragma once

#include <sylva/backends/xtensor.hpp>

#include "lift/lift.hpp"

namespace lift {

/// The values of any xtensor expression, in row-major order, by xtensor's own iterator.
struct reader {
  template <class A>
  static auto read(const A& a) {
    std::vector<std::remove_const_t<typename A::value_type>> values;
    if (a.size() == 0) return values;  // xtensor's iterators of nothing do arithmetic on a null pointer
    values.assign(a.template begin<xt::layout_type::row_major>(),
                  a.template end<xt::layout_type::row_major>());
    return values;
  }
};

template <class A, class T, std::size_t N>
A filled_from(const std::array<index_t, N>& extents, const std::vector<T>& values) {
  A a(xtl::forward_sequence<typename A::shape_type, decltype(extents)>(extents));
  if (values.empty()) return a;
  auto to = a.template begin<xt::layout_type::row_major>();
  for (const T& value : values) *to++ = value;
  return a;
}

template <xt::layout_type Layout, class Policy = sylva::simd>
struct tensors : reader {
  using policy = Policy;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static xt::xtensor<T, N, Layout> make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    return filled_from<xt::xtensor<T, N, Layout>>(extents, values);
  }
};

}  // namespace lift
