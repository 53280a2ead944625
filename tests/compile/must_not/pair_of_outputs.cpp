// expected: std::pair and std::tuple do not name their members
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

void limit(const std::vector<double>& mj) {
#ifdef MISTAKE
  std::pair<std::vector<double>, std::vector<double>> out{mj, mj};
#else
  sylva::pmodel::jmax_limitation<std::vector<double>> out{mj, mj};
#endif
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, out, mj);
}
