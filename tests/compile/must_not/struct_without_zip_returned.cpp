// expected: the kernel returns a type that is neither a value nor a struct with a zip
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

template <class T>
struct limits {
  T f_v, f_j;
};

struct kernel {
  template <class V>
  auto operator()(const V& mj) const {
#ifdef MISTAKE
    return limits<V>{mj, mj};
#else
    return sylva::pmodel::jmax_limitation<V>{mj, mj};
#endif
  }
};

auto limit(const std::vector<double>& mj) { return sylva::map(kernel{}, mj); }
