#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <sylva/demography/allometry.hpp>
#include <sylva/demography/dynamics.hpp>
#include <sylva/models/canopy.hpp>
#include <sylva/models/cohorts.hpp>
#include <utility>
#include <vector>

namespace sylva {

struct forest_options {
  canopy_options canopy{};
  double seed_rain =
      0.02;  ///< seeds of each type that could become trees [m-2 yr-1], 0 and more; 0: no new trees
  double recruit_dbh = 0.01;  ///< diameter of new trees [m], above 0
  /// Cohorts with fewer individuals for each 10000 m2 (hectare) are gone, 0 and more; as few new trees do not
  /// come.
  double least_individuals = 0.01;
};

/// The year of each cell.
template <std::floating_point Real = double>
struct forest_year {
  /// (cells) [kg C]. Of a cell without potential GPP the fluxes are NaN and the stocks are those before.
  demography::carbon_balance<std::vector<Real>> carbon;
  /// (cells) Share of the trees that died by the mortality rate or of starvation [-]: of those at least twice
  /// as thick as new trees, so that the thinning of seedlings in the shade does not count; of all trees where
  /// none is as thick. NaN in a cell without trees or without potential GPP.
  std::vector<Real> death_share;
  std::vector<Real> ground_light;           ///< (cells) share of the light that comes to the ground [-]
  std::vector<std::int64_t> layer_offsets;  ///< (cells + 1) where the canopy layers of each cell begin
  canopy_layer<std::vector<Real>> layers;   ///< (layers) during the year
};

namespace detail {

/// The inputs of forest_model that are looked at: a flora has no traits that are out of range.
template <class T>
struct stand_inputs {
  T potential_gpp, cell_area, dbh, n_individuals;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.potential_gpp, b.potential_gpp), f(a.cell_area, b.cell_area), f(a.dbh, b.dbh);
    f(a.n_individuals, b.n_individuals);
  }
  static constexpr const char* names[] = {"potential_gpp", "cell_area", "dbh", "n_individuals"};
};

}  // namespace detail

/// Stands that grow, year by year: light through the canopy, GPP, allocation, growth, mortality and
/// recruitment, in any number of cells. The state is the table of cohorts, and that alone: one that was saved
/// and read back goes on as if it had not been. Mortality and Recruitment are kernels, see
/// sylva/demography/dynamics.hpp.
///
/// Carbon is conserved in each year and cell, to rounding: what comes as GPP, or with new trees, is respired,
/// turned over, taken before allocation, in the trees that die, or in the stock of the living.
template <std::floating_point Real = double, class Mortality = demography::mortality_falster16<Real>,
          class Recruitment = demography::recruitment_by_light<Real>>
class forest_model {
 public:
  /// Throws std::invalid_argument for an option that is out of range.
  explicit forest_model(const forest_options& options = {}, Mortality mortality = {},
                        Recruitment recruitment = {}, const range_table& ranges = stand_ranges())
      : options_(options), ranges_(ranges), canopy_(options.canopy, ranges), recruitment_(recruitment) {
    year_.mortality = mortality;
    const bounds from_0("option", 0, std::numeric_limits<double>::infinity(), "[)");
    check_option("seed_rain", options.seed_rain, from_0);
    check_option("recruit_dbh", options.recruit_dbh, ranges_[2].possible());
    check_option("least_individuals", options.least_individuals, from_0);
    year_.least_dbh = std::min(year_.least_dbh, static_cast<Real>(options.recruit_dbh));
  }
  const forest_options& options() const& { return options_; }
  forest_options options() && { return options_; }

