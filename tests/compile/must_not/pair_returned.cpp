// expected: the kernel returns std::pair or std::tuple, which do not name their members
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

struct kernel {
  template <class V>
  auto operator()(const V& mj) const {
#ifdef MISTAKE
    return std::pair<V, V>{mj, mj};
#else
    return sylva::pmodel::jmax_limitation<V>{mj, mj};
#endif
  }
};

auto limit(const std::vector<double>& mj) { return sylva::map(kernel{}, mj); }
