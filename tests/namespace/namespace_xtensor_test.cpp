#include <sylva/backends/xtensor_namespace.hpp>
#include <tuple>

#include "namespace/answers.hpp"

namespace {

using sylva::index_t;

struct reader {
  template <class A>
  static void read(const A& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    for (const auto n : a.shape()) shape.push_back(static_cast<index_t>(n));
    if (a.size() == 0) return;
    for (auto at = a.template begin<xt::layout_type::row_major>();
         at != a.template end<xt::layout_type::row_major>(); ++at) {
      elements.push_back(static_cast<double>(*at));
    }
  }
};

template <class A, std::size_t N, class T>
A filled(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
  A a(xtl::forward_sequence<typename A::shape_type, decltype(extents)>(extents));
  if (values.size() > 0)
    std::copy(values.begin(), values.end(), a.template begin<xt::layout_type::row_major>());
  return a;
}

struct tensors : reader {
  static constexpr const char* name = "column-major xt::xtensor";
  template <std::size_t N, class T>
  static auto make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    return filled<xt::xtensor<T, N, xt::layout_type::column_major>>(extents, values);
  }
};

struct xarrays : reader {
  static constexpr const char* name = "xt::xarray";
  template <std::size_t N, class T>
  static auto make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    return filled<xt::xarray<T>>(extents, values);
  }
};

using backends = std::tuple<tensors, xarrays>;
constexpr double real_units = 2;  // measured: 1.30

}  // namespace

#include "namespace/cases.hpp"
