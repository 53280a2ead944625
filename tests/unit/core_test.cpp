#include <array>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cmath>
#include <concepts>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <sylva/core/bounds.hpp>
#include <sylva/core/calendar.hpp>
#include <sylva/core/constants.hpp>
#include <sylva/core/math.hpp>
#include <sylva/core/polynomial.hpp>
#include <sylva/environment/angles.hpp>
#include <sylva/models/variable_ranges.hpp>
#include <utility>
#include <vector>

#include "support/approx.hpp"
#include "support/kernels.hpp"
#include "support/mentions.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::in_float;
using approx::tolerance;
using reference::table;

namespace {

template <class Real>
constexpr Real missing = std::numeric_limits<Real>::quiet_NaN();
template <class Real>
constexpr Real infinite = std::numeric_limits<Real>::infinity();

static_assert(kernels::maps_to<polynomial<double, 3>, double, double>);
static_assert(kernels::maps_to<polynomial<float, 3>, float, float>);
static_assert(std::is_trivially_copyable_v<core_constants<double>>);
static_assert(std::is_trivially_copyable_v<core_constants<float>>);
static_assert(value_of<double, double> && value_of<float, float> && !value_of<double, float>);

}  // namespace

TEMPLATE_TEST_CASE("math functions are those of the standard library", "[core][math]", double, float) {
  using R = TestType;
  for (const R x : {R(0.015), R(0.3), R(0.5), R(0.99)}) {
    for (const R sign : {R(1), R(-1)}) {
      const R y = sign * x;
      CHECK(math::abs(y) == std::abs(y));
      CHECK(math::floor(y) == std::floor(y));
      CHECK(math::cbrt(y) == std::cbrt(y));
      CHECK(math::exp(y) == std::exp(y));
      CHECK(math::sin(y) == std::sin(y));
      CHECK(math::cos(y) == std::cos(y));
      CHECK(math::tan(y) == std::tan(y));
      CHECK(math::asin(y) == std::asin(y));
      CHECK(math::acos(y) == std::acos(y));
      CHECK(math::atan(y) == std::atan(y));
      CHECK(math::tanh(y) == std::tanh(y));
      CHECK(math::square(y) == y * y);
      CHECK(approx::error(double(math::rcbrt(y)), 1 / std::cbrt(double(y))) <
            4 * double(std::numeric_limits<R>::epsilon()));
    }
    CHECK(math::sqrt(x) == std::sqrt(x));
    CHECK(math::log(x) == std::log(x));
    CHECK(math::pow(x, R(2.5)) == std::pow(x, R(2.5)));
  }
  static_assert(std::same_as<decltype(math::exp(R(1))), R> &&
                std::same_as<decltype(math::pow(R(1), R(1))), R>);
  CHECK(math::isnan(missing<R>));
  CHECK(math::isnan(not_a_number<R>));
  CHECK_FALSE(math::isnan(infinite<R>));
  CHECK(pi<R> == std::acos(R(-1)));
}

TEMPLATE_TEST_CASE("selection and limits", "[core][math]", double, float) {
  using R = TestType;
  CHECK(math::select(true, R(1), R(2)) == 1);
  CHECK(math::select(false, R(1), R(2)) == 2);
  CHECK(math::select(true, R(1), missing<R>) == 1);
  CHECK(math::min(R(1), R(2)) == 1);
  CHECK(math::min(R(3), R(2)) == 2);
  CHECK(math::max(R(1), R(2)) == 2);
  CHECK(math::max(R(3), R(2)) == 3);
  // a value that is missing stays missing; a bound that is missing does not bind
  CHECK(std::isnan(math::min(missing<R>, R(2))));
  CHECK(std::isnan(math::max(missing<R>, R(2))));
  CHECK(std::isnan(math::clamp(missing<R>, R(0), R(1))));
  CHECK(math::min(R(1), missing<R>) == 1);
  CHECK(math::max(R(1), missing<R>) == 1);
  CHECK(math::clamp(R(-1), R(0), R(1)) == 0);
  CHECK(math::clamp(R(0.5), R(0), R(1)) == R(0.5));
  CHECK(math::clamp(R(2), R(0), R(1)) == 1);
  CHECK(math::clamp(-infinite<R>, R(0), R(1)) == 0);
  CHECK(math::clamp(infinite<R>, R(0), R(1)) == 1);
}

