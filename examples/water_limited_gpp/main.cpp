// A wet and a dry place at 40 degrees north: SPLASH, and the P-model with the soil moisture that it leaves.
#include <cmath>
#include <cstdio>
#include <sylva/sylva.hpp>
#include <vector>

int main() {
  using namespace sylva;
  constexpr index_t days = 365, sites = 2;
  nd_array<double> sunshine({days, sites}), tc({days, sites}), rain({days, sites}), vpd({days, sites});
  std::vector<double> date(days), elevation{100, 900};
  for (index_t t = 0; t < days; ++t) {
    const double season = std::sin((static_cast<double>(t) - 109) / 365 * 2 * pi<double>);
    date[static_cast<std::size_t>(t)] = static_cast<double>(t + 1);
    for (index_t s : {0, 1}) {
      sunshine(t, s) = 0.5 + 0.15 * season;
      tc(t, s) = 12 + 10 * season;
      rain(t, s) = t % 4 != 0 ? 0 : s == 0 ? 14 : 6 - 5 * season;
      vpd(t, s) = s == 0 ? 500 + 300 * season : 800 + 600 * season;
    }
  }

  const splash_model<double> water;
  splash_model<double>::inputs<> x;
  x.sunshine_fraction = sunshine, x.tc = tc, x.precipitation = rain;  // (time, site)
  x.latitude = 40, x.elevation = elevation;                           // (site)
  x.ordinal_date = date, x.days_in_year = 365;                        // (time)

  // soil moisture that comes back after a year, then sums of that year
  std::vector<double> soil(sites, 0.0);
  const spin_up_summary found = water.spin_up(serial{}, x, soil, {.days = 365});
  const std::vector<double> start = soil;
  nd_array<double> aet({1, sites}), pet({1, sites}), runoff({1, sites});
  splash_model<double>::totals<> year;
  year.aet = aet, year.pet = pet, year.runoff = runoff;
  water.run_totals(serial{}, x, soil, {0, days}, year);
  const std::vector<double> meanalpha{aet(0, 0) / pet(0, 0), aet(0, 1) / pet(0, 1)};

  // and both models in one pass: what lies between them is never stored
  const water_limited_pmodel<double> both(water);
  water_limited_pmodel<double>::leaf_inputs<> leaf;
  leaf.vpd = vpd, leaf.co2 = 410, leaf.fapar = 0.6, leaf.meanalpha = meanalpha;
  nd_array<double> gpp({days, sites}), stress({days, sites});
  water_limited_pmodel<double>::outputs<> y;
  y.gpp = gpp, y.soil_stress = stress;
  soil = start;
  both.run(serial{}, x, leaf, soil, y);

  std::printf("%zu sites, %zu not in equilibrium\n", found.sites, found.not_converged);
  std::puts("          AET   PET  runoff [mm]   AET/PET   GPP [g C m-2]   stress in July");
  for (index_t s : {0, 1}) {
    double carbon = 0;
    for (index_t t = 0; t < days; ++t) carbon += gpp(t, s) * 86400e-6;
    std::printf("%-6s %6.0f%6.0f%8.0f %15.2f %15.0f %16.2f\n", s == 0 ? "wet" : "dry", aet(0, s), pet(0, s),
                runoff(0, s), meanalpha[static_cast<std::size_t>(s)], carbon, stress(195, s));
  }
}
