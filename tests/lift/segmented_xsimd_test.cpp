#include <sylva/backends/xsimd.hpp>

#include "lift/nd_arrays.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::simd>>;

#include "lift/segmented_cases.hpp"

TEST_CASE("SIMD agrees with scalars", "[segmented]") {
  const lift::forest f = lift::random_forest(700, 20);
  const lift::closures expected = lift::close<lift::nd_arrays<sylva::serial>>(f);
  const lift::closures got = lift::close<lift::nd_arrays<sylva::simd>>(f);
  double worst = 0;
  for (std::size_t i = 0; i < f.cells(); ++i)
    worst = std::max(worst, std::abs(got.height[i] - expected.height[i]));
  CHECK(worst <= 1e-10);
  CHECK(lift::worst(got.area, expected.area) <= 1e-13);
}

TEST_CASE("sums of SIMD and scalars have the same bits, in float too", "[segmented]") {
  const auto same = [](auto one) {
    using real = decltype(one);
    lift::generator g(4);
    std::vector<int> offsets{0};
    std::vector<real> x;
    for (int group = 0; group < 200; ++group) {
      for (int n = group == 50 ? 5000 : group % 90; n > 0; --n)
        x.push_back(static_cast<real>(g.uniform(-1, 9)));
      offsets.push_back(static_cast<int>(x.size()));
    }
    std::vector<real> a(200), each_a(x.size());
    sylva::segmented(sylva::serial{}, lift::deviations<real>{}, a, each_a, offsets, 2, x);
    const auto has_them = [&](auto way) {
      std::vector<real> b(200), each_b(x.size()), in_place = x;
      const lift::deviations<real, decltype(way)> kernel{};
      sylva::segmented(sylva::simd{}, kernel, b, each_b, offsets, 2, x);
      sylva::segmented(sylva::simd{}, kernel, sylva::no_outputs{}, in_place, offsets, 2, in_place);
      return lift::identical(a, b) && lift::identical(each_a, each_b) && lift::identical(each_a, in_place);
    };
    return has_them(lift::a_group_a_lane{}) && has_them(lift::in_packets{}) && has_them(lift::with_scalars{});
  };
  CHECK(same(1.0));
  CHECK(same(1.0F));
}

namespace {

struct width_of_values {
  static constexpr bool prefers_scalars = true;
  template <class Group>
  typename Group::value operator()(const Group&) const {
    using V = typename Group::value;
    return V(static_cast<double>(sylva::packet<V>::width));
  }
};

}  // namespace

TEST_CASE("a kernel that prefers scalars is called with them by every policy", "[segmented]") {
  std::vector<double> width(3);
  sylva::segmented(sylva::simd{}, width_of_values{}, width, std::vector{0, 0, 0, 0}, sylva::no_inputs{},
                   std::vector<double>{});
  CHECK(width == std::vector<double>(3, 1.0));
}
