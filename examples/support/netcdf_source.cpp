#include "netcdf_source.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cf_time.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// What netCDF writes where nobody wrote anything; bytes have no such value.
std::optional<double> default_fill(nc_type type) {
  switch (type) {
    case NC_SHORT:
      return NC_FILL_SHORT;
    case NC_USHORT:
      return NC_FILL_USHORT;
    case NC_INT:
      return NC_FILL_INT;
    case NC_UINT:
      return NC_FILL_UINT;
    case NC_INT64:
      return static_cast<double>(NC_FILL_INT64);
    case NC_UINT64:
      return static_cast<double>(NC_FILL_UINT64);
    case NC_FLOAT:
      return static_cast<double>(NC_FILL_FLOAT);
    case NC_DOUBLE:
      return NC_FILL_DOUBLE;
    default:
      return {};
  }
}

}  // namespace

netcdf_source::netcdf_source(const std::string& path, source_options options)
    : file_(netcdf_file::open(path)), options_(std::move(options)) {
  int n = 0;
  file_.check(nc_inq_ndims(file_.id(), &n));
  for (int dim = 0; dim < n; ++dim) dims_.push_back({file_.dim_name(dim), file_.dim_size(dim)});
}

std::vector<std::string> netcdf_source::names() const {
  int n = 0;
  file_.check(nc_inq_nvars(file_.id(), &n));
  std::vector<std::string> all;
  for (int id = 0; id < n; ++id) {
    std::string name = file_.variable_name(id);
    const auto standard = file_.text_attribute(id, "standard_name");
    if (standard && *standard != name) name += text(" (", *standard, ")");
    all.push_back(std::move(name));
  }
  return all;
}

std::optional<variable> netcdf_source::find(const std::string& name) const {
  const auto id = file_.find_variable(name);
  if (!id) return {};
  variable v{name, file_.text_attribute(*id, "units").value_or(""), {}, *id};
  for (const int dim : file_.variable_dims(*id)) v.dims.push_back(static_cast<std::size_t>(dim));
  return v;
}

netcdf_source::packing netcdf_source::read_packing(int id) const {
  const auto first = [&](const char* attribute, double otherwise) {
    const auto values = file_.number_attribute(id, attribute);
    return values.empty() ? otherwise : values.front();
  };
  constexpr double inf = std::numeric_limits<double>::infinity();
  packing p{first("scale_factor", 1), first("add_offset", 0), {}, -inf, inf};
  p.missing = file_.number_attribute(id, "missing_value");
  const auto fill = file_.number_attribute(id, "_FillValue");
  p.missing.insert(p.missing.end(), fill.begin(), fill.end());
  const nc_type stored = file_.variable_type(id);
  if (fill.empty()) {
    if (const auto value = default_fill(stored)) p.missing.push_back(*value);
  }
  p.lowest = first("valid_min", -inf);
  p.highest = first("valid_max", inf);
  const auto range = file_.number_attribute(id, "valid_range");
  if (range.size() == 2) p.lowest = range[0], p.highest = range[1];
  // The range is of the stored numbers if it has their type; else (a common mistake) it is of the values.
  for (const char* attribute : {"valid_min", "valid_max", "valid_range"}) {
    nc_type type{};
    if (nc_inq_atttype(file_.id(), id, attribute, &type) != NC_NOERR) continue;
    if (type != stored && (p.scale != 1 || p.offset != 0)) {
      p.lowest = (p.lowest - p.offset) / p.scale;
      p.highest = (p.highest - p.offset) / p.scale;
      if (p.scale < 0) std::swap(p.lowest, p.highest);
      break;
    }
  }
  return p;
}

void netcdf_source::read(const variable& v, const block& where, std::vector<double>& values) {
  const nc_type type = file_.variable_type(v.id);
  if (type == NC_CHAR || type == NC_STRING || type >= NC_FIRSTUSERTYPEID) {
    fail("variable '", v.name, "' of '", path(), "' holds no numbers");
  }
  if (!packings_.contains(v.id)) packings_.emplace(v.id, read_packing(v.id));
  const packing& p = packings_.at(v.id);
  values.resize(where.cells());
  file_.check(nc_get_vara_double(file_.id(), v.id, where.start.data(), where.count.data(), values.data()),
              text("variable '", v.name, "'"));
  for (double& value : values) {
    bool missing = !(value >= p.lowest && value <= p.highest);
    for (const double code : p.missing) missing |= value == code;
    value = missing ? std::numeric_limits<double>::quiet_NaN() : value * p.scale + p.offset;
    for (const double code : options_.missing) {
      if (value == code) value = std::numeric_limits<double>::quiet_NaN();
    }
  }
}

