// Times: the units of a time coordinate with a few values, and the dates of a table, in any calendar.
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "expect.hpp"
#include "support/cf_time.hpp"
#include "support/csv_time.hpp"

namespace {

using namespace sylva::examples;

constexpr std::array calendars = {"",         "standard", "proleptic_gregorian", "julian", "noleap",
                                  "all_leap", "360_day"};
constexpr std::array stamps = {stamp_position::unsaid, stamp_position::start, stamp_position::middle,
                               stamp_position::end};

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == '\n') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

/// Calls f, which may throw an error that can be printed.
template <class F>
void try_it(const F& f) {
  try {
    f();
  } catch (const std::exception& e) {
    sylva::fuzz::expect_message(e.what(), 600);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using sylva::fuzz::expect;
  if (size < 2) return 0;
  const std::string calendar = calendars[data[0] % calendars.size()];
  const source_options options{{}, {}, stamps[data[1] % stamps.size()]};
  const std::vector<std::string> lines = lines_of({reinterpret_cast<const char*>(data) + 2, size - 2});

  try_it([&] {
    const std::vector<double> values = {0, 1, 2.5, 1e5};
    std::vector<double> bounds;
    if (data[0] > 127) bounds = {0, 1, 1, 2, 2, 3, 1e5, 1e5 + 1};
    const auto times = read_cf_times(
        {"in.nc", "time", lines[0], calendar, values, bounds.empty() ? "" : "time_bnds", "", bounds},
        options);
    expect(!times || times->at.size() == values.size());
  });

  // The first line has the names of columns, one for each blank; the others are values, row by row
  const table_view table{"in.csv",
                         {"date", "year", "month", "day"},
                         lines.size(),
                         [&](std::size_t row, std::size_t) { return std::string_view(lines[row]); },
                         [](std::size_t row) { return row + 2; }};
  for (const std::vector<std::string>& columns : {std::vector<std::string>{"date"},
                                                  {"TIMESTAMP_START", "TIMESTAMP_END"},
                                                  {"year", "month", "day"},
                                                  {"year", "doy"}}) {
    table_view of = table;
    of.columns = columns;
    try_it([&] {
      const auto times = read_csv_times(of, options);
      expect(!times || times->at.size() == of.rows);
    });
  }
  return 0;
}
