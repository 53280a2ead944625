#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <random>
#include <sstream>
#include <sylva/demography/traits.hpp>
#include <sylva/models/flora.hpp>
#include <sylva/models/flora_csv.hpp>

#include "support/approx.hpp"
#include "support/demography.hpp"
#include "support/mentions.hpp"
#include "support/reference.hpp"

using namespace sylva;
using approx::compare;
using approx::tolerance;
using demography_reference::types;
using demography_reference::types_in;
using reference::table;
using type_list = std::vector<plant_functional_type<double>>;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();

/// What is said of a type with the default traits but one.
std::string refusal(const std::string& trait, double value) {
  type_list list(2);
  list[0].name = "oak", list[1].name = "fir";
  *find_member(list[1].traits, trait) = value;
  return message_of<invalid_flora>([&] { return flora<double>(list); });
}

std::string csv_refusal(const std::string& text, bool strict = false) {
  return message_of<invalid_file>([&] { return flora_from_csv<double>(text, "f.csv", {.strict = strict}); });
}

template <class Real>
std::string csv_of(const flora<Real>& f) {
  std::ostringstream out;
  write_csv(out, f);
  return out.str();
}

}  // namespace

TEMPLATE_TEST_CASE("the types of the reference", "[flora]", double, float) {
  using Real = TestType;
  const table pfts("demography_pfts.csv");
  const flora<Real> f = types<Real>();
  REQUIRE(f.size() == pfts.rows());
  CHECK(f.names() == pfts.text("name"));
  CHECK(f.index("shrub") == 7);
  CHECK((f.name(7) == "shrub" && f.find("shrub") == 7 && !f.find("elm")));
  int traits = 0;
  detail::for_each_trait(f.traits(), [&](const char* name, const std::vector<Real>& of_types) {
    ++traits;
    REQUIRE(of_types.size() == f.size());
    // what is read is the same number; what is derived is as near as pow is
    const bool derived = detail::is_derived_trait(name);
    CHECK(compare(pfts, name, [&](std::size_t i) { return of_types[i]; }) <=
          tolerance<Real>(derived ? 1e-15 : 0, derived ? 5e-7 : 6e-8));
  });
  CHECK(traits == 23);
}

TEST_CASE("the default traits are pyrealm's", "[flora]") {
  const table defaults("demography_pft_defaults.csv");
  const plant_functional_type<double> type{"any"};
  detail::for_each_trait(type.traits, [&](const char* name, double trait) {
    CHECK(compare(defaults, name, [&](std::size_t) { return trait; }) <= 1e-15);
  });
}

TEMPLATE_TEST_CASE("crowns of many shapes", "[flora]", double, float) {
  using Real = TestType;
  const table shapes("demography_crown_shape.csv");
  const auto m = shapes["m"], n = shapes["n"];
  const demography::crown_shape<Real> shape{};
  const auto at = [&](std::size_t i) { return shape(static_cast<Real>(m[i]), static_cast<Real>(n[i])); };
  CHECK(compare(shapes, "q_m", [&](std::size_t i) { return at(i).q_m; }) <= tolerance<Real>(1e-14, 1e-5));
  CHECK(compare(shapes, "z_max_prop", [&](std::size_t i) { return at(i).z_max_prop; }) <=
        tolerance<Real>(1e-14, 1e-5));
}

TEST_CASE("q_m and z_max_prop are derived, whatever is given", "[flora]") {
  plant_functional_type<double> type{"fir"};
  type.traits.m = 3, type.traits.n = 1.5, type.traits.q_m = 99, type.traits.z_max_prop = missing;
  const flora<double> f({type});
  CHECK(approx::error(f.traits().q_m[0], 1.7283018222265925) <= 1e-15);
  CHECK(approx::error(f.types()[0].traits.z_max_prop, 0.27327588325319846) <= 1e-15);
}

