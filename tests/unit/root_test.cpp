#include <sylva/core/root.hpp>

#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
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

TEST_CASE("40 halvings find the height of every canopy; 30 calls of a faster method do not, but mostly 17 do", "[root]") {
  lift::generator g(31);
  double worst = 0;
  double worst_to = 0;
  int missed_by_20 = 0, missed_by_30 = 0, most_calls = 0, calls = 0, roots = 0;
  for (int k = 0; k < 3000; ++k) {
    const canopy f = random_canopy(g, k);
    long double low = 0, high = f.top;
    for (int i = 0; i < 70; ++i) {
      const long double middle = (low + high) / 2;
      (f(middle) > 0 ? low : high) = middle;
    }
    // where the area hardly changes with height, its rounding alone moves the root: not the method's error
    const long double slack = 1e-10L;
    const bool steep = f(static_cast<double>(low - slack)) > 0 && f(static_cast<double>(low + slack)) < 0;
    if (!steep) continue;
    const double root = static_cast<double>(low);
    worst =
        std::max(worst, std::abs(solve_bracketed<40>([&](double z) { return f(z); }, 1e-30, f.top) - root));
    int mine = 0;
    const double to = solve_bracketed_to<122>([&](double z) { return ++mine, f(z); }, 1e-30, f.top, 5e-11);
    worst_to = std::max(worst_to, std::abs(to - root));
    most_calls = std::max(most_calls, mine);
    calls += mine;
    ++roots;
    missed_by_20 += std::abs(chandrupatla(f, 20) - root) > 1e-10;
    missed_by_30 += std::abs(chandrupatla(f, 30) - root) > 1e-10;
  }
  CAPTURE(missed_by_20, missed_by_30, worst_to, most_calls, calls / roots);
  CHECK(worst_to <= 1e-10);
  CHECK(most_calls <= 46);
  CHECK(calls / roots <= 17);
  CHECK(worst <= 1e-10);
  CHECK(missed_by_20 > 30);
  CHECK(missed_by_30 > 0);
}
