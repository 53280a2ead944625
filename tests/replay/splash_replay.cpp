#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <sstream>
#include <sylva/core/calendar.hpp>
#include <sylva/models/splash.hpp>

#include "replay/runners.hpp"
#include "support/approx.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::in_float;
using approx::same_turn;
using approx::tolerance;
using reference::table;

namespace {

/// The series of the reference are kept with twelve digits.
constexpr double twelve_digits = 6e-12;

/// A day at a place, from what a table says of it.
template <class T>
struct place_and_day {
  T latitude, elevation, ordinal_date, days_in_year, sunshine_fraction, tc, precipitation, soil_moisture,
      water_capacity;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.latitude, b.latitude), f(a.elevation, b.elevation), f(a.ordinal_date, b.ordinal_date);
    f(a.days_in_year, b.days_in_year), f(a.sunshine_fraction, b.sunshine_fraction), f(a.tc, b.tc);
    f(a.precipitation, b.precipitation), f(a.soil_moisture, b.soil_moisture);
    f(a.water_capacity, b.water_capacity);
  }
};

/// One day of a model as a kernel.
template <class R>
struct one_day {
  splash::sun_of_days<R> sun;
  atmospheric_pressure<R> pressure;
  splash::detailed_step<R, typename splash_model<R>::density_type> step;

  explicit one_day(const splash_model<R>& m) : sun(m.sun()), pressure(m.pressure()), step{m.step()} {}

  SYLVA_HOST_VALUES_TOO
  template <value_of<R> V>
  SYLVA_FUNCTION constexpr splash::daily_fluxes<V> operator()(const place_and_day<V>& x) const {
    const splash::sun_of_day<V> day = sun(x.ordinal_date, x.days_in_year);
    const splash::latitude_terms<V> place = splash::terms_of_latitude<R>{}(x.latitude);
    return step(x.soil_moisture,
                splash::forcing<V>{x.sunshine_fraction, x.tc, x.precipitation, day.distance_factor,
                                   day.sin_declination, day.cos_declination, place.sine, place.cosine,
                                   x.elevation, pressure(x.elevation), x.water_capacity})
        .out;
  }
};

calendar dates_of(const std::vector<std::string>& text) {
  std::vector<std::chrono::local_days> days;
  for (const std::string& t : text)
    days.push_back(std::chrono::floor<std::chrono::days>(reference::local_time(t)));
  return calendar(days);
}

/// The rows of splash_daily_solar.csv, which the other daily tables refer to.
template <class R>
std::vector<place_and_day<R>> single_days(const table& t, R capacity) {
  const auto lat = t["latitude"], elv = t["elevation"], sf = t["sunshine_fraction"], tc = t["temperature"],
             pn = t["precipitation"], wn = t["previous_wn"];
  const calendar dates = dates_of(t.text("date"));
  std::vector<place_and_day<R>> rows;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    rows.push_back({R(lat[i]), R(elv[i]), R(dates[i].julian_day), R(dates[i].days_in_year), R(sf[i]),
                    R(tc[i]), R(pn[i]), R(wn[i]), capacity});
  }
  return rows;
}

template <class R>
void solar_agrees(const table& t, const replay::results<splash::daily_fluxes<R>>& got) {
  const auto column = [&](auto member) {
    return [&got, member](std::size_t i) { return got.rows[i].*member; };
  };
  using f = splash::daily_fluxes<R>;
  const double tol = tolerance<R>(1e-13, 2e-6);
  CHECK(compare(t, "ru", column(&f::ru), 1) <= tol);
  CHECK(compare(t, "rv", column(&f::rv), in_float<R>(1)) <= tolerance<R>(1e-12, 2e-6));
  CHECK(compare(t, "transmissivity", column(&f::transmissivity)) <= tol);
  CHECK(compare(t, "rw", column(&f::rw)) <= tol);
  CHECK(compare(t, "net_longwave_radiation", column(&f::net_longwave_radiation)) <= tol);
  // at the edge of polar day and night acos is vertical: half the digits of its argument are lost
  CHECK(compare(t, "sunset_hour_angle", column(&f::sunset_hour_angle), 180) <= tolerance<R>(1e-13, 2e-5));
  CHECK(compare(t, "crossover_hour_angle", column(&f::crossover_hour_angle), 180) <=
        tolerance<R>(1e-13, 2e-5));
  // where one term takes away the other: compared with a dull day
  CHECK(compare(t, "daily_solar_radiation", column(&f::daily_solar_radiation), 1e7) <= tol);
  CHECK(compare(t, "daytime_net_radiation", column(&f::daytime_net_radiation), 1e7) <= tol);
  CHECK(compare(t, "nighttime_net_radiation", column(&f::nighttime_net_radiation), 1e7) <= tol);
  CHECK(compare(t, "daily_ppfd", column(&f::ppfd), 10) <= tol);
}

