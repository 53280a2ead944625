#pragma once

#include "namespace/answers.hpp"
#include "namespace/products.hpp"

/// Every function of a namespace on the arrays of a backend, against NumPy. A backend is a struct with
///   make(extents, nd_array of one axis)     an array of these elements in row-major order
///   read(array, shape, elements)            its shape and its elements in row-major order
/// The file that includes this has `backends`, a std::tuple of them, and `real_units`, how many units in the
/// last place functions like exp may differ from NumPy's, measured.

namespace cases {

using answers::input, answers::numpy, answers::same;
using sylva::index_t;

template <class Backend, class T>
struct given {
  decltype(input<Backend, T, 2>("x")) x = input<Backend, T, 2>("x");
  decltype(input<Backend, T, 1>("y")) y = input<Backend, T, 1>("y");
  decltype(input<Backend, T, 2>("c")) c = input<Backend, T, 2>("c");
  decltype(input<Backend, T, 3>("f")) f = input<Backend, T, 3>("f");
  decltype(input<Backend, T, 2>("e")) e = input<Backend, T, 2>("e");
  decltype(input<Backend, T, 2, std::int64_t>("i")) i = input<Backend, T, 2, std::int64_t>("i");
  decltype(input<Backend, T, 1, std::int64_t>("j")) j = input<Backend, T, 1, std::int64_t>("j");
  decltype(input<Backend, T, 2, bool>("m")) m = input<Backend, T, 2, bool>("m");
  using xp = sylva::array_namespace_t<decltype(x)>;
};

/// Integers of all sizes, at the edges of their ranges.
template <class Backend>
struct given_integers {
  decltype(input<Backend, double, 1, std::uint8_t>("u8")) u8 = input<Backend, double, 1, std::uint8_t>("u8");
  decltype(input<Backend, double, 1, std::int8_t>("i8")) i8 = input<Backend, double, 1, std::int8_t>("i8");
  decltype(input<Backend, double, 1, std::uint16_t>("u16")) u16 =
      input<Backend, double, 1, std::uint16_t>("u16");
  decltype(input<Backend, double, 1, std::uint32_t>("u32")) u32 =
      input<Backend, double, 1, std::uint32_t>("u32");
  decltype(input<Backend, double, 1, std::int32_t>("i32")) i32 =
      input<Backend, double, 1, std::int32_t>("i32");
  decltype(input<Backend, double, 1, std::uint64_t>("u64")) u64 =
      input<Backend, double, 1, std::uint64_t>("u64");
  decltype(input<Backend, double, 1, std::int64_t>("i64")) i64 =
      input<Backend, double, 1, std::int64_t>("i64");
  using xp = sylva::array_namespace_t<decltype(u8)>;
};

/// The functions of one floating-point argument.
template <class Backend, class T>
void real_functions() {
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto& x = g.x;
  const auto check = [](const numpy& expression, const auto& got) {
    same<Backend, T>(expression, got, real_units);
  };
  check(numpy("np.sqrt(x)"), xp::sqrt(x));
  check(numpy("np.cbrt(x)"), xp::cbrt(x));
  check(numpy("np.exp(x)"), xp::exp(x));
  check(numpy("np.exp(e)"), xp::exp(g.e));
  check(numpy("np.log(x)"), xp::log(x));
  check(numpy("np.sin(x)"), xp::sin(x));
  check(numpy("np.cos(x)"), xp::cos(x));
  check(numpy("np.tan(x)"), xp::tan(x));
  check(numpy("np.asin(x)"), xp::asin(x));
  check(numpy("np.acos(x)"), xp::acos(x));
  check(numpy("np.atan(x)"), xp::atan(x));
  check(numpy("np.tanh(x)"), xp::tanh(x));
  check(numpy("np.log2(x)"), xp::log2(x));
  check(numpy("np.log10(x)"), xp::log10(x));
  check(numpy("np.log1p(x)"), xp::log1p(x));
  check(numpy("np.expm1(x)"), xp::expm1(x));
  check(numpy("np.sinh(x)"), xp::sinh(x));
  check(numpy("np.cosh(x)"), xp::cosh(x));
  check(numpy("np.asinh(x)"), xp::asinh(x));
  check(numpy("np.acosh(x)"), xp::acosh(x));
  check(numpy("np.atanh(x)"), xp::atanh(x));
  check(numpy("np.pow(x, y)"), xp::pow(x, g.y));
  check(numpy("np.pow(x, 2)"), xp::pow(x, 2));
  check(numpy("np.pow(2, y)"), xp::pow(2, g.y));
  check(numpy("np.atan2(x, y)"), xp::atan2(x, g.y));
  check(numpy("np.hypot(x, y)"), xp::hypot(x, g.y));
  check(numpy("np.exp(f)"), xp::exp(g.f));
}

/// Those that round nothing, or once: the same to the last bit.
template <class Backend, class T>
void exact_functions() {
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto &x = g.x, &y = g.y, &c = g.c;
  const auto check = [](const numpy& expression, const auto& got) { same<Backend, T>(expression, got); };
  check(numpy("np.abs(x)"), xp::abs(x));
  check(numpy("np.floor(x)"), xp::floor(x));
  check(numpy("np.ceil(x)"), xp::ceil(x));
  check(numpy("np.trunc(x)"), xp::trunc(x));
  check(numpy("np.round(x)"), xp::round(x));
  check(numpy("np.sign(x)"), xp::sign(x));
  check(numpy("np.negative(x)"), xp::negative(x));
  check(numpy("np.positive(x)"), xp::positive(x));
  check(numpy("np.square(x)"), xp::square(x));
  check(numpy("np.add(x, y)"), xp::add(x, y));
  check(numpy("np.add(c, y)"), xp::add(c, y));
  check(numpy("np.add(e, y)"), xp::add(g.e, y));
  check(numpy("np.add(x, 1)"), xp::add(x, 1));
  check(numpy("np.subtract(x, y)"), xp::subtract(x, y));
  check(numpy("np.subtract(1.5, x)"), xp::subtract(1.5, x));
  check(numpy("np.multiply(x, c)"), xp::multiply(x, c));
  check(numpy("np.divide(x, y)"), xp::divide(x, y));
  check(numpy("np.floor_divide(x, y)"), xp::floor_divide(x, y));
  check(numpy("np.remainder(x, y)"), xp::remainder(x, y));
  check(numpy("np.copysign(x, y)"), xp::copysign(x, y));
  check(numpy("np.minimum(x, y)"), xp::minimum(x, y));
  check(numpy("np.maximum(y, c)"), xp::maximum(y, c));
  check(numpy("np.clip(x, -1, 3)"), xp::clip(x, -1, 3));
  check(numpy("np.clip(x, y, 3)"), xp::clip(x, y, 3));
  check(numpy("np.clip(x, None, 0.5)"), xp::clip(x, std::nullopt, 0.5));
  check(numpy("np.clip(x, 0.5, None)"), xp::clip(x, 0.5));
  check(numpy("np.isnan(x)"), xp::isnan(x));
  check(numpy("np.isfinite(x)"), xp::isfinite(x));
  check(numpy("np.isinf(x)"), xp::isinf(x));
  check(numpy("np.isnan(e)"), xp::isnan(g.e));
  check(numpy("np.equal(x, y)"), xp::equal(x, y));
  check(numpy("np.not_equal(x, y)"), xp::not_equal(x, y));
  check(numpy("np.less(x, y)"), xp::less(x, y));
  check(numpy("np.less_equal(c, y)"), xp::less_equal(c, y));
  check(numpy("np.greater(x, 0)"), xp::greater(x, 0));
  check(numpy("np.greater_equal(x, y)"), xp::greater_equal(x, y));
  check(numpy("np.where(m, x, y)"), xp::where(g.m, x, y));
  check(numpy("np.where(np.less(x, y), x, real(0))"), xp::where(xp::less(x, y), x, 0));
  check(numpy("np.astype(x, np.float32)"), xp::template astype<float>(x));
  check(numpy("np.astype(i, real)"), xp::template astype<T>(g.i));
}

/// Integers and bool.
template <class Backend>
void integer_functions() {
  using T = double;
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto &i = g.i, &j = g.j;
  const auto check = [](const numpy& expression, const auto& got) { same<Backend, T>(expression, got); };
  check(numpy("np.add(i, j)"), xp::add(i, j));
  check(numpy("np.multiply(i, 3)"), xp::multiply(i, 3));
  check(numpy("np.floor_divide(i, j)"), xp::floor_divide(i, j));
  check(numpy("np.remainder(i, j)"), xp::remainder(i, j));
  check(numpy("np.minimum(i, j)"), xp::minimum(i, j));
  check(numpy("np.abs(i)"), xp::abs(i));
  check(numpy("np.sign(i)"), xp::sign(i));
  check(numpy("np.clip(i, 0, 5)"), xp::clip(i, 0, 5));
  check(numpy("np.less(i, j)"), xp::less(i, j));
  check(numpy("np.where(m, i, j)"), xp::where(g.m, i, j));
  check(numpy("np.sum(i, axis=0)"), xp::sum(i, 0));
  check(numpy("np.max(i)"), xp::max(i));
  check(numpy("np.logical_and(m, y)"), xp::logical_and(g.m, g.y));
  check(numpy("np.logical_or(m, y)"), xp::logical_or(g.m, g.y));
  check(numpy("np.logical_xor(m, np.isnan(y))"), xp::logical_xor(g.m, xp::isnan(g.y)));
  check(numpy("np.logical_not(m)"), xp::logical_not(g.m));
  check(numpy("np.equal(m, True)"), xp::equal(g.m, true));
}

/// Types promote by the standard's table; a scalar that the type does not hold is an error.
template <class Backend>
void promotions() {
  const given_integers<Backend> g;
  using xp = typename given_integers<Backend>::xp;
  const auto check = [](const numpy& expression, const auto& got) { same<Backend, double>(expression, got); };
  check(numpy("np.less(i32, u32)"), xp::less(g.i32, g.u32));
  check(numpy("np.add(i32, u32)"), xp::add(g.i32, g.u32));
  check(numpy("np.maximum(u32, i64)"), xp::maximum(g.u32, g.i64));
  check(numpy("np.subtract(u8, i8)"), xp::subtract(g.u8, g.i8));
  check(numpy("np.minimum(i8, u16)"), xp::minimum(g.i8, g.u16));
  check(numpy("np.add(u8, u16)"), xp::add(g.u8, g.u16));
  check(numpy("np.greater(u16, i32)"), xp::greater(g.u16, g.i32));
  check(numpy("np.maximum(u64, u8)"), xp::maximum(g.u64, g.u8));
  check(numpy("np.clip(u8, i8, u16)"), xp::clip(g.u8, g.i8, g.u16));
  check(numpy("np.where(np.equal(u8, 1), u32, i8)"), xp::where(xp::equal(g.u8, 1), g.u32, g.i8));
  check(numpy("np.greater(u8, 255)"), xp::greater(g.u8, 255));
  check(numpy("np.maximum(i8, -128)"), xp::maximum(g.i8, -128));
  check(numpy("np.logical_and(u8, 256)"), xp::logical_and(g.u8, 256));
  check(numpy("np.full(2, 2.5, np.int32)"), xp::template full<std::int32_t>(2, 2.5));
  check(numpy("np.full(2, -0.5, np.uint8)"), xp::template full<std::uint8_t>(2, -0.5));
  check(numpy("np.full(2, -2.0**63, np.int64)"), xp::template full<std::int64_t>(2, -0x1p63));
  check(numpy("np.arange(5, 0, -1, dtype=np.uint8)"), xp::template arange<std::uint8_t>(5, 0, -1));
  check(numpy("np.arange(-128, 128, 51, dtype=np.int8)"), xp::template arange<std::int8_t>(-128, 128, 51));

  using answers::mentions, answers::message_of;
  const auto refused = [](auto f, std::initializer_list<const char*> words) {
    return mentions(message_of<std::out_of_range>(f), words);
  };
  CHECK(refused([&] { (void)xp::greater(g.u8, -1); }, {"greater", "is -1", "uint8", "0 to 255"}));
  CHECK(refused([&] { (void)xp::equal(g.u8, 257); }, {"equal", "is 257", "uint8", "0 to 255"}));
  CHECK(refused([&] { (void)xp::clip(g.u8, 0, 300); }, {"clip", "is 300", "uint8"}));
  CHECK(refused([&] { (void)xp::add(g.i8, 128); }, {"add", "is 128", "int8", "-128 to 127"}));
  CHECK(refused([&] { (void)xp::add(g.i32, 3000000000u); },
                {"3000000000", "int32", "-2147483648 to 2147483647"}));
  CHECK(refused([&] { (void)xp::less(g.i64, 0x8000000000000000u); }, {"9223372036854775808", "int64"}));
  CHECK(refused([&] { (void)xp::less(g.u64, -1); }, {"is -1", "uint64", "0 to 18446744073709551615"}));
  CHECK(refused([&] { (void)xp::less(xp::template ones<float>(2), 1e39); }, {"1e+39", "float32", "e+38"}));
  CHECK(refused([&] { (void)xp::template full<std::int32_t>(2, 3.7e10); }, {"full", "3.7e+10", "int32"}));
  CHECK(refused([&] { (void)xp::template full<std::int32_t>(2, std::nan("")); }, {"full", "nan", "int32"}));
  CHECK(refused([&] { (void)xp::template full<std::int64_t>(2, 0x1p63); }, {"full", "int64"}));
  CHECK(refused([&] { (void)xp::template full<std::uint8_t>(2, -1.0); }, {"full", "is -1", "uint8"}));
  CHECK(refused([&] { (void)xp::full_like(g.u8, 256); }, {"full_like", "is 256", "uint8"}));
  CHECK(refused([&] { (void)xp::template asarray<std::int8_t>({1, 128}); }, {"asarray", "is 128", "int8"}));
  CHECK(refused([&] { (void)xp::template arange<std::uint8_t>(0, 300); }, {"arange", "is 299", "uint8"}));
  // infinity and NaN are numbers of every floating-point type
  CHECK(xp::item(xp::all(xp::less(xp::template ones<float>(2), std::numeric_limits<double>::infinity()))));
}

/// Integers wrap where they overflow.
template <class Backend>
void overflow() {
  const given_integers<Backend> g;
  using xp = typename given_integers<Backend>::xp;
  const auto check = [](const numpy& expression, const auto& got) { same<Backend, double>(expression, got); };
  check(numpy("np.abs(i32)"), xp::abs(g.i32));
  check(numpy("np.abs(i8)"), xp::abs(g.i8));
  check(numpy("np.negative(i32)"), xp::negative(g.i32));
  check(numpy("np.negative(u8)"), xp::negative(g.u8));
  check(numpy("np.square(i32)"), xp::square(g.i32));
  check(numpy("np.square(u16)"), xp::square(g.u16));
  check(numpy("np.add(i32, 1)"), xp::add(g.i32, 1));
  check(numpy("np.subtract(i32, 1)"), xp::subtract(g.i32, 1));
  check(numpy("np.subtract(u32, 6)"), xp::subtract(g.u32, 6));
  check(numpy("np.multiply(i64, 3)"), xp::multiply(g.i64, 3));
  check(numpy("np.floor_divide(i32, -1)"), xp::floor_divide(g.i32, -1));
  check(numpy("np.sum(i64)"), xp::sum(g.i64));
  check(numpy("np.sum(i32)"), xp::sum(g.i32));
  check(numpy("np.prod(np.subtract(i64, 3))"), xp::prod(xp::subtract(g.i64, 3)));
  check(numpy("np.cumulative_sum(i64)"), xp::cumulative_sum(g.i64));
  check(numpy("np.matmul(i32, i32)"), xp::matmul(g.i32, g.i32));
  check(numpy("np.matmul(u16, u16)"), xp::matmul(g.u16, g.u16));
  check(numpy("np.astype(i32, np.uint8)"), xp::template astype<std::uint8_t>(g.i32));
  const auto edges = xp::template asarray<double>({255.9, -0.9});
  check(numpy("np.astype(np.asarray([255.9, -0.9]), np.uint8)"), xp::template astype<std::uint8_t>(edges));

  // what NumPy leaves to the processor is an error
  using answers::mentions, answers::message_of;
  const auto refused = [](auto f, std::initializer_list<const char*> words) {
    return mentions(message_of<std::out_of_range>(f), words);
  };
  const auto y = input<Backend, double, 1>("y");
  const auto large = xp::template asarray<double>({1.0, 2147483648.0});
  CHECK(refused([&] { (void)xp::template astype<std::int32_t>(large); },
                {"astype", "is 2147483648", "int32", "-2147483648 to 2147483647"}));
  CHECK(refused([&] { (void)xp::template astype<std::uint8_t>(xp::negative(large)); }, {"astype", "uint8"}));
  CHECK(refused([&] { (void)xp::template asarray<std::int64_t>(y); }, {"asarray", "nan", "int64"}));
  CHECK(refused([&] { (void)xp::template asarray<int>(std::vector<float>{1, 1e10f}); }, {"1e+10", "int32"}));
  check(numpy("np.astype(e, np.int32)"), xp::template astype<std::int32_t>(input<Backend, double, 2>("e")));
}

template <class Backend, class T>
void reductions() {
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto &x = g.x, &e = g.e, &f = g.f;
  const auto big = input<Backend, T, 1>("big");
  const auto check = [](const numpy& expression, const auto& got, double units = 0) {
    same<Backend, T>(expression, got, units);
  };
  check(numpy("np.sum(f)"), xp::sum(f), 4);
  check(numpy("np.sum(f, axis=0)"), xp::sum(f, 0), 4);
  check(numpy("np.sum(f, axis=1)"), xp::sum(f, 1), 4);
  check(numpy("np.sum(f, axis=-1)"), xp::sum(f, -1), 4);
  check(numpy("np.sum(f, axis=1, keepdims=True)"), xp::sum(f, 1, sylva::keepdims), 4);
  check(numpy("np.sum(x, axis=0)"), xp::sum(x, 0));
  check(numpy("np.sum(e)"), xp::sum(e));
  check(numpy("np.sum(e, axis=0)"), xp::sum(e, 0));
  check(numpy("np.sum(e, axis=1)"), xp::sum(e, 1));
  check(numpy("np.sum(big)"), xp::sum(big), 4);
  check(numpy("np.mean(big)"), xp::mean(big), 4);
  check(numpy("np.min(big)"), xp::min(big));
  check(numpy("np.max(big)"), xp::max(big));
  check(numpy("np.sum(np.greater(big, 0))"), xp::sum(xp::greater(big, 0)));
  check(numpy("np.prod(f, axis=2)"), xp::prod(f, 2), 4);
  check(numpy("np.prod(e, axis=0)"), xp::prod(e, 0));
  check(numpy("np.mean(f)"), xp::mean(f), 4);
  check(numpy("np.mean(f, axis=2)"), xp::mean(f, 2), 8);
  check(numpy("np.mean(e, axis=0)"), xp::mean(e, 0));
  check(numpy("np.min(x)"), xp::min(x));
  check(numpy("np.min(x, axis=0)"), xp::min(x, 0));
  check(numpy("np.min(x, axis=1)"), xp::min(x, 1));
  check(numpy("np.max(x, axis=0)"), xp::max(x, 0));
  check(numpy("np.max(f)"), xp::max(f));
  check(numpy("np.max(f, axis=1)"), xp::max(f, 1));
  check(numpy("np.min(e, axis=1)"), xp::min(e, 1));
  check(numpy("np.any(x, axis=0)"), xp::any(x, 0));
  check(numpy("np.any(m, axis=1)"), xp::any(g.m, 1));
  check(numpy("np.any(e)"), xp::any(e));
  check(numpy("np.all(x, axis=0)"), xp::all(x, 0));
  check(numpy("np.all(m, axis=1)"), xp::all(g.m, 1));
  check(numpy("np.all(e)"), xp::all(e));
  check(numpy("np.asarray(np.count_nonzero(x))"), xp::count_nonzero(x));
  check(numpy("np.count_nonzero(m, axis=0)"), xp::count_nonzero(g.m, 0));
  check(numpy("np.cumulative_sum(f, axis=0)"), xp::cumulative_sum(f, 0), 4);
  check(numpy("np.cumulative_sum(f, axis=-1)"), xp::cumulative_sum(f, -1), 4);
  check(numpy("np.cumulative_sum(f, axis=1, include_initial=True)"), xp::cumulative_sum(f, 1, true), 4);
  check(numpy("np.cumulative_sum(y)"), xp::cumulative_sum(g.y));
  check(numpy("np.cumulative_sum(e, axis=0, include_initial=True)"), xp::cumulative_sum(e, 0, true));
}

template <class Backend, class T>
void creation() {
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto check = [](const numpy& expression, const auto& got, double units = 0) {
    same<Backend, T>(expression, got, units);
  };
  check(numpy("np.zeros((2, 3), real)"), xp::zeros({2, 3}));
  check(numpy("np.zeros((0, 3), real)"), xp::zeros(std::array<index_t, 2>{0, 3}));
  check(numpy("np.ones(4, real)"), xp::ones(4));
  check(numpy("np.ones(4, np.int64)"), xp::template ones<std::int64_t>(4));
  check(numpy("np.full((2, 2), real(1.5))"), xp::full({2, 2}, 1.5));
  check(numpy("np.full((2, 2), 3)"), xp::full({2, 2}, 3));
  check(numpy("np.full(3, True)"), xp::full(3, true));
  check(numpy("np.zeros_like(x)"), xp::zeros_like(g.x));
  check(numpy("np.ones_like(m)"), xp::ones_like(g.m));
  check(numpy("np.full_like(x, 2.5)"), xp::full_like(g.x, 2.5));
  check(numpy("np.full_like(e, 1)"), xp::full_like(g.e, 1));
  check(numpy("np.asarray([1.5, -2.0], real)"), xp::template asarray<T>({1.5, -2.0}));
  check(numpy("np.asarray([True, False])"), xp::asarray({true, false}));
  check(numpy("np.asarray(real(2.5))"), xp::asarray(T(2.5)));
  check(numpy("np.asarray(x, np.float64)"), xp::template asarray<double>(g.x));
  check(numpy("np.asarray([3.0, 4.0], real)"), xp::asarray(std::vector<T>{3, 4}));
  check(numpy("np.arange(5)"), xp::arange(5));
  check(numpy("np.arange(5, 1, -2)"), xp::arange(5, 1, -2));
  check(numpy("np.arange(3, 1)"), xp::arange(3, 1));
  check(numpy("np.arange(0.5, 2.0, 0.25, real)"), xp::arange(0.5, 2.0, 0.25));
  check(numpy("np.arange(0, 1, 0.1, real)"), xp::arange(0, 1, 0.1), 1);
  check(numpy("np.linspace(-1, 2, 7, dtype=real)"), xp::linspace(-1, 2, 7));
  check(numpy("np.linspace(0.1, 0.9, 11, dtype=real)"), xp::linspace(0.1, 0.9, 11), 1);
  check(numpy("np.linspace(0, 1, 5, endpoint=False, dtype=real)"), xp::linspace(0, 1, 5, false));
  check(numpy("np.linspace(2, 3, 1, dtype=real)"), xp::linspace(2, 3, 1));
  check(numpy("np.linspace(2, 3, 0, dtype=real)"), xp::linspace(2, 3, 0));
  CHECK(xp::item(xp::sum(xp::empty_like(g.e))) == 0);
  STATIC_REQUIRE(std::same_as<sylva::array_value_t<decltype(xp::empty({2, 3}))>, T>);
  CHECK(answers::read<Backend>(xp::empty({2, 3})).shape == std::vector<index_t>{2, 3});
}

template <class Backend, class T>
void manipulation() {
  const given<Backend, T> g;
  using xp = typename given<Backend, T>::xp;
  const auto &x = g.x, &f = g.f;
  const auto check = [](const numpy& expression, const auto& got) { same<Backend, T>(expression, got); };
  check(numpy("np.reshape(f, (5, 6))"), xp::reshape(f, {5, 6}));
  check(numpy("np.reshape(f, (2, -1))"), xp::reshape(f, {2, -1}));
  check(numpy("np.reshape(f, -1)"), xp::reshape(f, -1));
  check(numpy("np.reshape(f, (1, 2, 3, 5))"), xp::reshape(f, {1, 2, 3, 5}));
  check(numpy("np.reshape(e, (2, 0))"), xp::reshape(g.e, {2, 0}));
  check(numpy("np.permute_dims(f, (2, 0, 1))"), xp::permute_dims(f, {2, 0, 1}));
  check(numpy("np.permute_dims(x, (-1, 0))"), xp::permute_dims(x, {-1, 0}));
  const auto turned = xp::permute_dims(f, {2, 0, 1});
  check(numpy("np.reshape(np.permute_dims(f, (2, 0, 1)), (10, 3))"), xp::reshape(turned, {10, 3}));
  check(numpy("np.reshape(np.permute_dims(f, (2, 0, 1)), (5, 6))"), xp::reshape(turned, {5, 6}));
  check(numpy("np.reshape(np.permute_dims(f, (2, 0, 1)), 30)"), xp::reshape(turned, 30));
  check(numpy("np.sum(np.permute_dims(x, (1, 0)), axis=0)"), xp::sum(xp::permute_dims(x, {1, 0}), 0));
  check(numpy("np.max(np.permute_dims(f, (2, 0, 1)))"), xp::max(turned));
  check(numpy("np.expand_dims(x, axis=0)"), xp::expand_dims(x));
  check(numpy("np.expand_dims(x, axis=1)"), xp::expand_dims(x, 1));
  check(numpy("np.expand_dims(x, axis=-1)"), xp::expand_dims(x, -1));
  check(numpy("np.broadcast_to(y, (3, 4))"), xp::broadcast_to(g.y, {3, 4}));
  check(numpy("np.broadcast_to(c, (2, 3, 4))"), xp::broadcast_to(g.c, {2, 3, 4}));
  check(numpy("np.add(np.broadcast_to(c, (2, 3, 4)), x)"), xp::add(xp::broadcast_to(g.c, {2, 3, 4}), x));
  // of a temporary: the view keeps it
  check(numpy("np.permute_dims(np.negative(f), (1, 2, 0))"), xp::permute_dims(xp::negative(f), {1, 2, 0}));
  check(numpy("np.reshape(np.permute_dims(np.negative(f), (1, 2, 0)), (-1, 3))"),
        xp::reshape(xp::permute_dims(xp::negative(f), {1, 2, 0}), {-1, 3}));
}

/// Views share the elements; what cannot be one is a copy; what is no array of this shape is an error.
template <class Backend>
void views_and_errors() {
  const given<Backend, double> g;
  using xp = typename given<Backend, double>::xp;
  const auto &x = g.x, &y = g.y, &f = g.f;
  const auto data = [](const auto& a) {
    return static_cast<const void*>(sylva::array_traits<std::remove_cvref_t<decltype(a)>>::view(a).data);
  };
  CHECK(data(xp::permute_dims(f, {2, 0, 1})) == data(f));
  CHECK(data(xp::expand_dims(f, 1)) == data(f));
  CHECK(data(xp::broadcast_to(y, {3, 4})) == data(y));
  CHECK(data(xp::reshape(y, {2, 2})) == data(y));
  CHECK(data(xp::reshape(x, {3, 1, 4})) == data(x));
  CHECK(data(xp::reshape(xp::broadcast_to(y, {3, 4}), {12})) != data(y));
  CHECK(data(xp::asarray(y)) != data(y));
  STATIC_REQUIRE(
      std::same_as<sylva::array_family_t<decltype(xp::zeros(3))>, sylva::array_family_t<decltype(g.x)>>);
  STATIC_REQUIRE(std::same_as<sylva::array_family_t<decltype(xp::reshape(y, {2, 2}))>,
                              sylva::array_family_t<decltype(g.x)>>);
  CHECK(xp::item(xp::max(g.i)) == 9);

  using answers::mentions, answers::message_of, sylva::shape_error;
  const auto three = xp::arange(0.0, 3.0);
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::add(x, three); }),
                 {"add", "argument 2", "(3,)", "(3, 4)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::exp(xp::add(three, y)); }), {"add", "(4,)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::sum(x, 2); }), {"sum", "axis is 2", "-2 to 1"}));
  CHECK(
      mentions(message_of<shape_error>([&] { (void)xp::cumulative_sum(x, -3); }), {"cumulative_sum", "-3"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::min(g.e, 0); }), {"min", "(0, 4)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::max(g.e); }), {"max", "(0, 4)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::reshape(x, {5, -1}); }),
                 {"reshape", "(5, -1)", "(3, 4)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::reshape(x, {-1, -1}); }), {"reshape", "(-1, -1)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::permute_dims(x, {0, 0}); }),
                 {"permute_dims", "(0, 0)"}));
  CHECK(
      mentions(message_of<shape_error>([&] { (void)xp::expand_dims(x, 3); }), {"expand_dims", "axis is 3"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::broadcast_to(x, {4}); }), {"broadcast_to", "(4,)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::matmul(x, x); }), {"matmul", "(3, 4)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::zeros({2, -3}); }), {"zeros", "(2, -3)"}));
  CHECK(mentions(message_of<shape_error>([&] { (void)xp::item(y); }), {"item", "(4,)"}));
  CHECK(mentions(message_of<std::invalid_argument>([&] { (void)xp::linspace(0, 1, -2); }),
                 {"linspace", "num is -2"}));
  CHECK(mentions(message_of<std::invalid_argument>([&] { (void)xp::arange(0, 1, 0); }),
                 {"arange", "step is 0"}));
}

}  // namespace cases

