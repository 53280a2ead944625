// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/nd_array.hpp>
#include <sylva/pmodel/gpp.hpp>

void set(sylva::pmodel::productivity<sylva::result<double>>& y, sylva::nd_array<double>& gpp) {
#ifdef MISTAKE
  y.gpp = sylva::nd_array<double>(gpp.extents());
#else
  y.gpp = gpp;
#endif
}