/// A column of a runner's memory as an array of (steps, sites).
template <class R, class Run>
auto handle(const typename Run::array& a, index_t steps, index_t sites) {
  const auto flat = array_traits<typename Run::array>::view(a);
  return strided_view<R>{const_cast<R*>(flat.data), {2, {steps, sites}}, {sites, 1}};
}

/// Arrays of a series at one or more sites in the memory of a runner, and the calls of the model.
template <class Run>
struct series {
  using R = typename Run::real;
  using space = typename Run::space;
  using array = typename Run::array;
  index_t days, sites;
  array sf, tc, pn, lat, elv, date, year;

  series(const std::vector<double>& sunshine, const std::vector<double>& temperature,
         const std::vector<double>& precipitation, const std::vector<double>& latitude,
         const std::vector<double>& elevation, const calendar& dates)
      : days(static_cast<index_t>(dates.size())),
        sites(static_cast<index_t>(latitude.size())),
        sf(Run::upload(sunshine)),
        tc(Run::upload(temperature)),
        pn(Run::upload(precipitation)),
        lat(Run::upload(latitude)),
        elv(Run::upload(elevation)),
        date(Run::upload(dates.julian_day())),
        year(Run::upload(dates.days_in_year())) {}

  typename splash_model<R>::template inputs<space> inputs() const {
    typename splash_model<R>::template inputs<space> x;
    const auto weather = [&](const array& a) {
      return argument<R, space>(in_space{}, handle<R, Run>(a, days, sites));
    };
    x.sunshine_fraction = weather(sf), x.tc = weather(tc), x.precipitation = weather(pn);
    x.latitude = lat, x.elevation = elv, x.ordinal_date = date, x.days_in_year = year;
    return x;
  }

  /// Columns by the name of the output, and the soil moisture that is left as `state`.
  std::map<std::string, std::vector<R>> run(const splash_model<R>& model, const std::vector<double>& start,
                                            const std::vector<std::string>& names) const {
    array state = Run::upload(start);
    typename splash_model<R>::template outputs<space> y;
    std::map<std::string, array> arrays;
    for (const std::string& name : names) {
      const auto [at, fresh] = arrays.emplace(name, Run::make(static_cast<std::size_t>(days * sites)));
      *find_member(y, name) = result<R, space>(in_space{}, handle<R, Run>(at->second, days, sites));
    }
    model.run(Run::policy(), inputs(), state, y);
    executor<std::remove_cvref_t<decltype(Run::policy())>>::wait(Run::policy());
    std::map<std::string, std::vector<R>> columns;
    for (const auto& [name, a] : arrays) columns[name] = Run::download(a);
    columns["state"] = Run::download(state);
    return columns;
  }

  struct spun_up {
    std::vector<R> soil_moisture, passes, difference;
    spin_up_summary summary;
  };
  spun_up spin_up(const splash_model<R>& model, const std::vector<double>& start,
                  const splash_spin_up<R>& how) const {
    array state = Run::upload(start), passes = Run::make(start.size()), difference = Run::make(start.size());
    const spin_up_summary s = model.spin_up(Run::policy(), inputs(), state, how, passes, difference);
    return {Run::download(state), Run::download(passes), Run::download(difference), s};
  }
};

/// The rows of a table that belong to a site.
struct rows_of_site {
  std::vector<std::size_t> at;
  rows_of_site(const table& t, const std::string& site) {
    const auto& all = t.text("site");
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i] == site) at.push_back(i);
    }
  }
  template <class T>
  std::vector<T> of(const std::vector<T>& column) const {
    std::vector<T> mine;
    for (const std::size_t i : at) mine.push_back(column[i]);
    return mine;
  }
};

