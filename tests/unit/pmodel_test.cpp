#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_exception.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cmath>
#include <map>
#include <sylva/array/transform.hpp>
#include <sylva/models/pmodel.hpp>

#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using namespace sylva::pmodel;
using approx::as_printed;
using approx::compare;
using approx::tolerance;
using Catch::Matchers::ContainsSubstring;
using reference::table;

namespace {

const forcing<double> golden{20, 1000, 400, 101325, 1, 800, 0.125, 0.5, 0.5, 1, 15, 0.5, 1};

template <class Real>
typename pmodel_model<Real>::kernel_type kernel_of(const pmodel_options& o,
                                                   const core_constants<Real>& core = {},
                                                   const pmodel_constants<Real>& c = {}) {
  return pmodel_model<Real>(o, core, c).kernel();
}

}  // namespace

TEST_CASE("the P-model has the figures that are known by heart", "[pmodel]") {
  const auto r = pmodel_kernel<double>{}(golden);
  CHECK(as_printed(r.gpp, 311.489268529971, 12));
  CHECK(as_printed(r.lue, 0.389361585662, 12));
  CHECK(as_printed(r.iwue, 76.41199669941, 11));
  CHECK(as_printed(r.vcmax, 77.628174450976, 12));
  CHECK(as_printed(r.vcmax25, 121.683361679297, 12));
  CHECK(as_printed(r.jmax, 175.07735933381, 11));
  CHECK(as_printed(r.jmax25, 236.81383760467, 11));
  CHECK(as_printed(r.gs, 2.093517647377, 12));
  CHECK(as_printed(r.f_v, 0.555016249846, 12));
  CHECK(as_printed(r.f_j, 0.667215546242, 12));
  CHECK(as_printed(r.gammastar, 3.339250944433, 12));
  CHECK(as_printed(r.kmm, 46.099277868344, 12));
  CHECK(as_printed(r.ns_star, 1.125361387091, 12));
  CHECK(as_printed(kernel_of<double>({.optimal_chi = "c4_no_gamma"})(golden).gpp, 281.723226511491, 12));

  struct figures {
    const char* method;
    double xi, chi, mj, mc;
  };
  for (const figures& f :
       {figures{"prentice14", 63.314502830389, 0.694352013202, 0.712303751154, 0.334083784193},
        figures{"prentice14_rootzonestress", 44.770114298823, 0.620155907331, 0.685109221917, 0.305971976398},
        figures{"lavergne20_c3", 78.555949602026, 0.736633474262, 0.725798366646, 0.349107924342},
        figures{"c4", 21.104834276796, 0.449673750678, 1, 1},
        figures{"c4_rootzonestress", 14.923371432941, 0.376588835904, 1, 1},
        figures{"c4_no_gamma", 20.379627333854, 0.391897793016, 1, 0.256258076418},
        figures{"c4_no_gamma_rootzonestress", 14.410572685823, 0.313046365491, 1, 0.215825931519},
        figures{"lavergne20_c4", 25.285533427231, 0.444320581904, 1, 0.280907656781}}) {
    INFO(f.method);
    const auto o = kernel_of<double>({.optimal_chi = f.method})(golden);
    CHECK(as_printed(o.xi, f.xi, 12));
    CHECK(as_printed(o.chi, f.chi, 12));
    CHECK(as_printed(o.mj, f.mj, 12));
    CHECK(as_printed(o.mc, f.mc, 12));
  }
  CHECK(as_printed(kernel_of<double>({.kphio = "fixed"})(golden).kphio, 0.125, 12));
  CHECK(as_printed(kernel_of<double>({.kphio = "temperature"})(golden).kphio, 0.082, 12));
  CHECK(as_printed(kernel_of<double>({.optimal_chi = "c4"})(golden).kphio, 0.0438, 12));
  CHECK(as_printed(kernel_of<double>({.kphio = "sandoval"})(golden).kphio, 0.117895887464, 12));
  const auto smith = kernel_of<double>({.jmax = "smith19"})(golden);
  CHECK(as_printed(smith.f_v, 0.754416513809, 12));
  CHECK(as_printed(smith.f_j, 1.102044291109, 12));
  CHECK(as_printed(soil_stress_stocker<double>{}(0.2, 1.0), 0.881333333333, 12));
  CHECK(as_printed(soil_stress_mengoli<double>{}(0.6, 0.6), 0.780231763885, 12));
  CHECK(as_printed(dark_respiration_response<double>{}(10.0), 0.284933345929, 12));
  const auto leaf = leaf_environment_kernel<double>{}(golden);
  CHECK(as_printed(arrhenius_simple<double>{}.factor(leaf), 0.637952250658, 12));
  auto cool = golden;
  cool.tc = cool.mean_growth_temperature = 10;
  CHECK(as_printed(arrhenius_kattge_knorr<double>{}.factor(leaf_environment_kernel<double>{}(cool)),
                   0.260975632963, 12));
}

