#include <tuple>

#include "namespace/answers.hpp"

namespace {

using sylva::index_t;

/// Shape and elements by the array's own means.
struct reader {
  template <class T>
  static void read(const sylva::nd_array<T>& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    shape.assign(a.extents().extent, a.extents().extent + a.extents().rank);
    for (const T& value : a) elements.push_back(static_cast<double>(value));
  }
  template <class T>
  static void read(const sylva::strided_view<T>& a, std::vector<index_t>& shape, std::vector<double>& elements) {
    read(sylva::nd_array<std::remove_const_t<T>>(a), shape, elements);
  }
};

struct nd_arrays : reader {
  static constexpr const char* name = "nd_array";
  template <std::size_t N, class T>
  static sylva::nd_array<T> make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    sylva::shape s{static_cast<int>(N), {}};
    std::copy(extents.begin(), extents.end(), s.extent);
    sylva::nd_array<T> a(s);
    std::copy(values.begin(), values.end(), a.begin());
    return a;
  }
};

/// Every other column of a larger array, the axes in reverse order in memory, and elements that a wrong index
/// finds.
template <class T>
struct sparse {
  sylva::nd_array<T> memory;
  sylva::strided_view<const T> view;
};

}  // namespace

template <class T>
struct sylva::array_traits<sparse<T>> : sylva::array_traits<sylva::strided_view<const T>> {
  static sylva::strided_view<const T> view(const sparse<T>& a) { return a.view; }
};

namespace {

struct strided_views : reader {
  static constexpr const char* name = "strided view";
  template <std::size_t N, class T>
  static sparse<T> make(const std::array<index_t, N>& extents, const sylva::nd_array<T>& values) {
    sparse<T> a{sylva::nd_array<T>({1, {2 * values.size() + 1}}, T(77)), {}};
    sylva::strided_view<T> v{a.memory.data(), {static_cast<int>(N), {}}, {}};
    index_t step = 2;
    for (std::size_t k = 0; k < N; ++k) {
      v.extents.extent[k] = extents[k];
      v.stride[k] = step;
      step *= extents[k];
    }
    for (index_t i = 0; i < values.size(); ++i) v(i) = values.data()[i];
    a.view = v;
    return a;
  }
};

using backends = std::tuple<nd_arrays, strided_views>;
constexpr double real_units = 4;

}  // namespace

#include "namespace/cases.hpp"
