// expected: this kernel returns a struct: its outputs are that struct, of arrays
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

void limit(std::vector<double>& f_v, const std::vector<double>& mj) {
#ifdef MISTAKE
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, f_v, mj);
#else
  sylva::pmodel::jmax_limitation<sylva::result<double> > out;
  out.f_v = f_v;
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, out, mj);
#endif
}
