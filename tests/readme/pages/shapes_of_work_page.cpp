#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/xsimd.hpp>
#include <sylva/sylva.hpp>
#include <vector>

#include "figures.hpp"
#include "readme/pages/same_figures.hpp"

#include "bucket.inc"
#include "deviations.inc"

TEST_CASE("map and transform") {
  const std::vector<double> tc{5, 15, 25}, vpd{200, 600, 1500};
  std::vector<double> gpp(3);
  sylva::pmodel_model<double>::inputs<> x;
  sylva::pmodel_model<double>::outputs<> y;
  x.tc = tc, x.vpd = vpd, x.co2 = 420, x.patm = 101325, x.fapar = 0.9, x.ppfd = 1200,
  x.reference_kphio = 0.125;
  y.gpp = gpp;
#include "map_and_transform.inc"
  CHECK(same_figures(es, figures::vapour_pressure));
  CHECK(same_figures(gpp, figures::leaf_of_a_day));
}

TEST_CASE("scan") {
  using sylva::nd_array;
  const sylva::serial policy;
  nd_array<double> rain({3, 2}), demand({3, 1}), evaporated({3, 2});
  const double fallen[] = {4, 0, 0, 30, 10, 0}, asked[] = {2, 3, 2};
  for (sylva::index_t t : {0, 1, 2}) {
    demand(t, 0) = asked[t];
    for (sylva::index_t s : {0, 1}) rain(t, s) = fallen[2 * t + s];
  }
  std::vector<double> stored{20, 5};
  const std::vector<double> capacity{25, 20};
#include "scan.inc"
  std::vector<double> got;
  for (sylva::index_t t : {0, 1, 2}) got.insert(got.end(), {evaporated(t, 0), evaporated(t, 1)});
  got.insert(got.end(), stored.begin(), stored.end());
  CHECK(same_figures(got, figures::bucket));
}

TEST_CASE("segmented") {
#include "segmented.inc"
  std::vector<double> got = mean;
  got.insert(got.end(), each.begin(), each.end());
  CHECK(same_figures(got, figures::deviations));
}