TEST_CASE("every trait has its range", "[flora]") {
  std::vector<std::string> names;
  for (const bounds& b : trait_bounds()) {
    INFO(b.name());
    names.push_back(b.name());
    const bool unbounded = std::isinf(b.upper());
    for (const double bad : {missing, inf, -inf, -0.1, unbounded ? missing : 1.1}) {
      CHECK(mentions(refusal(b.name(), bad), {(b.name() + " of type \"fir\" is ").c_str(), "allowed is "}));
    }
    const bool needs_more_than_0 = !b.lower_is_inside() || b.lower() == 1;
    CHECK((refusal(b.name(), 0) == "nothing was thrown") == !needs_more_than_0);
    CHECK(refusal(b.name(), 1) == "nothing was thrown");
    CHECK((refusal(b.name(), 1e5) == "nothing was thrown") == unbounded);
  }
  std::vector<std::string> expected = member_names<demography::plant_traits<char>>();
  expected.resize(expected.size() - 2);
  CHECK(names == expected);
  CHECK(refusal("lai", -5) == "lai of type \"fir\" is -5 m2 m-2: allowed is above 0");
  CHECK(refusal("yld", 1.5) == "yld of type \"fir\" is 1.5: allowed is 0 to 1");
  CHECK(refusal("m", 0.5) == "m of type \"fir\" is 0.5: allowed is 1 and more");
}

TEST_CASE("m and n make a crown together", "[flora]") {
  type_list list(1);
  list[0].name = "pole";
  list[0].traits.m = list[0].traits.n = 1;
  CHECK(mentions(message_of<invalid_flora>([&] { return flora<double>(list); }),
                 {"m of type \"pole\" and n are both 1", "allowed is 1 for one of them"}));
  list[0].traits.m = 1e300, list[0].traits.n = 1e300;
  CHECK(mentions(message_of<invalid_flora>([&] { return flora<double>(list); }), {"pole", "too large"}));
}

TEST_CASE("all that is wrong with types is said at once", "[flora]") {
  type_list list(4);
  list[0].name = list[2].name = "oak", list[3].name = "a\nb";
  list[1].traits.h_max = -1, list[2].traits.yld = 2;
  const std::string message = message_of<invalid_flora>([&] { return flora<double>(list); });
  CHECK(mentions(message,
                 {"5 problems", "the name of type 1 is empty", "h_max of type \"\" is -1 m",
                  "the name of type 2 is \"oak\", as is the name of type 0", "yld of type \"oak\" is 2",
                  "the name of type 3 is \"a?b\": allowed is text in UTF-8"}));
  list.assign(20, {});
  CHECK(mentions(message_of<invalid_flora>([&] { return flora<double>(list); }),
                 {"20 problems", "and 10 more"}));
}

TEST_CASE("names are text in UTF-8", "[flora]") {
  for (const char* good : {"oak", "Fichte, alt",
                           "\xc3\xa9pic\xc3\xa9"
                           "a",
                           "\xe6\x9d\xbe", "\xf0\x9f\x8c\xb2", "\"x\""}) {
    CHECK(flora<double>({{good}}).size() == 1);
  }
  for (const char* bad : {"\xe9pic\xe9"
                          "a",
                          "\xc3", "\xc0\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x7f", "a\tb"}) {
    CHECK_THROWS_AS(flora<double>({{bad}}), invalid_flora);
  }
}

TEST_CASE("a name that a flora does not have", "[flora]") {
  const flora<double> f = types<double>();
  CHECK(message_of<unknown_type>([&] { return f.index("shrup"); }) ==
        "unknown plant functional type \"shrup\": did you mean shrub?");
  CHECK(mentions(message_of<unknown_type>([&] { return f.index("elm"); }),
                 {"there are default, tall, column, flat_top"}));
  CHECK(mentions(message_of<unknown_type>([] { return flora<double>().index("elm"); }), {"there are none"}));
}

TEST_CASE("floras are compared by all that they say", "[flora]") {
  const flora<double> f = types<double>();
  CHECK(f == types<double>());
  detail::for_each_own_trait(f.traits(), [&](const char* name, const std::vector<double>&) {
    type_list list = f.types();
    double& trait = *find_member(list[2].traits, name);
    trait = std::nextafter(trait, 0.5);
    CHECK_FALSE(flora<double>(list) == f);
  });
  type_list list = f.types();
  list[1].name = "taller";
  CHECK_FALSE(flora<double>(list) == f);
}

