#pragma once

#include <catch2/catch_message.hpp>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <map>
#include <sylva/array/nd_array.hpp>
#include <sylva/models/splash.hpp>

#include "lift/lift.hpp"

/// What every backend has to show of SPLASH. The file of a backend defines, before it includes this one,
///   using backends = std::tuple<...>     as in lift.hpp, with arrays of two axes and of one

namespace lift {

using sylva::index_t;

using splash = sylva::splash_model<double>;

/// Weather of places at all latitudes, some without, and one with a gap: value(t, site) in columns.
struct water_series {
  index_t days, sites;
  std::vector<double> sf, tc, pn, latitude, elevation, capacity, date, year, start;

  water_series(index_t n_days, index_t n_sites) : days(n_days), sites(n_sites) {
    generator g(23);
    for (index_t s = 0; s < sites; ++s) {
      latitude.push_back(s == 0 ? 90 : s == 1 ? -90 : g.uniform(-90, 90));
      elevation.push_back(g.uniform(-50, 4500));
      capacity.push_back(s % 4 == 3 ? g.uniform(5, 40) : 150);
      start.push_back(s % 6 == 5 ? missing<double> : g.uniform(0, capacity.back()));
    }
    for (index_t t = 0; t < days; ++t) {
      date.push_back(static_cast<double>(1 + t % 365)), year.push_back(365);
      for (index_t s = 0; s < sites; ++s) {
        const bool gap = s % 7 == 2 && t == days / 2;
        sf.push_back(g.uniform(0, 1));
        tc.push_back(gap || s % 6 == 4 ? missing<double> : g.uniform(-45, 45));
        pn.push_back(g.uniform(0, 1) < 0.4 ? g.uniform(0, s % 5 == 1 ? 0.5 : 30) : 0);
      }
    }
  }
  std::size_t at(index_t t, index_t site) const { return static_cast<std::size_t>(t * sites + site); }
};

template <class T>
std::vector<T> transposed(const std::vector<T>& values, index_t rows) {
  const index_t columns = static_cast<index_t>(values.size()) / rows;
  std::vector<T> turned(values.size());
  for (index_t i = 0; i < rows; ++i) {
    for (index_t j = 0; j < columns; ++j)
      turned[static_cast<std::size_t>(j * rows + i)] = values[static_cast<std::size_t>(i * columns + j)];
  }
  return turned;
}

/// The series in arrays of a backend, [time][site] or [site][time], and what a model makes of days first to
/// last.
template <class Backend>
struct water_run {
  using columns = std::map<std::string, std::vector<double>>;
  static auto matrix(const std::vector<double>& values, index_t rows, bool time_last) {
    const index_t other = static_cast<index_t>(values.size()) / rows;
    return time_last
               ? Backend::template make<double>(std::array<index_t, 2>{other, rows}, transposed(values, rows))
               : Backend::template make<double>(std::array<index_t, 2>{rows, other}, values);
  }
  static columns run(const splash& model, const water_series& s, const std::vector<double>& start,
                     index_t first, index_t last, bool time_last, const std::vector<std::string>& names,
                     std::vector<sylva::input_finding>* findings = nullptr) {
    const index_t days = last - first;
    const auto cut = [&](const std::vector<double>& v) {
      const std::size_t each = v.size() / static_cast<std::size_t>(s.days);
      return std::vector<double>(v.begin() + first * static_cast<index_t>(each),
                                 v.begin() + last * static_cast<index_t>(each));
    };
    const auto sf = matrix(cut(s.sf), days, time_last), tc = matrix(cut(s.tc), days, time_last),
               pn = matrix(cut(s.pn), days, time_last);
    const auto lat = make<Backend>(s.latitude), elv = make<Backend>(s.elevation),
               capacity = make<Backend>(s.capacity), date = make<Backend>(cut(s.date));
    auto state = make<Backend>(start);
    using space = sylva::array_space_t<std::decay_t<decltype(sf)>>;
    splash::inputs<space> x;
    x.sunshine_fraction = sf, x.tc = tc, x.precipitation = pn, x.latitude = lat, x.elevation = elv;
    x.water_capacity = capacity, x.ordinal_date = date, x.days_in_year = 365;
    splash::outputs<space> y;
    std::vector<std::decay_t<decltype(sf)>> arrays;
    for (std::size_t k = 0; k < names.size(); ++k) {
      arrays.push_back(
          matrix(std::vector<double>(static_cast<std::size_t>(days * s.sites), -77.0), days, time_last));
    }
    for (std::size_t k = 0; k < names.size(); ++k) *sylva::find_member(y, names[k]) = arrays[k];
    const typename Backend::policy policy{};
    const sylva::time_axis time{time_last ? -1 : 0};
    if (findings != nullptr) {
      *findings = model.run_checked(policy, time, x, state, y);
    } else {
      model.run(policy, time, x, state, y);
    }
    sylva::executor<typename Backend::policy>::wait(policy);
    columns got;
    for (std::size_t k = 0; k < names.size(); ++k) {
      const auto values = Backend::read(arrays[k]);
      got[names[k]] = time_last ? transposed(values, s.sites) : values;
    }
    got["state"] = Backend::read(state);
    return got;
  }
};

inline const std::vector<std::string> balance_names{"aet",           "pet",    "condensation",
                                                    "soil_moisture", "runoff", "relative_soil_moisture"};

/// The step, site by site and day by day.
inline std::map<std::string, std::vector<double>> water_by_hand(const splash& model, const water_series& s) {
  std::map<std::string, std::vector<double>> all;
  for (const std::string& name : balance_names) all[name].resize(s.tc.size());
  std::vector<double> state = s.start;
  for (index_t t = 0; t < s.days; ++t) {
    const auto day = model.sun()(s.date[static_cast<std::size_t>(t)], 365.0);
    for (index_t site = 0; site < s.sites; ++site) {
      const auto i = static_cast<std::size_t>(site);
      const auto place = sylva::splash::terms_of_latitude<double>{}(s.latitude[i]);
      const sylva::splash::forcing<double> x{s.sf[s.at(t, site)], s.tc[s.at(t, site)],
                                             s.pn[s.at(t, site)], day.distance_factor,
                                             day.sin_declination, day.cos_declination,
                                             place.sine,          place.cosine,
                                             s.elevation[i],      model.pressure()(s.elevation[i]),
                                             s.capacity[i]};
      const auto r = model.step()(state[i], x);
      const double values[] = {r.out.aet,           r.out.pet,    r.out.condensation,
                               r.out.soil_moisture, r.out.runoff, r.out.relative_soil_moisture};
      for (std::size_t k = 0; k < balance_names.size(); ++k) all[balance_names[k]][s.at(t, site)] = values[k];
      state[i] = r.state;
    }
  }
  all["state"] = state;
  return all;
}

inline double worst_of(const std::vector<double>& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i)
    worst = std::max(worst, approx::error(got[i], expected[i], 10));
  return worst;
}

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double x, double y) {
           return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y) ||
                  (std::isnan(x) && std::isnan(y));
         });
}

}  // namespace lift

