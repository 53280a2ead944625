#include <tuple>

#include "namespace/answers.hpp"

namespace {

using sylva::index_t;

/// Shape and elements by the array's own means.
struct reader {
  template <class T>
  static void read(const sylva::nd_array<T>& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    shape.assign(a.extents().extent, a.extents().extent + a.extents().rank);
    for (const T& value : a) elements.push_back(static_cast<double>(value));
  }
  template <sylva::array A>
  static void read(const A& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    read(sylva::nd_array<sylva::array_value_t<A>>(a), shape, elements);
  }
};

struct nd_arrays : reader {
  static constexpr const char* name = "nd_array";
  template <std::size_t N, class T>
  static sylva::nd_array<T> make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    sylva::shape s{static_cast<int>(N), {}};
    std::copy(extents.begin(), extents.end(), s.extent);
    sylva::nd_array<T> a(s);
    std::copy(values.begin(), values.end(), a.begin());
    return a;
  }
};

/// Every other column of a larger array, the axes in reverse order in memory, and elements that a wrong index
/// finds.
template <class T>
struct sparse {
  sylva::nd_array<T> memory;
  sylva::strided_view<const T> view;
};

}  // namespace

template <class T>
struct sylva::array_traits<sparse<T>> : sylva::array_traits<sylva::strided_view<const T>> {
  static sylva::strided_view<const T> view(const sparse<T>& a) { return a.view; }
};

namespace {

struct strided_views : reader {
  static constexpr const char* name = "strided view";
  template <std::size_t N, class T>
  static sparse<T> make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    sparse<T> a{sylva::nd_array<T>({1, {2 * values.size() + 1}}, T(77)), {}};
    sylva::strided_view<T> v{a.memory.data(), {static_cast<int>(N), {}}, {}};
    index_t step = 2;
    for (std::size_t k = 0; k < N; ++k) {
      v.extents.extent[k] = extents[k];
      v.stride[k] = step;
      step *= extents[k];
    }
    for (index_t i = 0; i < values.size(); ++i) v(i) = values.data()[i];
    a.view = v;
    return a;
  }
};

using backends = std::tuple<nd_arrays, strided_views>;
constexpr double real_units = 2;  // measured: 0.85

}  // namespace

#include "namespace/cases.hpp"

using namespace sylva;

namespace {

/// An array type that sylva knows by array_traits alone.
template <class T>
struct field_of_numbers {
  nd_array<T> elements;
};
struct numbers_family {
  static constexpr const char* name = "numbers";
};

}  // namespace

template <class T>
struct sylva::array_traits<field_of_numbers<T>> {
  using value_type = T;
  using space = host_space;
  using family = numbers_family;
  template <class U>
  using array_of = field_of_numbers<U>;
  static strided_view<T> view(field_of_numbers<T>& a) { return array_traits<nd_array<T>>::view(a.elements); }
  static strided_view<const T> view(const field_of_numbers<T>& a) {
    return array_traits<nd_array<T>>::view(a.elements);
  }
  template <class U>
  static field_of_numbers<U> make(const shape& s) {
    return {nd_array<U>(s)};
  }
};

TEST_CASE("an array type of array_traits alone has a whole namespace", "[namespace][span]") {
  const field_of_numbers<float> x{nd_array<float>({2, {2, 3}}, 2.0f)};
  const auto xp = array_namespace(3, x);
  STATIC_REQUIRE(std::same_as<decltype(xp)::default_type, float>);
  const auto sums = xp.sum(xp.exp(x), 0);
  STATIC_REQUIRE(std::same_as<decltype(sums), const field_of_numbers<float>>);
  CHECK(sums.elements.extents() == shape{1, {3}});
  CHECK(sums.elements(1) == 2 * std::exp(2.0f));
  const field_of_numbers<bool> mask = xp.less(xp.permute_dims(x, {1, 0}), xp.arange(0, 2.0));
  CHECK(mask.elements.extents() == shape{2, {3, 2}});
  CHECK(xp.item(xp.matmul(xp.ones(3), xp.ones(3))) == 3);
  STATIC_REQUIRE(std::same_as<decltype(xp.zeros({2, 2})), field_of_numbers<float>>);
}

TEST_CASE("vectors, spans and std::array are arrays of one axis; results are nd_array", "[namespace][span]") {
  const std::vector<double> x{1, 4, 9};
  const std::array<double, 3> y{1, 2, 3};
  using xp = array_namespace_t<decltype(x), std::span<const double>, int>;
  const auto z = xp::where(xp::equal(xp::sqrt(x), y), std::span(x), -1);
  STATIC_REQUIRE(std::same_as<decltype(z), const nd_array<double>>);
  CHECK(z(2) == 9);
  CHECK(xp::item(xp::mean(z)) == xp::item(xp::sum(x)) / 3);
}

