#include <sylva/core/root.hpp>

#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <optional>
#include <sylva/array/bind.hpp>
#include <sylva/demography/canopy.hpp>
#include <vector>

#include "lift/lift.hpp"

using sylva::solve_bracketed;
using sylva::solve_falling;

TEST_CASE("roots of functions whose roots are known", "[root]") {
  CHECK(std::abs(solve_bracketed<52>([](double x) { return x * x - 2; }, 0.0, 2.0) - std::sqrt(2.0)) <=
        1e-15);
  CHECK(std::abs(solve_bracketed<52>([](double x) { return std::cos(x); }, 0.0, 3.0) - std::acos(0.0)) <=
        1e-15);
  CHECK(std::abs(solve_bracketed<52>([](double x) { return std::exp(x) - 5; }, -3.0, 3.0) - std::log(5.0)) <=
        2e-15);
  // a jump, and an interval that is given from its upper end
  CHECK(std::abs(solve_bracketed<50>([](double x) { return x < 0.3 ? 1.0 : -1.0; }, 0.0, 1.0) - 0.3) <=
        1e-15);
  CHECK(std::abs(solve_bracketed<50>([](double x) { return x - 0.3; }, 1.0, 0.0) - 0.3) <= 1e-15);
  STATIC_REQUIRE(solve_bracketed<30>([](double x) { return x - 0.5; }, 0.0, 1.0) > 0.5 - 1e-9);
}

TEST_CASE("the doubt left is what the count says", "[root]") {
  for (const double root : {0.1, 33.3, 50.0, 99.9}) {
    const double got = solve_bracketed<20>([=](double x) { return root - x; }, 0.0, 100.0);
    CHECK(std::abs(got - root) <= 100 / std::exp2(21) * (1 + 1e-12));
  }
  const float single = solve_bracketed<30>([](float x) { return x * x - 2.0F; }, 0.0F, 2.0F);
  CHECK(std::abs(single - std::sqrt(2.0F)) <= 2e-7F);
}

TEST_CASE("f is called as often as it is said, and no more", "[root]") {
  int calls = 0;
  static_cast<void>(solve_bracketed<44>([&](double x) { return ++calls, x - 1; }, 0.0, 3.0));
  CHECK(calls == 46);
}

TEST_CASE("roots at the ends of the interval", "[root]") {
  for (const double sign : {1.0, -1.0}) {
    CHECK(solve_bracketed<44>([=](double x) { return sign * x; }, 0.0, 7.0) == 0);
    CHECK(std::abs(solve_bracketed<52>([=](double x) { return sign * (x - 7); }, 0.0, 7.0) - 7) <= 1e-14);
  }
  // where f is 0 on a stretch, its end nearest to lo
  const auto flat = [](double x) { return x < 2 ? 1.0 : x > 3 ? -1.0 : 0.0; };
  CHECK(std::abs(solve_bracketed<52>(flat, 0.0, 7.0) - 2) <= 1e-14);
  CHECK(std::abs(solve_bracketed<52>(flat, 7.0, 0.0) - 3) <= 1e-14);
}

TEST_CASE("NaN where there is no root, or no number", "[root]") {
  constexpr double none = lift::missing<double>;
  CHECK(std::isnan(solve_bracketed<44>([](double x) { return x + 1; }, 0.0, 3.0)));
  CHECK(std::isnan(solve_bracketed<44>([](double x) { return -x - 1; }, 0.0, 3.0)));
  CHECK(std::isnan(solve_bracketed<44>([=](double) { return none; }, 0.0, 3.0)));
  CHECK(std::isnan(solve_bracketed<44>([](double x) { return x - 1; }, none, 3.0)));
  CHECK(std::isnan(solve_bracketed<44>([](double x) { return x - 1; }, 0.0, none)));
  // NaN that only the middle meets
  CHECK(std::isnan(solve_bracketed<44>([=](double x) { return x > 1 && x < 2 ? none : x - 1.9; }, 0.0, 3.0)));
}

