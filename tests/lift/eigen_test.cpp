#include <deque>
#include <foreign_array/eigen.hpp>
#include <tuple>

#include "lift/lift.hpp"

namespace {

using Eigen::Dynamic, Eigen::Index;

template <class E>
using scalar_of = typename E::Scalar;

/// The values of anything of Eigen's by its own element access, row by row.
struct reader {
  template <class E>
  static auto read(const E& a) {
    std::vector<scalar_of<E>> values;
    for (Index i = 0; i < a.rows(); ++i) {
      for (Index j = 0; j < a.cols(); ++j) values.push_back(a(i, j));
    }
    return values;
  }
};

/// Writes values row by row; what has a single axis is a column.
template <class E>
void fill(E&& a, const std::vector<scalar_of<std::remove_cvref_t<E>>>& values) {
  std::size_t k = 0;
  for (Index i = 0; i < a.rows(); ++i) {
    for (Index j = 0; j < a.cols(); ++j) a(i, j) = values[k++];
  }
}

/// Eigen has no array without axes: one element along one axis stands for it.
template <std::size_t N>
constexpr Index rows_of(const std::array<lift::index_t, N>& extents) {
  if constexpr (N == 0) return 1;
  return extents[0];
}
template <std::size_t N>
constexpr Index columns_of(const std::array<lift::index_t, N>& extents) {
  if constexpr (N < 2) return 1;
  return extents[N - 1];
}
template <class T, std::size_t N, int Order = Eigen::ColMajor>
using array_for =
    std::conditional_t<(N < 2), Eigen::Array<T, Dynamic, 1>, Eigen::Array<T, Dynamic, Dynamic, Order>>;

template <int Order>
struct arrays : reader {
  using policy = sylva::serial;
  static constexpr int ranks = 2;
  template <class T, std::size_t N>
  static auto make(const std::array<lift::index_t, N>& extents, const std::vector<T>& values) {
    array_for<T, N, Order> a(rows_of(extents), columns_of(extents));
    fill(a, values);
    return a;
  }
};

struct matrices : reader {
  using policy = sylva::serial;
  static constexpr int ranks = 2;
  template <class T, std::size_t N>
  static auto make(const std::array<lift::index_t, N>& extents, const std::vector<T>& values) {
    Eigen::Matrix < T, Dynamic, N<2 ? 1 : Dynamic> a(rows_of(extents), columns_of(extents));
    fill(a, values);
    return a;
  }
};

/// Maps into memory of which they see every third row and every second column; it is kept for the whole run.
struct strided_maps : reader {
  using policy = sylva::serial;
  static constexpr int ranks = 2;
  template <class T, std::size_t N>
  static auto make(const std::array<lift::index_t, N>& extents, const std::vector<T>& values) {
    static std::deque<std::vector<T>> memory;
    const Index rows = rows_of(extents), columns = columns_of(extents);
    T* data = memory.emplace_back(static_cast<std::size_t>(6 * rows * columns + 1), T(-99)).data();
    if constexpr (N < 2) {
      Eigen::Map<array_for<T, N>, 0, Eigen::InnerStride<>> a(data, rows, Eigen::InnerStride<>(6));
      fill(a, values);
      return a;
    } else {
      using strides = Eigen::Stride<Dynamic, Dynamic>;
      Eigen::Map<array_for<T, N>, 0, strides> a(data, rows, columns, strides(2 * 3 * rows, 3));
      fill(a, values);
      return a;
    }
  }
};

}  // namespace

using backends = std::tuple<arrays<Eigen::ColMajor>, strided_maps>;
using layouts = std::tuple<arrays<Eigen::ColMajor>, arrays<Eigen::RowMajor>, matrices, strided_maps>;
constexpr double float_tolerance = 1e-6;  // measured: 0

#include "lift/cases.hpp"

using namespace sylva;

