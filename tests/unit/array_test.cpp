#include <array>
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <new>
#include <set>
#include <string>
#include <sylva/array/array_namespace.hpp>
#include <sylva/array/names.hpp>
#include <sylva/array/scan.hpp>
#include <sylva/array/scratch.hpp>
#include <sylva/array/taken.hpp>
#include <sylva/array/transform.hpp>
#include <sylva/core/one_of.hpp>
#include <sylva/core/stepped.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/models/water_limited_pmodel.hpp>
#include <thread>
#include <vector>

#include "support/kernels.hpp"
#include "support/mentions.hpp"

using namespace sylva;

namespace {

shape shape_of(std::initializer_list<index_t> extents) {
  shape s;
  for (const index_t e : extents) s.extent[s.rank++] = e;
  return s;
}

/// The shape that joins all of them, or the message of the error.
std::string joined(std::initializer_list<shape> shapes) {
  shape s;
  int k = 0;
  try {
    for (const shape& one : shapes) join_shapes(s, one, "argument " + std::to_string(++k));
  } catch (const shape_error& e) {
    return e.what();
  }
  return to_string(s);
}

strided_view<const double> view_of(const double* data, const shape& s,
                                   std::initializer_list<index_t> strides) {
  strided_view<const double> v{data, s, {}};
  int axis = 0;
  for (const index_t stride : strides) v.stride[axis++] = stride;
  return v;
}

}  // namespace

TEST_CASE("a shape says how many elements it has, and prints as in Python", "[array]") {
  CHECK(shape{}.size() == 1);
  CHECK(shape_of({7}).size() == 7);
  CHECK(shape_of({2, 3, 4}).size() == 24);
  CHECK(shape_of({2, 0, 4}).size() == 0);
  CHECK(to_string(shape{}) == "()");
  CHECK(to_string(shape_of({7})) == "(7,)");
  CHECK(to_string(shape_of({2, 3})) == "(2, 3)");
  CHECK(shape_of({2, 3}) == shape_of({2, 3}));
  CHECK_FALSE(shape_of({2, 3}) == shape_of({3, 2}));
  CHECK_FALSE(shape_of({2}) == shape_of({2, 1}));
  CHECK_FALSE(shape_of({1}) == shape{});
}

TEST_CASE("shapes join as in NumPy", "[array]") {
  CHECK(joined({shape_of({5})}) == "(5,)");
  CHECK(joined({shape_of({3, 1}), shape_of({1, 4})}) == "(3, 4)");
  CHECK(joined({shape_of({5}), shape_of({3, 5})}) == "(3, 5)");
  CHECK(joined({shape_of({3, 5}), shape_of({5})}) == "(3, 5)");
  CHECK(joined({shape_of({2, 1, 3}), shape_of({4, 1})}) == "(2, 4, 3)");
  CHECK(joined({shape_of({4}), shape{}}) == "(4,)");
  CHECK(joined({shape_of({1}), shape_of({1, 1})}) == "(1, 1)");
  CHECK(joined({shape_of({1}), shape_of({0})}) == "(0,)");
  CHECK(joined({shape_of({0}), shape_of({1})}) == "(0,)");
  CHECK(joined({shape_of({6}), shape_of({1}), shape_of({2, 6})}) == "(2, 6)");
}

TEST_CASE("shapes that do not join are named", "[array]") {
  CHECK(joined({shape_of({5}), shape_of({4})}) ==
        "argument 2 has shape (4,), which does not broadcast with (5,): extents must be equal or 1");
  CHECK(joined({shape_of({3, 5}), shape_of({3})}) ==
        "argument 2 has shape (3,), which does not broadcast with (3, 5): extents must be equal or 1");
  CHECK(joined({shape_of({5}), shape_of({0})}) ==
        "argument 2 has shape (0,), which does not broadcast with (5,): extents must be equal or 1");
  shape s = shape_of({2, 3});
  CHECK_THROWS_AS(join_shapes(s, shape_of({4, 3}), "x"), shape_error);
  CHECK(s == shape_of({2, 3}));  // as it was
}

