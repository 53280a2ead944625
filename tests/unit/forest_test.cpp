#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <numeric>
#include <sstream>
#include <sylva/models/cohorts_csv.hpp>
#include <sylva/models/forest.hpp>

#include "lift/lift.hpp"
#include "support/mentions.hpp"

using namespace sylva;

namespace {

constexpr double missing = lift::missing<double>;

template <class Real = double>
flora<Real> types() {
  plant_functional_type<Real> pioneer{"pioneer"}, shade{"shade"}, conifer{"conifer"};
  shade.traits.h_max = 35, shade.traits.lai = Real(3.5), shade.traits.rho_s = 300;
  conifer.traits.m = 3, conifer.traits.n = Real(1.5), conifer.traits.h_max = 42,
  conifer.traits.gpp_topslice = Real(0.1);
  conifer.traits.p_foliage_for_reproductive_tissue = Real(0.05), conifer.traits.resp_rt = Real(0.3);
  return flora<Real>({pioneer, shade, conifer});
}

/// Cells of their own area, with cohorts of all types; the fourth has none.
template <class Real = double>
cohorts<Real> stands(std::size_t cells, std::size_t first = 0) {
  std::vector<cohort_cell<Real>> where;
  std::vector<new_cohort<Real>> trees;
  for (std::size_t c = 0; c < cells; ++c) {
    lift::generator g(100 + first + c);
    where.push_back({static_cast<std::int64_t>(first + c), static_cast<Real>(g.uniform(200, 20000))});
    for (int k = 0; (first + c) % 5 != 3 && k < 3 + static_cast<int>((first + c) % 7); ++k) {
      trees.push_back(
          {static_cast<std::int64_t>(c), k % 3, static_cast<Real>(g.uniform(0.01, 0.5)),
           static_cast<Real>(std::floor(g.uniform(1, 0.05 * static_cast<double>(where.back().area))))});
    }
  }
  cohorts<Real> table(types<Real>(), where);
  table.add(trees);
  return table;
}
std::vector<double> light(std::size_t cells) {
  std::vector<double> gpp(cells);
  for (std::size_t c = 0; c < cells; ++c) gpp[c] = 0.4 * static_cast<double>(c % 11);
  return gpp;
}

}  // namespace

TEST_CASE("carbon is conserved in every cell and year, and so are stems", "[forest]") {
  cohorts<double> table = stands(30);
  const forest_model<double> model;
  const std::vector<double> gpp = light(30);
  for (int year = 0; year < 60; ++year) {
    const cohorts<double> before = table;
    const forest_year<double> y = model.step(serial{}, table, gpp);
    std::vector<double> stock(30), n(30), n_before(30);
    for (std::size_t c = 0; c < 30; ++c) {
      CAPTURE(year, c);
      const auto& k = y.carbon;
      const double scale = k.stock_before[c] + k.gpp[c] + k.respiration[c] + k.recruitment[c];
      const double left = k.stock_before[c] + k.gpp[c] - k.gpp_topslice[c] - k.respiration[c] -
                          k.turnover[c] - k.mortality[c] + k.recruitment[c] - k.stock_after[c];
      CHECK(std::abs(left) <= 1e-14 * scale);
      // what the table holds is the stock that the year says
      const auto& x = table.columns();
      double sum = 0;
      for (auto i = static_cast<std::size_t>(x.offsets[c]); i < static_cast<std::size_t>(x.offsets[c + 1]);
           ++i) {
        const auto& t = table.types().types()[static_cast<std::size_t>(x.type[i])].traits;
        sum += x.n_individuals[i] *
               demography::living_mass<double>{}(
                   demography::mass_inputs<double>{t.a_hd, t.ca_ratio, t.h_max, t.rho_s, t.lai, t.sla, t.zeta,
                                                   t.p_foliage_for_reproductive_tissue, x.dbh[i]})
                   .value;
      }
      CHECK(std::abs(sum - k.stock_after[c]) <= 1e-13 * (sum + scale));
      // all light is somewhere
      double fapar = 0;
      for (auto l = y.layer_offsets[c]; l < y.layer_offsets[c + 1]; ++l)
        fapar += y.layers.fapar[static_cast<std::size_t>(l)];
      CHECK(std::abs(fapar + y.ground_light[c] - 1) <= 1e-14);
      CHECK(std::abs(k.gpp[c] - gpp[c] * fapar * x.cell_area[c]) <= 1e-12 * (1 + k.gpp[c]));
    }
    // nobody comes but as a new tree, and those who are there have only become fewer
    std::size_t i = 0;
    const auto &old = before.columns(), &now = table.columns();
    for (std::size_t k = 0; k < now.id.size(); ++k) {
      if (now.id[k] >= old.next_id) {
        CHECK(now.dbh[k] == 0.01);
        continue;
      }
      while (old.id[i] != now.id[k]) ++i;
      CHECK((0 < now.n_individuals[k] && now.n_individuals[k] < old.n_individuals[i]));
      CHECK(now.type[k] == old.type[i]);
    }
  }
}