namespace {

struct tree {
  double height, area, m, n, q_m, z_max;
};
struct canopy {
  std::vector<tree> trees;
  double target, top;
  template <class T>
  T operator()(T z) const {
    T sum = 0;
    for (const tree& t : trees) {
      if (z > static_cast<T>(t.height)) continue;
      const T r = z / static_cast<T>(t.height), power = std::pow(r, static_cast<T>(t.n));
      const T q = static_cast<T>(t.m * t.n) * power / r * std::pow(1 - power, static_cast<T>(t.m - 1)) /
                  static_cast<T>(t.q_m);
      sum += static_cast<T>(t.area) * (z <= static_cast<T>(t.z_max) ? 1 : q * q);
    }
    return sum - static_cast<T>(target);
  }
  sylva::value_and_slope<double> with_slope(double z) const {
    double slope = 0;
    for (const tree& t : trees) {
      if (z >= t.height || z <= t.z_max) continue;
      const double u = z / t.height, power = std::pow(u, t.n),
                   q = t.m * t.n * power / u * std::pow(1 - power, t.m - 1) / t.q_m;
      slope += t.area * 2 * q * q * ((t.n - 1) / u - (t.m - 1) * t.n * power / u / (1 - power)) / t.height;
    }
    return {(*this)(z), slope};
  }
};

/// One to fifty trees of all shapes, and targets near to nothing and to everything.
canopy random_canopy(lift::generator& g, int k) {
  canopy c{{}, 0, 0};
  double total = 0;
  for (int left = static_cast<int>(std::exp(g.uniform(0, 3.95))); left > 0; --left) {
    const double m = g.uniform(1.1, 4), n = std::exp(g.uniform(0.1, 2.5)),
                 height = std::exp(g.uniform(0, 4.5));
    const double q_m =
        m * n * std::pow((n - 1) / (m * n - 1), 1 - 1 / n) * std::pow((m - 1) * n / (m * n - 1), m - 1);
    c.trees.push_back(
        {height, std::exp(g.uniform(-2, 6)), m, n, q_m, height * std::pow((n - 1) / (m * n - 1), 1 / n)});
    total += c.trees.back().area;
    c.top = std::max(c.top, height);
  }
  const double part = k % 3 == 0   ? g.uniform(0.001, 0.999)
                      : k % 3 == 1 ? std::pow(10, g.uniform(-6, 0))
                                   : 1 - std::pow(10, g.uniform(-6, -0.01));
  c.target = total * part;
  return c;
}

/// The height at which a canopy closes; none where the area hardly changes with height: its rounding alone
/// moves the root then, which is not the method's error.
std::optional<double> height_by_hand(const canopy& f) {
  long double low = 0, high = f.top;
  for (int i = 0; i < 70; ++i) {
    const long double middle = (low + high) / 2;
    (f(middle) > 0 ? low : high) = middle;
  }
  const long double slack = 1e-10L;
  const bool steep = f(static_cast<double>(low - slack)) > 0 && f(static_cast<double>(low + slack)) < 0;
  return steep ? std::optional<double>(static_cast<double>(low)) : std::nullopt;
}

/// Chandrupatla's method (1997), of which there is nothing faster that keeps a bracket: the best of `calls`.
double chandrupatla(const canopy& f, int calls) {
  double a = f.top, fa = -f.target, b = 0, fb = f(0.0), t = 0.5;
  double best = std::abs(fa) < std::abs(fb) ? a : b, least = std::min(std::abs(fa), std::abs(fb));
  for (int k = 2; k < calls; ++k) {
    const double x = a + t * (b - a), y = f(x);
    if (std::abs(y) < least) best = x, least = std::abs(y);
    double c = b, fc = fb;
    if ((y > 0) == (fa > 0)) {
      c = a, fc = fa;
    } else {
      b = a, fb = fa;
    }
    a = x, fa = y;
    const double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
    const bool smooth = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
    t = smooth ? fa / (fa - fb) * fc / (fc - fb) - (c - a) / (b - a) * fa / (fc - fa) * fb / (fb - fc) : 0.5;
    const double least_step = std::min(0.5, 5e-14 / std::abs(b - a));
    t = std::clamp(t, least_step, 1 - least_step);
  }
  return best;
}

}  // namespace

TEST_CASE("40 halvings find the height of every canopy; 30 calls of a faster method do not", "[root]") {
  lift::generator g(31);
  double worst = 0;
  int missed_by_20 = 0, missed_by_30 = 0;
  for (int k = 0; k < 3000; ++k) {
    const canopy f = random_canopy(g, k);
    const std::optional<double> root = height_by_hand(f);
    if (!root) continue;
    worst =
        std::max(worst, std::abs(solve_bracketed<40>([&](double z) { return f(z); }, 1e-30, f.top) - *root));
    missed_by_20 += std::abs(chandrupatla(f, 20) - *root) > 1e-10;
    missed_by_30 += std::abs(chandrupatla(f, 30) - *root) > 1e-10;
  }
  CAPTURE(missed_by_20, missed_by_30);
  CHECK(worst <= 1e-10);
  CHECK(missed_by_20 > 30);
  CHECK(missed_by_30 > 0);
}

// Falling functions, whose slope is known.

namespace {

using sylva::value_and_slope;

/// A root, and how often the function was called.
struct answer {
  double root;
  int calls;
};
template <int Most = 128, class F>
answer falling(const F& f, double lo, double hi, double tolerance, double zero = 0) {
  answer a{0, 0};
  a.root = solve_falling<Most>([&](double x) { return ++a.calls, value_and_slope<double>(f(x)); }, lo, hi,
                               tolerance, zero);
  return a;
}

}  // namespace