TEST_CASE("a strided view finds its elements in row-major order", "[array]") {
  std::array<double, 200> data{};
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<double>(i);
  const shape s = shape_of({3, 4, 5});
  const double* middle = data.data() + 100;
  const std::array<std::array<index_t, 3>, 7> all_strides{
      {{20, 5, 1}, {1, 3, 12}, {5, 15, 1}, {-20, 5, 1}, {-1, -3, -12}, {0, 5, 1}, {7, 0, -2}}};
  for (const auto& stride : all_strides) {
    const auto v = view_of(middle, s, {stride[0], stride[1], stride[2]});
    index_t i = 0;
    for (index_t a = 0; a < 3; ++a) {
      for (index_t b = 0; b < 4; ++b) {
        for (index_t c = 0; c < 5; ++c) {
          CHECK(v(i++) == 100.0 + static_cast<double>(a * stride[0] + b * stride[1] + c * stride[2]));
        }
      }
    }
  }
  CHECK(view_of(middle, shape{}, {})(0) == 100);
  CHECK(view_of(middle, shape_of({4}), {-3})(2) == 94);
  CHECK(view_of(middle, shape_of({1}), {50})(0) == 100);
  double x[2] = {};
  contiguous_view(x, shape_of({2}))(1) = 5;
  CHECK(x[1] == 5);
}

TEST_CASE("a view of a contiguous array has the strides of row-major order", "[array]") {
  const double data[24] = {};
  const auto v = contiguous_view(data, shape_of({2, 3, 4}));
  CHECK(v.stride[0] == 12);
  CHECK(v.stride[1] == 4);
  CHECK(v.stride[2] == 1);
  CHECK(is_linear(v));
  CHECK(&v(17) == data + 17);
  CHECK(is_linear(contiguous_view(data, shape{})));
}

TEST_CASE("what is linear is what lies in row-major order without gaps", "[array]") {
  const double data[64] = {};
  CHECK(is_linear(view_of(data, shape_of({3, 4}), {4, 1})));
  CHECK(is_linear(view_of(data, shape_of({3, 1, 4}), {4, 999, 1})));  // of an axis of one, no stride is used
  CHECK(is_linear(view_of(data, shape_of({1}), {0})));
  CHECK_FALSE(is_linear(view_of(data, shape_of({3, 4}), {1, 3})));
  CHECK_FALSE(is_linear(view_of(data, shape_of({3, 4}), {5, 1})));
  CHECK_FALSE(is_linear(view_of(data, shape_of({4}), {-1})));
  CHECK_FALSE(is_linear(view_of(data, shape_of({4}), {0})));
  CHECK_FALSE(is_linear(view_of(data, shape_of({4}), {2})));
}

TEST_CASE("a view that is broadcast repeats along the new and the short axes", "[array]") {
  double data[12];
  for (int i = 0; i < 12; ++i) data[i] = i;
  const shape s = shape_of({2, 3, 4});
  const auto row = broadcast_to(contiguous_view(data, shape_of({4})), s);
  const auto column = broadcast_to(contiguous_view(data, shape_of({3, 1})), s);
  const auto whole = broadcast_to(contiguous_view(data, shape_of({3, 4})), s);
  const auto single = broadcast_to(contiguous_view(data + 7, shape{}), s);
  for (index_t i = 0; i < s.size(); ++i) {
    CHECK(row(i) == static_cast<double>(i % 4));
    CHECK(column(i) == static_cast<double>(i / 4 % 3));
    CHECK(whole(i) == static_cast<double>(i % 12));
    CHECK(single(i) == 7);
  }
  CHECK(row.extents == s);
  // and keeps its strides where it has them
  const auto reversed = broadcast_to(strided_view<double>{data + 3, shape_of({4}), {-1}}, s);
  CHECK(reversed(5) == 2);
}

TEST_CASE("a view of constant elements comes from one of elements, with all its axes", "[array]") {
  double data[6] = {0, 1, 2, 3, 4, 5};
  const strided_view<const double> v = strided_view<double>{data, shape_of({3, 2}), {1, 3}};
  for (index_t i = 0; i < 6; ++i) CHECK(v(i) == static_cast<double>(i % 2 * 3 + i / 2));
  STATIC_REQUIRE(!std::convertible_to<strided_view<const double>, strided_view<double>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<strided_view<double>>);
}

