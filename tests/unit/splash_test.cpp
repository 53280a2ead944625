#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <sylva/environment/angles.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/models/water_limited_pmodel.hpp>

#include "lift/lift.hpp"
#include "support/mentions.hpp"

using namespace sylva;
using lift::generator;

namespace {

using model_type = splash_model<double>;

/// Days at some sites, all latitudes and weathers among them.
struct weather {
  index_t days, sites;
  nd_array<double> sf, tc, pn;
  std::vector<double> latitude, elevation, capacity, date, year;

  weather(index_t t, index_t s)
      : days(t),
        sites(s),
        sf({t, s}),
        tc({t, s}),
        pn({t, s}),
        latitude(),
        elevation(),
        capacity(),
        date(),
        year() {
    generator g(7);
    for (index_t i = 0; i < t * s; ++i) {
      sf.data()[i] = g.uniform(0, 1), tc.data()[i] = g.uniform(-50, 45);
      pn.data()[i] = g.uniform(0, 1) < 0.4 ? g.uniform(0, 60) : 0;
    }
    for (index_t i = 0; i < s; ++i) {
      latitude.push_back(-90 +
                         180 * static_cast<double>(i) / static_cast<double>(std::max<index_t>(s - 1, 1)));
      elevation.push_back(g.uniform(-50, 5000));
      capacity.push_back(i % 5 == 0 ? g.uniform(1, 25) : g.uniform(25, 400));
    }
    for (index_t i = 0; i < t; ++i) date.push_back(static_cast<double>(1 + i % 365)), year.push_back(365);
  }
  model_type::inputs<> inputs() const {
    model_type::inputs<> x;
    x.sunshine_fraction = sf, x.tc = tc, x.precipitation = pn, x.latitude = latitude, x.elevation = elevation;
    x.water_capacity = capacity, x.ordinal_date = date, x.days_in_year = year;
    return x;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("the hour angle and its sine are as exact as is said", "[splash][solar]", double, float) {
  using R = TestType;
  const hour_angle_of_cosine<R> f{};
  const auto ulps = [](R got, long double exact) {
    int exponent = 0;
    std::frexp(static_cast<R>(exact), &exponent);
    return double(std::abs(got - exact) / std::ldexp(1.0L, exponent - std::numeric_limits<R>::digits));
  };
  double angle = 0, sine = 0;
  const auto look = [&](R x) {
    const hour_angle<R> h = f(x);
    const long double y = x;
    angle = std::max(angle, ulps(h.angle, std::acos(y)));
    if (std::abs(x) < 1) sine = std::max(sine, ulps(h.sine, std::sqrt((1 - y) * (1 + y))));
  };
  for (int i = -100000; i <= 100000; ++i) look(R(i) / R(100000));
  for (int i = 0; i < 1000; ++i)
    look(R(1 - std::pow(10.0, -i / 66.0))), look(R(std::pow(10.0, -i / 66.0) - 1));
  CHECK(angle <= 4);
  CHECK(sine <= 1.5);
  CHECK((f(R(1)).angle == 0 && f(R(1)).sine == 0 && f(R(7)).angle == 0 && f(R(7)).sine == 0));
  CHECK((f(R(-1)).angle == pi<R> && f(R(-7)).angle == pi<R> && f(R(-7)).sine == 0));
  CHECK((std::isnan(f(R(NAN)).angle) && std::isnan(f(R(NAN)).sine)));
}

TEST_CASE("no water is lost or made, anywhere", "[splash]") {
  const weather w(400, 181);
  const model_type model;
  std::vector<double> state(181);
  for (std::size_t i = 0; i < state.size(); ++i) state[i] = w.capacity[i] * static_cast<double>(i % 3) / 2;
  std::vector<double> before = state;
  nd_array<double> aet({400, 181}), pet({400, 181}), dew({400, 181}), wn({400, 181}), run_off({400, 181});
  model_type::outputs<> y;
  y.aet = aet, y.pet = pet, y.condensation = dew, y.soil_moisture = wn, y.runoff = run_off;
  model.run(w.inputs(), state, y);
  double worst = 0;
  bool within = true;
  for (index_t t = 0; t < 400; ++t) {
    for (index_t i = 0; i < 181; ++i) {
      const auto site = static_cast<std::size_t>(i);
      const double in = w.pn(t, i) + dew(t, i), out = aet(t, i) + run_off(t, i) + wn(t, i) - before[site];
      worst = std::max(worst, std::abs(in - out) / std::max(w.capacity[site], 100.0));
      within = within && wn(t, i) >= 0 && wn(t, i) <= w.capacity[site] && aet(t, i) >= 0 &&
               run_off(t, i) >= 0 && aet(t, i) <= std::max(pet(t, i), 0.0) + 1e-12 && dew(t, i) >= 0;
      before[site] = wn(t, i);
    }
  }
  CHECK(worst <= 4 * std::numeric_limits<double>::epsilon());
  CHECK(within);
  CHECK(before == state);
}

TEST_CASE("a soil that holds little gives no more than it has", "[splash]") {
  const splash::daily_step<double> right{};
  splash::daily_step<double> alike = right;
  alike.limit_aet_to_water = false;
  const auto day = splash::sun_of_days<double>{}(172.0, 365.0);
  const splash::forcing<double> hot{1,
                                    40,
                                    0,
                                    day.distance_factor,
                                    day.sin_declination,
                                    day.cos_declination,
                                    std::sin(0.5),
                                    std::cos(0.5),
                                    0,
                                    101325,
                                    5};
  const auto a = right(5.0, hot).out, b = alike(5.0, hot).out;
  CHECK(a.aet == 5 + a.condensation);
  CHECK(a.soil_moisture == 0);
  CHECK((b.aet > 5 + b.condensation && b.soil_moisture == 0));  // more than there was: lost by pyrealm
}

TEST_CASE("colder than water can be", "[splash]") {
  weather w(30, 3);
  for (index_t i = 0; i < 90; ++i) w.tc.data()[i] = -68;
  std::vector<double> state(3, 1.0);
  nd_array<double> density({30, 3}), aet({30, 3});
  model_type::outputs<> y;
  y.water_density = density, y.aet = aet;
  model_type{}.run(w.inputs(), state, y);
  CHECK(density(0, 0) ==
        water_density_fisher<double>{}(-30.0, atmospheric_pressure<double>{}(w.elevation[0])));
  for (const double a : aet) CHECK((a >= 0 && a < 0.5));
}

TEST_CASE("a gap in the weather", "[splash]") {
  weather w(40, 4);
  w.tc(10, 1) = lift::missing<double>, w.pn(20, 2) = lift::missing<double>;
  for (index_t t = 0; t < 40; ++t) w.sf(t, 3) = lift::missing<double>;
  const auto run = [&](const splash_options& options) {
    nd_array<double> wn({40, 4});
    std::vector<double> state(4, 1.0);
    model_type::outputs<> y;
    y.soil_moisture = wn;
    model_type(options).run(w.inputs(), state, y);
    return std::pair{wn, state};
  };
  const auto [spoilt, end] = run({});
  const auto [held, held_end] = run({.hold_over_gaps = true});
  for (index_t t = 0; t < 40; ++t) {
    CHECK(spoilt(t, 0) == held(t, 0));
    CHECK(std::isnan(spoilt(t, 1)) == (t >= 10));
    CHECK(std::isnan(held(t, 1)) == (t == 10));
    CHECK(std::isnan(held(t, 2)) == (t == 20));
    CHECK((std::isnan(spoilt(t, 3)) && std::isnan(held(t, 3))));
  }
  CHECK((std::isnan(end[1]) && std::isnan(end[2]) && std::isnan(end[3])));
  CHECK((held_end[1] == held(39, 1) && held_end[3] == 1));
}

TEST_CASE("totals are the sums of the days", "[splash]") {
  weather w(365, 7);
  w.tc(40, 3) = lift::missing<double>;
  const std::vector<index_t> months{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  for (const bool hold : {false, true}) {
    const model_type model({.hold_over_gaps = hold});
    std::vector<double> state(7, 1.0), other = state;
    nd_array<double> aet({365, 7}), run_off({365, 7}), ppfd({365, 7});
    model_type::outputs<> y;
    y.aet = aet, y.runoff = run_off, y.ppfd = ppfd;
    model.run(w.inputs(), state, y);
    nd_array<double> sum_aet({12, 7}), sum_run_off({12, 7}), sum_ppfd({12, 7}), days({12, 7}), rain({12, 7});
    model_type::totals<> sums;
    sums.aet = sum_aet, sums.runoff = sum_run_off, sums.ppfd = sum_ppfd, sums.days = days;
    sums.precipitation = rain;
    model.run_totals(serial{}, w.inputs(), other, months, sums);
    for (index_t s = 0; s < 7; ++s) {
      const auto site = static_cast<std::size_t>(s);
      CHECK((state[site] == other[site] || (std::isnan(state[site]) && std::isnan(other[site]))));
      for (std::size_t m = 0; m < 12; ++m) {
        double expected[5] = {};
        for (index_t t = months[m]; t < months[m + 1]; ++t) {
          if (hold && std::isnan(w.tc(t, s))) continue;
          const double values[5] = {aet(t, s), run_off(t, s), ppfd(t, s), 1.0, w.pn(t, s)};
          for (int k = 0; k < 5; ++k) expected[k] += values[k];
        }
        const auto row = static_cast<index_t>(m);
        const double got[5] = {sum_aet(row, s), sum_run_off(row, s), sum_ppfd(row, s), days(row, s),
                               rain(row, s)};
        for (int k = 0; k < 5; ++k)
          CHECK((got[k] == expected[k] || (std::isnan(got[k]) && std::isnan(expected[k]))));
      }
    }
  }
}

TEST_CASE("indices of a dry and of a wet place", "[splash]") {
  const splash::moisture_indices_of<double> f{};
  const auto dry = f(200.0, 1600.0, 200.0), wet = f(900.0, 900.0, 1800.0);
  CHECK((dry.aet_over_pet == 0.125 && dry.aridity_index == 8 && dry.climatic_deficit == 1400));
  CHECK(std::abs(dry.cramer_prentice_alpha - 0.1575) <= 1e-15);
  CHECK((wet.aet_over_pet == 1 && wet.cramer_prentice_alpha == 1.26 && wet.aridity_index == 0.5));
}

TEST_CASE("a year ends on the date on which it began", "[splash]") {
  using namespace std::chrono;
  CHECK(days_to_same_date_next_year(year{2001} / January / 1) == 365);
  CHECK(days_to_same_date_next_year(year{2004} / January / 1) == 366);
  CHECK(days_to_same_date_next_year(year{2004} / February / 29) == 365);
  CHECK(days_to_same_date_next_year(year{2003} / March / 1) == 366);
  CHECK(days_to_same_date_next_year(year{2003} / February / 14) == 365);
}

TEST_CASE("a spin-up tells who has not converged, and spoils nothing", "[splash]") {
  weather w(365, 6);
  for (index_t t = 0; t < 365; ++t) w.tc(t, 2) = lift::missing<double>;
  for (index_t i = 0; i < 365 * 6; ++i) w.pn.data()[i] *= 0.01;
  std::vector<double> state(6, 0.0), passes(6), difference(6);
  state[4] = w.capacity[4];
  const model_type model;
  const spin_up_summary s = model.spin_up(serial{}, w.inputs(), state, {365, 1, 1e-9}, passes, difference);
  CHECK((s.sites == 6 && s.missing == 1 && s.not_converged >= 1 && s.not_converged < 6));
  CHECK(s.worst == difference[s.worst_site]);
  CHECK(s.worst == *std::max_element(difference.begin() + 3, difference.end()));
  CHECK((std::isnan(state[2]) && std::isnan(difference[2])));
  for (const double p : passes) CHECK(p == 1);
  // without arrays for who wants to know
  std::vector<double> again(6, 0.0);
  again[4] = w.capacity[4];
  CHECK(model.spin_up(serial{}, w.inputs(), again, {365, 1, 1e-9}).worst == s.worst);
}

TEST_CASE("calls of SPLASH that cannot be right say why", "[splash]") {
  const weather w(365, 3);
  const model_type model;
  std::vector<double> state(3, 1.0);
  const model_type::outputs<> none;
  const auto run = [&](const model_type::inputs<>& x) { model.run(x, state, none); };
  CHECK(mentions(message_of<std::exception>([&] { model_type({.constants = "splash"}); }),
                 {"\"splash\"", "pyrealm, splash_v1"}));
  auto x = w.inputs();
  x.tc = {};
  CHECK(mentions(message_of<std::exception>([&] { run(x); }), {"SPLASH needs tc"}));
  x = w.inputs(), x.latitude = w.sf;
  CHECK(mentions(message_of<std::exception>([&] { run(x); }),
                 {"latitude has shape (365, 3)", "one number a site"}));
  x = w.inputs(), x.ordinal_date = w.sf;
  CHECK(mentions(message_of<std::exception>([&] { run(x); }),
                 {"ordinal_date has shape (365, 3)", "one number a day"}));
  const std::vector<double> few(364, 1.0), two(2, 10.0);
  x = w.inputs(), x.ordinal_date = few;
  CHECK(mentions(message_of<std::exception>([&] { run(x); }), {"days_in_year", "365", "364"}));
  x = w.inputs(), x.elevation = two;
  CHECK(mentions(message_of<std::exception>([&] { run(x); }), {"elevation", "2"}));
  x = w.inputs(), x.water_capacity = 0;
  CHECK(mentions(message_of<std::exception>([&] { run(x); }), {"water_capacity is 0", "above 0"}));
  x = w.inputs();
  for (const double wrong : {-0.1, 500.0}) {
    std::vector<double> bad{1, 1, wrong};
    CHECK(mentions(message_of<std::exception>([&] { model.run(x, bad, none); }),
                   {"soil_moisture is", "at site 2", "0 to the water_capacity"}));
  }
  std::vector<double> five(5, 1.0);
  CHECK(mentions(message_of<std::exception>([&] { model.run(x, five, none); }),
                 {"soil_moisture has shape (5,)", "(3,)"}));
  CHECK(mentions(message_of<std::exception>([&] { model.run(x, result<double>{}, none); }),
                 {"needs soil_moisture"}));
  CHECK(mentions(message_of<std::exception>([&] { model.spin_up(serial{}, x, state, {366}); }),
                 {"366 days", "365"}));
  CHECK(mentions(message_of<std::exception>([&] { model.spin_up(serial{}, x, state, {365, 0}); }),
                 {"most_passes", "is 0"}));
  CHECK(mentions(message_of<std::exception>([&] { model.run(serial{}, time_axis{2}, x, state, none); }),
                 {"time_axis is 2", "-2 to 1"}));
  model_type::totals<> sums;
  CHECK(mentions(message_of<std::exception>([&] { model.run_totals(serial{}, x, state, {0}, sums); }),
                 {"first_days has 1"}));
  CHECK(mentions(message_of<std::exception>([&] { model.run_totals(serial{}, x, state, {0, 400}, sums); }),
                 {"first_days[1] is 400", "0 to 365"}));
  nd_array<double> wrong({2, 3});
  sums.aet = wrong;
  CHECK(mentions(message_of<std::exception>([&] { model.run_totals(serial{}, x, state, {0, 365}, sums); }),
                 {"aet has shape (2, 3)", "(1, 3)"}));
  for (const double s : state) CHECK(s == 1);
}

TEST_CASE("ranges of the weather", "[splash]") {
  weather w(5, 2);
  w.sf(1, 1) = 1.5, w.tc(2, 0) = -70, w.pn(3, 1) = -1;
  const model_type model;
  for (const auto& [name, range, found] : model.check(serial{}, w.inputs())) {
    INFO(name);
    if (name == "sunshine_fraction")
      CHECK((found.impossible == 1 && found.worst_impossible == 1.5 && found.impossible_at == 3));
    if (name == "tc") CHECK((found.below >= 1 && found.worst == -70 && found.worst_at == 4));
    if (name == "precipitation") CHECK((found.impossible == 1 && found.impossible_at == 7));
    if (name == "latitude") CHECK(found.outside() == 0);
  }
}

TEST_CASE("SPLASH and the P-model in one pass are the two, one after the other", "[splash]") {
  weather w(90, 4);
  w.tc(30, 3) = lift::missing<double>;
  const model_type water;
  const water_limited_pmodel<double> both;
  const std::vector<double> meanalpha{0.3, 0.5, 0.8, 0.9};
  std::vector<double> state(4, 1.0), other = state;
  nd_array<double> gpp({90, 4}), stress({90, 4}), soilm({90, 4}), light({90, 4}), vpd({90, 4}, 900.0);
  leaf_forcing<argument<double>> leaf;
  leaf.vpd = vpd, leaf.co2 = 410, leaf.fapar = 0.7, leaf.meanalpha = meanalpha;
  water_limited_productivity<result<double>> y;
  y.gpp = gpp, y.soil_stress = stress;
  both.run(serial{}, w.inputs(), leaf, state, y);

  model_type::outputs<> days;
  days.relative_soil_moisture = soilm, days.ppfd = light;
  water.run(w.inputs(), other, days);
  pmodel_model<double> p({.soil_stress = "stocker"});
  for (double& l : light) l *= 1e6 / 86400;
  pmodel_model<double>::inputs<> x;
  nd_array<double> patm({4});
  transform(atmospheric_pressure<double>{}, patm, w.elevation);
  nd_array<double> expected({90, 4}), factor({90, 4});
  pmodel_model<double>::outputs<> z;
  x.tc = w.tc, x.vpd = 900, x.co2 = 410, x.patm = patm, x.fapar = 0.7, x.ppfd = light, x.soilm = soilm;
  x.meanalpha = meanalpha;
  z.gpp = expected, z.soil_stress = factor;
  p.run(x, z);
  bool stressed = false;
  for (index_t i = 0; i < 360; ++i) {
    CHECK(approx::error(gpp.data()[i], expected.data()[i], 1) <= 1e-12);
    CHECK(approx::error(stress.data()[i], factor.data()[i], 1) <= 1e-13);
    stressed = stressed || factor.data()[i] < 0.9;
  }
  CHECK(stressed);
  CHECK(mentions(message_of<std::exception>([&] { both.run(serial{}, w.inputs(), {}, state, y); }),
                 {"needs vpd"}));
}