TEMPLATE_TEST_CASE("modulo has the sign of the period", "[core][math]", double, float) {
  using R = TestType;
  CHECK(math::modulo(R(370), R(360)) == 10);
  CHECK(math::modulo(R(-10), R(360)) == 350);
  CHECK(math::modulo(R(-730), R(360)) == 350);
  CHECK(math::modulo(R(0), R(360)) == 0);
  CHECK(math::modulo(R(720), R(360)) == 0);
  CHECK(math::modulo(R(-360), R(360)) == 0);
  CHECK(math::modulo(R(10), R(-360)) == -350);
  CHECK(math::modulo(R(5.5), R(2)) == R(1.5));
  CHECK(std::isnan(math::modulo(missing<R>, R(360))));
  CHECK(std::isnan(math::modulo(infinite<R>, R(360))));
}

namespace {

/// The polynomial of the first N of ten coefficients, for N found at run time.
template <class R>
R horner(std::size_t n, const std::array<R, 10>& c, R x) {
  R y = missing<R>;
  const auto try_one = [&]<std::size_t... I>(std::index_sequence<I...>) {
    if (sizeof...(I) == n) y = polynomial<R, int(sizeof...(I))>{{c[I]...}}(x);
  };
  [&]<std::size_t... N>(std::index_sequence<N...>) {
    (try_one(std::make_index_sequence<N + 1>{}), ...);
  }(std::make_index_sequence<10>{});
  return y;
}

}  // namespace

TEMPLATE_TEST_CASE("polynomials agree with the reference", "[core][reference]", double, float) {
  using R = TestType;
  const table t("core_horner.csv");
  const auto n = t["n"], x = t["x"];
  std::vector<std::vector<double>> c;
  for (int i = 0; i < 10; ++i) c.push_back(t["c" + std::to_string(i)]);
  const auto y = [&](std::size_t row) {
    std::array<R, 10> coefficients{};
    for (std::size_t i = 0; i < 10; ++i) coefficients[i] = R(c[i][row]);
    const R ours = horner<R>(std::size_t(n[row]), coefficients, R(x[row]));
    // a constant has no use for x, here; in pyrealm a missing x makes it missing
    const bool constant_of_missing = n[row] == 1 && std::isnan(x[row]);
    if (constant_of_missing) CHECK(ours == coefficients[0]);
    return constant_of_missing ? missing<R> : ours;
  };
  // the terms are about 1 and more where their sum is near 0
  CHECK(compare(t, "y", y, in_float<R>(1)) <= tolerance<R>(1e-12, 1e-6));  // measured: 0 and 4e-7
}

