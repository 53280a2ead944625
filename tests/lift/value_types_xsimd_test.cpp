#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <iostream>
#include <sylva/backends/xsimd.hpp>
#include <tuple>

#include "lift/lift.hpp"

/// What kernels call on values, on every type of value: lane by lane against the standard library.

namespace {

using namespace sylva;

/// Batches of an instruction set that this is compiled for, beside the default one.
template <class Arch>
using batches = std::conditional_t<
    xsimd::supported_architectures::contains<Arch>(),
    std::tuple<xsimd::batch<double, Arch>, xsimd::batch<float, Arch>, lanes<xsimd::batch<double, Arch>, 2>>,
    std::tuple<>>;

using value_types = decltype(std::tuple_cat(
    std::tuple<double, float, xsimd::batch<double>, xsimd::batch<float>, lanes<xsimd::batch<double>, 2>,
               lanes<xsimd::batch<float>, 2>, lanes<xsimd::batch<double>, 3>>{},
    batches<xsimd::fma3<xsimd::avx2>>{}, batches<xsimd::sse2>{}));

/// f of every argument: as lanes of V next to whatever others are its neighbours, and with itself in all
/// lanes.
template <class V, class F>
void on_lanes(const std::vector<scalar_t<V>>& x, const F& f, std::vector<scalar_t<V>>& among_others,
              std::vector<scalar_t<V>>& alone) {
  using T = scalar_t<V>;
  constexpr std::size_t width = static_cast<std::size_t>(packet<V>::width);
  std::vector<T> padded = x;
  padded.resize(x.size() + width, T(1));
  among_others.resize(padded.size());
  alone.resize(x.size());
  for (std::size_t i = 0; i < x.size(); i += width) {
    packet<V>::store(&among_others[i], f(packet<V>::load(&padded[i])));
  }
  among_others.resize(x.size());
  bool same_in_all_lanes = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    T lane[width];
    packet<V>::store(lane, f(V(x[i])));
    alone[i] = lane[0];
    for (const T& l : lane) same_in_all_lanes &= lift::identical(l, lane[0]);
  }
  CHECK(same_in_all_lanes);
}

/// |got - exact| in units of the last place of exact.
template <class T>
double ulps(T got, long double exact) {
  if (std::isnan(got) && std::isnan(exact)) return 0;
  if (std::isnan(got) || std::isnan(exact)) return lift::infinite<double>;
  if (static_cast<long double>(got) == exact) return 0;
  using limits = std::numeric_limits<T>;
  const long double size = std::abs(exact);
  if (size > static_cast<long double>(limits::max()))
    return got == (exact > 0 ? 1 : -1) * limits::infinity() ? 0 : 1e9;
  const int exponent =
      std::max(size == 0 ? limits::min_exponent : std::ilogb(size) + 1, limits::min_exponent);
  const long double ulp = std::ldexp(1.0L, exponent - limits::digits);
  return static_cast<double>(std::min(std::abs(static_cast<long double>(got) - exact) / ulp, 1e12L));
}

/// Where a function is asked, and how far off it may be.
struct expectation {
  const char* name;
  double lower, upper;         ///< the range of its ordinary arguments
  double in_double, in_float;  ///< bound of a SIMD function [ulp]; measured values stand beside it
};

template <class T>
std::vector<T> arguments(const expectation& e) {
  using limits = std::numeric_limits<T>;
  lift::generator g(11);
  std::vector<T> x;
  for (int i = 0; i < 4000; ++i) x.push_back(static_cast<T>(g.uniform(e.lower, e.upper)));
  // all magnitudes
  for (int p = limits::min_exponent; p < limits::max_exponent; ++p) {
    x.push_back(static_cast<T>(std::ldexp(g.uniform(1, 2), p)));
    x.push_back(-x.back());
  }
  for (const T special :
       {T(0), T(0.5), T(1), T(2), limits::epsilon(), limits::denorm_min(), T(limits::min() / 4),
        limits::min(), limits::max(), limits::infinity(), limits::quiet_NaN()}) {
    x.push_back(special);
    x.push_back(-special);
  }
  // what is special stands between ordinary neighbours, and next to other special ones
  for (std::size_t i = x.size() - 1; i > 0; --i) {
    std::swap(x[i], x[static_cast<std::size_t>(g.uniform(0, static_cast<double>(i) + 1))]);
  }
  return x;
}

using extended = long double;

/// The least digits that a function of the platform's C library has here: they are not ours to bound.
constexpr double of_the_platform = 5;

const auto never = [](auto, extended) { return false; };
const auto always_one = [](auto) { return 1.0; };

/// f on V against the same function of long double. `excused(x, exact)` where the documentation says that f
/// does something else; the bound is multiplied by condition(x).
template <class V, class F, class Exact, class Excused = decltype(never),
          class Condition = decltype(always_one)>
