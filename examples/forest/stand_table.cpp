#include "stand_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <tuple>

#include "support/netcdf_file.hpp"
#include "support/text.hpp"

namespace sylva::examples {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* point = "time: point";
constexpr const char* mean = "time: mean";

/// A year's end in the calendar of the output, in which all years have 365 days: the first is year 1.
double day_of_end(std::int64_t year) { return 365.0 * static_cast<double>(year); }

struct output {
  const char* name;
  const char* units;  ///< as UDUNITS spells it
  const char* for_people;
  const char* long_name;
  const char* standard_name;
  const char* cell_methods;
};

constexpr const char* a_year = "kg m-2 year-1";
constexpr const char* carbon_a_year = "kg C m-2 yr-1";
constexpr output outputs[] = {
    {"cohorts", "1", "1", "number of cohorts", "", point},
    {"stems", "hectare-1", "ha-1", "number of stems", "", point},
    {"basal_area", "m2 hectare-1", "m2 ha-1", "sum of the cross-sections of stems at breast height", "",
     point},
    {"mean_dbh", "m", "m", "quadratic mean of diameters at breast height", "", point},
    {"top_height", "m", "m", "mean height of the 100 thickest stems of a hectare, ties in diameter shared",
     "", point},
    {"lai", "1", "1", "leaf area index", "leaf_area_index", point},
    {"layers", "1", "1", "number of canopy layers", "", point},
    {"ground_light", "1", "1", "share of the light above the canopy that comes to the ground", "", point},
    {"stock", "kg m-2", "kg C m-2", "living carbon of all trees, roots included", "vegetation_carbon_content",
     point},
    {"years", "1", "1", "years since the row before in which the cell grew; fluxes are means over them", "",
     ""},
    {"gpp", a_year, carbon_a_year, "gross primary productivity",
     "gross_primary_productivity_of_biomass_expressed_as_carbon", mean},
    {"gpp_topslice", a_year, carbon_a_year, "share of GPP that is taken before allocation", "", mean},
    {"respiration", a_year, carbon_a_year, "respiration of maintenance and growth, and of trees that starve",
     "plant_respiration_carbon_flux", mean},
    {"turnover", a_year, carbon_a_year, "turnover of foliage, fine roots and reproductive tissue", "", mean},
    {"mortality", a_year, carbon_a_year, "living carbon of trees that died", "", mean},
    {"recruitment", a_year, carbon_a_year, "living carbon of new trees", "", mean},
};

double basal_area_of(double dbh) { return std::numbers::pi / 4 * dbh * dbh; }

/// Some stems of one size.
struct stems_of_size {
  double dbh, height, n;
};

/// Mean height of the `most` thickest stems, of all where there are fewer; NaN where there is none. Where
/// cohorts of one diameter are more than what is left to count, each counts in proportion to its stems, so
/// that the order of the cohorts does not matter, not even to the last bit. It is changed.
double top_height_of(std::vector<stems_of_size>& stems, double most) {
  std::sort(stems.begin(), stems.end(), [](const stems_of_size& a, const stems_of_size& b) {
    return std::tie(b.dbh, b.height, b.n) < std::tie(a.dbh, a.height, a.n);
  });
  double sum = 0, counted = 0;
  for (std::size_t first = 0, end = 0; first < stems.size() && counted < most; first = end) {
    double n = 0, heights = 0;
    for (; end < stems.size() && stems[end].dbh == stems[first].dbh; ++end) {
      n += stems[end].n, heights += stems[end].n * stems[end].height;
    }
    if (!(n > 0)) continue;
    const double taken = std::min(n, most - counted);
    sum += taken * (heights / n), counted += taken;
  }
  return counted > 0 ? sum / counted : missing;
}

}  // namespace