TEST_CASE("constants are those of the reference", "[core][reference]") {
  const core_constants<double> c{};
  std::map<std::string, double> ours;
  const auto list = [&](const std::string& name, const auto& values) {
    std::size_t i = 0;
    for (const double v : values) ours[name + "[" + std::to_string(i++) + "]"] = v;
  };
  const auto magnus = [&](const std::string& name, const magnus_coefficients<double>& m) {
    list(name, std::array{m.a, m.b, m.c});
  };
  ours = {{"k_R", c.gas_constant},
          {"k_co", c.o2},
          {"k_c_molmass", c.carbon_molar_mass},
          {"k_water_molmass", c.water_molar_mass},
          {"k_Po", c.standard_pressure},
          {"k_To", c.standard_temperature},
          {"k_L", c.lapse_rate},
          {"k_G", c.gravity},
          {"k_Ma", c.dry_air_molar_mass},
          {"k_Mv", c.water_vapour_molar_mass},
          {"k_CtoK", c.kelvin_offset},
          {"k_w", c.entrainment},
          {"k_Cw", c.supply_rate},
          {"k_pir", radians_per_degree<double>},
          {"visible_light_albedo", c.visible_light_albedo},
          {"swdown_to_ppfd_factor", c.swdown_to_ppfd_factor},
          {"shortwave_albedo", c.shortwave_albedo},
          {"solar_constant", c.solar_constant},
          {"day_seconds", c.day_seconds},
          {"solar_eccentricity", c.solar_eccentricity},
          {"solar_obliquity", c.solar_obliquity},
          {"solar_perihelion", c.solar_perihelion},
          {"mwr", c.molecular_weight_ratio},
          {"huber_tk_ast", c.huber.tk_ast},
          {"huber_rho_ast", c.huber.rho_ast},
          {"huber_mu_ast", c.huber.mu_ast}};
  list("transmissivity_coef", std::array{c.transmissivity_c, c.transmissivity_d, c.transmissivity_f});
  list("net_longwave_radiation_coef", std::array{c.net_longwave_b, c.net_longwave_a});
  list("equation_of_time_coef", c.equation_of_time);
  magnus("magnus_coef", c.magnus);
  magnus("magnus_Allen1998", magnus_allen1998<double>);
  magnus("magnus_Alduchov1996", magnus_alduchov1996<double>);
  magnus("magnus_Sonntag1990", magnus_sonntag1990<double>);
  list("fisher_dial_lambda", c.fisher_dial.lambda.c);
  list("fisher_dial_Po", c.fisher_dial.po.c);
  list("fisher_dial_Vinf", c.fisher_dial.vinf.c);
  list("chen_po", c.chen.po.c);
  list("chen_ko", c.chen.ko.c);
  list("chen_ca", c.chen.ca.c);
  list("chen_cb", c.chen.cb.c);
  const huber_coefficients<double>& h = c.huber;
  list("huber_H_i", h.h_i.c);
  const double rows[7][6] = {{h.h_0.c[0], h.h_1.c[0], h.h_2.c[0], h.h_3_0, 0, 0},
                             {h.h_0.c[1], h.h_1.c[1], h.h_2.c[1], h.h_3_1, 0, h.h_5_1},
                             {h.h_0.c[2], h.h_1.c[2], h.h_2.c[2], h.h_3_2, h.h_4_2, 0},
                             {h.h_0.c[3], h.h_1.c[3], 0, 0, 0, 0},
                             {h.h_0.c[4], 0, 0, h.h_3_4, 0, 0},
                             {0, 0, 0, 0, h.h_4_5, 0},
                             {0, 0, 0, h.h_3_6, 0, h.h_5_6}};
  for (std::size_t j = 0; j < 7; ++j) list("huber_H_ij[" + std::to_string(j) + "]", rows[j]);

  const table t("core_constants.csv");
  const auto names = t.text("name");
  const auto values = t["value"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    INFO(names[i]);
    REQUIRE(ours.count(names[i]) == 1);
    CHECK(ours[names[i]] == values[i]);
    ours.erase(names[i]);
  }
  for (const auto& [name, value] : ours) FAIL_CHECK("not in the reference: " << name);
  CHECK(core_constants<double>{} == c);
  CHECK(core_constants<double>{.gas_constant = 8.314462618} != c);
}

TEST_CASE("bounds agree with the reference", "[core][bounds][reference]") {
  const table t("core_bounds.csv");
  const auto name = t.text("var_name"), interval = t.text("interval");
  const auto lower = t["lower"], upper = t["upper"], value = t["value"];
  CHECK(compare(t, "warns", [&](std::size_t i) {
          const bounds b(name[i], lower[i], upper[i], interval[i]);
          CHECK_FALSE((b.below(value[i]) && b.above(value[i])));
          return double(b.outside(value[i]));
        }) <= 0);
}