TEST_CASE("a model says what it needs and what it does not know", "[pmodel][errors]") {
  using Catch::Matchers::MessageMatches;
  CHECK_THROWS_MATCHES(pmodel_model<double>({.jmax = "smith20"}), unknown_method,
                       MessageMatches(ContainsSubstring("\"smith20\" for jmax") &&
                                      ContainsSubstring("wang17, smith19, none")));
  CHECK_THROWS_MATCHES(pmodel_model<double>({.optimal_chi = ""}), unknown_method,
                       MessageMatches(ContainsSubstring("lavergne20_c4")));
  CHECK_THROWS_AS(pmodel_model<double>({.kphio = "Fixed"}), unknown_method);
  CHECK_THROWS_AS(pmodel_model<double>({.arrhenius = "peaked"}), unknown_method);
  CHECK_THROWS_AS(pmodel_model<double>({.soil_stress = "moderate"}), unknown_method);
  CHECK_THROWS_AS(pmodel_model<double>({.viscosity = "fisher"}), unknown_method);
  CHECK_THROWS_AS(pmodel_model<double>::known("method"), std::invalid_argument);

  const pmodel_model<double> model(
      {.optimal_chi = "lavergne20_c3", .kphio = "sandoval", .soil_stress = "stocker"});
  CHECK(model.required_inputs() == std::vector<std::string>{"tc", "vpd", "co2", "patm", "theta",
                                                            "aridity_index", "mean_growth_temperature",
                                                            "soilm"});
  std::vector<double> tc(3, 20.0), gpp(3, -1.0);
  pmodel_model<double>::inputs<> x;
  pmodel_model<double>::outputs<> y;
  y.gpp = gpp;
  x.tc = tc, x.vpd = 800, x.co2 = 400;
  CHECK_THROWS_MATCHES(model.run(serial{}, x, y), missing_input,
                       MessageMatches(ContainsSubstring("needs patm")));
  x.patm = 1e5, x.aridity_index = 1, x.mean_growth_temperature = 15, x.soilm = 0.5;
  CHECK_THROWS_MATCHES(model.run(serial{}, x, y), missing_input,
                       MessageMatches(ContainsSubstring("optimal_chi lavergne20_c3 needs theta")));
  CHECK(gpp == std::vector<double>(3, -1.0));
  x.theta = 0.5;
  CHECK_NOTHROW(model.run(serial{}, x, y));
  CHECK(gpp[0] > 0);
  const std::vector<double> wrong(2, 1e5);
  x.patm = wrong;
  CHECK_THROWS_MATCHES(model.run(serial{}, x, y), shape_error,
                       MessageMatches(ContainsSubstring("patm has shape (2,)") && ContainsSubstring("(3,)")));
}

TEST_CASE("ranges are counted by variable and the worst is found", "[pmodel][bounds]") {
  const pmodel_model<double> model;
  std::vector<double> tc(1000, 20.0), gpp(1000);
  tc[3] = NAN, tc[17] = 81, tc[600] = 95, tc[999] = -30;
  pmodel_model<double>::inputs<> x;
  pmodel_model<double>::outputs<> y;
  x.tc = tc, x.vpd = 20000, x.co2 = 400, x.patm = 1e5;
  y.gpp = gpp;
  const auto findings = model.run_checked(serial{}, x, y);
  REQUIRE(findings.size() == 4);
  CHECK(findings[0].name == "tc");
  CHECK(findings[0].found.missing == 1);
  CHECK(findings[0].found.above == 2);
  CHECK(findings[0].found.below == 1);
  CHECK(findings[0].found.worst == 95);
  CHECK(findings[0].found.worst_at == 600);
  CHECK(findings[1].found.above == 1000);
  CHECK(findings[2].found.outside() == 0);
  // the cells that pyrealm refuses the whole array for are NaN, and the others are not
  CHECK(std::isnan(gpp[999]));
  CHECK(std::isnan(gpp[3]));
  CHECK(std::isfinite(gpp[998]));
}