stand_numbers describe(const cohorts<double>& stand, const stand_canopy& canopy,
                       std::span<const std::size_t> unknown) {
  const cohort_columns<double>& c = stand.columns();
  const std::size_t cells = stand.cells();
  stand_numbers y;
  for (auto* values :
       {&y.cohorts, &y.stems, &y.basal_area, &y.mean_dbh, &y.top_height, &y.lai, &y.layers, &y.stock}) {
    values->resize(cells);
  }
  y.ground_light = canopy.ground_light;
  std::vector<stems_of_size> sizes;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    const auto first = static_cast<std::size_t>(c.offsets[cell]);
    const auto end = static_cast<std::size_t>(c.offsets[cell + 1]);
    double stems = 0, basal_area = 0, stock = 0;
    sizes.clear();
    for (std::size_t k = first; k < end; ++k) {
      const demography::plant_traits<double>& t =
          stand.types().types()[static_cast<std::size_t>(c.type[k])].traits;
      stems += c.n_individuals[k];
      basal_area += c.n_individuals[k] * basal_area_of(c.dbh[k]);
      sizes.push_back(
          {c.dbh[k], demography::stem_height<double>{}(t.h_max, t.a_hd, c.dbh[k]), c.n_individuals[k]});
      stock += c.n_individuals[k] *
               demography::living_mass<double>{}(
                   demography::mass_inputs<double>{t.a_hd, t.ca_ratio, t.h_max, t.rho_s, t.lai, t.sla, t.zeta,
                                                   t.p_foliage_for_reproductive_tissue, c.dbh[k]})
                   .value;
    }
    const double hectares = c.cell_area[cell] / 10000;
    y.cohorts[cell] = static_cast<double>(end - first);
    y.stems[cell] = stems / hectares;
    y.basal_area[cell] = basal_area / hectares;
    y.stock[cell] = stock / c.cell_area[cell];
    y.mean_dbh[cell] = stems > 0 ? std::sqrt(basal_area / stems * 4 / std::numbers::pi) : missing;

    y.top_height[cell] = top_height_of(sizes, 100 * hectares);

    y.layers[cell] = static_cast<double>(canopy.offsets[cell + 1] - canopy.offsets[cell]);
    for (auto l = static_cast<std::size_t>(canopy.offsets[cell]);
         l < static_cast<std::size_t>(canopy.offsets[cell + 1]); ++l) {
      y.lai[cell] += canopy.lai[l];
    }
  }
  leave_out(y, unknown);
  return y;
}

void leave_out(stand_numbers& y, std::span<const std::size_t> cells) {
  for (const std::size_t cell : cells) {
    for (auto* values : {&y.cohorts, &y.stems, &y.basal_area, &y.mean_dbh, &y.top_height, &y.lai, &y.layers,
                         &y.ground_light, &y.stock}) {
      (*values)[cell] = missing;
    }
  }
}

std::vector<output_variable> describe_outputs() {
  std::vector<output_variable> all;
  for (const output& o : outputs)
    all.push_back({o.name, o.units, o.long_name, o.standard_name, o.cell_methods});
  return all;
}

std::vector<values_view> rows_of(const stand_numbers& n, const carbon_sums& since,
                                 const cohorts<double>& stand, std::vector<std::vector<double>>& storage) {
  const std::vector<double>& area = stand.columns().cell_area;
  const std::vector<double>& years = since.years();
  storage.clear();
  const auto mean_of = [&](const std::vector<double>& sum) {
    std::vector<double>& y = storage.emplace_back(sum.size());
    for (std::size_t c = 0; c < y.size(); ++c) {
      y[c] = years[c] > 0 ? sum[c] / (years[c] * area[c]) : missing;
    }
  };
  const carbon_sums::balance& s = since.sums();
  for (const auto* sum :
       {&s.gpp, &s.gpp_topslice, &s.respiration, &s.turnover, &s.mortality, &s.recruitment}) {
    mean_of(*sum);
  }
  std::vector<values_view> views;
  for (const auto* values : {&n.cohorts, &n.stems, &n.basal_area, &n.mean_dbh, &n.top_height, &n.lai,
                             &n.layers, &n.ground_light, &n.stock, &years}) {
    views.emplace_back(std::span<const double>(*values));
  }
  for (const auto& values : storage) views.emplace_back(std::span<const double>(values));
  return views;
}

