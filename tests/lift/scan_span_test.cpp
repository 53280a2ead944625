#include "lift/nd_arrays.hpp"
#include "support/one_by_one.hpp"

using backends = std::tuple<lift::nd_arrays<sylva::serial>, lift::nd_arrays<one_by_one>>;

#include "lift/scan_cases.hpp"

TEST_CASE("the state of a single series may be a variable", "[scan]") {
  const sylva::pmodel::moving_average<double> step{0.5};
  const std::vector<double> x{4, 8, lift::missing<double>, 2};
  std::vector<double> out(4);
  double state = lift::missing<double>;
  sylva::scan(step, state, out, x);
  CHECK(out == std::vector<double>{4, 6, 6, 4});
  CHECK(state == 4);
  sylva::scan(step, state, sylva::no_outputs{}, std::vector<double>{8});
  CHECK(state == 6);
}
