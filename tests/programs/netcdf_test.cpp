// Tests that need no program: damaged headers in memory, and the description of codes of missing values.
#include <unistd.h>

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "support/classic_netcdf.hpp"
#include "support/netcdf_source.hpp"

using namespace sylva::examples;

namespace {

class scratch_path {
 public:
  explicit scratch_path(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / text_of(name)) {}
  ~scratch_path() { std::filesystem::remove(path_); }
  [[nodiscard]] std::string str() const { return path_.string(); }

 private:
  static std::string text_of(const std::string& name) { return std::to_string(::getpid()) + name; }
  std::filesystem::path path_;
};

void check(int status) { REQUIRE(status == NC_NOERR); }

/// tc(t, x) with attributes, flag(t) and one(x), with two records.
std::vector<std::byte> classic_file(int format) {
  const scratch_path path("_classic.nc");
  int file = -1, t = -1, x = -1, tc = -1, flag = -1, one = -1;
  check(nc_create(path.str().c_str(), NC_CLOBBER | format, &file));
  check(nc_def_dim(file, "t", NC_UNLIMITED, &t));
  check(nc_def_dim(file, "x", 3, &x));
  check(nc_def_var(file, "tc", NC_SHORT, 2, std::array{t, x}.data(), &tc));
  check(nc_def_var(file, "flag", NC_BYTE, 1, &t, &flag));
  check(nc_def_var(file, "one", NC_DOUBLE, 1, &x, &one));
  check(nc_put_att_text(file, tc, "units", 1, "K"));
  const double scale = 0.1;
  check(nc_put_att_double(file, tc, "scale_factor", NC_DOUBLE, 1, &scale));
  check(nc_put_att_text(file, NC_GLOBAL, "empty", 0, ""));
  check(nc_enddef(file));
  const short values[6] = {1, 2, 3, 4, 5, 6};
  check(nc_put_vara_short(file, tc, std::array<std::size_t, 2>{0, 0}.data(),
                          std::array<std::size_t, 2>{2, 3}.data(), values));
  check(nc_close(file));
  std::ifstream stream(path.str(), std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
  std::vector<std::byte> out;
  for (const char c : bytes) out.push_back(static_cast<std::byte>(c));
  return out;
}

}  // namespace

TEST_CASE("classic headers are whole, or it is said what is wrong", "[netcdf]") {
  for (const int format : {0, NC_64BIT_OFFSET, NC_64BIT_DATA}) {
    const std::vector<std::byte> file = classic_file(format);
    CHECK_FALSE(classic_netcdf_problem(file, file.size()).has_value());
    // only the header is read
    const std::size_t header = file.size() - 2 * (8 + 4) - 24;
    CHECK_FALSE(classic_netcdf_problem(std::span(file).first(header), file.size()).has_value());
    for (std::size_t n = 4; n < header; ++n) {
      INFO("cut at " << n);
      CHECK(classic_netcdf_problem(std::span(file).first(n), n).has_value());
      CHECK(classic_netcdf_problem(std::span(file).first(n), file.size()).has_value());
    }
    // Any byte may be any other: the answer comes at once and is fit for a message.
    std::size_t refused = 0;
    for (std::size_t at = 4; at < header; ++at) {
      for (const int value : {0x00, 0x01, 0x0B, 0x7F, 0x80, 0xFF}) {
        std::vector<std::byte> damaged = file;
        damaged[at] = static_cast<std::byte>(value);
        const auto problem = classic_netcdf_problem(damaged, damaged.size());
        if (!problem) continue;
        ++refused;
        CHECK(problem->size() < 250);
        CHECK(std::none_of(problem->begin(), problem->end(), [](char c) { return c < 0x20 || c > 0x7E; }));
      }
    }
    CHECK(refused > header);
  }
  const std::string other = "\x89HDF\r\n\x1a\n";
  CHECK_FALSE(classic_netcdf_problem(std::as_bytes(std::span(other)), other.size()).has_value());
  CHECK_FALSE(classic_netcdf_problem({}, 0).has_value());
}

TEST_CASE("it is said which values are missing and why", "[netcdf]") {
  const scratch_path path("_codes.nc");
  int file = -1, x = -1, v = -1;
  const auto number = [&](const char* name, double value, nc_type type) {
    check(nc_put_att_double(file, v, name, type, 1, &value));
  };
  check(nc_create(path.str().c_str(), NC_CLOBBER | NC_NETCDF4, &file));
  check(nc_def_dim(file, "x", 2, &x));
  check(nc_def_var(file, "plain", NC_FLOAT, 1, &x, &v));
  number("missing_value", -999.99, NC_DOUBLE);
  check(nc_put_att_text(file, v, "cell_methods", 10, "time: mean"));
  check(nc_def_var(file, "packed", NC_SHORT, 1, &x, &v));
  number("scale_factor", 0.1, NC_DOUBLE);
  number("_FillValue", -32768, NC_SHORT);
  number("valid_max", 500, NC_SHORT);
  check(nc_def_var(file, "bytes", NC_UBYTE, 1, &x, &v));
  number("missing_value", -9999, NC_INT);
  check(nc_def_var(file, "text", NC_CHAR, 1, &x, &v));
  check(nc_close(file));

  source_options options;
  options.missing.push_back(-1);
  const netcdf_source source(path.str(), std::move(options));
  CHECK(source.find("plain")->missing_codes ==
        "missing_value -999.99 [file], default fill value [assumed], --missing -1");
  CHECK(source.find("plain")->cell_methods == "time: mean");
  CHECK(source.find("packed")->missing_codes == "_FillValue -32768 [file], --missing -1, above 500 [file]");
  CHECK(
      source.find("bytes")->missing_codes ==
      "missing_value -9999 (no value of the data's type) [file], --missing -1 (no value of the data's type)");
  CHECK(source.find("text")->missing_codes.empty());
}
