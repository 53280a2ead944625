#pragma once

#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <sylva/demography/allometry.hpp>
#include <sylva/demography/dynamics.hpp>
#include <sylva/models/canopy.hpp>
#include <vector>

#include "lift/lift.hpp"

/// Canopies and a year of trees in the memory of a space, by a policy: what tests of backends and devices
/// hold against the host, one element after the other.

namespace canopies {

using namespace sylva;
namespace trees = sylva::demography;

template <class T>
using columns = std::vector<T>;

/// Cells without cohorts, with one, and with some hundreds; traits of four types.
struct forest {
  trees::plant_traits<columns<double>> table;
  columns<std::int64_t> offsets{0};
  columns<std::int32_t> type;
  columns<double> dbh, n_individuals, cell_area;
};
inline forest random_forest(std::size_t cells) {
  lift::generator g(7);
  forest f;
  for (const auto& [m, n] : {std::pair{2.0, 5.0}, {3.0, 1.5}, {1.5, 1.5}, {2.0, 2.0}}) {
    trees::plant_traits<double> t = trees::default_traits<double>();
    t.m = m, t.n = n, t.h_max = g.uniform(5, 45), t.lai = g.uniform(1, 5), t.f_g = g.uniform(0, 0.3);
    const auto shape = trees::crown_shape<double>{}(m, n);
    t.q_m = shape.q_m, t.z_max_prop = shape.z_max_prop;
    t.zip(f.table, t, [](columns<double>& all, double x) { all.push_back(x); });
  }
  for (std::size_t c = 0; c < cells; ++c) {
    const int size = c % 13 == 5 ? 0 : c % 17 == 3 ? 300 : 1 + static_cast<int>(g.uniform(0, 50));
    for (int k = 0; k < size; ++k) {
      f.type.push_back(static_cast<std::int32_t>(g.uniform(0, 4)));
      f.dbh.push_back(std::exp(g.uniform(-5, 0)));
      f.n_individuals.push_back(std::floor(g.uniform(1, 20)));
    }
    f.offsets.push_back(f.offsets.back() + size);
    f.cell_area.push_back(g.uniform(100, 3000));
  }
  return f;
}

/// The same with values that are not possible in four cells.
inline forest with_impossible_values(forest f) {
  const auto cohort = [&](std::size_t cell) { return static_cast<std::size_t>(f.offsets[cell]); };
  f.n_individuals[cohort(20)] = -4, f.n_individuals[cohort(21)] = lift::infinite<double>;
  f.cell_area[30] = 0, f.cell_area[31] = -100;
  return f;
}

struct figures {
  columns<std::int64_t> layers;
  std::vector<input_finding> found;
  columns<double> height, transmission, fapar, absorbed, gpp, ground, dbh, survival;
};

/// In the memory of an execution space, with one of its policies.
template <class Space, class Policy>
figures grown(const Policy& policy, const forest& f) {
  const Space space{};
  const auto put = [&](const auto& x) { return to_device<1>(x, space); };
  const auto room = [&](std::size_t n) { return to_device<1>(columns<double>(n), space); };
  const auto back = [](const auto& x) {
    const auto& h = to_device<1>(x, host_space{});
    const auto v = array_traits<std::remove_cvref_t<decltype(h)>>::view(h);
    columns<double> values;
    for (index_t i = 0; i < v.extents.size(); ++i) values.push_back(v(i));
    return values;
  };
  const auto type = put(f.type);
  const auto offsets = put(f.offsets);
  const auto dbh = put(f.dbh), n = put(f.n_individuals), area = put(f.cell_area);
  trees::plant_traits<std::remove_cvref_t<decltype(room(1))>> table;
  table.zip(table, f.table, [&](auto& to, const columns<double>& from) { to = put(from); });
  using array_space = array_space_t<std::remove_cvref_t<decltype(dbh)>>;
  const auto traits = taken(unchecked{}, table, type);
  using input = argument<double, array_space>;
  using output = result<double, array_space>;

  const std::size_t cohorts = f.dbh.size();
  auto height = room(cohorts), crown_area = room(cohorts), absorbed = room(cohorts), gpp = room(cohorts);
  trees::allometry<output> sizes{};
  sizes.stem_height = height, sizes.crown_area = crown_area;
  transform(policy, trees::stem_allometry<double>{}, sizes,
            trees::allometry_inputs<input>::of(traits, input(dbh)));

  const canopy_model<double> model({.gap_fraction = 0.1});
  const auto stand = trees::canopy_cohort<input>::of(traits, height, crown_area, n);
  figures got;
  got.layers = model.layers(policy, offsets, stand, area);
  const auto layers = static_cast<std::size_t>(got.layers.back());
  auto foot = room(layers), transmission = room(layers), fapar = room(layers),
       ground = room(f.cell_area.size());
  canopy_layer<output> y{};
  y.height = foot, y.transmission = transmission, y.fapar = fapar;
  got.found = model.run_checked(policy, offsets, stand, area, got.layers, y,
                                trees::stem_light<output>{absorbed, gpp}, ground, 2.5);

  auto thicker = room(cohorts), survival = room(cohorts);
  trees::tree_year_fluxes<output> year{};
  year.dbh = thicker, year.survival = survival;
  transform(policy, trees::tree_year<double>{}, year,
            trees::growth_inputs<input>::of(traits, input(dbh), input(gpp)));
  executor<Policy>::wait(policy);
  got.height = back(foot), got.transmission = back(transmission), got.fapar = back(fapar);
  got.absorbed = back(absorbed), got.gpp = back(gpp), got.ground = back(ground);
  got.dbh = back(thicker), got.survival = back(survival);
  return got;
}

inline double worst(const columns<double>& got, const columns<double>& expected) {
  if (got.size() != expected.size()) return HUGE_VAL;
  double w = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isnan(got[i]) && std::isnan(expected[i])) continue;
    const double e = std::abs(got[i] - expected[i]) / std::max(1.0, std::abs(expected[i]));
    w = e == e ? std::max(w, e) : HUGE_VAL;
  }
  return w;
}

