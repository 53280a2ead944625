#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <sylva/files/demography.hpp>

#include "support/demography.hpp"
#include "support/mentions.hpp"
#include "support/reference.hpp"

using namespace sylva;
using demography_reference::types;
using demography_reference::types_in;
using reference::table;

namespace {

const std::string folder = std::string(reference::directory) + "/demography_files/";

/// What sylva refuses though pyrealm reads it, strict or not.
const std::set<std::string> stricter = {
    "pfts_negative.json",       // a height of -5 m
    "pfts_negative.toml",       //
    "pfts_negative.csv",        //
    "pfts_number_as_text.json"  // "2.5" for 2.5
};
/// The same where it is strict: pyrealm refuses it in JSON and TOML, and does not look in CSV.
const std::set<std::string> stricter_if_strict = {"community_n_zero.csv"};
/// What sylva reads though pyrealm refuses it, where it is not strict.
const std::set<std::string> laxer = {
    "pfts_missing_trait.json",       // the default is taken
    "pfts_missing_trait.toml",       //
    "pfts_missing_trait.csv",        //
    "community_n_zero.json",         // a cohort that has died out
    "community_n_zero.toml",         //
    "community_n_fraction.json",     // one and a half trees, such as after mortality by rates
    "community_n_fraction.toml",     //
    "community_n_fraction.csv",      //
    "community_n_float_whole.json",  // 2.0 trees
    "community_n_float_whole.toml",  //
    "community_no_cohorts.json",     // a cell without trees
    "community_two_cells.csv",       //
    "community_empty.csv",           // no cells
};

/// What the message of a refused file says besides its name.
const std::map<std::string, std::vector<const char*>> says = {
    {"pfts_unknown_trait.json", {"pft[0].colour is an unknown field: there are name, a_hd", "pft[1].colour"}},
    {"pfts_unknown_trait.toml", {"pft[0].colour is an unknown field", "pft[1].colour"}},
    {"pfts_unknown_trait.csv", {"unknown column \"colour\""}},
    {"pfts_missing_trait.json", {"pft[0].lai is missing", "pft[1].lai is missing"}},
    {"pfts_missing_trait.toml", {"pft[0].lai is missing", "pft[1].lai is missing"}},
    {"pfts_missing_trait.csv", {"column lai is missing"}},
    {"pfts_text_value.json", {"pft[0].m is the text \"a\": allowed is a number"}},
    {"pfts_text_value.toml", {"pft[0].m is the text \"a\": allowed is a number"}},
    {"pfts_text_value.csv", {"line 2, column m is \"a\": allowed is a number"}},
    {"pfts_number_as_text.json", {"pft[0].m is the text \"2.5\": allowed is a number"}},
    {"pfts_numeric_name.json", {"pft[0].name is 7: allowed is text"}},
    {"pfts_duplicate.json", {"pft[1].name is \"oak\", as is pft[0].name"}},
    {"pfts_duplicate.toml", {"pft[1].name is \"oak\", as is pft[0].name"}},
    {"pfts_duplicate.csv", {"line 3, column name is \"oak\", as is line 2, column name"}},
    {"pfts_negative.json", {"pft[0].h_max is -5 m: allowed is above 0"}},
    {"pfts_negative.toml", {"pft[0].h_max is -5 m: allowed is above 0"}},
    {"pfts_negative.csv", {"line 2, column h_max is -5 m: allowed is above 0"}},
    {"pfts_syntax.json", {"line 2, column 1"}},
    {"pfts_syntax.toml", {"line 1, column 7"}},
    {"pfts_syntax.csv", {"line 2: 4 fields, but the header has 2"}},
    {"pfts_syntax.csv, strict", {"column ca_ratio is missing"}},
    {"pfts_no_key.json", {"types is an unknown field: there are pft", "pft is missing"}},
    {"no_such_file.json", {"No such file"}},
    {"no_such_file.toml", {"No such file"}},
    {"no_such_file.csv", {"No such file"}},
    {"no_such_community.json", {"No such file"}},
    {"no_such_community.toml", {"No such file"}},
    {"no_such_community.csv", {"No such file"}},
    {"community_unknown_pft.json", {"cohorts[0].pft_name is \"elm\": there are oak, fir"}},
    {"community_unknown_pft.toml", {"cohorts[0].pft_name is \"elm\": there are oak, fir"}},
    {"community_unknown_pft.csv", {"line 2, column cohort_pft_names is \"elm\": there are oak, fir"}},
    {"community_dbh_zero.json", {"cohorts[0].dbh_value is 0 m: allowed is above 0"}},
    {"community_dbh_zero.toml", {"cohorts[0].dbh_value is 0 m: allowed is above 0"}},
    {"community_dbh_zero.csv", {"line 2, column cohort_dbh_values is \"0\""}},
    {"community_dbh_negative.json", {"cohorts[0].dbh_value is -0.1 m: allowed is above 0"}},
    {"community_dbh_negative.toml", {"cohorts[0].dbh_value is -0.1 m: allowed is above 0"}},
    {"community_missing_value.csv", {"line 2, column cohort_dbh_values is \"\""}},
    {"community_n_zero.json", {"cohorts[0].n_individuals is 0: allowed is a whole number above 0"}},
    {"community_n_zero.toml", {"cohorts[0].n_individuals is 0: allowed is a whole number above 0"}},
    {"community_n_zero.csv", {"line 2, column cohort_n_individuals is \"0\""}},
    {"community_n_fraction.json", {"cohorts[0].n_individuals is 1.5: allowed is a whole number above 0"}},
    {"community_n_fraction.toml", {"cohorts[0].n_individuals is 1.5: allowed is a whole number above 0"}},
    {"community_n_fraction.csv", {"line 2, column cohort_n_individuals is \"1.5\""}},
    {"community_n_float_whole.json", {"cohorts[0].n_individuals is 2: ", "without a decimal point"}},
    {"community_n_float_whole.toml", {"cohorts[0].n_individuals is 2: ", "without a decimal point"}},
    {"community_extra_cohort_field.json", {"cohorts[0].age is an unknown field: there are pft_name"}},
    {"community_extra_cohort_field.toml", {"cohorts[0].age is an unknown field: there are pft_name"}},
    {"community_extra_column.csv", {"unknown column \"age\""}},
    {"community_wrong_columns.csv", {"column cohort_n_individuals is missing", "unknown column \"n\""}},
    {"community_area_zero.json", {"cell_area is 0 m2: allowed is above 0"}},
    {"community_area_zero.toml", {"cell_area is 0 m2: allowed is above 0"}},
    {"community_area_zero.csv", {"line 2, column cell_area is \"0\""}},
    {"community_area_negative.json", {"cell_area is -1 m2: allowed is above 0"}},
    {"community_area_negative.toml", {"cell_area is -1 m2: allowed is above 0"}},
    {"community_two_areas.csv", {"line 3, column cell_area is \"150\", but cell 1 had 100 m2"}},
    {"community_two_cells.csv", {"2 cells: allowed is one"}},
    {"community_empty.csv", {"0 cells: allowed is one"}},
    {"community_id_negative.json", {"cell_id is -1: allowed is a whole number, 0 and more"}},
    {"community_id_negative.toml", {"cell_id is -1: allowed is a whole number, 0 and more"}},
    {"community_id_negative.csv", {"line 2, column cell_id is \"-1\""}},
    {"community_id_fraction.json", {"cell_id is 1.5: allowed is a whole number, 0 and more"}},
    {"community_id_fraction.toml", {"cell_id is 1.5: allowed is a whole number, 0 and more"}},
    {"community_no_area.json", {"cell_area is missing"}},
    {"community_no_area.toml", {"cell_area is missing"}},
    {"community_no_cohorts_key.json", {"cohorts is missing"}},
    {"community_no_cohorts_key.toml", {"cohorts is missing"}},
    {"community_no_cohorts.json", {"cohorts is empty: allowed is 1 cohort and more"}},
};

/// The rows of one file.
std::vector<std::size_t> rows_of(const table& t, const std::string& file) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < t.rows(); ++i) {
    if (t.text("file")[i] == file) rows.push_back(i);
  }
  return rows;
}

