// expected: the kernel returns another type of value than it is called with
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

struct kernel {
  template <class V>
  auto operator()(const V& mj) const {
#ifdef MISTAKE
    return sylva::pmodel::jmax_limitation<double>{mj, mj};
#else
    return sylva::pmodel::jmax_limitation<V>{mj, mj};
#endif
  }
};

void limit(sylva::pmodel::jmax_limitation<std::vector<float>>& out, const std::vector<float>& mj) {
  sylva::transform(kernel{}, out, mj);
}
