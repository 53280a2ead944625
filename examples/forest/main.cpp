// sylva-forest: stands of trees that grow year by year, of one plot or of thousands of cells.

#include <sylva/demography/growth.hpp>
#include <sylva/models/stand_ranges.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "carbon_sums.hpp"
#include "gpp_series.hpp"
#include "input_files.hpp"
#include "model.hpp"
#include "parameters.hpp"
#include "picture.hpp"
#include "stand_table.hpp"
#include "state_file.hpp"
#include "support/backend.hpp"
#include "support/dataset.hpp"
#include "support/option_checks.hpp"
#include "support/program.hpp"
#include "support/report.hpp"
#include "support/scratch_file.hpp"

using namespace sylva::examples;

namespace {

struct arguments {
  std::string flora, cohorts, output, state_out, plot, gpp = "2.5";
  std::int64_t years = 500;
  std::optional<std::int64_t> every, start_year, plot_cell;
  std::vector<std::string> set, units;
  std::vector<double> missing;
  model_choices choices;
};

constexpr std::int64_t most_years = 1'000'000;

/// The years at whose ends there are rows: the first, every so many, and the last.
std::vector<std::int64_t> years_of_rows(std::int64_t start, std::int64_t years, std::int64_t every) {
  std::vector<std::int64_t> out;
  for (std::int64_t y = 0; y < years; y += every) out.push_back(start + y);
  out.push_back(start + years);
  return out;
}

void check_files(const arguments& given, const std::string& gpp_file) {
  check_output_name(given.output);
  check_distinct_files(
      {{"FLORA", given.flora}, {"COHORTS", given.cohorts}, {"--gpp", gpp_file}},
      {{"--output", given.output}, {"--state-out", given.state_out}, {"--plot", given.plot}});
}

/// The unit of the table of GPP from --units; empty if it is not given.
std::string unit_of_gpp(const arguments& given) {
  std::string unit;
  for (const auto& [name, theirs] : assignments("--units", given.units)) {
    if (name != "gpp")
      fail("--units: '", shown(name), "' has one unit in the files of sylva-forest; there is gpp");
    unit = theirs;
  }
  return unit;
}

struct seconds_spent {
  double model = 0, describing = 0, writing = 0;
};

/// How well the carbon of a whole run adds up, in the cell where it does so worst.
struct closure {
  double worst = 0;  ///< of the largest stock or flux of the cell
  std::size_t cell = 0;
};
closure close_carbon(const carbon_sums& all, const std::vector<double>& before,
                     const std::vector<double>& after, const std::vector<double>& area) {
  closure y;
  for (std::size_t c = 0; c < area.size(); ++c) {
    const double gap = std::abs((after[c] - before[c]) * area[c] - all.change(c));
    const double scale = std::max({before[c] * area[c], after[c] * area[c], all.largest(c)});
    if (gap > y.worst * scale) y = {gap / scale, c};
  }
  return y;
}

/// Years in which more than half of the trees of a cell die.
class die_offs {
 public:
  explicit die_offs(std::size_t cells) : hit_(cells) {}
  /// death_share: as in forest_year
  void add(std::int64_t year, const std::vector<double>& death_share) {
    for (std::size_t c = 0; c < hit_.size(); ++c) {
      if (!(death_share[c] > 0.5)) continue;
      if (!first_year_) first_year_ = year;
      hit_[c] = true;
      if (death_share[c] > worst_) worst_ = death_share[c], cell_ = c, year_ = year;
    }
  }
  [[nodiscard]] bool any() const { return first_year_.has_value(); }
  [[nodiscard]] std::string text_of(const std::vector<std::int64_t>& cell_ids) const {
    const auto cells = static_cast<std::size_t>(std::count(hit_.begin(), hit_.end(), true));
    return text("more than half of the trees died within a year in ", grouped(cells), " of ",
                grouped(hit_.size()), hit_.size() == 1 ? " cell" : " cells", ", first in year ", *first_year_,
                "; worst: ", rounded(100 * worst_, 3), " % in cell ", cell_ids[cell_], ", year ", year_);
  }

