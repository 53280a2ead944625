#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <sylva/array/names.hpp>
#include <sylva/demography/crown.hpp>
#include <sylva/demography/growth.hpp>
#include <sylva/models/crown_outline.hpp>

#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using namespace sylva::demography;
using approx::compare;
using approx::in_float;
using approx::tolerance;
using reference::table;

namespace {

/// The eight plant functional types of the reference, by name.
struct flora {
  table types{"demography_pfts.csv"};
  std::map<std::string, std::size_t> row;

  flora() {
    for (std::size_t i = 0; i < types.rows(); ++i) row[types.text("name")[i]] = i;
  }
  /// A trait of the type that each row of another table has.
  std::vector<double> of(const table& t, const std::string& trait) const {
    const std::vector<double> values = types[trait];
    std::vector<double> column;
    for (const std::string& name : t.text("pft")) column.push_back(values[row.at(name)]);
    return column;
  }
  /// All traits of a type.
  template <class R>
  plant_traits<R> named(const std::string& name) const {
    plant_traits<R> traits{};
    for (int k = 0; k < member_count<plant_traits<R>>(); ++k) {
      const char* const trait = plant_traits<R>::names[k];
      *find_member(traits, trait) = R(types[trait][row.at(name)]);
    }
    return traits;
  }
};

/// Structs of a kernel's inputs: their members are columns of the table, or traits of its types.
template <template <class> class Inputs, class R>
std::vector<Inputs<R>> rows_of(const table& t, const flora& pfts,
                               const std::map<std::string, std::vector<double>>& others = {}) {
  std::vector<Inputs<R>> rows(t.rows());
  // not a loop over the names: CUDA's compiler does not know how many a template's struct has
  for (int k = 0; k < member_count<Inputs<R>>(); ++k) {
    const char* const name = Inputs<R>::names[k];
    const std::vector<std::string>& has = t.names();
    const auto other = others.find(name);
    const bool own = std::ranges::find(has, name) != has.end();
    const std::vector<double> column = other != others.end() ? other->second
                                       : own                 ? t[name]
                                                             : pfts.of(t, name);
    for (std::size_t i = 0; i < rows.size(); ++i) *find_member(rows[i], name) = R(column[i]);
  }
  return rows;
}

template <class Results, class R, class S>
auto member(const Results& got, R S::* which) {
  return [&got, which](std::size_t i) { return got.rows[i].*which; };
}

}  // namespace

TEMPLATE_LIST_TEST_CASE("types and the shape of their crowns agree with the reference",
                        "[demography][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const auto proportions = [&](const table& t) {
    const auto got = run(crown_shape<R>{}, t["m"], t["n"]);
    // a difference of 1 and n, where n is hardly more than 1
    CHECK(compare(t, "q_m", member(got, &crown_proportions<R>::q_m)) <= tolerance<R>(1e-14, 3e-6));
    CHECK(compare(t, "z_max_prop", member(got, &crown_proportions<R>::z_max_prop)) <=
          tolerance<R>(1e-14, 2e-5));
  };
  proportions(table("demography_crown_shape.csv"));
  proportions(pfts.types);

  plant_traits<R> traits = default_traits<R>();
  const table defaults("demography_pft_defaults.csv");
  for (int k = 0; k < member_count<plant_traits<R>>(); ++k) {
    const char* const name = plant_traits<R>::names[k];
    INFO(name);
    const R value = *find_member(traits, name);
    CHECK(approx::error(value, defaults[name][0]) <= tolerance<R>(2e-16, 3e-7));
  }
}

