// What a CUDA compiler must take without a flag of kernels on groups: a thread a group, and a block a group.
#include <cstdint>
#include <sylva/array/segmented.hpp>
#include <sylva/array/team_group.hpp>
#include <vector>

#include "../lift/group_kernels.hpp"

template <class Work>
__global__ void by_threads(Work work) {
  const sylva::index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i);
}

template <class Real>
struct block_team {
  static constexpr sylva::index_t round = 4 * sylva::elements_a_chunk;
  Real* memory;
  __device__ int rank() const { return static_cast<int>(threadIdx.x); }
  __device__ int size() const { return static_cast<int>(blockDim.x); }
  __device__ void barrier() const { __syncthreads(); }
  __device__ Real* shared() const { return memory; }
};

template <class Work>
__global__ void by_blocks(Work work) {
  using real = typename Work::real;
  using team = block_team<real>;
  __shared__ real memory[sylva::values_of_team<team::round>];
  work.template run_by_team<sylva::team_group<real, typename Work::element_inputs, team>>(blockIdx.x,
                                                                                          team{memory});
}

template <class Kernel, class Inputs, class ElementInputs, class Real, int M, int ElementM>
void launch(const Kernel& kernel) {
  using sylva::segmented_work, sylva::max_rank;
  const segmented_work<Kernel, Inputs, ElementInputs, std::int32_t, Real, M, ElementM, 1> plain{
      kernel, {}, 0, 0, {}, {}, {}, {}, {}};
  by_threads<<<1, 32>>>(plain);
  by_blocks<<<1, 32>>>(plain);
  by_threads<<<1, 32>>>(
      segmented_work<Kernel, Inputs, ElementInputs, std::int64_t, Real, M, ElementM, max_rank>{
          kernel, {}, 0, 0, {}, {}, {}, {}, {}});
}

template <class Real>
void launch_all() {
  using none = sylva::positional_inputs<0>;
  using one = sylva::positional_inputs<1>;
  launch<lift::canopy_closure<Real>, one, sylva::struct_inputs<lift::cohort<Real>>, Real, 2, 1>({});
  launch<lift::summarise, none, one, Real, 5, 0>({});
  launch<lift::deviations<Real>, one, one, Real, 1, 1>({});
  launch<lift::parts_above<Real, lift::in_packets>, one, sylva::struct_inputs<lift::weighted<Real>>, Real, 7,
         0>({});
}

/// The same library called on the host of a CUDA program.
template <class Real>
void on_host() {
  std::vector<Real> x(10), mean(2), each(10);
  sylva::segmented(lift::deviations<Real>{}, mean, each, std::vector<int>{0, 4, 10}, 1, x);
}

template void on_host<double>();
template void on_host<float>();
template void launch_all<double>();
template void launch_all<float>();