std::string help_on_outputs() {
  std::string out = "OUTPUTS, a row for each cell at the end of a year:\n";
  for (const output& o : outputs) {
    std::string name = text("  ", o.name);
    name.resize(18, ' ');
    std::string units = o.for_people;
    units.resize(15, ' ');
    out += text(name, units, o.long_name, "\n");
  }
  return out;
}

stand_source::stand_source(std::string path, const cohorts<double>& stand, std::vector<std::int64_t> years)
    : path_(std::move(path)),
      years_(std::move(years)),
      cell_ids_(stand.columns().cell_id),
      cell_areas_(stand.columns().cell_area),
      dims_{{"time", years_.size()}, {"cell", stand.cells()}} {}

std::string stand_source::place(std::span<const std::size_t>, std::span<const std::size_t> index) const {
  return text("cell ", cell_ids_[index.back()]);
}

source::carried stand_source::define_in(netcdf_file& out, std::span<const std::size_t>,
                                        std::span<const variable>) {
  int time = -1, cell = -1;
  std::array<int, 2> of_bounds{};
  out.check(nc_def_dim(out.id(), "time", years_.size(), &time));
  out.check(nc_def_dim(out.id(), "cell", cell_ids_.size(), &cell));
  out.check(nc_def_dim(out.id(), "time_ends", 2, &of_bounds[1]));
  of_bounds[0] = time;
  const auto define = [&](const char* name, nc_type type, int rank, const int* dims, const char* long_name) {
    int id = -1;
    out.check(nc_def_var(out.id(), name, type, rank, dims, &id));
    if (long_name[0] != '\0') out.put_text(id, "long_name", long_name);
    return id;
  };
  time_id_ = define("time", NC_DOUBLE, 1, &time, "end of the year");
  out.put_text(time_id_, "units", "days since 0001-01-01 00:00:00");
  out.put_text(time_id_, "calendar", "noleap");
  out.put_text(time_id_, "standard_name", "time");
  out.put_text(time_id_, "axis", "T");
  out.put_text(time_id_, "bounds", "time_bounds");
  bounds_id_ = define("time_bounds", NC_DOUBLE, 2, of_bounds.data(), "");
  year_id_ = define("year", NC_INT64, 1, &time, "number of the year that ends");
  out.put_text(year_id_, "units", "1");
  cell_id_ = define("cell_id", NC_INT64, 1, &cell, "cell_id of COHORTS");
  area_id_ = define("cell_area", NC_DOUBLE, 1, &cell, "area of the cell");
  out.put_text(area_id_, "units", "m2");
  out.put_text(area_id_, "standard_name", "cell_area");
  return {{time, cell}, {{"coordinates", "year cell_id"}, {"cell_measures", "area: cell_area"}}};
}

void stand_source::fill_in(netcdf_file& out) {
  std::vector<double> ends, bounds;
  for (std::size_t t = 0; t < years_.size(); ++t) {
    ends.push_back(day_of_end(years_[t]));
    bounds.insert(bounds.end(), {day_of_end(years_[t == 0 ? 0 : t - 1]), day_of_end(years_[t])});
  }
  const std::vector<long long> years(years_.begin(), years_.end()), ids(cell_ids_.begin(), cell_ids_.end());
  out.check(nc_put_var_double(out.id(), time_id_, ends.data()));
  out.check(nc_put_var_double(out.id(), bounds_id_, bounds.data()));
  out.check(nc_put_var_longlong(out.id(), year_id_, years.data()));
  out.check(nc_put_var_longlong(out.id(), cell_id_, ids.data()));
  out.check(nc_put_var_double(out.id(), area_id_, cell_areas_.data()));
}

std::vector<std::string> stand_source::kept_columns(std::span<const std::size_t>) {
  return {"year", "cell_id"};
}

void stand_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  row += text(years_[index[0]], ",", cell_ids_[index[1]]);
}

}  // namespace sylva::examples