TEST_CASE("a cell grows alike alone and among others, and where gpp is missing it waits", "[forest]") {
  const forest_model<double> model;
  std::vector<double> gpp = light(20);
  cohorts<double> all = stands(20);
  gpp[6] = missing;
  const cohorts<double> at_first = all;
  for (int year = 0; year < 15; ++year) {
    const forest_year<double> y = model.step(serial{}, all, gpp);
    CHECK(std::isnan(y.carbon.gpp[6]));
  }
  for (std::size_t c = 0; c < 20; ++c) {
    CAPTURE(c);
    cohorts<double> one = stands(1, c);
    for (int year = 0; year < 15 && c != 6; ++year) model.step(serial{}, one, gpp[c]);
    const auto &x = all.columns(), &y = one.columns();
    const auto first = x.offsets[c], last = x.offsets[c + 1];
    CHECK(std::equal(x.dbh.begin() + first, x.dbh.begin() + last, y.dbh.begin(), y.dbh.end()));
    CHECK(std::equal(x.n_individuals.begin() + first, x.n_individuals.begin() + last, y.n_individuals.begin(),
                     y.n_individuals.end()));
  }
  const auto &waited = at_first.columns(), &now = all.columns();
  const auto of = [&](const auto& x, const auto& a) {
    return std::vector<double>(a.begin() + x.offsets[6], a.begin() + x.offsets[7]);
  };
  CHECK(of(now, now.dbh) == of(waited, waited.dbh));
  CHECK(of(now, now.n_individuals) == of(waited, waited.n_individuals));
}

TEST_CASE("a cell without potential gpp stays as it is, with trees and without", "[forest]") {
  const plant_functional_type<double> oak{"oak"};
  cohorts<double> table(flora<double>({oak}),
                        std::vector<cohort_cell<double>>{{1, 10000.0}, {2, 10000.0}, {3, 10000.0}});
  table.add(std::vector<new_cohort<double>>{{1, 0, 0.3, 100}, {1, 0, 0.2, 0}, {2, 0, 0.3, 100}});
  const cohort_columns<double> before = table.columns();
  const forest_model<double> model;
  const std::vector<double> gpp{missing, missing, 3};
  const forest_year<double> y = model.step(serial{}, table, gpp);
  const auto& now = table.columns();
  CHECK(now.offsets == std::vector<std::int64_t>{0, 0, 2, 4});  // a new cohort in the third alone
  CHECK((now.dbh[0] == 0.3 && now.n_individuals[0] == 100 && now.n_individuals[1] == 0));
  for (const std::size_t c : {0U, 1U}) {
    for (const auto* flux : {&y.carbon.gpp, &y.carbon.gpp_topslice, &y.carbon.respiration, &y.carbon.turnover,
                             &y.carbon.mortality, &y.carbon.recruitment, &y.death_share}) {
      CHECK(std::isnan((*flux)[c]));
    }
    CHECK(y.carbon.stock_after[c] == y.carbon.stock_before[c]);
  }
  CHECK((y.carbon.stock_before[0] == 0 && y.carbon.stock_before[1] > 0));
  CHECK(std::abs(y.carbon.stock_before[1] / y.carbon.stock_before[2] - 1) <= 1e-15);
  CHECK((y.carbon.recruitment[2] > 0 && y.death_share[2] > 0));
}