void is_as_read_by_pyrealm(const std::string& file, const flora<double>& f) {
  static const table expected("demography_files_flora.csv");
  const auto rows = rows_of(expected, file);
  REQUIRE(f.size() == rows.size());
  auto all = types_in<double>(expected);
  for (std::size_t i = 0; i < rows.size(); ++i)
    CHECK(f.types()[i] == flora<double>({all[rows[i]]}).types()[0]);
}

void is_as_read_by_pyrealm(const std::string& file, const cohorts<double>& c) {
  static const table expected("demography_files_community.csv");
  const auto rows = rows_of(expected, file);
  const cohort_columns<double>& x = c.columns();
  REQUIRE((c.size() == rows.size() && c.cells() == 1));
  for (std::size_t k = 0; k < rows.size(); ++k) {
    CHECK(static_cast<double>(x.cell_id[0]) == expected["cell_id"][rows[k]]);
    CHECK(x.cell_area[0] == expected["cell_area"][rows[k]]);
    CHECK(c.types().name(static_cast<std::size_t>(x.type[k])) == expected.text("pft_name")[rows[k]]);
    CHECK(x.dbh[k] == expected["dbh"][rows[k]]);
    CHECK(x.n_individuals[k] == expected["n_individuals"][rows[k]]);
  }
}

