#include <catch2/catch_test_macros.hpp>
#include <span>
#include <sylva/backends/kokkos.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/models/splash.hpp>
#include <vector>

#include "figures.hpp"
#include "readme/pages/same_figures.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

namespace {

/// A type that only refers to elements, taught as the page says.
template <class T>
struct my_view {
  T* first;
  sylva::index_t count;
};
struct my_family {
  static constexpr const char* name = "my_view";
};

std::vector<double> make_array() { return {5, 15, 25}; }

}  // namespace

template <class T>
struct sylva::array_traits<my_view<T>> {
  using value_type = std::remove_const_t<T>;
  using space = sylva::host_space;
  using family = my_family;
  static sylva::strided_view<T> view(const my_view<T>& a) { return {a.first, {1, {a.count}}, {1}}; }
};

#include "borrowed_type.inc"

TEST_CASE("the check of a type that sylva knows") {
  using my_array = my_view<const double>;
#include "check_array_type.inc"
  SUCCEED("it compiles; what it says of other types is under test in tests/compile/must_not");
}

TEST_CASE("arrays that outlive their handles") {
  const double heights[] = {100, 900};
  const double* pointer = heights;
  sylva::splash_model<double>::inputs<> x;
#include "lasting_inputs.inc"
  CHECK((x.elevation.view().data == pointer && x.elevation.view().extents.size() == 2));
  x.elevation = my_view<const double>{pointer, 2};
  CHECK(x.elevation.view().data == pointer);
  const Kokkos::View<double**, Kokkos::HostSpace> tc("tc", 2, 3);
#include "borrow.inc"
  CHECK(x.tc.view().data == tc.data());
}

TEST_CASE("a temporary that lives as long as the call") {
  const sylva::saturation_vapour_pressure<double> kernel{};
  CHECK(same_figures(map(kernel, make_array()), figures::vapour_pressure));
}