TEST_CASE("bounds refuse what is not an interval", "[core][bounds]") {
  CHECK_THROWS_AS(bounds("x", 1, 1), std::invalid_argument);
  CHECK_THROWS_AS(bounds("x", 2, 1), std::invalid_argument);
  CHECK_THROWS_AS(bounds("x", missing<double>, 1), std::invalid_argument);
  CHECK_THROWS_AS(bounds("x", 0, 1, "]["), std::invalid_argument);
  CHECK_THROWS_AS(bounds("x", 0, 1, ""), std::invalid_argument);
  try {
    bounds("tc", 2, 1);
    FAIL();
  } catch (const std::invalid_argument& e) {
    CHECK(std::string(e.what()).find("tc") != std::string::npos);
  }
}

TEST_CASE("a variable has a range that is expected, and one that is possible", "[core][bounds]") {
  const variable_range rain({"precipitation", 0, 1000, "[]", "mm day-1"}, 0, infinite<double>, "[)");
  CHECK((rain.name() == "precipitation" && rain.unit() == "mm day-1"));
  CHECK((rain.possible().name() == "precipitation" && rain.possible().unit() == "mm day-1"));
  CHECK(
      (rain.expected().outside(1001) && !rain.possible().outside(1001) && rain.possible().outside(-1e-300)));
  const variable_range any(bounds("x", 0, 1));
  CHECK_FALSE(any.possible().outside(std::numeric_limits<double>::max()));
  CHECK((any.possible().outside(infinite<double>) && any.possible().outside(-infinite<double>)));
  CHECK_THROWS_AS(variable_range({"x", 0, 1}, 1, 1), std::invalid_argument);

  range_table table{rain};
  CHECK(table.find("unheard_of") == nullptr);
  CHECK_FALSE(table.of("unheard_of").expected().outside(-1e300));
  CHECK(table.of("unheard_of").possible().outside(infinite<double>));
  table.update({"precipitation", 0, 50, "()", "mm day-1"});  // what is possible stays
  CHECK((table.find("precipitation")->expected().outside(50) && table.end() - table.begin() == 1));
  CHECK(table.find("precipitation")->possible().outside(-1));
  table.update(variable_range({"precipitation", 0, 50}, -1, 50));
  CHECK_FALSE(table.find("precipitation")->possible().outside(-1));
  table.add(bounds("depth", 0, 1, "[]", "m"));
  CHECK((table.end() - table.begin() == 2 && table.find("depth")->unit() == "m"));
  // a name that is not there is a slip of the pen, or pyrealm's
  range_table ours = variable_ranges();
  for (const char* name : {"vdp", "pn"}) {
    for (const bool both : {false, true}) {
      const std::string said = message_of<std::invalid_argument>([&] {
        if (both) {
          ours.update(variable_range({name, 0, 5}, 0, 9));
        } else {
          ours.update(bounds(name, 0, 5));
        }
      });
      CHECK(mentions(said, {"no variable \"", name, "tc, vpd, co2, ", ", precipitation, "}));
    }
    CHECK(ours.find(name) == nullptr);
  }
  CHECK(
      mentions(message_of<std::invalid_argument>([&] { table.add(bounds("depth", 0, 2)); }), {"has depth"}));
  CHECK(table.find("depth")->expected().upper() == 1);
  CHECK(mentions(message_of<std::invalid_argument>([] { range_table().update(bounds("tc", 0, 2)); }),
                 {"none"}));
}