 private:
  std::vector<bool> hit_;
  std::optional<std::int64_t> first_year_;
  double worst_ = 0;
  std::size_t cell_ = 0;
  std::int64_t year_ = 0;
};

/// A cell whose crowns make too many canopy layers at the end of a year.
struct overgrown_cell {
  std::size_t cell;
  std::int64_t year;
};

struct run_findings {
  std::string gpp, model;
  std::int64_t start = 0, every = 1;
  std::size_t cohorts_before = 0;
  std::vector<std::size_t> incomplete, crowded;  ///< as in stand_of_file
  std::vector<std::size_t> impossible;           ///< in which trees or the area are impossible
  std::vector<overgrown_cell> overgrown;         ///< in the order of years
  std::vector<std::size_t> unknown;              ///< all of these, which have no results, in ascending order
  std::vector<std::string> ranges;               ///< lines on values that are not as expected
  std::string warning;                           ///< as in stand_of_file
  std::string impossible_values;                 ///< of COHORTS, the first of such lines
  bool impossible_gpp = false;
  stand_numbers before, after;
  seconds_spent spent;
  double cohort_years = 0;
  int threads = 1;
};

void say(const std::string& line) { std::printf("  %s\n", line.c_str()); }

std::string some_cells(const std::vector<std::int64_t>& ids) {
  std::vector<std::string> names;
  for (const std::int64_t id : ids) names.push_back(text(id));
  return joined(names, 10);
}

std::string some_cells(const std::vector<std::size_t>& cells, const std::vector<std::int64_t>& ids) {
  std::vector<std::int64_t> theirs;
  for (const std::size_t c : cells) theirs.push_back(ids[c]);
  return some_cells(theirs);
}

/// Leaves out cells that can have no results: from then on they have no trees, and none come.
/// cells, unknown: in ascending order
void leave_out(const std::vector<std::size_t>& cells, sylva::cohorts<double>& stand, gpp_series& gpp,
               std::vector<std::size_t>& unknown) {
  drop_cohorts(stand, cells);
  for (const std::size_t cell : cells) gpp.leave_out(cell);
  unknown.insert(unknown.end(), cells.begin(), cells.end());
  std::sort(unknown.begin(), unknown.end());
}

/// What is wrong with cells whose crowns make too many layers, and the usual cause.
std::string about_overgrown(const sylva::crowns_out_of_range& e, const sylva::cohorts<double>& stand,
                            std::int64_t year, const model_choices& choices) {
  const auto [cell, layers] = e.cells.front();
  const std::string others =
      e.cells.size() == 1 ? "" : text(" (too many in ", grouped(e.cells.size()), " cells)");
  return text("the crowns of cell ", stand.columns().cell_id[cell], " make ", rounded(layers, 6),
              " canopy layers at the end of year ", year, others, "; allowed are at most ",
              grouped(static_cast<std::size_t>(e.most_layers)), ". Usually seed_rain, which is ",
              rounded(choices.options.seed_rain, 4), " m-2 yr-1, or gap_fraction, which is ",
              rounded(choices.options.canopy.gap_fraction, 4), ", is too high");
}

/// The positions of cells in which a diameter, a number of trees or the area is impossible, in ascending
/// order.
std::vector<std::size_t> impossible_cells(const sylva::cohorts<double>& stand) {
  const sylva::cohort_columns<double>& c = stand.columns();
  const sylva::range_table ranges = sylva::stand_ranges();
  const sylva::bounds of_area = ranges.of("cell_area").possible(), of_dbh = ranges.of("dbh").possible(),
                      of_number = ranges.of("n_individuals").possible();
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < stand.cells(); ++cell) {
    bool impossible = of_area.outside(c.cell_area[cell]);
    for (auto k = static_cast<std::size_t>(c.offsets[cell]);
         k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
      impossible = impossible || of_dbh.outside(c.dbh[k]) || of_number.outside(c.n_individuals[k]);
    }
    if (impossible) cells.push_back(cell);
  }
  return cells;
}