  /// One year. potential_gpp [kg C m-2 yr-1], one value a cell, is the GPP at fAPAR = 1, of leaves that
  /// absorb all the light above the canopy: the sum of light use efficiency times ppfd over the year. The GPP
  /// of a stand is fAPAR times it. Typical values are 1.2 to 1.8 in boreal, 1.7 to 3 in temperate and 3.5
  /// to 4.7 in wet tropical climates (docs/demography.md). Below compensation_potential_gpp of their types
  /// trees lose mass and die.
  ///
  /// A cell where it is NaN stays as it is: no tree grows, dies or comes, and its fluxes are NaN. So does a
  /// cell in which it, the cell_area, or a dbh or n_individuals is not possible (stand_ranges).
  ///
  /// Throws std::invalid_argument unless there is one value a cell, and for mortality rates that are negative
  /// or NaN; crowns_out_of_range with the positions of cells whose crowns make too many canopy layers. The
  /// table changes when all has been calculated: an exception leaves it as it was.
  template <execution_policy Policy>
  forest_year<Real> step(const Policy& policy, cohorts<Real>& stand,
                         std::span<const Real> potential_gpp) const {
    check_size(stand, potential_gpp);
    return step_possible(policy, stand, where_possible(stand, potential_gpp));
  }
  /// The same value in all cells.
  template <execution_policy Policy>
  forest_year<Real> step(const Policy& policy, cohorts<Real>& stand, Real potential_gpp) const {
    const std::vector<Real> everywhere(stand.cells(), potential_gpp);
    return step(policy, stand, std::span<const Real>(everywhere));
  }
  /// `step`, whose result is `year`. Reports how many values of potential_gpp, cell_area, dbh and
  /// n_individuals, as they were before the year, are missing, outside the expected range, or impossible.
  /// Positions are those of the cells and of the cohorts in the table.
  template <execution_policy Policy>
  [[nodiscard]] std::vector<input_finding> run_checked(const Policy& policy, cohorts<Real>& stand,
                                                       std::span<const Real> potential_gpp,
                                                       forest_year<Real>& year) const {
    std::vector<input_finding> findings = check(policy, stand, potential_gpp);
    year = step(policy, stand, potential_gpp);
    return findings;
  }
  /// The report of `run_checked`, without a year.
  template <execution_policy Policy>
  [[nodiscard]] std::vector<input_finding> check(const Policy& policy, const cohorts<Real>& stand,
                                                 std::span<const Real> potential_gpp) const {
    check_size(stand, potential_gpp);
    const cohort_columns<Real>& c = stand.columns();
    return ranges_.look(
        policy, detail::stand_inputs<argument<Real>>{potential_gpp, c.cell_area, c.dbh, c.n_individuals});
  }

  /// Living carbon of a new tree of each type [kg C].
  std::vector<Real> mass_of_recruits(const flora<Real>& types) const {
    std::vector<Real> mass(types.size());
    for (std::size_t t = 0; t < types.size(); ++t) {
      const demography::plant_traits<Real>& p = types.types()[t].traits;
      mass[t] = demography::living_mass<Real>{}(
                    demography::mass_inputs<Real>{p.a_hd, p.ca_ratio, p.h_max, p.rho_s, p.lai, p.sla, p.zeta,
                                                  p.p_foliage_for_reproductive_tissue,
                                                  static_cast<Real>(options_.recruit_dbh)})
                    .value;
    }
    return mass;
  }

 private:
  static void check_option(const char* name, double value, const bounds& allowed) {
    const auto used = static_cast<double>(static_cast<Real>(value));
    if (!std::isnan(value) && !allowed.outside(used) && std::isfinite(used)) return;
    throw std::invalid_argument(std::string(name) + " is " + io::number_text(value) + ": allowed is " +
                                detail::allowed_by(allowed));
  }
  static void check_size(const cohorts<Real>& stand, std::span<const Real> gpp) {
    if (gpp.size() == stand.cells()) return;
    throw std::invalid_argument("potential_gpp has " + std::to_string(gpp.size()) +
                                " elements: expected are " + std::to_string(stand.cells()) + ", one a cell");
  }

  /// Potential GPP, NaN in a cell in which any input is not possible.
  std::vector<Real> where_possible(const cohorts<Real>& stand, std::span<const Real> potential_gpp) const {
    const auto possible = [&](int k) { return interval_limits<Real>::of(ranges_[k].possible()); };
    const interval_limits<Real> of_gpp = possible(0), of_area = possible(1), of_dbh = possible(2),
                                of_n = possible(3);
    const cohort_columns<Real>& c = stand.columns();
    std::vector<Real> gpp(potential_gpp.begin(), potential_gpp.end());
    for (std::size_t cell = 0; cell < gpp.size(); ++cell) {
      bool all = of_gpp.inside(gpp[cell]) && of_area.inside(c.cell_area[cell]);
      for (auto k = static_cast<std::size_t>(c.offsets[cell]);
           k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
        all = all && of_dbh.inside(c.dbh[k]) && of_n.inside(c.n_individuals[k]);
      }
      if (!all) gpp[cell] = not_a_number<Real>;
    }
    return gpp;
  }

