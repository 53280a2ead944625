#pragma once

#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <sylva/backends/kokkos_device.hpp>
#include <utility>

/// to_device between the host and Space, for every rank, layout and stride. Elements get to Space and back by
/// Kokkos' own copies of contiguous Views, so that what is under test does not check itself.
namespace to_device_cases {

using host_memory = Kokkos::HostSpace;

template <std::size_t Rank, class Layout, class Space>
using array_of = Kokkos::View<typename sylva::detail::pointers<double, Rank>::type, Layout, Space>;

/// Elements in row-major order by the View's own operator().
template <class View>
std::vector<double> elements(const View& a) {
  std::vector<double> values(a.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t at[View::rank() + 1] = {};
    std::size_t rest = i;
    for (std::size_t d = View::rank(); d-- > 0; rest /= a.extent(d)) at[d] = rest % a.extent(d);
    [&]<std::size_t... D>(std::index_sequence<D...>) {
      values[i] = a(at[D]...);
    }(std::make_index_sequence<View::rank()>{});
  }
  return values;
}

/// The same of a contiguous View anywhere.
template <class View>
std::vector<double> fetched(const View& a) {
  return elements(Kokkos::create_mirror_view_and_copy(host_memory{}, a));
}

/// An array on the host and its twin in Space: no two elements are equal.
template <std::size_t Rank, class Layout, class Space>
auto twins(std::size_t first_extent) {
  Layout layout;
  const std::size_t extents[] = {first_extent, 2, 4, 2, 3, 2, 2, 2};
  for (int d = 0; d < static_cast<int>(Rank); ++d) layout.dimension[d] = extents[d];
  const array_of<Rank, Layout, host_memory> here("here", layout);
  const array_of<Rank, Layout, Space> there("there", layout);
  std::iota(here.data(), here.data() + here.size(), 1.0);
  Kokkos::deep_copy(there, here);
  return std::pair(here, there);
}

template <class Made, class Space>
constexpr bool lives_in = std::same_as<typename Made::memory_space, Space>;

/// From either to the other, and from each to a copy beside it.
template <class Space, class Here, class There>
void both_ways(const Here& here, const There& there) {
  constexpr int rank = static_cast<int>(Here::rank());
  const std::vector<double> expected = elements(here);
  const auto check = [&](const auto& made, const void* original) {
    using made_type = std::remove_cvref_t<decltype(made)>;
    using layout = typename Here::array_layout;
    STATIC_CHECK(std::same_as<typename made_type::array_layout,
                              std::conditional_t<std::same_as<layout, Kokkos::LayoutLeft>, Kokkos::LayoutLeft,
                                                 Kokkos::LayoutRight>>);
    for (std::size_t d = 0; d != Here::rank(); ++d) CHECK(made.extent(d) == here.extent(d));
    CHECK(made.span_is_contiguous());
    if (!expected.empty()) CHECK(static_cast<const void*>(made.data()) != original);
    CHECK(fetched(made) == expected);
  };
  const auto up = sylva::copy_to_device(here, Space{});
  STATIC_CHECK(lives_in<std::remove_const_t<decltype(up)>, Space>);
  check(up, here.data());
  const auto down = sylva::copy_to_device(there, sylva::host_space{});
  STATIC_CHECK(lives_in<std::remove_const_t<decltype(down)>, host_memory>);
  check(down, there.data());
  check(sylva::copy_to_device(there, Space{}), there.data());
  // from an array of another family: only its strides are known
  const auto view = sylva::array_traits<Here>::view(here);
  CHECK(fetched(sylva::copy_to_device<rank>(view, Space{})) == expected);
  // through memory beside the elements, which only spaces that cannot reach each other need
  using copying = sylva::detail::copying<host_memory, Space>;
  Kokkos::fence();
  check(sylva::detail::copied_view<rank, Space, true>(copying(), here), here.data());
  check(sylva::detail::copied_view<rank, host_memory, true>(copying(), there), there.data());
  if constexpr (!std::same_as<Space, host_memory>) {
    check(sylva::to_device(here, Space{}), here.data());
    check(sylva::to_device(there, sylva::host_space{}), there.data());
    check(sylva::to_device(there, host_memory{}), there.data());
    const typename Space::execution_space stream;
    check(sylva::to_device(stream, here, Space{}), here.data());
    check(sylva::to_device(stream, there, sylva::host_space{}), there.data());
    check(sylva::to_device(Kokkos::DefaultHostExecutionSpace(), there, sylva::host_space{}), there.data());
    CHECK(fetched(sylva::to_device<rank>(view, Space{})) == expected);
  }
  // where it is already
  CHECK(&sylva::to_device(here, sylva::host_space{}) == &here);
  CHECK(&sylva::to_device(there, Space{}) == &there);
  CHECK(&sylva::to_device(there, typename Space::execution_space{}) == &there);
  CHECK(sylva::to_device(There(there), Space{}).data() == there.data());
}

/// Whole arrays, and parts of arrays of one more axis.
template <std::size_t Rank, class Layout, class Space>
void layouts_of(std::size_t first_extent) {
  const auto whole = twins<Rank, Layout, Space>(first_extent);
  both_ways<Space>(whole.first, whole.second);
  const auto larger = twins<Rank + 1, Layout, Space>(first_extent);
  const auto parts = [&]<std::size_t... D>(std::index_sequence<D...>) {
    const auto last = [](const auto& a) { return Kokkos::subview(a, ((void)D, Kokkos::ALL)..., 1); };
    if (Rank > 0 || first_extent > 1) both_ways<Space>(last(larger.first), last(larger.second));
    if (first_extent > 1) {
      const auto first = [](const auto& a) { return Kokkos::subview(a, 1, ((void)D, Kokkos::ALL)...); };
      both_ways<Space>(first(larger.first), first(larger.second));
    }
    if constexpr (Rank > 0) {
      // padded: rows, or columns, with a gap between them
      const auto padded = [](const auto& a) {
        if constexpr (std::same_as<Layout, Kokkos::LayoutLeft>) {
          const std::pair<std::size_t, std::size_t> some(a.extent(0) / 3, a.extent(0));
          return Kokkos::subview(a, some, ((void)D, Kokkos::ALL)...);
        } else {
          const std::pair<std::size_t, std::size_t> some(1, a.extent(Rank));
          return Kokkos::subview(a, ((void)D, Kokkos::ALL)..., some);
        }
      };
      both_ways<Space>(padded(larger.first), padded(larger.second));
    }
  };
  parts(std::make_index_sequence<Rank>{});
}

template <class Space, std::size_t... Rank>
void ranks(std::index_sequence<Rank...>) {
  for (const std::size_t first_extent : {5u, 0u, 1u}) {
    (layouts_of<Rank, Kokkos::LayoutRight, Space>(first_extent), ...);
    (layouts_of<Rank, Kokkos::LayoutLeft, Space>(first_extent), ...);
  }
}

/// Parts that are longer than one block of the gathering, with a remainder.
template <class Space>
void long_arrays() {
  const Kokkos::View<double**, Kokkos::LayoutRight, host_memory> here("here", 3001, 7);
  std::iota(here.data(), here.data() + here.size(), 1.0);
  const auto there = Kokkos::create_mirror_view_and_copy(Space{}, here);
  const auto columns = [](const auto& a) {
    return Kokkos::subview(a, Kokkos::ALL, std::pair<int, int>(2, 5));
  };
  const auto column = [](const auto& a) { return Kokkos::subview(a, Kokkos::ALL, 3); };
  both_ways<Space>(columns(here), columns(there));
  both_ways<Space>(column(here), column(there));
}

/// Everything, for one memory space; for the host's own, where to_device is the identity, what always copies.
template <class Space>
void all() {
  STATIC_CHECK(std::same_as<decltype(sylva::device(std::declval<Kokkos::View<float*, Space>>())),
                            sylva::device_space_t<Space>>);
  ranks<Space>(std::make_index_sequence<8>{});
  long_arrays<Space>();
}

}  // namespace to_device_cases
