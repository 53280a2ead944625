#pragma once

#include <sylva/backends/kokkos_namespace.hpp>
#include <tuple>

#include "namespace/answers.hpp"

/// Kokkos Views as arrays under test, see cases.hpp.
namespace answers {

using execution = Kokkos::DefaultHostExecutionSpace;

template <class Layout>
struct views {
  template <std::size_t N, class T>
  static auto make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    Layout layout;
    for (std::size_t k = 0; k < N; ++k) layout.dimension[k] = static_cast<std::size_t>(extents[k]);
    Kokkos::View<typename sylva::detail::pointers<T, N>::type, Layout, execution> a("input", layout);
    for (index_t i = 0; i < values.size(); ++i) {
      std::array<index_t, N> at{};
      index_t rest = i;
      for (std::size_t k = N; k-- > 0; rest /= extents[k]) at[k] = rest % extents[k];
      std::apply([&](auto... index) { a(index...) = values.data()[i]; }, at);
    }
    return a;
  }
  template <class A>
  static void read(const A& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    constexpr std::size_t rank = A::rank();
    index_t size = 1;
    for (std::size_t k = 0; k < rank; ++k) {
      shape.push_back(static_cast<index_t>(a.extent(k)));
      size *= shape.back();
    }
    for (index_t i = 0; i < size; ++i) {
      std::array<index_t, rank> at{};
      index_t rest = i;
      for (std::size_t k = rank; k-- > 0; rest /= shape[k]) at[k] = rest % shape[k];
      elements.push_back(static_cast<double>(std::apply([&](auto... index) { return a(index...); }, at)));
    }
  }
};
struct right : views<Kokkos::LayoutRight> {
  static constexpr const char* name = "LayoutRight";
};
struct left : views<Kokkos::LayoutLeft> {
  static constexpr const char* name = "LayoutLeft";
};

}  // namespace answers
