#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <iostream>
#include <limits>
#include <sylva/array/nd_array.hpp>
#include <sylva/demography/crown.hpp>
#include <sylva/demography/growth.hpp>
#include <sylva/models/crown_outline.hpp>

#include "lift/lift.hpp"
#include "support/approx.hpp"
#include "support/kernels.hpp"

using namespace sylva;
using namespace sylva::demography;
using approx::tolerance;
using kernels::maps_to;

namespace {

template <class R>
constexpr bool kernels_keep_their_type() {
  return maps_to<relative_crown_radius<R>, R, R, R, R, R> && maps_to<crown_radius<R>, R, R, R> &&
         maps_to<projected_crown_area<R>, R, R, R, R, R, R, R> &&
         maps_to<projected_leaf_area<R>, R, projected_leaf_inputs<R>> &&
         maps_to<crown_profile<R>, crown_at_height<R>, crown_inputs<R>> &&
         maps_to<projected_area_fraction<R>, R, R, R, R, R, R, R>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

template <class R>
constexpr R missing = std::numeric_limits<R>::quiet_NaN();

template <class R>
plant_traits<R> shaped(R m, R n, R f_g = R(0.1)) {
  plant_traits<R> t = default_traits<R>();
  const crown_proportions<R> p = crown_shape<R>{}(m, n);
  t.m = m, t.n = n, t.f_g = f_g, t.q_m = p.q_m, t.z_max_prop = p.z_max_prop;
  return t;
}
template <class R>
allometry<R> sized(const plant_traits<R>& traits, R dbh) {
  return stem_allometry<R>{}(allometry_inputs<R>::of(traits, dbh));
}
template <class R>
crown_at_height<R> crown_of(const plant_traits<R>& t, const allometry<R>& a, R z) {
  return crown_profile<R>{}(crown_inputs<R>::of(t, a, z));
}
template <class R>
R share_of(const plant_traits<R>& t, const allometry<R>& a, R z) {
  return projected_area_fraction<R>{}(z, a.stem_height, t.m, t.n, t.q_m, a.crown_z_max);
}

const double shapes[] = {1, 1.01, 1.2, 1.5, 2, 3, 5, 8, 20};

}  // namespace

TEMPLATE_TEST_CASE("a crown is widest at its z_max, and covers no more further up", "[demography][property]",
                   double, float) {
  using R = TestType;
  const double rounding = tolerance<R>(1e-14, 3e-6);
  for (const double m : shapes) {
    for (const double n : shapes) {
      if (m == 1 && n == 1) continue;  // which makes no crown
      const plant_traits<R> t = shaped(R(m), R(n));
      const allometry<R> a = sized(t, R(0.3));
      const R area = a.crown_area;
      crown_at_height<R> last = crown_of(t, a, R(0));
      R last_share = 1;
      CHECK(approx::error(double(last.projected_crown_area), double(area)) <= rounding);
      // all leaves are above the ground where the crown does not stand on it
      if (n > 1) CHECK(approx::error(double(last.projected_leaf_area), double(area)) <= rounding);
      for (int i = 1; i <= 200; ++i) {
        const R z = a.stem_height * R(i) / R(200);
        const crown_at_height<R> c = crown_of(t, a, z);
        REQUIRE(double(c.relative_crown_radius) <= double(t.q_m) * (1 + rounding));
        REQUIRE(double(c.projected_crown_area) <=
                double(last.projected_crown_area) + rounding * double(area));
        REQUIRE(double(c.projected_leaf_area) <= double(last.projected_leaf_area) + rounding * double(area));
        REQUIRE(
            (c.projected_leaf_area >= 0 && double(c.projected_crown_area) <= double(area) * (1 + rounding)));
        REQUIRE(double(c.crown_radius) <= double(c.projected_crown_radius) * (1 + rounding) + rounding);
        const R share = share_of(t, a, z);
        REQUIRE((share >= 0 && double(share) <= double(last_share) + rounding));
        last = c, last_share = share;
      }
    }
  }
}

TEMPLATE_TEST_CASE("there is no crown above the stem and below the ground", "[demography]", double, float) {
  using R = TestType;
  const relative_crown_radius<R> q{};
  for (const double m : shapes) {
    for (const double n : shapes) {
      const R h = 10, above = std::nextafter(h, R(11));
      CHECK(q(R(-1), h, R(m), R(n)) == 0);
      CHECK(q(above, h, R(m), R(n)) == 0);
      CHECK(q(h, h, R(m), R(n)) == (m == 1 ? R(n) : 0));
      CHECK(q(R(0), h, R(m), R(n)) == (n == 1 ? R(m) : 0));
      if (m == 1 && n == 1) continue;
      const plant_traits<R> t = shaped(R(m), R(n));
      const allometry<R> a = sized(t, R(0.2));
      const R over = std::nextafter(a.stem_height, R(100));
      const crown_at_height<R> c = crown_of(t, a, over);
      CHECK((c.projected_crown_area == 0 && c.projected_leaf_area == 0 && c.projected_leaf_radius == 0));
      CHECK(share_of(t, a, over) == 0);
      CHECK(share_of(t, a, R(0)) == 1);
      CHECK(share_of(t, a, R(-3)) == 1);
      CHECK(share_of(t, a, a.crown_z_max) == 1);
      CHECK(share_of(t, a, a.stem_height) == (m == 1 ? 1 : 0));
      CHECK(crown_of(t, a, R(-3)).projected_crown_area == a.crown_area);
    }
  }
  // where the formula goes on
  const relative_crown_radius<R> on{.clip = false};
  CHECK(on(R(-5), R(10), R(2), R(2)) == R(2 * 2 * -0.5 * 0.75));
  CHECK(on(R(20), R(10), R(2), R(2)) == R(2 * 2 * 2 * -3));
  CHECK(std::isnan(on(R(20), R(10), R(1.5), R(2))));
  CHECK(std::isnan(on(R(-5), R(10), R(2), R(1.5))));
  CHECK(on(R(5), R(10), R(2), R(3)) == q(R(5), R(10), R(2), R(3)));
}

TEMPLATE_TEST_CASE("gaps in a crown take leaves further down, and none away", "[demography][property]",
                   double, float) {
  using R = TestType;
  for (const R f_g : {R(0), R(0.05), R(0.5), R(1)}) {
    const plant_traits<R> t = shaped(R(2), R(5), f_g);
    const allometry<R> a = sized(t, R(0.3));
    for (int i = 0; i <= 100; ++i) {
      const R z = a.stem_height * R(i) / R(100);
      const crown_at_height<R> c = crown_of(t, a, z);
      const double same = tolerance<R>(1e-14, 2e-6) * double(a.crown_area);
      REQUIRE(double(c.projected_leaf_area) <= double(c.projected_crown_area) + same);
      if (f_g == 0) REQUIRE(std::abs(double(c.projected_leaf_area - c.projected_crown_area)) <= same);
      if (z > a.crown_z_max && f_g == 1) REQUIRE(c.projected_leaf_area == 0);
    }
    CHECK(crown_of(t, a, R(0)).projected_leaf_area == a.crown_area);
    // from above and below the widest height: that share of the crown
    const R at = crown_of(t, a, a.crown_z_max).projected_leaf_area;
    CHECK(approx::error(double(at), double((1 - f_g) * a.crown_area), 1) <= tolerance<R>(1e-14, 2e-6));
  }
}

TEMPLATE_TEST_CASE("the share that a crown covers is as exact as is said", "[demography]", double, float) {
  using R = TestType;
  using extended = long double;
  const double half_ulp = std::numeric_limits<R>::epsilon() / 2;
  lift::generator g(3);
  double with_logarithms = 0, with_powers = 0, in_units_of_u = 0;
  for (const double m : shapes) {
    for (const double n : shapes) {
      if (m == 1) continue;  // whole up to the top
      const crown_proportions<R> p = crown_shape<R>{}(R(m), R(n));
      const extended mm = R(m), nn = R(n), q_m = p.q_m;
      const auto exact = [&](extended u) {
        const extended q = mm * nn * std::pow(u, nn - 1) * std::pow(-std::expm1(nn * std::log(u)), mm - 1);
        return std::min((q / q_m) * (q / q_m), extended(1));
      };
      for (int i = 0; i < 3000; ++i) {
        const R h = R(g.uniform(0.5, 50)), z_max = p.z_max_prop * h;
        const double below_top = std::pow(10, -g.uniform(0, std::is_same_v<R, float> ? 6.5 : 15.5));
        const R z = i % 2 == 0 ? R(z_max + (h - z_max) * R(g.uniform(0, 1))) : R(h * R(1 - below_top));
        if (!(z > z_max && z < h)) continue;
        const extended u = R(z / h), wanted = exact(u);
        const R share = projected_area_fraction<R>{}(z, h, R(m), R(n), p.q_m, z_max);
        const R q = relative_crown_radius<R>{}(z, h, R(m), R(n)) / p.q_m;
        const double error = double(std::abs(share - wanted)), powers = double(std::abs(q * q - wanted));
        if (m >= 1.5) {
          with_logarithms = std::max(with_logarithms, error), with_powers = std::max(with_powers, powers);
        } else {
          const extended off = std::max(std::abs(exact(u * (1 + half_ulp)) - wanted),
                                        std::abs(exact(u * (1 - half_ulp)) - wanted));
          const double rest = std::max(error, powers) - tolerance<R>(4e-15, 2e-6);
          if (rest > 0) in_units_of_u = std::max(in_units_of_u, rest / double(2 * off));
        }
      }
    }
  }
  if (std::getenv("SYLVA_SHOW_ERRORS"))
    std::cerr << with_logarithms << ' ' << with_powers << ' ' << in_units_of_u << '\n';
  CHECK(with_logarithms <= tolerance<R>(4e-15, 2e-6));
  CHECK(with_powers <= tolerance<R>(3e-15, 2e-6));
  CHECK(in_units_of_u <= 0.5);
}

TEMPLATE_TEST_CASE("crowns that are missing, or of no size", "[demography]", double, float) {
  using R = TestType;
  const plant_traits<R> t = default_traits<R>();
  const allometry<R> a = sized(t, R(0.2));
  const auto all_missing = [](crown_at_height<R> c) {
    bool all = true;
    crown_at_height<R>::zip(c, c, [&](R& x, R&) { all = all && std::isnan(x); });
    return all;
  };
  CHECK(all_missing(crown_of(t, a, missing<R>)));
  CHECK(std::isnan(share_of(t, a, missing<R>)));
  const allometry<R> lost = sized(t, missing<R>);
  CHECK(all_missing(crown_of(t, lost, R(1))));
  CHECK(std::isnan(share_of(t, lost, R(1))));
  CHECK(std::isnan(relative_crown_radius<R>{}(R(30), R(20), missing<R>, R(5))));
  CHECK(std::isnan(relative_crown_radius<R>{.clip = false}(missing<R>, R(20), R(2), R(5))));
  // of no size: nothing is covered, at the ground too
  const allometry<R> none = sized(t, R(0));
  CHECK(none.crown_area * share_of(t, none, R(0)) == 0);
  CHECK(none.crown_area * share_of(t, none, R(2)) == 0);
}

TEST_CASE("structs of crowns have all their members in zip", "[demography]") {
  CHECK(kernels::zip_visits_every_member<projected_leaf_inputs>());
  CHECK(kernels::zip_visits_every_member<crown_inputs>());
  CHECK(kernels::zip_visits_every_member<crown_at_height>());
  CHECK(std::size(projected_leaf_inputs<char>::names) == sizeof(projected_leaf_inputs<char>));
  CHECK(std::size(crown_inputs<char>::names) == sizeof(crown_inputs<char>));
  CHECK(std::size(crown_at_height<char>::names) == sizeof(crown_at_height<char>));
}

TEST_CASE("a column of heights meets a row of stems", "[demography]") {
  const plant_traits<double> t = default_traits<double>();
  const double dbh[] = {0.05, 0.2, 0.6};
  crown_inputs<nd_array<double>> x;
  x.z = nd_array<double>({4, 1});
  x.stem_height = x.crown_area = x.crown_r0 = x.crown_z_max = nd_array<double>({1, 3});
  x.m = x.n = x.f_g = x.q_m = nd_array<double>({1, 1});
  x.m(0, 0) = t.m, x.n(0, 0) = t.n, x.f_g(0, 0) = t.f_g, x.q_m(0, 0) = t.q_m;
  for (index_t l = 0; l < 4; ++l) x.z(l, 0) = 6 - 2 * static_cast<double>(l);
  for (index_t i = 0; i < 3; ++i) {
    const allometry<double> a = sized(t, dbh[i]);
    x.stem_height(0, i) = a.stem_height, x.crown_area(0, i) = a.crown_area;
    x.crown_r0(0, i) = a.crown_r0, x.crown_z_max(0, i) = a.crown_z_max;
  }
  crown_at_height<nd_array<double>> y;
  crown_at_height<nd_array<double>>::zip(y, y,
                                         [](nd_array<double>& a, auto&) { a = nd_array<double>({4, 3}); });
  transform(crown_profile<>{}, y, x);
  for (index_t l = 0; l < 4; ++l) {
    for (index_t i = 0; i < 3; ++i) {
      const crown_at_height<double> c = crown_of(t, sized(t, dbh[i]), x.z(l, 0));
      CHECK(y.crown_radius(l, i) == c.crown_radius);
      CHECK(y.projected_leaf_area(l, i) == c.projected_leaf_area);
    }
  }
}

TEST_CASE("a tree, its year and its outline", "[demography]") {
  const plant_traits<double> oak = default_traits<double>();
  const double dbh = 0.2, gpp = 60;  // m, and kg of carbon a year
  const allometry<double> tree = stem_allometry<double>{}(allometry_inputs<double>::of(oak, dbh));
  const growth<double> year = tree_growth<double>{}(growth_inputs<double>::of(oak, dbh, gpp));
  const crown_outline<double> line = outline_of_crown(oak, tree, {0, 5, 10, 15}, "crown_radius");
  CHECK((year.delta_dbh > 0 && line.x.size() == 9));
}

TEST_CASE("outlines of crowns", "[demography]") {
  const plant_traits<double> t = default_traits<double>();
  const allometry<double> a = sized(t, 0.2);
  // in any order, without what is not on the stem
  const std::vector<double> z{3, -1, 12, missing<double>, 0, 40};
  const crown_outline<double> line = outline_of_crown(t, a, z, "projected_leaf_area");
  CHECK(line.z == std::vector<double>{0, 3, 12, a.stem_height, 12, 3, 0});
  REQUIRE(line.x.size() == 7);
  CHECK(line.x[3] == 0);
  for (std::size_t i = 0; i < 7; ++i) CHECK(line.x[i] == -line.x[6 - i]);
  CHECK(line.x[4] == crown_of(t, a, 12.0).projected_leaf_area);
  const crown_outline<double> right =
      outline_of_crown(t, a, z, "projected_leaf_area", {.two_sided = false, .offset = 2});
  CHECK(right.z == std::vector<double>{a.stem_height, 12, 3, 0});
  CHECK(right.x == std::vector<double>{2, 2 + line.x[4], 2 + line.x[5], 2 + line.x[6]});
  CHECK(mentions(message_of<std::invalid_argument>([&] { outline_of_crown(t, a, z, "radius"); }),
                 {"\"radius\"", "crown_radius", "projected_leaf_radius"}));
  // without heights there is the top
  CHECK(outline_of_crown(t, a, {}, "crown_radius").z == std::vector<double>{a.stem_height});
}
