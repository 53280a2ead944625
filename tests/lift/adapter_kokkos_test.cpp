#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/backends/kokkos_dual_view.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/models/pmodel.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using execution = Kokkos::DefaultHostExecutionSpace;
using host = Kokkos::HostSpace;

namespace {

/// What Kokkos was asked to do, as its own tools are told.
struct launches {
  static inline int loops = 0, reductions = 0, fences = 0;
  static inline std::uint32_t device = 0;

  launches() {
    namespace tools = Kokkos::Tools::Experimental;
    loops = reductions = fences = 0;
    tools::set_begin_parallel_for_callback([](const char*, std::uint32_t id, std::uint64_t*) {
      ++loops;
      device = id;
    });
    tools::set_begin_parallel_reduce_callback(
        [](const char*, std::uint32_t, std::uint64_t*) { ++reductions; });
    tools::set_begin_fence_callback([](const char* name, std::uint32_t, std::uint64_t*) {
      if (std::string(name).find("sylva") != std::string::npos) ++fences;
    });
  }
  ~launches() {
    namespace tools = Kokkos::Tools::Experimental;
    tools::set_begin_parallel_for_callback(nullptr);
    tools::set_begin_parallel_reduce_callback(nullptr);
    tools::set_begin_fence_callback(nullptr);
  }
};

template <class View>
void fill(const View& a) {
  for (std::size_t i = 0; i < a.size(); ++i) lift::element(a, i) = -5.0 + static_cast<double>(i % 400) / 10;
}

/// A View of Rank axes of two or three elements.
template <class Layout, std::size_t Rank>
auto small_view() {
  Layout layout;
  for (std::size_t a = 0; a < Rank; ++a) layout.dimension[a] = 2 + a % 2;
  return Kokkos::View<typename sylva::detail::pointers<double, Rank>::type, Layout, host>("small", layout);
}

template <std::size_t Rank>
void check_rank() {
  const saturation_vapour_pressure<double> kernel{};
  const auto x = small_view<Kokkos::LayoutRight, Rank>();
  const auto y = small_view<Kokkos::LayoutLeft, Rank>();
  fill(x);
  transform(kernel, y, x);
  Kokkos::fence();
  const auto from = lift::view_reader::read(x), to = lift::view_reader::read(y);
  REQUIRE(to.size() == x.size());
  for (std::size_t i = 0; i < from.size(); ++i) CHECK(approx::error(to[i], kernel(from[i])) <= 1e-14);
}

}  // namespace

TEST_CASE("Views of every rank and of two layouts meet", "[lift][kokkos]") {
  [&]<std::size_t... Rank>(std::index_sequence<Rank...>) {
    (check_rank<Rank>(), ...);
  }(std::make_index_sequence<8>{});
}

TEST_CASE("a model is one launch, and looks at ranges in the same one", "[lift][kokkos]") {
  const Kokkos::View<double**, Kokkos::LayoutLeft, host> tc("tc", 30, 40), gpp("gpp", 30, 40),
      chi("chi", 30, 40);
  fill(tc);
  const pmodel_model<double> model;
  pmodel_model<double>::inputs<> x;
  pmodel_model<double>::outputs<> y;
  x.tc = tc, x.vpd = 800, x.co2 = 400, x.patm = 101325;
  y.gpp = gpp, y.chi = chi;
  {
    const launches counted;
    model.run(execution{}, x, y);
    CHECK(launches::loops == 1);
    CHECK(launches::reductions == 0);
    CHECK(launches::fences == 0);  // asynchronous, where the space is
  }
  {
    const launches counted;
    tc(3, 4) = 100;
    const auto findings = model.run_checked(execution{}, x, y);
    CHECK(launches::loops == 0);
    CHECK(launches::reductions == 1);
    CHECK(findings[0].found.above == 1);
    CHECK(findings[0].found.worst_at == 3 * 40 + 4);  // in the order of the axes, whatever the layout
  }
}

TEST_CASE("calls run on the instance of an execution space that they are given", "[lift][kokkos]") {
  const Kokkos::View<double*, host> x("x", 1000), y("y", 1000);
  const auto parts = Kokkos::Experimental::partition_space(execution{}, 1, 1);
  for (const execution& part : parts) {
    const launches counted;
    transform(part, saturation_vapour_pressure<double>{}, y, x);
    CHECK(launches::loops == 1);
    CHECK(launches::device == Kokkos::Tools::Experimental::device_id(part));
  }
}

TEST_CASE("memory that Kokkos does not manage, and parts of Views, are arrays", "[lift][kokkos]") {
  const saturation_vapour_pressure<double> kernel{};
  std::vector<double> mine(12, 20.0);
  const Kokkos::View<double**, Kokkos::LayoutLeft, host, Kokkos::MemoryTraits<Kokkos::Unmanaged>> x(
      mine.data(), 3, 4);
  const Kokkos::View<double***, host> whole("whole", 5, 3, 4);
  transform(kernel, borrow(Kokkos::subview(whole, 2, Kokkos::ALL, Kokkos::ALL)), x);
  Kokkos::fence();
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 12; ++j) {
      CHECK(approx::error(whole(i, j / 4, j % 4), i == 2 ? kernel(20.0) : 0.0) <= 1e-14);
    }
  }
}

TEST_CASE("padded Views are walked in place", "[lift][kokkos]") {
  const saturation_vapour_pressure<double> kernel{};
  const Kokkos::View<double**, Kokkos::LayoutLeft, host> x(Kokkos::view_alloc("padded", Kokkos::AllowPadding),
                                                           1001, 7);
  const Kokkos::View<double**, Kokkos::LayoutLeft, host> y("y", 1001, 7);
  fill(x);
  transform(kernel, y, x);
  Kokkos::fence();
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!(approx::error(lift::element(y, i), kernel(lift::element(x, i))) <= 1e-14)) FAIL("element " << i);
}

TEST_CASE("of a DualView the device's side is computed with", "[lift][kokkos]") {
  const saturation_vapour_pressure<double> kernel{};
  using dual = Kokkos::DualView<double*, execution>;
  dual x("x", 10), y("y", 10);
  STATIC_REQUIRE(array<dual>);
  Kokkos::deep_copy(x.view_host(), 25.0);
  x.modify_host();
  transform(kernel, y, std::as_const(x));
  CHECK(!x.need_sync_device());
  if constexpr (!std::same_as<dual::t_dev::memory_space, dual::t_host::memory_space>) {
    CHECK(y.need_sync_host());
  }
  y.sync_host();
  CHECK(approx::error(y.view_host()(7), kernel(25.0)) <= 1e-14);
  CHECK(approx::error(map(kernel, x)(3), kernel(25.0)) <= 1e-14);
}

TEST_CASE("nothing to compute is no launch", "[lift][kokkos]") {
  const Kokkos::View<double*, host> none("none", 0);
  const launches counted;
  transform(saturation_vapour_pressure<double>{}, none, none);
  CHECK(launches::loops == 0);
}
