#include <catch2/catch_test_macros.hpp>
#include <sylva/array/given.hpp>
#include <sylva/environment/hygro.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
namespace field = sylva::pmodel::field;

namespace {

using execution = Kokkos::DefaultHostExecutionSpace;
using view = Kokkos::View<double*, Kokkos::HostSpace>;
const pmodel::pmodel_kernel<double> model{};

/// Kokkos' own count of the parallel_for that begin in a scope.
class launches {
 public:
  launches() {
    count() = 0;
    Kokkos::Tools::Experimental::set_begin_parallel_for_callback(
        [](const char*, std::uint32_t, std::uint64_t*) { ++count(); });
  }
  ~launches() { Kokkos::Tools::Experimental::set_begin_parallel_for_callback(nullptr); }
  launches(const launches&) = delete;
  static int& count() {
    static int n = 0;
    return n;
  }
};

view filled(const char* name, std::size_t n, double lower, double upper) {
  lift::generator g(static_cast<std::uint64_t>(name[0]));
  const view a(name, n);
  for (std::size_t i = 0; i < n; ++i) a(i) = g.uniform(lower, upper);
  return a;
}

struct weather {
  view tc, rh, ppfd;
};
weather some_weather(std::size_t n) {
  return {filled("tc", n, -10, 35), filled("rh", n, 0.1, 0.95), filled("ppfd", n, 100, 2000)};
}

auto pipeline(const weather& w, double co2 = 410) {
  return lazy(model, w.tc, 1000 * lazy(rh_to_vpd<>{}, w.rh, w.tc), co2, 101325, 0.9, w.ppfd);
}

bool close(const view& a, const view& b) {
  return lift::worst(lift::view_reader::read(a), lift::view_reader::read(b)).error <= 1e-13;
}

/// The Views of this function are gone when the node is computed; their memory is not.
auto from_locals(std::size_t n) {
  const weather w = some_weather(n);
  const double co2 = 410;
  return get<field::gpp>(pipeline(w, co2));
}

}  // namespace

TEST_CASE("a pipeline is one launch, and gives what eager calls give", "[lift][kokkos][lazy]") {
  for (const std::size_t n : {1u, 7u, 769u, 5000u}) {
    const weather w = some_weather(n);
    const auto saturated = map(rh_to_vpd<>{}, w.rh, w.tc);
    view vpd("vpd", n);
    for (std::size_t i = 0; i < n; ++i) vpd(i) = 1000 * saturated(i);
    const auto expected = map(model, w.tc, vpd, 410, 101325, 0.9, w.ppfd);
    const view chi("chi", n);
    Kokkos::fence();

    const launches counted;
    const auto node = pipeline(w);
    const auto gpp = get<field::gpp>(node) / 2.0 + w.tc;
    CHECK(counted.count() == 0);
    const view half = eval(gpp);
    CHECK(counted.count() == 1);
    const auto all = eval(execution{}, node);
    CHECK(counted.count() == 2);
    assign(chi, get<field::chi>(node));
    CHECK(counted.count() == 3);
    Kokkos::fence();

    CHECK(close(all.gpp, expected.gpp));
    CHECK(close(all.vcmax25, expected.vcmax25));
    CHECK(close(chi, expected.chi));
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(std::abs(half(i) - (expected.gpp(i) / 2 + w.tc(i))) <= 1e-13 * std::abs(expected.gpp(i)));
    }
  }
}

TEST_CASE("a node keeps the memory of its Views alive", "[lift][kokkos][lazy]") {
  const auto node = from_locals(300);
  const view y = eval(node);
  Kokkos::fence();
  CHECK(close(y, eval(get<field::gpp>(pipeline(some_weather(300))))));
}

TEST_CASE("Views of other ranks and layouts, and named inputs", "[lift][kokkos][lazy]") {
  using left = Kokkos::View<double**, Kokkos::LayoutLeft, Kokkos::HostSpace>;
  using right = Kokkos::View<double**, Kokkos::LayoutRight, Kokkos::HostSpace>;
  const left tc("tc", 3, 4);
  const right rh("rh", 3, 4);
  const view ppfd("ppfd", 4);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      tc(i, j) = 5.0 + static_cast<double>(10 * i + j), rh(i, j) = 0.3 + 0.05 * static_cast<double>(i + j);
      ppfd(j) = 300.0 * static_cast<double>(j + 1);
    }
  }
  const auto inputs = given<pmodel::forcing>(
      named<"tc">(tc), named<"vpd">(1000 * lazy(rh_to_vpd<>{}, rh, tc)), named<"co2">(410),
      named<"patm">(101325), named<"fapar">(0.9), named<"ppfd">(ppfd), named<"reference_kphio">(0.125));
  const launches counted;
  const left gpp = eval(lazy<field::gpp>(model, inputs));
  CHECK(counted.count() == 1);
  Kokkos::fence();
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const double vpd = 1000 * rh_to_vpd<>{}(rh(i, j), tc(i, j));
      const double expected = model(tc(i, j), vpd, 410.0, 101325.0, 0.9, ppfd(j)).gpp;
      CHECK(std::abs(gpp(i, j) / expected - 1) <= 1e-13);
    }
  }
}
