// What a netCDF output keeps of a netCDF input: dimensions, coordinates with what they refer to, global
// attributes.

#include <algorithm>
#include <array>

#include "netcdf_source.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// Names in an attribute such as coordinates = "lon lat" or grid_mapping = "crs: x y".
std::vector<std::string> referred(const netcdf_file& file, int variable, const char* attribute) {
  std::vector<std::string> names;
  for (std::string name : split(file.text_attribute(variable, attribute).value_or(""), ' ')) {
    if (name.ends_with(':')) name.pop_back();
    if (name.empty()) continue;
    const auto id = file.find_variable(name);
    if (id && file.variable_type(*id) < NC_FIRSTUSERTYPEID) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

source::carried netcdf_source::define_in(netcdf_file& out, std::span<const std::size_t> dims,
                                         std::span<const variable> used) {
  carried result;
  for (const std::size_t dim : dims) {
    result.dim_ids.push_back(out.define_dim_like(file_, static_cast<int>(dim)));
  }

  copied_.clear();
  const auto copy = [&](const std::string& name) {
    if (std::find(copied_.begin(), copied_.end(), name) == copied_.end()) copied_.push_back(name);
  };
  for (const std::size_t dim : dims) {
    const auto v = find(dims_[dim].name);
    if (v && file_.variable_type(v->id) < NC_FIRSTUSERTYPEID) copy(v->name);
  }
  for (const char* attribute : {"coordinates", "grid_mapping"}) {
    std::string kept;
    for (const variable& v : used) {
      const auto names = referred(file_, v.id, attribute);
      for (const std::string& name : names) copy(name);
      // All outputs lie on the whole grid, so they share the attribute of the input with most to say.
      const std::string value = file_.text_attribute(v.id, attribute).value_or("");
      if (!names.empty() && value.size() > kept.size()) kept = value;
    }
    if (!kept.empty()) result.attributes.emplace_back(attribute, kept);
  }
  for (std::size_t i = 0; i < copied_.size(); ++i) {  // grows while it runs
    const int id = file_.find_variable(copied_[i]).value();
    for (const char* attribute : {"bounds", "climatology", "formula_terms"}) {
      for (const std::string& name : referred(file_, id, attribute)) copy(name);
    }
  }
  // A variable that the model read as a coordinate is kept once; one that is an output's namesake fails
  // there.
  for (const std::string& name : copied_) out.define_copy(file_, name);

  int n = 0;
  file_.check(nc_inq_natts(file_.id(), &n));
  for (int i = 0; i < n; ++i) {
    std::array<char, NC_MAX_NAME + 1> name{};
    file_.check(nc_inq_attname(file_.id(), NC_GLOBAL, i, name.data()));
    out.check(nc_copy_att(file_.id(), NC_GLOBAL, name.data(), out.id(), NC_GLOBAL));
  }
  return result;
}

void netcdf_source::fill_in(netcdf_file& out) {
  for (const std::string& name : copied_) out.copy_values(file_, name);
}

}  // namespace sylva::examples
