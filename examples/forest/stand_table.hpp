#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "carbon_sums.hpp"
#include "model.hpp"
#include "support/dataset.hpp"

namespace sylva::examples {

/// What each cell is like at the end of a year, one number a cell.
struct stand_numbers {
  std::vector<double> cohorts;
  std::vector<double> stems;       ///< [ha-1]
  std::vector<double> basal_area;  ///< [m2 ha-1]
  std::vector<double> mean_dbh;    ///< of the tree of mean basal area [m]
  /// Dominant height after Assmann (1970): arithmetic mean height of the 100 thickest stems of a hectare, of
  /// all where there are fewer [m]. Stems of equal diameter count in equal shares, whatever their type.
  std::vector<double> top_height;
  std::vector<double> lai;           ///< [-]
  std::vector<double> layers;        ///< of the canopy
  std::vector<double> ground_light;  ///< [-]
  std::vector<double> stock;         ///< living carbon [kg C m-2]
};

/// unknown: cells whose trees are not all known, which have no numbers
[[nodiscard]] stand_numbers describe(const cohorts<double>& stand, const stand_canopy& canopy,
                                     std::span<const std::size_t> unknown);

/// Makes all numbers of cells missing.
void leave_out(stand_numbers& numbers, std::span<const std::size_t> cells);

/// The outputs, in the order of `rows_of`.
[[nodiscard]] std::vector<output_variable> describe_outputs();

/// The values of the outputs: stands as they are, and mean fluxes since the row before. `storage` holds what
/// the views show.
[[nodiscard]] std::vector<values_view> rows_of(const stand_numbers& numbers, const carbon_sums& since,
                                               const cohorts<double>& stand,
                                               std::vector<std::vector<double>>& storage);

/// "  basal_area    m2 ha-1    ..." for --help.
[[nodiscard]] std::string help_on_outputs();

/// What an output keeps of COHORTS, on the dimensions time and cell.
class stand_source : public source {
 public:
  /// years: those at whose ends there are rows
  stand_source(std::string path, const cohorts<double>& stand, std::vector<std::int64_t> years);

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::vector<std::string> names() const override { return {}; }
  [[nodiscard]] std::optional<variable> find(const std::string&) const override { return {}; }
  void read(const variable&, const block&, std::vector<double>&) override {}
  [[nodiscard]] std::string place(std::span<const std::size_t> dims,
                                  std::span<const std::size_t> index) const override;
  [[nodiscard]] std::optional<time_coordinate> times(std::size_t) override { return {}; }
  [[nodiscard]] std::vector<double> coordinate(std::size_t, std::string&) override { return {}; }
  carried define_in(netcdf_file& out, std::span<const std::size_t> dims,
                    std::span<const variable> used) override;
  void fill_in(netcdf_file& out) override;
  [[nodiscard]] std::vector<std::string> kept_columns(std::span<const std::size_t> dims) override;
  void append_kept(std::string& row, std::span<const std::size_t> index) override;
  [[nodiscard]] bool keeps(const std::string&, std::span<const std::size_t>) const override { return false; }

 private:
  std::string path_;
  std::vector<std::int64_t> years_, cell_ids_;
  std::vector<double> cell_areas_;
  std::vector<dimension> dims_;
  int time_id_ = -1, bounds_id_ = -1, year_id_ = -1, cell_id_ = -1, area_id_ = -1;
};

}  // namespace sylva::examples