template <class R>
approx::deviation differ(const std::string& what, const std::vector<R>& got,
                         const std::vector<double>& expected, double scale) {
  approx::deviation d;
  d.what = what;
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) d.look(double(got[i]), expected[i], i, scale);
  if (std::getenv("SYLVA_SHOW_ERRORS")) std::cerr << d << '\n';
  return d;
}

template <class R>
splash_model<R> model_named(const std::string& constants) {
  return splash_model<R>({.constants = constants == "splash_v1" ? "splash_v1" : "pyrealm"});
}

template <class Run>
series<Run> series_of(const std::string& site, calendar* dates = nullptr) {
  const table inputs("splash_series_inputs.csv"), places("splash_sites.csv");
  const rows_of_site mine(inputs, site), place(places, site);
  const calendar days = dates_of(mine.of(inputs.text("date")));
  if (dates) *dates = days;
  return {mine.of(inputs["sf"]),   mine.of(inputs["tc"]),   mine.of(inputs["pn"]),
          place.of(places["lat"]), place.of(places["elv"]), days};
}

index_t year_of(const calendar& dates) { return days_to_same_date_next_year(dates[0].date); }

const std::vector<std::string> balance_names{"ppfd", "condensation", "pet", "aet", "soil_moisture", "runoff"};

}  // namespace

TEMPLATE_LIST_TEST_CASE("single days of radiation agree with the reference", "[splash][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  const table t("splash_daily_solar.csv");
  const auto rows = single_days<R>(t, R(150));
  solar_agrees<R>(t, run(one_day<R>(splash_model<R>{}), rows));

  std::vector<double> dates, years;
  for (const auto& row : rows)
    dates.push_back(double(row.ordinal_date)), years.push_back(double(row.days_in_year));
  const auto sun = run(splash_model<R>{}.sun(), dates, years);
  const double tol = tolerance<R>(1e-14, 2e-6);
  const auto nu = t["nu"], lambda = t["lambda_"];
  CHECK(compare(t, "nu", [&](std::size_t i) { return R(same_turn(sun(i).nu, nu[i])); }, 360) <= tol);
  CHECK(compare(
            t, "lambda_", [&](std::size_t i) { return R(same_turn(sun(i).lambda, lambda[i])); }, 360) <= tol);
  CHECK(compare(t, "distance_factor", [&](std::size_t i) { return sun(i).distance_factor; }) <= tol);
  CHECK(compare(t, "declination", [&](std::size_t i) { return sun(i).declination; }, 23) <= tol);
}

TEMPLATE_LIST_TEST_CASE("changed constants reach the radiation", "[splash][reference]", replay::runners) {
  using R = typename TestType::real;
  const TestType run;
  core_constants<R> c{};
  c.solar_obliquity = R(24), c.solar_eccentricity = R(0.03);
  c.transmissivity_c = R(0.3), c.transmissivity_d = R(0.45), c.transmissivity_f = R(3e-5);
  c.net_longwave_b = R(0.25), c.net_longwave_a = R(100), c.shortwave_albedo = R(0.2);
  c.solar_constant = R(1380), c.visible_light_albedo = R(0.05), c.swdown_to_ppfd_factor = R(2.1);
  one_day<R> day(splash_model<R>({}, c));
  CHECK(day.sun.longitudes.eccentricity == R(0.03));
  day.sun.longitudes = {};  // pyrealm's orbit does not follow the constants
  const auto rows = single_days<R>(table("splash_daily_solar.csv"), R(150));
  solar_agrees<R>(table("splash_daily_solar_custom.csv"), run(day, rows));
  // and where pyrealm's water balance does not see them, the option does not either
  const auto plain = run(one_day<R>(splash_model<R>{}), rows);
  const auto alike = run(one_day<R>(splash_model<R>({.pyrealm_compatible = true}, c)), rows);
  for (std::size_t i = 0; i < rows.size(); ++i) CHECK(alike(i).pet == plain(i).pet);
}

