// expected: a name that the struct does not have
#include <sylva/array/given.hpp>
#include <sylva/pmodel/gpp.hpp>

auto gpp(const std::vector<double>& tc) {
  using namespace sylva;
#ifdef MISTAKE
  const auto x = given<pmodel::forcing>(named<"temperature">(tc), named<"vpd">(800));
#else
  const auto x = given<pmodel::forcing>(named<"tc">(tc), named<"vpd">(800));
#endif
  return lazy<pmodel::field::gpp>(pmodel::pmodel_kernel<double>{}, x);
}
