#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <map>
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
  for (const year_month_day never : {year{2019} / February / 30, year{2019} / February / 29}) {
    CHECK(mentions(message_of<std::invalid_argument>([&] { (void)days_to_same_date_next_year(never); }),
                   {"days_to_same_date_next_year", "2019-2-", "does not exist"}));
  }
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

TEST_CASE("a spin-up refuses limits and arrays before it computes", "[splash]") {
  const weather w(365, 3);
  const model_type model;
  std::vector<double> state(3, 1.0), few(2, -1.0);
  nd_array<double> passes({3}, -1.0);
  const auto untouched = [&] {
    return state == std::vector<double>(3, 1.0) && few == std::vector<double>(2, -1.0) && passes(0) == -1;
  };
  for (const bool together : {false, true}) {
    splash_spin_up<double> how{.days = 365, .stop_together = together};
    for (const double wrong : {double(NAN), -0.5, -2.0, lift::infinite<double>}) {
      how.tolerance = wrong;
      CHECK(mentions(message_of<std::invalid_argument>(
                         [&] { (void)model.spin_up(serial{}, w.inputs(), state, how, passes); }),
                     {"tolerance of the spin-up is", "finite numbers from 0"}));
      CHECK(untouched());
    }
    how.tolerance = 0;
    CHECK(
        mentions(message_of<shape_error>([&] { (void)model.spin_up(serial{}, w.inputs(), state, how, few); }),
                 {"passes has shape (2,)", "(3,)"}));
    CHECK(mentions(
        message_of<shape_error>([&] { (void)model.spin_up(serial{}, w.inputs(), state, how, passes, few); }),
        {"difference has shape (2,)", "(3,)"}));
    CHECK(untouched());
  }
  // no tolerance at all: as many passes as are allowed, or a state that comes back to the last digit
  CHECK(model.spin_up(serial{}, w.inputs(), state, {.days = 365, .most_passes = 2, .tolerance = 0}, passes)
            .sites == 3);
  CHECK(std::all_of(passes.begin(), passes.end(), [](double p) { return p == 1 || p == 2; }));
}