#define SYLVA_NAMESPACE_CASE(title, ...)                                \
  TEST_CASE("NumPy's answers: " title, "[namespace]") {                 \
    const auto run = []<class... B>(std::tuple<B...>) {                 \
      const auto one = []<class Backend>(std::type_identity<Backend>) { \
        INFO(Backend::name);                                            \
        __VA_ARGS__;                                                    \
      };                                                                \
      (one(std::type_identity<B>{}), ...);                              \
    };                                                                  \
    run(backends{});                                                    \
  }

SYLVA_NAMESPACE_CASE("functions of real numbers", cases::real_functions<Backend, double>(),
                     cases::real_functions<Backend, float>())
SYLVA_NAMESPACE_CASE("functions that are exact", cases::exact_functions<Backend, double>(),
                     cases::exact_functions<Backend, float>())
SYLVA_NAMESPACE_CASE("integers and bool", cases::integer_functions<Backend>())
SYLVA_NAMESPACE_CASE("promotion of integers", cases::promotions<Backend>())
SYLVA_NAMESPACE_CASE("integers that overflow", cases::overflow<Backend>())
SYLVA_NAMESPACE_CASE("reductions", cases::reductions<Backend, double>(), cases::reductions<Backend, float>())
SYLVA_NAMESPACE_CASE("creation", cases::creation<Backend, double>(), cases::creation<Backend, float>())
SYLVA_NAMESPACE_CASE("manipulation", cases::manipulation<Backend, double>(),
                     cases::manipulation<Backend, float>())
SYLVA_NAMESPACE_CASE("products", cases::products<Backend, double>(4), cases::products<Backend, float>(4))
SYLVA_NAMESPACE_CASE("none for what is an error", cases::views_and_errors<Backend>())
