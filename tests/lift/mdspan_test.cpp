#include <deque>
#include <sylva/backends/mdspan.hpp>
#include <tuple>
#ifdef __cpp_lib_mdspan
namespace md = std;
#else
#include <mdspan/mdspan.hpp>  // the one of Kokkos, which needs nothing else of it
namespace md = Kokkos;
#endif

#include "lift/lift.hpp"

namespace {

using lift::index_t;

template <std::size_t N>
using any_extents = md::dextents<index_t, N>;

/// Calls f(position) for each position of the extents, the last axis fastest.
template <std::size_t N, class F>
void for_each_position(const std::array<index_t, N>& extents, const F& f) {
  index_t size = 1;
  for (const index_t e : extents) size *= e;
  for (index_t i = 0; i < size; ++i) {
    std::array<index_t, N> at{};
    index_t rest = i;
    for (std::size_t axis = N; axis-- > 0; rest /= extents[axis]) at[axis] = rest % extents[axis];
    f(at);
  }
}

template <class M>
auto extents_of(const M& m) {
  std::array<index_t, M::rank()> extents{};
  for (std::size_t r = 0; r < M::rank(); ++r) extents[r] = static_cast<index_t>(m.extent(r));
  return extents;
}

/// By mdspan's own element access.
template <class M>
void fill(const M& m, const std::vector<typename M::value_type>& values) {
  std::size_t k = 0;
  for_each_position(extents_of(m), [&](const auto& at) { m[at] = values[k++]; });
}
struct reader {
  template <class M>
  static auto read(const M& m) {
    std::vector<typename M::value_type> values;
    for_each_position(extents_of(m), [&](const auto& at) { values.push_back(m[at]); });
    return values;
  }
};

/// Memory for the elements, kept for the whole run: mdspan has none of its own.
template <class T>
T* memory(std::size_t n) {
  static std::deque<std::vector<T>> all;
  return all.emplace_back(n, T(-99)).data();
}

/// layout_right, layout_left.
template <class Layout>
struct packed : reader {
  using policy = sylva::serial;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static auto make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    const md::mdspan<T, any_extents<N>, Layout> m(memory<T>(values.size() + 1), any_extents<N>(extents));
    fill(m, values);
    return m;
  }
};

/// layout_stride, with gaps everywhere and the axes in the order of a C array turned by one.
struct strided : reader {
  using policy = sylva::serial;
  static constexpr int ranks = 3;
  template <class T, std::size_t N>
  static auto make(const std::array<index_t, N>& extents, const std::vector<T>& values) {
    std::array<index_t, N> strides{};
    index_t step = 2;
    for (std::size_t k = 0; k < N; ++k) {
      const std::size_t axis = (k + 1) % N;
      strides[axis] = step;
      step *= std::max<index_t>(extents[axis], 1) + 1;
    }
    const typename md::layout_stride::mapping<any_extents<N>> mapping(any_extents<N>(extents), strides);
    const md::mdspan<T, any_extents<N>, md::layout_stride> m(memory<T>(static_cast<std::size_t>(step) + 1),
                                                             mapping);
    fill(m, values);
    return m;
  }
};

}  // namespace

using backends = std::tuple<packed<md::layout_right>, strided>;
using layouts = std::tuple<packed<md::layout_right>, packed<md::layout_left>, strided>;
constexpr double float_tolerance = 1e-6;  // measured: 0

#include "lift/cases.hpp"

using namespace sylva;

TEST_CASE("extents known at compile time, in part or whole, are read as others are", "[lift][mdspan]") {
  const saturation_vapour_pressure<double> kernel{};
  std::vector<double> tc(6), out(6, -77);
  for (std::size_t i = 0; i < 6; ++i) tc[i] = 5 * static_cast<double>(i);
  const md::mdspan<const double, md::extents<int, 2, 3>> in(tc.data());
  const md::mdspan<double, md::extents<std::size_t, md::dynamic_extent, 3>, md::layout_left> to(out.data(),
                                                                                                2);
  transform(kernel, to, in);
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 3; ++j)
      CHECK(approx::error(out[static_cast<std::size_t>(i + 2 * j)], kernel(5.0 * (3 * i + j))) <= 1e-13);
  }
}