enum class format { csv, toml, json };

template <class Data, class... Options>
std::string written(format as, const Data& data, const Options&... options) {
  std::ostringstream out;
  if (as == format::csv) write_csv(out, data, options...);
  if (as == format::toml) write_toml(out, data, options...);
  if (as == format::json) write_json(out, data, options...);
  return out.str();
}
template <class Real>
flora<Real> flora_of(format as, const std::string& text, const read_options& options = {}) {
  if (as == format::csv) return flora_from_csv<Real>(text, "f", options);
  return flora_from_document<Real>(
      as == format::toml ? document_from_toml(text, "f") : document_from_json(text, "f"), "f", options);
}
template <class Real>
cohorts<Real> cohorts_of(format as, const std::string& text, const flora<Real>& f,
                         const read_options& options = {}) {
  if (as == format::csv) return cohorts_from_csv<Real>(text, f, "c", options);
  return cohorts_from_document<Real>(
      as == format::toml ? document_from_toml(text, "c") : document_from_json(text, "c"), f, "c", options);
}
std::string toml_refusal(const std::string& text) {
  return message_of<invalid_file>([&] { return cohorts_of<double>(format::toml, text, types<double>()); });
}
std::string json_refusal(const std::string& text) {
  return message_of<invalid_file>([&] { return cohorts_of<double>(format::json, text, types<double>()); });
}

/// A number of any size and sign, by its bits.
template <class Real>
Real any_number(std::mt19937_64& random) {
  for (;;) {
    const std::uint64_t bits = random();
    Real x = 0;
    std::memcpy(&x, &bits, sizeof x);
    if (std::isfinite(x) && x != 0) return std::abs(x);
  }
}

}  // namespace

TEST_CASE("files that pyrealm reads and refuses", "[files]") {
  const bool strict = GENERATE(false, true);
  const table cases("demography_files.csv");
  const flora<double> pfts = read_flora<double>(folder + "pfts_ok.json");
  std::size_t refused = 0;
  for (std::size_t i = 0; i < cases.rows(); ++i) {
    const std::string& file = cases.text("file")[i];
    INFO(file << (strict ? ", strict" : ""));
    bool expected = cases["loads"][i] == 1;
    if (expected)
      expected = !stricter.contains(file) && !(strict && stricter_if_strict.contains(file));
    else
      expected = !strict && laxer.contains(file);
    const bool of_types = cases.text("loader")[i] == "Flora";
    const auto read = [&](auto&& then) {
      if (of_types)
        then(read_flora<double>(folder + file, {.strict = strict}));
      else
        then(read_cohorts(folder + file, pfts, {.strict = strict}));
    };
    if (expected) {
      read([&](const auto& x) {
        if (cases["loads"][i] == 1) is_as_read_by_pyrealm(file, x);
      });
    } else {
      ++refused;
      const std::string message = message_of<invalid_file>([&] { read([](const auto&) {}); });
      CHECK(mentions(message, {file.c_str()}));
      const std::string key = strict && says.contains(file + ", strict") ? file + ", strict" : file;
      REQUIRE(says.contains(key));
      for (const char* part : says.at(key)) CHECK(mentions(message, {part}));
    }
  }
  CHECK(cases.rows() == 78);
  CHECK(refused == (strict ? 66u : 52u));
}

TEST_CASE("files by their names", "[files]") {
  CHECK(mentions(message_of<invalid_file>([] { return read_flora("oak.txt"); }),
                 {"oak.txt", "\".txt\": allowed are .csv, .toml and .json"}));
  CHECK(mentions(message_of<invalid_file>([] { return read_flora("a.csv/oak"); }), {"allowed are .csv"}));
  CHECK(mentions(message_of<invalid_file>([] { return read_flora(""); }), {"allowed are .csv"}));
  const std::string place = (std::filesystem::temp_directory_path() / "sylva_files_test").string();
  std::filesystem::create_directory(place + ".json");
  CHECK(mentions(message_of<invalid_file>([&] { return read_flora(place + ".json"); }),
                 {"cannot read", "directory"}));
  std::filesystem::remove(place + ".json");
  std::ofstream(place + ".TOML") << written(format::toml, types<double>());
  CHECK(read_flora(place + ".TOML") == types<double>());
  std::filesystem::remove(place + ".TOML");
  using none = detail::text_formats<detail::toml_not_found, detail::json_not_found>;
  CHECK(mentions(message_of<invalid_file>([] { return read_flora<double, none>(folder + "pfts_ok.toml"); }),
                 {"pfts_ok.toml", "toml++", "sylva::tomlplusplus"}));
  CHECK(mentions(message_of<invalid_file>([] { return read_flora<double, none>(folder + "pfts_ok.json"); }),
                 {"pfts_ok.json", "sylva::nlohmann_json"}));
}