inline void compare(const figures& got, const figures& expected) {
  CHECK(got.layers == expected.layers);
  // heights within what each of the two may be off; light as it changes over that, and by its own rounding
  CHECK(worst(got.height, expected.height) <= 1e-10);
  CHECK(worst(got.transmission, expected.transmission) <= 1e-10);
  CHECK(worst(got.fapar, expected.fapar) <= 1e-10);
  CHECK(worst(got.ground, expected.ground) <= 1e-12);
  CHECK(worst(got.absorbed, expected.absorbed) <= 1e-10);
  CHECK(worst(got.gpp, expected.gpp) <= 1e-10);
  CHECK(worst(got.dbh, expected.dbh) <= 1e-10);
  CHECK(worst(got.survival, expected.survival) <= 1e-9);
  REQUIRE(got.found.size() == expected.found.size());
  for (std::size_t k = 0; k < got.found.size(); ++k) {
    const range_finding &a = got.found[k].found, &b = expected.found[k].found;
    CHECK((got.found[k].name == expected.found[k].name && a.missing == b.missing));
    CHECK((a.below == b.below && a.above == b.above && a.worst == b.worst && a.worst_at == b.worst_at));
    CHECK((a.impossible == b.impossible && a.worst_impossible == b.worst_impossible));
    CHECK(a.impossible_at == b.impossible_at);
  }
}

/// That four cells are NaN, and reported, and no others.
inline void check_impossible_values(const figures& got, const forest& f) {
  const auto missing = [](const columns<double>& x) {
    return std::count_if(x.begin(), x.end(), [](double v) { return std::isnan(v); });
  };
  CHECK(missing(got.ground) == 4);
  std::int64_t cohorts = 0;
  for (const std::size_t cell : {20U, 21U, 30U, 31U}) cohorts += f.offsets[cell + 1] - f.offsets[cell];
  CHECK((missing(got.gpp) == cohorts && missing(got.absorbed) == cohorts));
  REQUIRE(got.found.size() == 12);
  for (const input_finding& x : got.found) {
    CAPTURE(x.name);
    const bool has_two = x.name == "n_individuals" || x.name == "cell_area";
    CHECK((x.found.impossible == (has_two ? 2 : 0) && x.found.missing == 0));
  }
}

}  // namespace canopies