TEMPLATE_TEST_CASE("a flora in CSV comes back as the same", "[flora]", double, float) {
  using Real = TestType;
  CHECK(flora_from_csv<Real>(csv_of(types<Real>())) == types<Real>());
  CHECK(flora_from_csv<Real>(csv_of(types<Real>()), "f", {.strict = true}) == types<Real>());
  CHECK(flora_from_csv<Real>(csv_of(flora<Real>())) == flora<Real>());
  std::mt19937 random(1);
  std::uniform_real_distribution<Real> any(Real(0.5), Real(1));
  std::vector<plant_functional_type<Real>> list(50);
  for (std::size_t i = 0; i < list.size(); ++i) {
    list[i].name = std::string(i, '"') + " tree, old " + std::to_string(i) + " ";
    detail::for_each_own_trait(list[i].traits, [&](const char* name, Real& trait) {
      trait = any(random) + Real(name[0] == 'm' || name[0] == 'n' ? 1 : 0);
    });
  }
  const flora<Real> f(list);
  CHECK(flora_from_csv<Real>(csv_of(f)) == f);
}

TEST_CASE("tables of types, as programs write them", "[flora]") {
  type_list list(2);
  list[0].name = "oak, old", list[1].name = "fir \"A\"";
  list[0].traits.lai = 3, list[1].traits.h_max = 40;
  const flora<double> f(list);
  CHECK(flora_from_csv<double>("name,lai,h_max\n\"oak, old\",3,\n\"fir \"\"A\"\"\",, 4e1 \n") == f);
  CHECK(flora_from_csv<double>(
            "\xef\xbb\xbfh_max,name,lai\r\n,\"oak, old\",3\r\n\r\n+40,\"fir \"\"A\"\"\",\"\"") == f);
  CHECK(flora_from_csv<double>("name\noak\n").types()[0] == flora<double>({{"oak"}}).types()[0]);
}

TEST_CASE("tables of types that are refused", "[flora]") {
  CHECK(csv_refusal("name,lai\noak,1\nfir,x\n") == "f.csv: line 3, column lai is \"x\": allowed is a number");
  CHECK(csv_refusal("name,lai\noak,1\n\n\nfir,-1\n") ==
        "f.csv: line 5, column lai is -1 m2 m-2: allowed is above 0");
  CHECK(mentions(
      csv_refusal("name,lai\noak,nan\nfir,1e999\nelm,inf\n"),
      {"line 2, column lai is \"nan\"", "line 3, column lai is \"1e999\"", "line 4, column lai is \"inf\""}));
  CHECK(csv_refusal("name,h_mx\noak,1\n") == "f.csv: unknown column \"h_mx\": did you mean h_max?");
  CHECK(mentions(csv_refusal("name,q_m\noak,1\n"), {"unknown column \"q_m\": it follows from m and n"}));
  CHECK(csv_refusal("lai\n1\n") == "f.csv: column name is missing");
  CHECK(csv_refusal("name,lai,lai\noak,1,1\n") == "f.csv: the header has \"lai\" twice");
  CHECK(
      csv_refusal("name,lai\noak,1,2\nfir\n") ==
      "f.csv: 2 problems\n  line 2: 3 fields, but the header has 2\n  line 3: 1 field, but the header has 2");
  CHECK(csv_refusal("name,lai\n\"oak\n,1\n") == "f.csv: line 2: a quote (\") is opened and not closed");
  CHECK(csv_refusal("name,lai\no\"ak,1\n") ==
        "f.csv: line 2: a quote (\") in a field that does not begin with one");
  CHECK(csv_refusal("name,lai\n\"oak\"x,1\n") == "f.csv: line 2: text after a field in quotes");
  CHECK(csv_refusal("name,lai\n\"o\nak\",x\n") ==
        "f.csv: 2 problems\n  line 2, column name is \"o?ak\": allowed is text in UTF-8 without control "
        "characters\n"
        "  line 2, column lai is \"x\": allowed is a number");
  CHECK(csv_refusal("") == "f.csv: the file is empty: expected is a header");
  CHECK(mentions(csv_refusal("name,lai\noak,1\n", true), {"20 problems", "column h_max is missing"}));
  CHECK(mentions(csv_refusal("name,m,n\noak,1,1\n"), {"line 2, column m and n are both 1"}));
}
