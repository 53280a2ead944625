#include <catch2/catch_test_macros.hpp>
#include <sylva/sylva.hpp>
#include <vector>

#include "figures.hpp"
#include "readme/pages/same_figures.hpp"

TEST_CASE("methods by name") {
  const std::vector<double> tc{15, 25}, vpd{600, 1500}, fapar{0.5, 0.9}, ppfd{800, 1200};
  std::vector<double> gpp(2), vcmax25(2);
#include "methods_by_name.inc"
  gpp.insert(gpp.end(), vcmax25.begin(), vcmax25.end());
  CHECK(same_figures(gpp, figures::readme_methods));
}
