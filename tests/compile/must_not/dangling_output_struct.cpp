// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

void limit(std::vector<double>& f_v, std::vector<double>& f_j, const std::vector<double>& mj) {
#ifdef MISTAKE
  using column = std::vector<double>;
#else
  using column = std::span<double>;
#endif
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, sylva::pmodel::jmax_limitation<column>{f_v, f_j},
                   mj);
}