TEMPLATE_LIST_TEST_CASE("single days of water agree with the reference", "[splash][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  using f = splash::daily_fluxes<R>;
  const TestType run;
  const table days("splash_daily_solar.csv"), t("splash_daily_water.csv");
  const auto rows = single_days<R>(days, R(150));
  // one table for both sets of constants: that of the row
  std::map<std::string, replay::results<f>> all;
  std::map<std::string, one_day<R>> kernels;
  for (const std::string set : {"default", "splash_v1"}) {
    const one_day<R>& k = kernels.emplace(set, one_day<R>(model_named<R>(set))).first->second;
    all[set] = run(k, rows);
  }
  const auto& set = t.text("constants");
  const auto row = t["row"];
  const auto column = [&](auto member) {
    return [&, member](std::size_t i) { return all.at(set[i]).rows[std::size_t(row[i])].*member; };
  };
  const double tol = tolerance<R>(1e-12, 3e-6);
  CHECK(compare(t, "patm", [&](std::size_t i) {
          return kernels.at(set[i]).pressure(rows[std::size_t(row[i])].elevation);
        }) <= tol);
  CHECK(compare(t, "sat", column(&f::saturation_slope)) <= tol);
  CHECK(compare(t, "lv", column(&f::latent_heat)) <= tol);
  CHECK(compare(t, "pw", column(&f::water_density)) <= tol);
  CHECK(compare(t, "psy", column(&f::psychrometric_constant)) <= tol);
  CHECK(compare(t, "econ", column(&f::water_for_energy)) <= tol);
  CHECK(compare(t, "rx", column(&f::water_for_power)) <= tol);
  CHECK(compare(t, "sw", column(&f::supply)) <= tol);
  // differences of terms: compared with a millimetre, and half a circle
  CHECK(compare(t, "cond", column(&f::condensation), 1) <= tol);
  CHECK(compare(t, "eet_d", column(&f::eet), 1) <= tol);
  CHECK(compare(t, "pet_d", column(&f::pet), 1) <= tol);
  // where demand exceeds supply day and night the reference has NaN; see the polar cases for the right value
  const auto hi = t["hi"];
  CHECK(std::count_if(hi.begin(), hi.end(), [](double x) { return std::isnan(x); }) > 0);
  const auto or_nan = [&](auto member) {
    return [&, member](std::size_t i) {
      return column(&f::demand_hour_angle)(i) == R(180) && std::isnan(hi[i]) ? R(NAN) : column(member)(i);
    };
  };
  CHECK(compare(t, "hi", or_nan(&f::demand_hour_angle), 180) <= tolerance<R>(1e-12, 1e-4));
  CHECK(compare(t, "aet", or_nan(&f::aet), 1) <= tolerance<R>(1e-12, 1e-4));
  CHECK(compare(t, "wn", or_nan(&f::soil_moisture), 1) <= tolerance<R>(1e-12, 1e-4));
  CHECK(compare(t, "runoff", or_nan(&f::runoff), 10) <= tolerance<R>(1e-12, 1e-4));
  for (const std::string set_name : {"default", "splash_v1"}) {
    all[set_name] =
        run(one_day<R>(splash_model<R>(
                {.constants = set_name == "default" ? "pyrealm" : "splash_v1", .pyrealm_compatible = true})),
            rows);
  }
  CHECK(compare(t, "hi", column(&f::demand_hour_angle), 180) <= tolerance<R>(1e-12, 1e-4));
  CHECK(compare(t, "aet", column(&f::aet), 1) <= tolerance<R>(1e-12, 1e-4));
  CHECK(compare(t, "wn", column(&f::soil_moisture), 1) <= tolerance<R>(1e-12, 1e-4));
}

TEMPLATE_LIST_TEST_CASE("what a soil holds counts for what it gives", "[splash][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  using f = splash::daily_fluxes<R>;
  const TestType run;
  const table days("splash_daily_solar.csv"), t("splash_daily_kwm.csv");
  const auto kwm = t["kWm"], row = t["row"], previous = t["previous_wn"];
  const auto all_days = single_days<R>(days, R(150));
  std::vector<place_and_day<R>> rows;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    rows.push_back(all_days[std::size_t(row[i])]);
    rows.back().soil_moisture = R(previous[i]), rows.back().water_capacity = R(kwm[i]);
  }
  const double tol = tolerance<R>(1e-12, 1e-4);
  const auto right = run(one_day<R>(splash_model<R>{}), rows);
  const auto expected = t["evap_aet_with_kWm"];
  CHECK(compare(
            t, "evap_aet_with_kWm",
            [&](std::size_t i) {
              return std::isnan(expected[i]) && right(i).demand_hour_angle == R(180) ? R(NAN) : right(i).aet;
            },
            1) <= tol);
  const auto alike = run(one_day<R>(splash_model<R>({.pyrealm_compatible = true})), rows);
  const auto column = [&](auto member) {
    return [&alike, member](std::size_t i) { return alike(i).*member; };
  };
  CHECK(compare(t, "splash_aet", column(&f::aet), 1) <= tol);
  CHECK(compare(t, "splash_wn", column(&f::soil_moisture), 1) <= tol);
  CHECK(compare(t, "splash_runoff", column(&f::runoff), 10) <= tol);
}