TEMPLATE_LIST_TEST_CASE("the water of many places is that of each by itself", "[splash]", backends) {
  const bool hold = GENERATE(false, true);
  const lift::splash model({.hold_over_gaps = hold});
  for (const sylva::index_t sites : {1, 3, 41}) {
    const lift::water_series s(60, sites);
    const auto by_hand = lift::water_by_hand(model, s);
    for (const bool time_last : {false, true}) {
      INFO(sites << " sites, time " << (time_last ? "last" : "first"));
      const auto got =
          lift::water_run<TestType>::run(model, s, s.start, 0, s.days, time_last, lift::balance_names);
      for (const auto& [name, values] : by_hand) {
        INFO(name);
        CHECK(lift::worst_of(got.at(name), values) <= 1e-12);
      }
    }
  }
}

TEMPLATE_LIST_TEST_CASE("water in chunks of days is that of one run, bit for bit", "[splash]", backends) {
  using run = lift::water_run<TestType>;
  const lift::splash model;
  const lift::water_series s(50, 29);
  for (const bool time_last : {false, true}) {
    const auto whole = run::run(model, s, s.start, 0, s.days, time_last, lift::balance_names);
    const auto first = run::run(model, s, s.start, 0, 17, time_last, lift::balance_names);
    const auto second = run::run(model, s, first.at("state"), 17, s.days, time_last, lift::balance_names);
    CHECK(lift::same_bits(second.at("state"), whole.at("state")));
    for (const std::string& name : lift::balance_names) {
      auto both = first.at(name);
      both.insert(both.end(), second.at(name).begin(), second.at(name).end());
      CHECK(lift::same_bits(both, whole.at(name)));
    }
    // outputs that are asked for on the way change nothing
    auto more = lift::balance_names;
    more.push_back("water_density");
    const auto detailed = run::run(model, s, s.start, 0, s.days, time_last, more);
    CHECK(lift::worst_of(detailed.at("state"), whole.at("state")) <= 1e-13);
  }
}

