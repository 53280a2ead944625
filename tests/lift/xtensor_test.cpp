#include <tuple>

#include "lift/xtensor_arrays.hpp"

namespace {

using lift::reader, lift::filled_from, lift::tensors;

template <xt::layout_type Layout>
struct xarrays : reader {
  using policy = sylva::simd;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static xt::xarray<T, Layout> make(const std::array<lift::index_t, N>& extents,
                                    const std::vector<T>& values) {
    return filled_from<xt::xarray<T, Layout>>(extents, values);
  }
};

/// Every third column of a larger array, which the view owns.
struct strided_views : reader {
  using policy = sylva::simd;
  static constexpr int ranks = 1;
  template <class T>
  static auto make(const std::array<lift::index_t, 1>& extents, const std::vector<T>& values) {
    xt::xtensor<T, 2> larger({static_cast<std::size_t>(extents[0]), 3}, T(-99));
    for (std::size_t i = 0; i < values.size(); ++i) larger(i, 1) = values[i];
    return xt::view(std::move(larger), xt::all(), 1);
  }
};

/// A view that runs backwards: its strides are negative.
struct reversed_views : reader {
  using policy = sylva::simd;
  static constexpr int ranks = 1;
  template <class T>
  static auto make(const std::array<lift::index_t, 1>& extents, const std::vector<T>& values) {
    using xt::placeholders::_;
    xt::xtensor<T, 1> a(std::array<std::size_t, 1>{static_cast<std::size_t>(extents[0])});
    std::copy(values.rbegin(), values.rend(), a.begin());
    return xt::view(std::move(a), xt::range(_, _, -1));
  }
};

/// xt::strided_view of every second element, from behind.
struct dynamic_views : reader {
  using policy = sylva::simd;
  static constexpr int ranks = 1;
  template <class T>
  static auto make(const std::array<lift::index_t, 1>& extents, const std::vector<T>& values) {
    using xt::placeholders::_;
    const std::size_t n = static_cast<std::size_t>(extents[0]);
    xt::xarray<T> larger(std::vector<std::size_t>{2 * n}, T(-99));
    for (std::size_t i = 0; i < n; ++i) larger(2 * (n - 1 - i) + 1) = values[i];
    return xt::strided_view(std::move(larger), {xt::range(_, _, -2)});
  }
};

/// A std::vector that xtensor took over.
struct adapted : reader {
  using policy = sylva::simd;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static auto make(const std::array<lift::index_t, N>& extents, const std::vector<T>& values) {
    std::array<std::size_t, N> shape{};
    std::copy(extents.begin(), extents.end(), shape.begin());
    return xt::adapt(std::vector<T>(values), shape);
  }
};

}  // namespace

using backends =
    std::tuple<tensors<xt::layout_type::row_major>, xarrays<xt::layout_type::dynamic>, strided_views>;
using layouts =
    std::tuple<tensors<xt::layout_type::row_major>, tensors<xt::layout_type::column_major>,
               tensors<xt::layout_type::row_major, sylva::serial>, xarrays<xt::layout_type::row_major>,
               xarrays<xt::layout_type::dynamic>, strided_views, reversed_views, dynamic_views, adapted>;
constexpr double float_tolerance = 1e-5;  // measured: 3.0e-6, of iwue

#include "lift/cases.hpp"

using namespace sylva;

TEST_CASE("xtensor runs with SIMD unless told otherwise", "[lift][xtensor]") {
  using made = sylva::detail::element_of<xt::xtensor<double, 1>>;
  STATIC_REQUIRE(std::same_as<made::policy, simd>);
  const xt::xtensor<double, 1> tc = {-5, 10, 25};
  const saturation_vapour_pressure<double> kernel{};
  CHECK(lift::identical(reader::read(map(kernel, tc)), reader::read(map(simd{}, kernel, tc))));
  xt::xtensor<double, 1> out(std::array<std::size_t, 1>{3});
  transform(kernel, out, tc);
  CHECK(lift::identical(reader::read(out), reader::read(map(kernel, tc))));
}

