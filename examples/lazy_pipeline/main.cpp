#include <cstdio>
#include <sylva/array/given.hpp>
#include <sylva/sylva.hpp>
#include <vector>

using namespace sylva;
using namespace sylva::pmodel;

// GPP [ug C m-2 s-1] from relative humidity: two kernels and a unit, not computed yet
auto gpp_of(const std::vector<double>& tc, const std::vector<double>& rh, double co2) {
  const auto vpd = 1000 * lazy(rh_to_vpd<>{}, rh, tc);  // kPa to Pa
  return lazy<field::gpp>(pmodel_kernel<>{}, tc, vpd, co2, 101325, 0.9, 1200);
}

int main() {
  const std::vector<double> tc = {5, 15, 25}, rh = {0.8, 0.65, 0.5};
  const auto gpp = gpp_of(tc, rh, 420);
  const auto in_grams = eval(gpp * 1e-6);  // one pass, into a new array
  std::vector<double> out(3);
  assign(out, gpp);  // one pass, into an array that exists
  std::printf("%.1f %.1f %.1f\n", out[0], out[1], out[2]);
  std::printf("%.7f\n", in_grams[2]);

  // A kernel that takes a struct takes its members by name, of any kind; the others are NaN. Without a field
  // all members of the result are evaluated, in the same one pass.
  const auto leaf = lazy(only<field::chi, field::vcmax>(pmodel_kernel<>{}),
                         given<forcing>(named<"tc">(tc), named<"vpd">(1000 * lazy(rh_to_vpd<>{}, rh, tc)),
                                        named<"co2">(420), named<"patm">(101325), named<"fapar">(0.9),
                                        named<"ppfd">(1200), named<"reference_kphio">(0.125)));
  const auto y = eval(leaf);
  std::printf("%.3f %.1f\n", y.chi[2], y.vcmax[2]);
}
