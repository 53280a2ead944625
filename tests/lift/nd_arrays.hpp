#pragma once

#include <sylva/array/nd_array.hpp>
#include <tuple>

#include "lift/lift.hpp"

namespace lift {

/// nd_array, which calls run with Policy on.
template <class Policy>
struct nd_arrays {
  using policy = Policy;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static sylva::nd_array<T> make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    sylva::shape s{static_cast<int>(N), {}};
    std::copy(extents.begin(), extents.end(), s.extent);
    sylva::nd_array<T> a(s);
    std::copy(values.begin(), values.end(), a.begin());
    return a;
  }
  template <class T>
  static std::vector<T> read(const sylva::nd_array<T>& a) {
    return {a.begin(), a.end()};
  }
};

}  // namespace lift