TEMPLATE_LIST_TEST_CASE("an impossible value is missing, and counted where the model runs",
                        "[splash][bounds]", backends) {
  using run = lift::water_run<TestType>;
  const lift::splash model({.hold_over_gaps = true});
  lift::water_series wrong(30, 29), gaps = wrong;
  const double no = lift::missing<double>;
  const auto set = [&](auto member, std::size_t i, double value) {
    (wrong.*member)[i] = value, (gaps.*member)[i] = no;
  };
  using series = lift::water_series;
  set(&series::sf, wrong.at(3, 0), 1.25), set(&series::sf, wrong.at(4, 28), -0.5);
  set(&series::tc, wrong.at(5, 1), -300), set(&series::pn, wrong.at(29, 6), -5);
  set(&series::pn, wrong.at(0, 7), lift::infinite<double>), set(&series::latitude, 9, 900);
  set(&series::elevation, 10, 1e6), set(&series::capacity, 12, -1), set(&series::date, 8, 400);
  wrong.pn[wrong.at(2, 2)] = gaps.pn[wrong.at(2, 2)] = 1200;
  for (const bool time_last : {false, true}) {
    INFO("time " << (time_last ? "last" : "first"));
    std::vector<sylva::input_finding> findings;
    const auto expected = run::run(model, gaps, gaps.start, 0, gaps.days, time_last, lift::balance_names);
    const auto got = run::run(model, wrong, wrong.start, 0, wrong.days, time_last, lift::balance_names);
    const auto checked =
        run::run(model, wrong, wrong.start, 0, wrong.days, time_last, lift::balance_names, &findings);
    for (const auto& [name, values] : expected) {
      INFO(name);
      CHECK(lift::same_bits(got.at(name), values));
      CHECK(lift::same_bits(checked.at(name), values));
    }
    CHECK(std::isnan(expected.at("aet")[gaps.at(20, 9)]));
    REQUIRE(findings.size() == 8);
    const std::size_t impossible[] = {2, 1, 2, 1, 1, 1, 1, 0};
    for (std::size_t k = 0; k < 8; ++k) {
      INFO(findings[k].name);
      CHECK(findings[k].name == sylva::splash_inputs<char>::names[k]);
      CHECK(findings[k].found.impossible == impossible[k]);
    }
    const auto& rain = findings[2].found;
    const auto place = [&](sylva::index_t t, sylva::index_t site) {
      return static_cast<std::size_t>(time_last ? site * wrong.days + t : t * wrong.sites + site);
    };
    CHECK((rain.above == 1 && rain.worst == 1200 && rain.worst_at == place(2, 2)));
    CHECK((rain.worst_impossible == lift::infinite<double> && rain.impossible_at == place(0, 7)));
    CHECK((findings[3].found.worst_impossible == 900 && findings[3].found.impossible_at == 9));
    CHECK(findings[1].found.missing > 0);
  }
}

TEMPLATE_LIST_TEST_CASE("a spin-up does not depend on who is there", "[splash]", backends) {
  const lift::splash model;
  const lift::water_series s(40, 29);
  const auto spun_up = [&](sylva::index_t first, sylva::index_t last) {
    const auto cut = [&](const std::vector<double>& v) {
      return lift::make<TestType>(std::vector<double>(v.begin() + first, v.begin() + last));
    };
    const auto weather = [&](const std::vector<double>& v) {
      std::vector<double> mine;
      for (sylva::index_t t = 0; t < s.days; ++t) {
        mine.insert(mine.end(), v.begin() + t * s.sites + first, v.begin() + t * s.sites + last);
      }
      return lift::water_run<TestType>::matrix(mine, s.days, false);
    };
    const auto sf = weather(s.sf), tc = weather(s.tc), pn = weather(s.pn);
    const auto lat = cut(s.latitude), elv = cut(s.elevation), capacity = cut(s.capacity);
    const auto date = lift::make<TestType>(s.date);
    auto state = lift::make<TestType>(std::vector<double>(static_cast<std::size_t>(last - first), 0.0));
    auto passes = cut(s.start), difference = cut(s.start);
    lift::splash::inputs<sylva::array_space_t<std::decay_t<decltype(sf)>>> x;
    x.sunshine_fraction = sf, x.tc = tc, x.precipitation = pn, x.latitude = lat, x.elevation = elv;
    x.water_capacity = capacity, x.ordinal_date = date, x.days_in_year = 365;
    const auto summary =
        model.spin_up(typename TestType::policy{}, x, state, {30, 100, 1e-3}, passes, difference);
    return std::tuple{TestType::read(state), TestType::read(passes), TestType::read(difference), summary};
  };
  const auto [state, passes, difference, summary] = spun_up(0, s.sites);
  std::size_t missing = 0, several = 0;
  for (sylva::index_t site = 0; site < s.sites; ++site) {
    const auto i = static_cast<std::size_t>(site);
    const auto [mine, my_passes, my_difference, mine_alone] = spun_up(site, site + 1);
    CHECK(lift::same_bits(std::vector<double>(1, state[i]), mine));
    CHECK(passes[i] == my_passes[0]);
    CHECK(mine_alone.missing == (std::isnan(state[i]) ? 1 : 0));
    CHECK((std::isnan(state[i]) || difference[i] <= 1e-3));
    missing += std::isnan(state[i]) ? 1 : 0;
    several += passes[i] > 2 ? 1 : 0;
  }

  CHECK((missing > 0 && several > 0));
  CHECK((summary.sites == 29 && summary.missing == missing && summary.not_converged == 0));
}