std::vector<std::size_t> netcdf_source::chunks(const variable& v) const {
  std::vector<std::size_t> sizes(v.dims.size(), 1);
  int storage = NC_CONTIGUOUS;
  if (nc_inq_var_chunking(file_.id(), v.id, &storage, sizes.data()) != NC_NOERR || storage != NC_CHUNKED) {
    sizes.assign(v.dims.size(), 1);
  }
  return sizes;
}

std::optional<time_coordinate> netcdf_source::times(std::size_t dim) {
  const known_times& known = look_up_times(dim);
  if (!known.error.empty()) fail(known.error);
  return known.found;
}

const netcdf_source::known_times& netcdf_source::look_up_times(std::size_t dim) {
  if (const auto known = times_.find(dim); known != times_.end()) return known->second;
  known_times read;
  try {
    read.found = read_times(dim);
  } catch (const user_error& e) {
    read.error = e.what();
  }
  return times_.emplace(dim, std::move(read)).first->second;
}

std::optional<time_coordinate> netcdf_source::read_times(std::size_t dim) {
  const auto id = file_.find_variable(dims_.at(dim).name);
  if (!id) return {};
  const auto attribute = [&](int of, const char* name) {
    return file_.text_attribute(of, name).value_or("");
  };
  cf_time_axis along;
  along.path = path(), along.name = dims_[dim].name;
  along.values = coordinate(dim, along.units);
  along.calendar = attribute(*id, "calendar");
  along.climatology = !attribute(*id, "climatology").empty();
  const auto bounds = find(attribute(*id, "bounds"));
  if (bounds) {
    along.bounds_name = bounds->name, along.bounds_units = bounds->units;
    if (bounds->dims.size() == 2 && bounds->dims[0] == dim && dims_[bounds->dims[1]].size == 2)
      read(*bounds, {{0, 0}, {dims_[dim].size, 2}}, along.bounds);
  }
  return read_cf_times(along, options_);
}

std::vector<double> netcdf_source::coordinate(std::size_t dim, std::string& units) {
  const auto v = find(dims_.at(dim).name);
  if (!v || v->dims != std::vector{dim}) return {};
  const nc_type type = file_.variable_type(v->id);
  if (type == NC_CHAR || type == NC_STRING || type >= NC_FIRSTUSERTYPEID) return {};
  units = v->units;
  std::vector<double> values;
  read(*v, {{0}, {dims_[dim].size}}, values);
  return values;
}

std::string netcdf_source::place(std::span<const std::size_t> dims,
                                 std::span<const std::size_t> index) const {
  if (dims.empty()) return "the only cell";
  // Reading a coordinate caches how it is packed; to callers the source stays as it was.
  auto& self = const_cast<netcdf_source&>(*this);
  std::string out, units;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    out += text(i == 0 ? "" : ", ", dims_[dims[i]].name, " ", index[i]);
    if (const auto& t = self.look_up_times(dims[i]).found) {
      out += text(" (", format_time(t->calendar, t->at[index[i]]), ")");
    } else if (const auto values = self.coordinate(dims[i], units); !values.empty()) {
      out += text(" (", rounded(values[index[i]], 7), ")");
    }
  }
  return out;
}

std::vector<std::string> netcdf_source::kept_columns(std::span<const std::size_t> dims) {
  std::vector<std::string> all;
  axes_.clear();
  for (const std::size_t dim : dims) {
    std::string units;
    // Times that are not understood stay numbers.
    axis a{coordinate(dim, units), look_up_times(dim).found};
    const bool named = !a.times && !units.empty();
    all.push_back(named ? text(dims_[dim].name, " [", units, "]") : dims_[dim].name);
    axes_.push_back(std::move(a));
  }
  if (all.empty()) all.push_back("row");
  return all;
}

void netcdf_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  if (axes_.empty()) row += '0';
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    if (i > 0) row += ',';
    if (const auto& t = axes_[i].times) {
      row += format_time(t->calendar, t->at[index[i]]);
    } else if (!axes_[i].values.empty()) {
      append_number(row, axes_[i].values[index[i]]);
    } else {
      row += std::to_string(index[i]);
    }
  }
}

bool netcdf_source::keeps(const std::string& name, std::span<const std::size_t> dims) const {
  return std::any_of(dims.begin(), dims.end(), [&](std::size_t dim) { return dims_[dim].name == name; });
}

}  // namespace sylva::examples