TEST_CASE("the share of trees that die leaves out seedlings, unless there is nothing else", "[forest]") {
  struct by_size {
    double operator()(const demography::tree_state<double>& x) const {
      return (x.dbh < 0.02 ? 3 : x.dbh < 0.1 ? 0.5 : 0.1) + 0 * x.net_production;
    }
  };
  cohorts<double> table(types(), std::vector<cohort_cell<double>>{{1, 1e4}, {2, 1e4}, {3, 1e4}, {4, 1e4}});
  table.add(std::vector<new_cohort<double>>{
      {0, 0, 0.3, 10}, {0, 0, 0.02, 5}, {0, 0, 0.01, 1000}, {1, 0, 0.01, 1000}, {3, 0, 0.3, 0}});
  const forest_model<double, by_size> model;
  const std::vector<double> share = model.step(serial{}, table, 5.0).death_share;
  CHECK(std::abs(share[0] - (10 * (1 - std::exp(-0.1)) + 5 * (1 - std::exp(-0.5))) / 15) <= 1e-15);
  CHECK(std::abs(share[1] - (1 - std::exp(-3.0))) <= 1e-15);
  CHECK((std::isnan(share[2]) && std::isnan(share[3])));
}

TEST_CASE("a saved table goes on as if it had not been", "[forest]") {
  const forest_model<double> model({.canopy = {.gap_fraction = 0.05}});
  cohorts<double> in_one = stands(8), in_two = stands(8);
  for (int year = 0; year < 40; ++year) model.step(serial{}, in_one, 2.5);
  for (int year = 0; year < 25; ++year) model.step(serial{}, in_two, 2.5);
  std::ostringstream saved;
  write_csv(saved, in_two);
  cohorts<double> read = cohorts_from_csv<double>(saved.str(), types());
  REQUIRE(read == in_two);
  for (int year = 0; year < 15; ++year) model.step(serial{}, read, 2.5);
  CHECK(read == in_one);
}

TEST_CASE("bare ground, no seeds and darkness", "[forest]") {
  cohorts<double> bare(types(), std::vector<cohort_cell<double>>{{7, 400.0}});
  const forest_model<double> model;
  const forest_year<double> y = model.step(serial{}, bare, 3.0);
  CHECK(y.ground_light[0] == 1);
  CHECK(bare.columns().n_individuals == std::vector<double>(3, 0.02 * 400));
  CHECK(bare.columns().dbh == std::vector<double>(3, 0.01));
  const std::vector<double> mass = model.mass_of_recruits(bare.types());
  CHECK(std::abs(y.carbon.recruitment[0] - 8 * (mass[0] + mass[1] + mass[2])) <=
        1e-15 * y.carbon.recruitment[0]);

  const forest_model<double> barren({.seed_rain = 0});
  for (int year = 0; year < 40; ++year) barren.step(serial{}, bare, 0.0);
  CHECK(bare.size() == 0);  // in the dark, nobody is left
  CHECK(barren.step(serial{}, bare, 3.0).carbon.stock_after[0] == 0);
}

TEST_CASE("mortality and recruitment of one's own", "[forest]") {
  struct no_death {
    double operator()(const demography::tree_state<double>& x) const { return 0 * x.net_production; }
  };
  struct ten_each {
    double operator()(const demography::seedbed<double>& x) const { return 10 + 0 * x.light; }
  };
  const forest_model<double, no_death, ten_each> model;
  cohorts<double> table = stands(2);
  const double before =
      std::accumulate(table.columns().n_individuals.begin(), table.columns().n_individuals.end(), 0.0);
  model.step(serial{}, table, 3.0);
  const double after =
      std::accumulate(table.columns().n_individuals.begin(), table.columns().n_individuals.end(), 0.0);
  CHECK(after == before + 2 * 3 * 10);
}

