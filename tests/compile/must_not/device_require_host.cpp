// expected: this code stays on the host: bring the array there first
#include <sylva/array/device.hpp>

#include "device_memory.hpp"

template <class A>
double sum(const A& a) {
  sylva::require_host(a);
  double total = 0;
  for (sylva::index_t i = 0; i < sylva::array_traits<A>::view(a).extents.size(); ++i) {
    total += sylva::array_traits<A>::view(a)(i);
  }
  return total;
}

double sum_of(const std::vector<double>& on_host, const device_array<double>& on_device) {
#ifdef MISTAKE
  return sum(on_host) + sum(on_device);
#else
  static_cast<void>(on_device);
  return sum(on_host);
#endif
}