TEMPLATE_TEST_CASE("what is written is read back as the same", "[files]", double, float) {
  using Real = TestType;
  const format as = GENERATE(format::csv, format::toml, format::json);
  const flora<Real> pfts = types<Real>();
  CHECK(flora_of<Real>(as, written(as, pfts), {.strict = true}) == pfts);
  CHECK(flora_of<Real>(as, written(as, flora<Real>())) == flora<Real>());
  CHECK(cohorts_of(as, written(as, cohorts<Real>(pfts)), pfts) == cohorts<Real>(pfts));

  std::mt19937_64 random(5);
  for (int n_cells = 1; n_cells < 12; ++n_cells) {
    // names and numbers of every kind
    std::vector<plant_functional_type<Real>> list(3);
    list[0].name = "\"a\\b\", c",
    list[1].name =
        " \xc3\xa9pic\xc3\xa9"
        "a #1 ",
    list[2].name = "[[pft]]";
    for (auto& type : list)
      type.traits.lai = any_number<Real>(random), type.traits.zeta = any_number<Real>(random);
    const flora<Real> f(list);
    CHECK(flora_of<Real>(as, written(as, f)) == f);

    std::vector<cohort_cell<Real>> cells;
    for (int c = 0; c < n_cells; ++c) {
      const auto id = static_cast<std::int64_t>(random() >> (1 + random() % 60));
      cells.push_back({id + 100 * c, any_number<Real>(random)});
    }
    std::sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    cells.erase(
        std::unique(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.id == b.id; }),
        cells.end());
    cohorts<Real> c(f, cells);
    std::vector<new_cohort<Real>> added(random() % 40);
    for (auto& a : added) {
      a = {static_cast<std::int64_t>(random() % cells.size()), static_cast<std::int32_t>(random() % 3),
           any_number<Real>(random), random() % 3 == 0 ? Real(random() % 5) : any_number<Real>(random)};
    }
    c.add(added);
    c.drop_if([&](const auto&) { return random() % 4 == 0; });
    c.add(std::vector<new_cohort<Real>>{{0, 0, 1, 1}});
    CHECK(cohorts_of(as, written(as, c), f) == c);
    c.drop(std::vector<std::uint64_t>{c.columns().next_id - 1});  // its id is never given again
    CHECK(cohorts_of(as, written(as, c), f) == c);
  }
}

TEST_CASE("long tables come back as well", "[files]") {
  const format as = GENERATE(format::csv, format::toml, format::json);
  const flora<double> f = types<double>();
  cohorts<double> c(f, std::vector<cohort_cell<double>>{{1, 10}, {2, 20}});
  std::vector<new_cohort<double>> added;
  for (int i = 0; i < 40000; ++i) added.push_back({i % 2, i % 8, 0.01 + i * 1e-5, double(i)});
  c.add(added);
  CHECK(cohorts_of(as, written(as, c), f) == c);
}

TEST_CASE("a cell without ids is a file of pyrealm", "[files]") {
  const format as = GENERATE(format::csv, format::toml, format::json);
  const flora<double> f = types<double>();
  cohorts<double> c(f, std::vector<cohort_cell<double>>{{1, 100}});
  c.add(std::vector<new_cohort<double>>{{0, 0, 0.2, 6}, {0, 1, 0.5, 1}});
  CHECK(cohorts_of(as, written(as, c, write_options{.ids = false}), f, {.strict = true}) == c);
  CHECK_THROWS_AS(cohorts_of(as, written(as, c), f, {.strict = true}), invalid_file);
}

