#pragma once

#include <map>

#include "dataset.hpp"
#include "netcdf_file.hpp"

namespace sylva::examples {

/// A netCDF file after the CF conventions: packed data are unpacked; _FillValue, missing_value, valid_min,
/// valid_max, valid_range and (without a _FillValue) netCDF's default fill value say what is missing.
class netcdf_source : public source {
 public:
  explicit netcdf_source(const std::string& path, source_options options = {});

  [[nodiscard]] const std::string& path() const override { return file_.path(); }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] std::optional<variable> find(const std::string& name) const override;
  void read(const variable& v, const block& where, std::vector<double>& values) override;
  [[nodiscard]] std::vector<std::size_t> chunks(const variable& v) const override;
  [[nodiscard]] std::string place(std::span<const std::size_t> dims,
                                  std::span<const std::size_t> index) const override;
  [[nodiscard]] std::optional<time_coordinate> times(std::size_t dim) override;
  [[nodiscard]] std::vector<double> coordinate(std::size_t dim, std::string& units) override;
  carried define_in(netcdf_file& out, std::span<const std::size_t> dims,
                    std::span<const variable> used) override;
  void fill_in(netcdf_file& out) override;
  [[nodiscard]] std::vector<std::string> kept_columns(std::span<const std::size_t> dims) override;
  void append_kept(std::string& row, std::span<const std::size_t> index) override;
  [[nodiscard]] bool keeps(const std::string& name, std::span<const std::size_t> dims) const override;

 private:
  /// How the stored numbers of a variable become values.
  struct packing {
    double scale = 1;
    double offset = 0;
    std::vector<double> missing;  ///< stored numbers
    double lowest;                ///< stored numbers outside lowest..highest are missing
    double highest;
  };
  [[nodiscard]] packing read_packing(int id) const;

  struct known_times {
    std::optional<time_coordinate> found;
    std::string error;  ///< why there are times that are not understood
  };
  /// Reads the times of a dimension once.
  const known_times& look_up_times(std::size_t dim);
  [[nodiscard]] std::optional<time_coordinate> read_times(std::size_t dim);

  netcdf_file file_;
  source_options options_;
  std::vector<dimension> dims_;
  std::map<int, packing> packings_;
  std::map<std::size_t, known_times> times_;
  std::vector<std::string> copied_;  ///< variables defined in a netCDF output
  struct axis {
    std::vector<double> values;
    std::optional<time_coordinate> times;
  };
  std::vector<axis> axes_;  ///< for rows of a CSV output
};

}  // namespace sylva::examples
