#include "lift/nd_arrays.hpp"
#include "support/one_by_one.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::serial>, lift::nd_arrays<one_by_one>>;

#include "lift/taken_cases.hpp"

TEST_CASE("no item chooses a group of a vector", "[chosen]") {
  std::vector<double> none;
  const std::vector<std::int32_t> offsets{0, 2, 3}, nobody;
  sylva::segmented(lift::deviations<>{}, none, sylva::groups_at(offsets, nobody), 1,
                   std::vector<double>{1, 2, 3});
  CHECK(none.empty());
}

TEST_CASE("entries of a table's every other element", "[taken]") {
  const std::vector<double> all{1, -7, 2, -7, 3, -7};
  const sylva::strided_view<const double> table{all.data(), {1, {3}}, {2}};
  const std::vector<std::int32_t> pairs{2, 9, 0, 9, 1, 9, 2, 9};
  const sylva::strided_view<const std::int32_t> index{pairs.data(), {1, {4}}, {2}};
  std::vector<double> out(4);
  sylva::transform(lift::weighted_difference{}, out, sylva::taken(table, index), 0.5, 2.0);
  CHECK(out == std::vector<double>{5, 1, 3, 5});
}