TEMPLATE_LIST_TEST_CASE("two years at eight sites agree with the reference", "[splash][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const table places("splash_sites.csv");
  const std::map<std::string, std::string> of_output{{"ppfd", "daily_ppfd"},
                                                     {"condensation", "cond"},
                                                     {"pet", "pet_d"},
                                                     {"aet", "aet_d"},
                                                     {"soil_moisture", "wn"},
                                                     {"runoff", "runoff"},
                                                     {"eet", "eet_d"},
                                                     {"crossover_hour_angle", "crossover_hour_angle"},
                                                     {"daytime_net_radiation", "daytime_net_radiation"},
                                                     {"nighttime_net_radiation", "nighttime_net_radiation"}};
  for (const std::string set : {"default", "splash_v1"}) {
    const table t(set == "default" ? "splash_series_outputs.csv" : "splash_series_outputs_splash_v1.csv");
    for (const std::string& site : places.text("site")) {
      const rows_of_site mine(t, site);
      const auto s = series_of<TestType>(site);
      const std::vector<double> start{mine.of(t["wn_start"])[0]};
      std::vector<std::string> names;
      for (const auto& [name, column] : of_output) {
        if (std::count(t.names().begin(), t.names().end(), column) > 0) names.push_back(name);
      }
      const auto got = s.run(model_named<R>(set), start, names);
      for (const std::string& name : names) {
        const std::string& column = of_output.at(name);
        const bool energy = name.ends_with("net_radiation"), angle = name.ends_with("angle");
        // in float soil moisture carries its error along
        CHECK(differ(set + " " + site + " " + name, got.at(name), mine.of(t[column]),
                     energy  ? 1e7
                     : angle ? 180
                             : 10) <= tolerance<R>(twelve_digits, angle ? 1e-4 : 5e-5));
      }
      CHECK(got.at("state")[0] == got.at("soil_moisture").back());
    }
  }
}

TEMPLATE_LIST_TEST_CASE("spin-up agrees with the reference", "[splash][reference]", replay::runners) {
  using R = typename TestType::real;
  const table t("splash_spinup.csv");
  const auto init = t["wn_init"], most = t["max_iter"], tol = t["max_diff"], converged = t["converged"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    std::vector<double> after;
    std::istringstream words(t.text("wn_after_each_year")[i]);
    for (double w; words >> w;) after.push_back(w);
    calendar dates;
    const auto s = series_of<TestType>(t.text("site")[i], &dates);
    const auto model = model_named<R>(t.text("constants")[i]);
    INFO(t.text("site")[i] << " from " << init[i] << " to within " << tol[i]);
    // each year of it
    for (std::size_t pass = 1; pass <= after.size(); ++pass) {
      const auto got = s.spin_up(model, {init[i]}, {year_of(dates), int(pass), R(tol[i])});
      CHECK(std::abs(double(got.soil_moisture[0]) - after[pass - 1]) <= tolerance<R>(2e-11, 2e-3));
    }
    // and all, but in float for a tolerance that is finer than float is
    if (std::same_as<R, float> && tol[i] < 1e-3) continue;
    for (const bool together : {false, true}) {
      const auto got = s.spin_up(model, {init[i]}, {year_of(dates), int(most[i]), R(tol[i]), together});
      CHECK(got.passes[0] == R(double(after.size())));
      CHECK(got.summary.not_converged == (converged[i] == 1 ? 0 : 1));
      CHECK((got.difference[0] <= R(tol[i])) == (converged[i] == 1));
      CHECK((got.summary.sites == 1 && got.summary.missing == 0));
    }
  }
}

