#include <sylva/backends/kokkos.hpp>
#include <tuple>

#include "lift/kokkos_arrays.hpp"

/// SPLASH in the execution space that Kokkos runs in by default: days, chunks of days, and the spin-up, held
/// against its step on the host.
namespace {

template <class Layout>
struct device_views {
  using policy = Kokkos::DefaultExecutionSpace;
  template <class T, std::size_t N>
  static auto make(const std::array<lift::index_t, N>& extents, const std::vector<T>& values) {
    Layout layout;
    for (std::size_t d = 0; d < N; ++d) layout.dimension[d] = static_cast<std::size_t>(extents[d]);
    const Kokkos::View<typename sylva::detail::pointers<T, N>::type, Layout, policy::memory_space> a("array",
                                                                                                     layout);
    Kokkos::deep_copy(a, lift::view_reader::filled(Kokkos::create_mirror_view(a), values));
    return a;
  }
  template <class View>
  static auto read(const View& a) {
    return lift::view_reader::read(Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, a));
  }
};

using backends = std::tuple<device_views<Kokkos::LayoutRight>, device_views<Kokkos::LayoutLeft>>;

}  // namespace

#include "lift/splash_cases.hpp"
