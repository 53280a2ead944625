// What a CUDA compiler must take without a flag of models that launch more than a kernel of values: every
// work that they make, launched by a policy of the program's own.
#include <sylva/models/splash.hpp>

/// A thread an item, on arrays that the host reaches too.
struct managed_memory {};

template <class Work>
__global__ void by_threads(Work work) {
  const sylva::index_t i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < work.items()) work(i);
}
template <class Work>
__global__ void by_one_thread(Work work, typename Work::finding* found) {
  for (sylva::index_t i = 0; i < work.items(); ++i) {
    typename Work::finding mine{};
    work(i, mine);
    work.join(*found, mine);
  }
}

template <>
struct sylva::executor<managed_memory> {
  template <class Space>
  static constexpr bool reaches = std::same_as<Space, sylva::host_space>;
  static constexpr bool by_item = true;

  template <class Work>
  static void run(const managed_memory&, const Work& work) {
    by_threads<<<1, 32>>>(work);
  }
  template <class Work>
  static typename Work::finding reduce(const managed_memory&, const Work& work) {
    by_one_thread<<<1, 1>>>(work, static_cast<typename Work::finding*>(nullptr));
    return {};
  }
  static void wait(const managed_memory&) {}
};

template <class Real>
void launch_all(const sylva::splash_inputs<sylva::argument<Real>>& x,
                const sylva::splash::daily_fluxes<sylva::result<Real>>& y,
                const sylva::splash::water_totals<sylva::result<Real>>& totals,
                const sylva::result<Real>& soil_moisture) {
  const sylva::splash_model<Real> model;
  const managed_memory policy;
  model.spin_up(policy, x, soil_moisture);
  model.run(policy, x, soil_moisture, y);
  model.run_totals(policy, x, soil_moisture, {0, 31, 59}, totals);
}

template void launch_all<double>(const sylva::splash_inputs<sylva::argument<double>>&,
                                 const sylva::splash::daily_fluxes<sylva::result<double>>&,
                                 const sylva::splash::water_totals<sylva::result<double>>&,
                                 const sylva::result<double>&);
template void launch_all<float>(const sylva::splash_inputs<sylva::argument<float>>&,
                                const sylva::splash::daily_fluxes<sylva::result<float>>&,
                                const sylva::splash::water_totals<sylva::result<float>>&,
                                const sylva::result<float>&);