TEST_CASE("map makes Eigen's arrays of the kind, order and axes of its input", "[lift][eigen]") {
  const saturation_vapour_pressure<float> kernel{};
  const auto made_of = [&]<class E>(const E& a) { return map(kernel, a); };
  using Eigen::ArrayXXf, Eigen::MatrixXf, Eigen::VectorXf, Eigen::RowVectorXf;
  const ArrayXXf a = ArrayXXf::Random(3, 4);
  const MatrixXf m = MatrixXf::Random(3, 4);
  const Eigen::Array<float, Dynamic, Dynamic, Eigen::RowMajor> r = a;
  const Eigen::Matrix3f fixed = Eigen::Matrix3f::Random();
  STATIC_REQUIRE(std::same_as<decltype(made_of(a)), ArrayXXf>);
  STATIC_REQUIRE(std::same_as<decltype(made_of(m)), MatrixXf>);
  STATIC_REQUIRE(std::same_as<decltype(made_of(r)), std::remove_const_t<decltype(r)>>);
  STATIC_REQUIRE(std::same_as<decltype(made_of(fixed)), MatrixXf>);
  STATIC_REQUIRE(std::same_as<decltype(made_of(VectorXf(3))), VectorXf>);
  STATIC_REQUIRE(std::same_as<decltype(made_of(RowVectorXf(3))), RowVectorXf>);
  const MatrixXf made = made_of(fixed);
  for (Index i = 0; i < 3; ++i) {
    for (Index j = 0; j < 3; ++j) CHECK(approx::error(made(i, j), kernel(fixed(i, j))) <= 1e-6);
  }
}

TEST_CASE("blocks and references of Eigen are read and written where they lie", "[lift][eigen]") {
  const saturation_vapour_pressure<double> kernel{};
  const Eigen::ArrayXXd before = 20 * Eigen::ArrayXXd::Random(6, 7);
  Eigen::ArrayXXd whole = before;
  auto block = whole.block(1, 2, 3, 4);
  transform(kernel, block, block);
  auto row = whole.row(5);
  transform(kernel, row, before.row(4));
  Eigen::Ref<Eigen::ArrayXd> column = whole.col(0);
  transform(kernel, column, before.col(1));
  for (Index i = 0; i < 6; ++i) {
    for (Index j = 0; j < 7; ++j) {
      const bool in_block = i >= 1 && i < 4 && j >= 2 && j < 6;
      const double expected = j == 0     ? kernel(before(i, 1))
                              : i == 5   ? kernel(before(4, j))
                              : in_block ? kernel(before(i, j))
                                         : before(i, j);
      CHECK(approx::error(whole(i, j), expected) <= 1e-13);
    }
  }
}

TEST_CASE("what Eigen has no memory for, or that is constant, is told apart", "[lift][eigen]") {
  using sum = decltype(Eigen::ArrayXd() + Eigen::ArrayXd());
  STATIC_REQUIRE_FALSE(array<sum>);
  STATIC_REQUIRE_FALSE(array<decltype(Eigen::ArrayXd::Zero(3))>);
  STATIC_REQUIRE(writable_array<Eigen::Map<Eigen::ArrayXXf>>);
  STATIC_REQUIRE(array<Eigen::Map<const Eigen::ArrayXXf>>);
  STATIC_REQUIRE_FALSE(writable_array<Eigen::Map<const Eigen::ArrayXXf>>);
  STATIC_REQUIRE_FALSE(writable_array<Eigen::Ref<const Eigen::ArrayXXf>>);
  STATIC_REQUIRE_FALSE(writable_array<const Eigen::ArrayXXf>);
}

TEST_CASE("an Eigen vector does not take a result of two axes", "[lift][eigen]") {
  const Eigen::ArrayXd patm = Eigen::ArrayXd::LinSpaced(4, 8e4, 1e5);
  const Eigen::ArrayXXd tc = Eigen::ArrayXXd::Constant(3, 4, 20);
  const water_density_fisher<double> kernel{};
  CHECK(lift::mentions(lift::shape_error_of([&] { (void)map(kernel, patm, tc); }), {"(3, 4)", "one axis"}));
  const Eigen::ArrayXXd made = map(kernel, tc, patm);
  CHECK(approx::error(made(2, 1), kernel(20.0, patm(1))) <= 1e-13);
}
