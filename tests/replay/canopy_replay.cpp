#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
#include <string>
#include <sylva/array/device.hpp>
#include <sylva/demography/crown.hpp>
#include <sylva/models/canopy.hpp>
#include <vector>

#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

// What pyrealm's heights follow from is its solver, whose tolerance is part of a case. All else is compared
// at its heights, so that a tolerance of the heights does not hide an error of the light.

using namespace sylva;
using namespace sylva::demography;
using approx::compare;
using approx::in_float;
using approx::tolerance;
using reference::table;

namespace {

using numbers = std::vector<double>;

/// Where each case begins among the rows of a table, and in the end how many rows there are.
std::vector<std::int64_t> begin_of_cases(const table& t, std::size_t cases) {
  std::vector<std::int64_t> begin(cases + 1, 0);
  for (const double c : t["case"]) ++begin[static_cast<std::size_t>(c) + 1];
  for (std::size_t c = 0; c < cases; ++c) begin[c + 1] += begin[c];
  return begin;
}
std::size_t at(const std::vector<std::int64_t>& begin, double which, double place) {
  return static_cast<std::size_t>(begin[static_cast<std::size_t>(which)] + static_cast<std::int64_t>(place));
}
numbers rows(const numbers& x, std::int64_t first, std::int64_t last) {
  return {x.begin() + first, x.begin() + last};
}

/// The canopies of the reference: each case is a cell.
struct figures {
  table cases{"demography_canopies.csv"}, cohorts{"demography_canopies_cohorts.csv"},
      layers{"demography_canopies_layers.csv"}, profiles{"demography_canopies_profiles.csv"};
  std::vector<std::int64_t> first_cohort = begin_of_cases(cohorts, cases.rows()),
                            first_layer = begin_of_cases(layers, cases.rows());
  /// stem_height, crown_area, n_individuals, then the traits: the members of canopy_cohort.
  std::map<std::string, numbers> stems;

  figures() {
    const table types("demography_pfts.csv");
    std::map<std::string, std::size_t> row;
    for (std::size_t i = 0; i < types.rows(); ++i) row[types.text("name")[i]] = i;
    for (const char* own : {"stem_height", "crown_area", "n_individuals"}) stems[own] = cohorts[own];
    for (const char* trait : {"m", "n", "q_m", "z_max_prop", "f_g", "lai", "par_ext"}) {
      const numbers values = types[trait];
      for (const std::string& name : cohorts.text("pft")) stems[trait].push_back(values[row.at(name)]);
    }
  }
  std::size_t size() const { return cases.rows(); }
};

/// Cells of a model's call as arrays where the runner runs.
template <class Runner>
class canopies {
 public:
  using real = typename Runner::real;
  using space = typename Runner::space;
  using array = typename Runner::array;
  using model = canopy_model<real>;

  /// Cases first, ..., last - 1.
  canopies(const figures& f, std::size_t first, std::size_t last)
      : cuts_(of_cases(f.first_cohort, first, last)),
        offsets_(sylva::detail::brought_to<std::int32_t, space>(cut(cuts_))) {
    // CUDA's compiler knows the bound of a template's member by index alone
    for (int k = 0; k < member_count<canopy_cohort<char>>(); ++k) {
      const char* const name = canopy_cohort<real>::names[k];
      columns_.push_back(Runner::upload(rows(f.stems.at(name), f.first_cohort[first], f.first_cohort[last])));
    }
    area_ = Runner::upload(rows(f.cases["cell_area"], std::int64_t(first), std::int64_t(last)));
  }
  static std::vector<std::int64_t> of_cases(const std::vector<std::int64_t>& begin, std::size_t first,
                                            std::size_t last) {
    std::vector<std::int64_t> part;
    for (std::size_t c = first; c <= last; ++c) part.push_back(begin[c] - begin[first]);
    return part;
  }

  std::vector<std::int64_t> layers(const model& m) const {
    return m.layers(Runner::policy(), offsets_, stems(), area_);
  }

