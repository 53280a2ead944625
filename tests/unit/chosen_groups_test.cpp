// Groups that are chosen by an array: groups_at.

#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <sylva/array/segmented.hpp>
#include <sylva/demography/canopy.hpp>
#include <vector>

using sylva::groups_at;
using sylva::no_inputs;
using sylva::segmented;

namespace {

std::vector<double> light(const std::vector<std::int32_t>& offsets, const std::vector<std::int32_t>& which,
                          const std::vector<double>& absorption) {
  std::vector<double> y(which.size(), -1);
  segmented(sylva::serial{}, sylva::demography::transmission_to_ground<double>{}, y,
            groups_at(offsets, which), no_inputs{}, absorption);
  return y;
}

}  // namespace

TEST_CASE("any number of items look at a group, and none may") {
  const std::vector<std::int32_t> offsets{0, 2, 3};
  const std::vector<double> absorption{0.5, 0.5, 0.75};
  CHECK(light(offsets, {1, 0, 1}, absorption) == std::vector{0.25, 0.25, 0.25});
  CHECK(light(offsets, {}, absorption).empty());
  CHECK(light({0, 0}, {}, {}).empty());
}