/// Adds unexpected and impossible values of COHORTS, and of the potential GPP of the first year.
void add_findings(run_findings& f, const sylva::cohorts<double>& stand,
                  const std::vector<sylva::input_finding>& found) {
  constexpr std::string_view label = "range     ";
  const sylva::cohort_columns<double>& c = stand.columns();
  for (const sylva::input_finding& x : found) {
    const bool of_cohorts = x.name == "dbh" || x.name == "n_individuals";
    const auto cell_of = [&](std::size_t at) {
      if (!of_cohorts) return c.cell_id[at];
      const auto next = std::upper_bound(c.offsets.begin(), c.offsets.end(), static_cast<std::int64_t>(at));
      return c.cell_id[static_cast<std::size_t>(next - c.offsets.begin()) - 1];
    };
    const std::string unit = x.range.unit() == "-" ? "" : " " + x.range.unit();
    const auto add = [&](std::size_t n, const std::string& what, double worst, std::size_t at) {
      if (n == 0) return;
      f.ranges.push_back(text(label, x.name, ": ", grouped(n), " ", what, unit, "; worst ", rounded(worst, 7),
                              " in cell ", cell_of(at)));
    };
    const auto ends = [](const sylva::bounds& b) {
      return text(rounded(b.lower(), 7), " to ", rounded(b.upper(), 7));
    };
    add(x.found.below + x.found.above, "outside of the expected " + ends(x.range.expected()), x.found.worst,
        x.found.worst_at);
    add(x.found.impossible, "impossible, outside of " + ends(x.range.possible()), x.found.worst_impossible,
        x.found.impossible_at);
    if (x.found.impossible > 0 && x.name != "potential_gpp" && f.impossible_values.empty())
      f.impossible_values = f.ranges.back().substr(label.size());
    f.impossible_gpp = f.impossible_gpp || (x.name == "potential_gpp" && x.found.impossible > 0);
  }
}

void say_missing(const std::vector<double>& grown, const std::vector<std::int64_t>& ids, std::int64_t years,
                 const run_findings& f) {
  const auto say_cells = [&](std::size_t n, const std::string& what, const std::string& names) {
    if (n == 0) return;
    say(text("missing   ", grouped(n), " of ", grouped(ids.size()),
             ids.size() == 1 ? " cell has " : " cells have ", what, ": ", names));
  };
  say_cells(f.incomplete.size(), "trees without a diameter or number in COHORTS, and no results",
            some_cells(f.incomplete, ids));
  say_cells(f.impossible.size(), "impossible values in COHORTS, and no results",
            some_cells(f.impossible, ids));
  say_cells(f.crowded.size(),
            text("crowns in COHORTS that cover cell_area more than ", most_cover,
                 " times (is it in m2?), and no results"),
            some_cells(f.crowded, ids));
  std::vector<std::string> overgrown;
  for (const overgrown_cell& x : f.overgrown) overgrown.push_back(text(ids[x.cell], " from year ", x.year));
  say_cells(overgrown.size(),
            text("more than ", sylva::crowns_out_of_range::most_layers,
                 " canopy layers (is seed_rain or gap_fraction too high?), and no results any more"),
            joined(overgrown, 10));
  std::vector<std::int64_t> never, not_always;
  for (std::size_t c = 0; c < ids.size() && years > 0; ++c) {
    if (std::binary_search(f.unknown.begin(), f.unknown.end(), c)) continue;
    if (grown[c] == 0) {
      never.push_back(ids[c]);
    } else if (grown[c] < static_cast<double>(years)) {
      not_always.push_back(ids[c]);
    }
  }
  say_cells(never.size(),
            text(f.impossible_gpp ? "no GPP or an impossible one" : "no GPP", " and stayed as they were"),
            some_cells(never));
  say_cells(not_always.size(), "years without GPP, in which they stayed as they were",
            some_cells(not_always));
}

/// Means over all cells, weighted by their areas, of those where there is a value; NaN where there is none.
class area_mean {
 public:
  explicit area_mean(const std::vector<double>& area) : area_(area) {}
  [[nodiscard]] double operator()(const std::vector<double>& x) const {
    double sum = 0, weight = 0;
    for (std::size_t c = 0; c < x.size(); ++c) {
      if (!std::isnan(x[c])) sum += area_[c] * x[c], weight += area_[c];
    }
    return sum / weight;
  }

 private:
  const std::vector<double>& area_;
};

