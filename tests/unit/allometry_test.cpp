#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <sylva/array/transform.hpp>
#include <sylva/demography/allometry.hpp>

#include "support/approx.hpp"
#include "support/kernels.hpp"

using namespace sylva;
using namespace sylva::demography;
using approx::as_printed;
using approx::tolerance;
using kernels::maps_to;

namespace {

template <class R>
constexpr bool kernels_keep_their_type() {
  return maps_to<crown_shape<R>, crown_proportions<R>, R, R> && maps_to<stem_height<R>, R, R, R, R> &&
         maps_to<dbh_from_height<R>, R, R, R, R> && maps_to<crown_area<R>, R, R, R, R, R> &&
         maps_to<crown_fraction<R>, R, R, R, R> && maps_to<stem_mass<R>, R, R, R, R> &&
         maps_to<foliage_mass<R>, R, R, R, R> && maps_to<sapwood_mass<R>, R, R, R, R, R, R> &&
         maps_to<crown_z_max<R>, R, R, R> && maps_to<crown_r0<R>, R, R, R> &&
         maps_to<reproductive_tissue_mass<R>, R, R, R> &&
         maps_to<stem_allometry<R>, allometry<R>, allometry_inputs<R>>;
}
static_assert(kernels_keep_their_type<double>());
static_assert(kernels_keep_their_type<float>());

template <class R>
allometry<R> sized(const plant_traits<R>& traits, R dbh) {
  return stem_allometry<R>{}(allometry_inputs<R>::of(traits, dbh));
}

}  // namespace

TEST_CASE("the geometry that is known by heart", "[demography]") {
  const plant_traits<double> t = default_traits<double>();
  const allometry<double> a = sized(t, 0.1);
  CHECK(as_printed(a.stem_height, 9.306851307317, 12));
  CHECK(as_printed(a.crown_area, 2.460242113243, 12));
  CHECK(as_printed(a.crown_fraction, 0.802314767872, 12));
  CHECK(as_printed(a.stem_mass, 7.30958392378, 11));
  CHECK(as_printed(a.foliage_mass, 0.316316843131, 12));
  CHECK(as_printed(a.sapwood_mass, 7.02392939699, 11));
  CHECK(as_printed(a.crown_r0, 0.304742136069, 12));
  CHECK(as_printed(a.crown_z_max, 7.913457454023, 12));
  CHECK(a.reproductive_tissue_mass == 0);
  CHECK(as_printed(t.q_m, 2.903898821049, 12));
  CHECK(as_printed(t.z_max_prop, 0.850283000417, 12));
}

TEMPLATE_TEST_CASE("a thicker tree is larger in all, and no tree is higher than its type can be",
                   "[demography][property]", double, float) {
  using R = TestType;
  plant_traits<R> t = default_traits<R>();
  t.p_foliage_for_reproductive_tissue = R(0.1);
  allometry<R> last = sized(t, R(0));
  for (int i = 1; i <= 200; ++i) {
    const R dbh = R(0.01) * R(i);
    const allometry<R> a = sized(t, dbh);
    REQUIRE((a.stem_height > last.stem_height && t.h_max > a.stem_height));
    REQUIRE((a.crown_area > last.crown_area && a.stem_mass > last.stem_mass));
    REQUIRE((a.foliage_mass > last.foliage_mass && a.sapwood_mass > last.sapwood_mass));
    REQUIRE((a.reproductive_tissue_mass > last.reproductive_tissue_mass && a.crown_r0 > last.crown_r0));
    REQUIRE((a.crown_z_max > last.crown_z_max && a.stem_height > a.crown_z_max));
    REQUIRE((last.crown_fraction > a.crown_fraction && a.crown_fraction > 0));
    // the widest part of the crown covers its area
    const R widest = a.crown_r0 * t.q_m;
    REQUIRE(approx::error(double(pi<R> * widest * widest), double(a.crown_area)) <=
            tolerance<R>(1e-15, 5e-7));
    last = a;
  }
}

