// What a CUDA compiler must take of the whole-array functions without a flag: the functions of values and the
// items of loops on a device, for signed and unsigned integers too, and calls on the host.
#include <sylva/array/array_namespace.hpp>
#include <vector>

template <class T>
__global__ void on_values(T* x) {
  namespace fn = sylva::fn;
  x[0] = fn::add{}(x[0], x[1]);
  x[1] = fn::negative{}(x[1]);
  x[2] = fn::floor_divide{}(x[2], x[0]);
  x[3] = fn::sign{}(x[3]);
  x[4] = fn::abs{}(x[4]);
  x[5] = fn::square{}(x[5]);
}

template <class Item>
__global__ void on_items(Item item) {
  item(blockIdx.x * blockDim.x + threadIdx.x);
}

template <class T>
T launch_all(T* x, const double* from, double* not_held) {
  using namespace sylva;
  on_values<<<1, 1>>>(x);
  const strided_view<T> out{x, {1, {8}}, {1}};
  on_items<<<1, 8>>>(detail::arange_item<T>{out, T(0), T(1)});
  const detail::lines<double> in{{from, {}, {}}, 1, 8, false};
  on_items<<<1, 1>>>(detail::reduce_item<detail::not_held_by<T, double>, double, true, 1>{
      {}, in, {not_held, {}, {}}, detail::reduce_chunk, 1, 1});
  on_items<<<1, 1>>>(detail::cumulative_item<double, double>{in, {not_held, {}, {}}, 1, 0});

  const std::vector<T> y{1, 2};
  using xp = array_namespace_t<std::vector<T>>;
  const auto z = xp::add(xp::floor_divide(xp::sign(xp::abs(y)), 1), xp::clip(y, 0, 5));
  return xp::matmul(z, y)(0) + xp::template astype<T>(xp::template ones<double>(2))(0) +
         xp::template arange<T>(5, 1, -1)(0) + xp::template full<T>(2, 2.5)(0);
}
template signed char launch_all(signed char*, const double*, double*);
template unsigned char launch_all(unsigned char*, const double*, double*);
template int launch_all(int*, const double*, double*);
template unsigned long launch_all(unsigned long*, const double*, double*);
template float launch_all(float*, const double*, double*);