TEMPLATE_LIST_TEST_CASE("the functions of the T Model agree with the reference, one by one",
                        "[demography][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const table t("demography_tmodel.csv");
  const auto trait = [&](const char* name) { return pfts.of(t, name); };
  const double tol = tolerance<R>(2e-15, 1e-6);
  const auto dbh = t["dbh"], h = t["stem_height"], area = t["crown_area"], fraction = t["crown_fraction"],
             foliage = t["foliage_mass"], reproductive = t["reproductive_tissue_mass"],
             gpp = t["whole_crown_gpp"], topslice = t["gpp_topslice"];

  // of a seedling the exponential is hardly less than 1: what is left has few digits
  CHECK(compare(t, "stem_height", run(stem_height<R>{}, trait("h_max"), trait("a_hd"), dbh),
                in_float<R>(10)) <= tolerance<R>(5e-13, 1e-6));
  // heights that are hardly less than the greatest are the greatest in float
  if constexpr (std::is_same_v<R, double>) {
    CHECK(compare(t, "dbh_from_height", run(dbh_from_height<R>{}, trait("h_max"), trait("a_hd"), h)) <=
          1e-14);
  }
  CHECK(compare(t, "crown_area", run(crown_area<R>{}, trait("ca_ratio"), trait("a_hd"), dbh, h)) <= tol);
  CHECK(compare(t, "crown_fraction", run(crown_fraction<R>{}, trait("a_hd"), h, dbh)) <= tol);
  CHECK(compare(t, "stem_mass", run(stem_mass<R>{}, trait("rho_s"), h, dbh)) <= tol);
  CHECK(compare(t, "foliage_mass", run(foliage_mass<R>{}, trait("sla"), trait("lai"), area)) <= tol);
  CHECK(compare(t, "sapwood_mass",
                run(sapwood_mass<R>{}, trait("rho_s"), trait("ca_ratio"), h, area, fraction)) <= tol);
  CHECK(compare(t, "crown_z_max", run(crown_z_max<R>{}, trait("z_max_prop"), h)) <= tol);
  CHECK(compare(t, "crown_r0", run(crown_r0<R>{}, trait("q_m"), area)) <= tol);
  CHECK(compare(t, "reproductive_tissue_mass",
                run(reproductive_tissue_mass<R>{}, foliage, trait("p_foliage_for_reproductive_tissue"))) <=
        tol);

  CHECK(compare(t, "whole_crown_gpp",
                run(whole_crown_gpp<R>{}, t["potential_gpp"], area, trait("par_ext"), trait("lai"))) <= tol);
  CHECK(compare(t, "gpp_topslice", run(gpp_topslice<R>{}, trait("gpp_topslice"), gpp)) <= tol);
  std::vector<double> left = gpp;
  for (std::size_t i = 0; i < left.size(); ++i) left[i] -= topslice[i];
  CHECK(compare(t, "sapwood_respiration",
                run(sapwood_respiration<R>{}, trait("resp_s"), t["sapwood_mass"])) <= tol);
  CHECK(compare(t, "foliar_respiration", run(foliar_respiration<R>{}, trait("resp_f"), left)) <= tol);
  CHECK(compare(t, "fine_root_respiration",
                run(fine_root_respiration<R>{}, trait("zeta"), trait("sla"), trait("resp_r"), foliage)) <=
        tol);
  CHECK(compare(t, "reproductive_tissue_respiration",
                run(reproductive_tissue_respiration<R>{}, trait("resp_rt"), reproductive)) <= tol);
  // a difference of what grows with the tree
  const auto npp =
      run(net_primary_productivity<R>{}, trait("yld"), left, t["foliar_respiration"],
          t["fine_root_respiration"], t["sapwood_respiration"], t["reproductive_tissue_respiration"]);
  CHECK(compare(t, "npp", npp, in_float<R>(100)) <= tolerance<R>(1e-14, 2e-6));
  CHECK(compare(t, "foliage_turnover", run(foliage_turnover<R>{}, trait("tau_f"), foliage)) <= tol);
  CHECK(compare(t, "fine_root_turnover",
                run(fine_root_turnover<R>{}, trait("sla"), trait("zeta"), trait("tau_r"), foliage)) <= tol);
  CHECK(compare(t, "reproductive_tissue_turnover",
                run(reproductive_tissue_turnover<R>{}, reproductive, trait("tau_rt"))) <= tol);

  std::vector<double> shed = t["foliage_turnover"];
  for (std::size_t i = 0; i < shed.size(); ++i) shed[i] += t["fine_root_turnover"][i];
  const auto grown = run(growth_increments<R>{}, rows_of<increment_inputs, R>(t, pfts, {{"turnover", shed}}));
  CHECK(compare(t, "delta_dbh", member(grown, &increments<R>::delta_dbh), in_float<R>(0.1)) <=
        tolerance<R>(1e-14, 2e-6));
  CHECK(compare(t, "delta_stem_mass", member(grown, &increments<R>::delta_stem_mass), in_float<R>(100)) <=
        tolerance<R>(1e-14, 2e-6));
  CHECK(compare(t, "delta_foliage_mass", member(grown, &increments<R>::delta_foliage_mass),
                in_float<R>(10)) <= tolerance<R>(1e-14, 2e-6));
}