void check(const expectation& e, const F& f, const Exact& exact, const Excused& excused = never,
           const Condition& condition = always_one) {
  using T = scalar_t<V>;
  INFO(e.name);
  const std::vector<T> x = arguments<T>(e);
  std::vector<T> got, alone;
  on_lanes<V>(x, f, got, alone);
  double worst = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const extended wanted = exact(static_cast<extended>(x[i]));
    if (excused(x[i], wanted)) continue;
    const double error = ulps(got[i], wanted) / condition(x[i]);
    if (!(error <= worst)) worst = error, at = i;
  }
  const double bound = packet<V>::width == 1 ? of_the_platform : sizeof(T) == 8 ? e.in_double : e.in_float;
  if (std::getenv("SYLVA_SHOW_ERRORS")) {
    std::cerr << e.name << (sizeof(T) == 8 ? " double x " : " float x ") << packet<V>::width << ": " << worst
              << " ulp at " << x[at] << ", got " << got[at] << '\n';
  }
  INFO("worst at " << x[at] << ", got " << got[at]);
  CHECK(worst <= bound);
  std::size_t depends = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (lift::identical(got[i], alone[i])) continue;
    if (depends++ == 0) UNSCOPED_INFO("at " << x[i] << " among others " << got[i] << ", alone " << alone[i]);
  }
  CHECK(depends == 0);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("functions of values have the figures of the standard library", "[lift][values]",
                        value_types) {
  using V = TestType;
  using T = scalar_t<V>;
  using limits = std::numeric_limits<T>;
  constexpr bool is_simd = packet<V>::width > 1;
  const auto subnormal = [](extended y) { return y != 0 && std::abs(y) < extended(limits::min()); };
  check<V>(
      {"abs", -1e3, 1e3, 0, 0}, [](const V& x) { return math::abs(x); },
      [](extended x) { return std::abs(x); });
  check<V>(
      {"floor", -1e3, 1e3, 0, 0}, [](const V& x) { return math::floor(x); },
      [](extended x) { return std::floor(x); });
  check<V>(
      {"sqrt", 0, 1e3, 0.501, 0.501}, [](const V& x) { return math::sqrt(x); },
      [](extended x) { return std::sqrt(x); });
  check<V>(
      {"square", -1e3, 1e3, 0.501, 0.501}, [](const V& x) { return math::square(x); },
      [](extended x) { return x * x; });
  // a subnormal argument: SIMD gives it back
  check<V>(
      {"cbrt", -1e3, 1e3, 1, 1}, [](const V& x) { return math::cbrt(x); },  // 0.72, 0.71
      [](extended x) { return std::cbrt(x); }, [&](T x, extended) { return is_simd && subnormal(x); });
  // SIMD: of negative arguments NaN, of subnormal ones infinity
  check<V>(
      {"rcbrt", 0, 1e3, 1.7, 1.7}, [](const V& x) { return math::rcbrt(x); },  // 1.17, 0.92
      [](extended x) { return 1 / std::cbrt(x); },
      [&](T x, extended) { return is_simd && (std::signbit(x) || subnormal(x)); });
  // subnormal results are 0 in SIMD without AVX-512
  check<V>(
      {"exp", -100, 100, 1.1, 1.1}, [](const V& x) { return math::exp(x); },  // 1.05, 0.95
      [](extended x) { return std::exp(x); }, [&](T, extended y) { return is_simd && subnormal(y); });
  check<V>(
      {"log", 0, 1e3, 1.3, 0.8}, [](const V& x) { return math::log(x); },  // 1.23, 0.58
      [](extended x) { return std::log(x); });
  check<V>(
      {"sin", -20, 20, 1.6, 1.6}, [](const V& x) { return math::sin(x); },  // 1.32, 1.15
      [](extended x) { return std::sin(x); });
  check<V>(
      {"cos", -20, 20, 1.6, 1.6}, [](const V& x) { return math::cos(x); },  // 1.30, 1.31
      [](extended x) { return std::cos(x); });
  check<V>(
      {"tan", -20, 20, 2.5, 2.5}, [](const V& x) { return math::tan(x); },  // 2.02, 2.30
      [](extended x) { return std::tan(x); });
  check<V>(
      {"asin", -1, 1, 1.5, 2.5}, [](const V& x) { return math::asin(x); },  // 1.06, 2.10
      [](extended x) { return std::asin(x); });
  check<V>(
      {"acos", -1, 1, 1.5, 1.5}, [](const V& x) { return math::acos(x); },  // 1.13, 1.19
      [](extended x) { return std::acos(x); });
  check<V>(
      {"atan", -50, 50, 1.5, 2}, [](const V& x) { return math::atan(x); },  // 1.03, 1.75
      [](extended x) { return std::atan(x); });
  check<V>(
      {"tanh", -5, 5, 1.5, 1.5}, [](const V& x) { return math::tanh(x); },  // 1.07, 1.25
      [](extended x) { return std::tanh(x); });
}