TEST_CASE("texts that are refused", "[files]") {
  const std::string one = "cell_id = 1\ncell_area = 10\n";
  CHECK(toml_refusal(one + "cohorts = 3\n") == "c: cohorts is 3: allowed is a list");
  CHECK(toml_refusal(one + "cohorts = [1]\n") == "c: cohorts[0] is 1: expected is a table");
  CHECK(toml_refusal(one + "cohorts = [{pft_name = 'tall', dbh_value = true, n_individuals = -2}]\n") ==
        "c: 2 problems\n  cohorts[0].dbh_value is true: allowed is a number\n"
        "  cohorts[0].n_individuals is -2: allowed is a number, 0 and more");
  CHECK(
      mentions(toml_refusal(one + "cohorts = [{pft_name = 'tall', dbh_value = nan, n_individuals = inf}]\n"),
               {"dbh_value is nan m", "n_individuals is inf"}));
  CHECK(mentions(
      toml_refusal(one + "cohorts = [{pft_name = 'tal', dbh_value = 1979-05-27, n_individual = 1}]\n"),
      {"n_individual is an unknown field: did you mean n_individuals?", "is \"tal\": did you mean tall?",
       "dbh_value is a date or time", "n_individuals is missing"}));
  CHECK(mentions(toml_refusal(one + "cell_id = 2\n"), {"c: line 3, column "}));
  CHECK(mentions(
      toml_refusal("communities = [{cell_id = 1, cell_area = 1, cohorts = []}, {cell_id = 1, cell_area = -1, "
                   "cohort = []}]"),
      {"communities[1].cell_id is 1, as is communities[0].cell_id", "communities[1].cell_area is -1 m2",
       "communities[1].cohort is an unknown field: did you mean cohorts?",
       "communities[1].cohorts is missing"}));
  CHECK(mentions(toml_refusal("communities = [1]\nnext_cohort_id = -1\n"),
                 {"communities[0] is 1: expected is a table", "next_cohort_id is -1"}));

  const auto cohort_with = [](const std::string& more) {
    return R"({"cell_id": 1, "cell_area": 1, "cohorts": [{"pft_name": "tall", "dbh_value": 1, "n_individuals": 1)" +
           more + "}]}";
  };
  CHECK(json_refusal(cohort_with("")) == "nothing was thrown");
  CHECK(json_refusal(cohort_with(R"(, "dbh_value": 2)")) ==
        "c: the key \"dbh_value\" is there twice in a table");
  CHECK(mentions(json_refusal(cohort_with(R"(, "cohort_id": null)")),
                 {"cohorts[0].cohort_id is null: allowed is a whole number"}));
  CHECK(mentions(json_refusal(cohort_with(R"(, "cohort_id": 18446744073709551615)")),
                 {"cohort_id is 18446744073709551616"}));
  CHECK(mentions(json_refusal(cohort_with(
                     R"(}, {"pft_name": "tall", "dbh_value": 1, "n_individuals": 1, "cohort_id": 0)")),
                 {"1 of 2 cohorts have no id"}));
  CHECK(mentions(json_refusal("[1]"), {"c: the file is a list: expected is a table"}));
  CHECK(mentions(json_refusal("{\"cell_area\": 1e999}"), {"1e999"}));
  CHECK(mentions(json_refusal(""), {"c: ", "line 1, column 1"}));
  CHECK(mentions(json_refusal(std::string(100000, '[')), {"nested too deeply"}));
  CHECK(mentions(json_refusal("{\"" + std::string(100000, 'k') + "\": 1, \"a\": 2"), {"c: parse error"}));
  CHECK(
      mentions(toml_refusal("a = " + std::string(100000, '[')), {"c: line 1: values are nested too deeply"}));

  // 64 levels of lists, tables and parts of keys are read, more are not
  const auto nested = [](int keys, std::size_t lists) {
    std::string text = "a";
    for (int k = 0; k < keys; ++k) text += ".a";
    return text + " = " + std::string(lists, '[') + "1" + std::string(lists, ']') + "\n";
  };
  for (const auto& [keys, lists] : {std::pair{64, 0U}, std::pair{60, 4U}, std::pair{0, 64U}}) {
    CHECK(mentions(toml_refusal(nested(keys, lists)), {"c: ", "a is an unknown field"}));
    CHECK(mentions(toml_refusal(nested(keys, lists + 1)), {"c: line 1: values are nested too deeply"}));
    CHECK(mentions(toml_refusal("x = \"\"\"\n''' \\\"\"\"\"\"\" # \"\n" + nested(keys, lists + 1)),
                   {"c: line 3: values are nested too deeply"}));
  }
  // brackets and dots in texts and comments are none
  const std::string dots(100, '.'), open(100, '[');
  CHECK(mentions(toml_refusal("a = \"" + dots + "\\\"" + open + "\"\nb = '" + open + dots + "' # " + open +
                              "\nc = '''" + dots + "\n" + open + "'''\nd = [[1, 2.5], [3]]\n"),
                 {"c: 7 problems", "d is an unknown field"}));
}