TEST_CASE("at vpd 0 chi is 1 and nothing transpires; without light nothing grows", "[pmodel][limits]") {
  for (const auto& name : pmodel_model<double>::known("optimal_chi")) {
    auto x = golden;
    x.vpd = 0;
    const auto r = kernel_of<double>({.optimal_chi = name})(x);
    CHECK(r.chi == 1);
    CHECK(r.iwue == 0);
    CHECK(std::isnan(r.gs));
    x = golden, x.ppfd = 0;
    CHECK(kernel_of<double>({.optimal_chi = name})(x).gpp == 0);
    CHECK(kernel_of<double>({.optimal_chi = name})(x).lue > 0);
  }
}

TEST_CASE("chi falls with vapour pressure deficit, and GPP is proportional to light", "[pmodel][limits]") {
  const auto kernel = kernel_of<double>({});
  double previous = 2;
  for (double vpd = 0; vpd <= 10000; vpd += 50) {
    auto x = golden;
    x.vpd = vpd;
    const double chi = kernel(x).chi;
    CHECK(chi < previous);
    CHECK(chi > 0);
    previous = chi;
  }
  auto twice = golden;
  twice.ppfd *= 2;
  CHECK(std::abs(kernel(twice).gpp / kernel(golden).gpp - 2) < 1e-15);
  // the coordination hypothesis: both assimilation rates are the same at the optimum
  const auto r = kernel(golden);
  CHECK(std::abs(r.a_c / r.a_j - 1) < 1e-14);
}

namespace {

/// A method from outside: ci/ca that does not follow the weather.
struct fixed_chi {
  double ratio = 0.7;
  static constexpr const char* name = "fixed_chi";
  static constexpr bool is_c4 = false;

  template <value_of<double> V>
  SYLVA_FUNCTION constexpr optimal_chi<V> operator()(const leaf_environment<V>& e) const {
    const V ci = ratio * e.ca;
    const V mc = (ci - e.gammastar) / (ci + e.kmm), mj = (ci - e.gammastar) / (ci + 2.0 * e.gammastar);
    return {V(0.0), V(0.0), V(ratio), ci, mc, mj, mj / mc};
  }
};

struct my_methods : pmodel_methods<double> {
  using optimal_chi = one_of<optimal_chi_prentice14<double>, fixed_chi>;
};

}  // namespace

TEST_CASE("a user's own method plugs in as a type and by name", "[pmodel]") {
  const auto as_type = pmodel_kernel<double, fixed_chi>{.chi = {.ratio = 0.65}}(golden);
  CHECK(as_type.chi == 0.65);
  CHECK(as_type.gpp > 0);
  const pmodel_model<double, my_methods> model({.optimal_chi = "fixed_chi"});
  CHECK(model.kernel()(golden).chi == 0.7);
  CHECK_THROWS_MATCHES((pmodel_model<double, my_methods>({.optimal_chi = "c4"})), unknown_method,
                       Catch::Matchers::MessageMatches(ContainsSubstring("prentice14, fixed_chi")));
}

namespace {

/// Inputs with one more.
template <class T>
struct forcing_with_nitrogen : forcing<T> {
  T leaf_n;  ///< leaf nitrogen [g m-2]

  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    forcing<T>::zip(a, b, f), f(a.leaf_n, b.leaf_n);
  }
  struct added {
    static constexpr const char* names[] = {"leaf_n"};
  };
  static constexpr auto& names = joined_names<forcing<T>, added>;
};

/// A quantum yield that saturates with leaf nitrogen.
struct quantum_yield_nitrogen {
  double half = 2;  ///< leaf nitrogen of half the reference yield [g m-2]
  static constexpr const char* name = "nitrogen";
  static constexpr const char* required[] = {"leaf_n", nullptr};

