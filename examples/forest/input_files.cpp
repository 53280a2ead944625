#include "input_files.hpp"

#include <sylva/demography/allometry.hpp>
#include <sylva/files/demography.hpp>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

/// Areas in hectares, or stems of a hectare on a small plot, would make canopies of thousands of layers.
void check_cover(const std::string& path, const cohorts<double>& stand) {
  constexpr double most = 1000;
  const cohort_columns<double>& c = stand.columns();
  for (std::size_t cell = 0; cell < stand.cells(); ++cell) {
    double crowns = 0;
    for (auto k = static_cast<std::size_t>(c.offsets[cell]);
         k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
      const auto& traits = stand.types().types()[static_cast<std::size_t>(c.type[k])].traits;
      crowns += c.n_individuals[k] * demography::stem_allometry<double>{}(
                                         demography::allometry_inputs<double>::of(traits, c.dbh[k]))
                                         .crown_area;
    }
    if (crowns <= most * c.cell_area[cell]) continue;
    fail(path, ": the crowns of cell ", c.cell_id[cell], " cover its cell_area of ", c.cell_area[cell],
         " m2 ", rounded(crowns / c.cell_area[cell]), " times; allowed is ", most);
  }
}

}  // namespace

flora<double> read_types(const std::string& path) {
  flora<double> types = read_flora<double>(path);
  if (types.size() == 0) fail(path, ": there is no plant functional type in it");
  return types;
}

cohorts<double> read_stand(const std::string& path, const flora<double>& types,
                           std::vector<std::int64_t>& incomplete, const std::vector<double>& missing) {
  cohorts<double> stand = read_cohorts<double>(path, types, {.incomplete = &incomplete, .missing = missing});
  if (stand.cells() == 0) fail(path, ": there is no cell in it");
  check_cover(path, stand);
  return stand;
}

}  // namespace sylva::examples
