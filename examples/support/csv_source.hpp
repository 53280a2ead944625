#pragma once

#include <span>
#include <string_view>

#include <sylva/io/csv.hpp>
#include <unordered_map>

#include "csv_time.hpp"
#include "dataset.hpp"

namespace sylva::examples {

/// A CSV file (see io::csv_table) with at least one row. A name may be followed by a unit in brackets, "tc
/// [K]" or "tc (K)"; a column is found by its name with and without it. Only columns that are read are
/// converted to numbers; for missing values see io::is_missing_text.
class csv_source : public source {
 public:
  explicit csv_source(const std::string& path, source_options options = {});

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::string note() const override { return table_.note(); }
  [[nodiscard]] std::vector<std::string> names() const override;
  [[nodiscard]] std::string suggestion_of_times() const override;
  [[nodiscard]] std::optional<variable> find(const std::string& name) const override;
  void read(const variable& v, const block& where, std::vector<double>& values) override;
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

  [[nodiscard]] std::size_t rows() const { return table_.rows(); }

 private:
  struct heading {
    std::string name;
    std::string units;
  };

  void read_header();
  /// The column of a name, or of a whole header. Throws where two have it.
  [[nodiscard]] std::optional<std::size_t> column_of(const std::string& name) const;
  [[nodiscard]] table_view view() const;
  /// The numbers of a column; NaN where missing. Nothing where it has text.
  [[nodiscard]] std::optional<std::vector<double>> as_numbers(std::size_t column) const;

  std::string path_;
  source_options options_;
  io::csv_table table_;
  std::vector<dimension> dims_;
  std::vector<heading> columns_;
  io::name_index index_;                                ///< of the names of columns_
  std::unordered_map<std::size_t, std::size_t> again_;  ///< a later column of the same name
  std::optional<time_coordinate> times_;
  bool times_known_ = false;
  struct kept {
    std::size_t column;
    int id;
    bool is_text;
  };
  std::vector<kept> kept_;  ///< columns defined in a netCDF output
};

}  // namespace sylva::examples
