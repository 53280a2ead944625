#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <sylva/models/splash.hpp>
#include <vector>

using namespace sylva;

TEST_CASE("ranges of the user's own") {
  // the third day cannot be, the second and the fourth are not expected
  const std::vector<double> tc{10, 10, 10, -45}, rain{0, 400, 2500, 1}, date{1, 2, 3, 4};
  std::vector<double> soil{75}, moisture(4), pet(4);
  splash_model<double>::inputs<> x;
  x.sunshine_fraction = 0.5, x.tc = tc, x.precipitation = rain, x.latitude = 40, x.elevation = 100;
  x.ordinal_date = date, x.days_in_year = 365;
  splash_model<double>::outputs<> y;
  y.soil_moisture = moisture, y.pet = pet;
#include "ranges.inc"
  for (int t = 0; t < 4; ++t) CHECK(std::isnan(moisture[static_cast<std::size_t>(t)]) == (t == 2));
  CHECK(soil[0] == moisture[3]);
  CHECK(pet[2] > 0);  // rain is no part of it
  std::map<std::string, range_finding> found;
  for (const input_finding& f : model.check(serial{}, x)) found[f.name] = f.found;
  CHECK((found["precipitation"].impossible == 1 && found["precipitation"].above == 1));
  CHECK((found["tc"].below == 1 && found["tc"].impossible == 0));
  // as it is by default, 2500 mm are possible, and a day without weather spoils those that follow
  soil = {75};
  splash_model<double>().run(x, soil, y);
  CHECK_FALSE(std::isnan(soil[0]));
  const splash_model<double> strict({}, {}, ranges);
  soil = {75};
  strict.run(x, soil, y);
  CHECK((moisture[1] > 75 && std::isnan(moisture[2]) && std::isnan(moisture[3]) && std::isnan(soil[0])));
}