TEMPLATE_LIST_TEST_CASE("polar days over dry soil", "[splash][reference]", replay::runners) {
  using R = typename TestType::real;
  const table t("splash_polar.csv");
  for (const std::string site : {"arctic_dry", "arctic_moist", "arctic_circle"}) {
    const rows_of_site mine(t, site);
    const series<TestType> s(mine.of(t["sf"]), mine.of(t["tc"]), mine.of(t["pn"]), {mine.of(t["lat"])[0]},
                             {20}, dates_of(mine.of(t.text("date"))));
    const auto names = std::vector<std::string>{"aet", "soil_moisture", "runoff", "crossover_hour_angle"};
    const auto alike = s.run(splash_model<R>({.pyrealm_compatible = true}), {20}, names);
    const double tol = tolerance<R>(twelve_digits, 1e-4);
    CHECK(differ(site + " aet", alike.at("aet"), mine.of(t["aet_d"]), 1) <= tol);
    CHECK(differ(site + " wn", alike.at("soil_moisture"), mine.of(t["wn"]), 10) <= tol);
    CHECK(differ(site + " runoff", alike.at("runoff"), mine.of(t["runoff"]), 10) <= tol);
    CHECK(differ(site + " hn", alike.at("crossover_hour_angle"), mine.of(t["crossover_hour_angle"]), 180) <=
          tol);

    const auto right =
        s.run(splash_model<R>{}, {20}, {"aet", "soil_moisture", "supply", "demand_hour_angle"});
    std::size_t exceeded = 0;
    for (std::size_t i = 0; i < mine.at.size(); ++i) {
      CHECK((right.at("soil_moisture")[i] >= 0 && right.at("soil_moisture")[i] <= 150));
      // where the soil cannot meet the demand at any hour it gives what it can, all day long
      if (right.at("demand_hour_angle")[i] != R(180)) continue;
      ++exceeded;
      const double all_day = 24 * double(right.at("supply")[i]);
      CHECK(std::abs(double(right.at("aet")[i]) - all_day) <= tolerance<R>(1e-13, 1e-5) * (1 + all_day));
    }
    CHECK((exceeded > 0) == (site == "arctic_dry"));
  }
}

TEMPLATE_LIST_TEST_CASE("a grid with a sea agrees with the reference", "[splash][reference]",
                        replay::runners) {
  using R = typename TestType::real;
  const table t("splash_grid.csv");
  constexpr std::size_t sites = 9, days = 400;
  REQUIRE(t.rows() == sites * days);
  const auto first = [&](const char* name) {
    const auto all = t[name];
    return std::vector<double>(all.begin(), all.begin() + sites);
  };
  using namespace std::chrono;
  const calendar dates(local_days{year{2003} / February / 14}, days);
  const series<TestType> s(t["sf"], t["tc"], t["pn"], first("latitude"), first("elevation"), dates);
  const splash_model<R> model;
  const auto got = s.run(model, first("wn_start"), balance_names);
  const double tol = tolerance<R>(twelve_digits, 5e-5);
  CHECK(differ("grid ppfd", got.at("ppfd"), t["daily_ppfd"], 10) <= tol);
  CHECK(differ("grid pet", got.at("pet"), t["pet_d"], 10) <= tol);
  CHECK(differ("grid cond", got.at("condensation"), t["cond"], 10) <= tol);
  CHECK(differ("grid aet", got.at("aet"), t["aet_d"], 10) <= tol);
  CHECK(differ("grid wn", got.at("soil_moisture"), t["wn"], 10) <= tol);
  CHECK(differ("grid runoff", got.at("runoff"), t["runoff"], 10) <= tol);

  // pyrealm goes on until the last site is there; each by itself comes as near
  const auto together = s.spin_up(model, std::vector<double>(sites, 0.0), {year_of(dates), 40, R(1), true});
  CHECK(differ("grid spin-up", together.soil_moisture, first("wn_start"), 10) <= tol);
  CHECK((together.summary.missing == 1 && together.summary.not_converged == 0));
  const auto alone = s.spin_up(model, std::vector<double>(sites, 0.0), {year_of(dates), 40, R(1)});
  CHECK((alone.summary.missing == 1 && alone.summary.not_converged == 0));
  for (std::size_t i = 0; i < sites; ++i) {
    if (i == 4) continue;
    CHECK(alone.passes[i] <= together.passes[i]);
    CHECK(std::abs(alone.soil_moisture[i] - together.soil_moisture[i]) <= R(1));
  }
}