/// The usual cause of so many deaths, and the potential GPP that the types need.
std::string cause_of_deaths(const arguments& given, const sylva::flora<double>& types) {
  if (given.choices.mortality != "falster16") return "";
  std::vector<std::string> needs;
  for (std::size_t t = 0; t < types.size(); ++t) {
    const sylva::demography::compensation_potential_gpp<double> needed;
    const auto& traits = types.types()[t].traits;
    const double young = needed(traits, given.choices.options.recruit_dbh), grown = needed(traits, 0.3);
    needs.push_back(text(types.name(t), " ", rounded(young, 3), " to ", rounded(grown, 3)));
  }
  return text(
      ". Usually potential GPP is too low for the types: in full light they neither grow nor shrink at ",
      joined(needs, 10), " kg C m-2 yr-1 (new trees to trees of 0.3 m)");
}

void summarize(const arguments& given, const sylva::cohorts<double>& stand, const carbon_sums& all,
               const die_offs& deaths, const run_findings& f) {
  const auto& c = stand.columns();
  std::printf("%s, %s -> %s\n", given.flora.c_str(), given.cohorts.c_str(), given.output.c_str());
  say(text("types     ", joined(stand.types().names(), 10)));
  double area = 0;
  for (const double a : c.cell_area) area += a;
  say(text("stands    ", grouped(stand.cells()), stand.cells() == 1 ? " cell, " : " cells, ",
           rounded(area / 10000), " ha; ", grouped(f.cohorts_before), " cohorts at first, ",
           grouped(stand.size()), " in the end"));
  say("model     " + f.model);
  say("gpp       " + f.gpp);
  say(text("years     ", grouped(static_cast<std::size_t>(given.years)), ", from the end of year ", f.start,
           " to that of ", f.start + given.years, "; a row every ",
           f.every == 1 ? std::string("year") : text(f.every, " years")));
  for (const std::string& line : f.ranges) say(line);
  if (!f.warning.empty()) say("warning   " + f.warning);
  say_missing(all.years(), c.cell_id, given.years, f);
  const area_mean mean(c.cell_area);
  const auto change = [&](const std::vector<double>& before, const std::vector<double>& after) {
    return text(rounded(mean(before)), " to ", rounded(mean(after)));
  };
  const auto heights = [](double m) { return std::isnan(m) ? "no trees" : rounded(m) + " m"; };
  if (f.cohorts_before == 0 && stand.size() == 0) {
    say("growth    no trees");
  } else {
    say(text("growth    stems ", change(f.before.stems, f.after.stems), " ha-1, basal area ",
             change(f.before.basal_area, f.after.basal_area), " m2 ha-1, top height ",
             heights(mean(f.before.top_height)), " to ", heights(mean(f.after.top_height)), ", LAI ",
             change(f.before.lai, f.after.lai), ", stock ", change(f.before.stock, f.after.stock),
             " kg C m-2", stand.cells() == 1 ? "" : " (means of cells by area)"));
  }
  if (deaths.any()) say("warning   " + deaths.text_of(c.cell_id) + cause_of_deaths(given, stand.types()));
  const auto& s = all.sums();
  for (const std::size_t cell : f.unknown) area -= c.cell_area[cell];
  const auto total = [&](const std::vector<double>& kg) {
    double sum = 0;
    for (const double x : kg) sum += x;
    return rounded(sum / area);
  };
  say(text("carbon    kg C m-2 in all: GPP ", total(s.gpp), " + new trees ", total(s.recruitment),
           " = topslice ", total(s.gpp_topslice), " + respiration ", total(s.respiration), " + turnover ",
           total(s.turnover), " + death ", total(s.mortality), " + growth of the stock"));
  const closure gap = close_carbon(all, f.before.stock, f.after.stock, c.cell_area);
  say(text("          which adds up to ", rounded(gap.worst, 2), " of the largest stock or flux",
           stand.cells() == 1 ? "" : text(" or better in each cell; worst in cell ", c.cell_id[gap.cell])));
  say(text("time      model ", rounded(f.spent.model, 3), " s, describing ", rounded(f.spent.describing, 3),
           " s, writing ", rounded(f.spent.writing, 3), " s"));
  if (f.cohort_years > 0) {
    say(text("speed     ", rounded(f.cohort_years / f.spent.model / 1e6, 3),
             " million cohort-years per second in the model (", given.choices.backend, ", ", f.threads,
             f.threads == 1 ? " thread)" : " threads)"));
  }
}

