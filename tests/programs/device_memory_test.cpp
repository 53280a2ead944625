#include "pmodel/kokkos_memory.hpp"

#include <catch2/catch_test_macros.hpp>

#include "lift/kokkos_arrays.hpp"

CATCH_REGISTER_LISTENER(lift::kokkos_runtime)

using namespace sylva;
using namespace sylva::examples;
using execution = Kokkos::DefaultExecutionSpace;

namespace {

template <class Real>
using in_kokkos = kokkos_memory<Real, execution>;

double number(const values_view& values, std::size_t i) {
  return std::visit([&](const auto& v) { return static_cast<double>(v[i]); }, values);
}

}  // namespace

TEST_CASE("a program's cells go to the memory of an execution space and come back", "[programs]") {
  const std::vector<std::string> outputs{"gpp", "chi"};
  for (const char* precision : {"double", "float"}) {
    model_choices choices;
    choices.precision = precision;
    const auto here = make_runner(choices, outputs, serial{});
    const auto there = make_runner<in_kokkos>(choices, outputs, execution{});
    REQUIRE(here->inputs() == there->inputs());
    for (const std::size_t cells : {std::size_t{700}, std::size_t{3}}) {
      lift::forcing<double> x = lift::weather<double>(cells);
      std::vector<std::span<const double>> columns;
      for (const std::string& name : here->inputs()) columns.emplace_back(*find_member(x, name));
      const auto expected = here->run(cells, columns), got = there->run(cells, columns);
      for (std::size_t k = 0; k < outputs.size(); ++k) {
        for (std::size_t i = 0; i < cells; ++i) {
          const double a = number(got[k], i), b = number(expected[k], i);
          if (!((std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-6 * std::abs(b)))
            FAIL(outputs[k] << " of cell " << i << ": " << a << " for " << b);
        }
      }
      REQUIRE(there->notes().size() == here->notes().size());
      for (std::size_t k = 0; k < here->notes().size(); ++k)
        CHECK(there->notes()[k].found.below == here->notes()[k].found.below);
    }
  }
}