namespace {

template <class T>
using only_two = selection<T, pmodel::field::lue, pmodel::field::gpp>;

}  // namespace

TEST_CASE("zip visits every member of every struct of values", "[array]") {
  CHECK(kernels::zip_visits_every_member<pmodel::forcing>());
  CHECK(kernels::zip_visits_every_member<pmodel::leaf_environment>());
  CHECK(kernels::zip_visits_every_member<pmodel::optimal_chi>());
  CHECK(kernels::zip_visits_every_member<pmodel::jmax_limitation>());
  CHECK(kernels::zip_visits_every_member<pmodel::productivity>());
  CHECK(kernels::zip_visits_every_member<only_two>());
  STATIC_REQUIRE(member_count<pmodel::forcing<double>>() == sizeof(pmodel::forcing<char>));
  STATIC_REQUIRE(member_count<pmodel::productivity<std::vector<double>>>() ==
                 sizeof(pmodel::productivity<char>));
  STATIC_REQUIRE(member_count<only_two<float>>() == 2);
  STATIC_REQUIRE(output_count<double>() == 1);
  STATIC_REQUIRE(output_count<pmodel::jmax_limitation<double>>() == 2);
}

namespace {

/// The value of every member is its position.
struct position {
  template <class V>
  V operator()(int k) const {
    return V(k);
  }
};
struct note {
  std::vector<std::pair<int, double>>* stored;
  void operator()(int k, double v) const { stored->emplace_back(k, v); }
};
struct digits {
  double operator()(double a, double b, double c) const { return 100 * a + 10 * b + c; }
};
struct as_it_is {
  pmodel::forcing<double> operator()(const pmodel::forcing<double>& x) const { return x; }
};

}  // namespace

TEST_CASE("inputs reach a kernel in their order, and its outputs come in theirs", "[array]") {
  CHECK(positional_inputs<3>::call<double>(digits{}, position{}) == 12);
  const pmodel::forcing<double> x =
      struct_inputs<pmodel::forcing<double>>::call<double>(as_it_is{}, position{});
  CHECK(x.tc == 0);
  CHECK(x.vpd == 1);
  CHECK(x.meanalpha == 12);
  std::vector<std::pair<int, double>> stored;
  store_result(pmodel::jmax_limitation<double>{0.5, 0.25}, note{&stored});
  store_result(0.75, note{&stored});
  CHECK(stored == std::vector<std::pair<int, double>>{{0, 0.5}, {1, 0.25}, {0, 0.75}});
}

TEST_CASE("members are found by their names", "[array]") {
  pmodel::forcing<double> x{};
  CHECK(find_member(x, "tc") == &x.tc);
  CHECK(find_member(x, "vpd") == &x.vpd);
  CHECK(find_member(x, "co2") == &x.co2);
  CHECK(find_member(x, "patm") == &x.patm);
  CHECK(find_member(x, "fapar") == &x.fapar);
  CHECK(find_member(x, "ppfd") == &x.ppfd);
  CHECK(find_member(x, "reference_kphio") == &x.reference_kphio);
  CHECK(find_member(x, "theta") == &x.theta);
  CHECK(find_member(x, "rootzonestress") == &x.rootzonestress);
  CHECK(find_member(x, "aridity_index") == &x.aridity_index);
  CHECK(find_member(x, "mean_growth_temperature") == &x.mean_growth_temperature);
  CHECK(find_member(x, "soilm") == &x.soilm);
  CHECK(find_member(x, "meanalpha") == &x.meanalpha);
  CHECK(find_member(x, "t") == nullptr);
  CHECK(find_member(x, "") == nullptr);

  // every output, against the field tag of the same name
  pmodel::productivity<double> y{};
  int named = 0;
  const auto same = [&]<class Field>(Field) {
    ++named;
    return find_member(y, Field::name) == &Field::of(y);
  };
  namespace f = pmodel::field;
  CHECK((same(f::gpp{}) && same(f::lue{}) && same(f::iwue{}) && same(f::chi{}) && same(f::vcmax{})));
  CHECK((same(f::vcmax25{}) && same(f::jmax{}) && same(f::jmax25{}) && same(f::gs{}) && same(f::a_j{})));
  CHECK((same(f::a_c{}) && same(f::kphio{}) && same(f::iabs{}) && same(f::xi{}) && same(f::ci{})));
  CHECK((same(f::ca{}) && same(f::mj{}) && same(f::mc{}) && same(f::mjoc{}) && same(f::f_v{})));
  CHECK((same(f::f_j{}) && same(f::gammastar{}) && same(f::kmm{}) && same(f::ns_star{}) &&
         same(f::soil_stress{}) && same(f::beta{})));
  CHECK(named == member_count<pmodel::productivity<double>>());
}

