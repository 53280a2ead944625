#include "netcdf_source.hpp"

#include <algorithm>
#include <cmath>
#include <sylva/io/csv.hpp>

#include "cf_time.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// The part of a path after the last slash.
std::string leaf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool is_numeric(nc_type type) { return type != NC_CHAR && type != NC_STRING && type < NC_FIRSTUSERTYPEID; }

}  // namespace

netcdf_source::netcdf_source(const std::string& path, source_options options)
    : file_(netcdf_file::open(path)), options_(std::move(options)), variables_(file_.variables()) {
  if (!options_.time.empty()) {
    fail(path, ": --rename time=", shown(options_.time),
         ": is for CSV files; in netCDF the times are the variable that has the name of its dimension "
         "(ncrename "
         "changes names)");
  }
  std::map<std::string, int> namesakes;
  for (const int group : file_.groups()) {
    for (const int dim : file_.dims_of(group)) {
      dim_ids_.push_back(dim);
      dims_.push_back({file_.dim_name(dim), file_.dim_size(dim)});
      ++namesakes[dims_.back().name];
    }
  }
  for (std::size_t i = 0; i < dims_.size(); ++i) {
    if (namesakes[dims_[i].name] == 1) continue;
    const std::string group = file_.group_path(file_.group_of_dim(dim_ids_[i]));
    if (group != "/") dims_[i].name = text(group, "/", dims_[i].name);
  }
}

std::vector<std::string> netcdf_source::names() const {
  std::vector<std::string> all;
  for (const netcdf_variable& v : variables_) {
    std::string name = v.path();
    const auto standard = v.text("standard_name");
    if (standard && *standard != name) name += text(" (", *standard, ")");
    all.push_back(std::move(name));
  }
  return all;
}

std::string netcdf_source::suggestion(const std::string& name) const {
  std::vector<std::string> paths;
  for (const netcdf_variable& v : variables_) {
    if (v.name() == name) paths.push_back(v.path());
  }
  return paths.empty() ? "" : text(" (but there is ", joined(paths, 3), ")");
}

std::optional<variable> netcdf_source::find(const std::string& name) const {
  const auto found = file_.variable(name);
  if (!found) return {};
  const std::size_t id = position_of(*found);
  variable v = describe(id);
  if (is_numeric(found->type())) v.missing_codes = packing_of(id).missing_codes();
  return v;
}

std::size_t netcdf_source::position_of(const netcdf_variable& v) const {
  const auto same = [&](const netcdf_variable& other) {
    return other.group() == v.group() && other.id() == v.id();
  };
  return static_cast<std::size_t>(std::find_if(variables_.begin(), variables_.end(), same) -
                                  variables_.begin());
}

variable netcdf_source::describe(std::size_t id) const {
  const netcdf_variable& of = variables_[id];
  variable v{of.path(), of.text("units").value_or(""), {}, static_cast<int>(id)};
  for (const int dim : of.dims()) {
    const auto at = std::find(dim_ids_.begin(), dim_ids_.end(), dim);
    if (at == dim_ids_.end()) {  // HDF5 allows data without dimension scales
      fail(path(), ": variable '", shown(v.name),
           "' has a dimension without a name; rewrite the file with xarray");
    }
    v.dims.push_back(static_cast<std::size_t>(at - dim_ids_.begin()));
  }
  v.cell_methods = of.text("cell_methods").value_or("");
  return v;
}

const netcdf_packing& netcdf_source::packing_of(std::size_t id) const {
  const auto known = packings_.find(id);
  if (known != packings_.end()) return known->second;
  return packings_.emplace(id, netcdf_packing(file_, variables_[id], options_)).first->second;
}

void netcdf_source::read(const variable& v, const block& where, std::vector<double>& values) {
  packing_of(static_cast<std::size_t>(v.id)).read(where, values);
}

std::vector<std::size_t> netcdf_source::chunks(const variable& v) const {
  std::vector<std::size_t> sizes(v.dims.size(), 1);
  int storage = NC_CONTIGUOUS;
  if (nc_inq_var_chunking(of(v).group(), of(v).id(), &storage, sizes.data()) != NC_NOERR ||
      storage != NC_CHUNKED) {
    sizes.assign(v.dims.size(), 1);
  }
  return sizes;
}

std::optional<time_coordinate> netcdf_source::times(std::size_t dim) {
  const axis& a = axis_of(dim);
  if (!a.no_times.empty()) fail(a.no_times);
  return a.times;
}

std::optional<time_coordinate> netcdf_source::read_times(std::size_t dim, const axis& a) {
  const auto v = coordinate_variable(dim);
  if (!v) return {};
  const auto attribute = [&](const char* name) { return of(*v).text(name).value_or(""); };
  cf_time_axis along;
  along.path = path(), along.name = dims_[dim].name;
  along.values = a.values, along.units = a.units;
  along.calendar = attribute("calendar");
  along.climatology = !attribute("climatology").empty();
  if (const auto found = file_.variable_in(of(*v).group(), attribute("bounds"))) {
    const variable bounds = describe(position_of(*found));
    along.bounds_name = bounds.name, along.bounds_units = bounds.units;
    if (bounds.dims.size() == 2 && bounds.dims[0] == dim && dims_[bounds.dims[1]].size == 2)
      read(bounds, {{0, 0}, {dims_[dim].size, 2}}, along.bounds);
  }
  return read_cf_times(along, options_);
}

