// expected: only<...> names a member that the result of this kernel does not have
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>

SYLVA_FIELD(soil_moisture);

auto gpp(const sylva::pmodel::forcing<std::vector<double>>& x) {
#ifdef MISTAKE
  using field = soil_moisture;
#else
  using field = sylva::pmodel::field::gpp;
#endif
  return sylva::map(sylva::only<field>(sylva::pmodel::pmodel_kernel<double>{}), x);
}
