#include <sylva/backends/kokkoskernels.hpp>
#include <type_traits>

#include "namespace/kokkos_views.hpp"
#include "namespace/products.hpp"
#include "support/kokkos_runtime.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using answers::left, answers::right;

namespace {

/// What KokkosKernels ran while this lives, by the regions that it reports to Kokkos' tools.
class regions {
 public:
  regions() {
    seen().clear();
    Kokkos::Tools::Experimental::set_push_region_callback([](const char* name) {
      const std::string region = name;
      if (region.starts_with("KokkosBlas::")) seen().push_back(region.substr(0, region.find('[')));
    });
  }
  regions(const regions&) = delete;
  regions& operator=(const regions&) = delete;
  ~regions() { Kokkos::Tools::Experimental::set_push_region_callback(nullptr); }

  /// Since the last time it was asked.
  std::vector<std::string> ran() { return std::exchange(seen(), {}); }

 private:
  static std::vector<std::string>& seen() {
    static std::vector<std::string> all;
    return all;
  }
};

using names = std::vector<std::string>;
const names gemm{"KokkosBlas::gemm"}, gemv{"KokkosBlas::gemv"}, dot{"KokkosBlas::dot"}, none{};

template <class Backend, class T>
void which_kernel() {
  const auto a = answers::input<Backend, T, 2>("a"), b = answers::input<Backend, T, 2>("b"),
             t = answers::input<Backend, T, 2>("t");
  const auto s = answers::input<Backend, T, 3>("s");
  const auto v = answers::input<Backend, T, 1>("v");
  using xp = array_namespace_t<decltype(a)>;
  const auto all = Kokkos::ALL;
  const std::pair<int, int> part(1, 4);
  regions kokkoskernels;
  (void)xp::matmul(a, b);
  CHECK(kokkoskernels.ran() == gemm);
  (void)xp::matmul(xp::permute_dims(b, {1, 0}), xp::permute_dims(a, {1, 0}));
  CHECK(kokkoskernels.ran() == gemm);
  (void)xp::matmul(Kokkos::subview(a, part, part), Kokkos::subview(t, part, part));
  CHECK(kokkoskernels.ran() == gemm);
  (void)xp::matmul(v, v);
  CHECK(kokkoskernels.ran() == dot);
  (void)xp::matmul(v, t);
  CHECK(kokkoskernels.ran() == gemv);
  (void)xp::matmul(xp::permute_dims(t, {1, 0}), v);
  CHECK(kokkoskernels.ran() == gemv);
  (void)xp::matmul(Kokkos::subview(s, 1, all, all), v);
  CHECK(kokkoskernels.ran() == (std::same_as<Backend, right> ? gemv : none));
  // stacks, other types, nothing to sum
  (void)xp::matmul(s, t);
  (void)xp::matmul(xp::template astype<std::int64_t>(a), xp::template astype<std::int64_t>(b));
  (void)xp::matmul(xp::zeros({5, 0}), xp::zeros({0, 5}));
  CHECK(kokkoskernels.ran() == none);
}

/// A part of a matrix against the same part by itself: leading dimensions, either contiguous axis, lone rows
/// and columns, and what has gaps.
template <class Backend, class T>
void parts() {
  const auto a = answers::input<Backend, T, 2>("a"), b = answers::input<Backend, T, 2>("b");
  using xp = array_namespace_t<decltype(a)>;
  const auto all = Kokkos::ALL;
  const std::pair<int, int> rows(2, 6), inner(3, 60), columns(1, 50), one(4, 5);
  const auto same = [](const auto& x, const auto& y) {
    const auto got = xp::matmul(x, y);
    // NumPy's order of summation and sylva's are two of many: each is within the error of the terms
    for (std::size_t i = 0; i < x.extent(0); ++i) {
      for (std::size_t j = 0; j < y.extent(1); ++j) {
        double sum = 0, size = 0;
        for (std::size_t k = 0; k < y.extent(0); ++k) {
          const double term = static_cast<double>(x(i, k)) * static_cast<double>(y(k, j));
          sum += term;
          size += std::abs(term);
        }
        const double bound =
            static_cast<double>(y.extent(0)) * static_cast<double>(std::numeric_limits<T>::epsilon()) * size;
        if (!(std::abs(static_cast<double>(got(i, j)) - sum) <= bound)) return false;
      }
    }
    return got.extent(0) == x.extent(0) && got.extent(1) == y.extent(1);
  };
  const auto a_part = Kokkos::subview(a, rows, inner), b_part = Kokkos::subview(b, inner, columns);
  regions kokkoskernels;
  CHECK(same(a_part, b_part));
  CHECK(same(xp::permute_dims(b_part, {1, 0}), xp::permute_dims(a_part, {1, 0})));
  CHECK(same(Kokkos::subview(a, rows, one), Kokkos::subview(b, one, columns)));
  CHECK(kokkoskernels.ran() == names(3, "KokkosBlas::gemm"));
  CHECK(same(Kokkos::subview(a, one, inner), b_part));
  CHECK(same(a_part, Kokkos::subview(b, inner, one)));
  CHECK(same(Kokkos::subview(a, one, inner), Kokkos::subview(b, inner, one)));
  kokkoskernels.ran();
  const Kokkos::View<T***, typename decltype(a)::array_layout, answers::execution> gaps("gaps", 7, 70, 2);
  const auto every = [&] {
    if constexpr (std::same_as<Backend, right>) {
      return Kokkos::subview(gaps, all, all, 1);
    } else {
      return Kokkos::View<T**, Kokkos::LayoutStride, answers::execution>(gaps.data(),
                                                                         Kokkos::LayoutStride(7, 2, 70, 14));
    }
  }();
  Kokkos::deep_copy(every, a);
  CHECK(same(every, b));
  CHECK(same(xp::permute_dims(b, {1, 0}), xp::permute_dims(every, {1, 0})));
  CHECK(kokkoskernels.ran() == none);
}

/// NaN and infinity in memory that a result is written to do not come into it.
template <class T>
void old_contents() {
  const auto a = answers::input<left, T, 2>("a"), b = answers::input<left, T, 2>("b");
  using A = std::remove_const_t<decltype(a)>;
  using traits = array_traits<Kokkos::View<T**, Kokkos::LayoutLeft, answers::execution>>;
  const Kokkos::View<T**, Kokkos::LayoutLeft, answers::execution> out("out", 7, 66);
  Kokkos::deep_copy(out, std::numeric_limits<T>::quiet_NaN());
  REQUIRE(
      matmul_engine<kokkos_family>::run<A>(traits::view(out), detail::read_view(a), detail::read_view(b)));
  const auto fresh = array_namespace_t<A>::matmul(a, b);
  for (std::size_t i = 0; i < 7; ++i) {
    for (std::size_t j = 0; j < 66; ++j) REQUIRE(out(i, j) == fresh(i, j));
  }
}

}  // namespace

TEST_CASE("KokkosKernels multiplies what it can", "[namespace][kokkoskernels]") {
  which_kernel<right, double>();
  which_kernel<left, double>();
  which_kernel<right, float>();
  which_kernel<left, float>();
}

TEST_CASE("products are NumPy's", "[namespace][kokkoskernels]") {
  cases::products<right, double>(4);
  cases::products<left, double>(4);
  cases::products<right, float>(4);
  cases::products<left, float>(4);
}

TEST_CASE("parts of matrices", "[namespace][kokkoskernels]") {
  parts<right, double>();
  parts<left, double>();
  parts<right, float>();
  parts<left, float>();
}

TEST_CASE("a product does not read what was there", "[namespace][kokkoskernels]") {
  old_contents<double>();
  old_contents<float>();
}
