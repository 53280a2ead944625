#include "netcdf_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "classic_netcdf.hpp"
#include "scratch_file.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// The first bytes of files of other formats, and advice for the user.
struct foreign_format {
  std::string_view begin;
  const char* advice;
};
constexpr foreign_format foreign_formats[] = {
    {"GRIB", "it is a GRIB file; convert it, for example with cdo -f nc4 copy"},
    {"PK\x03\x04", "it is a zip archive; unpack it"},
    {"\x1f\x8b", "it is compressed by gzip; unpack it with gunzip"},
    {"BZh", "it is compressed by bzip2; unpack it with bunzip2"},
    {"\x0e\x03\x13\x01", "it is an HDF4 file; convert it to netCDF"},
    {"<", "it is a web page (HTML or XML), perhaps of a failed download"},
};

/// Checks a file before netCDF-C opens it. Returns a hint for the error message if netCDF-C cannot read it.
std::string check_file(const std::string& path) {
  if (path.find("://") != path.npos) {
    fail("cannot read '", shown(path), "': it is an address; allowed are files of this machine");
  }
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (error) fail("cannot read '", path, "': ", error.message());
  if (std::filesystem::is_directory(status)) fail("cannot read '", path, "': it is a directory");
  if (!std::filesystem::is_regular_file(status)) fail("cannot read '", path, "': it is not a regular file");
  std::ifstream stream(path, std::ios::binary);
  const auto size = std::filesystem::file_size(path, error);
  if (error || !stream) return {};  // nc_open says why
  if (const auto problem = classic_netcdf_problem(stream, size)) fail("cannot read '", path, "': ", *problem);
  std::string begin(4, '\0');
  stream.clear();
  stream.seekg(0);
  stream.read(begin.data(), 4);
  for (const foreign_format& f : foreign_formats) {
    if (begin.starts_with(f.begin)) return f.advice;
  }
  return "is it a complete netCDF file?";
}

}  // namespace

netcdf_file netcdf_file::open(const std::string& path) {
  const std::string hint = check_file(path);
  int id = -1;
  const int status = nc_open(path.c_str(), NC_NOWRITE, &id);
  if (status != NC_NOERR) {
    // Positive numbers are errors of the system, negative ones errors of the content.
    const bool content = status < 0 && !hint.empty();
    fail("cannot read '", path, "': ", nc_strerror(status), content ? text(" (", hint, ")") : "");
  }
  return netcdf_file(id, path);
}

