// expected: the kernel has no outputs of elements
#include <sylva/array/segmented.hpp>

struct total {
  template <sylva::group_of<double> Group>
  typename Group::value operator()(const Group& g) const {
    using V = typename Group::value;
    return g.sum([](const V& x) { return x; });
  }
};

void sum(std::vector<double>& out, std::vector<double>& each, const std::vector<int>& offsets,
         const std::vector<double>& x) {
#ifdef MISTAKE
  sylva::segmented(total{}, out, each, offsets, sylva::no_inputs{}, x);
#else
  sylva::segmented(total{}, out, offsets, sylva::no_inputs{}, x);
  static_cast<void>(each);
#endif
}
