#pragma once

#include <map>

#include "dataset.hpp"
#include "netcdf_file.hpp"
#include "netcdf_packing.hpp"

namespace sylva::examples {

/// A netCDF file after the CF conventions, with groups. Packed data are unpacked; for missing values see
/// netcdf_packing. Names are "t2m" in the root group and "/group/t2m" in others.
class netcdf_source : public source {
 public:
  explicit netcdf_source(const std::string& path, source_options options = {});

  [[nodiscard]] const std::string& path() const override { return file_.path(); }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] std::string suggestion(const std::string& name) const override;
  [[nodiscard]] std::vector<std::string> notes(std::span<const std::size_t> dims) const override;
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
  /// The coordinates of the cells along a dimension.
  struct axis {
    std::vector<double> values;
    std::string units;
    std::optional<time_coordinate> times;
    std::string no_times;  ///< the error message if the times cannot be understood
  };
  [[nodiscard]] const netcdf_variable& of(const variable& v) const {
    return variables_[static_cast<std::size_t>(v.id)];
  }
  [[nodiscard]] std::size_t position_of(const netcdf_variable& v) const;  ///< in variables_
  [[nodiscard]] variable describe(std::size_t id) const;
  [[nodiscard]] const netcdf_packing& packing_of(std::size_t id) const;
  /// The coordinate variable of a dimension: its namesake in the group that defines it.
  [[nodiscard]] std::optional<variable> coordinate_variable(std::size_t dim) const;
  [[nodiscard]] const axis& axis_of(std::size_t dim) const;

  [[nodiscard]] std::optional<time_coordinate> read_times(std::size_t dim, const axis& a);

  netcdf_file file_;
  source_options options_;
  std::vector<dimension> dims_;
  std::vector<int> dim_ids_;  ///< netCDF's, for each of dims_
  std::vector<netcdf_variable> variables_;
  mutable std::map<std::size_t, netcdf_packing> packings_;
  mutable std::map<std::size_t, axis> axes_;
  std::vector<netcdf_variable> copied_;  ///< variables defined in a netCDF output
  std::vector<std::size_t> kept_dims_;   ///< of a CSV output
};

}  // namespace sylva::examples
