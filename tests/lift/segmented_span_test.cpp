#include "lift/nd_arrays.hpp"
#include "support/one_by_one.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::serial>, lift::nd_arrays<one_by_one>>;

#include "lift/segmented_cases.hpp"

TEST_CASE("groups of a vector, by the default policy", "[segmented]") {
  const std::vector<double> x{1, 2, 3, 4, 5};
  const std::vector<std::size_t> offsets{0, 2, 5};
  std::vector<double> mean(2), each(5);
  sylva::segmented(lift::deviations<>{}, mean, offsets, 1, x);
  CHECK(mean == std::vector<double>{1.5, 4});
  sylva::segmented(lift::deviations<>{}, mean, each, std::span(offsets), 2, std::span(x));
  CHECK(each == std::vector<double>{-1, 1, -2, 0, 2});
}