std::size_t plotted_cell(const arguments& given, const sylva::cohorts<double>& stand, const gpp_series& gpp,
                         std::int64_t first_year) {
  if (given.plot_cell) {
    const auto& ids = stand.columns().cell_id;
    const auto found = std::find(ids.begin(), ids.end(), *given.plot_cell);
    if (found == ids.end()) {
      fail("--plot-cell: '", given.cohorts, "' has no cell ", *given.plot_cell, "; it has ", some_cells(ids));
    }
    return static_cast<std::size_t>(found - ids.begin());
  }
  const auto first = gpp.of_year(first_year);
  for (std::size_t c = 0; c < first.size(); ++c) {
    if (!std::isnan(first[c])) return c;
  }
  return 0;
}

void run(arguments given, const std::string& history) {
  set_parameters(given.choices, given.set);
  const auto grower = make_model(given.choices);
  const sylva::flora<double> types = read_types(given.flora, given.missing);
  stand_of_file read = read_stand(given.cohorts, types, given.missing);
  sylva::cohorts<double> stand = std::move(read.stand);
  gpp_series gpp(given.gpp, unit_of_gpp(given), stand.columns().cell_id, {.missing = given.missing});
  check_files(given, gpp.path());
  if (given.plot_cell && given.plot.empty()) fail("--plot-cell: there is no --plot that would draw it");

  run_findings f;
  f.gpp = gpp.description();
  f.incomplete = std::move(read.incomplete), f.crowded = std::move(read.crowded);
  f.warning = std::move(read.warning);
  const auto refuse_state = [&](const std::string& why) {
    if (!given.state_out.empty()) fail("--state-out: ", why, ", so there is no state to go on from");
  };
  const auto& ids = stand.columns().cell_id;
  if (!f.incomplete.empty())
    refuse_state(text("the trees of cell ", some_cells(f.incomplete, ids), " are not all known"));
  if (!f.crowded.empty()) {
    refuse_state(text("the crowns of cell ", some_cells(f.crowded, ids), " cover its area more than ",
                      most_cover, " times"));
  }
  leave_out(f.incomplete, stand, gpp, f.unknown);
  leave_out(f.crowded, stand, gpp, f.unknown);
  f.model = text("mortality ", given.choices.mortality, "; ", parameters_of(given.choices));
  f.start = given.start_year.value_or(gpp.has_years() ? std::max<std::int64_t>(gpp.first_year() - 1, 0) : 0);
  f.every = given.every.value_or(std::max<std::int64_t>(1, (given.years + 99) / 100));
  f.cohorts_before = stand.size();
  f.threads = grower->threads();
  add_findings(f, stand, grower->check(stand, gpp.of_year(f.start + 1)));
  f.impossible = impossible_cells(stand);
  if (!f.impossible.empty())
    refuse_state(text("values of cell ", some_cells(f.impossible, ids), " are impossible"));
  leave_out(f.impossible, stand, gpp, f.unknown);
  if (!f.impossible.empty() && f.unknown.size() == stand.cells()) {
    fail(given.cohorts, ": no cell has results: ", f.impossible_values,
         f.warning.empty() ? "" : "; " + f.warning);
  }

  const std::vector<std::int64_t> rows = years_of_rows(f.start, given.years, f.every);
  stand_source from(given.cohorts, stand, rows);
  sink_options how{.history = history,
                   .attributes = {{"source", text("sylva ", library_version(), " forest, ", f.model)}}};
  std::unique_ptr<picture> plot;
  if (!given.plot.empty()) {
    plot = std::make_unique<picture>(given.plot, plotted_cell(given, stand, gpp, f.start + 1));
  }
  std::unique_ptr<state_file> state;
  if (!given.state_out.empty()) state = std::make_unique<state_file>(given.state_out);
  const auto to = create_sink(given.output, from, {0, 1}, {}, describe_outputs(), how);

  // A year of all cells at a time: the memory needed does not grow with the number of years.
  carbon_sums since(stand.cells()), all(stand.cells());
  die_offs deaths(stand.cells());
  std::vector<std::vector<double>> storage;
  stand_canopy canopy;
  std::size_t row = 0;
  /// Calls f of the stands at the end of a year; cells whose crowns make too many layers are left out.
  const auto without_overgrown = [&](std::int64_t year, const auto& compute) {
    for (;;) {
      try {
        return compute();
      } catch (const sylva::crowns_out_of_range& e) {
        const std::string why = about_overgrown(e, stand, year, given.choices);
        if (f.unknown.size() + e.cells.size() == stand.cells()) fail(why);
        refuse_state(why);
        std::vector<std::size_t> cells;
        for (const auto& x : e.cells) {
          cells.push_back(x.cell);
          f.overgrown.push_back({x.cell, year});
          since.leave_out(x.cell), all.leave_out(x.cell);
        }
        leave_out(cells, stand, gpp, f.unknown);
      }
    }
  };
  const auto write_row = [&] {
    stopwatch::timed(f.spent.describing, [&] {
      canopy = without_overgrown(rows[row], [&] { return grower->canopy(stand); });
      f.after = describe(stand, canopy, f.unknown);
    });
    if (plot) plot->add(rows[row], f.after);
    stopwatch::timed(f.spent.writing, [&] {
      to->write({{row, 0}, {1, stand.cells()}}, rows_of(f.after, since, stand, storage));
    });
    since.clear();
    ++row;
  };
  write_row();
  f.before = f.after;
  {
    progress_bar bar("sylva-forest", static_cast<std::size_t>(given.years));
    for (std::int64_t year = f.start + 1; year <= f.start + given.years; ++year) {
      f.cohort_years += static_cast<double>(stand.size());
      stopwatch::timed(f.spent.model, [&] {
        const sylva::forest_year<double> flows =
            without_overgrown(year - 1, [&] { return grower->step(stand, gpp.of_year(year)); });
        since.add(flows.carbon), all.add(flows.carbon);
        deaths.add(year, flows.death_share);
      });
      if (year == rows[row]) write_row();
      bar.add(1);
    }
  }
  // Files appear when all are written: one that does not fit on the disk leaves the others as they were.
  stopwatch::timed(f.spent.writing, [&] {
    if (state) {
      how.attributes.emplace_back("year", text(rows.back()));
      how.attributes.emplace_back("history", history);
      state->write(stand, how.attributes);
    }
    to->finish();
  });
  leave_out(f.before, f.unknown);
  summarize(given, stand, all, deaths, f);
  if (state) {
    say(text("state     ", given.state_out, ", at the end of year ", rows.back(),
             "; go on with --start-year ", rows.back()));
  }
  flush_summary();
  to->commit();
  if (state) state->commit();
  if (plot) {
    const std::string name = std::filesystem::path(given.output).filename().string();
    draw_after(given.output, [&] { plot->draw(name, stand, canopy); });
    say("plot      " + given.plot);
  }
}

