// What a header alone does not show: templates, instantiated with every backend that there is.
#include <sylva/sylva.hpp>
#ifdef SYLVA_TEST_XSIMD
#include <sylva/backends/xsimd.hpp>
#endif
#ifdef SYLVA_TEST_XTENSOR
#include <sylva/backends/xtensor.hpp>
#endif
#ifdef SYLVA_TEST_KOKKOS
#include <sylva/backends/kokkos.hpp>
#endif
#if defined(SYLVA_TEST_KOKKOS) && defined(SYLVA_TEST_XSIMD)
#include <sylva/backends/kokkos_xsimd.hpp>
#endif

namespace {

namespace field = sylva::pmodel::field;

template <class Real, class Policy>
void run(const Policy& policy) {
  using column = std::vector<Real>;
  const sylva::pmodel::pmodel_kernel<Real> kernel{};
  const sylva::pmodel::forcing<column> x{};
  sylva::pmodel::productivity<column> y = sylva::map(policy, kernel, x);
  sylva::transform(policy, kernel, y, x);
  static_cast<void>(sylva::map(policy, sylva::only<field::gpp, field::lue>(kernel), x));
  static_cast<void>(sylva::map(policy, sylva::water_density_fisher<Real>{}, x.tc, 101325));
  typename sylva::pmodel_model<Real>::template inputs<> in;
  typename sylva::pmodel_model<Real>::template outputs<> out;
  in.tc = x.tc;
  out.gpp = y.gpp;
  static_cast<void>(sylva::pmodel_model<Real>{}.run_checked(policy, in, out));
}

template <class Real>
void run_all() {
  run<Real>(sylva::serial{});
#ifdef SYLVA_TEST_XSIMD
  run<Real>(sylva::simd{});
#endif
#ifdef SYLVA_TEST_XTENSOR
  xt::xtensor<Real, 2> tensor(std::array<std::size_t, 2>{2, 3});
  static_cast<void>(sylva::map(sylva::saturation_vapour_pressure<Real>{}, tensor));
#endif
#ifdef SYLVA_TEST_KOKKOS
  run<Real>(Kokkos::DefaultHostExecutionSpace{});
  const Kokkos::View<Real**, Kokkos::HostSpace> view("view", 2, 3);
  static_cast<void>(sylva::map(sylva::saturation_vapour_pressure<Real>{}, view));
#ifdef SYLVA_TEST_XSIMD
  run<Real>(sylva::simd_threads<Kokkos::DefaultHostExecutionSpace>{});
#endif
#endif
}

}  // namespace

void instantiate() {
  run_all<double>();
  run_all<float>();
}