  /// A year in the cells that have potential GPP.
  template <class Policy>
  forest_year<Real> step_possible(const Policy& policy, cohorts<Real>& stand,
                                  const std::vector<Real>& potential_gpp) const {
    const cohort_columns<Real>& c = stand.columns();
    const demography::plant_traits<std::vector<Real>>& table = stand.types().traits();
    const std::size_t n = stand.size(), n_cells = stand.cells();
    const demography::plant_traits<argument<Real>> traits = taken(unchecked{}, table, c.type);

    std::vector<Real> height(n), crown_area(n), gpp(n);
    demography::allometry<result<Real>> sizes{};
    sizes.stem_height = height, sizes.crown_area = crown_area;
    transform(policy, demography::stem_allometry<Real>{}, sizes,
              demography::allometry_inputs<argument<Real>>::of(traits, c.dbh));

    forest_year<Real> year;
    const auto trees =
        demography::canopy_cohort<argument<Real>>::of(traits, height, crown_area, c.n_individuals);
    year.layer_offsets = canopy_.layers(policy, c.offsets, trees, c.cell_area);
    canopy_layer<result<Real>> layers;
    resize(year.layers, layers, static_cast<std::size_t>(year.layer_offsets.back()));
    year.ground_light.resize(n_cells);
    canopy_.run(policy, c.offsets, trees, c.cell_area, year.layer_offsets, layers, {{}, gpp},
                year.ground_light, potential_gpp);

    demography::tree_year_fluxes<std::vector<Real>> after;
    demography::tree_year_fluxes<result<Real>> after_out;
    resize(after, after_out, n);
    transform(policy, year_, after_out, demography::growth_inputs<argument<Real>>::of(traits, c.dbh, gpp));
    std::vector<Real> n_after = survivors(c, after, potential_gpp, year.death_share);

    demography::carbon_balance<result<Real>> carbon;
    resize(year.carbon, carbon, n_cells);
    carbon.recruitment = {};
    segmented(policy, demography::carbon_of_cell<Real>{}, carbon, c.offsets, no_inputs{},
              demography::cohort_year<argument<Real>>{c.n_individuals, n_after, gpp, after.gpp_topslice,
                                                      after.respiration, after.turnover, after.mass_before,
                                                      after.mass_after});
    const std::vector<new_cohort<Real>> recruits = new_trees(policy, stand, potential_gpp, year);
    leave_as_they_were(potential_gpp, year.carbon);

    cohorts<Real> next = stand;
    next.set_dbh(std::move(after.dbh));
    next.set_n_individuals(std::move(n_after));
    next.drop_if([&](const cohort<Real>& x) {
      return x.n_individuals == Real(0) && !std::isnan(potential_gpp[static_cast<std::size_t>(x.cell)]);
    });
    next.add(recruits);
    stand = std::move(next);
    return year;
  }

  template <class Arrays, class Handles>
  static void resize(Arrays& arrays, Handles& handles, std::size_t n) {
    arrays.zip(handles, arrays, [&](result<Real>& r, std::vector<Real>& a) {
      a.resize(n);
      r = a;
    });
  }

  /// The fewest individuals of a cohort in a cell of this area [m2].
  Real least_of(Real cell_area) const {
    return static_cast<Real>(options_.least_individuals) * cell_area / Real(10000);
  }

