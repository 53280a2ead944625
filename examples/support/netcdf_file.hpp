#pragma once

#include <netcdf.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sylva::examples {

/// A netCDF file that closes itself. Thin: what is not here is called as nc_*(file.id(), ...) under check().
class netcdf_file {
 public:
  [[nodiscard]] static netcdf_file open(const std::string& path);
  /// netCDF-4, without filling variables that are going to be written anyway. `shown_as` stands in error
  /// messages.
  [[nodiscard]] static netcdf_file create(const std::string& path, const std::string& shown_as);

  netcdf_file(netcdf_file&& other) noexcept;
  netcdf_file& operator=(netcdf_file&&) = delete;
  ~netcdf_file();

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Throws user_error with netCDF's own words if `status` is not NC_NOERR.
  void check(int status, std::string_view doing = {}) const;
  /// Flushes and closes; errors that a destructor would have to swallow are thrown here.
  void close();

  [[nodiscard]] std::optional<int> find_variable(const std::string& name) const;
  [[nodiscard]] std::string variable_name(int variable) const;
  [[nodiscard]] nc_type variable_type(int variable) const;
  [[nodiscard]] std::vector<int> variable_dims(int variable) const;
  [[nodiscard]] std::string dim_name(int dim) const;
  [[nodiscard]] std::size_t dim_size(int dim) const;

  [[nodiscard]] std::optional<std::string> text_attribute(int variable, const char* name) const;
  [[nodiscard]] std::vector<double> number_attribute(int variable, const char* name) const;
  void put_text(int variable, const char* name, std::string_view value) const;
  void put_number(int variable, const char* name, double value, nc_type type = NC_DOUBLE) const;

  /// Copies the variable called `name` with its attributes, dimensions and values as they stand. Definitions
  /// first for all variables (define_copy), then values (copy_values): switching costs netCDF dearly.
  int define_copy(const netcdf_file& from, const std::string& name) const;
  void copy_values(const netcdf_file& from, const std::string& name) const;
  /// The dimension of that name, made like the one in `from` if it is not there.
  int define_dim_like(const netcdf_file& from, int dim) const;

 private:
  /// scratch: what is written; empty while reading
  netcdf_file(int id, std::string path, std::string scratch = {})
      : id_(id), path_(std::move(path)), scratch_(std::move(scratch)) {}

  int id_ = -1;
  std::string path_;
  std::string scratch_;
};

}  // namespace sylva::examples