TEST_CASE("in float", "[forest]") {
  cohorts<float> single = stands<float>(5);
  cohorts<double> table = stands(5);
  const forest_model<float> model_single({.canopy = {.tolerance = 1e-5}});
  const forest_model<double> model;
  for (int year = 0; year < 10; ++year) {
    const forest_year<float> y = model_single.step(serial{}, single, 2.5F);
    const forest_year<double> z = model.step(serial{}, table, 2.5);
    for (std::size_t c = 0; c < 5; ++c) {
      CHECK(std::abs(static_cast<double>(y.carbon.stock_after[c]) / z.carbon.stock_after[c] - 1) <= 1e-4);
    }
  }
}

TEST_CASE("cells with impossible values stay as they are, and are reported", "[forest]") {
  const plant_functional_type<double> oak{"oak"};
  const auto stand = [&] {
    cohorts<double> table(flora<double>({oak}),
                          std::vector<cohort_cell<double>>{
                              {1, 1e4}, {2, 1e4}, {3, 1e4}, {4, 1e4}, {5, 1e4}, {6, 1e4}, {7, 6e14}});
    std::vector<new_cohort<double>> trees;
    for (std::int64_t c = 0; c < 7; ++c) trees.push_back({c, 0, 0.3, 100});
    trees.push_back({3, 0, 1e-300, 5}), trees.push_back({4, 0, 13, 0.1});
    table.add(trees);
    return table;
  };
  const std::vector<double> gpp{3, -0.5, lift::infinite<double>, 3, 3, missing, 3};
  const forest_model<double> model;
  cohorts<double> table = stand(), unchecked = stand();
  forest_year<double> year;
  const std::vector<input_finding> found = model.run_checked(serial{}, table, gpp, year);
  REQUIRE(found.size() == 4);
  CHECK((found[0].name == "potential_gpp" && found[1].name == "cell_area" && found[2].name == "dbh" &&
         found[3].name == "n_individuals"));
  CHECK((found[0].found.missing == 1 && found[0].found.impossible == 2 && found[0].found.above == 0));
  CHECK((found[0].found.worst_impossible == lift::infinite<double> && found[0].found.impossible_at == 2));
  CHECK((found[1].found.impossible == 1 && found[1].found.impossible_at == 6));
  // cohorts 0 to 8: those of cells 3 and 4 have one more
  CHECK((found[2].found.impossible == 1 && found[2].found.impossible_at == 4 && found[2].found.above == 1));
  CHECK((found[2].found.worst == 13 && found[2].found.worst_at == 6));
  CHECK(found[3].found.outside() == 0);
  // the first and the fifth cell have grown, and have new trees
  CHECK(table.columns().offsets == std::vector<std::int64_t>{0, 2, 3, 4, 6, 9, 10, 11});
  for (const std::size_t c : {1U, 2U, 3U, 5U, 6U}) {
    CAPTURE(c);
    CHECK((std::isnan(year.carbon.gpp[c]) && std::isnan(year.death_share[c])));
    const auto k = static_cast<std::size_t>(table.columns().offsets[c]);
    CHECK((table.columns().dbh[k] == 0.3 && table.columns().n_individuals[k] == 100));
    CHECK(year.carbon.stock_after[c] == year.carbon.stock_before[c]);
  }
  CHECK(table.columns().dbh[5] == 1e-300);
  CHECK((year.carbon.gpp[0] > 0 && year.carbon.gpp[4] > year.carbon.gpp[0]));
  model.step(serial{}, unchecked, gpp);
  CHECK(unchecked == table);
  CHECK(model.check(serial{}, stand(), gpp)[2].found.impossible == 1);
}

