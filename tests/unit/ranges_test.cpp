#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <sylva/array/launch.hpp>
#include <sylva/models/pmodel.hpp>
#include <vector>

#include "support/counting.hpp"
#include "support/one_by_one.hpp"

/// Ranges that are looked at on the way, as a device does it: items notice that there is something to find,
/// and are looked at again for what it is.

using namespace sylva;

namespace {

const variable_range limits({"x", 0, 10}, -100, 100);

/// twice x into y, and what was found in x.
template <class Policy>
range_finding checked(const Policy& policy, const strided_view<const double>& x,
                      const strided_view<double>& y) {
  const variable_range* const of_x[1] = {&limits};
  range_finding found[1];
  const argument<double> in[1] = {{in_space{}, x}};
  const result<double> out[1] = {{in_space{}, y}};
  launch<positional_inputs<1>>(policy, counting::twice{}, in, out, range_checks{of_x, found});
  return found[0];
}
strided_view<double> all_of(std::vector<double>& x) {
  return contiguous_view(x.data(), shape{1, {static_cast<index_t>(x.size())}});
}

}  // namespace

TEST_CASE("nothing is noticed, and items are computed once", "[launch][bounds]") {
  std::vector<double> x{0, 5, 10}, y(3, -1.0);
  const counting::since now;
  const range_finding found = checked(one_by_one{}, all_of(x), all_of(y));
  CHECK(now.elements() == 3);
  CHECK(y == std::vector<double>{0, 10, 20});
  CHECK(found.outside() == 0);
  CHECK(found.missing == 0);
}

TEST_CASE("what is noticed is found, and computed once", "[launch][bounds]") {
  const double above = std::nextafter(10.0, 11.0);
  std::vector<double> x{above, 3, NAN, -4, 17, -7, -1, 2}, y(8, -1.0);
  const counting::since now;
  const range_finding found = checked(one_by_one{}, all_of(x), all_of(y));
  CHECK(now.elements() == 8);
  CHECK(y[4] == 34);
  CHECK(found.missing == 1);
  CHECK(found.below == 3);
  CHECK(found.above == 2);
  CHECK(found.worst == 17);  // as far outside as -7, and before it
  CHECK(found.worst_at == 4);
  CHECK(found.impossible == 0);
  // an impossible value is counted by itself, and taken as missing
  x[2] = -101, x[7] = INFINITY;
  const range_finding more = checked(one_by_one{}, all_of(x), all_of(y));
  CHECK((more.missing == 0 && more.below == 3 && more.above == 2 && more.worst == 17));
  CHECK((more.impossible == 2 && more.worst_impossible == INFINITY && more.impossible_at == 7));
  CHECK((std::isnan(y[2]) && std::isnan(y[7]) && y[4] == 34));
  // the least that can be noticed, of each kind, by itself
  for (const double alone :
       {above, std::nextafter(0.0, -1.0), std::nextafter(100.0, 101.0), double(INFINITY), double(NAN)}) {
    x.assign(8, 1.0), x[6] = alone;
    const range_finding one = checked(one_by_one{}, all_of(x), all_of(y));
    CHECK(one.missing + one.outside() == 1);
    CHECK(one.impossible == (alone > 100 ? 1 : 0));
    CHECK((std::isnan(alone) || one.worst_at + one.impossible_at == 6));
  }
}

TEST_CASE("an impossible value is missing in its own cell, wherever that is", "[launch][bounds]") {
  // blocks of which the first, the last, or none have something, and a last one that is not full
  for (const std::size_t n : {1, 7, 768, 2000}) {
    for (const std::size_t at : {std::size_t(0), n / 2, n - 1}) {
      std::vector<double> x(n, 5.0), y(n, -1.0), z(n, -1.0);
      x[at] = 101, x[n - 1 - at] = x[n - 1 - at] > 100 ? 101 : NAN;
      const argument<double> in[1] = {x};
      const result<double> out[1] = {y}, into_x[1] = {x};
      const variable_range* const of_x[1] = {&limits};
      const auto look = [&](const std::vector<double>& got) {
        for (std::size_t i = 0; i < n; ++i) {
          CHECK((i == at || i == n - 1 - at ? std::isnan(got[i]) : got[i] == 10));
        }
      };
      launch<positional_inputs<1>>(serial{}, counting::twice{}, in, out, range_checks{of_x});
      look(y);
      const range_finding found = checked(serial{}, all_of(x), all_of(z));
      CHECK((found.impossible == 1 && found.impossible_at == at));
      CHECK(found.missing == (at == n - 1 - at ? 0 : 1));
      look(z);
      launch<positional_inputs<1>>(serial{}, counting::twice{}, in, into_x, range_checks{of_x});
      look(x);
    }
  }
}

TEST_CASE("an input that is overwritten is looked at before", "[launch][bounds]") {
  std::vector<double> x{1, 6, -4};
  const range_finding found = checked(one_by_one{}, all_of(x), all_of(x));
  CHECK(x == std::vector<double>{2, 12, -8});
  CHECK(found.above == 0);
  CHECK(found.below == 1);
  CHECK(found.worst == -4);
}

TEST_CASE("places are counted in the order of the axes", "[launch][bounds]") {
  // columns that are far apart in memory: nothing to merge
  std::vector<double> x(2 * 40, 1.0), y(6, -1.0);
  const strided_view<double> part{x.data(), {2, {3, 2}}, {1, 40}};
  x[41] = 20;  // row 1, column 1
  const strided_view<double> rows{y.data(), {2, {3, 2}}, {2, 1}};
  for (const auto& found : {checked(one_by_one{}, part, rows), checked(serial{}, part, rows)}) {
    CHECK(found.above == 1);
    CHECK(found.worst_at == 3);
  }
  CHECK(y == std::vector<double>{2, 2, 2, 40, 2, 2});
}

TEST_CASE("inputs are looked at where no output is wanted", "[launch][bounds]") {
  const std::vector<double> tc{20, 100}, vpd{800, -3}, three{1, 2, 3};
  pmodel_model<double>::inputs<> x;
  x.tc = tc, x.vpd = vpd, x.co2 = 400, x.patm = 101325;
  const auto findings = pmodel_model<double>{}.run_checked(serial{}, x, {});
  REQUIRE(findings.size() >= 2);
  CHECK(findings[0].name == "tc");
  CHECK(findings[0].found.above == 1);
  CHECK(findings[0].found.worst_at == 1);
  CHECK(findings[1].name == "vpd");
  CHECK(findings[1].found.impossible == 1);
  x.vpd = three;
  CHECK_THROWS_AS(pmodel_model<double>{}.run_checked(serial{}, x, {}), shape_error);
}