TEST_CASE("there is a name for every member, and none twice", "[array]") {
  for (const auto& names :
       {member_names<pmodel::forcing<double>>(), member_names<pmodel::productivity<double>>()}) {
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  }
  STATIC_REQUIRE(std::size(pmodel::forcing<char>::names) == sizeof(pmodel::forcing<char>));
  STATIC_REQUIRE(std::size(pmodel::productivity<char>::names) == sizeof(pmodel::productivity<char>));
  using both = water_limited_forcing<double>;
  CHECK(member_names<both>().size() == static_cast<std::size_t>(member_count<both>()));
  CHECK((std::string(both::names[0]) == "sunshine_fraction" && std::string(both::names[11]) == "vpd"));
  CHECK(member_names<only_two<double>>() == std::vector<std::string>{"lue", "gpp"});
  CHECK(list_of(member_names<only_two<double>>()) == "lue, gpp");
  CHECK(list_of(std::vector<std::string>{}).empty());
}

TEST_CASE("a selection has what the kernel returns under these names", "[array]") {
  const pmodel::forcing<double> x{20, 1000, 400, 101325, 1, 500, 0.1, 0, 1, 1, 20, 1, 1};
  const pmodel::pmodel_kernel<double> kernel{};
  const auto all = kernel(x);
  const only_two<double> two = only<pmodel::field::lue, pmodel::field::gpp>(kernel)(x);
  CHECK(std::abs(two.lue / all.lue - 1) < 1e-14);
  CHECK(std::abs(two.gpp / all.gpp - 1) < 1e-14);
  STATIC_REQUIRE(sizeof(two) == 2 * sizeof(double));
}

namespace {

/// A method that says who it is.
template <int I>
struct numbered {
  static constexpr const char* name = I == 0 ? "first" : I == 1 ? "second" : "third";
  static constexpr bool is_c4 = I == 1;
  double factor_of_it = 1;
  static constexpr numbered from(double c) { return {c}; }
  constexpr double operator()(double x) const { return I + factor_of_it * x; }
};
struct from_nothing {
  static constexpr bool is_c4 = false;
  constexpr double operator()(double x) const { return -x; }
};

}  // namespace

TEST_CASE("one of several methods is the one that was chosen", "[array]") {
  using choice = one_of<numbered<0>, numbered<1>, numbered<2>, from_nothing>;
  STATIC_REQUIRE(std::is_trivially_copyable_v<choice>);
  STATIC_REQUIRE(choice::size == 4);
  choice c = choice::from(0.5);
  CHECK(c(1.0) == 0.5);  // the first, unless told otherwise
  const double expected[] = {0.5, 1.5, 2.5, -1.0};
  for (int i : {3, 0, 2, 1, 1}) {
    c.choose(i);
    CHECK(c(1.0) == expected[i]);
    CHECK(c.uses_c4() == (i == 1));
  }
  std::vector<int> order;
  c.for_each([&](int i, auto&) { order.push_back(i); });
  CHECK(order == std::vector<int>{0, 1, 2, 3});
  c.for_each([](int, auto& m) {
    if constexpr (requires { m.factor_of_it; }) m.factor_of_it = 0;
  });
  CHECK(c(1.0) == 1);
}

