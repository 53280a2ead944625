// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/segmented.hpp>

#include "../../lift/group_kernels.hpp"

void mean(std::vector<double>& out, const std::vector<int>& offsets, const std::vector<double>& x) {
#ifdef MISTAKE
  sylva::segmented(lift::deviations<double>{}, std::vector<double>(out), offsets, 1, x);
#else
  sylva::segmented(lift::deviations<double>{}, std::span<double>(out), offsets, 1, x);
#endif
}
