// expected: the kernel does not take these inputs: it has another number of them, or another precision
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>

auto gpp(const sylva::pmodel::forcing<std::vector<double>>& x) {
  const auto kernel = sylva::only<sylva::pmodel::field::gpp>(sylva::pmodel::pmodel_kernel<double>{});
#ifdef MISTAKE
  return sylva::map(kernel, x.tc, x.vpd);
#else
  return sylva::map(kernel, x);
#endif
}