TEST_CASE("an argument is an array, a scalar, or was not given", "[array]") {
  std::vector<double> a{1, 2, 3};
  CHECK_FALSE(argument<double>{}.given());
  CHECK_FALSE(argument<double>{}.is_array());
  CHECK(std::isnan(argument<double>{}.value()));
  CHECK(argument<double>(20).given());
  CHECK(argument<double>(20).value() == 20);
  CHECK(argument<float>(0.1).value() == 0.1f);
  CHECK(argument<double>(std::numeric_limits<double>::quiet_NaN()).given());  // and missing
  const argument<double> array = a;
  CHECK(array.given());
  CHECK(array.is_array());
  CHECK(array.view().data == a.data());
  CHECK(array.view().extents == shape_of({3}));
  const std::vector<double> none;
  CHECK(argument<double>(none).given());  // of no elements, but given
  argument<double> changed = a;
  changed = 5;
  CHECK_FALSE(changed.is_array());
  STATIC_REQUIRE(!std::constructible_from<argument<double>, std::string>);
}

TEST_CASE("a result is an array, or nobody asked for it", "[array]") {
  std::vector<double> a{1, 2, 3};
  CHECK_FALSE(result<double>{}.wanted());
  const result<double> wanted = a;
  CHECK(wanted.wanted());
  CHECK(wanted.view().data == a.data());
  STATIC_REQUIRE(!std::constructible_from<result<double>, double>);
}

TEST_CASE("an array is what its traits say, and nothing else is", "[array]") {
  STATIC_REQUIRE(array<std::vector<float>>);
  STATIC_REQUIRE(array<const std::vector<float>&>);
  STATIC_REQUIRE(array<std::span<const double>>);
  STATIC_REQUIRE(array<std::span<double, 4>>);
  STATIC_REQUIRE(array<std::array<double, 3>>);
  STATIC_REQUIRE(!array<double>);
  STATIC_REQUIRE(!array<std::string>);
  STATIC_REQUIRE(!array<double[3]>);
  STATIC_REQUIRE(!array<argument<double>>);
  STATIC_REQUIRE(std::same_as<array_value_t<std::span<const float>>, float>);
  STATIC_REQUIRE(execution_policy<serial>);
  STATIC_REQUIRE(!execution_policy<pmodel::pmodel_kernel<double>>);
}

TEST_CASE("what a device is handed can be copied byte by byte", "[array]") {
  using kernel = pmodel::pmodel_kernel<double>;
  using chosen = pmodel_model<double>::kernel_type;
  using inputs = struct_inputs<pmodel::forcing<double>>;
  using work = element_work<kernel, inputs, double, 13, 26, 1>;
  using work_choice = element_work<chosen, inputs, double, 13, 26, 1>;
  using work_strided = element_work<chosen, inputs, double, 13, 26, max_rank>;
  STATIC_REQUIRE(std::is_trivially_copyable_v<work>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<work_choice>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<checked_work<work_strided, true>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<only_kernel<kernel, pmodel::field::gpp>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<argument<double>>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<result<double>>);
  UNSCOPED_INFO(sizeof(work) << " " << sizeof(work_choice) << " " << sizeof(work_strided));
  // what a CUDA launch takes as parameters, on every version
  CHECK(sizeof(work) <= 4096);
  CHECK(sizeof(work_choice) <= 4096);
  CHECK(sizeof(checked_work<work, false>) <= 4096);
  CHECK(sizeof(checked_work<work_choice, false>) <= 4096);
  CHECK(sizeof(checked_work<work_strided, true>) <= 8192);
}

TEST_CASE("a work computes single elements, as a device does", "[array]") {
  const std::vector<double> a{1, 2, 3, 4, 5, 6}, b{10, 20};
  std::vector<double> out(6, -77), expected;
  const auto sum = [](double x, double y, double z) { return x + y + z; };
  element_work<decltype(sum), positional_inputs<3>, double, 3, 1, 2> work{sum, {2, {3, 2}}, 6, {}, {}};
  work.in[0] = {a.data(), {2, 1}, 0};
  work.in[1] = {b.data(), {0, 1}, 0};
  work.in[2].scalar = 100;
  SECTION("one after another") {
    work.out[0] = {out.data(), {2, 1}};
    for (index_t i = 0; i < 6; ++i) work(i);
    CHECK(out == std::vector<double>{111, 122, 113, 124, 115, 126});
  }
  SECTION("with other strides") {
    work.out[0] = {out.data() + 5, {-1, -3}};
    for (index_t i = 0; i < 6; ++i) work(i);
    CHECK(out == std::vector<double>{126, 124, 122, 115, 113, 111});
  }
  SECTION("for nobody") {
    for (index_t i = 0; i < 6; ++i) work(i);
    CHECK(out == std::vector<double>(6, -77));
  }
}

