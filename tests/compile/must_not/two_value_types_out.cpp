// expected: all arrays of a call have the same value type
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/gpp.hpp>

void limit(std::vector<double>& f_v, std::vector<float>& f_j, const std::vector<double>& mj) {
  sylva::pmodel::jmax_limitation<sylva::result<double>> out;
  out.f_v = f_v;
#ifdef MISTAKE
  out.f_j = f_j;
#endif
  static_cast<void>(f_j);
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, out, mj);
}