TEST_CASE("map makes arrays of the kind and rank of its input", "[lift][xtensor]") {
  const saturation_vapour_pressure<double> kernel{};
  xt::xtensor<double, 2> t = xt::ones<double>({2, 3});
  xt::xarray<double> a = t;
  xt::xtensor_fixed<double, xt::xshape<2, 3>> f = t;
  xt::xtensor<double, 2, xt::layout_type::column_major> c = t;
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, t)), xt::xtensor<double, 2>>);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, a)), xt::xarray<double>>);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, f)), xt::xtensor<double, 2>>);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, c)), xt::xtensor<double, 2>>);
  auto part = xt::view(t, xt::all(), 1);
  STATIC_REQUIRE(std::same_as<decltype(map(kernel, part)), xt::xtensor<double, 1>>);
  for (const auto& made : {xt::xarray<double>(map(kernel, t)), xt::xarray<double>(map(kernel, a)),
                           xt::xarray<double>(map(kernel, f)), xt::xarray<double>(map(kernel, c))}) {
    CHECK(made.shape(0) == 2);
    CHECK(made.shape(1) == 3);
    CHECK(lift::worst(reader::read(made), std::vector<double>(6, kernel(1.0))) <= 1e-13);
  }
  xt::xtensor<float, 2> single = xt::ones<float>({2, 3});
  STATIC_REQUIRE(
      std::same_as<decltype(map(saturation_vapour_pressure<float>{}, single)), xt::xtensor<float, 2>>);
}

TEST_CASE("fixed arrays and constant ones are inputs, fixed ones outputs too", "[lift][xtensor]") {
  const saturation_vapour_pressure<double> kernel{};
  const xt::xtensor_fixed<double, xt::xshape<2, 3>> in{{1, 2, 3}, {4, 5, 6}};
  xt::xtensor_fixed<double, xt::xshape<2, 3>> out;
  transform(kernel, out, in);
  std::vector<double> expected;
  for (double tc = 1; tc < 6.5; ++tc) expected.push_back(kernel(tc));
  CHECK(lift::worst(reader::read(out), expected) <= 1e-13);
}

TEST_CASE("a struct of xtensor arrays comes out of a struct of them", "[lift][xtensor]") {
  const lift::forcing<double> x = lift::weather<double>(24);
  pmodel::forcing<xt::xtensor<double, 2>> in;
  pmodel::forcing<double>::zip(in, x, [](xt::xtensor<double, 2>& a, const std::vector<double>& v) {
    a = xt::adapt(v, std::array<std::size_t, 2>{4, 6});
  });
  const pmodel::productivity<xt::xtensor<double, 2>> made = map(pmodel::pmodel_kernel<double>{}, in);
  lift::productivity<double> got;
  pmodel::productivity<double>::zip(got, made, [](std::vector<double>& v, const xt::xtensor<double, 2>& a) {
    CHECK(a.shape(0) == 4);
    v = reader::read(a);
  });
  CHECK(lift::worst(got, lift::by_hand(pmodel::pmodel_kernel<double>{}, x), x) <= 1e-13);
}

TEST_CASE("parts of arrays of several axes are read and written in place", "[lift][xtensor]") {
  using xt::placeholders::_;
  const saturation_vapour_pressure<double> kernel{};
  xt::xtensor<double, 3> whole({4, 9, 50});
  double value = -20;
  for (double& x : whole) x = value += 0.03;
  const xt::xtensor<double, 3> before = whole;
  // every second row, backwards along the last axis
  auto part = xt::view(whole, xt::range(1, 4, 2), xt::all(), xt::range(_, _, -3));
  transform(kernel, part, part);
  const auto touched = xt::view(before, xt::range(1, 4, 2), xt::all(), xt::range(_, _, -3));
  std::vector<double> expected;
  for (const double tc : reader::read(touched)) expected.push_back(kernel(tc));
  CHECK(lift::worst(reader::read(part), expected) <= 1e-13);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 9; ++j) {
      for (std::size_t k = 0; k < 50; ++k) {
        const bool changed = i % 2 == 1 && k % 3 == 49 % 3;
        CHECK((whole(i, j, k) != before(i, j, k)) == changed);
      }
    }
  }
}

TEST_CASE("a view that repeats its elements is an input", "[lift][xtensor]") {
  const saturation_vapour_pressure<double> kernel{};
  const xt::xtensor<double, 1> tc = {-5, 10, 25};
  xt::xtensor<double, 2> out(std::array<std::size_t, 2>{4, 3});
  transform(kernel, out, xt::view(tc, xt::newaxis(), xt::all()));
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 3; ++j) CHECK(out(i, j) == out(0, j));
  }
}

TEST_CASE("an array of more axes than its type allows is named", "[lift][xtensor]") {
  const water_density_fisher<double> kernel{};
  const xt::xtensor<double, 1> one = xt::ones<double>({3});
  const xt::xtensor<double, 2> two = xt::ones<double>({2, 3});
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)map(kernel, one, two); }), {"(2, 3)", "1 axes"}));
  const xt::xarray<double> many = xt::ones<double>(std::vector<std::size_t>(9, 1));
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)map(kernel, many, 1.0); }), {"9 axes", "8"}));
}
