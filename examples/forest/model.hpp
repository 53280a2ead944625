#pragma once

#include <sylva/models/forest.hpp>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace sylva::examples {

/// What the user chose.
struct model_choices {
  forest_options options;
  std::string mortality = "falster16";  ///< or constant
  demography::mortality_falster16<double> falster16;
  demography::constant_mortality<double> constant;
  std::string backend;
  int threads = 0;  ///< 0: as many as the backend would take
};

/// The canopies of all cells as the stands are, layer by layer.
struct stand_canopy {
  std::vector<std::int64_t> offsets;  ///< (cells + 1) where the layers of each cell begin
  std::vector<double> height;         ///< (layers) of the foot of the layer [m]
  std::vector<double> lai;            ///< (layers) [-]
  std::vector<double> transmission;   ///< (layers) share of the light that comes to the layer [-]
  std::vector<double> ground_light;   ///< (cells) share of the light that comes to the ground [-]
};

/// sylva's forest behind what this program needs of it: everything that runs on a backend is in model*.
class model {
 public:
  virtual ~model() = default;
  [[nodiscard]] virtual forest_year<double> step(cohorts<double>& stand,
                                                 std::span<const double> potential_gpp) const = 0;
  /// What of the stands and of potential GPP is not as expected.
  [[nodiscard]] virtual std::vector<input_finding> check(const cohorts<double>& stand,
                                                         std::span<const double> potential_gpp) const = 0;
  [[nodiscard]] virtual stand_canopy canopy(const cohorts<double>& stand) const = 0;
  [[nodiscard]] virtual int threads() const { return 1; }
};

[[nodiscard]] std::unique_ptr<model> make_model(const model_choices& choices);

}  // namespace sylva::examples
