#pragma once

#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <sylva/environment/hygro.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/models/pmodel.hpp>

#include "lift/lift.hpp"

/// The cases that every backend has to pass. The file of a backend defines, before it includes this one,
///   using backends = std::tuple<...>         its backends under test, see lift.hpp
///   using layouts = std::tuple<...>          these and more, for the cases where it matters how elements lie
///   in memory constexpr double float_tolerance         how far SIMD may be from scalar figures in float

namespace lift {

template <class T>
constexpr double tolerance = std::is_same_v<T, float> ? float_tolerance : 1e-13;

template <class T>
using kernel_of = sylva::pmodel::pmodel_kernel<T>;

template <class Backend, class T>
void check_pmodel() {
  for (const std::size_t n : lengths) {
    const forcing<T> x = weather<T>(n);
    INFO(n << " elements");
    CHECK(worst(lifted<Backend>(kernel_of<T>{}, x), by_hand(kernel_of<T>{}, x), x) <= tolerance<T>);
  }
}

/// kernel(columns...) by hand, and lifted.
template <class Backend, class T, class Kernel, class... Columns>
approx::deviation one_output(const Kernel& kernel, const Columns&... columns) {
  const std::size_t n = std::min({columns.size()...});
  std::vector<T> expected;
  for (std::size_t i = 0; i < n; ++i) expected.push_back(kernel(columns[i]...));
  auto out = make<Backend>(std::vector<T>(n, T(-77)));
  sylva::transform(typename Backend::policy{}, kernel, out, make<Backend>(columns)...);
  return worst(Backend::read(out), expected);
}

template <class Backend, class T>
void check_positional() {
  using namespace sylva;
  for (const std::size_t n : lengths) {
    INFO(n << " elements");
    const forcing<T> x = weather<T>(n);
    std::vector<T> rh, sh, kpa;
    generator g(7);
    for (std::size_t i = 0; i < n; ++i) {
      rh.push_back(static_cast<T>(g.uniform(0, 0.9)));
      sh.push_back(static_cast<T>(g.uniform(0, 1e-4)));  // dry: the deficit is no small difference
      kpa.push_back(x.patm[i] / 1000);
    }
    // no rounding is magnified here: kernels of a division or two and an exponential
    const double tol = std::is_same_v<T, float> ? 3e-6 : 1e-13;
    CHECK(one_output<Backend, T>(saturation_vapour_pressure<T>{}, x.tc) <= tol);
    CHECK(one_output<Backend, T>(rh_to_vpd<T>{}, rh, x.tc) <= tol);
    CHECK(one_output<Backend, T>(sh_to_vpd<T>{}, sh, x.tc, kpa) <= 10 * tol);
    CHECK(one_output<Backend, T>(psychrometric_constant<T>{}, x.tc, x.patm) <= tol);
    CHECK(one_output<Backend, T>(water_density_checked<T>{}, x.tc, x.patm) <= tol);
  }
}

}  // namespace lift

TEMPLATE_LIST_TEST_CASE("the P-model gives the figures of its kernel on values", "[lift]", layouts) {
  lift::check_pmodel<TestType, double>();
}

TEMPLATE_LIST_TEST_CASE("in float the P-model gives the figures of its kernel on scalars", "[lift]",
                        layouts) {
  lift::check_pmodel<TestType, float>();
}

TEMPLATE_LIST_TEST_CASE("kernels of one, two and three inputs give the figures of values", "[lift]",
                        backends) {
  lift::check_positional<TestType, double>();
  lift::check_positional<TestType, float>();
}