TEST_CASE("a view may be written through, and keeps what was a temporary", "[namespace][span]") {
  std::vector<double> x{1, 2, 3, 4};
  using xp = array_namespace_t<decltype(x)>;
  const auto matrix = xp::reshape(x, {2, 2});
  matrix(1) = 20;
  CHECK(x[1] == 20);
  const auto outlives = [] { return xp::permute_dims(xp::reshape(xp::arange(0.0, 6.0), {2, 3}), {1, 0}); }();
  CHECK(outlives(1) == 3);
  const std::array<double, 2> small{5, 6};
  const auto kept = xp::expand_dims(std::array<double, 2>(small));
  CHECK(kept(1) == 6);
  const nd_array<double> copy(outlives);
  CHECK(copy(2, 1) == 5);
  CHECK(nd_array<double>(xp::reshape(xp::arange(0.0, 6.0), {2, 3}))(1, 2) == 5);
}

TEST_CASE("float and double, and integers of several sizes, meet in the larger", "[namespace][span]") {
  const std::vector<float> f{0.1f, 2};
  const std::vector<double> d{0.2, 3};
  const std::vector<int> i{1, 2};
  const std::vector<std::int64_t> l{1, std::int64_t(1) << 40};
  using xp = array_namespace_t<decltype(f)>;
  CHECK(xp::add(f, d)(0) == 0.1f + 0.2);
  CHECK(xp::add(i, l)(1) == 2 + (std::int64_t(1) << 40));
  STATIC_REQUIRE(std::same_as<decltype(xp::add(f, 0.25)), nd_array<float>>);
  STATIC_REQUIRE(std::same_as<decltype(xp::sum(i)), nd_array<std::int64_t>>);
  CHECK(xp::floor_divide(std::vector<int>{std::numeric_limits<int>::min()}, -1)(0) ==
        std::numeric_limits<int>::min());
}

TEST_CASE("arrays with named axes are refused: whole-array functions align axes by position",
          "[namespace][span]") {
  using answers::mentions, answers::message_of;
  nd_array<double> a({3}, 1.0), b({3}, 2.0);
  nd_array<float> c({3, 3}, 3.0f);
  const auto x = named(a, {"x"}), y = named(b, {"y"});
  const auto xy = named(c, {"time", "site"});
  using xp = array_namespace_t<decltype(x)>;
  const auto refused = [](auto f, std::initializer_list<const char*> words) {
    const std::string text = message_of<shape_error>(f);
    return mentions(text, words) && mentions(text, {"by position", "leave the names out", "sylva::map"});
  };
  const std::initializer_list<const char*> two{"argument 1 has shape (3,) of (x)",
                                               "argument 2 has shape (3,) of (y)"};
  CHECK(refused([&] { (void)xp::add(x, y); }, two));
  CHECK(refused([&] { (void)xp::less(x, y); }, two));
  CHECK(refused([&] { (void)xp::minimum(x, y); }, two));
  CHECK(refused([&] { (void)xp::matmul(x, y); }, {"matmul", "(x)", "(y)"}));
  CHECK(refused([&] { (void)xp::where(xp::isnan(a), x, b); }, {"where", "argument 2", "(x)", "argument 3"}));
  CHECK(refused([&] { (void)xp::add(xy, b); }, {"add", "(3, 3) of (time, site)", "argument 2"}));
  CHECK(refused([&] { (void)xp::exp(x); }, {"exp", "(3,) of (x)"}));
  // an axis that is given by its number needs no name
  CHECK(xp::sum(xy, 0)(2) == 9);
  CHECK(xp::add(a, named(b, {}))(0) == 3);
}

namespace {

/// The sum of a vector without elements, which has no memory.
constexpr double sum_of_nothing() {
  double sum = 1;
  const strided_view<const double> none{nullptr, {}, {}};
  const detail::reduce_item<detail::sum_of<double, double>, double, true, 8> item{
      {}, {none, 1, 0, false}, {&sum, {}, {}}, 4096, 1, 1};
  item(0);
  return sum;
}

}  // namespace

// compilers evaluate no constant whose calculation is undefined
TEST_CASE("integers that overflow and empty arrays are defined", "[namespace][span]") {
  constexpr int least = std::numeric_limits<int>::min(), greatest = std::numeric_limits<int>::max();
  STATIC_REQUIRE(fn::negative{}(least) == least);
  STATIC_REQUIRE(fn::abs{}(least) == least);
  STATIC_REQUIRE(fn::square{}(46341) == -2147479015);
  STATIC_REQUIRE(fn::square{}(std::uint16_t(65535)) == 1);
  STATIC_REQUIRE(fn::add{}(greatest, 1) == least);
  STATIC_REQUIRE(fn::subtract{}(least, 1) == greatest);
  STATIC_REQUIRE(fn::multiply{}(greatest, 2) == -2);
  STATIC_REQUIRE(fn::floor_divide{}(least, -1) == least);
  STATIC_REQUIRE(detail::sum_of<int, int>{}.join(greatest, 1) == least);
  STATIC_REQUIRE(detail::product_of<int, int>{}.join(greatest, 2) == -2);
  STATIC_REQUIRE(sum_of_nothing() == 0);
  STATIC_REQUIRE(strided_view<const double>{nullptr, {1, {3}}, {1}}.address(2) == nullptr);
}
