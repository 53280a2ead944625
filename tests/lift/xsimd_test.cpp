#include <span>
#include <sylva/backends/xsimd.hpp>
#include <tuple>

#include "lift/lift.hpp"

using backends = std::tuple<lift::vectors<sylva::simd>>;
using layouts = backends;
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