  struct found {
    std::vector<real> height, absorption, lai, transmission, fapar, absorbed, gpp, ground;
  };
  /// By fitted layers, or by those of the heights.
  found run(const model& m, const std::vector<std::int64_t>& layer_offsets, const numbers& given = {},
            const numbers& potential_gpp = {}) const {
    const auto n = static_cast<std::size_t>(layer_offsets.back()), k = static_cast<std::size_t>(cuts_.back());
    array height = Runner::make(n), absorption = Runner::make(n), lai = Runner::make(n),
          transmission = Runner::make(n), fapar = Runner::make(n), absorbed = Runner::make(k),
          gpp = Runner::make(k), ground = Runner::make(cuts_.size() - 1);
    typename model::template layer_outputs<space> y{height, absorption, lai, transmission, fapar};
    typename model::template stem_outputs<space> light{absorbed, {}};
    if (!potential_gpp.empty()) light.gpp = gpp;
    const array potential = Runner::upload(potential_gpp);
    const argument<real, space> produced =
        potential_gpp.empty() ? argument<real, space>() : argument<real, space>(potential);
    if (given.empty()) {
      m.run(Runner::policy(), offsets_, stems(), area_, layer_offsets, y, light, ground, produced);
    } else {
      const array heights = Runner::upload(given);
      m.run_given(Runner::policy(), offsets_, stems(), area_, layer_offsets, heights, y, light, ground,
                  produced);
    }
    const auto read = [](const array& a) { return Runner::download(a); };
    return {read(height), read(absorption), read(lai), read(transmission),
            read(fapar),  read(absorbed),   read(gpp), read(ground)};
  }

 private:
  static std::vector<std::int32_t> cut(const std::vector<std::int64_t>& cuts) {
    return {cuts.begin(), cuts.end()};
  }
  typename model::template cohorts<space> stems() const {
    typename model::template cohorts<space> x;
    std::size_t k = 0;
    x.zip(x, x, [&](auto& member, auto&) { member = argument<real, space>(columns_[k++]); });
    return x;
  }

  std::vector<std::int64_t> cuts_;
  decltype(sylva::detail::brought_to<std::int32_t, space>(std::vector<std::int32_t>{})) offsets_;
  std::vector<array> columns_;
  array area_;
};

template <class R>
auto values(const std::vector<R>& column) {
  return [column](std::size_t i) { return column[i]; };
}

/// Lower than any light that counts: what is less is compared with this.
constexpr double hardly_any = 1e-3;

}  // namespace

TEMPLATE_LIST_TEST_CASE("layers of canopies agree with the reference", "[canopy][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const figures f;
  const numbers gap = f.cases["gap_fraction"], solver = f.cases["tolerance"], given = f.cases["given"],
                heights = f.layers["heights"];
  approx::deviation strict{"heights of 1e-10"}, loose{"heights of their tolerance"};
  std::size_t fitted = 0;
  for (std::size_t c = 0; c < f.size(); ++c) {
    if (given[c] != 0) continue;
    INFO(f.cases.text("label")[c]);
    const canopy_model<R> model({.gap_fraction = gap[c]});
    const canopies<TestType> cell(f, c, c + 1);
    const std::vector<std::int64_t> layers = cell.layers(model);
    REQUIRE(layers.back() == f.first_layer[c + 1] - f.first_layer[c]);
    const std::vector<R> got = cell.run(model, layers).height;
    for (std::size_t l = 0; l < got.size(); ++l) {
      const double expected = heights[at(f.first_layer, double(c), double(l))];
      if (l + 1 == got.size()) CHECK(got[l] == 0);
      const double off = std::abs(double(got[l]) - expected);
      if (solver[c] < 1e-9) {
        strict.look(off, 0, l, 1);
      } else {
        loose.look(off / solver[c], 0, l, 1);
      }
    }
    ++fitted;
  }
  CHECK(fitted == 12);
  CHECK(strict <= tolerance<R>(2e-11, 4e-5));
  CHECK(loose <= 1);
}

