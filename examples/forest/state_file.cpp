#include "state_file.hpp"

#include <sylva/demography/allometry.hpp>
#include <sylva/models/cohorts_csv.hpp>
#include <sylva/models/cohorts_document.hpp>

#include <cerrno>
#include <fstream>

#include "support/netcdf_file.hpp"
#include "support/text.hpp"

namespace sylva::examples {
namespace {

const std::string& checked(const std::string& path) {
  const std::string ending = extension(path);
  if (ending != ".csv" && ending != ".toml" && ending != ".json" && ending != ".nc") {
    fail("cannot tell the format of --state-out '", path,
         "': its name must end in .csv, .toml, .json or .nc");
  }
  return path;
}

/// A contiguous ragged array after CF: the cohorts of a cell lie side by side, and the cell says how many.
void write_netcdf(const scratch_file& to, const cohorts<double>& stand,
                  const std::vector<std::pair<std::string, std::string>>& attributes) {
  const cohort_columns<double>& c = stand.columns();
  netcdf_file out = netcdf_file::create(to.path(), to.target());
  int cell = -1, cohort = -1, type = -1;
  out.check(nc_def_dim(out.id(), "cell", stand.cells(), &cell));
  // of length 0, which netCDF takes for unlimited, where no tree is left
  out.check(nc_def_dim(out.id(), "cohort", stand.size(), &cohort));
  out.check(nc_def_dim(out.id(), "type", stand.types().size(), &type));
  const auto define = [&](const char* name, nc_type t, int dim, const char* units, const char* long_name) {
    int id = -1;
    out.check(nc_def_var(out.id(), name, t, 1, &dim, &id));
    out.put_text(id, "long_name", long_name);
    if (units[0] != '\0') out.put_text(id, "units", units);
    if (dim == cohort) {
      if (std::string_view(name) != "cohort_id") out.put_text(id, "coordinates", "cohort_id");
      if (stand.size() > 0) out.check(nc_def_var_deflate(out.id(), id, 1, 1, 1));
    }
    return id;
  };
  const int cell_id = define("cell_id", NC_INT64, cell, "", "cell_id of COHORTS");
  const int area = define("cell_area", NC_DOUBLE, cell, "m2", "area of the cell");
  out.put_text(area, "standard_name", "cell_area");
  const int count = define("cohort_count", NC_INT64, cell, "1", "number of cohorts of the cell");
  out.put_text(count, "sample_dimension", "cohort");
  const int name = define("pft_name", NC_STRING, type, "", "name of the plant functional type");
  const int id =
      define("cohort_id", NC_UINT64, cohort, "", "number that the cohort has for as long as it lives");
  const int pft = define("pft", NC_INT, cohort, "1", "position of the type in pft_name");
  const int dbh = define("dbh", NC_DOUBLE, cohort, "m", "diameter at breast height");
  const int height = define("stem_height", NC_DOUBLE, cohort, "m", "height of a stem");
  const int n = define("n_individuals", NC_DOUBLE, cohort, "1", "number of stems in the cell");
  out.put_text(NC_GLOBAL, "Conventions", "CF-1.8");
  for (const auto& [key, value] : attributes) out.put_text(NC_GLOBAL, key.c_str(), value);
  out.check(nc_enddef(out.id()));

  std::vector<long long> counts;
  for (std::size_t k = 0; k < stand.cells(); ++k) counts.push_back(c.offsets[k + 1] - c.offsets[k]);
  std::vector<const char*> names;
  for (const std::string& word : stand.types().names()) names.push_back(word.c_str());
  std::vector<double> heights;
  for (std::size_t k = 0; k < stand.size(); ++k) {
    const auto& t = stand.types().types()[static_cast<std::size_t>(c.type[k])].traits;
    heights.push_back(demography::stem_height<double>{}(t.h_max, t.a_hd, c.dbh[k]));
  }
  const std::vector<long long> ids(c.cell_id.begin(), c.cell_id.end());
  const std::vector<unsigned long long> cohort_ids(c.id.begin(), c.id.end());
  out.check(nc_put_var_longlong(out.id(), cell_id, ids.data()));
  out.check(nc_put_var_double(out.id(), area, c.cell_area.data()));
  out.check(nc_put_var_longlong(out.id(), count, counts.data()));
  out.check(nc_put_var_string(out.id(), name, names.data()));
  if (stand.size() > 0) {
    out.check(nc_put_var_ulonglong(out.id(), id, cohort_ids.data()));
    out.check(nc_put_var_int(out.id(), pft, c.type.data()));
    out.check(nc_put_var_double(out.id(), dbh, c.dbh.data()));
    out.check(nc_put_var_double(out.id(), height, heights.data()));
    out.check(nc_put_var_double(out.id(), n, c.n_individuals.data()));
  }
  out.close();
}

}  // namespace

state_file::state_file(const std::string& path) : file_(checked(path)) {}

void state_file::write(const cohorts<double>& stand,
                       const std::vector<std::pair<std::string, std::string>>& attributes) {
  const std::string ending = extension(file_.target());
  if (ending == ".nc") {
    write_netcdf(file_, stand, attributes);
  } else {
    std::ofstream out(file_.path(), std::ios::binary);
    if (ending == ".csv") write_csv(out, stand);
    if (ending == ".toml") write_toml(out, stand);
    if (ending == ".json") write_json(out, stand);
    out.close();
    if (!out) fail("cannot write '", file_.target(), "': ", why(errno));
  }
  file_.sync();
}

}  // namespace sylva::examples
