#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/environment/hygro.hpp>
#include <sylva/models/pmodel.hpp>
#include <utility>
#include <vector>

/// How little an array type needs: one specialisation of array_traits. This is the shortest example of one.

namespace foreign {

/// A matrix of another library: columns one after another, no operator[], no iterators.
template <class T>
class matrix {
 public:
  matrix() = default;
  matrix(int rows, int columns)
      : rows_(rows), columns_(columns), storage_(static_cast<std::size_t>(rows * columns)) {}
  int rows() const { return rows_; }
  int columns() const { return columns_; }
  T& at(int row, int column) { return storage_[static_cast<std::size_t>(column * rows_ + row)]; }
  const T& at(int row, int column) const { return storage_[static_cast<std::size_t>(column * rows_ + row)]; }
  T* pointer() { return storage_.data(); }
  const T* pointer() const { return storage_.data(); }

 private:
  int rows_ = 0, columns_ = 0;
  std::vector<T> storage_;
};

/// Every n-th number of somebody else's: it cannot be made, only looked at.
struct every_nth {
  const float* numbers;
  int count, step;
};

}  // namespace foreign

// What sylva is taught.

struct matrix_family {
  static constexpr const char* name = "foreign::matrix";
};

template <class T>
struct sylva::array_traits<foreign::matrix<T>> {
  using value_type = T;
  using space = sylva::host_space;
  using family = matrix_family;
  template <class U>
  using array_of = foreign::matrix<U>;

  template <class Matrix>
  static auto view(Matrix& m) {
    using element = std::remove_pointer_t<decltype(m.pointer())>;
    return sylva::strided_view<element>{m.pointer(), {2, {m.rows(), m.columns()}}, {1, m.rows()}};
  }
  template <class U>
  static foreign::matrix<U> make(const sylva::shape& s) {
    if (s.rank != 2) throw sylva::shape_error("a matrix cannot have shape " + to_string(s));
    return {static_cast<int>(s.extent[0]), static_cast<int>(s.extent[1])};
  }
};

template <>
struct sylva::array_traits<foreign::every_nth> {
  using value_type = float;
  using space = sylva::host_space;
  using family = matrix_family;
  static sylva::strided_view<const float> view(const foreign::every_nth& a) {
    return {a.numbers, {1, {a.count}}, {a.step}};
  }
};

using namespace sylva;

namespace {

/// The same but for rounding: compilers may fuse products and sums in one place and not in the other.
template <class T>
bool same(T a, T b) {
  return std::abs(a - b) <= 50 * std::numeric_limits<T>::epsilon() * std::abs(b);
}

template <class T>
foreign::matrix<T> temperatures(int rows, int columns) {
  foreign::matrix<T> m(rows, columns);
  for (int i = 0; i < rows; ++i) {
    for (int j = 0; j < columns; ++j) m.at(i, j) = static_cast<T>(i) + static_cast<T>(j) / 100;
  }
  return m;
}

}  // namespace

TEST_CASE("map takes and makes an array type that sylva does not know", "[array]") {
  const saturation_vapour_pressure<double> kernel{};
  const auto tc = temperatures<double>(30, 40);
  const auto made = map(kernel, tc);
  STATIC_REQUIRE(std::same_as<decltype(made), const foreign::matrix<double>>);
  REQUIRE(made.rows() == 30);
  REQUIRE(made.columns() == 40);
  for (int i = 0; i < 30; ++i) {
    for (int j = 0; j < 40; ++j) CHECK(same(made.at(i, j), kernel(tc.at(i, j))));
  }
}

TEST_CASE("transform writes it, in place too", "[array]") {
  const saturation_vapour_pressure<double> kernel{};
  auto m = temperatures<double>(30, 40);
  transform(kernel, m, std::as_const(m));
  CHECK(same(m.at(7, 11), kernel(7.11)));
  CHECK(same(m.at(29, 39), kernel(29 + 39.0 / 100)));
}

TEST_CASE("it broadcasts with arrays of other libraries", "[array]") {
  const water_density_fisher<double> kernel{};
  const auto tc = temperatures<double>(3, 4);
  const std::vector<double> patm{60000, 70000, 80000, 90000};
  const auto made = map(kernel, tc, patm);
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 4; ++j)
      CHECK(same(made.at(i, j), kernel(tc.at(i, j), patm[static_cast<std::size_t>(j)])));
  }
  CHECK_THROWS_AS(map(kernel, tc, std::vector<double>{1, 2, 3}), shape_error);
}

TEST_CASE("the P-model runs on it", "[array]") {
  const auto tc = temperatures<double>(20, 30);
  foreign::matrix<double> gpp(20, 30), chi(20, 30);
  const pmodel_model<double> model;
  decltype(model)::inputs<> in;
  in.tc = tc, in.vpd = 1000, in.co2 = 400, in.patm = 101325;
  decltype(model)::outputs<> out;
  out.gpp = gpp, out.chi = chi;
  model.run(serial{}, in, out);
  pmodel::forcing<double> x{};
  x.tc = tc.at(13, 5), x.vpd = 1000, x.co2 = 400, x.patm = 101325, x.fapar = 1, x.ppfd = 1,
  x.reference_kphio = 0.125;
  const auto expected = pmodel::pmodel_kernel<double>{}(x);
  CHECK(same(gpp.at(13, 5), expected.gpp));
  CHECK(same(chi.at(13, 5), expected.chi));
}

TEST_CASE("a struct of its arrays goes in and comes out", "[array]") {
  const auto mj = temperatures<float>(3, 4);
  const pmodel::jmax_limitation<foreign::matrix<float>> made = map(pmodel::jmax_wang17<float>{}, mj);
  CHECK(made.f_v.rows() == 3);
  CHECK(same(made.f_v.at(2, 3), pmodel::jmax_wang17<float>{}(mj.at(2, 3)).f_v));
  CHECK(same(made.f_j.at(2, 3), pmodel::jmax_wang17<float>{}(mj.at(2, 3)).f_j));
}

TEST_CASE("a type that can only be looked at is an input", "[array]") {
  const float numbers[] = {1, -1, -1, 2, -1, -1, 3};
  std::vector<float> out(3);
  transform(saturation_vapour_pressure<float>{}, out, foreign::every_nth{numbers, 3, 3});
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(same(out[i], saturation_vapour_pressure<float>{}(static_cast<float>(i + 1))));
  }
}
