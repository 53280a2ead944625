#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <memory>
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

/// Exactly what the concept asks of an input or output, and nothing else: it cannot be made, copied, moved,
/// assigned, or looked into.
template <class T>
class pinned {
 public:
  struct place {
    T* first;
    long count;
  };
  explicit pinned(place p) : place_(p) {}
  pinned(const pinned&) = delete;
  pinned& operator=(const pinned&) = delete;
  void operator&() const = delete;
  template <class U>
  void operator,(U&&) const = delete;

 private:
  friend struct sylva::array_traits<pinned<T>>;
  place place_;
};

/// Exactly what the concept asks of what map makes.
template <class T>
class moved_only {
 public:
  moved_only() = default;
  explicit moved_only(std::size_t n) : elements_(std::make_unique<T[]>(n)), count_(n) {}
  moved_only(moved_only&&) = default;
  moved_only& operator=(moved_only&&) = default;
  const T& at(std::size_t i) const { return elements_[i]; }

 private:
  friend struct sylva::array_traits<moved_only<T>>;
  std::unique_ptr<T[]> elements_;
  std::size_t count_ = 0;
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

struct archetype_family {
  static constexpr const char* name = "archetype";
};

template <class T>
struct sylva::array_traits<foreign::moved_only<T>> {
  using value_type = T;
  using space = sylva::host_space;
  using family = archetype_family;
  static sylva::strided_view<T> view(foreign::moved_only<T>& a) {
    return {a.elements_.get(), {1, {static_cast<sylva::index_t>(a.count_)}}, {1}};
  }
  static sylva::strided_view<const T> view(const foreign::moved_only<T>& a) {
    return view(const_cast<foreign::moved_only<T>&>(a));
  }
};

template <class T>
struct sylva::array_traits<foreign::pinned<T>> {
  using value_type = T;
  using space = sylva::host_space;
  using family = archetype_family;
  template <class U>
  using array_of = foreign::moved_only<U>;
  static sylva::strided_view<T> view(foreign::pinned<T>& a) {
    return {a.place_.first, {1, {a.place_.count}}, {1}};
  }
  static sylva::strided_view<const T> view(const foreign::pinned<T>& a) {
    return {a.place_.first, {1, {a.place_.count}}, {1}};
  }
  template <class U>
  static foreign::moved_only<U> make(const sylva::shape& s) {
    return foreign::moved_only<U>(static_cast<std::size_t>(s.size()));
  }
};

static_assert(sylva::check_array_type<foreign::matrix<double>>());
static_assert(sylva::check_array_type<foreign::every_nth>());
static_assert(sylva::check_array_type<foreign::pinned<float>>());
static_assert(sylva::check_array_type<foreign::moved_only<double>>());

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

TEST_CASE("the concepts tell what an array type can do", "[array]") {
  using foreign::every_nth, foreign::matrix, foreign::moved_only, foreign::pinned;
  STATIC_REQUIRE((array<pinned<double>> && writable_array<pinned<double>> && makes_arrays<pinned<double>>));
  STATIC_REQUIRE((array<const pinned<double>> && !writable_array<const pinned<double>>));
  STATIC_REQUIRE((writable_array<moved_only<double>> && !makes_arrays<moved_only<double>>));
  STATIC_REQUIRE((array<every_nth> && !writable_array<every_nth> && !makes_arrays<every_nth>));
  STATIC_REQUIRE((writable_array<matrix<float>&> && !writable_array<const matrix<float>&>));
  STATIC_REQUIRE((writable_array<const std::span<double>> && !writable_array<std::span<const double>>));
  STATIC_REQUIRE((makes_arrays<std::span<const float>> && makes_arrays<nd_array<double>>));
  STATIC_REQUIRE((!array<int> && !array<std::vector<double>*> && !writable_array<double>));
  STATIC_REQUIRE_FALSE(std::copyable<pinned<double>>);
  STATIC_REQUIRE_FALSE(std::default_initializable<pinned<double>>);
}

TEST_CASE("what the concept asks is all that transform and map use", "[array]") {
  double tc_memory[] = {-5, 10, 25}, out_memory[] = {-77, -77, -77};
  const foreign::pinned<double> tc({tc_memory, 3});
  foreign::pinned<double> out({out_memory, 3});
  const saturation_vapour_pressure<double> kernel{};
  transform(kernel, out, tc);
  const foreign::moved_only<double> made = map(kernel, tc);
  const auto both = map(pmodel::jmax_wang17<double>{}, tc);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(same(out_memory[i], kernel(tc_memory[i])));
    CHECK(same(made.at(i), kernel(tc_memory[i])));
  }
  CHECK(same(both.f_v.at(2), pmodel::jmax_wang17<double>{}(25.0).f_v));
  CHECK(same(both.f_j.at(2), pmodel::jmax_wang17<double>{}(25.0).f_j));
}

TEST_CASE("... and all that the P-model uses", "[array]") {
  float tc_memory[] = {5, 15, 25}, gpp_memory[] = {-77, -77, -77};
  const foreign::pinned<float> tc({tc_memory, 3});
  foreign::pinned<float> gpp({gpp_memory, 3});
  pmodel_model<float>::inputs<> in;
  in.tc = tc, in.vpd = 1000, in.co2 = 400, in.patm = 101325;
  pmodel_model<float>::outputs<> out;
  out.gpp = gpp;
  pmodel_model<float>({.jmax = "smith19"}).run(in, out);
  std::vector<float> expected(3);
  const std::vector<float> same_tc(std::begin(tc_memory), std::end(tc_memory));
  in.tc = same_tc, out.gpp = expected;
  pmodel_model<float>({.jmax = "smith19"}).run(in, out);
  for (std::size_t i = 0; i < 3; ++i) CHECK(gpp_memory[i] == expected[i]);
  CHECK(gpp_memory[2] > gpp_memory[0]);
}