  template <class Leaf, value_of<double> V>
  SYLVA_FUNCTION constexpr V kphio(const Leaf& e, const V& reference, bool) const {
    return reference * e.inputs.leaf_n / V(e.inputs.leaf_n + half);
  }
};

struct nitrogen_methods : pmodel_methods<double> {
  template <class T>
  using forcing = forcing_with_nitrogen<T>;
  using kphio = one_of<quantum_yield_temperature<double>, quantum_yield_nitrogen>;
};
struct without_the_input : pmodel_methods<double> {
  using kphio = nitrogen_methods::kphio;
};

}  // namespace

TEST_CASE("a user's own method brings an input of its own", "[pmodel]") {
  const std::vector<double> leaf_n{2, 6, NAN}, tc(3, 20.0);
  // by type, on values and on arrays
  const pmodel_kernel<double, optimal_chi_prentice14<double>, jmax_wang17<double>, quantum_yield_nitrogen>
      kernel{};
  CHECK(kernel(forcing_with_nitrogen<double>{golden, 6}).kphio == 0.125 * 6 / 8);
  forcing_with_nitrogen<argument<double>> x;
  x.tc = tc, x.vpd = 1000, x.co2 = 400, x.patm = 101325, x.fapar = 1, x.ppfd = 800, x.reference_kphio = 0.125;
  x.leaf_n = leaf_n;
  std::vector<double> kphio(3), gpp(3), other(3);
  productivity<result<double>> y;
  y.kphio = kphio, y.gpp = gpp;
  transform(kernel, y, x);
  CHECK((kphio[0] == 0.125 / 2 && kphio[1] == 0.125 * 6 / 8 && std::isnan(kphio[2])));
  // the fixed yield is what it comes to
  const auto fixed = kernel_of<double>({.kphio = "fixed"});
  auto same = golden;
  same.reference_kphio = 0.125 / 2;
  CHECK(gpp[0] == fixed(same).gpp);
  // by name
  pmodel_model<double, nitrogen_methods> model({.kphio = "nitrogen"});
  CHECK(model.required_inputs() == std::vector<std::string>{"tc", "vpd", "co2", "patm", "leaf_n"});
  y = {}, y.gpp = other;
  model.run(x, y);
  CHECK((other[0] == gpp[0] && other[1] == gpp[1] && std::isnan(other[2])));
  pmodel_model<double, nitrogen_methods>::inputs<> without = x;
  without.leaf_n = {};
  CHECK_THROWS_MATCHES(
      model.run(without, y), missing_input,
      Catch::Matchers::MessageMatches(ContainsSubstring("kphio nitrogen needs leaf_n, which is not given")));
  // the other methods of the list do without
  std::vector<double> plain(3);
  y.gpp = plain;
  pmodel_model<double, nitrogen_methods>{}.run(without, y);
  CHECK(plain[2] == pmodel_kernel<double>{}(golden).gpp);
  // with a range of its own
  range_table ranges = variable_ranges();
  ranges.add(variable_range({"leaf_n", 0, 5, "[]", "g m-2"}, 0, 1000));
  const std::vector<double> odd{2, 6, -1};
  x.leaf_n = odd, y.gpp = other;
  const auto findings = pmodel_model<double, nitrogen_methods>({.kphio = "nitrogen"}, {}, {}, ranges)
                            .run_checked(serial{}, x, y);
  CHECK((findings.back().name == "leaf_n" && findings.back().found.above == 1));
  CHECK((findings.back().found.impossible == 1 && findings.back().found.impossible_at == 2));
  CHECK((other[1] == gpp[1] && std::isnan(other[2])));
  // inputs that do not have it
  CHECK_THROWS_MATCHES((pmodel_model<double, without_the_input>({.kphio = "nitrogen"})), missing_input,
                       Catch::Matchers::MessageMatches(ContainsSubstring(
                           "kphio nitrogen needs leaf_n, which is not among the inputs tc,")));
  CHECK_NOTHROW(pmodel_model<double, without_the_input>{});
}

