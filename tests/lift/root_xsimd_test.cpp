#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/xsimd.hpp>
#include <sylva/core/root.hpp>
#include <tuple>

#include "lift/lift.hpp"

/// Roots that are sought side by side, one a lane.

namespace {

using namespace sylva;

using value_types = std::tuple<xsimd::batch<double>, xsimd::batch<float>, lanes<xsimd::batch<double>, 2>,
                               lanes<xsimd::batch<float>, 3>>;

/// Falls through `root` by one step, and by a bend that is the sharper the greater `bend` is.
template <class V>
struct problem {
  V root, bend, jump;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION value_and_slope<V> operator()(const V& x) const {
    using R = scalar_t<V>;
    const V d = x - root, none = V(R(0));
    const V step = math::select(d < none, jump, V(-jump));
    const V cubed = d * d * d;
    return {V(step - d - bend * cubed), V(V(R(-1)) - V(R(3)) * bend * d * d)};
  }
};

/// One root after another, as lane i % width among others, with only itself in all lanes, and as a number.
template <class V>
void same_alone() {
  using T = scalar_t<V>;
  constexpr std::size_t width = static_cast<std::size_t>(packet<V>::width), n = 41 * width;
  lift::generator g(77);
  std::vector<T> root(n), bend(n), jump(n), low(n), high(n), tolerance(n);
  for (std::size_t i = 0; i < n; ++i) {
    root[i] = i % 17 == 3 ? lift::missing<T> : T(g.uniform(-1, 8));  // some of them outside of the bracket
    bend[i] = i % 3 == 0 ? T(0) : T(std::pow(10, g.uniform(-3, 6)));
    jump[i] = i % 5 == 0 ? T(g.uniform(0, 100)) : T(0);
    low[i] = i % 29 == 11 ? lift::missing<T> : T(g.uniform(-2, -1));
    high[i] = T(g.uniform(7, 1000));
  }
  const auto solve = [](const auto& r, const auto& b, const auto& j, const auto& lo, const auto& hi) {
    using value = std::remove_cvref_t<decltype(r)>;
    return solve_falling<128>(problem<value>{r, b, j}, lo, hi, T(1e-5));
  };
  std::size_t different = 0;
  double off = 0;  // numbers: compilers fuse products and sums where they like
  for (std::size_t i = 0; i < n; i += width) {
    T among[width], alone[width];
    const auto load = [&](const std::vector<T>& x) { return packet<V>::load(&x[i]); };
    packet<V>::store(among, solve(load(root), load(bend), load(jump), load(low), load(high)));
    for (std::size_t w = 0; w < width; ++w) {
      const std::size_t k = i + w;
      packet<V>::store(alone, solve(V(root[k]), V(bend[k]), V(jump[k]), V(low[k]), V(high[k])));
      different += !lift::identical(among[w], alone[0]);
      const T number = solve(root[k], bend[k], jump[k], low[k], high[k]);
      CHECK(std::isnan(among[w]) == std::isnan(number));
      if (!std::isnan(number)) off = std::max(off, double(std::abs(among[w] - number)));
      CHECK(std::isnan(among[w]) == (std::isnan(root[k]) || std::isnan(low[k])));
    }
  }
  CHECK(different == 0);
  CHECK(off <= 2.5e-5);
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("a root does not depend on what else is sought", "[root]", value_types) {
  same_alone<TestType>();
}
