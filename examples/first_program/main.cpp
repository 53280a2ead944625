#include <cstdio>
#include <sylva/sylva.hpp>
#include <vector>

int main() {
  using namespace sylva::pmodel;
  const std::vector<double> tc = {5, 15, 25, 35}, vpd = {200, 600, 1500, 3200};  // degree C, Pa
  const auto kernel = sylva::only<field::gpp, field::chi, field::vcmax25>(pmodel_kernel<double>{});
  const auto leaf = sylva::map(kernel, tc, vpd, 420, 101325, 0.9, 1200);  // co2, patm, fapar, ppfd
  std::puts("   tc    vpd      gpp    chi  vcmax25");
  for (std::size_t i = 0; i < tc.size(); ++i) {
    std::printf("%5.0f %6.0f %8.1f %6.3f %8.1f\n", tc[i], vpd[i], leaf.gpp[i], leaf.chi[i], leaf.vcmax25[i]);
  }
}