TEST_CASE("beta is the unit cost ratio of the method", "[pmodel][reference]") {
  const table t("pmodel_optimal_chi.csv"), inputs("pmodel_inputs.csv");
  const auto method = t.text("method"), mode = t.text("xi_mode");
  const auto row = t["row"], beta = t["beta"], theta = inputs["theta"];
  std::map<std::string, pmodel_model<double>::kernel_type> kernels;
  for (const auto& name : pmodel_model<double>::known("optimal_chi"))
    kernels[name] = kernel_of<double>({.optimal_chi = name});
  std::size_t compared = 0;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    if (mode[i] != "estimated") continue;
    INFO(method[i] << " " << row[i]);
    auto x = golden;
    x.theta = theta[static_cast<std::size_t>(row[i])];
    const double ours = kernels.at(method[i])(x).beta;
    CHECK((std::isnan(ours) ? std::isnan(beta[i]) : std::abs(ours / beta[i] - 1) <= 1e-14));
    ++compared;
  }
  CHECK(compared == 8 * inputs.rows());
}

TEST_CASE("an impossible value is missing in its own cell", "[pmodel][bounds]") {
  std::vector<double> tc(6, 20.0), vpd(6, 1000.0), fapar(6, 1.0), gpp(6), lue(6);
  tc[1] = -274, tc[2] = INFINITY, vpd[3] = -1, fapar[4] = 1.1;
  pmodel_model<double>::inputs<> x;
  pmodel_model<double>::outputs<> y;
  x.tc = tc, x.vpd = vpd, x.co2 = 400, x.patm = 101325, x.fapar = fapar, x.ppfd = 800;
  y.gpp = gpp, y.lue = lue;
  const pmodel_model<double> model;
  model.run(x, y);
  for (std::size_t i = 0; i < 6; ++i) {
    CHECK((i == 0 || i == 5 ? gpp[i] == pmodel_kernel<double>{}(golden).gpp : std::isnan(gpp[i])));
    CHECK(std::isnan(lue[i]) == (i >= 1 && i <= 3));  // light use efficiency does not depend on fapar
  }
  // one value for all; and where nothing is given 1 is taken, not what is missing
  x.ppfd = -80;
  const auto findings = model.run_checked(serial{}, x, y);
  CHECK((findings.back().name == "ppfd" && findings.back().found.impossible == 6));
  CHECK((std::isnan(gpp[0]) && lue[0] > 0));
  CHECK(model.check(serial{}, x).back().found.impossible == 1);
  for (const auto& [value, possible] : {std::pair{150.0, true}, {150.1, false}, {9999.9, false}}) {
    x.tc = value;  // a code of a missing value
    CHECK(model.check(serial{}, x)[0].found.impossible == (possible ? 0u : 1u));
  }
  x.tc = tc;
  // what packed files and sensors leave beyond an end is counted and calculated with
  fapar[0] = 1.0005, x.ppfd = -2;
  const auto noise = model.run_checked(serial{}, x, y);
  CHECK((noise.back().found.impossible == 0 && noise.back().found.below == 6));
  CHECK(std::abs(gpp[0] / (lue[0] * 1.0005 * -2) - 1) < 1e-14);
  // ranges of the user's own
  range_table ranges = variable_ranges();
  ranges.update(variable_range({"tc", 0, 30, "[]", "degree C"}, -20, 40));
  tc[0] = 50, x.ppfd = 800;
  CHECK(pmodel_model<double>({}, {}, {}, ranges).run_checked(serial{}, x, y)[0].found.impossible == 3);
  CHECK(std::isnan(gpp[0]));
}

TEMPLATE_TEST_CASE("kernels are plain data and keep their precision", "[pmodel]", double, float) {
  using R = TestType;
  using kernel = typename pmodel_model<R>::kernel_type;
  STATIC_REQUIRE(std::is_trivially_copyable_v<kernel>);
  STATIC_REQUIRE(std::is_trivially_copyable_v<pmodel_kernel<R>>);
  STATIC_REQUIRE(std::same_as<decltype(pmodel_kernel<R>{}(forcing<R>{})), productivity<R>>);
  STATIC_REQUIRE(std::same_as<decltype(jmax_smith19<R>{}(R(1))), jmax_limitation<R>>);
  CHECK(pmodel_constants<R>{} == pmodel_constants<R>{});
  CHECK(core_constants<R>{} == core_constants<R>{});
}