TEMPLATE_LIST_TEST_CASE("diameters of heights up to and above the greatest agree with the reference",
                        "[demography][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const table t("demography_dbh_from_height.csv");
  const auto expected = t["dbh"];
  CHECK(std::ranges::count_if(expected, [](double x) { return std::isinf(x); }) >= 3);
  CHECK(std::ranges::count_if(expected, [](double x) { return std::isnan(x); }) >= 10);
  const auto got = run(dbh_from_height<R>{}, pfts.of(t, "h_max"), pfts.of(t, "a_hd"), t["stem_height"]);
  CHECK(compare(t, "dbh", got, in_float<R>(0.1)) <= tolerance<R>(1e-14, 1e-3));
}

TEMPLATE_LIST_TEST_CASE("a tree without a diameter does not grow", "[demography][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const table t("demography_growth_dbh_zero.csv");
  const std::vector<double> none(t.rows(), 0.0);
  const auto grown =
      run(growth_increments<R>{},
          rows_of<increment_inputs, R>(
              t, pfts, {{"dbh", none}, {"stem_height", none}, {"reproductive_tissue_turnover", none}}));
  CHECK(compare(t, "delta_dbh", member(grown, &increments<R>::delta_dbh)) <= 0);
  CHECK(compare(t, "delta_stem_mass", member(grown, &increments<R>::delta_stem_mass)) <= 0);
  CHECK(compare(t, "delta_foliage_mass", member(grown, &increments<R>::delta_foliage_mass)) <= 0);
}

TEMPLATE_LIST_TEST_CASE("geometry and allocation as a whole agree with the reference",
                        "[demography][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const table t("demography_allocation.csv");
  const double tol = tolerance<R>(1e-14, 3e-6);

  const auto size = run(stem_allometry<R>{}, rows_of<allometry_inputs, R>(t, pfts));
  const auto check_all = [&](auto& results, double scale) {
    using struct_type = std::remove_cvref_t<decltype(results.rows[0])>;
    for (int k = 0; k < member_count<struct_type>(); ++k) {
      const char* const name = struct_type::names[k];
      CHECK(
          compare(t, name, [&](std::size_t i) { return *find_member(results.rows[i], name); }, scale) <= tol);
    }
  };
  auto geometry = size;
  check_all(geometry, 0);

  // what the geometry is at its own diameters, not the reference's
  std::map<std::string, std::vector<double>> own;
  for (const char* name : {"stem_height", "foliage_mass", "reproductive_tissue_mass", "sapwood_mass"}) {
    for (allometry<R>& a : geometry.rows) own[name].push_back(double(*find_member(a, name)));
  }
  // the traits come first: the reference has results of the same names
  own["gpp_topslice"] = pfts.of(t, "gpp_topslice");
  auto allocated = run(stem_allocation<R>{}, rows_of<allocation_inputs, R>(t, pfts, own));
  check_all(allocated, in_float<R>(1));

  // the same from the diameter and GPP alone
  const auto grown = run(tree_growth<R>{}, rows_of<growth_inputs, R>(t, pfts, own));
  const auto gpp = t["whole_crown_gpp"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const growth<R> g = grown(i);
    const allocation<R> a = allocated(i);
    CHECK(approx::error(g.delta_dbh, a.delta_dbh, in_float<R>(1)) <= tol);
    CHECK(approx::error(g.delta_stem_mass, a.delta_stem_mass, in_float<R>(1)) <= tol);
    CHECK(approx::error(g.delta_foliage_mass, a.delta_foliage_mass, in_float<R>(1)) <= tol);
    CHECK(approx::error(g.npp, a.npp, in_float<R>(1)) <= tol);
    const R out = g.gpp_topslice + g.respiration + g.turnover + g.delta_stem_mass + g.delta_foliage_mass;
    CHECK(approx::error(out, gpp[i]) <= tolerance<R>(2e-15, 2e-6));
  }
}