constexpr const char* help_on_files = R"(
FILES:
  FLORA    Plant functional types with their traits; COHORTS: the area and the trees of each cell, cohort by cohort.
           Both are .toml, .json or .csv as in docs/flora_and_cohorts.md, or pyrealm's files. Errors name the place of a
           wrong field, its value and what is allowed. If a diameter or a number of trees is missing (in CSV empty, NA
           or nan; in TOML nan, in JSON null; or a number of --missing) or impossible (dbh above 100 m), or the crowns
           cover a cell more than 1000 times, all outputs of that cell are missing and the summary names it. The same
           holds from the year on in which a cell has more than 10000 canopy layers. If all remaining cells are so, it
           is an error. A trait without a value (in CSV an empty field) has its default; NA, nan and numbers of
           --missing are refused as traits.
  --gpp    The GPP at fAPAR = 1, of leaves that absorb all the light above the canopy: light use efficiency times ppfd,
           summed over the year. The GPP of a stand is fAPAR times it. Typical are 1.2 to 1.8 in boreal, 1.7 to 3 in
           temperate and 3.5 to 4.7 kg C m-2 yr-1 in wet tropical climates. One number is that of all cells and years. A
           table has the columns cell_id and gpp, and optionally year: without years a value is that of all years, with
           years the series repeats after its last year (and before its first). The name may be followed by a unit in
           brackets, "gpp [g C m-2 yr-1]", or --units gives it. A cell without a value or a row is unchanged in that
           year. Cells that are not in COHORTS are left out.
  OUTPUT   .csv: a row for each cell and year of output. .nc: the same on the dimensions time and cell, after CF; time
           counts years of 365 days. The first row is COHORTS as it was read, and has no fluxes.
  --state-out  The cohorts after the last year. .csv, .toml and .json are COHORTS of a run that goes on, and comes to
           the same trees to the last bit; .nc is a contiguous ragged array after CF, for other programs.