TEST_CASE("soil moisture says how many sites there are where nothing else does", "[splash]") {
  // three soils under one weather, against each by itself
  weather one(60, 1);
  one.latitude[0] = 40;
  const model_type model;
  const std::vector<double> start{0, 10, 140};
  const std::vector<index_t> periods{0, 20, 60};
  std::vector<double> expected, spun, passes;
  nd_array<double> aet({60, 3}), sums({2, 3});
  auto x = one.inputs();
  x.water_capacity = {};
  for (index_t s = 0; s < 3; ++s) {
    std::vector<double> soil{start[static_cast<std::size_t>(s)]}, again = soil, around = soil, times{0};
    nd_array<double> days({60, 1}), sum({2, 1});
    model_type::outputs<> y;
    y.aet = days;
    model.run(x, soil, y);
    model_type::totals<> totals;
    totals.aet = sum;
    model.run_totals(serial{}, x, again, periods, totals);
    (void)model.spin_up(serial{}, x, around, {60, 4, 0.01}, times);
    expected.push_back(soil[0]), spun.push_back(around[0]), passes.push_back(times[0]);
    for (index_t t = 0; t < 60; ++t) aet(t, s) = days(t, 0);
    for (index_t p = 0; p < 2; ++p) sums(p, s) = sum(p, 0);
  }
  REQUIRE((spun[0] >= 0 && sums(0, 0) < sums(0, 2)));
  const auto run = [&](const model_type::inputs<>& in, bool named_axes) {
    std::vector<double> soil = start, again = start, around = start, alone = start, times(3);
    nd_array<double> days({60, 3}), sum({2, 3});
    const auto of_sites = [&](std::vector<double>& a) {
      return named_axes ? result<double>(named(a, {"site"})) : result<double>(a);
    };
    model_type::outputs<> y;
    model_type::totals<> totals;
    if (named_axes) {
      y.aet = named(days, {"time", "site"}), totals.aet = named(sum, {"month", "site"});
    } else {
      y.aet = days, totals.aet = sum;
    }
    model.run(in, of_sites(soil), y);
    model.run(in, of_sites(alone), {});
    model.run_totals(serial{}, in, of_sites(again), periods, totals);
    CHECK(model.spin_up(serial{}, in, of_sites(around), {60, 4, 0.01}, of_sites(times)).sites == 3);
    CHECK((soil == expected && alone == expected && again == expected && around == spun && times == passes));
    CHECK(std::equal(days.begin(), days.end(), aet.begin()));
    CHECK(std::equal(sum.begin(), sum.end(), sums.begin()));
  };
  run(x, false);
  auto names = x;
  names.sunshine_fraction = named(one.sf, {"time", "site"}), names.tc = named(one.tc, {"time", "site"});
  names.precipitation = named(one.pn, {"time", "site"}), names.ordinal_date = named(one.date, {"time"});
  names.latitude = one.latitude[0], names.elevation = one.elevation[0], names.days_in_year = 365;
  run(names, true);
  // weather that no site has
  std::vector<double> sf(one.sf.begin(), one.sf.end()), tc(one.tc.begin(), one.tc.end());
  const std::vector<double> pn(one.pn.begin(), one.pn.end());
  names.sunshine_fraction = named(sf, {"time"}), names.tc = named(tc, {"time"});
  names.precipitation = named(pn, {"time"});
  run(names, true);

  // an output of other sites, and a state of one
  std::vector<double> soil = start, single(1, 1.0);
  nd_array<double> narrow({60, 1});
  model_type::outputs<> y;
  y.aet = narrow;
  CHECK(mentions(message_of<shape_error>([&] { model.run(x, soil, y); }),
                 {"aet has shape (60, 1)", "soil_moisture has shape (3,)", "1 and 3 sites along axis 1"}));
  y.aet = aet;
  CHECK(mentions(message_of<shape_error>([&] { model.run(x, single, y); }),
                 {"soil_moisture has shape (1,)", "sites of the run have (3,)"}));
  CHECK((soil == start && single[0] == 1));
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
  CHECK(mentions(
      message_of<std::exception>([&] { run(x); }),
      {"ordinal_date has shape (364,)", "sunshine_fraction has shape (365, 3)", "364 and 365 days"}));
  x = w.inputs(), x.elevation = two;
  CHECK(mentions(
      message_of<std::exception>([&] { run(x); }),
      {"elevation has shape (2,)", "sunshine_fraction has shape (365, 3)", "2 and 3 sites along axis 1"}));
  // what would fit if time were another axis
  x = w.inputs();
  CHECK(mentions(message_of<std::exception>([&] { model.run(serial{}, time_axis{1}, x, state, none); }),
                 {"latitude has shape (3,)", "3 and 365 sites", "If time is axis 0, pass time_axis{0}"}));
  x.latitude = x.elevation = x.water_capacity = 10;
  CHECK(mentions(message_of<std::exception>([&] { model.run(serial{}, time_axis{1}, x, state, none); }),
                 {"ordinal_date has shape (365,)", "365 and 3 days", "pass time_axis{0}"}));
  x.ordinal_date = 1, x.days_in_year = 365;
  CHECK(mentions(message_of<std::exception>([&] { model.run(serial{}, time_axis{1}, x, state, none); }),
                 {"soil_moisture has shape (3,)", "sites of the run have (365,)", "pass time_axis{0}"}));
  x = w.inputs();
  nd_array<double> turned({3, 365});
  model_type::outputs<> y;
  y.aet = turned;
  CHECK(mentions(message_of<std::exception>([&] { model.run(x, state, y); }),
                 {"sunshine_fraction has shape (365, 3)", "aet has shape (3, 365)"}));
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

TEST_CASE("ranges of the weather", "[splash][bounds]") {
  weather w(5, 2);
  w.sf(1, 1) = 1.5, w.tc(2, 0) = -70, w.pn(3, 1) = -1, w.pn(4, 0) = 1200;
  const model_type model;
  std::size_t looked_at = 0;
  for (const auto& [name, range, found] : model.check(serial{}, w.inputs())) {
    INFO(name);
    CHECK(range.name() == name);
    if (name == "sunshine_fraction") CHECK((found.impossible == 1 && found.worst_impossible == 1.5));
    if (name == "sunshine_fraction") CHECK(found.impossible_at == 3);
    if (name == "tc") CHECK((found.below >= 1 && found.worst == -70 && found.worst_at == 4));
    if (name == "precipitation") CHECK((found.impossible == 1 && found.impossible_at == 7));
    if (name == "precipitation") CHECK((found.above == 1 && found.worst == 1200 && found.worst_at == 8));
    if (name == "latitude") CHECK(found.outside() == 0);
    ++looked_at;
  }
  CHECK(looked_at == 8);
}

TEST_CASE("an impossible value is missing where it is, and is counted", "[splash][bounds]") {
  const std::vector<std::string> names{"aet", "pet", "soil_moisture", "runoff", "ppfd", "eet"};
  const auto run = [&](const weather& w, const model_type& model, bool checked,
                       std::vector<input_finding>* findings) {
    std::vector<std::vector<double>> all;
    std::vector<double> state(static_cast<std::size_t>(w.sites), 1.0);
    std::vector<nd_array<double>> arrays(names.size(), nd_array<double>({w.days, w.sites}));
    model_type::outputs<> y;
    for (std::size_t k = 0; k < names.size(); ++k) *find_member(y, names[k]) = arrays[k];
    if (checked) {
      *findings = model.run_checked(serial{}, w.inputs(), state, y);
    } else {
      model.run(w.inputs(), state, y);
    }
    for (const auto& a : arrays) all.emplace_back(a.begin(), a.end());
    all.push_back(state);
    return all;
  };
  const auto same = [](const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b) {
    for (std::size_t k = 0; k < a.size(); ++k) {
      if (!lift::identical(a[k], b[k])) return false;
    }
    return true;
  };
  const double no = lift::missing<double>, infinite = lift::infinite<double>;
  for (const bool hold : {false, true}) {
    const model_type model({.hold_over_gaps = hold});
    weather wrong(40, 9), gaps = wrong;
    const auto both = [&](auto set) { set(wrong, true), set(gaps, false); };
    both([&](weather& w, bool bad) { w.tc(3, 0) = bad ? -290 : no, w.sf(7, 1) = bad ? 55 : no; });
    both([&](weather& w, bool bad) { w.pn(9, 2) = bad ? -5 : no, w.pn(11, 3) = bad ? infinite : no; });
    both([&](weather& w, bool bad) { w.latitude[4] = bad ? 900 : no, w.elevation[5] = bad ? 29000 : no; });
    both([&](weather& w, bool bad) { w.capacity[6] = bad ? 0 : no, w.capacity[7] = bad ? -150 : no; });
    std::vector<input_finding> findings, of_gaps;
    const auto expected = run(gaps, model, true, &of_gaps);
    CHECK(same(run(wrong, model, false, nullptr), expected));
    CHECK(same(run(wrong, model, true, &findings), expected));
    REQUIRE(findings.size() == 8);
    const std::size_t impossible[8] = {1, 1, 2, 1, 1, 2, 0, 0};
    for (std::size_t k = 0; k < 8; ++k) {
      INFO(findings[k].name);
      CHECK((findings[k].found.impossible == impossible[k] && findings[k].found.missing == 0));
      CHECK((of_gaps[k].found.missing == impossible[k] && of_gaps[k].found.impossible == 0));
      CHECK(findings[k].found.above == of_gaps[k].found.above);
    }
    CHECK((findings[3].found.worst_impossible == 900 && findings[3].found.impossible_at == 4));
    CHECK((findings[5].found.worst_impossible == -150 && findings[5].found.impossible_at == 7));
    // a site is spoilt by what belongs to it, from a day on by weather, and nothing else is
    const std::vector<double>&soil = expected[2], &end = expected.back();
    for (index_t t = 0; t < 40; ++t) {
      const auto at = [&](index_t site) { return std::isnan(soil[static_cast<std::size_t>(9 * t + site)]); };
      CHECK((at(0) == (hold ? t == 3 : t >= 3) && at(1) == (hold ? t == 7 : t >= 7)));
      CHECK((at(4) && at(5) && at(6) && at(7) && !at(8)));
    }
    CHECK((std::isnan(end[0]) == !hold && !std::isnan(end[8])));
    // spin-up and totals take the same as missing
    for (const weather* w : {&wrong, &gaps}) {
      std::vector<double> state(9, 1.0), totals_state(9, 1.0);
      const spin_up_summary s = model.spin_up(serial{}, w->inputs(), state, {40, 3, 1});
      CHECK((s.sites == 9 && s.missing == (hold ? 0 : 8)));
      nd_array<double> days({1, 9});
      model_type::totals<> sums;
      sums.days = days;
      model.run_totals(serial{}, w->inputs(), totals_state, {0, 40}, sums);
      CHECK(lift::identical(totals_state, end));
    }
    // one value for all
    auto x = wrong.inputs();
    x.ordinal_date = 367;
    std::vector<double> state(9, 1.0);
    nd_array<double> aet({40, 9});
    model_type::outputs<> y;
    y.aet = aet;
    CHECK(model.run_checked(serial{}, x, state, y)[6].found.impossible == 1);
    for (const double a : aet) CHECK(std::isnan(a));
  }
}

TEST_CASE("SPLASH aligns axes by their names", "[splash][named]") {
  // two rows of three sites; time in the middle of one array, last in another
  const weather w(30, 6);
  nd_array<double> aet({30, 6}), soil({30, 6}), expected_sum({2, 6});
  std::vector<double> expected_state(6, 1.0), expected_totals(6, 1.0), expected_spun(6, 0.0);
  const model_type model;
  model_type::outputs<> y;
  y.aet = aet, y.soil_moisture = soil;
  model.run(w.inputs(), expected_state, y);
  model_type::totals<> sums;
  sums.aet = expected_sum;
  model.run_totals(serial{}, w.inputs(), expected_totals, {0, 10, 30}, sums);
  (void)model.spin_up(serial{}, w.inputs(), expected_spun, {30, 5, 1});

  nd_array<double> tc({2, 30, 3}), sf({2, 3, 30}), elevation({3, 2}), capacity({2, 3});
  const nd_array<double> pn({30, 2, 3}, 0.0);
  std::copy(w.pn.begin(), w.pn.end(), const_cast<double*>(pn.data()));
  for (index_t s = 0; s < 6; ++s) {
    const index_t row = s / 3, column = s % 3;
    elevation(column, row) = w.elevation[static_cast<std::size_t>(s)];
    capacity(row, column) = w.capacity[static_cast<std::size_t>(s)];
    for (index_t t = 0; t < 30; ++t) tc(row, t, column) = w.tc(t, s), sf(row, column, t) = w.sf(t, s);
  }
  const nd_array<double> latitude({2, 3});
  std::copy(w.latitude.begin(), w.latitude.end(), const_cast<double*>(latitude.data()));
  model_type::inputs<> x;
  x.tc = named(tc, {"row", "time", "column"}), x.sunshine_fraction = named(sf, {"row", "column", "time"});
  x.precipitation = named(pn, {"time", "row", "column"}), x.latitude = named(latitude, {"row", "column"});
  x.elevation = named(elevation, {"column", "row"}), x.water_capacity = named(capacity, {"row", "column"});
  x.ordinal_date = named(w.date, {"time"}), x.days_in_year = 365;

  nd_array<double> got({3, 30, 2}), state({2, 3}, 1.0), turned_state({3, 2}, 1.0);
  model_type::outputs<> z;
  z.aet = named(got, {"column", "time", "row"});
  model.run(x, named(turned_state, {"column", "row"}), z);
  for (index_t s = 0; s < 6; ++s) {
    CHECK(turned_state(s % 3, s / 3) == expected_state[static_cast<std::size_t>(s)]);
    for (index_t t = 0; t < 30; ++t) CHECK(got(s % 3, t, s / 3) == aet(t, s));
  }
  // without outputs, sites are in the order in which they first appear; a state without names has that order
  CHECK(model.run_checked(serial{}, x, state, {}).size() == 8);
  CHECK(std::equal(state.begin(), state.end(), expected_state.begin()));
  // the axis that is time, when it is called otherwise
  nd_array<double> other({30, 2, 3});
  auto days = x;
  const auto rename = [&](argument<double>& a, const dimensions& d) { a = {in_space{}, a.view(), d}; };
  rename(days.tc, {"row", "day", "column"}), rename(days.sunshine_fraction, {"row", "column", "day"});
  rename(days.precipitation, {"day", "row", "column"}), rename(days.ordinal_date, {"day"});
  z = {}, z.aet = named(other, {"day", "row", "column"});
  std::fill(state.begin(), state.end(), 1.0);
  CHECK(mentions(message_of<shape_error>([&] { model.run(days, state, z); }),
                 {"no dimension is called time", "(day, row, column)", "time_axis{0}"}));
  model.run(serial{}, time_axis{0}, days, state, z);
  CHECK(std::equal(other.begin(), other.end(), aet.begin()));

  nd_array<double> sum({2, 3, 2}), totals_state({2, 3}, 1.0), spun({3, 2}, 0.0), passes({2, 3});
  model_type::totals<> by_month;
  by_month.aet = named(sum, {"row", "column", "month"});
  model.run_totals(serial{}, x, named(totals_state, {"row", "column"}), {0, 10, 30}, by_month);
  const spin_up_summary s = model.spin_up(serial{}, x, named(spun, {"column", "row"}), {30, 5, 1},
                                          named(passes, {"row", "column"}));
  CHECK((s.sites == 6 && passes(1, 2) >= 1));
  for (index_t i = 0; i < 6; ++i) {
    CHECK((sum(i / 3, i % 3, 0) == expected_sum(0, i) && sum(i / 3, i % 3, 1) == expected_sum(1, i)));
    CHECK(spun(i % 3, i / 3) == expected_spun[static_cast<std::size_t>(i)]);
  }

  auto bad = x;
  bad.latitude = named(pn, {"time", "row", "column"});
  CHECK(mentions(message_of<shape_error>([&] { model.run(bad, state, {}); }),
                 {"latitude has shape (30, 2, 3) of (time, row, column)", "one number a site"}));
  bad = x, bad.ordinal_date = named(tc, {"row", "time", "column"});
  CHECK(mentions(message_of<shape_error>([&] { model.run(bad, state, {}); }),
                 {"ordinal_date has shape (2, 30, 3) of (row, time, column)", "one number a day"}));
  bad = x, bad.elevation = capacity;
  CHECK(mentions(message_of<shape_error>([&] { model.run(bad, state, {}); }),
                 {"elevation has shape (2, 3) without names"}));
  bad = x, bad.elevation = named(elevation, {"row", "column"});
  CHECK(mentions(message_of<shape_error>([&] { model.run(bad, state, {}); }),
                 {"elevation has shape (3, 2) of (row, column)", "3 and 2 row"}));
  z = {}, z.aet = named(got, {"column", "time", "band"});
  CHECK(mentions(message_of<shape_error>([&] { model.run(x, state, z); }),
                 {"the dimension row, which no output has", "(column, time, band)"}));
  CHECK(mentions(message_of<shape_error>([&] { model.run(x, named(state, {"row", "band"}), {}); }),
                 {"soil_moisture has shape (2, 3) of (row, band)", "(row, column)"}));
}

TEST_CASE("SPLASH and the P-model in one pass are the two, one after the other", "[splash]") {
  weather w(90, 4);
  w.tc(30, 3) = lift::missing<double>;
  const model_type water;
  const water_limited_pmodel<double> both;
  std::vector<double> meanalpha{0.3, 0.5, 0.8, 0.9};
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

  // an impossible value is counted in the inputs of both, and taken as missing
  const auto run = [&](double wrong_vpd, double wrong_alpha, double wrong_tc,
                       std::vector<double>& result_gpp) {
    vpd(20, 1) = wrong_vpd, meanalpha[2] = wrong_alpha, w.tc(80, 0) = wrong_tc;
    std::fill(state.begin(), state.end(), 1.0);
    nd_array<double> all({90, 4});
    water_limited_productivity<result<double>> mine;
    mine.gpp = all;
    const auto findings = both.run_checked(serial{}, w.inputs(), leaf, state, mine);
    result_gpp.assign(all.begin(), all.end());
    return findings;
  };
  std::vector<double> with_gaps, again;
  (void)run(lift::missing<double>, lift::missing<double>, lift::missing<double>, with_gaps);
  const auto findings = run(-1, -0.5, -300, again);
  CHECK(lift::identical(again, with_gaps));
  REQUIRE(findings.size() == 12);
  std::map<std::string, std::size_t> impossible;
  for (const auto& f : findings) impossible[f.name] = f.found.impossible;
  CHECK((impossible["vpd"] == 1 && impossible["meanalpha"] == 1 && impossible["tc"] == 1));
  CHECK((impossible["fapar"] == 0 && impossible["precipitation"] == 0));
  for (index_t t = 0; t < 90; ++t) {
    for (index_t s = 0; s < 4; ++s) {
      const bool spoilt = (t == 20 && s == 1) || (t >= 80 && s == 0) || (s == 2 && stress(t, s) < 1);
      const double now = again[static_cast<std::size_t>(4 * t + s)];
      CHECK(lift::identical(now, spoilt ? lift::missing<double> : gpp(t, s)));
    }
  }
  leaf = {};
  leaf.vpd = named(vpd, {"time", "site"}), leaf.co2 = 410, leaf.fapar = 0.7;
  leaf.meanalpha = named(meanalpha, {"site"});
  auto names = w.inputs();
  names.sunshine_fraction = named(w.sf, {"time", "site"}), names.tc = named(w.tc, {"time", "site"});
  names.precipitation = named(w.pn, {"time", "site"}), names.latitude = named(w.latitude, {"site"});
  names.elevation = named(w.elevation, {"site"}), names.water_capacity = named(w.capacity, {"site"});
  names.ordinal_date = named(w.date, {"time"}), names.days_in_year = 365;
  std::fill(state.begin(), state.end(), 1.0);
  nd_array<double> turned({4, 90});
  y = {}, y.gpp = named(turned, {"site", "time"});
  both.run(serial{}, names, leaf, state, y);
  for (index_t t = 0; t < 90; ++t) {
    for (index_t s = 0; s < 4; ++s)
      CHECK(lift::identical(turned(s, t), again[static_cast<std::size_t>(4 * t + s)]));
  }
}

TEST_CASE("SPLASH and the P-model in one pass ask for what each of them needs", "[splash]") {
  using leaf_model = pmodel_model<double>;
  const weather w(30, 1);
  auto x = w.inputs();
  x.sunshine_fraction = 0.5, x.tc = 20, x.precipitation = 4, x.latitude = 40, x.water_capacity = {};
  std::vector<double> state(1, 140.0);
  const auto gpp_of = [&](const auto& model, const leaf_forcing<argument<double>>& leaf) {
    nd_array<double> days({30, 1});
    water_limited_productivity<result<double>> y;
    y.gpp = days;
    state[0] = 140;
    model.run(serial{}, x, leaf, state, y);
    return days(0, 0);
  };
  const model_type water;
  leaf_forcing<argument<double>> leaf;
  leaf.vpd = 800, leaf.co2 = 400;

  // what no day has is refused at once, whether the method was chosen by name or by type
  for (const char* chi : {"lavergne20_c3", "lavergne20_c4"}) {
    CHECK(mentions(message_of<missing_input>(
                       [&] { water_limited_pmodel(water, leaf_model({.optimal_chi = chi}).kernel()); }),
                   {"optimal_chi", chi, "needs theta", "aridity_index", "soilm from SPLASH"}));
  }
  for (const char* chi : {"prentice14_rootzonestress", "c4_rootzonestress", "c4_no_gamma_rootzonestress"}) {
    CHECK(mentions(message_of<missing_input>(
                       [&] { water_limited_pmodel(water, leaf_model({.optimal_chi = chi}).kernel()); }),
                   {chi, "needs rootzonestress"}));
  }
  using by_type = pmodel::pmodel_kernel<double, pmodel::optimal_chi_lavergne20_c3<double>>;
  CHECK(mentions(message_of<missing_input>([&] { water_limited_pmodel<double, by_type>(); }),
                 {"optimal_chi lavergne20_c3 needs theta"}));

  // what a day may have is asked for
  const auto needs = [&](const pmodel_options& options, std::initializer_list<const char*> parts) {
    const water_limited_pmodel both(water, leaf_model(options).kernel());
    CHECK(mentions(message_of<missing_input>([&] { (void)gpp_of(both, leaf); }), parts));
  };
  needs({.kphio = "sandoval"}, {"kphio sandoval needs aridity_index, which is not given"});
  needs({.soil_stress = "mengoli"}, {"soil_stress mengoli needs aridity_index"});
  needs({.arrhenius = "kattge_knorr"}, {"arrhenius kattge_knorr needs mean_growth_temperature"});
  CHECK(state[0] == 140);
  for (const auto& options : {pmodel_options{.kphio = "sandoval"}, pmodel_options{.soil_stress = "mengoli"},
                              pmodel_options{.arrhenius = "kattge_knorr"}}) {
    auto given = leaf;
    given.aridity_index = 0.8, given.mean_growth_temperature = 18;
    CHECK(gpp_of(water_limited_pmodel(water, leaf_model(options).kernel()), given) > 0);
  }

  // the constants' quantum yield, where none is given: GPP is proportional to a fixed one
  pmodel::pmodel_constants<double> constants;
  constants.maximum_phi0 = 0.05;
  const leaf_model fixed({.kphio = "fixed"}), low({.kphio = "fixed"}, {}, constants);
  const double of_eighth = gpp_of(water_limited_pmodel(water, fixed.kernel()), leaf);
  CHECK(std::abs(gpp_of(water_limited_pmodel(water, low.kernel()), leaf) / of_eighth - 0.4) <= 1e-15);
  leaf.reference_kphio = 0.1;
  CHECK(std::abs(gpp_of(water_limited_pmodel(water, low.kernel()), leaf) / of_eighth - 0.8) <= 1e-15);

  // soil moisture is looked at as in splash_model
  const water_limited_pmodel<double> both(water);
  for (const double wrong : {-50.0, 5000.0}) {
    std::vector<double> bad{wrong};
    CHECK(mentions(message_of<std::out_of_range>([&] { both.run(serial{}, x, leaf, bad, {}); }),
                   {"soil_moisture is", "at site 0", "0 to the water_capacity of 150"}));
    CHECK(bad[0] == wrong);
  }
  CHECK(mentions(message_of<missing_input>([&] { both.run(serial{}, x, leaf, result<double>{}, {}); }),
                 {"soil_moisture, the state, which is not given"}));

  // one number for all is one value, missing or not
  leaf.fapar = lift::missing<double>, x.latitude = lift::missing<double>, x.elevation = 100;
  for (const auto& [name, range, found] : both.run_checked(serial{}, x, leaf, state, {})) {
    INFO(name);
    CHECK(found.missing == (name == "fapar" || name == "latitude" ? 1 : 0));
    CHECK(found.outside() == 0);
  }
  state[0] = 140;
  std::size_t missing = 0, inputs = 0;
  for (const auto& f : water.run_checked(serial{}, x, state, {})) missing += f.found.missing, ++inputs;
  CHECK((missing == 1 && inputs == 7));
}

TEST_CASE("soil moisture is no array of the call but itself", "[splash]") {
  const weather w(365, 3);
  const model_type model;
  std::vector<double> state(3, 1.0), capacity(3, 100.0), other(3, -1.0);
  nd_array<double> days({365, 3}, 7.0), sums({2, 3}, 7.0);
  auto x = w.inputs();
  x.water_capacity = capacity;
  const auto said = [](auto&& call, std::initializer_list<const char*> parts) {
    return mentions(message_of<overlap_error>(call), parts);
  };
  model_type::totals<> totals;
  totals.aet = sums;
  const auto full = {"soil_moisture", "water_capacity", "share memory"};
  CHECK(said([&] { model.run(serial{}, x, capacity, {}); }, full));
  CHECK(said([&] { model.spin_up(serial{}, x, capacity, {365}); }, full));
  CHECK(said([&] { model.run_totals(serial{}, x, capacity, {0, 100, 365}, totals); }, full));
  CHECK(capacity == std::vector<double>(3, 100.0));

  model_type::outputs<> y;
  y.soil_moisture = days;
  CHECK(said([&] { model.run(serial{}, x, std::span(days.data() + 3, 3), y); }, {"soil_moisture"}));
  totals.pet = sums;
  CHECK(said([&] { model.run_totals(serial{}, x, state, {0, 100, 365}, totals); }, {"pet", "aet"}));
  totals.pet = {};
  CHECK(said([&] { model.run_totals(serial{}, x, std::span(sums.data() + 3, 3), {0, 100, 365}, totals); },
             {"aet", "soil_moisture"}));
  CHECK(std::vector<double>(sums.begin(), sums.end()) == std::vector<double>(6, 7.0));

  for (const bool together : {false, true}) {
    const splash_spin_up<double> how{.days = 365, .stop_together = together};
    CHECK(said([&] { model.spin_up(serial{}, x, state, how, state); }, {"passes", "soil_moisture"}));
    CHECK(said([&] { model.spin_up(serial{}, x, state, how, other, other); }, {"passes", "difference"}));
    CHECK(said([&] { model.spin_up(serial{}, x, state, how, capacity); }, {"passes", "water_capacity"}));
  }
  CHECK(state == std::vector<double>(3, 1.0));
  CHECK(other == std::vector<double>(3, -1.0));
}