TEMPLATE_LIST_TEST_CASE("eighty years of growth agree with the reference", "[demography][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const flora pfts;
  const table t("demography_growth_series.csv");
  const auto gpp_of = [&](const std::vector<double>& dbh, const std::vector<double>& potential,
                          const std::vector<std::size_t>& types) {
    const auto trait = [&](const char* name) {
      std::vector<double> column;
      for (const std::size_t type : types) column.push_back(pfts.types[name][type]);
      return column;
    };
    const auto h = run(stem_height<R>{}, trait("h_max"), trait("a_hd"), dbh).rows;
    const auto area =
        run(crown_area<R>{}, trait("ca_ratio"), trait("a_hd"), dbh, std::vector<double>(h.begin(), h.end()))
            .rows;
    const auto gpp = run(whole_crown_gpp<R>{}, potential, std::vector<double>(area.begin(), area.end()),
                         trait("par_ext"), trait("lai"))
                         .rows;
    return std::vector<double>(gpp.begin(), gpp.end());
  };
  std::vector<std::size_t> types;
  for (const std::string& name : t.text("pft")) types.push_back(pfts.row.at(name));

  // every year by itself
  const auto each = run(
      tree_growth<R>{},
      rows_of<growth_inputs, R>(t, pfts, {{"whole_crown_gpp", gpp_of(t["dbh"], t["potential_gpp"], types)}}));
  // where a tree hardly grows, growth is a small difference
  const double tol = tolerance<R>(2e-13, 3e-6);
  CHECK(compare(t, "npp", member(each, &growth<R>::npp), in_float<R>(10)) <= tol);
  CHECK(compare(t, "delta_dbh", member(each, &growth<R>::delta_dbh), in_float<R>(0.01)) <= tol);
  CHECK(compare(t, "delta_stem_mass", member(each, &growth<R>::delta_stem_mass), in_float<R>(10)) <= tol);
  CHECK(compare(t, "delta_foliage_mass", member(each, &growth<R>::delta_foliage_mass), in_float<R>(10)) <=
        tol);

  // and one after the other, from the first diameter on
  const std::size_t n = pfts.types.rows();
  std::vector<R> dbh;
  for (std::size_t first = 0; first < t.rows(); first += n) {
    const auto year = [&](const auto& column) {
      return std::vector(column.begin() + std::ptrdiff_t(first), column.begin() + std::ptrdiff_t(first + n));
    };
    std::vector<double> now = year(t["dbh"]);
    if (first > 0) now.assign(dbh.end() - std::ptrdiff_t(n), dbh.end());
    if (first == 0) dbh.assign(now.begin(), now.end());
    const std::vector<double> gpp = gpp_of(now, year(t["potential_gpp"]), year(types));
    std::vector<growth_inputs<R>> rows;
    for (std::size_t i = 0; i < n; ++i) {
      rows.push_back(growth_inputs<R>::of(pfts.named<R>(t.text("pft")[first + i]), R(now[i]), R(gpp[i])));
    }
    const auto grown = run(tree_growth<R>{}, rows);
    for (std::size_t i = 0; i < n; ++i) dbh.push_back(std::max(R(now[i]) + grown(i).delta_dbh, R(1e-4)));
  }
  CHECK(compare(t, "dbh", [&](std::size_t i) { return dbh[i]; }) <= tolerance<R>(1e-13, 3e-6));
}

