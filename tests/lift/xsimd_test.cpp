#include <span>
#include <sylva/backends/xsimd.hpp>
#include <sylva/models/pmodel.hpp>
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

TEST_CASE("the P-model in stages is the fused one", "[lift][xsimd]") {
  using namespace sylva::pmodel;
  const std::size_t n = 1021;
  std::vector<double> tc(n), vpd(n), ppfd(n);
  for (std::size_t i = 0; i < n; ++i) {
    tc[i] = -5 + 0.04 * static_cast<double>(i);
    vpd[i] = 20 + 3 * static_cast<double>(i);
    ppfd[i] = i == 700 ? std::nan("") : 2 * static_cast<double>(i);
  }
  // compilers may contract a * b + c across what is a cut in the other form
  const auto same = [](double a, double b) {
    return (a != a && b != b) || std::abs(a - b) <= 1e-14 * std::abs(b);
  };
  SECTION("as types, with scalars among the inputs, for some of the outputs") {
    const auto kernel = only<field::gpp, field::ns_star, field::chi>(pmodel_kernel<double>{});
    const auto fused = map(simd{}, kernel, tc, vpd, 420, 101325, 0.9, ppfd);
    const auto staged = map(staged_simd{}, kernel, tc, vpd, 420, 101325, 0.9, ppfd);
    for (std::size_t i = 0; i < n; ++i) {
      CAPTURE(i, fused.gpp[i], staged.gpp[i]);
      REQUIRE((i == 700) == std::isnan(staged.gpp[i]));
      REQUIRE(same(staged.gpp[i], fused.gpp[i]));
      REQUIRE(same(staged.ns_star[i], fused.ns_star[i]));
      REQUIRE(same(staged.chi[i], fused.chi[i]));
    }
  }
  SECTION("by name") {
    const pmodel_model<double> model({.jmax = "smith19"});
    pmodel_model<double>::inputs<> x;
    x.tc = tc, x.vpd = vpd, x.co2 = 420, x.patm = 101325, x.fapar = 0.9, x.ppfd = ppfd;
    std::vector<double> fused(n), staged(n);
    pmodel_model<double>::outputs<> y;
    y.gpp = fused;
    model.run(simd{}, x, y);
    y.gpp = staged;
    model.run(staged_simd{}, x, y);
    for (std::size_t i = 0; i < n; ++i) {
      CAPTURE(i, fused[i], staged[i]);
      REQUIRE((i == 700) == std::isnan(staged[i]));
      REQUIRE(same(staged[i], fused[i]));
    }
  }
}