TEST_CASE("roots of falling functions whose roots are known", "[root]") {
  using pair = value_and_slope<double>;
  const answer square = falling([](double x) { return pair{2 - x * x, -2 * x}; }, 0, 2, 1e-13);
  CHECK(std::abs(square.root - std::sqrt(2.0)) <= 1e-13);
  CHECK(square.calls <= 8);
  const answer cosine = falling([](double x) { return pair{std::cos(x), -std::sin(x)}; }, 0, 3, 1e-13);
  CHECK(std::abs(cosine.root - std::acos(0.0)) <= 1e-13);
  const answer line = falling([](double x) { return pair{5 - 2 * x, -2}; }, -100, 100, 1e-12);
  CHECK(std::abs(line.root - 2.5) <= 1e-12);
  CHECK(line.calls <= 4);
  // Newton's method alone runs away from this root
  const answer bent = falling([](double x) { return pair{-std::atan(x - 3), -1 / (1 + (x - 3) * (x - 3))}; },
                              -1e6, 1e6, 1e-12);
  CHECK(std::abs(bent.root - 3) <= 1e-12);
  // of the ninth order, where it takes a ninth off the distance at a time
  const answer flat =
      falling([](double x) { return pair{-std::pow(x - 0.3, 9), -9 * std::pow(x - 0.3, 8)}; }, -1, 1, 1e-12);
  CHECK(std::abs(flat.root - 0.3) <= 1e-12);
  CHECK(flat.calls <= 100);
  STATIC_REQUIRE(solve_falling<60>([](double x) { return pair{0.5 - x, -1.0}; }, 0.0, 1.0, 1e-9) >
                 0.5 - 1e-9);
}

TEMPLATE_TEST_CASE("the doubt left is the tolerance, or the rounding of the root", "[root]", double, float) {
  using R = TestType;
  for (const R root : {R(0.1), R(33.3), R(50), R(99.9)}) {
    for (const R tolerance : {R(1), R(1e-3), R(1e-30)}) {
      int calls = 0;
      const auto f = [&](R x) {
        ++calls;
        const R d = x - root;
        return value_and_slope<R>{-d - d * d * d, R(-1) - R(3) * d * d};
      };
      const R got = solve_falling<200>(f, R(0), R(100), tolerance);
      CHECK(std::abs(got - root) <= tolerance + R(4) * std::numeric_limits<R>::epsilon() * root);
      CHECK(calls < 60);
    }
  }
}

TEST_CASE("what rounding makes of nothing is a root", "[root]") {
  const auto line = [](double x) { return value_and_slope<double>{1 - x, -1.0}; };
  const answer near = falling(line, 0.4, 1.4, 1e-30, 0.2);
  CHECK(near.root == 0.5 * 0.4 + 0.5 * 1.4);
  CHECK(near.calls == 1);
}

TEST_CASE("falling functions that are flat, that jump, and whose root is an end", "[root]") {
  using pair = value_and_slope<double>;
  const double tolerance = 1e-12;
  // a slope of 0 everywhere: halvings, each of them a call
  const auto jump = [](double x) { return pair{x < 0.3 ? 1.0 : -1.0, 0.0}; };
  const answer jumped = falling(jump, 0, 1, tolerance);
  CHECK(std::abs(jumped.root - 0.3) <= tolerance);
  CHECK(jumped.calls <= 42);
  // where it is 0 on a stretch, that is a root
  const answer level = falling(
      [](double x) {
        return pair{x < 2 ? 2 - x : x > 3 ? 3 - x : 0, x < 2 || x > 3 ? -1.0 : 0.0};
      },
      0, 7, tolerance);
  CHECK((level.root >= 2 - tolerance && level.root <= 3 + tolerance));
  // a slope that is wrong, infinite or missing costs calls, and nothing else
  for (const double slope : {-1e9, -1e-9, 5.0, -lift::infinite<double>, lift::missing<double>}) {
    INFO("slope " << slope);
    const answer misled = falling([=](double x) { return pair{1 - x, slope}; }, 0, 7, tolerance);
    CHECK(std::abs(misled.root - 1) <= tolerance);
  }
  // a root at an end, and, where rounding has moved it, beyond it
  for (const double root : {0.0, 7.0, -1e-16, 7 + 1e-15}) {
    INFO("root " << root);
    const answer end = falling([=](double x) { return pair{root - x, -1}; }, 0, 7, tolerance);
    CHECK(std::abs(end.root - root) <= tolerance + 7e-15);
    CHECK((end.root >= 0 && end.root <= 7));
  }
  CHECK(falling([](double x) { return pair{4 - x, -1}; }, 4, 4, tolerance).root == 4);
}