EXAMPLES:
  sylva-forest forest_flora.toml forest_stand.csv -o forest.csv --plot forest.png
  sylva-forest flora.csv plots.csv -o plots.nc --gpp gpp.csv --years 120 --every 10 --set seed_rain=0.005
  sylva-forest flora.toml stand.csv -o a.csv --years 30 --state-out after30.csv
  sylva-forest flora.toml after30.csv -o b.csv --years 20 --start-year 30 --state-out after50.csv

Exit status: 0, or 2 after an error, which is reported in one line.)";

void add_options(CLI::App& app, arguments& given) {
  model_choices& c = given.choices;
  c.backend = sylva::current_backend();
  app.add_option("FLORA", given.flora, "the plant functional types: a .toml, .json or .csv file")->required();
  app.add_option("COHORTS", given.cohorts, "the trees of all cells: a .toml, .json or .csv file")->required();
  app.add_option(
         "-o,--output", given.output,
         "what to write, .csv or .nc. It appears when it is complete; an older file stays whole until then")
      ->required();
  app.add_option("--years", given.years, "how many years the stands grow")
      ->capture_default_str()
      ->check(whole_number_in(0, most_years));
  app.add_option("--gpp", given.gpp,
                 "potential GPP [kg C m-2 yr-1]: one number, or a .csv file (FILES below)")
      ->capture_default_str();
  app.add_option("--units", given.units,
                 "unit of gpp in the table of --gpp, where it declares none or a wrong one: gpp=g m-2 yr-1")
      ->allow_extra_args(false);
  app.add_option("--every", given.every, "years between rows; else so many that there are about 100 rows")
      ->check(whole_number_in(1, most_years));
  app.add_option("--start-year", given.start_year,
                 "the year at whose end COHORTS is; else 0, or the one before the first year of --gpp")
      ->check(whole_number_in(0, most_years));
  app.add_option(
         "--mortality", c.mortality,
         "falster16, a rate that falls with net production per leaf area (Falster et al. 2016); or constant")
      ->capture_default_str();
  app.add_option("--set", given.set,
                 "numbers of the model, as seed_rain=0.005,background=0.02 (PARAMETERS below)")
      ->allow_extra_args(false);
  app.add_option(
         "--missing", given.missing,
         "numbers that mean a missing value in COHORTS and in the table of --gpp, as -9999; refused in FLORA")
      ->delimiter(',')
      ->check(number_in(finite_numbers))
      ->allow_extra_args(false);
  app.add_option("--state-out", given.state_out,
                 "where to write the cohorts after the last year, .csv, .toml, .json or .nc");
  app.add_option(
         "--backend", c.backend,
         "serial, one value after another; simd, several at once, on one thread; openmp, on many threads. "
         "This program was built with: " +
             joined(sylva::available_backends()))
      ->capture_default_str();
  app.add_option("--threads", c.threads,
                 "number of threads, with the backend openmp; 0: as OMP_NUM_THREADS or the machine has it")
      ->capture_default_str();
  app.add_option(
      "--plot", given.plot,
      "draw one cell to this .png with gnuplot: stock and basal area through time, stems by size, the "
      "layers of the canopy and the crowns in them");
  app.add_option("--plot-cell", given.plot_cell, "cell_id of that cell; else the first that has GPP");
  app.set_version_flag("--version", "sylva-forest " + library_version());
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Stands of trees, cohort by cohort, that grow year by year by light through their canopy: growth, "
      "mortality and "
      "recruitment with all carbon accounted for, in one cell or thousands.",
      "sylva-forest"};
  arguments given;
  add_options(app, given);
  app.footer(help_on_outputs() + "\n" + help_on_parameters() + help_on_files);
  return run_program(app, argc, argv, [&] {
    // Who asks for threads wants the backend that has some.
    if (given.choices.threads > 1 && app.count("--backend") == 0) given.choices.backend = "openmp";
    run(given, command_line(app.get_name(), argc, argv));
  });
}
