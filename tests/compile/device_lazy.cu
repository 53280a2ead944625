// What a CUDA compiler must take without a flag: lazy pipelines, composed to one kernel.
#include <sylva/array/given.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/pmodel/gpp.hpp>

using namespace sylva;
namespace field = sylva::pmodel::field;

template <class Work>
__global__ void on_elements(Work work) {
  const index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i);
}

template <class Real, int N, int M, class Node>
void launch(const Node& node) {
  const auto kernel = node.composed();
  using composed = std::remove_const_t<decltype(kernel)>;
  on_elements<<<1, 32>>>(element_work<composed, positional_inputs<N>, Real, N, M, 1>{kernel, {}, 0, {}, {}});
  on_elements<<<1, 32>>>(
      element_work<composed, positional_inputs<N>, Real, N, M, max_rank>{kernel, {}, 0, {}, {}});
}

template <class Real>
void launch_all(const std::vector<Real>& tc, const std::vector<Real>& rh) {
  const pmodel::pmodel_kernel<Real> model{};
  const auto vpd = 1000 * lazy(rh_to_vpd<Real>{}, rh, tc);
  const auto inputs = given<pmodel::forcing>(named<"tc">(tc), named<"vpd">(vpd), named<"co2">(420));
  launch<Real, 3, 1>(lazy<field::gpp>(model, tc, vpd, 420, 101325, 0.9, 1200));
  launch<Real, 4, 1>(-lazy<field::gpp>(model, inputs) / 2 - 1 + tc);
  launch<Real, 3, 5>(
      lazy(pmodel::optimal_chi_prentice14<Real>{}, lazy(pmodel::leaf_environment_kernel<Real>{}, inputs)));
}

template void launch_all<double>(const std::vector<double>&, const std::vector<double>&);
template void launch_all<float>(const std::vector<float>&, const std::vector<float>&);