TEMPLATE_LIST_TEST_CASE("light in canopies of the reference's heights agrees with it, all cells at once",
                        "[canopy][reference]", replay::runners) {
  using R = typename TestType::real;
  const figures f;
  // with layers of any height the reference has no limit to what a layer absorbs
  const canopy_model<R> model({.pyrealm_compatible = true});
  numbers potential;
  for (std::size_t c = 0; c < f.size(); ++c) potential.push_back(0.5 + double(c));
  const canopies<TestType> cells(f, 0, f.size());
  const auto got = cells.run(model, f.first_layer, f.layers["heights"], potential);

  // light is a difference of areas, each with z / stem_height as a difference of rounded logarithms, and then
  // a product of what is let through: absolute, of all light
  const double tol = tolerance<R>(4e-14, 2e-5);
  CHECK(compare(f.layers, "average_layer_absorption", values(got.absorption), 1) <= tol);
  CHECK(compare(f.layers, "average_layer_lai", values(got.lai), 1) <= tol);
  CHECK(compare(f.layers, "transmission_profile", values(got.transmission), 1) <= tol);
  CHECK(compare(f.layers, "average_layer_fapar", values(got.fapar), 1) <= tol);
  CHECK(compare(f.cases, "transmission_to_ground", values(got.ground), 1) <= tol);
  CHECK(compare(f.layers, "transmission_profile", values(got.transmission), hardly_any) <=
        tolerance<R>(2e-14, 3e-5));

  // of every cohort in every layer
  const table& t = f.profiles;
  const numbers of = t["case"], layer = t["layer"], cohort = t["cohort"];
  const TestType run;
  numbers lai, par_ext;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    lai.push_back(f.stems.at("lai")[at(f.first_cohort, of[i], cohort[i])]);
    par_ext.push_back(f.stems.at("par_ext")[at(f.first_cohort, of[i], cohort[i])]);
  }
  const auto absorption = run(crown_absorption<R>{}, par_ext, lai);
  CHECK(
      compare(
          t, "fapar",
          [&](std::size_t i) { return absorption(i) * got.transmission[at(f.first_layer, of[i], layer[i])]; },
          1) <= tol);

  // and of stems: the reference's light and leaf area of all layers
  const numbers fapar = t["fapar"], leaves = t["stem_leaf_area"];
  numbers light(f.cohorts.rows()), scale(f.cohorts.rows());
  for (std::size_t i = 0; i < t.rows(); ++i) {
    light[at(f.first_cohort, of[i], cohort[i])] += fapar[i] * leaves[i];
    scale[at(f.first_cohort, of[i], cohort[i])] += std::abs(fapar[i] * leaves[i]);
  }
  approx::deviation absorbed{"absorbed"}, gpp{"gpp"};
  const numbers of_cohort = f.cohorts["case"];
  for (std::size_t i = 0; i < light.size(); ++i) {
    const double each = potential[static_cast<std::size_t>(of_cohort[i])];
    absorbed.look(double(got.absorbed[i]), light[i], i, std::max(scale[i], hardly_any));
    gpp.look(double(got.gpp[i]), each * light[i], i, each * std::max(scale[i], hardly_any));
  }
  // z / stem_height is a difference of logarithms, each rounded
  CHECK(absorbed <= tolerance<R>(4e-14, 3e-5));
  CHECK(gpp <= tolerance<R>(4e-14, 3e-5));
}

TEMPLATE_LIST_TEST_CASE("crowns in the layers of canopies agree with the reference", "[canopy][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const figures f;
  const TestType run;
  const table& t = f.profiles;
  const numbers of = t["case"], layer = t["layer"], cohort = t["cohort"], heights = f.layers["heights"];
  std::vector<crown_inputs<R>> inputs;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const std::size_t stem = at(f.first_cohort, of[i], cohort[i]);
    const auto x = [&](const char* name) { return R(f.stems.at(name)[stem]); };
    inputs.push_back({R(heights[at(f.first_layer, of[i], layer[i])]), x("stem_height"), x("crown_area"), R(1),
                      x("z_max_prop") * x("stem_height"), x("m"), x("n"), x("f_g"), x("q_m")});
  }
  const auto crowns = run(crown_profile<R>{}, inputs);
  const double tol = tolerance<R>(2e-15, 5e-5);
  CHECK(compare(
            t, "projected_crown_area", [&](std::size_t i) { return crowns(i).projected_crown_area; },
            in_float<R>(1)) <= tol);
  const auto leaves = [&](std::size_t i) { return crowns(i).projected_leaf_area; };
  CHECK(compare(t, "projected_leaf_area", leaves, in_float<R>(1)) <= tol);
  // what is in a layer is what is above its foot less what is above that of the layer over it: of areas of up
  // to 75 m2
  const auto cohorts = [&](std::size_t i) {
    const auto c = static_cast<std::size_t>(of[i]);
    return static_cast<std::size_t>(f.first_cohort[c + 1] - f.first_cohort[c]);
  };
  CHECK(compare(
            t, "stem_leaf_area",
            [&](std::size_t i) { return leaves(i) - (layer[i] == 0 ? R(0) : leaves(i - cohorts(i))); },
            1) <= tolerance<R>(1e-13, 5e-5));
  CHECK(compare(f.cohorts, "cohort_absorption",
                run(crown_absorption<R>{}, f.stems.at("par_ext"), f.stems.at("lai"))) <=
        tolerance<R>(1e-15, 3e-7));
}

