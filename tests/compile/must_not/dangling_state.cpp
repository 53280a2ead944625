// expected: this output is a temporary array that owns its elements, or may own them
#include <sylva/array/scan.hpp>
#include <sylva/core/stepped.hpp>

struct total {
  template <class V>
  sylva::stepped<V, V> operator()(const V& sum, const V& x) const {
    return {V(sum + x), V(sum + x)};
  }
};

void run(std::vector<double>& state, std::vector<double>& out, const std::vector<double>& x) {
  sylva::scan(total{}, 0.0, out, x);  // a number is a start, of which the end is not wanted
#ifdef MISTAKE
  sylva::scan(total{}, std::vector<double>(state), out, x);
#else
  sylva::scan(total{}, state, out, x);
#endif
}
