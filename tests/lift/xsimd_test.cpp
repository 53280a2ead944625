#include <span>
#include <sylva/backends/xsimd.hpp>
#include <tuple>

#include "lift/lift.hpp"

using backends = std::tuple<lift::vectors<sylva::simd>>;
using layouts = std::tuple<lift::vectors<sylva::simd>, lift::vectors<sylva::staged_simd>>;
constexpr double float_tolerance = 1e-5;  // measured: 3.0e-6, of iwue

#include "lift/cases.hpp"

using namespace sylva;

TEST_CASE("memory need not be aligned", "[lift][xsimd]") {
  const std::vector<double> tc = lift::weather<double>(700).tc;
  const saturation_vapour_pressure<double> kernel{};
  const std::vector<double> expected = map(simd{}, kernel, tc);
  for (std::size_t shift = 1; shift < 9; ++shift) {
    std::vector<double> in(shift, 0.0), out(700 + shift + 1, -77.0);
    in.insert(in.end(), tc.begin(), tc.end());
    transform(simd{}, kernel, std::span(out).subspan(shift, 700), std::span<const double>(in).subspan(shift));
    CHECK(lift::identical(
        std::vector<double>(out.begin() + static_cast<std::ptrdiff_t>(shift), out.end() - 1), expected));
    CHECK(out[shift - 1] == -77);
    CHECK(out.back() == -77);
  }
}

TEST_CASE("nothing is read or written behind the end", "[lift][xsimd]") {
  // spans that end where the memory of the vector does: a sanitizer sees one element too much
  for (const std::size_t n : lift::lengths) {
    const std::vector<double> tc(n, 20.0);
    std::vector<double> out(n);
    out.shrink_to_fit();
    transform(simd{}, saturation_vapour_pressure<double>{}, out, tc);
    CHECK(out.back() == out.front());
  }
}

namespace {

/// A kernel that tells which way it was run.
struct which_way {
  static constexpr int stage_count = 3;
  template <class T>
  struct carried {
    T value;
    SYLVA_HOST_VALUES_TOO
    template <class A, class B, class F>
    SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
      f(a.value, b.value);
    }
  };
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& x) const {
    return x + 0.25;
  }
  template <class V>
  SYLVA_FUNCTION constexpr carried<V> stage(sylva::stage<0>, const V& x) const {
    return {x + 1.0};
  }
  template <class V>
  SYLVA_FUNCTION constexpr carried<V> stage(sylva::stage<1>, const carried<V>& c, const V&) const {
    return {c.value * 10.0};
  }
  template <class V>
  SYLVA_FUNCTION constexpr V stage(sylva::stage<2>, const carried<V>& c, const V& x) const {
    return c.value + x;
  }
};

}  // namespace

TEST_CASE("the policy says whether a kernel runs fused or in stages", "[lift][xsimd]") {
  for (const std::size_t n : lift::lengths) {
    std::vector<double> x(n), staged(n), fused(n);
    for (std::size_t i = 0; i < n; ++i) {
      x[i] = static_cast<double>(i);
      staged[i] = (x[i] + 1) * 10 + x[i];
      fused[i] = x[i] + 0.25;
    }
    CHECK(map(staged_simd{}, which_way{}, x) == staged);
    CHECK(map(simd{}, which_way{}, x) == fused);
    CHECK(map(serial{}, which_way{}, x) == fused);
  }
}
