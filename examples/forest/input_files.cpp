#include "input_files.hpp"

#include <sylva/demography/allometry.hpp>
#include <sylva/files/demography.hpp>

#include <algorithm>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

/// How many times the crowns of each cell cover its area.
std::vector<double> covers_of(const cohorts<double>& stand) {
  const cohort_columns<double>& c = stand.columns();
  std::vector<double> covers(stand.cells());
  for (std::size_t cell = 0; cell < stand.cells(); ++cell) {
    double crowns = 0;
    for (auto k = static_cast<std::size_t>(c.offsets[cell]);
         k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
      const auto& traits = stand.types().types()[static_cast<std::size_t>(c.type[k])].traits;
      crowns += c.n_individuals[k] * demography::stem_allometry<double>{}(
                                         demography::allometry_inputs<double>::of(traits, c.dbh[k]))
                                         .crown_area;
    }
    covers[cell] = crowns / c.cell_area[cell];
  }
  return covers;
}

/// Half of the cohorts are thinner than this [m] in every forest: few trees in the world are as thick.
constexpr double most_median_dbh = 3;
/// From so many cohorts on, thicker ones are an error.
constexpr std::size_t enough_cohorts = 20;

/// What is wrong with diameters that look like cm or mm; empty if nothing is.
std::string about_diameters(std::vector<double> dbh) {
  const auto middle = dbh.begin() + static_cast<std::ptrdiff_t>(dbh.size() / 2);
  std::nth_element(dbh.begin(), middle, dbh.end());
  if (dbh.empty() || !(*middle > most_median_dbh)) return {};
  const bool mm = *middle > 100;
  return text("dbh looks like ", mm ? "mm" : "cm", ", and is read in m (the median is ", rounded(*middle),
              "): divide by ", mm ? 1000 : 100);
}

/// The positions of cells, in their order. ids: each once
std::vector<std::size_t> cells_of(std::vector<std::int64_t> ids, const cohorts<double>& stand) {
  std::sort(ids.begin(), ids.end());
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < stand.cells(); ++c) {
    if (std::binary_search(ids.begin(), ids.end(), stand.columns().cell_id[c])) cells.push_back(c);
  }
  return cells;
}

}  // namespace

flora<double> read_types(const std::string& path, const std::vector<double>& missing) {
  flora<double> types = read_flora<double>(path, {.missing = missing});
  if (types.size() == 0) fail(path, ": there is no plant functional type in it");
  return types;
}

stand_of_file read_stand(const std::string& path, const flora<double>& types,
                         const std::vector<double>& missing) {
  std::vector<std::int64_t> ids;
  stand_of_file y{read_cohorts<double>(path, types, {.incomplete = &ids, .missing = missing}), {}, {}, {}};
  const cohort_columns<double>& c = y.stand.columns();
  if (y.stand.cells() == 0) fail(path, ": there is no cell in it");
  y.incomplete = cells_of(std::move(ids), y.stand);
  y.warning = about_diameters(c.dbh);
  if (!y.warning.empty() && c.dbh.size() >= enough_cohorts) fail(path, ": ", y.warning);
  const std::vector<double> covers = covers_of(y.stand);
  for (std::size_t cell = 0; cell < covers.size(); ++cell) {
    if (!(covers[cell] <= most_cover)) y.crowded.push_back(cell);
  }
  if (y.crowded.empty()) return y;
  if (y.crowded.size() + y.incomplete.size() == y.stand.cells()) {
    const std::size_t first = y.crowded.front();
    fail(path, ": the crowns of cell ", c.cell_id[first], " cover its cell_area of ", c.cell_area[first],
         " m2 ", rounded(covers[first]), " times; allowed is ", most_cover,
         y.stand.cells() == 1 ? "" : ", and no other cell has fewer", ". Is cell_area in m2?");
  }
  drop_cohorts(y.stand, y.crowded);
  return y;
}

void drop_cohorts(cohorts<double>& stand, const std::vector<std::size_t>& cells) {
  stand.drop_if([&](const cohort<double>& x) {
    return std::binary_search(cells.begin(), cells.end(), static_cast<std::size_t>(x.cell));
  });
}

}  // namespace sylva::examples
