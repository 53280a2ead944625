#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "support/dataset.hpp"

namespace sylva::examples {

/// The name and the meaning of what a state file has.
[[nodiscard]] output_variable state_variable();
/// The attribute of a state file that says after which day it holds.
inline constexpr const char* state_date = "soil_moisture_at_end_of";

/// Soil moisture that another run ended with.
class state_reader {
 public:
  /// Throws unless the file is of the sites `sites` (dimensions of `from`) and of the day before `first_day`.
  state_reader(const std::string& path, source& from, const std::vector<std::size_t>& sites,
               calendar_kind calendar, std::int64_t first_day);

  void read(const block& sites, std::vector<double>& soil_moisture);
  /// Whether the file is of 30 December of a leap year and the run begins on 1 January, as with Daymet's
  /// days.
  [[nodiscard]] bool skips_31_december() const { return skips_31_december_; }

 private:
  std::unique_ptr<source> file_;
  variable variable_;
  bool skips_31_december_ = false;
};

}  // namespace sylva::examples
