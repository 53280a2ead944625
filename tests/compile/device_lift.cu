// What a CUDA compiler must take without a flag: kernels on values, the work that a backend launches, and
// calls on the host.
#include <sylva/array/scan.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/acclimation.hpp>
#include <vector>

template <class Kernel, class Real>
__global__ void on_values(Kernel kernel, sylva::pmodel::forcing<Real> x,
                          sylva::pmodel::productivity<Real>* y) {
  *y = kernel(x);
}

template <class Work>
__global__ void on_elements(Work work) {
  const sylva::index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i);
}

template <class Work>
__global__ void with_findings(Work work, typename Work::finding* found) {
  const sylva::index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i, found[i]);
  if (i > 0) work.join(found[0], found[i]);
}

template <class Real>
void launch_all(const sylva::pmodel::forcing<Real>& x, sylva::pmodel::productivity<Real>* y) {
  using inputs = sylva::struct_inputs<sylva::pmodel::forcing<Real>>;
  namespace field = sylva::pmodel::field;
  const sylva::pmodel::pmodel_kernel<Real> kernel{};
  const sylva::pmodel_model<Real> model;
  const auto some = sylva::only<field::gpp, field::lue>(kernel);
  on_values<<<1, 1>>>(kernel, x, y);
  on_values<<<1, 1>>>(model.kernel(), x, y);
  using sylva::element_work, sylva::max_rank;
  on_elements<<<1, 32>>>(
      element_work<sylva::pmodel::pmodel_kernel<Real>, inputs, Real, 13, 26, 1>{kernel, {}, 0, {}, {}});
  on_elements<<<1, 32>>>(element_work<sylva::pmodel::pmodel_kernel<Real>, inputs, Real, 13, 26, max_rank>{
      kernel, {}, 0, {}, {}});
  on_elements<<<1, 32>>>(
      element_work<std::remove_const_t<decltype(some)>, inputs, Real, 13, 2, 1>{some, {}, 0, {}, {}});
  on_elements<<<1, 32>>>(
      element_work<sylva::water_density_checked<Real>, sylva::positional_inputs<2>, Real, 2, 1, 1>{
          {}, {}, 0, {}, {}});
  with_findings<<<1, 32>>>(
      sylva::checked_work<element_work<sylva::pmodel::pmodel_kernel<Real>, inputs, Real, 13, 26, max_rank>,
                          true>{{kernel, {}, 0, {}, {}}, {}, {}},
      nullptr);
}

/// The same library called on the host of a CUDA program.
template <class Real>
void on_host() {
  std::vector<Real> x(10), y(10);
  Real state{};
  sylva::transform(sylva::water_viscosity_huber<Real>{}, y, x, 101325);
  const auto leaf = sylva::map(sylva::pmodel::pmodel_kernel<Real>{}, x, x, 420, 101325, 1, 1000);
  sylva::scan(sylva::pmodel::moving_average<Real>{}, state, y, leaf.gpp);
}

template void on_host<double>();
template void on_host<float>();
template void launch_all<double>(const sylva::pmodel::forcing<double>&, sylva::pmodel::productivity<double>*);
template void launch_all<float>(const sylva::pmodel::forcing<float>&, sylva::pmodel::productivity<float>*);
