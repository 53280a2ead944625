// expected: this struct of arrays has no zip
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

#ifdef MISTAKE
template <class T>
struct limits {
  T f_v, f_j;
};
#else
template <class T>
using limits = sylva::pmodel::jmax_limitation<T>;
#endif

void limit(limits<std::vector<double>>& out, const std::vector<double>& mj) {
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, out, mj);
}
