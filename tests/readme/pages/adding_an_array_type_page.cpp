#include <catch2/catch_test_macros.hpp>
#include <sylva/array/transform.hpp>
#include <vector>

TEST_CASE("the check of a type that sylva knows") {
  using my_array = std::vector<double>;
#include "check_array_type.inc"
  SUCCEED("it compiles; what it says of other types is under test in tests/compile/must_not");
}