TEMPLATE_TEST_CASE("heights and diameters are inverse", "[demography][property]", double, float) {
  using R = TestType;
  const stem_height<R> height{};
  const dbh_from_height<R> dbh{};
  for (const R h_max : {R(3), R(25.33), R(60)}) {
    for (const R share : {R(1e-3), R(0.01), R(0.1), R(0.5), R(0.9), R(0.99)}) {
      const R h = share * h_max;
      // one rounding of what is left of 1, above and below
      const double tol = std::numeric_limits<R>::epsilon() * 4 / std::min(double(share), 1 - double(share));
      CHECK(approx::error(double(height(h_max, R(116), dbh(h_max, R(116), h))), double(h)) <= tol);
    }
    CHECK(dbh(h_max, R(116), h_max) == std::numeric_limits<R>::infinity());
    CHECK(std::isnan(dbh(h_max, R(116), std::nextafter(h_max, R(100)))));
    CHECK(dbh(h_max, R(116), R(0)) == 0);
    CHECK(height(h_max, R(116), std::numeric_limits<R>::infinity()) == h_max);
  }
}

TEMPLATE_TEST_CASE("a tree without a diameter has no size, and one that is missing is missing",
                   "[demography]", double, float) {
  using R = TestType;
  plant_traits<R> t = default_traits<R>();
  const allometry<R> none = sized(t, R(0));
  CHECK((none.stem_height == 0 && none.crown_area == 0 && none.stem_mass == 0 && none.foliage_mass == 0));
  CHECK((none.reproductive_tissue_mass == 0 && none.sapwood_mass == 0 && none.crown_r0 == 0));
  CHECK((none.crown_z_max == 0 && none.crown_fraction == 1));
  // the limit of the crown's share is 1 from above too
  CHECK(approx::error(double(sized(t, R(1e-3)).crown_fraction), 1) < 3e-3);

  const R missing = std::numeric_limits<R>::quiet_NaN();
  const auto all_missing = [](allometry<R> a) {
    bool all = true;
    allometry<R>::zip(a, a, [&](R& x, R&) { all = all && std::isnan(x); });
    return all;
  };
  CHECK(all_missing(sized(t, missing)));
  t.a_hd = missing;
  CHECK(all_missing(sized(t, R(0.1))));
  CHECK(std::isnan(sized(t, R(0)).crown_fraction));
}

TEST_CASE("structs of trees have all their members in zip", "[demography]") {
  CHECK(kernels::zip_visits_every_member<plant_traits>());
  CHECK(kernels::zip_visits_every_member<crown_proportions>());
  CHECK(kernels::zip_visits_every_member<allometry_inputs>());
  CHECK(kernels::zip_visits_every_member<allometry>());
  CHECK(std::size(plant_traits<char>::names) == sizeof(plant_traits<char>));
  CHECK(std::size(allometry_inputs<char>::names) == sizeof(allometry_inputs<char>));
  CHECK(std::size(allometry<char>::names) == sizeof(allometry<char>));
}

TEST_CASE("allometry of arrays of stems", "[demography]") {
  const plant_traits<double> t = default_traits<double>();
  allometry_inputs<std::vector<double>> x;
  allometry<std::vector<double>> y;
  allometry_inputs<std::vector<double>>::zip(x, allometry_inputs<double>::of(t, 0.0),
                                             [](std::vector<double>& column, double value) {
                                               column = {value};  // one number for all
                                             });
  x.dbh = {0.05, 0.1, 0.5, std::numeric_limits<double>::quiet_NaN(), 1};
  allometry<std::vector<double>>::zip(y, y, [](std::vector<double>& column, auto&) { column.resize(5); });
  transform(stem_allometry<>{}, y, x);
  for (std::size_t i = 0; i < 5; ++i) {
    const allometry<double> a = sized(t, x.dbh[i]);
    allometry<std::vector<double>>::zip(y, a, [&](const std::vector<double>& column, double value) {
      CHECK((column[i] == value || (std::isnan(column[i]) && std::isnan(value))));
    });
  }
}