TEST_CASE("wrong options and gpp are refused, and nothing changes", "[forest]") {
  const auto refused = [](auto&& f) { return message_of<std::invalid_argument>(f); };
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<double>({.seed_rain = -1})); }),
                 {"seed_rain", "-1", "0 and more"}));
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<double>({.recruit_dbh = 0})); }),
                 {"recruit_dbh is 0", "1e-06 to 100"}));
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<float>({.recruit_dbh = 1e-50})); }),
                 {"recruit_dbh is 1e-50", "1e-06 to 100"}));
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<float>({.seed_rain = 1e300})); }),
                 {"seed_rain is 1e+300", "0 and more"}));
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<double>({.least_individuals = missing})); }),
                 {"least_individuals", "nan", "0 and more"}));
  CHECK(mentions(refused([&] { static_cast<void>(forest_model<double>({.canopy = {.gap_fraction = 1}})); }),
                 {"gap_fraction", "1", "less than 1"}));
  cohorts<double> table = stands(3);
  const cohorts<double> before = table;
  const forest_model<double> model;
  const std::vector<double> too_few(2, 3.0);
  CHECK(mentions(refused([&] { static_cast<void>(model.step(serial{}, table, too_few)); }),
                 {"potential_gpp", "2", "3", "one a cell"}));
  const std::vector<double> three(3, 3.0);
  for (const double rate : {-0.5, missing}) {
    const forest_model<double, demography::constant_mortality<double>> wrong({}, {rate});
    CHECK(mentions(refused([&] { static_cast<void>(wrong.step(serial{}, table, three)); }),
                   {"mortality", rate < 0 ? "1.64872" : "nan", "cohort 0 in cell 0", "0 to 1"}));
  }
  CHECK(table == before);
}

TEST_CASE("stands and canopies as the page has them", "[forest]") {
  const plant_functional_type<double> oak{"oak"}, birch{"birch"};  // with pyrealm's traits
  cohorts<double> stand(flora<double>({oak, birch}), std::vector<cohort_cell<double>>{{1, 10000.0}});
  stand.add(
      std::vector<new_cohort<double>>{{0, 0, 0.25, 120}, {0, 1, 0.05, 900}});  // cell, type, dbh, individuals

  const forest_model<double> model({.canopy = {.gap_fraction = 0.05}});
  std::vector<double> stock;
  for (int year = 0; year < 100; ++year) {
    const forest_year<double> y =
        model.step(serial{}, stand, 3.0);  // GPP of leaves in full light, kg C m-2 yr-1
    stock.push_back(y.carbon.stock_after[0] / 10000);
  }
  CHECK((stock.back() > 5 && stock.back() < 15));

  const std::vector<std::int64_t> offsets{0, 3};
  const std::vector<std::int32_t> type{0, 0, 0};
  const std::vector<double> height{9.306851307317, 18.918299773025, 22.764343237458}, n{20, 5, 3},
      cell_area{100};
  const std::vector<double> crown_area{2.460242113243, 15.003011096551, 30.088476791862};
  std::vector<double> absorbed(3), gpp(3), ground(1);

  const canopy_model<double> canopy({.gap_fraction = 0.05});
  const auto trees =
      canopy_model<double>::cohorts<>::of(taken(stand.types().traits(), type), height, crown_area, n);
  const std::vector<std::int64_t> layers = canopy.layers(serial{}, offsets, trees, cell_area);
  std::vector<double> foot(3), transmission(3);  // layers.back() of them
  canopy_model<double>::layer_outputs<> y;
  y.height = foot, y.transmission = transmission;
  canopy.run(serial{}, offsets, trees, cell_area, layers, y, {absorbed, gpp}, ground, 3.0);
  CHECK(layers == std::vector<std::int64_t>{0, 3});
  // pyrealm 2.0.0, to the digits of the sizes above
  CHECK((std::abs(foot[0] - 18.614156671531) <= 1e-10 && std::abs(foot[1] - 8.756678162413) <= 1e-10 &&
         foot[2] == 0));
  CHECK((transmission[0] == 1 && std::abs(transmission[1] - 0.463196848757) <= 1e-11 &&
         std::abs(transmission[2] - 0.193293258249) <= 1e-11));
  CHECK(std::abs(ground[0] - 0.163657443003) <= 1e-11);
  CHECK(std::abs(absorbed[0] * 20 + absorbed[1] * 5 + absorbed[2] * 3 + 100 * ground[0] - 100) <= 1e-12);
}