TEMPLATE_LIST_TEST_CASE("what crowns cover above a height agrees with the reference", "[canopy][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const figures f;
  const TestType run;
  const table t("demography_canopy_area_difference.csv");
  const std::size_t mixed = 4;
  REQUIRE(f.cases.text("label")[mixed] == "mixed community tolerance 1e-10");
  const auto first = static_cast<std::size_t>(f.first_cohort[mixed]),
             last = static_cast<std::size_t>(f.first_cohort[mixed + 1]);
  const numbers z = t["z"], target = t["target_area"], n = f.stems.at("n_individuals");
  std::vector<R> covered(t.rows());
  for (std::size_t i = first; i < last; ++i) {
    const auto x = [&](const char* name) { return R(f.stems.at(name)[i]); };
    std::vector<crown_inputs<R>> inputs;
    for (const double height : z) {
      inputs.push_back({R(height), x("stem_height"), x("crown_area"), R(1),
                        x("z_max_prop") * x("stem_height"), x("m"), x("n"), x("f_g"), x("q_m")});
    }
    const auto crowns = run(crown_profile<R>{}, inputs);
    for (std::size_t k = 0; k < z.size(); ++k) covered[k] += crowns(k).projected_crown_area * R(n[i]);
  }
  CHECK(compare(
            t, "difference", [&](std::size_t k) { return covered[k] - R(target[k]); }, 100) <=
        tolerance<R>(1e-14, 1e-5));
}

TEMPLATE_LIST_TEST_CASE("layers that hold more leaves than there is ground absorb no more than all the light",
                        "[canopy][reference]", replay::runners) {
  using R = typename TestType::real;
  const figures f;
  const canopies<TestType> cells(f, 0, f.size());
  const numbers heights = f.layers["heights"], absorption = f.layers["average_layer_absorption"];
  const auto as_pyrealm = cells.run(canopy_model<R>({.pyrealm_compatible = true}), f.first_layer, heights);
  const auto got = cells.run(canopy_model<R>(), f.first_layer, heights);
  std::size_t limited = 0;
  for (std::size_t c = 0; c < f.size(); ++c) {
    INFO(f.cases.text("label")[c]);
    bool more_than_all = false;
    const auto first = static_cast<std::size_t>(f.first_layer[c]),
               last = static_cast<std::size_t>(f.first_layer[c + 1]);
    for (std::size_t l = first; l < last; ++l) {
      more_than_all = more_than_all || absorption[l] > 1;
      CHECK(got.absorption[l] == std::min(as_pyrealm.absorption[l], R(1)));
      CHECK((got.transmission[l] >= 0 && got.transmission[l] <= 1));
      CHECK((got.fapar[l] >= 0 && got.fapar[l] <= 1));
      if (l > first) CHECK(got.transmission[l] <= got.transmission[l - 1]);
    }
    CHECK((got.ground[c] >= 0 && got.ground[c] <= 1));
    CHECK(more_than_all == (got.ground[c] == 0));
    if (!more_than_all) CHECK(got.ground[c] == as_pyrealm.ground[c]);
    limited += more_than_all;
  }
  CHECK(limited == 4);
}