TEMPLATE_LIST_TEST_CASE("crowns at heights agree with the reference", "[demography][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  using crown = crown_at_height<R>;
  const TestType run;
  const flora pfts;
  const table t("demography_crown_profiles.csv");
  const auto m = pfts.of(t, "m"), n = pfts.of(t, "n");
  // close under the top of a crown a rounding of 1 - u^n is much of what is left of it
  const double tol = tolerance<R>(1e-13, 1e-5);
  const auto profile = run(crown_profile<R>{}, rows_of<crown_inputs, R>(t, pfts));
  CHECK(compare(t, "relative_crown_radius", member(profile, &crown::relative_crown_radius), in_float<R>(1)) <=
        tol);
  CHECK(compare(t, "crown_radius", member(profile, &crown::crown_radius), in_float<R>(1)) <= tol);
  CHECK(compare(t, "projected_crown_area", member(profile, &crown::projected_crown_area), in_float<R>(1)) <=
        tol);
  CHECK(compare(t, "projected_leaf_area", member(profile, &crown::projected_leaf_area), in_float<R>(1)) <=
        tol);
  CHECK(compare(t, "projected_crown_radius", member(profile, &crown::projected_crown_radius),
                in_float<R>(1)) <= tol);
  CHECK(compare(t, "projected_leaf_radius", member(profile, &crown::projected_leaf_radius), in_float<R>(1)) <=
        tol);

  const auto unclipped = run(relative_crown_radius<R>{.clip = false}, t["z"], t["stem_height"], m, n);
  const auto expected = t["relative_crown_radius_unclipped"];
  CHECK(std::ranges::count_if(expected, [](double x) { return std::isnan(x); }) >= 10);
  CHECK(compare(t, "relative_crown_radius_unclipped", unclipped, in_float<R>(1)) <= tol);

  // and the form that canopies are made with, relative to a whole crown
  const auto share =
      run(projected_area_fraction<R>{}, t["z"], t["stem_height"], m, n, pfts.of(t, "q_m"), t["crown_z_max"]);
  const auto area = t["crown_area"], covered = t["projected_crown_area"];
  approx::deviation d;
  for (std::size_t i = 0; i < t.rows(); ++i) d.look(double(share(i)), covered[i] / area[i], i, 1);
  CHECK(d <= tolerance<R>(4e-15, 3e-6));
}

TEMPLATE_LIST_TEST_CASE("crowns where they are widest agree with the reference", "[demography][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  using crown = crown_at_height<R>;
  const TestType run;
  const flora pfts;
  const table t("demography_crown_at_z_max.csv");
  std::vector<crown_inputs<R>> rows;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const plant_traits<R> traits = pfts.named<R>(t.text("pft")[i]);
    const allometry<R> a = stem_allometry<R>{}(allometry_inputs<R>::of(traits, R(t["dbh"][i])));
    rows.push_back(crown_inputs<R>::of(traits, a, a.crown_z_max));
  }
  const auto profile = run(crown_profile<R>{}, rows);
  const double tol = tolerance<R>(1e-14, 3e-6);
  CHECK(compare(t, "crown_area", [&](std::size_t i) { return rows[i].crown_area; }) <= tol);
  CHECK(compare(t, "relative_crown_radius", member(profile, &crown::relative_crown_radius)) <= tol);
  CHECK(compare(t, "crown_radius", member(profile, &crown::crown_radius)) <= tol);
  CHECK(compare(t, "projected_crown_area", member(profile, &crown::projected_crown_area)) <= tol);
  CHECK(compare(t, "projected_leaf_area", member(profile, &crown::projected_leaf_area)) <= tol);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(profile(i).projected_crown_area == rows[i].crown_area);
}

TEST_CASE("outlines of crowns agree with the reference", "[demography][reference]") {
  const flora pfts;
  const table t("demography_crown_xy.csv");
  const std::map<std::string, std::vector<double>> heights{{"rising", {0, 3, 6, 9, 12, 20}},
                                                           {"falling", {14, 10, 5, 1, -1}}};
  const auto two_sided = t["two_sided"], offset = t["offset"], dbh = t["dbh"], x = t["x"], z = t["z"];
  std::size_t lines = 0;
  for (std::size_t i = 0; i < t.rows(); ++lines) {
    const std::string attribute = t.text("attribute")[i], pft = t.text("pft")[i],
                      order = t.text("z_order")[i];
    INFO(attribute << " of " << pft << ", " << order << ", row " << i);
    const plant_traits<double> traits = pfts.named<double>(pft);
    const allometry<double> a = stem_allometry<double>{}(allometry_inputs<double>::of(traits, dbh[i]));
    const auto line = outline_of_crown(traits, a, heights.at(order), attribute,
                                       {.two_sided = two_sided[i] != 0, .offset = offset[i]});
    REQUIRE(line.x.size() == line.z.size());
    REQUIRE(i + line.x.size() <= t.rows());
    for (std::size_t k = 0; k < line.x.size(); ++k, ++i) {
      CHECK((t.text("attribute")[i] == attribute && t.text("pft")[i] == pft));
      CHECK(approx::error(line.x[k], x[i], 1e-3) <= 1e-12);
      CHECK(approx::error(line.z[k], z[i]) <= 1e-14);
    }
  }
  CHECK(lines == 36);
}