TEST_CASE("the models expect the ranges that pyrealm expects", "[core][bounds][reference]") {
  const table t("core_bounds_defaults.csv");
  const auto name = t.text("var_name"), interval = t.text("interval");
  const auto lower = t["lower"], upper = t["upper"];
  range_table ours = variable_ranges();
  const std::map<std::string, std::string> other_names{
      {"lat", "latitude"}, {"sf", "sunshine_fraction"}, {"pn", "precipitation"}, {"kWm", "water_capacity"}};
  for (std::size_t i = 0; i < t.rows(); ++i) {
    INFO(name[i]);
    const auto other = other_names.find(name[i]);
    const variable_range* r = ours.find(other == other_names.end() ? name[i] : other->second);
    REQUIRE(r != nullptr);
    const bounds& b = r->expected();
    CHECK((b.lower() == lower[i] && b.upper() == upper[i] && b.upper_is_inside() && interval[i] == "[]"));
    CHECK(b.lower_is_inside() == (name[i] != "kWm"));  // a soil that holds nothing divides by 0
  }
  for (const variable_range& r : ours) {
    INFO(r.name());
    CHECK_FALSE(r.unit().empty());
    // what is expected is possible, and what is infinite is not
    CHECK(r.possible().lower() <= r.expected().lower());
    CHECK(r.expected().upper() <= r.possible().upper());
    CHECK_FALSE(
        (r.possible().outside(r.expected().upper()) || r.possible().outside(1e-6 + r.expected().lower())));
    CHECK((r.possible().outside(infinite<double>) && r.possible().outside(-infinite<double>)));
  }
  ours.update({"tc", -10, 40, "()", "degree C"});
  CHECK(ours.find("tc")->expected().outside(-10));
  CHECK_FALSE(variable_ranges().find("tc")->expected().outside(-10));  // every table is its own
}

TEMPLATE_TEST_CASE("findings are counted and merged", "[core][bounds]", double, float) {
  using R = TestType;
  const range_limits<R> limits(variable_range({"tc", 0, 10}, -20, 20));
  const std::vector<R> values = {5,  missing<R>,   -1, 12,  13, 10,          0, -3,
                                 13, -infinite<R>, 21, -20, 20, infinite<R>, 22};
  range_finding all;
  for (std::size_t i = 0; i < values.size(); ++i) limits.look(all, values[i], i);
  CHECK((all.missing == 1 && all.below == 3 && all.above == 4 && all.impossible == 4));
  CHECK(all.outside() == 11);
  CHECK((all.worst == -20 && all.worst_at == 11));
  CHECK((all.worst_impossible == -infinite<double> && all.impossible_at == 9));  // the first of equals

  for (std::size_t cut = 0; cut <= values.size(); ++cut) {
    range_finding left, right;
    for (std::size_t i = 0; i < cut; ++i) limits.look(left, values[i], i);
    for (std::size_t i = cut; i < values.size(); ++i) limits.look(right, values[i], i);
    range_finding forward = left, backward = right;
    limits.join(forward, right), limits.join(backward, left);
    for (const range_finding& f : {forward, backward}) {
      CHECK((f.missing == all.missing && f.below == all.below && f.above == all.above));
      CHECK((f.worst == all.worst && f.worst_at == all.worst_at && f.impossible == all.impossible));
      CHECK((f.worst_impossible == all.worst_impossible && f.impossible_at == all.impossible_at));
    }
  }
  // what is expected but not possible is not possible
  const range_limits<R> cut(variable_range({"x", 0, 10}, 0, infinite<double>, "()"));
  range_finding zero;
  cut.look(zero, R(0), 0), cut.look(zero, std::numeric_limits<R>::denorm_min(), 1);
  CHECK((zero.impossible == 1 && zero.outside() == 1));
}