TEMPLATE_LIST_TEST_CASE("powers have the figures of the standard library", "[lift][values]", value_types) {
  using V = TestType;
  using T = scalar_t<V>;
  using limits = std::numeric_limits<T>;
  for (const double y : {2.0, 0.5, -1.5, 6.8681, 0.07956432, -0.6, 0.0}) {
    INFO("to the power of " << y);
    const T power = static_cast<T>(y);
    // xsimd calculates exp(y log x): an error grows with the exponent, infinity to any power is NaN, and what
    // is nearly too large or too small for a normal number is infinite or 0
    check<V>(
        {"pow", 0.01, 100, 2, 2}, [&](const V& x) { return math::pow(x, V(power)); },  // 1.42, 1.44
        [&](extended x) { return std::pow(x, extended(power)); },
        [&](T x, extended wanted) {
          return packet<V>::width > 1 && (std::isinf(x) || (x != 0 && std::abs(x) < limits::min()) ||
                                          (wanted != 0 && std::abs(wanted) < extended(4 * limits::min())) ||
                                          std::abs(wanted) > extended(limits::max()) / 4);
        },
        [&](T x) {
          const double exponent = std::abs(y * std::log(std::abs(static_cast<double>(x))));
          return packet<V>::width > 1 && std::isfinite(exponent) ? 1 + exponent : 1;
        });
  }
}

TEMPLATE_LIST_TEST_CASE("what is chosen lane by lane is what a scalar would choose", "[lift][values]",
                        value_types) {
  using V = TestType;
  using T = scalar_t<V>;
  using p = packet<V>;
  constexpr std::size_t width = static_cast<std::size_t>(p::width);
  const T specials[] = {T(-0.0),           0, 1, -1, T(2.5), T(-2.5), 3, lift::missing<T>, lift::infinite<T>,
                        -lift::infinite<T>};
  constexpr std::size_t count = std::size(specials);
  // all pairs, and other pairs in the other lanes
  for (std::size_t first = 0; first < count * count; ++first) {
    T a[width], b[width], got[width];
    for (std::size_t l = 0; l < width; ++l) {
      a[l] = specials[(first + l) % (count * count) / count];
      b[l] = specials[(first + l) % count];
    }
    const V x = p::load(a), y = p::load(b);
    const auto compare = [&](const char* what, const V& v, const auto& scalar) {
      p::store(got, v);
      for (std::size_t l = 0; l < width; ++l) {
        const T wanted = static_cast<T>(scalar(a[l], b[l]));
        // xsimd has -x as 0 - x, and a fused product leaves another sign: of a zero it does not matter
        if (lift::identical(got[l], wanted) || (got[l] == 0 && wanted == 0)) continue;
        FAIL_CHECK(what << " of " << a[l] << " and " << b[l] << " gives " << got[l] << ", not " << wanted);
      }
    };
    const V one(T(1)), two(T(2)), three(T(3));
    compare("<", math::select(x < y, one, two), [](T u, T v) { return u < v ? 1 : 2; });
    compare("<=", math::select(x <= y, one, two), [](T u, T v) { return u <= v ? 1 : 2; });
    compare(">", math::select(x > y, one, two), [](T u, T v) { return u > v ? 1 : 2; });
    compare(">=", math::select(x >= y, one, two), [](T u, T v) { return u >= v ? 1 : 2; });
    compare("==", math::select(x == y, one, two), [](T u, T v) { return u == v ? 1 : 2; });
    compare("!=", math::select(x != y, one, two), [](T u, T v) { return u != v ? 1 : 2; });
    compare("&", math::select((x < y) & (x < three), one, two),
            [](T u, T v) { return u < v && u < 3 ? 1 : 2; });
    compare("|", math::select((x < y) | (y < two), one, two),
            [](T u, T v) { return u < v || v < 2 ? 1 : 2; });
    compare("!", math::select(!(x < y), x, y), [](T u, T v) { return !(u < v) ? u : v; });
    compare("isnan", math::select(math::isnan(x), y, x), [](T u, T v) { return std::isnan(u) ? v : u; });
    compare("min", math::min(x, y), [](T u, T v) { return v < u ? v : u; });
    compare("max", math::max(x, y), [](T u, T v) { return u < v ? v : u; });
    compare("clamp", math::clamp(x, V(T(-1)), two), [](T u, T) { return u < -1 ? T(-1) : u > 2 ? T(2) : u; });
    compare("modulo", math::modulo(x, three), [](T u, T) { return u - 3 * std::floor(u / 3); });
    compare("minus", -x, [](T u, T) { return -u; });
    compare("+", x + y, [](T u, T v) { return u + v; });
    compare("-", x - y, [](T u, T v) { return u - v; });
    compare("*", x * y, [](T u, T v) { return u * v; });
    compare("/", x / y, [](T u, T v) { return u / v; });
    compare("scalars on the left", T(2) * x + T(1), [](T u, T) { return 2 * u + 1; });
    compare("scalars on the right", T(1) - x / T(2), [](T u, T) { return 1 - u / 2; });
    compare("mul_add", value_traits<V>::mul_add(x, y, two), [](T u, T v) { return u * v + 2; });
  }
  SUCCEED();
}