TEMPLATE_LIST_TEST_CASE("an element's result does not depend on where it stands", "[lift]", layouts) {
  using T = double;
  constexpr std::size_t period = 13;
  const lift::forcing<T> x = lift::weather<T>(period);
  // the period alone is less than, or more than, any register: other lanes, other tails
  const lift::productivity<T> once = lift::lifted<TestType>(lift::kernel_of<T>{}, x);
  for (const std::size_t n : lift::lengths) {
    for (std::size_t shift = 0; shift < period; ++shift) {
      const auto turn = [&](const auto& columns) {
        std::remove_cvref_t<decltype(columns)> turned;
        for (std::size_t k = 0; k < lift::members(columns).size(); ++k) {
          const std::vector<T>& from = *lift::members(columns)[k];
          for (std::size_t i = 0; i < n; ++i) lift::members(turned)[k]->push_back(from[(i + shift) % period]);
        }
        return turned;
      };
      INFO(n << " elements, from the one at " << shift);
      CHECK(lift::identical(lift::lifted<TestType>(lift::kernel_of<T>{}, turn(x)), turn(once)));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("scalars, arrays of one element and whole arrays mix", "[lift]", backends) {
  using T = double;
  for (const std::size_t n : {std::size_t{1}, std::size_t{17}, std::size_t{600}}) {
    lift::forcing<T> x = lift::weather<T>(n);
    std::fill(x.co2.begin(), x.co2.end(), 400.0);
    std::fill(x.patm.begin(), x.patm.end(), 101325.0);
    std::fill(x.fapar.begin(), x.fapar.end(), 1.0);
    const auto expected = lift::by_hand(lift::kernel_of<T>{}, x);
    const lift::held<TestType, T> in(x), out(lift::filled<T>(n, -77.0));
    auto mixed = in.arguments();
    mixed.co2 = 400;  // an int is a number too
    const auto one = lift::make<TestType>(std::vector<T>{101325});
    mixed.patm = sylva::argument<T>(one);
    mixed.fapar = 1.0f;
    sylva::transform(typename TestType::policy{}, lift::kernel_of<T>{}, out.results(), mixed);
    CHECK(lift::worst(out.read(), expected, x) <= 1e-13);
  }
}

TEMPLATE_LIST_TEST_CASE("an array of one element may be the first of several", "[lift]", backends) {
  using T = double;
  const std::vector<T> patm = lift::weather<T>(40).patm;
  const auto one = lift::make<TestType>(std::vector<T>{20});
  const auto many = lift::make<TestType>(patm);
  const auto made = sylva::map(typename TestType::policy{}, sylva::water_density_fisher<T>{}, one, many);
  const auto got = sylva::map(typename TestType::policy{}, sylva::water_density_fisher<T>{}, 20, many);
  const auto view = sylva::array_traits<std::remove_cvref_t<decltype(made)>>::view(made);
  REQUIRE(view.extents.size() == 40);
  const auto other = sylva::array_traits<std::remove_cvref_t<decltype(got)>>::view(got);
  for (lift::index_t i = 0; i < 40; ++i) CHECK(view(i) == other(i));
}

TEMPLATE_LIST_TEST_CASE("no elements are no work, and no error", "[lift]", backends) {
  using T = double;
  const lift::forcing<T> nothing;
  CHECK(lift::lifted<TestType>(lift::kernel_of<T>{}, nothing).gpp.empty());
  const auto none = lift::make<TestType>(std::vector<T>{});
  const auto made = sylva::map(typename TestType::policy{}, sylva::saturation_vapour_pressure<T>{}, none);
  CHECK(sylva::array_traits<std::remove_cvref_t<decltype(made)>>::view(made).extents.size() == 0);
}

TEMPLATE_LIST_TEST_CASE("an output may be one of the inputs", "[lift]", layouts) {
  using T = double;
  for (const std::size_t n : lift::lengths) {
    INFO(n << " elements");
    const lift::forcing<T> x = lift::weather<T>(n);
    const auto expected = lift::by_hand(lift::kernel_of<T>{}, x);
    lift::held<TestType, T> in(x);
    sylva::pmodel::productivity<sylva::result<T>> out;
    out.gpp = sylva::result<T>(in[0]);  // over tc
    out.chi = sylva::result<T>(in[1]);  // over vpd
    out.lue = sylva::result<T>(in[5]);  // over ppfd
    sylva::transform(typename TestType::policy{}, lift::kernel_of<T>{}, out, in.arguments());
    CHECK(lift::worst(TestType::read(in[0]), expected.gpp, "gpp") <= 1e-13);
    CHECK(lift::worst(TestType::read(in[1]), expected.chi, "chi") <= 1e-13);
    CHECK(lift::worst(TestType::read(in[5]), expected.lue, "lue") <= 1e-13);
    CHECK(lift::identical(TestType::read(in[2]), x.co2));
  }
}

TEMPLATE_LIST_TEST_CASE("what nobody asked for is not stored", "[lift]", backends) {
  using T = double;
  const lift::forcing<T> x = lift::weather<T>(600);
  const auto expected = lift::by_hand(lift::kernel_of<T>{}, x);
  const lift::held<TestType, T> in(x), all(lift::filled<T>(600, -77.0));
  sylva::pmodel::productivity<sylva::result<T>> some;
  some.lue = all.results().lue;
  some.ns_star = all.results().ns_star;
  sylva::transform(typename TestType::policy{}, lift::kernel_of<T>{}, some, in.arguments());
  auto got = all.read();
  CHECK(lift::worst(got.lue, expected.lue, "lue") <= 1e-13);
  CHECK(lift::worst(got.ns_star, expected.ns_star, "ns_star") <= 1e-13);
  got.lue.assign(600, -77.0);
  got.ns_star.assign(600, -77.0);
  CHECK(lift::identical(got, lift::filled<T>(600, -77.0)));
}

TEMPLATE_LIST_TEST_CASE("a selection of outputs has the figures of them all", "[lift]", backends) {
  using T = double;
  namespace field = sylva::pmodel::field;
  const std::size_t n = 530;
  const lift::forcing<T> x = lift::weather<T>(n);
  const auto expected = lift::by_hand(lift::kernel_of<T>{}, x);
  const lift::held<TestType, T> in(x);
  auto gs = lift::make<TestType>(std::vector<T>(n)), gpp = lift::make<TestType>(std::vector<T>(n));
  const auto kernel = sylva::only<field::gs, field::gpp>(lift::kernel_of<T>{});
  sylva::selection<sylva::result<T>, field::gs, field::gpp> out;
  out.gs = sylva::result<T>(gs);
  out.gpp = sylva::result<T>(gpp);
  sylva::transform(typename TestType::policy{}, kernel, out, in.arguments());
  CHECK(lift::worst(TestType::read(gs), expected.gs, "gs") <= 1e-13);
  CHECK(lift::worst(TestType::read(gpp), expected.gpp, "gpp") <= 1e-13);
}

namespace lift {

/// density(tc, patm) of arrays with these extents, and by hand with `at` telling which elements meet.
template <class Backend, std::size_t N, std::size_t A, std::size_t B, class At>
void check_broadcast(const std::array<index_t, N>& joined, const std::array<index_t, A>& first,
                     const std::array<index_t, B>& second, const At& at) {
  using T = double;
  const auto size = [](const auto& extents) {
    index_t n = 1;
    for (const index_t e : extents) n *= e;
    return static_cast<std::size_t>(n);
  };
  std::vector<T> tc, patm, expected(size(joined));
  for (std::size_t i = 0; i < size(first); ++i) tc.push_back(0.5 + 0.05 * static_cast<T>(i));
  for (std::size_t i = 0; i < size(second); ++i) patm.push_back(60000 + 1000 * static_cast<T>(i));
  const sylva::water_density_fisher<T> kernel{};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto [a, b] = at(i);
    expected[i] = kernel(tc[a], patm[b]);
  }
  auto out = Backend::template make<T>(joined, std::vector<T>(expected.size(), -77.0));
  const auto x = Backend::template make<T>(first, tc);
  const auto y = Backend::template make<T>(second, patm);
  sylva::transform(typename Backend::policy{}, kernel, out, x, y);
  CHECK(worst(Backend::read(out), expected) <= 1e-13);
}

}  // namespace lift

TEMPLATE_LIST_TEST_CASE("arrays of several axes broadcast as in NumPy", "[lift]", layouts) {
  using pair = std::pair<std::size_t, std::size_t>;
  using lift::index_t;
  using std::array;
  if constexpr (TestType::ranks >= 2) {
    lift::check_broadcast<TestType>(array<index_t, 2>{3, 4}, array<index_t, 2>{3, 1}, array<index_t, 2>{1, 4},
                                    [](std::size_t i) { return pair{i / 4, i % 4}; });
    lift::check_broadcast<TestType>(array<index_t, 2>{3, 5}, array<index_t, 1>{5}, array<index_t, 2>{3, 5},
                                    [](std::size_t i) { return pair{i % 5, i}; });
    lift::check_broadcast<TestType>(array<index_t, 2>{3, 5}, array<index_t, 2>{3, 5}, array<index_t, 1>{5},
                                    [](std::size_t i) { return pair{i, i % 5}; });
    // larger than a block, and rows that no block ends with
    lift::check_broadcast<TestType>(array<index_t, 2>{30, 37}, array<index_t, 2>{30, 1},
                                    array<index_t, 2>{30, 37}, [](std::size_t i) { return pair{i / 37, i}; });
    lift::check_broadcast<TestType>(array<index_t, 2>{600, 3}, array<index_t, 1>{3},
                                    array<index_t, 2>{600, 1},
                                    [](std::size_t i) { return pair{i % 3, i / 3}; });
    lift::check_broadcast<TestType>(array<index_t, 2>{1, 1}, array<index_t, 2>{1, 1}, array<index_t, 1>{1},
                                    [](std::size_t) { return pair{0, 0}; });
  }
  if constexpr (TestType::ranks >= 3) {
    lift::check_broadcast<TestType>(array<index_t, 3>{2, 4, 3}, array<index_t, 3>{2, 1, 3},
                                    array<index_t, 2>{4, 1},
                                    [](std::size_t i) { return pair{i / 12 * 3 + i % 3, i / 3 % 4}; });
    lift::check_broadcast<TestType>(array<index_t, 3>{5, 11, 13}, array<index_t, 3>{5, 11, 13},
                                    array<index_t, 3>{5, 1, 1},
                                    [](std::size_t i) { return pair{i, i / 143}; });
    lift::check_broadcast<TestType>(array<index_t, 3>{5, 11, 13}, array<index_t, 3>{1, 11, 1},
                                    array<index_t, 3>{5, 11, 13},
                                    [](std::size_t i) { return pair{i / 13 % 11, i}; });
  }
  if constexpr (TestType::ranks >= 2) {  // and none at all
    lift::check_broadcast<TestType>(array<index_t, 0>{}, array<index_t, 0>{}, array<index_t, 0>{},
                                    [](std::size_t) { return pair{0, 0}; });
    lift::check_broadcast<TestType>(array<index_t, 2>{2, 3}, array<index_t, 0>{}, array<index_t, 2>{2, 3},
                                    [](std::size_t i) { return pair{0, i}; });
  }
  SUCCEED();
}

TEMPLATE_LIST_TEST_CASE("wrong shapes are named before anything is computed", "[lift]", backends) {
  using T = double;
  using lift::mentions;
  using lift::shape_error_of;
  const typename TestType::policy policy{};
  const lift::forcing<T> x = lift::weather<T>(8);
  const lift::held<TestType, T> in(x), out(lift::filled<T>(8, -77.0));
  const auto seven = lift::make<TestType>(std::vector<T>(7, 5.0));
  const auto nine = lift::make<TestType>(std::vector<T>(9, 5.0));
  const auto none = lift::make<TestType>(std::vector<T>{});

  auto wrong = in.arguments();
  wrong.reference_kphio = sylva::argument<T>(seven);
  CHECK(mentions(shape_error_of([&] { transform(policy, lift::kernel_of<T>{}, out.results(), wrong); }),
                 {"reference_kphio", "(7,)", "(8,)"}));
  wrong = in.arguments();
  wrong.vpd = sylva::argument<T>(none);
  CHECK(mentions(shape_error_of([&] { transform(policy, lift::kernel_of<T>{}, out.results(), wrong); }),
                 {"vpd", "(0,)", "(8,)"}));
  auto results = out.results();
  auto short_output = lift::make<TestType>(std::vector<T>(7, -77.0));
  results.lue = sylva::result<T>(short_output);
  CHECK(mentions(shape_error_of([&] { transform(policy, lift::kernel_of<T>{}, results, in.arguments()); }),
                 {"lue", "(7,)", "gpp", "(8,)"}));
  CHECK(lift::identical(out.read(), lift::filled<T>(8, -77.0)));

  // inputs larger than the output
  auto one = lift::make<TestType>(std::vector<T>{-77.0});
  const sylva::water_density_fisher<T> density{};
  CHECK(mentions(shape_error_of([&] { transform(policy, density, one, 20, nine); }),
                 {"input 2", "(9,)", "(1,)"}));
  CHECK(TestType::read(one) == std::vector<T>{-77.0});
  CHECK(mentions(shape_error_of([&] { transform(policy, density, short_output, seven, nine); }),
                 {"input 2", "(9,)", "(7,)"}));
  CHECK(TestType::read(short_output) == std::vector<T>(7, -77.0));
  CHECK(mentions(shape_error_of([&] { (void)map(policy, density, seven, nine); }),
                 {"input 2", "(9,)", "(7,)"}));
}

TEMPLATE_LIST_TEST_CASE("range checks find the same by every policy", "[lift]", backends) {
  using T = double;
  const std::size_t n = 5000;
  std::vector<T> tc = lift::weather<T>(n).tc, patm = lift::weather<T>(n).patm;
  tc[4711] = tc[1234] = 197.0;  // two that are equally far outside: the first counts
  patm[3000] = 1e9;
  patm[17] = lift::infinite<T>;
  patm[4999] = -lift::infinite<T>;
  tc[2500] = -274;
  const sylva::variable_range of_tc({"tc", -25, 80}, -273.15, lift::infinite<T>, "()"),
      of_patm({"patm", 30000, 110000, "()"}, 0, 1e10);
  const sylva::variable_range* const ranges[] = {&of_tc, &of_patm};

  sylva::range_finding expected[2];
  for (std::size_t i = 0; i < n; ++i) {
    sylva::range_limits<T>(of_tc).look(expected[0], tc[i], i);
    sylva::range_limits<T>(of_patm).look(expected[1], patm[i], i);
  }
  REQUIRE(expected[0].worst_at == 1234);
  REQUIRE((expected[0].impossible == 1 && expected[0].impossible_at == 2500));
  REQUIRE((expected[1].worst_at == 3000 && expected[1].impossible == 2 && expected[1].impossible_at == 17));
  REQUIRE(expected[0].missing > 0);
  REQUIRE(expected[0].below > 0);

  sylva::range_finding found[2];
  auto out = lift::make<TestType>(std::vector<T>(n, -77.0));
  const auto x = lift::make<TestType>(tc), y = lift::make<TestType>(patm);
  const sylva::argument<T> in[2] = {x, y};
  const sylva::result<T> results[1] = {out};
  sylva::launch<sylva::positional_inputs<2>>(typename TestType::policy{}, sylva::water_density_checked<T>{},
                                             in, results, {ranges, found});
  for (int k : {0, 1}) {
    INFO("input " << k + 1);
    CHECK(found[k].missing == expected[k].missing);
    CHECK(found[k].below == expected[k].below);
    CHECK(found[k].above == expected[k].above);
    CHECK(found[k].worst == expected[k].worst);
    CHECK(found[k].worst_at == expected[k].worst_at);
    CHECK(found[k].impossible == expected[k].impossible);
    CHECK(found[k].worst_impossible == expected[k].worst_impossible);
    CHECK(found[k].impossible_at == expected[k].impossible_at);
  }
}

TEMPLATE_LIST_TEST_CASE("the Jmax limitation near mj = c is as exact as its condition allows", "[lift]",
                        backends) {
  using T = double;
  const sylva::pmodel::jmax_wang17<T> kernel{};
  std::vector<T> mj = {kernel.c,        std::nextafter(kernel.c, T(0)), std::nextafter(kernel.c, T(1)), 0, -1,
                       lift::missing<T>};
  for (int k = 1; k <= 15; ++k) mj.push_back(kernel.c * (1 + std::pow(10.0, -k)));
  for (int k = 1; k <= 15; ++k) mj.push_back(kernel.c * (1 - std::pow(10.0, -k)));
  const std::size_t n = mj.size();
  auto f_v = lift::make<TestType>(std::vector<T>(n)), f_j = lift::make<TestType>(std::vector<T>(n));
  sylva::pmodel::jmax_limitation<sylva::result<T>> out;
  out.f_v = sylva::result<T>(f_v);
  out.f_j = sylva::result<T>(f_j);
  const auto in = lift::make<TestType>(mj);
  sylva::transform(typename TestType::policy{}, kernel, out, in);
  const std::vector<T> got_v = TestType::read(f_v), got_j = TestType::read(f_j);
  for (std::size_t i = 0; i < n; ++i) {
    INFO("mj / c - 1 = " << mj[i] / kernel.c - 1);
    if (!(mj[i] > kernel.c)) {
      CHECK((std::isnan(got_v[i]) && std::isnan(got_j[i])));
      continue;
    }
    // f_v = sqrt(1 - s) feels an error of s multiplied by s / (2 (1 - s)); without bound as s goes to 1
    const long double s = std::pow(static_cast<long double>(kernel.c) / mj[i], 2.0L / 3);
    const long double exact_v = std::sqrt(1 - s), exact_j = std::sqrt(1 / s - 1);
    const double condition = static_cast<double>(s / (2 * (1 - s)));
    const double eps = std::numeric_limits<T>::epsilon();
    // s itself has an error of a few eps; where 1 - s is not larger than that, all digits are lost
    const double allowed = 6 * eps * (1 + condition);
    if (allowed > 0.1) {
      CHECK(got_v[i] >= 0);
      CHECK(got_v[i] < 1e-7);
    } else {
      CHECK(std::abs(got_v[i] / static_cast<double>(exact_v) - 1) <= allowed);
      CHECK(std::abs(got_j[i] / static_cast<double>(exact_j) - 1) <= allowed);
    }
  }
}

TEMPLATE_LIST_TEST_CASE("methods chosen by name give the figures of their types", "[lift]", backends) {
  using T = double;
  using namespace sylva;
  const std::size_t n = 700;
  const lift::forcing<T> x = lift::possible(lift::weather<T>(n));
  const lift::held<TestType, T> in(x), out(lift::filled<T>(n, -77.0));
  const typename TestType::policy policy{};
  SECTION("the default methods") {
    pmodel_model<T>{}.run(policy, in.arguments(), out.results());
    CHECK(lift::worst(out.read(), lift::by_hand(lift::kernel_of<T>{}, x), x) <= 1e-13);
  }
  SECTION("none of the default methods") {
    const pmodel_model<T> model({.optimal_chi = "lavergne20_c4",
                                 .jmax = "smith19",
                                 .kphio = "sandoval",
                                 .arrhenius = "kattge_knorr",
                                 .soil_stress = "mengoli",
                                 .viscosity = "huber_chen"});
    model.run(policy, in.arguments(), out.results());
    const auto kernel =
        pmodel::pmodel_kernel<T, pmodel::optimal_chi_lavergne20_c4<T>, pmodel::jmax_smith19<T>,
                              pmodel::quantum_yield_sandoval<T>, pmodel::arrhenius_kattge_knorr<T>,
                              pmodel::soil_stress_mengoli<T>,
                              water_viscosity_huber<T, water_density_chen<T>>>::from({}, {});
    CHECK(lift::worst(out.read(), lift::by_hand(kernel, x), x) <= 1e-13);
  }
  SECTION("ranges are looked at on the way") {
    const pmodel_model<T> model;
    lift::forcing<T> wrong = x, missing = x;
    const struct {
      std::vector<T> pmodel::forcing<std::vector<T>>::* member;
      T value;
    } impossible[] = {{&lift::forcing<T>::tc, T(-273.15)},
                      {&lift::forcing<T>::tc, lift::infinite<T>},
                      {&lift::forcing<T>::vpd, T(-1e-9)},
                      {&lift::forcing<T>::co2, T(-1)},
                      {&lift::forcing<T>::patm, T(0)},
                      {&lift::forcing<T>::fapar, T(1.01)},
                      {&lift::forcing<T>::ppfd, T(-20)},
                      {&lift::forcing<T>::ppfd, lift::infinite<T>},
                      {&lift::forcing<T>::reference_kphio, T(-0.1)}};
    for (std::size_t i = 40; i < n; i += 50) {
      const auto& one = impossible[i / 50 % std::size(impossible)];
      (wrong.*one.member)[i] = one.value, (missing.*one.member)[i] = lift::missing<T>;
    }
    const lift::held<TestType, T> bad(wrong), gaps(missing);
    model.run(policy, gaps.arguments(), out.results());
    executor<typename TestType::policy>::wait(policy);
    const lift::productivity<T> expected_outputs = out.read();
    CHECK(lift::worst(expected_outputs, lift::by_hand(lift::kernel_of<T>{}, missing), missing) <= 1e-13);
    model.run(policy, bad.arguments(), out.results());
    executor<typename TestType::policy>::wait(policy);
    CHECK(lift::identical(out.read(), expected_outputs));
    const lift::held<TestType, T> again(lift::filled<T>(n, -77.0));
    const std::vector<input_finding> findings = model.run_checked(policy, bad.arguments(), again.results());
    CHECK(lift::identical(again.read(), expected_outputs));
    const std::vector<input_finding> looked = model.check(policy, bad.arguments());
    const auto columns = lift::members(wrong);
    REQUIRE((findings.size() == columns.size() && looked.size() == columns.size()));
    std::size_t outside = 0, cannot_be = 0;
    for (std::size_t k = 0; k < columns.size(); ++k) {
      INFO(findings[k].name);
      CHECK(findings[k].name == pmodel::forcing<T>::names[k]);
      CHECK(looked[k].name == findings[k].name);
      range_finding expected;
      for (std::size_t i = 0; i < n; ++i) {
        range_limits<T>(findings[k].range).look(expected, (*columns[k])[i], i);
      }
      for (const range_finding& found : {findings[k].found, looked[k].found}) {
        CHECK(found.missing == expected.missing);
        CHECK(found.below == expected.below);
        CHECK(found.above == expected.above);
        CHECK(found.worst == expected.worst);
        CHECK(found.worst_at == expected.worst_at);
        CHECK(found.impossible == expected.impossible);
        CHECK(found.worst_impossible == expected.worst_impossible);
        CHECK(found.impossible_at == expected.impossible_at);
      }
      outside += expected.below + expected.above, cannot_be += expected.impossible;
    }
    CHECK(outside > 0);
    CHECK(cannot_be == 14);
  }
}
