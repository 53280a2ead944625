#include <catch2/catch_template_test_macros.hpp>
#include <sylva/backends/kokkos_device.hpp>
#include <sylva/backends/kokkos_teams.hpp>
#include <tuple>

#include "lift/canopies.hpp"

/// Canopies and a year of trees in the execution spaces that Kokkos has, held against the host: all that they
/// are handed lives in the memory of the space, the table of traits too.

namespace {

using device = Kokkos::DefaultExecutionSpace;
using host = Kokkos::DefaultHostExecutionSpace;
using spaces = std::conditional_t<std::same_as<device, host>, std::tuple<device>, std::tuple<device, host>>;

}  // namespace

TEMPLATE_LIST_TEST_CASE("canopies and a year of trees as on the host", "[device][canopy]", spaces) {
  const canopies::forest f = canopies::random_forest(400);
  const canopies::figures expected = canopies::grown<sylva::host_space>(sylva::serial{}, f);
  CHECK(expected.layers.back() > 500);
  using memory = typename TestType::memory_space;
  compare(canopies::grown<memory>(TestType{}, f), expected);
  compare(canopies::grown<memory>(sylva::kokkos_teams<TestType>{}, f), expected);

  const canopies::forest spoilt = canopies::with_impossible_values(f);
  const canopies::figures as_host = canopies::grown<memory>(TestType{}, spoilt);
  check_impossible_values(as_host, spoilt);
  compare(as_host, canopies::grown<sylva::host_space>(sylva::serial{}, spoilt));
}