TEMPLATE_TEST_CASE("a limit that is inside is so in every type", "[core][bounds]", double, float) {
  using R = TestType;
  // 0.8f is above 0.8, and 0.7f below 0.7
  STATIC_REQUIRE((double(0.8f) > 0.8 && double(0.7f) < 0.7));
  const auto outside = [](const variable_range& range, R x) {
    range_finding f;
    range_limits<R>(range).look(f, x, 0);
    return std::pair{f.below + f.above, f.impossible};
  };
  using counts = std::pair<std::size_t, std::size_t>;
  const R low = R(0.7), high = R(0.8), none = 0;
  const variable_range closed({"theta", 0.7, 0.8, "[]"}), open({"theta", 0.7, 0.8, "()"});
  CHECK((outside(closed, low) == counts{0, 0} && outside(closed, high) == counts{0, 0}));
  CHECK(outside(closed, std::nextafter(low, none)) == counts{1, 0});
  CHECK(outside(closed, std::nextafter(high, R(1))) == counts{1, 0});
  CHECK((outside(open, low) == counts{1, 0} && outside(open, high) == counts{1, 0}));
  CHECK(outside(open, std::nextafter(low, R(1))) == counts{0, 0});
  CHECK(outside(open, std::nextafter(high, none)) == counts{0, 0});
  const variable_range possible({"theta", 0, 1}, 0.7, 0.8);
  CHECK((outside(possible, low) == counts{0, 0} && outside(possible, high) == counts{0, 0}));
  CHECK(outside(possible, std::nextafter(high, R(1))) == counts{0, 1});
  // an end that the type cannot hold lets nothing infinite in
  const variable_range wide({"x", -1e300, 1e300}, -1e300, 1e300);
  CHECK((outside(wide, infinite<R>) == counts{0, 1} && outside(wide, -infinite<R>) == counts{0, 1}));
  CHECK(outside(wide, std::numeric_limits<float>::max()) == counts{0, 0});
}

TEST_CASE("the calendar agrees with the reference", "[core][calendar][reference]") {
  const table t("core_calendar.csv");
  std::vector<std::chrono::local_days> dates;
  std::vector<std::chrono::year_month_day> named;
  for (const auto& text : t.text("date")) {
    dates.push_back(std::chrono::floor<std::chrono::days>(reference::local_time(text)));
    named.emplace_back(dates.back());
  }
  const calendar days(dates);
  REQUIRE(days.size() == t.rows());
  CHECK(compare(t, "year", [&](std::size_t i) { return days.year()[i]; }) <= 0);
  CHECK(compare(t, "julian_day", [&](std::size_t i) { return days.julian_day()[i]; }) <= 0);
  CHECK(compare(t, "days_in_year", [&](std::size_t i) { return days.days_in_year<float>()[i]; }) <= 0);
  const calendar same(named);
  std::size_t i = 0;
  for (const calendar_day& day : same) {
    CHECK(day == days[i]);
    CHECK(day.date == named[i++]);
  }
}

TEST_CASE("days in a row", "[core][calendar]") {
  using namespace std::chrono;
  const calendar days(local_days{1999y / December / 30}, 400);
  REQUIRE(days.size() == 400);
  CHECK((days[0].julian_day == 364 && days[0].days_in_year == 365));
  CHECK((days[2].date == 2000y / January / 1 && days[2].julian_day == 1 && days[2].days_in_year == 366));
  CHECK((days[367].julian_day == 366 && days[368].julian_day == 1 && days[368].year == 2001));
  CHECK(calendar().empty());
  CHECK(calendar(days).size() == 400);  // a copy, not a range of days
  CHECK(calendar(std::vector<local_days>{}).empty());
  CHECK_THROWS_AS(calendar(std::vector{2000y / February / 29, 2001y / February / 29}), std::invalid_argument);
  CHECK_THROWS_AS(calendar(std::vector{2000y / 13 / 1}), std::invalid_argument);
}

TEST_CASE("the time of day", "[core][calendar]") {
  using namespace std::chrono;
  static_assert(decimal_time(local_days{2024y / 8 / 12} + 10h + 30min) == 10.5);
  static_assert(ordinal_date(local_days{2024y / 12 / 31} + 23h) == 366);
  const auto before = local_days{1969y / 12 / 31} + 23h + 59min + 59s;  // counts from 1970 are negative
  CHECK(ordinal_date(before) == 365);
  CHECK(decimal_time(before) == 86399.0 / 3600);
  CHECK(decimal_time(before + 999ms) == 86399.0 / 3600);  // whole seconds
  CHECK(decimal_time(before + 1s) == 0);
  CHECK(decimal_time(local_days{2000y / 1 / 1}) == 0);
}
