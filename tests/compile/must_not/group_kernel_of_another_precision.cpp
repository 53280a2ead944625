// expected: the kernel does not take a group and these inputs of it
#include <sylva/array/segmented.hpp>

#include "../../lift/group_kernels.hpp"

void mean(std::vector<double>& out, const std::vector<int>& offsets, const std::vector<double>& x) {
#ifdef MISTAKE
  sylva::segmented(lift::deviations<float>{}, out, offsets, 1, x);
#else
  sylva::segmented(lift::deviations<double>{}, out, offsets, 1, x);
#endif
}
