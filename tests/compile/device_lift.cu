// What a CUDA compiler must take without a flag: kernels on values, and the bound kernel that a backend
// launches.
#include <sylva/models/pmodel.hpp>

template <class Kernel, class Real>
__global__ void on_values(Kernel kernel, sylva::pmodel::forcing<Real> x,
                          sylva::pmodel::productivity<Real>* y) {
  *y = kernel(x);
}

template <class Bound>
__global__ void on_elements(Bound bound) {
  const sylva::index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < bound.size) bound(i);
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
  on_elements<<<1, 32>>>(
      sylva::bound_kernel<sylva::pmodel::pmodel_kernel<Real>, inputs, Real, 13, 25>{kernel, 0, {}, {}});
  on_elements<<<1, 32>>>(
      sylva::bound_kernel<std::remove_const_t<decltype(some)>, inputs, Real, 13, 2>{some, 0, {}, {}});
  on_elements<<<1, 32>>>(
      sylva::bound_kernel<sylva::water_density_checked<Real>, sylva::positional_inputs<2>, Real, 2, 1>{
          {}, 0, {}, {}});
}

template void launch_all<double>(const sylva::pmodel::forcing<double>&, sylva::pmodel::productivity<double>*);
template void launch_all<float>(const sylva::pmodel::forcing<float>&, sylva::pmodel::productivity<float>*);
