#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/dataset.hpp"
#include "support/report.hpp"

namespace sylva::examples {

/// What the user chose; the names are sylva's.
struct model_choices {
  std::string optimal_chi = "prentice14";
  std::string jmax = "wang17";
  std::string kphio = "temperature";
  std::string arrhenius = "simple";
  std::string soil_stress = "none";
  double reference_kphio = 0.125;
  bool kphio_is_input = false;  ///< the reference varies from cell to cell
  std::string backend;
  std::string precision = "double";
  int threads = 0;  ///< 0: as many as the backend would take
};

/// sylva's P-model behind what this program needs of it: everything that calls the library is in model_*.
class model {
 public:
  virtual ~model() = default;

  /// Names of the inputs that the chosen methods and outputs read.
  [[nodiscard]] virtual std::vector<std::string> inputs() const = 0;
  /// One box of cells: each input, in that order, has one value a cell or one for all. What comes back stays
  /// valid until the next call.
  [[nodiscard]] virtual const std::vector<values_view>& run(
      std::size_t cells, const std::vector<std::span<const double>>& inputs) = 0;
  /// What the last run found outside the ranges that sylva expects.
  [[nodiscard]] virtual const std::vector<range_note>& notes() const = 0;
  [[nodiscard]] virtual int threads() const { return 1; }
};

/// Throws if a name is unknown; the message lists those that are known. `outputs` are names of sylva.
[[nodiscard]] std::unique_ptr<model> make_model(const model_choices& choices,
                                                const std::vector<std::string>& outputs);

/// For --help: kind is optimal_chi, jmax, kphio, arrhenius or soil_stress.
[[nodiscard]] std::vector<std::string> known_methods(const std::string& kind);

}  // namespace sylva::examples
