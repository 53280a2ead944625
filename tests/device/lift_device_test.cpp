#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <sylva/array/scan.hpp>
#include <sylva/backends/kokkos.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/acclimation.hpp>

#include "support/approx.hpp"

/// The lifting layer in the execution space that Kokkos runs in by default, held against the same calls on
/// the host.

using namespace sylva;

namespace {

using device = Kokkos::DefaultExecutionSpace;
using memory = device::memory_space;
template <class Data>
using host_view = Kokkos::View<Data, Kokkos::LayoutRight, Kokkos::HostSpace>;

/// Air temperatures [degree C] of `days` at `sites`, some missing.
host_view<double**> temperatures(std::size_t days, std::size_t sites) {
  const host_view<double**> tc("tc", days, sites);
  for (std::size_t i = 0; i < days; ++i) {
    for (std::size_t j = 0; j < sites; ++j) {
      tc(i, j) = i % 7 == j ? NAN : 10 + 20 * std::sin(0.3 * double(i) + double(j));
    }
  }
  return tc;
}

template <class View>
auto to_host(const View& a) {
  return Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, a);
}

template <class A, class B>
double worst(const A& got, const B& expected, double scale = 0) {
  approx::deviation d;
  for (std::size_t i = 0; i < expected.extent(0); ++i) {
    for (std::size_t j = 0; j < expected.extent(1); ++j) {
      d.look(got(i, j), expected(i, j), i * expected.extent(1) + j, scale);
    }
  }
  return d.rows == 0 ? HUGE_VAL : d.error;
}

}  // namespace

TEST_CASE("layouts mix, parts are strided, rows and scalars repeat", "[device]") {
  const auto tc = temperatures(40, 6);
  const host_view<double*> patm("patm", 6);
  for (std::size_t j = 0; j < 6; ++j) patm(j) = 101325 - 900.0 * double(j);
  const water_viscosity_huber<double> kernel{};
  const auto expected = map(serial{}, kernel, tc, patm);
  const auto device_patm = Kokkos::create_mirror_view_and_copy(memory{}, patm);
  const auto right = Kokkos::create_mirror_view_and_copy(memory{}, tc);
  const Kokkos::View<double**, Kokkos::LayoutLeft, memory> left("left", 40, 6);
  // written by the library under test: the identity times one
  transform(polynomial<double, 2>{{0, 1}}, left, right);
  const auto from_left = map(kernel, left, device_patm);
  const auto from_right = map(kernel, right, device_patm);
  Kokkos::fence();
  CHECK(worst(to_host(from_left), expected) <= 1e-13);
  CHECK(worst(to_host(from_right), expected) <= 1e-13);
  // into a part of a larger array, whose rest stays as it was
  const Kokkos::View<double**, Kokkos::LayoutRight, memory> larger("larger", 40, 9);
  Kokkos::deep_copy(larger, -1.0);
  transform(kernel, borrow(Kokkos::subview(larger, Kokkos::ALL, std::pair<int, int>(2, 8))), left,
            device_patm);
  Kokkos::fence();
  const auto all = to_host(larger);
  CHECK(worst(Kokkos::subview(all, Kokkos::ALL, std::pair<int, int>(2, 8)), expected) <= 1e-13);
  for (const int column : {0, 1, 8}) CHECK(all(17, column) == -1.0);
  const auto with_scalar = map(kernel, right, 101325);
  Kokkos::fence();
  CHECK(worst(to_host(with_scalar), map(serial{}, kernel, tc, 101325)) <= 1e-13);
}