TEMPLATE_LIST_TEST_CASE("light that follows from given leaf areas agrees with the reference",
                        "[canopy][reference]", replay::runners) {
  using R = typename TestType::real;
  using array = typename TestType::array;
  using handle = argument<R, typename TestType::space>;
  using out = result<R, typename TestType::space>;
  const TestType run;
  const table cases("demography_canopies_data.csv"), cohorts("demography_canopies_data_cohorts.csv"),
      layers("demography_canopies_data_layers.csv"), profiles("demography_canopies_data_profiles.csv");
  const auto first_cohort = begin_of_cases(cohorts, cases.rows()),
             first_layer = begin_of_cases(layers, cases.rows());
  const numbers n = cohorts["n_individuals"], lai = cohorts["lai"], area = cases["cell_area"],
                leaves = profiles["projected_leaf_area"], of = profiles["case"], layer = profiles["layer"],
                cohort = profiles["cohort"];
  const auto absorbs = run(crown_absorption<R>{}, cohorts["par_ext"], lai);
  CHECK(compare(cohorts, "cohort_absorption", absorbs) <= tolerance<R>(1e-15, 3e-7));

  numbers number(layers.rows()), ground(layers.rows()), absorbing(layers.rows()), leaf_area(layers.rows());
  std::vector<std::int32_t> cell_of_layer(layers.rows());
  for (std::size_t i = 0; i < profiles.rows(); ++i) {
    const std::size_t l = at(first_layer, of[i], layer[i]), k = at(first_cohort, of[i], cohort[i]);
    number[l] = layer[i], ground[l] = area[static_cast<std::size_t>(of[i])];
    cell_of_layer[l] = static_cast<std::int32_t>(of[i]);
    absorbing[l] += leaves[i] * n[k] * double(absorbs(k));
    leaf_area[l] += leaves[i] * n[k] * lai[k];
  }
  using space = typename TestType::space;
  const auto cuts = sylva::detail::brought_to<std::int32_t, space>(
      std::vector<std::int32_t>(first_layer.begin(), first_layer.end()));
  const auto which = sylva::detail::brought_to<std::int32_t, space>(std::vector<std::int32_t>(cell_of_layer));
  const array numbers_of = TestType::upload(number), area_of = TestType::upload(ground),
              absorbing_of = TestType::upload(absorbing), leaf_area_of = TestType::upload(leaf_area);
  const layer_content<handle> content{numbers_of, absorbing_of, leaf_area_of, area_of};
  array absorption = TestType::make(layers.rows()), index = TestType::make(layers.rows()),
        transmission = TestType::make(layers.rows()), fapar = TestType::make(layers.rows()),
        left = TestType::make(cases.rows());
  segmented(TestType::policy(), layer_absorptions<R>{std::numeric_limits<R>::infinity()},
            layer_absorption<out>{absorption, index, {}}, groups_at(cuts, which), content, content);
  const lit_layer<handle> lit{numbers_of, absorption, R(1), {}};
  segmented(TestType::policy(), light_of_layers<R>{}, layer_light<out>{transmission, fapar, {}, {}},
            groups_at(cuts, which), lit, lit);
  segmented(TestType::policy(), transmission_to_ground<R>{}, left, cuts, no_inputs{}, handle(absorption));
  executor<std::remove_cvref_t<decltype(TestType::policy())>>::wait(TestType::policy());

  // what is let through is a difference from 1, here down to a twentieth
  const double tol = tolerance<R>(2e-15, 4e-6);
  const std::vector<R> let_through = TestType::download(transmission);
  CHECK(compare(layers, "average_layer_absorption", values(TestType::download(absorption))) <= tol);
  CHECK(compare(layers, "average_layer_lai", values(TestType::download(index))) <= tol);
  CHECK(compare(layers, "transmission_profile", values(let_through)) <= tol);
  CHECK(compare(layers, "average_layer_fapar", values(TestType::download(fapar))) <= tol);
  CHECK(compare(cases, "transmission_to_ground", values(TestType::download(left))) <= tol);
  CHECK(compare(profiles, "fapar", [&](std::size_t i) {
          return absorbs(at(first_cohort, of[i], cohort[i])) * let_through[at(first_layer, of[i], layer[i])];
        }) <= tol);
}
