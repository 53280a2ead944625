#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <sylva/backends/dlpack_xtensor.hpp>
#include <sylva/environment/hygro.hpp>
#include <xtensor/core/xmath.hpp>

using namespace sylva;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::MessageMatches;

namespace {

/// 24 numbers, lent with these extents and strides.
struct lent {
  std::vector<double> numbers = std::vector<double>(24);
  dlpack_array<double> array;

  lent(const shape& s, std::vector<index_t> stride, index_t first = 0)
      : array(from_dlpack<double>(to_dlpack(borrow(view_of(s, stride, first))))) {}

 private:
  strided_view<double> view_of(const shape& s, const std::vector<index_t>& stride, index_t first) {
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(i);
    strided_view<double> v{numbers.data() + first, s, {}};
    std::copy(stride.begin(), stride.end(), v.stride);
    return v;
  }
};

template <class X>
std::vector<double> values(const X& x) {
  return {x.begin(), x.end()};
}

}  // namespace

TEST_CASE("a tensor takes over xtensor's containers", "[dlpack][xtensor]") {
  xt::xtensor<double, 2> x{{1, 2, 3}, {4, 5, 6}};
  const double* const elements = x.data();
  const auto t = to_dlpack(std::move(x));
  CHECK(t->dl_tensor.data == elements);
  CHECK(t->dl_tensor.ndim == 2);
  CHECK(t->dl_tensor.shape[1] == 3);
  CHECK(t->dl_tensor.strides[0] == 3);
  CHECK(t->dl_tensor.strides[1] == 1);

  xt::xarray<float, xt::layout_type::column_major> columns = xt::ones<float>({2, 3, 4});
  const auto of_columns = to_dlpack<DLManagedTensor>(std::move(columns));
  CHECK(of_columns->dl_tensor.strides[0] == 1);
  CHECK(of_columns->dl_tensor.strides[2] == 6);
  CHECK(static_cast<float*>(of_columns->dl_tensor.data)[23] == 1);

  const auto fixed = to_dlpack(xt::xtensor_fixed<double, xt::xshape<2, 2>>{{1, 2}, {3, 4}});
  CHECK(static_cast<double*>(fixed->dl_tensor.data)[3] == 4);
  CHECK(to_dlpack(xt::xtensor<double, 2>(std::array<std::size_t, 2>{3, 0}))->dl_tensor.data == nullptr);
}

TEST_CASE("views of xtensor are lent", "[dlpack][xtensor]") {
  xt::xtensor<double, 2> x{{1, 2, 3}, {4, 5, 6}};
  auto column = xt::view(x, xt::all(), 1);
  const auto lent_column = from_dlpack<double>(to_dlpack(borrow(column)));
  CHECK(lent_column.data() == &x(0, 1));
  CHECK(lent_column.elements()(1) == 5);
  const auto backwards = xt::strided_view(x, {xt::range(xt::placeholders::_, xt::placeholders::_, -1), 2});
  const auto lent_backwards = from_dlpack<const double>(to_dlpack(borrow(backwards)));
  CHECK(lent_backwards.elements()(0) == 6);
  CHECK(to_dlpack(borrow(std::as_const(x)))->flags == DLPACK_FLAG_BITMASK_READ_ONLY);
}

TEST_CASE("as_xtensor refers to the elements, whatever their strides", "[dlpack][xtensor]") {
  lent plain({2, {4, 6}}, {6, 1});
  auto x = as_xtensor<2>(plain.array);
  CHECK(x.data() == plain.numbers.data());
  const auto& fixed = plain.array;
  CHECK(as_xtensor<2>(fixed)(3, 5) == 23);
  CHECK(as_xtensor(fixed)(3, 5) == 23);
  STATIC_REQUIRE_FALSE(writable_array<decltype(as_xtensor<2>(fixed))>);
  CHECK(x(3, 5) == 23);
  x(1, 2) = -1;
  CHECK(plain.numbers[8] == -1);
  CHECK(xt::sum(x)() == 276 - 8 - 1);

  lent every_second({2, {2, 3}}, {12, 2});
  CHECK(values(as_xtensor<2>(every_second.array)) == std::vector<double>{0, 2, 4, 12, 14, 16});
  CHECK(values(as_xtensor(every_second.array)) == std::vector<double>{0, 2, 4, 12, 14, 16});
  lent backwards({2, {2, 2}}, {-6, -1}, 23);
  CHECK(values(as_xtensor<2>(backwards.array)) == std::vector<double>{23, 22, 17, 16});
  lent columns({2, {6, 4}}, {1, 6});
  CHECK(as_xtensor(columns.array)(5, 3) == 23);
  lent repeated({2, {3, 2}}, {0, 1});
  CHECK(values(as_xtensor<2>(repeated.array)) == std::vector<double>{0, 1, 0, 1, 0, 1});
  lent row({2, {1, 3}}, {77, 1});
  const xt::xtensor<double, 2> broadcast = as_xtensor<2>(row.array) + xt::zeros<double>({2, 3});
  CHECK(broadcast == xt::xtensor<double, 2>{{0, 1, 2}, {0, 1, 2}});
  lent one({0, {}}, {}, 7);
  CHECK(as_xtensor<0>(one.array)() == 7);
  CHECK(as_xtensor(one.array)() == 7);
  lent none({2, {3, 0}}, {4, 1});
  CHECK(as_xtensor<2>(none.array).size() == 0);
  CHECK_THROWS_MATCHES(as_xtensor<3>(plain.array), shape_error,
                       MessageMatches(ContainsSubstring("(4, 6), but the call is for one of 3 axes")));
}

TEST_CASE("and is an array of xtensor's family", "[dlpack][xtensor]") {
  lent plain({2, {3, 4}}, {1, 3});
  const auto made = map(saturation_vapour_pressure<double>{}, as_xtensor<2>(plain.array));
  STATIC_REQUIRE(std::same_as<decltype(made), const xt::xtensor<double, 2>>);
  CHECK(std::abs(made(1, 3) - saturation_vapour_pressure<double>{}(10.0)) < 1e-12);
  const std::vector<double> numbers{1, 2, 3};
  auto constant = from_dlpack<const double>(to_dlpack(borrow(numbers)));
  const auto x = as_xtensor<1>(constant);
  STATIC_REQUIRE(std::same_as<decltype(x(0)), const double&>);
  CHECK(xt::sum(x)() == 6);
}
