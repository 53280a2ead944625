#pragma once

#include <netcdf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sylva::examples {

/// A number of an attribute without loss.
using exact_number = std::variant<std::int64_t, std::uint64_t, double>;
[[nodiscard]] double as_double(const exact_number& x);

/// The numbers of an attribute, and the type that it has in the file: NC_CHAR or NC_STRING for numbers that
/// are written as text.
struct number_attribute {
  std::vector<exact_number> values;
  nc_type type = NC_NAT;
  [[nodiscard]] bool is_text() const { return type == NC_CHAR || type == NC_STRING; }
};

class netcdf_file;

/// A variable of a file, in the root group or in another one. The netcdf_file must outlive it.
class netcdf_variable {
 public:
  netcdf_variable(const netcdf_file& file, int group, int id) : file_(&file), group_(group), id_(id) {}

  [[nodiscard]] int group() const { return group_; }
  [[nodiscard]] int id() const { return id_; }
  /// Without groups: "t2m".
  [[nodiscard]] std::string name() const;
  /// "t2m" in the root group, "/group/t2m" elsewhere.
  [[nodiscard]] std::string path() const;
  [[nodiscard]] nc_type type() const;
  [[nodiscard]] std::vector<int> dims() const;
  /// The variable `name` of this one's group or of the nearest group above it that has one; or by its path.
  [[nodiscard]] std::optional<netcdf_variable> near(const std::string& name) const;

  [[nodiscard]] std::optional<std::string> text(const char* attribute) const;
  /// Numbers, also where they are written as text, as in C or CDL ("-99.9f", "1e20", "NaN"); nothing if there
  /// is no such attribute. Throws user_error for text that is no number.
  [[nodiscard]] number_attribute numbers(const char* attribute) const;

  /// Throws user_error if its data cannot be read as numbers: text, user-defined types.
  void check_numeric() const;
  /// Throws user_error if a filter that its data need is not installed.
  void check_filters() const;

 private:
  const netcdf_file* file_;
  int group_, id_;
};

/// An open netCDF file, closed by the destructor. Other functions of netCDF-C are called as check(nc_*(id(),
/// ...)).
class netcdf_file {
 public:
  /// Throws user_error for a file that is not a complete netCDF file; damaged headers of the classic formats
  /// are found before netCDF-C reads them.
  [[nodiscard]] static netcdf_file open(const std::string& path);
  /// Creates a netCDF-4 file without prefilled variables. `shown_as`: its name in error messages.
  /// `variables`: about how many there will be.
  [[nodiscard]] static netcdf_file create(const std::string& path, const std::string& shown_as,
                                          std::size_t variables = 0);

  netcdf_file(netcdf_file&& other) noexcept;
  netcdf_file& operator=(netcdf_file&&) = delete;
  ~netcdf_file();

  [[nodiscard]] int id() const { return id_; }
  [[nodiscard]] const std::string& path() const { return path_; }

  /// Throws user_error with netCDF's message if `status` is not NC_NOERR.
  void check(int status, std::string_view doing = {}) const;
  /// Flushes and closes; throws user_error, which the destructor cannot.
  void close();

  /// In the root group.
  [[nodiscard]] std::optional<int> find_variable(const std::string& name) const;
  [[nodiscard]] std::string variable_name(int variable) const;
  [[nodiscard]] std::optional<std::string> text_attribute(int variable, const char* name) const;

  /// By path: "t2m", "/group/t2m", "group/t2m".
  [[nodiscard]] std::optional<netcdf_variable> variable(const std::string& path) const;
  [[nodiscard]] std::optional<netcdf_variable> variable_in(int group, const std::string& name) const;
  /// All, those of the root group first.
  [[nodiscard]] std::vector<netcdf_variable> variables() const;
  /// The root group and all below it.
  [[nodiscard]] std::vector<int> groups() const;
  /// "/", "/group", "/group/inner"
  [[nodiscard]] std::string group_path(int group) const;
  /// Dimensions that are defined in a group.
  [[nodiscard]] std::vector<int> dims_of(int group) const;
  [[nodiscard]] std::string dim_name(int dim) const;
  [[nodiscard]] std::size_t dim_size(int dim) const;
  /// The group in which a dimension is defined.
  [[nodiscard]] int group_of_dim(int dim) const;

  void put_text(int variable, const char* name, std::string_view value) const;
  void put_number(int variable, const char* name, double value, nc_type type = NC_DOUBLE) const;

  /// Copies a variable of another file into the root group of this one, with its attributes, dimensions and
  /// stored values. First define_copy for all variables, then copy_values: switching between definitions and
  /// data is slow.
  void define_copy(const netcdf_file& from, const netcdf_variable& source) const;
  void copy_values(const netcdf_file& from, const netcdf_variable& source) const;
  /// The dimension of that name, made like the one in `from` if it is not there.
  int define_dim_like(const netcdf_file& from, int dim) const;

 private:
  /// scratch: the path of the file that is written; empty while reading
  netcdf_file(int id, std::string path, std::string scratch = {})
      : id_(id), path_(std::move(path)), scratch_(std::move(scratch)) {}

  int id_ = -1;
  std::string path_;
  std::string scratch_;
};

}  // namespace sylva::examples
