#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sylva/backends/dlpack_kokkos.hpp>
#include <sylva/environment/hygro.hpp>

#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;
using on_host = Kokkos::HostSpace;

TEST_CASE("a tensor shares the elements of a View", "[dlpack][kokkos]") {
  Kokkos::View<double***, Kokkos::LayoutLeft, on_host> x("x", 2, 3, 4);
  x(1, 2, 3) = 5;
  CHECK(x.use_count() == 1);
  {
    const auto t = to_dlpack(x);
    CHECK(x.use_count() == 2);
    CHECK(t->dl_tensor.data == x.data());
    CHECK(t->dl_tensor.device.device_type == kDLCPU);
    CHECK(t->dl_tensor.ndim == 3);
    CHECK(t->dl_tensor.shape[2] == 4);
    CHECK(t->dl_tensor.strides[0] == 1);
    CHECK(t->dl_tensor.strides[2] == 6);
    CHECK(t->flags == 0);
  }
  CHECK(x.use_count() == 1);
  // the tensor is what keeps them
  auto last = to_dlpack<DLManagedTensor>(std::exchange(x, {}));
  const auto back = from_dlpack<double>(std::move(last));
  CHECK(back.elements()(23) == 5);
}

TEST_CASE("parts of Views, Views of const, and Views of nothing", "[dlpack][kokkos]") {
  const Kokkos::View<double**, Kokkos::LayoutRight, on_host> x("x", 3, 4);
  const auto column = to_dlpack(Kokkos::subview(x, Kokkos::ALL, 2));
  CHECK(column->dl_tensor.data == &x(0, 2));
  CHECK(column->dl_tensor.strides[0] == 4);
  const Kokkos::View<const double**, Kokkos::LayoutRight, on_host> constant = x;
  CHECK(to_dlpack(constant)->flags == DLPACK_FLAG_BITMASK_READ_ONLY);
  const Kokkos::View<int, on_host> single("single");
  CHECK(to_dlpack(single)->dl_tensor.ndim == 0);
  CHECK(to_dlpack(Kokkos::View<int*, on_host>("empty", 0))->dl_tensor.data == nullptr);
}

TEST_CASE("a View of a pointer is lent, not shared", "[dlpack][kokkos]") {
  double numbers[] = {1, 2, 3};
  const Kokkos::View<double*, on_host> x(numbers, 3);
  CHECK_THROWS_MATCHES(to_dlpack(x), dlpack_error,
                       MessageMatches(ContainsSubstring("does not own its elements")));
  CHECK(to_dlpack(borrow(x))->dl_tensor.data == numbers);
  STATIC_REQUIRE_FALSE(
      shares_elements<Kokkos::View<double*, on_host, Kokkos::MemoryTraits<Kokkos::Unmanaged>>>);
}

TEST_CASE("as_view refers to the elements", "[dlpack][kokkos]") {
  std::vector<double> numbers(24);
  for (std::size_t i = 0; i < 24; ++i) numbers[i] = static_cast<double>(i);
  const auto lent = [&](const shape& s, std::array<index_t, 2> stride, index_t first = 0) {
    return from_dlpack<double>(
        to_dlpack(borrow(strided_view<double>{numbers.data() + first, s, {stride[0], stride[1]}})));
  };
  auto rows = lent({2, {4, 6}}, {6, 1});
  const auto x = as_view<2>(rows);
  CHECK(x(3, 5) == 23);
  CHECK(as_view<2>(std::as_const(rows))(3, 5) == 23);
  STATIC_REQUIRE_FALSE(writable_array<decltype(as_view<2>(std::as_const(rows)))>);
  x(0, 1) = -1;
  CHECK(numbers[1] == -1);
  CHECK(as_view<2, Kokkos::LayoutRight>(rows)(2, 3) == 15);
  auto columns = lent({2, {6, 4}}, {1, 6});
  CHECK(as_view<2>(columns)(5, 2) == 17);
  CHECK(as_view<2, Kokkos::LayoutLeft>(columns)(5, 2) == 17);
  auto padded = lent({2, {2, 3}}, {12, 2});
  CHECK(as_view<2>(padded)(1, 2) == 16);
  auto one = lent({0, {}}, {}, 7);
  CHECK(as_view<0>(one)() == 7);
  auto none = lent({2, {3, 0}}, {-4, 1});
  CHECK(as_view<2>(none).size() == 0);
  auto row = lent({2, {1, 3}}, {77, 1});
  CHECK(as_view<2, Kokkos::LayoutRight>(row)(0, 2) == 2);
  const auto says = [](const char* text) { return MessageMatches(ContainsSubstring(text)); };
  auto backwards = lent({2, {2, 2}}, {-6, 1}, 20);
  CHECK_THROWS_MATCHES(as_view<2>(backwards), shape_error, says("axis 0 the elements are -6 apart"));
  CHECK_THROWS_MATCHES((as_view<2, Kokkos::LayoutRight>(columns)), shape_error,
                       says("axis 1 the elements are 6 apart"));
  CHECK_THROWS_MATCHES((as_view<2, Kokkos::LayoutLeft>(rows)), shape_error,
                       says("axis 0 the elements are 6 apart"));
  CHECK_THROWS_MATCHES(as_view<1>(rows), shape_error, says("(4, 6), but the call is for one of 1 axes"));
}

TEST_CASE("and is an array for every call", "[dlpack][kokkos]") {
  auto x = from_dlpack<double>(to_dlpack(std::vector<double>{5, 15, 25}));
  const auto made = map(saturation_vapour_pressure<double>{}, as_view<1>(x));
  CHECK(std::abs(made(2) - saturation_vapour_pressure<double>{}(25.0)) < 1e-12);
}

TEST_CASE("the last owner of a View's elements is not lent as a temporary", "[dlpack][kokkos]") {
  using view_type = Kokkos::View<double*, Kokkos::HostSpace>;
  CHECK_THROWS_MATCHES(borrow(view_type("x", 3)), std::invalid_argument,
                       Catch::Matchers::MessageMatches(Catch::Matchers::ContainsSubstring("last owner")));
  const view_type x("x", 3);
  CHECK(borrow(Kokkos::subview(x, std::pair(1, 3))).elements.data == x.data() + 1);
}
