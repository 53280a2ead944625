#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "support/dataset.hpp"

namespace sylva::examples {

/// Potential GPP of each cell in each year [kg C m-2 yr-1], from what --gpp says: one number, or a CSV file
/// with the columns cell_id and gpp, and maybe year. NaN where it is missing.
class gpp_series {
 public:
  /// `unit`: that of the values in the file, from --units; may be empty.
  /// Throws user_error for what is no such file, and for values that are below 0 or infinite.
  gpp_series(const std::string& given, const std::string& unit, std::span<const std::int64_t> cell_ids,
             const source_options& options);

  /// Makes all values of a cell missing.
  void leave_out(std::size_t cell);

  [[nodiscard]] bool has_years() const { return years_ > 0; }
  [[nodiscard]] std::int64_t first_year() const { return first_year_; }
  /// Of all cells. Before and after its years a series repeats.
  [[nodiscard]] std::span<const double> of_year(std::int64_t year) const;
  /// For the summary.
  [[nodiscard]] std::string description() const;
  /// The file's name, or nothing.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  void read_file(const std::string& unit, std::span<const std::int64_t> cell_ids,
                 const source_options& options);

  std::string path_, origin_;
  std::size_t cells_;
  std::int64_t first_year_ = 0;
  std::int64_t years_ = 0;  ///< 0: the same in all years
  std::vector<double> values_;
  std::size_t others_ = 0;  ///< cells of the file that the stand does not have
};

}  // namespace sylva::examples
