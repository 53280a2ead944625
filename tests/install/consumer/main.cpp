#include <cmath>
#include <iostream>
#include <sylva/sylva.hpp>
#include <vector>
#ifdef USE_XSIMD
#include <sylva/backends/xsimd.hpp>
#endif
#ifdef USE_XTENSOR
#include <sylva/backends/xtensor.hpp>
#endif
#ifdef USE_KOKKOS
#include <sylva/backends/kokkos.hpp>
#endif
#ifdef USE_DLPACK
#include <sylva/backends/dlpack.hpp>
#endif
#if defined(USE_TOMLPLUSPLUS) && defined(USE_NLOHMANN_JSON)
#include <sylva/files/demography.hpp>
#endif

#if __cplusplus < 202002L
#error "sylva::sylva asks for C++20"
#endif

namespace {

int failures = 0;

void expect(const char* what, double got) {
  const double expected = 998.2056434539217;  // water at 20 degree C
  const bool right = std::abs(got / expected - 1) < 1e-13;
  std::cout << "consumer: " << what << (right ? " works" : " FAILS") << '\n';
  failures += !right;
}

}  // namespace

int main(int argc, char** argv) {
  const sylva::water_density_fisher<double> density{};
  expect("span", sylva::map(density, std::vector<double>{20, 30}, 101325)[0]);
#ifdef USE_XSIMD
  expect("xsimd", sylva::map(sylva::simd{}, density, std::vector<double>{20, 30}, 101325)[0]);
#endif
#ifdef USE_XTENSOR
  const xt::xtensor<double, 1> tc = {20, 30};
  expect("xtensor", sylva::map(density, tc, 101325)(0));
#endif
#ifdef USE_KOKKOS
  const Kokkos::ScopeGuard guard(argc, argv);
  const Kokkos::View<double*, Kokkos::HostSpace> view("tc", 2);
  Kokkos::deep_copy(view, 20.0);
  expect("kokkos", sylva::map(density, view, 101325)(1));
#endif
#ifdef USE_DLPACK
  const auto lent = sylva::from_dlpack<double>(sylva::to_dlpack(std::vector<double>{20, 30}));
  expect("dlpack", sylva::map(density, lent, 101325)(0));
#endif
#if defined(USE_TOMLPLUSPLUS) && defined(USE_NLOHMANN_JSON)
  const auto toml =
      sylva::flora_from_document<double>(sylva::document_from_toml("[[pft]]\nname = 'oak'\nlai = 3"));
  const auto json = sylva::flora_from_document<double>(
      sylva::document_from_json(R"({"pft": [{"name": "oak", "lai": 3}]})"));
  const bool same = toml == json && toml.traits().lai[0] == 3;
  std::cout << "consumer: files" << (same ? " work" : " FAIL") << '\n';
  failures += !same;
#endif
  static_cast<void>(argc);
  static_cast<void>(argv);
  return failures;
}
