#pragma once

#include <sylva/backends/kokkos.hpp>
#include <tuple>
#include <utility>

#include "lift/lift.hpp"
#include "support/kokkos_runtime.hpp"

/// Kokkos Views as arrays under test, see lift.hpp.
namespace lift {

/// Element i of the row-major order, by the View's own operator().
template <class View>
auto& element(const View& a, std::size_t i) {
  std::array<std::size_t, View::rank()> at{};
  for (std::size_t d = View::rank(); d-- > 0;) {
    at[d] = i % a.extent(d);
    i /= a.extent(d);
  }
  return [&]<std::size_t... D>(std::index_sequence<D...>) -> auto& {
    return a(at[D]...);
  }(std::make_index_sequence<View::rank()>{});
}

struct view_reader {
  template <class View>
  static auto read(const View& a) {
    std::vector<typename View::non_const_value_type> values(a.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = element(a, i);
    return values;
  }
  template <class View, class T>
  static View filled(const View& a, const std::vector<T>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) element(a, i) = values[i];
    return a;
  }
};

/// A View of Layout that calls run with Policy on.
template <class Layout, class Policy>
struct views : view_reader {
  using policy = Policy;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static auto make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    Layout layout;
    for (std::size_t d = 0; d < N; ++d) layout.dimension[d] = static_cast<std::size_t>(extents[d]);
    return filled(Kokkos::View<typename sylva::detail::pointers<T, N>::type, Layout, Kokkos::HostSpace>(
                      "array", layout),
                  values);
  }
};

/// A part of a View of one more axis: no two elements are neighbours.
template <class Policy>
struct views<Kokkos::LayoutStride, Policy> : view_reader {
  using policy = Policy;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static auto make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    Kokkos::LayoutRight layout;
    for (std::size_t d = 0; d < N; ++d) layout.dimension[d] = static_cast<std::size_t>(extents[d]);
    layout.dimension[N] = 3;
    const Kokkos::View<typename sylva::detail::pointers<T, N + 1>::type, Kokkos::LayoutRight,
                       Kokkos::HostSpace>
        larger("larger", layout);
    return [&]<std::size_t... D>(std::index_sequence<D...>) {
      return filled(Kokkos::subview(larger, ((void)D, Kokkos::ALL)..., 1), values);
    }(std::make_index_sequence<N>{});
  }
};

namespace detail {

template <class Ex, template <class> class Policy>
using layouts_in = std::tuple<views<Kokkos::LayoutRight, Policy<Ex>>, views<Kokkos::LayoutLeft, Policy<Ex>>,
                              views<Kokkos::LayoutStride, Policy<Ex>>>;
template <template <class> class Policy, class... Ex>
struct on_each {
  using backends = decltype(std::tuple_cat(std::tuple<views<Kokkos::LayoutRight, Policy<Ex>>>{}...));
  using layouts = decltype(std::tuple_cat(layouts_in<Ex, Policy>{}...));
};

}  // namespace detail

/// The same for every host execution space of this Kokkos.
template <template <class> class Policy>
using on_host_spaces = detail::on_each<Policy
#ifdef KOKKOS_ENABLE_SERIAL
                                       ,
                                       Kokkos::Serial
#endif
#ifdef KOKKOS_ENABLE_OPENMP
                                       ,
                                       Kokkos::OpenMP
#endif
#ifdef KOKKOS_ENABLE_THREADS
                                       ,
                                       Kokkos::Threads
#endif
                                       >;

/// Execution spaces of different numbers of threads, as far as this one can be cut.
template <class Ex>
std::vector<Ex> of_several_sizes() {
  std::vector<Ex> all;
  if constexpr (std::constructible_from<Ex, int>) {
    for (int threads = 1; threads <= Ex().concurrency(); ++threads) all.emplace_back(threads);
  }
  all.emplace_back();
  return all;
}

/// Bit for bit the same with one thread and with many.
template <class Ex, class Policy>
bool threads_do_not_matter(Policy policy_of) {
  const forcing<double> x = weather<double>(40000);
  const sylva::pmodel::pmodel_kernel<double> kernel{};
  const std::vector<Ex> spaces = of_several_sizes<Ex>();
  const auto first =
      lifted<views<Kokkos::LayoutRight, decltype(policy_of(Ex()))>>(kernel, x, policy_of(spaces[0]));
  for (const Ex& ex : spaces) {
    for (int again = 0; again < 3; ++again) {
      const auto got = lifted<views<Kokkos::LayoutRight, decltype(policy_of(ex))>>(kernel, x, policy_of(ex));
      if (!identical(got, first)) return false;
    }
  }
  return true;
}

}  // namespace lift
