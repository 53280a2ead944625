#include "netcdf_file.hpp"

#include <array>
#include <filesystem>
#include <utility>

#include "classic_netcdf.hpp"
#include "scratch_file.hpp"
#include "text.hpp"

namespace sylva::examples {

netcdf_file netcdf_file::open(const std::string& path) {
  int id = -1;
  const int status = nc_open(path.c_str(), NC_NOWRITE, &id);
  if (status != NC_NOERR) {
    // Positive numbers are the system's (no such file); negative ones mean that the content is not what it
    // should be.
    fail("cannot read '", path, "': ", nc_strerror(status),
         status < 0 ? " (is it a complete netCDF file?)" : "");
  }
  netcdf_file file(id, path);
  const auto size = classic_netcdf_size(path);
  std::error_code no_such_file;
  const auto there = std::filesystem::file_size(path, no_such_file);
  if (size && !no_such_file && there < *size) {
    fail("cannot read '", path, "': the file is cut off; it has ", there,
         " bytes, its header speaks of more");
  }
  return file;
}

netcdf_file netcdf_file::create(const std::string& path, const std::string& shown_as) {
  int id = -1;
  const int status = nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &id);
  if (status != NC_NOERR) {
    fail("cannot write '", shown_as, "': ", why_not_longer(path).value_or(nc_strerror(status)));
  }
  netcdf_file file(id, shown_as, path);
  int old = 0;
  file.check(nc_set_fill(id, NC_NOFILL, &old));
  return file;
}

netcdf_file::netcdf_file(netcdf_file&& other) noexcept
    : id_(std::exchange(other.id_, -1)), path_(std::move(other.path_)), scratch_(std::move(other.scratch_)) {}

netcdf_file::~netcdf_file() {
  if (id_ >= 0) nc_close(id_);
}

void netcdf_file::check(int status, std::string_view doing) const {
  if (status == NC_NOERR) return;
  const bool writing = !scratch_.empty();
  const std::string what =
      text("cannot ", writing ? "write '" : "read '", path_, "'", doing.empty() ? "" : ", ", doing, ": ");
  // HDF5's reasons do not get through netCDF.
  if (const auto cause = writing ? why_not_longer(scratch_) : std::nullopt) fail(what, *cause);
  fail(what, nc_strerror(status), status < 0 && !writing ? " (is it a complete netCDF file?)" : "");
}

void netcdf_file::close() { check(nc_close(std::exchange(id_, -1))); }

std::optional<int> netcdf_file::find_variable(const std::string& name) const {
  int variable = -1;
  const int status = nc_inq_varid(id_, name.c_str(), &variable);
  if (status == NC_ENOTVAR || status == NC_EBADNAME) return {};
  check(status);
  return variable;
}

std::string netcdf_file::variable_name(int variable) const {
  std::array<char, NC_MAX_NAME + 1> name{};
  check(nc_inq_varname(id_, variable, name.data()));
  return name.data();
}

nc_type netcdf_file::variable_type(int variable) const {
  nc_type type{};
  check(nc_inq_vartype(id_, variable, &type));
  return type;
}

std::vector<int> netcdf_file::variable_dims(int variable) const {
  int rank = 0;
  check(nc_inq_varndims(id_, variable, &rank));
  std::vector<int> dims(static_cast<std::size_t>(rank));
  check(nc_inq_vardimid(id_, variable, dims.data()));
  return dims;
}

std::string netcdf_file::dim_name(int dim) const {
  std::array<char, NC_MAX_NAME + 1> name{};
  check(nc_inq_dimname(id_, dim, name.data()));
  return name.data();
}

std::size_t netcdf_file::dim_size(int dim) const {
  std::size_t size = 0;
  check(nc_inq_dimlen(id_, dim, &size));
  return size;
}

