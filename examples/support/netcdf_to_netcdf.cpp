// Copies parts of a netCDF input to a netCDF output: dimensions, coordinates and the variables that they
// refer to, global attributes.

#include <algorithm>
#include <array>

#include "netcdf_source.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// The words of an attribute such as coordinates = "lon lat" or grid_mapping = "crs: x y".
std::vector<std::string> words_of(const netcdf_variable& variable, const char* attribute) {
  std::vector<std::string> words = split(variable.text(attribute).value_or(""), ' ');
  std::erase(words, "");
  return words;
}

/// The variables that such an attribute names and that can be copied.
std::vector<netcdf_variable> referred(const netcdf_variable& variable, const char* attribute) {
  std::vector<netcdf_variable> found;
  for (std::string name : words_of(variable, attribute)) {
    if (name.ends_with(':')) name.pop_back();
    const auto other = variable.near(name);
    if (other && other->type() < NC_FIRSTUSERTYPEID) found.push_back(*other);
  }
  return found;
}

/// The attribute for a file without groups.
std::string without_paths(const netcdf_variable& variable, const char* attribute) {
  const std::string value = variable.text(attribute).value_or("");
  if (value.find('/') == value.npos) return value;
  std::string out;
  for (const std::string& word : words_of(variable, attribute)) {
    out += (out.empty() ? "" : " ") + word.substr(word.rfind('/') + 1);
  }
  return out;
}

/// Collects variables and dimensions of several groups for the one group of the output. Throws user_error if
/// two have the same name.
class one_group {
 public:
  explicit one_group(std::string path) : path_(std::move(path)) {}
  void add(const char* what, const std::string& name, std::pair<int, int> identity) {
    const auto [at, is_new] = known_.emplace(text(what, " ", name), identity);
    if (is_new || at->second == identity) return;
    fail("'", path_, "' has a ", what, " '", shown(name),
         "' in more than one group, and the output has no groups: rename one of them with ncrename");
  }

 private:
  std::string path_;
  std::map<std::string, std::pair<int, int>> known_;
};

}  // namespace

source::carried netcdf_source::define_in(netcdf_file& out, std::span<const std::size_t> dims,
                                         std::span<const variable> used) {
  carried result;
  one_group names(path());
  for (const std::size_t dim : dims) {
    names.add("dimension", file_.dim_name(dim_ids_[dim]), {0, dim_ids_[dim]});
    result.dim_ids.push_back(out.define_dim_like(file_, dim_ids_[dim]));
  }

  copied_.clear();
  const auto copy = [&](const netcdf_variable& v) {
    const auto same = [&](const netcdf_variable& c) { return c.group() == v.group() && c.id() == v.id(); };
    if (std::none_of(copied_.begin(), copied_.end(), same)) copied_.push_back(v);
  };
  for (const std::size_t dim : dims) {
    const auto v = coordinate_variable(dim);
    if (v && of(*v).type() < NC_FIRSTUSERTYPEID) copy(of(*v));
  }
  for (const char* attribute : {"coordinates", "grid_mapping"}) {
    std::string kept;
    for (const variable& v : used) {
      const auto others = referred(of(v), attribute);
      for (const netcdf_variable& other : others) copy(other);
      // All outputs lie on the whole grid, so they share the attribute of the input with most to say.
      const std::string value = without_paths(of(v), attribute);
      if (!others.empty() && value.size() > kept.size()) kept = value;
    }
    if (!kept.empty()) result.attributes.emplace_back(attribute, kept);
  }
  for (std::size_t i = 0; i < copied_.size(); ++i) {  // grows while it runs
    const netcdf_variable of_one = copied_[i];
    for (const char* attribute : {"bounds", "climatology", "formula_terms"}) {
      for (const netcdf_variable& other : referred(of_one, attribute)) copy(other);
    }
  }
  // An output with the name of a copied variable is an error when it is defined.
  for (const netcdf_variable& v : copied_) {
    names.add("variable", v.name(), {v.group(), v.id()});
    for (const int dim : v.dims()) names.add("dimension", file_.dim_name(dim), {0, dim});
    out.define_copy(file_, v);
  }

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
  for (const netcdf_variable& v : copied_) out.copy_values(file_, v);
}

}  // namespace sylva::examples