TEST_CASE("NaN where a falling function is no number, or an end is none", "[root]") {
  using pair = value_and_slope<double>;
  constexpr double none = lift::missing<double>;
  const auto line = [](double x) { return pair{1 - x, -1}; };
  const answer nowhere = falling([=](double) { return pair{none, none}; }, 0, 3, 1e-12);
  CHECK(std::isnan(nowhere.root));
  CHECK(nowhere.calls == 1);
  CHECK(std::isnan(falling(line, none, 3, 1e-12).root));
  CHECK(std::isnan(falling(line, 0, none, 1e-12).root));
  CHECK(std::isnan(
      falling([=](double x) { return pair{x > 1 && x < 2 ? none : 1.9 - x, -1}; }, 0, 3, 1e-12).root));
}

TEST_CASE("there are no more calls than it is said", "[root]") {
  const auto jump = [](double x) { return value_and_slope<double>{x < 0.3 ? 1.0 : -1.0, 0}; };
  const answer cut = falling<10>(jump, 0, 1, 1e-30);
  CHECK(cut.calls == 10);
  CHECK(std::abs(cut.root - 0.3) <= 1 / std::exp2(10));
}

TEST_CASE("the heights of canopies by Newton's method within the whole bracket", "[root]") {
  lift::generator g(31);
  double worst = 0;
  int most = 0, calls = 0, roots = 0;
  for (int k = 0; k < 3000; ++k) {
    const canopy f = random_canopy(g, k);
    const std::optional<double> root = height_by_hand(f);
    if (!root) continue;
    const answer a = falling([&](double z) { return f.with_slope(z); }, 1e-30, f.top, 1e-11);
    worst = std::max(worst, std::abs(a.root - *root));
    most = std::max(most, a.calls);
    calls += a.calls;
    ++roots;
  }
  const double mean = double(calls) / roots;
  CAPTURE(worst, most, mean, roots);
  CHECK(worst <= 1e-10);
  CHECK(most <= 45);
  CHECK(mean <= 12);
}

namespace {

using crowns = sylva::demography::canopy_crowns<double>;

/// Some of a cell's crowns, as the kernel asks for them: counts its calls of the area.
template <class Made>
struct some_crowns {
  std::vector<Made> all;
  int* calls;
  template <class F>
  auto sum(const F& f) const {
    ++*calls;
    value_and_slope<double> total{0, 0};
    for (const Made& x : all) {
      const value_and_slope<double> y = f(x);
      total.value += y.value, total.slope += y.slope;
    }
    return total;
  }
};
struct cell_of_crowns {
  using value = double;
  std::vector<crowns> all;
  int* calls;

  template <class F>
  auto sum(const F& f) const {
    using S = decltype(f(all[0]));
    S total{};
    for (const crowns& x : all) {
      const S y = f(x);
      if constexpr (sylva::zippable<S>) {
        S::zip(total, y, [](double& a, const double& b) { a += b; });
      } else {
        total += y;
      }
    }
    return total;
  }
  template <class Is, class Make>
  auto where(const Is& is, const Make& make) const {
    some_crowns<decltype(make(all[0]))> some{{}, calls};
    for (const crowns& x : all) {
      if (is(x)) some.all.push_back(make(x));
    }
    return some;
  }
};

}  // namespace

TEST_CASE("the heights of canopies as layers are searched for", "[root]") {
  lift::generator g(31);
  double worst = 0, beyond = 0;
  int most = 0, calls = 0, roots = 0;
  for (int k = 0; k < 3000; ++k) {
    const canopy f = random_canopy(g, k);
    const std::optional<double> root = height_by_hand(f);
    if (!root) continue;
    int mine = 0;
    cell_of_crowns cell{{}, &mine};
    double area = 0;
    for (const tree& t : f.trees) {
      const double scale = t.m * t.n / t.q_m;
      cell.all.push_back({t.area, t.height, t.z_max, std::log(t.height), t.m, t.n, scale * scale});
      area += t.area;
    }
    const sylva::demography::layer_height<double> height{};
    const double got = height(cell, {0, f.target, area, f.top});
    // what rounding makes of nothing is a root: a height that the area hardly depends on is not known better
    const double slope = std::min(-f.with_slope(got).slope, -f.with_slope(*root).slope);
    const double error = std::abs(got - *root);
    worst = std::max(worst, error);
    beyond = std::max(beyond, error / (1e-11 + 1e-14 * area / slope));
    most = std::max(most, mine);
    calls += mine;
    ++roots;
  }
  const double mean = double(calls) / roots;
  CAPTURE(worst, beyond, most, mean, roots);  // measured: 2.1e-9, 0.93, 40, 8.4
  CHECK(worst <= 1e-8);
  CHECK(beyond <= 1.5);
  CHECK(most <= 45);
  CHECK(mean <= 9);
}
