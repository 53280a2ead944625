#pragma once

#include <span>
#include <string_view>

#include "dataset.hpp"

namespace sylva::examples {

/// A CSV file: a header line, then a line for each observation; fields are separated by commas and may be
/// quoted. Empty, NA and nan (any case) are missing. A unit may stand in brackets after a name: "tc [K]". The
/// text is kept whole and only the columns that are asked for become numbers.
class csv_source : public source {
 public:
  explicit csv_source(const std::string& path, source_options options = {});

  [[nodiscard]] const std::string& path() const override { return path_; }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::vector<std::string> names() const override;
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

  [[nodiscard]] std::size_t rows() const { return starts_.size() - 1; }
  /// The fields of a row, unquoted.
  [[nodiscard]] std::vector<std::string> fields(std::size_t row) const;

 private:
  struct heading {
    std::string name;
    std::string units;
    std::string header;  ///< as it stands in the file
  };

  void read_header();
  void index_rows();
  /// The text of one field; `scratch` holds it if quotes had to be taken out.
  [[nodiscard]] std::string_view field(std::size_t row, std::size_t column, std::string& scratch) const;
  [[nodiscard]] std::string_view row_text(std::size_t row) const;
  [[nodiscard]] std::size_t line_of(std::size_t row) const;
  [[nodiscard]] std::optional<std::vector<double>> as_numbers(std::size_t column) const;

  std::string path_;
  source_options options_;
  std::string text_;
  std::vector<dimension> dims_;
  std::vector<heading> columns_;
  std::vector<std::size_t> starts_;  ///< where each row begins in text_, and the end
  std::size_t first_row_ = 0;
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