TEST_CASE("ranges are counted where the model runs", "[device][bounds]") {
  const std::size_t n = 1000;
  const host_view<double*> tc("tc", n);
  for (std::size_t i = 0; i < n; ++i) tc(i) = 20;
  tc(3) = NAN, tc(17) = 81, tc(600) = 95, tc(999) = -30, tc(700) = -300;
  const auto device_tc = Kokkos::create_mirror_view_and_copy(memory{}, tc);
  const Kokkos::View<double*, memory> gpp("gpp", n);
  using space = array_space_t<decltype(gpp)>;
  const pmodel_model<double> model;
  pmodel_model<double>::inputs<space> x;
  pmodel_model<double>::outputs<space> y;
  x.tc = device_tc, x.vpd = 20000, x.co2 = 400, x.patm = 1e5;
  y.gpp = gpp;
  const auto findings = model.run_checked(device{}, x, y);
  REQUIRE(findings.size() == 4);
  CHECK(findings[0].name == "tc");
  CHECK(findings[0].found.missing == 1);
  CHECK(findings[0].found.above == 2);
  CHECK(findings[0].found.below == 1);
  CHECK(findings[0].found.worst == 95);
  CHECK(findings[0].found.worst_at == 600);
  CHECK((findings[0].found.impossible == 1 && findings[0].found.impossible_at == 700));
  const auto looked = model.check(device{}, x);
  CHECK((looked[0].found.impossible == 1 && looked[0].found.worst_at == 600 && looked[0].found.missing == 1));
  CHECK(findings[2].found.outside() == 0);
  const auto here = to_host(gpp);
  CHECK((std::isnan(here(3)) && std::isnan(here(700)) && std::isnan(here(999)) && std::isfinite(here(998))));
}

TEST_CASE("ranges of what is overwritten, of several axes, and of what is all inside", "[device][bounds]") {
  const variable_range range(bounds("tc", 0, 10, "[]", "degree C"));
  const variable_range* const of_tc[1] = {&range};
  // a part: neither axis can be merged into the other
  const auto part = [](const auto& a) { return Kokkos::subview(a, Kokkos::ALL, std::pair<int, int>(3, 43)); };
  for (const double value : {10.0, 11.0}) {
    const host_view<double**> tc("tc", 70, 50);
    Kokkos::deep_copy(tc, 5.0);
    tc(60, 33) = value;
    const auto array = Kokkos::create_mirror_view_and_copy(memory{}, tc);
    const auto mine = part(array);
    using view = std::remove_const_t<decltype(mine)>;
    using space = array_space_t<view>;
    const argument<double, space> in[1] = {mine};
    const result<double, space> out[1] = {mine};
    range_finding found[1];
    launch<positional_inputs<1>>(device{}, polynomial<double, 2>{{0, 4}}, in, out,
                                 range_checks{of_tc, found});
    CHECK(found[0].outside() == (value > 10 ? 1 : 0));
    CHECK(found[0].worst_at == (value > 10 ? 60 * 40 + 30 : 0));
    const auto here = to_host(array);
    CHECK((here(60, 33) == 4 * value && here(0, 3) == 20 && here(0, 2) == 5 && here(0, 43) == 5));
  }
}

TEST_CASE("a model goes through time, in chunks too", "[device][scan]") {
  const std::size_t days = 50, sites = 9;
  const auto tc = temperatures(days, sites);
  const double alpha = 0.2;
  const pmodel::moving_average<double> step{alpha};
  const host_view<double**> expected("expected", days, sites);
  const host_view<double*> state("state", sites);
  Kokkos::deep_copy(state, NAN);
  scan(serial{}, step, state, expected, tc);

  const auto device_tc = Kokkos::create_mirror_view_and_copy(memory{}, tc);
  const Kokkos::View<double**, memory> whole("whole", days, sites), chunked("chunked", days, sites);
  const Kokkos::View<double*, memory> device_state("state", sites), chunk_state("state", sites);
  Kokkos::deep_copy(device_state, NAN);
  Kokkos::deep_copy(chunk_state, NAN);
  scan(device{}, step, device_state, whole, device_tc);
  for (const auto& [first, last] : {std::pair<int, int>(0, 20), std::pair<int, int>(20, 50)}) {
    const std::pair<int, int> days_of_chunk(first, last);
    scan(device{}, step, chunk_state, borrow(Kokkos::subview(chunked, days_of_chunk, Kokkos::ALL)),
         Kokkos::subview(device_tc, days_of_chunk, Kokkos::ALL));
  }
  Kokkos::fence();
  // averages cross 0: what rounding does to them goes with the greatest temperature. A step rounds three
  // times at most, and of what was rounded before 1 - alpha is left: 3 / alpha in all, and as much on the
  // host
  const double greatest = 30, bound = 2 * 3 / alpha * 0x1p-53;
  CHECK(worst(to_host(whole), expected, greatest) <= bound);
  CHECK(worst(to_host(chunked), to_host(whole)) == 0);
  const auto last = to_host(device_state);
  for (std::size_t j = 0; j < sites; ++j) CHECK(approx::error(last(j), state(j), greatest) <= bound);
}