std::optional<std::string> netcdf_file::text_attribute(int variable, const char* name) const {
  nc_type type{};
  std::size_t length = 0;
  const int status = nc_inq_att(id_, variable, name, &type, &length);
  if (status == NC_ENOTATT) return {};
  check(status);
  if (type == NC_CHAR) {
    std::string value(length, '\0');
    check(nc_get_att_text(id_, variable, name, value.data()));
    while (!value.empty() && value.back() == '\0') value.pop_back();
    return value;
  }
  if (type == NC_STRING && length > 0) {
    std::vector<char*> values(length);
    check(nc_get_att_string(id_, variable, name, values.data()));
    std::string first = values[0] ? values[0] : "";
    nc_free_string(length, values.data());
    return first;
  }
  if (length == 1) return number(number_attribute(variable, name).front());  // units = 1 as a number
  return {};
}

std::vector<double> netcdf_file::number_attribute(int variable, const char* name) const {
  nc_type type{};
  std::size_t length = 0;
  const int status = nc_inq_att(id_, variable, name, &type, &length);
  if (status == NC_ENOTATT) return {};
  check(status);
  if (type == NC_CHAR || type == NC_STRING) {
    fail("cannot read '", path_, "': attribute '", name, "' of variable '", variable_name(variable),
         "' is text, but a number is needed");
  }
  std::vector<double> values(length);
  if (length > 0) check(nc_get_att_double(id_, variable, name, values.data()));
  return values;
}

void netcdf_file::put_text(int variable, const char* name, std::string_view value) const {
  check(nc_put_att_text(id_, variable, name, value.size(), value.data()));
}

void netcdf_file::put_number(int variable, const char* name, double value, nc_type type) const {
  check(nc_put_att_double(id_, variable, name, type, 1, &value));
}

int netcdf_file::define_dim_like(const netcdf_file& from, int dim) const {
  const std::string name = from.dim_name(dim);
  int found = -1;
  if (nc_inq_dimid(id_, name.c_str(), &found) == NC_NOERR) return found;
  int n_unlimited = 0;
  check(nc_inq_unlimdims(from.id_, &n_unlimited, nullptr));
  std::vector<int> unlimited(static_cast<std::size_t>(n_unlimited));
  check(nc_inq_unlimdims(from.id_, &n_unlimited, unlimited.data()));
  std::size_t size = from.dim_size(dim);
  for (const int u : unlimited) {
    if (u == dim) size = NC_UNLIMITED;
  }
  check(nc_def_dim(id_, name.c_str(), size, &found));
  return found;
}

int netcdf_file::define_copy(const netcdf_file& from, const std::string& name) const {
  const int source = from.find_variable(name).value();
  std::vector<int> dims;
  for (const int dim : from.variable_dims(source)) dims.push_back(define_dim_like(from, dim));
  int variable = -1;
  check(nc_def_var(id_, name.c_str(), from.variable_type(source), static_cast<int>(dims.size()), dims.data(),
                   &variable));
  int attributes = 0;
  from.check(nc_inq_varnatts(from.id_, source, &attributes));
  for (int i = 0; i < attributes; ++i) {
    std::array<char, NC_MAX_NAME + 1> attribute{};
    from.check(nc_inq_attname(from.id_, source, i, attribute.data()));
    check(nc_copy_att(from.id_, source, attribute.data(), id_, variable));
  }
  return variable;
}

void netcdf_file::copy_values(const netcdf_file& from, const std::string& name) const {
  const int source = from.find_variable(name).value();
  const int variable = find_variable(name).value();
  const nc_type type = from.variable_type(source);
  // An unlimited dimension has no length yet in the new file, so the extent is always given.
  std::vector<std::size_t> start, count;
  std::size_t n = 1;
  for (const int dim : from.variable_dims(source)) {
    start.push_back(0);
    count.push_back(from.dim_size(dim));
    n *= count.back();
  }
  if (n == 0) return;
  if (type == NC_STRING) {
    std::vector<char*> values(n);
    from.check(nc_get_vara_string(from.id_, source, start.data(), count.data(), values.data()));
    const int status = nc_put_vara_string(id_, variable, start.data(), count.data(),
                                          const_cast<const char**>(values.data()));
    nc_free_string(n, values.data());
    return check(status);
  }
  std::size_t size = 0;
  from.check(nc_inq_type(from.id_, type, nullptr, &size));
  std::vector<char> values(n * size);
  from.check(nc_get_vara(from.id_, source, start.data(), count.data(), values.data()));
  check(nc_put_vara(id_, variable, start.data(), count.data(), values.data()));
}

}  // namespace sylva::examples
