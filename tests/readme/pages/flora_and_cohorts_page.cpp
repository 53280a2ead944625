#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sylva/files/demography.hpp>
#include <vector>

#include "support/mentions.hpp"

// clang-format off
const std::string flora_toml =
#include "flora_toml.inc"
    ;
const std::string cohorts_toml =
#include "cohorts_toml.inc"
    ;
const std::string cohorts_json =
#include "cohorts_json.inc"
    ;
const std::string cohorts_csv =
#include "cohorts_csv.inc"
    ;
const std::string written_csv =
#include "written_csv.inc"
    ;
const std::string message =
#include "message.inc"
    ;
// clang-format on

using namespace sylva;

/// An empty folder, in which the page's files lie under the names that the page reads.
struct folder_of_the_page {
  std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::path folder = before / "files_of_the_page";

  folder_of_the_page() {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    std::filesystem::current_path(folder);
    std::ofstream("flora.toml") << flora_toml;
    std::ofstream("cohorts.csv") << cohorts_csv;
    std::ofstream("cohorts.toml") << cohorts_toml;
    std::ofstream("cohorts.json") << cohorts_json;
  }
  folder_of_the_page(const folder_of_the_page&) = delete;
  ~folder_of_the_page() {
    std::filesystem::current_path(before);
    std::filesystem::remove_all(folder);
  }
};

TEST_CASE("the program on the files of its page") {
  const folder_of_the_page files;
  std::ostringstream out;
#include "tables.inc"
  CHECK(out.str() == written_csv);
}

TEST_CASE("the three files of cohorts say the same") {
  const folder_of_the_page files;
  const flora<double> pfts = read_flora<double>("flora.toml");
  CHECK((pfts.size() == 2 && pfts.traits().h_max == std::vector<double>{30, 42} &&
         pfts.traits().lai[1] == 3.5));
  const cohorts<double> t = read_cohorts("cohorts.toml", pfts);
  CHECK((t == read_cohorts("cohorts.json", pfts) && t == read_cohorts("cohorts.csv", pfts)));
  CHECK((t.columns().cell_id == std::vector<std::int64_t>{7, 8} &&
         t.columns().cell_area == std::vector<double>{100, 250} &&
         t.columns().offsets == std::vector<std::int64_t>{0, 2, 2}));
  CHECK((t.columns().dbh == std::vector<double>{0.2, 0.5} &&
         t.columns().n_individuals == std::vector<double>{6, 0.25}));
  CHECK((t.columns().id == std::vector<std::uint64_t>{4, 11} && t.columns().next_id == 12));
}

TEST_CASE("what is wrong in a file") {
  const folder_of_the_page files;
  std::ofstream("flora.toml") << "[[pft]]\nname = 'oak'\nlia = 2\n[[pft]]\nname = 'fir'\nh_max = -5.0\n";
  CHECK(message_of<invalid_file>([] { return read_flora<double>("flora.toml"); }) + "\n" == message);
}