TEST_CASE("a launch walks along the memory of its leading array", "[array]") {
  const auto simplified = [](const shape& s, std::initializer_list<std::vector<index_t>> strides) {
    joint_strides<4> joint(s);
    for (const auto& stride : strides) {
      index_t all[max_rank] = {};
      std::copy(stride.begin(), stride.end(), all);
      joint.add(all);
    }
    return joint.simplify();
  };
  SECTION("rows after rows, or columns after columns, are one axis") {
    CHECK(simplified(shape_of({4, 5, 6}), {{30, 6, 1}, {30, 6, 1}}).rank == 1);
    CHECK(simplified(shape_of({4, 5, 6}), {{1, 4, 20}, {1, 4, 20}}).rank == 1);
    CHECK(simplified(shape_of({4, 1, 6}), {{6, 6, 1}, {6, 99, 1}}).rank == 1);
  }
  SECTION("what repeats, is padded or turned keeps its axis") {
    CHECK(simplified(shape_of({4, 5, 6}), {{30, 6, 1}, {0, 6, 1}}).rank == 2);
    CHECK(simplified(shape_of({4, 6}), {{8, 1}}).rank == 2);
    CHECK(simplified(shape_of({4, 6}), {{6, 1}, {1, 4}}).rank == 2);
  }
  SECTION("the axis along which the leading array lies closest is the last") {
    const auto g = simplified(shape_of({4, 6}), {{1, -4}, {6, 1}});
    CHECK(g.extent[0] == 6);
    CHECK(g.extent[1] == 4);
  }
  CHECK(simplified(shape_of({1, 1}), {{1, 1}}).rank == 0);
}

namespace {

struct copied {
  template <class V>
  V operator()(const V& x) const {
    return x;
  }
};

struct added {
  template <class V>
  stepped<V, V> operator()(const V& sum, const V& x) const {
    return {V(sum + x), x};
  }
};

template <class T>
struct two_tables {
  T height, mass;
  template <class A, class B, class F>
  static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.mass, b.mass);
  }
  static constexpr const char* names[] = {"height", "mass"};
};

template <class F>
std::string shape_message(F&& f) {
  return message_of<shape_error>(f);
}

/// Takes memory for a call when its thread ends, after what the thread has kept is gone.
struct at_the_end {
  bool* own;
  ~at_the_end() {
    void* const other = ::operator new(4096, std::align_val_t{64});
    const scratch_memory<double, host_space> mine(512);
    *own = mine.data() != nullptr && static_cast<void*>(mine.data()) != other;
    for (int i = 0; i < 512; ++i) mine.data()[i] = i;
    ::operator delete(other, std::align_val_t{64});
  }
};

}  // namespace

TEST_CASE("arrays that nobody could hold are too large", "[array]") {
  const index_t big = index_t(1) << 32;
  const std::initializer_list<const char*> said{"(4294967296, 4294967296)", "too large"};
  CHECK(mentions(shape_message([&] { nd_array<double>({big, big}); }), said));
  CHECK(mentions(shape_message([&] { nd_array<double>(shape_of({big, big})); }), said));
  CHECK(mentions(shape_message([&] { nd_array<double>({index_t(1) << 60}); }), {"too large"}));  // in bytes
  CHECK(mentions(shape_message([&] { nd_array<double>({0, big, big}); }), {"too large"}));
  CHECK(mentions(joined({shape_of({big, 1}), shape_of({1, big})}), said));
  const std::vector<double> one{1};
  const auto xp = array_namespace(one);
  CHECK(mentions(shape_message([&] { static_cast<void>(xp.zeros({big, big})); }), said));
  CHECK(mentions(shape_message([&] { static_cast<void>(xp.broadcast_to(one, {big, big})); }), said));
  const auto none = xp.empty({0});
  CHECK(mentions(shape_message([&] { static_cast<void>(xp.reshape(none, {big, big})); }), said));
  CHECK(mentions(shape_message([&] { static_cast<void>(xp.reshape(one, {-1, big, big})); }), {"too large"}));
  CHECK(xp.reshape(one, {-1, 1}).extents == shape_of({1, 1}));
  CHECK(nd_array<double>({0, big}).size() == 0);
}