std::vector<double> netcdf_source::coordinate(std::size_t dim, std::string& units) {
  const auto v = coordinate_variable(dim);
  if (!v || v->dims != std::vector{dim} || !is_numeric(of(*v).type())) return {};
  units = v->units;
  std::vector<double> values;
  read(*v, {{0}, {dims_[dim].size}}, values);
  return values;
}

std::optional<variable> netcdf_source::coordinate_variable(std::size_t dim) const {
  const int id = dim_ids_.at(dim);
  const auto found = file_.variable_in(file_.group_of_dim(id), file_.dim_name(id));
  return found ? std::optional(describe(position_of(*found))) : std::nullopt;
}

const netcdf_source::axis& netcdf_source::axis_of(std::size_t dim) const {
  const auto known = axes_.find(dim);
  if (known != axes_.end()) return known->second;
  // Reading a coordinate changes caches only.
  auto& self = const_cast<netcdf_source&>(*this);
  axis a;
  a.values = self.coordinate(dim, a.units);
  try {
    a.times = self.read_times(dim, a);
  } catch (const user_error& e) {
    a.no_times = e.what();
  }
  return axes_.emplace(dim, std::move(a)).first->second;
}

std::string netcdf_source::place(std::span<const std::size_t> dims,
                                 std::span<const std::size_t> index) const {
  if (dims.empty()) return "the only cell";
  std::string out;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    out += text(i == 0 ? "" : ", ", dims_[dims[i]].name, " ", index[i]);
    const axis& a = axis_of(dims[i]);
    if (a.times) {
      out += text(" (", format_time(a.times->calendar, a.times->at[index[i]]), ")");
    } else if (!a.values.empty()) {
      out += text(" (", rounded(a.values[index[i]], 7), ")");
    }
  }
  return out;
}

std::vector<std::string> netcdf_source::notes(std::span<const std::size_t> dims) const {
  std::vector<std::string> all;
  const auto is_time = [&](std::size_t dim) {
    return axis_of(dim).times.has_value() || lower(dims_[dim].name).find("time") != std::string::npos;
  };
  const auto is_year = [&](std::size_t dim) {
    const std::string name = lower(dims_[dim].name);
    return name == "year" || name == "years" || name == "month" || name == "months";
  };
  for (std::size_t i = 0; i < dims.size(); ++i) {
    for (std::size_t k = 0; k < dims.size(); ++k) {
      const std::string &a = dims_[dims[i]].name, &b = dims_[dims[k]].name;
      const auto &x = axis_of(dims[i]).values, &y = axis_of(dims[k]).values;
      if (i < k && x.size() > 1 && x == y) {
        all.push_back(text("dimensions ", a, " and ", b,
                           " have the same coordinates, and the grid has each of ", a, " with each of ", b,
                           "; if they are one, give them one name (ncrename -d ", b, ",", a, ")"));
      } else if (is_time(dims[i]) && (is_year(dims[k]) ? i != k : i < k && is_time(dims[k]))) {
        all.push_back(text(
            "dimensions ", a, " and ", b, " are both times, and the grid has each of ", a, " with each of ",
            b, is_year(dims[k]) ? "" : "; bring the inputs to one time axis if that is not meant"));
      }
    }
  }
  return all;
}

std::vector<std::string> netcdf_source::kept_columns(std::span<const std::size_t> dims) {
  kept_dims_.assign(dims.begin(), dims.end());
  std::vector<std::string> all;
  for (const std::size_t dim : dims) {
    const axis& a = axis_of(dim);  // times that are not understood stay numbers
    const bool named = !a.times && !a.units.empty();
    all.push_back(io::csv_field(named ? text(dims_[dim].name, " [", a.units, "]") : dims_[dim].name));
  }
  if (all.empty()) all.push_back("row");
  return all;
}

void netcdf_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  if (kept_dims_.empty()) row += '0';
  for (std::size_t i = 0; i < kept_dims_.size(); ++i) {
    if (i > 0) row += ',';
    const axis& a = axes_.at(kept_dims_[i]);
    if (a.times) {
      row += format_time(a.times->calendar, a.times->at[index[i]]);
    } else if (!a.values.empty()) {
      append_number(row, a.values[index[i]]);
    } else {
      row += std::to_string(index[i]);
    }
  }
}

bool netcdf_source::keeps(const std::string& name, std::span<const std::size_t> dims) const {
  return std::any_of(dims.begin(), dims.end(),
                     [&](std::size_t dim) { return leaf(dims_[dim].name) == name; });
}

}  // namespace sylva::examples