netcdf_file netcdf_file::create(const std::string& path, const std::string& shown_as,
                                [[maybe_unused]] std::size_t variables) {
  int mode = NC_NETCDF4 | NC_CLOBBER;
  // HDF5 stores with each dimension a list of its variables (REFERENCE_LIST) and rewrites it for each of
  // them: 20,000 variables take 40 s and 150 MB. netCDF stores and finds the dimensions of variables without
  // it.
  constexpr std::size_t most_with_lists = 1000;
#ifdef NC_NODIMSCALE_ATTACH  // netCDF-C 4.9
  if (variables > most_with_lists) mode |= NC_NODIMSCALE_ATTACH;
#endif
  int id = -1;
  const int status = nc_create(path.c_str(), mode, &id);
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
  // netCDF-C does not report the reasons of HDF5.
  if (const auto cause = writing ? why_not_longer(scratch_) : std::nullopt) fail(what, *cause);
  const bool hdf5 = status <= NC_EHDFERR && status >= NC_EVARMETA;
  fail(what, nc_strerror(status), hdf5 && !writing ? " (is it a complete netCDF file?)" : "");
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

std::optional<std::string> netcdf_file::text_attribute(int variable, const char* name) const {
  return netcdf_variable(*this, id_, variable).text(name);
}

std::optional<netcdf_variable> netcdf_file::variable(const std::string& path) const {
  const auto slash = path.rfind('/');
  if (slash == path.npos) return variable_in(id_, path);
  std::string group = path.substr(0, slash);
  if (!group.starts_with('/')) group.insert(0, "/");
  for (const int g : groups()) {
    if (group_path(g) == group) return variable_in(g, path.substr(slash + 1));
  }
  return {};
}

std::optional<netcdf_variable> netcdf_file::variable_in(int group, const std::string& name) const {
  int variable = -1;
  const int status = nc_inq_varid(group, name.c_str(), &variable);
  if (status == NC_ENOTVAR || status == NC_EBADNAME || status == NC_EMAXNAME) return {};
  check(status);
  return netcdf_variable(*this, group, variable);
}

std::vector<netcdf_variable> netcdf_file::variables() const {
  std::vector<netcdf_variable> all;
  for (const int group : groups()) {
    int n = 0;
    check(nc_inq_nvars(group, &n));
    for (int id = 0; id < n; ++id) all.emplace_back(*this, group, id);
  }
  return all;
}

std::vector<int> netcdf_file::groups() const {
  std::vector<int> all{id_};
  for (std::size_t i = 0; i < all.size(); ++i) {  // grows while it runs
    int n = 0;
    check(nc_inq_grps(all[i], &n, nullptr));
    std::vector<int> inner(static_cast<std::size_t>(n));
    check(nc_inq_grps(all[i], &n, inner.data()));
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

std::string netcdf_file::group_path(int group) const {
  if (group == id_) return "/";
  std::size_t length = 0;
  check(nc_inq_grpname_full(group, &length, nullptr));
  std::string path(length + 1, '\0');
  check(nc_inq_grpname_full(group, &length, path.data()));
  path.resize(length);
  return path;
}

std::vector<int> netcdf_file::dims_of(int group) const {
  int n = 0;
  check(nc_inq_dimids(group, &n, nullptr, 0));
  std::vector<int> dims(static_cast<std::size_t>(n));
  check(nc_inq_dimids(group, &n, dims.data(), 0));
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

int netcdf_file::group_of_dim(int dim) const {
  for (const int group : groups()) {
    const std::vector<int> dims = dims_of(group);
    if (std::find(dims.begin(), dims.end(), dim) != dims.end()) return group;
  }
  return id_;
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

void netcdf_file::define_copy(const netcdf_file& from, const netcdf_variable& source) const {
  source.check_filters();
  std::vector<int> dims;
  for (const int dim : source.dims()) dims.push_back(define_dim_like(from, dim));
  int variable = -1;
  check(nc_def_var(id_, source.name().c_str(), source.type(), static_cast<int>(dims.size()), dims.data(),
                   &variable));
  int attributes = 0;
  from.check(nc_inq_varnatts(source.group(), source.id(), &attributes));
  for (int i = 0; i < attributes; ++i) {
    std::array<char, NC_MAX_NAME + 1> attribute{};
    from.check(nc_inq_attname(source.group(), source.id(), i, attribute.data()));
    check(nc_copy_att(source.group(), source.id(), attribute.data(), id_, variable));
  }
}

void netcdf_file::copy_values(const netcdf_file& from, const netcdf_variable& source) const {
  const int variable = find_variable(source.name()).value();
  const nc_type type = source.type();
  // An unlimited dimension has no length yet in the new file, so the extent is always given.
  std::vector<std::size_t> start, count;
  std::size_t n = 1;
  for (const int dim : source.dims()) {
    start.push_back(0);
    count.push_back(from.dim_size(dim));
    n *= count.back();
  }
  if (n == 0) return;
  if (type == NC_STRING) {
    std::vector<char*> values(n);
    from.check(nc_get_vara_string(source.group(), source.id(), start.data(), count.data(), values.data()));
    const int status = nc_put_vara_string(id_, variable, start.data(), count.data(),
                                          const_cast<const char**>(values.data()));
    nc_free_string(n, values.data());
    return check(status);
  }
  std::size_t size = 0;
  from.check(nc_inq_type(from.id_, type, nullptr, &size));
  std::vector<char> values(n * size);
  from.check(nc_get_vara(source.group(), source.id(), start.data(), count.data(), values.data()));
  check(nc_put_vara(id_, variable, start.data(), count.data(), values.data()));
}

}  // namespace sylva::examples
