// expected: the outputs are not the struct that the kernel returns
#include <sylva/array/transform.hpp>
#include <sylva/pmodel/jmax_limitation.hpp>

/// As many members, with other meanings.
template <class T>
struct other {
  T f_j, f_v;
  template <class A, class B, class F>
  static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.f_j, b.f_j), f(a.f_v, b.f_v);
  }
};

void limit(const std::vector<double>& mj) {
#ifdef MISTAKE
  other<std::vector<double>> out{mj, mj};
#else
  sylva::pmodel::jmax_limitation<std::vector<double>> out{mj, mj};
#endif
  sylva::transform(sylva::pmodel::jmax_wang17<double>{}, out, mj);
}
