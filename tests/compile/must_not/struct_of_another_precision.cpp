// expected: the kernel does not take these inputs: it has another number of them, or another precision
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>

void productivity(sylva::pmodel::productivity<std::vector<float>>& out,
                  const sylva::pmodel::forcing<std::vector<float>>& x) {
#ifdef MISTAKE
  using real = double;
#else
  using real = float;
#endif
  sylva::transform(sylva::pmodel::pmodel_kernel<real>{}, out, x);
}
