// expected: this struct of arrays has no zip
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>

struct weather {
  std::vector<double> tc, vpd;
};

void productivity(sylva::pmodel::productivity<std::vector<double>>& out, const weather& w) {
  const sylva::pmodel::pmodel_kernel<double> kernel{};
#ifdef MISTAKE
  sylva::transform(kernel, out, w);
#else
  sylva::pmodel::forcing<sylva::argument<double>> x;
  x.tc = w.tc, x.vpd = w.vpd;
  sylva::transform(kernel, out, x);
#endif
}