  /// The individuals that are alive after the year, and the share of each cell that died. In a cell without
  /// potential GPP nothing changes.
  std::vector<Real> survivors(const cohort_columns<Real>& c,
                              demography::tree_year_fluxes<std::vector<Real>>& after,
                              std::span<const Real> potential_gpp, std::vector<Real>& death_share) const {
    const Real thick = Real(2) * static_cast<Real>(options_.recruit_dbh);
    std::vector<Real> n_after(c.dbh.size());
    death_share.assign(potential_gpp.size(), not_a_number<Real>);
    for (std::size_t cell = 0; cell < potential_gpp.size(); ++cell) {
      const Real least = least_of(c.cell_area[cell]);
      Real n = 0, dead = 0, n_thick = 0, dead_thick = 0;
      for (auto k = static_cast<std::size_t>(c.offsets[cell]);
           k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
        if (std::isnan(potential_gpp[cell])) {
          after.dbh[k] = c.dbh[k];
          n_after[k] = c.n_individuals[k];
          continue;
        }
        check_survival(after.survival[k], c, cell, k);
        const Real alive = c.n_individuals[k] * after.survival[k];
        n_after[k] = alive < least ? Real(0) : alive;
        n += c.n_individuals[k], dead += c.n_individuals[k] - alive;
        if (c.dbh[k] >= thick) n_thick += c.n_individuals[k], dead_thick += c.n_individuals[k] - alive;
      }
      if (n > Real(0)) death_share[cell] = n_thick > Real(0) ? dead_thick / n_thick : dead / n;
    }
    return n_after;
  }

  static void check_survival(Real survival, const cohort_columns<Real>& c, std::size_t cell, std::size_t k) {
    if (survival >= Real(0) && survival <= Real(1)) return;
    throw std::invalid_argument("the mortality kernel lets a share of " + io::number_text(survival) +
                                " of cohort " + std::to_string(c.id[k]) + " in cell " +
                                std::to_string(c.cell_id[cell]) +
                                " survive: allowed is 0 to 1, of a rate of 0 and more");
  }

  /// Fluxes and stocks of cells without potential GPP.
  static void leave_as_they_were(std::span<const Real> potential_gpp,
                                 demography::carbon_balance<std::vector<Real>>& carbon) {
    for (std::size_t cell = 0; cell < potential_gpp.size(); ++cell) {
      if (!std::isnan(potential_gpp[cell])) continue;
      const Real stock = carbon.stock_before[cell];
      carbon.zip(carbon, carbon,
                 [&](std::vector<Real>& x, const std::vector<Real>&) { x[cell] = not_a_number<Real>; });
      carbon.stock_before[cell] = carbon.stock_after[cell] = stock;
    }
  }

  /// New trees of all types in all cells, and their carbon.
  template <class Policy>
  std::vector<new_cohort<Real>> new_trees(const Policy& policy, const cohorts<Real>& stand,
                                          std::span<const Real> potential_gpp,
                                          forest_year<Real>& year) const {
    const cohort_columns<Real>& c = stand.columns();
    const std::size_t n_cells = stand.cells();
    const Real dbh = static_cast<Real>(options_.recruit_dbh);
    const std::vector<Real> mass = mass_of_recruits(stand.types());
    std::vector<Real> number(n_cells);
    std::vector<new_cohort<Real>> trees;
    std::fill(year.carbon.recruitment.begin(), year.carbon.recruitment.end(), Real(0));
    if (options_.seed_rain == 0) return trees;
    transform(policy, recruitment_, number,
              demography::seedbed<argument<Real>>{year.ground_light, c.cell_area, options_.seed_rain});
    executor<Policy>::wait(policy);
    for (std::size_t t = 0; t < mass.size(); ++t) {
      for (std::size_t cell = 0; cell < n_cells; ++cell) {
        if (std::isnan(potential_gpp[cell]) || !(number[cell] > least_of(c.cell_area[cell]))) continue;
        trees.push_back({static_cast<std::int64_t>(cell), static_cast<std::int32_t>(t), dbh, number[cell]});
        year.carbon.recruitment[cell] += number[cell] * mass[t];
        year.carbon.stock_after[cell] += number[cell] * mass[t];
      }
    }
    return trees;
  }

  forest_options options_;
  input_ranges<detail::stand_inputs<char>> ranges_;
  canopy_model<Real> canopy_;
  demography::tree_year<Real, Mortality> year_{};
  Recruitment recruitment_{};
};

}  // namespace sylva