TEST_CASE("map of mdspans makes arrays that own their elements, of any rank", "[lift][mdspan]") {
  const water_density_fisher<float> kernel{};
  const std::vector<float> tc{5, 10, 15}, patm{80000, 100000};
  const md::mdspan<const float, md::dextents<index_t, 1>> rows(tc.data(), 3);
  const md::mdspan<const float, md::extents<index_t, 2, 1>> columns(patm.data());
  const auto made = map(kernel, rows, columns);
  STATIC_REQUIRE(std::same_as<decltype(made), const nd_array<float>>);
  CHECK(to_string(made.extents()) == "(2, 3)");
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j) CHECK(approx::error(made(i, j), kernel(tc[j], patm[i])) <= 1e-6);
  }
}

TEST_CASE("mdspans of constant elements are inputs only", "[lift][mdspan]") {
  using axes = md::dextents<index_t, 2>;
  STATIC_REQUIRE(check_array_type<md::mdspan<double, axes>>());
  STATIC_REQUIRE(check_array_type<md::mdspan<const float, axes, md::layout_stride>>());
  STATIC_REQUIRE(writable_array<const md::mdspan<double, axes>>);
  STATIC_REQUIRE(array<md::mdspan<const double, axes>>);
  STATIC_REQUIRE_FALSE(writable_array<md::mdspan<const double, axes>>);
}

namespace {

/// A layout of one's own: backwards, so that the first element is not where the pointer points.
struct layout_reverse {
  template <class Extents>
  struct mapping {
    using extents_type = Extents;
    using index_type = typename Extents::index_type;
    using size_type = typename Extents::size_type;
    using rank_type = typename Extents::rank_type;
    using layout_type = layout_reverse;
    constexpr mapping() = default;
    explicit constexpr mapping(const Extents& e) : axes(e) {}
    constexpr const Extents& extents() const { return axes; }
    constexpr index_type operator()(index_type i) const { return axes.extent(0) - 1 - i; }
    constexpr index_type required_span_size() const { return axes.extent(0); }
    static constexpr bool is_always_unique() { return true; }
    static constexpr bool is_always_exhaustive() { return true; }
    static constexpr bool is_always_strided() { return true; }
    static constexpr bool is_unique() { return true; }
    static constexpr bool is_exhaustive() { return true; }
    static constexpr bool is_strided() { return true; }
    static constexpr index_type stride(rank_type) { return -1; }
    friend constexpr bool operator==(const mapping& a, const mapping& b) { return a.axes == b.axes; }
    Extents axes;
  };
};

/// A layout without strides.
struct layout_squares : layout_reverse {
  template <class Extents>
  struct mapping : layout_reverse::mapping<Extents> {
    using layout_type = layout_squares;
    using layout_reverse::mapping<Extents>::mapping;
    constexpr auto operator()(typename Extents::index_type i) const { return i * i; }
    static constexpr bool is_always_strided() { return false; }
  };
};

/// An accessor that does not give the element as it lies there.
template <class T>
struct scaled {
  using offset_policy = scaled;
  using element_type = T;
  using reference = std::remove_const_t<T>;
  using data_handle_type = T*;
  constexpr reference access(T* p, std::size_t i) const { return 10 * p[i]; }
  constexpr T* offset(T* p, std::size_t i) const { return p + i; }
};

}  // namespace

TEST_CASE("a layout of one's own that has strides is followed, one that has none is no array",
          "[lift][mdspan]") {
  using axis = md::dextents<index_t, 1>;
  const saturation_vapour_pressure<double> kernel{};
  const std::vector<double> tc{5, 15, 25};
  const md::mdspan<const double, axis, layout_reverse> reversed(tc.data(), axis(3));
  const nd_array<double> made = map(kernel, reversed);
  for (std::size_t i = 0; i < 3; ++i) CHECK(approx::error(made(i), kernel(tc[2 - i])) <= 1e-13);
  STATIC_REQUIRE_FALSE(array<md::mdspan<const double, axis, layout_squares>>);
  STATIC_REQUIRE_FALSE(array<md::mdspan<const double, axis, md::layout_right, scaled<const double>>>);
  STATIC_REQUIRE_FALSE(array<nd_array<double>*>);
}