TEST_CASE("a view of nothing has no elements", "[array]") {
  CHECK(strided_view<double>{}.extents.size() == 0);
  const strided_view<const double> nothing;
  const named_array<std::vector<double>, const double> unnamed;
  const shared_view<double, nd_array<double>> kept;
  CHECK(map(copied{}, nothing).size() == 0);
  CHECK(map(copied{}, kept).size() == 0);
  std::vector<double> out{5, 5};
  CHECK(mentions(shape_message([&] { transform(copied{}, out, nothing); }), {"input 1", "(0,)"}));
  CHECK(mentions(shape_message([&] { transform(copied{}, out, unnamed); }), {"input 1", "(0,)"}));
  CHECK(mentions(shape_message([&] { transform(copied{}, out, kept); }), {"input 1", "(0,)"}));
  const strided_view<double> null{nullptr, {1, {2}}, {1}}, null_single{nullptr, {}, {}};
  CHECK(mentions(shape_message([&] { transform(copied{}, out, null); }), {"input 1", "(2,)", "null"}));
  CHECK(mentions(shape_message([&] { transform(copied{}, out, null_single); }), {"input 1", "null"}));
  CHECK(mentions(shape_message([&] { transform(copied{}, null, out); }), {"output 1", "(2,)", "null"}));
  CHECK(mentions(shape_message([&] { scan(added{}, null_single, out, out); }), {"state 1", "null"}));
  CHECK(mentions(shape_message([&] { scan(serial{}, added{}, result<double>{}, out, out); }),
                 {"state 1", "not given"}));
  CHECK(out == std::vector<double>{5, 5});
}

TEST_CASE("a struct of tables has tables of one length", "[array]") {
  two_tables<std::vector<double>> tables{{1, 2, 3}, {4, 5}};
  const std::vector<std::int32_t> index{0, 2};
  const auto said = {"mass has shape (2,)", "height has 3 entries"};
  CHECK(mentions(shape_message([&] { static_cast<void>(taken(tables, index)); }), said));
  CHECK(mentions(shape_message([&] { static_cast<void>(taken(unchecked{}, tables, index)); }), said));
  tables.mass.push_back(6);
  std::vector<double> out(2);
  transform(copied{}, out, taken(tables, index).mass);
  CHECK(out == std::vector<double>{4, 6});
  const std::vector<double> empty;
  const std::string message = message_of<index_error>([&] { static_cast<void>(taken(empty, index)); });
  CHECK(mentions(message, {"position 0 is 0", "0 entries"}));
  CHECK(message.find("-1") == std::string::npos);
}

TEST_CASE("what the standard library cannot hold is told with what can", "[array]") {
  const std::vector<double> x{1, 2}, y{1, 2, 3};
  const auto sum = [](auto a, auto b) { return a + b; };
  CHECK(mentions(shape_message([&] { static_cast<void>(map(sum, named(x, {"x"}), named(y, {"y"}))); }),
                 {"(2, 3)", "one axis", "nd_array"}));
  std::vector<double> out{7};
  double state = 0;
  const std::string scalars = shape_message([&] { scan(serial{}, added{}, state, no_outputs{}, 1.0); });
  CHECK(mentions(scalars, {"no axes"}));
  CHECK(scalars.find("-1") == std::string::npos);
}

TEST_CASE("a thread may call when its kept memory is gone", "[array]") {
  bool own = false;
  std::thread([&] {
    thread_local at_the_end last{};  // made before the thread keeps memory, so it goes after that
    last.own = &own;
    const scratch_memory<double, host_space> kept(512);
    kept.data()[0] = 1;
  }).join();
  CHECK(own);
}
