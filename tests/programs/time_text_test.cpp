#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/cf_time.hpp"
#include "support/csv_time.hpp"
#include "support/mentions.hpp"
#include "support/text.hpp"

using namespace sylva;
using namespace sylva::examples;

namespace {

constexpr auto gregorian = calendar_kind::proleptic_gregorian;

/// A date that was read, as text: "2001-07-31 45000 +3600".
std::string read(std::string_view s) {
  const auto d = parse_date(s);
  if (!d) return "none";
  std::string out = text(d->date.year, '-', d->date.month, '-', d->date.day);
  if (d->precision == parsed_date::year) out += " year";
  if (d->precision == parsed_date::month) out += " month";
  if (d->precision == parsed_date::time) out += text(' ', d->second_of_day);
  if (d->fraction > 0) out += text(" and ", d->fraction);
  if (d->zone) out += text(" zone ", *d->zone);
  return out;
}

std::string trouble_with(std::string_view units, calendar_kind kind) {
  return message_of<user_error>([&] { (void)parse_time_units(units, kind); });
}

std::optional<time_coordinate> of_table(std::vector<std::string> columns,
                                        const std::vector<std::vector<std::string>>& rows,
                                        const source_options& options = {}) {
  return read_csv_times(
      {"t.csv", std::move(columns), rows.size(),
       [&](std::size_t row, std::size_t column) { return std::string_view(rows[row][column]); },
       [](std::size_t row) { return row + 2; }},
      options);
}

}  // namespace

TEST_CASE("texts that are dates", "[programs]") {
  CHECK(read("2001-07-31") == "2001-7-31");
  CHECK(read(" 2001-7-3 ") == "2001-7-3");
  CHECK(read("2001/07/31") == "2001-7-31");
  CHECK(read("20010731") == "2001-7-31");
  CHECK(read("200107") == "2001-7-1 month");
  CHECK(read("2001-07") == "2001-7-1 month");
  CHECK(read("2001") == "2001-1-1 year");
  CHECK(read("200107311230") == "2001-7-31 45000");
  CHECK(read("20010731123059") == "2001-7-31 45059");
  CHECK(read("2001-07-31T12:30") == "2001-7-31 45000");
  CHECK(read("2001-07-31 12") == "2001-7-31 43200");
  CHECK(read("2001-07-31  6:05:09.25") == "2001-7-31 21909 and 0.25");
  CHECK(read("2001-07-31t12:30Z") == "2001-7-31 45000 zone 0");
  CHECK(read("2001-07-31 12:30:00+00:00") == "2001-7-31 45000 zone 0");
  CHECK(read("2001-07-31 00:00:00 UTC") == "2001-7-31 0 zone 0");
  CHECK(read("2001-07-31 00:00:00 +01:00") == "2001-7-31 0 zone 3600");
  CHECK(read("2001-07-31 00:00 -0600") == "2001-7-31 0 zone -21600");
  CHECK(read("2001-07-31 0:0:0 +5:30") == "2001-7-31 0 zone 19800");
  CHECK(read("2001-07-31 0:0:0 -6") == "2001-7-31 0 zone -21600");
  CHECK(read("2001-07-31Z") == "2001-7-31 zone 0");
  CHECK(read("2001-07-31 24:00") == "2001-7-31 86400");
  CHECK(read("1-1-1 00:00:00") == "1-1-1 0");
  CHECK(read("0-1-1") == "0-1-1");
  CHECK(read("-4713-01-01") == "-4713-1-1");
  CHECK(read("999999999-1-1") == "999999999-1-1");
  CHECK(read("2001-99-99") == "2001-99-99");  // calendars refuse it
}

TEST_CASE("texts that are no dates", "[programs]") {
  for (const char* s : {"",
                        " ",
                        "-",
                        "--",
                        "2001-",
                        "2001-07-",
                        "2001-07-3O",
                        "2001-07-31x",
                        "2001-07-31 x",
                        "2001-07-31T",
                        "2001-07/31",
                        "2001.07.31",
                        "07-31-2001 ",
                        "31.12.2001",
                        "2001-07-31 25:00",
                        "2001-07-31 24:01",
                        "2001-07-31 24:00:00.5",
                        "2001-07-31 12:60",
                        "2001-07-31 12:00:60",
                        "2001-07-31 12:00:",
                        "2001-07-31 12:000",
                        "2001-07-31 999999999:0:0",
                        "2001-07-31 12:00 PM",
                        "2001-07-31-06",
                        "2001-07-31 12:00+1:5",
                        "2001-07-31 12:00+123",
                        "2001-07-31 12:00+19:00",
                        "2001-07-31 12:00+01:60",
                        "2001-07-31 12:00+",
                        "2001-07-31 12:00 CET",
                        "2001-07 12:00",
                        "20010731.0",
                        "2001.5",
                        "1e300",
                        "nan",
                        "20017",
                        "1078012800",
                        "1078012800000",
                        "99999999999-01-01",
                        "2001-007-31",
                        "200107312460",
                        "20010731123060",
                        "\xff\xfe"}) {
    INFO(s);
    CHECK(read(s) == "none");
  }
}

TEST_CASE("dates and times as text", "[programs]") {
  CHECK(format_time(calendar_kind::noleap, 59 * 86400 + 3661) == "1970-03-01T01:01:01");
  CHECK(format_time(gregorian, -1) == "1969-12-31T23:59:59");
  CHECK(format_day(calendar_kind::day_360, 59) == "1970-02-30");
  CHECK(format_day(gregorian, -719528 - 365) == "-0001-01-01");
  CHECK(format_zone(19800) == "+05:30");
  CHECK(format_zone(-21600) == "-06:00");
  CHECK(day_of(-1) == -1);
  CHECK(day_of(86399) == 0);
}

TEST_CASE("units of time", "[programs]") {
  const auto noaa = parse_time_units("days since 1-1-1 00:00:00", calendar_kind::standard).value();
  CHECK(noaa.step == 86400);
  CHECK(format_day(calendar_kind::standard, day_of(noaa.origin) + 725738) == "1988-01-01");
  const auto half = parse_time_units(" HOURS  Since 1970-01-01 00:00:01.5 -6 ", gregorian).value();
  CHECK((half.step == 3600 && half.origin == 1 && half.fraction == 0.5 && half.zone == -21600));
  CHECK(parse_time_units("day as %Y%m%d.%f", gregorian).value().encoded);
  for (const char* units : {"", "K", "days", "degrees_north", "m s-1", "day as %d", "since 2000-01-01"}) {
    INFO(units);
    CHECK_FALSE(parse_time_units(units, gregorian));
  }
  CHECK(mentions(trouble_with("months since 1980-01-01", gregorian),
                 {"month", "no fixed length", "days since"}));
  CHECK(mentions(trouble_with("common_years since 1980-01-01", gregorian), {"year", "no fixed length"}));
  CHECK(mentions(trouble_with("parsecs since 1980-01-01", gregorian), {"parsecs", "not understood"}));
  CHECK(mentions(trouble_with("days since yesterday", gregorian), {"yesterday", "1970-01-01"}));
  CHECK(mentions(trouble_with("days since 1582-10-10", calendar_kind::standard), {"1582-10-10", "standard"}));
  CHECK(mentions(trouble_with("days since 2000-02-29", calendar_kind::noleap), {"2000-02-29", "noleap"}));
  CHECK(mentions(trouble_with("days since 0-1-1", calendar_kind::julian), {"0000-01-01", "julian"}));
}

TEST_CASE("times of a table", "[programs]") {
  const auto end = of_table({"x", "TIMESTAMP_END"}, {{"1", "200401010030"}, {"2", "200401010100"}}).value();
  CHECK(end.at == std::vector<seconds_t>{1072915200, 1072917000});
  // several sites below each other: the shortest step counts
  source_options options;
  options.stamp = stamp_position::end;
  const auto sites =
      of_table({"time"}, {{"2004-01-02"}, {"2004-01-03"}, {"2004-01-02"}, {"2004-01-03"}}, options).value();
  CHECK(sites.at[0] == 1072915200);
  CHECK(sites.at[2] == 1072915200);
  const auto one = of_table({"time"}, {{"2004-01-02"}}, options).value();
  CHECK(day_of(one.at[0]) == 1072915200 / 86400);
  CHECK_FALSE(of_table({"x"}, {{"2004-01-01"}}));
  CHECK_FALSE(of_table({"time"}, {{"12:30"}}));
  CHECK_FALSE(of_table({"time"}, {{"2004"}}));  // perhaps a number of steps
  CHECK_FALSE(of_table({"time"}, {{"17000"}}));
  CHECK_FALSE(of_table({"time"}, {{"12345678"}}));
  CHECK(mentions(message_of<user_error>([&] { (void)of_table({"date"}, {{"32767-12-31"}}); }),
                 {"t.csv:2:1", "32767-12-31", "-32766 to 32766"}));
  CHECK(mentions(message_of<user_error>([&] { (void)of_table({"year", "doy"}, {{"-32767", "1"}}); }),
                 {"t.csv:2:1", "-32767-01-01", "-32766 to 32766"}));
  CHECK(mentions(message_of<user_error>([&] { (void)of_table({"date"}, {{"2004"}, {"-9999"}}); }),
                 {"t.csv:3:1", "-9999"}));
}

TEST_CASE("a clock in a column of its own", "[programs]") {
  using rows = std::vector<std::vector<std::string>>;
  constexpr seconds_t day = 1072915200;  // 2004-01-01
  const auto at = [](std::vector<std::string> columns, const rows& values) {
    return of_table(std::move(columns), values).value().at;
  };
  const auto seconds = [](std::vector<seconds_t> s) {
    for (seconds_t& t : s) t += day;
    return s;
  };
  CHECK(at({"date", "time"}, {{"2004-01-01", "06:30"}, {"2004-01-01", "6:45:10"}, {"2004-01-01", "24:00"}}) ==
        seconds({23400, 24310, 86400}));
  CHECK(at({"Time", "DATE"}, {{"06:30", "20040101"}}) == seconds({23400}));
  CHECK(at({"date", "Hour"}, {{"2004-01-01", "0"}, {"2004-01-01", "0.5"}, {"2004-01-01", "24"}}) ==
        seconds({0, 1800, 86400}));
  CHECK(at({"date", "hour", "minute"}, {{"2004-01-01", "23", "59"}, {"2004-01-01", "24", "0"}}) ==
        seconds({86340, 86400}));
  CHECK(at({"year", "month", "day", "HOUR"}, {{"2004", "1", "2", "13"}}) == seconds({86400 + 46800}));
  CHECK(at({"year", "month", "day", "hour", "minute"}, {{"2004", "1", "2", "13", "30"}}) ==
        seconds({86400 + 48600}));
  CHECK(at({"year", "doy", "hour"}, {{"2004", "366", "7.5"}}) == seconds({365 * 86400 + 27000}));
  CHECK(at({"year", "doy", "time"}, {{"2004", "1", "07:30"}}) == seconds({27000}));
  CHECK(at({"date", "hour"}, {{"2004-01-01 00:00", "5"}, {"2004-01-02 00:00", "6"}}) ==
        seconds({18000, 86400 + 21600}));
  // a date with a clock needs no other
  CHECK(at({"date", "hour"}, {{"2004-01-01 05:00", "x"}}) == seconds({18000}));
  CHECK(at({"date", "datetime"}, {{"2004-01-01", "2004-01-01T05:00"}}) == seconds({18000}));
  CHECK(at({"date", "timestamp"}, {{"2004-01-01", "2020-01-01T05:00"}}) == seconds({0}));
  CHECK(at({"time", "date"}, {{"1", "2004-01-01"}, {"2", "2004-01-02"}}) == seconds({0, 86400}));  // steps
  CHECK(of_table({"date", "hour"}, {{"2004-01-01", "5"}}).value().description.find("clock in hour [file]") !=
        std::string::npos);

  const auto refused = [&](std::vector<std::string> columns, const rows& values,
                           std::initializer_list<const char*> parts) {
    const std::string said = message_of<user_error>([&] { (void)of_table(columns, values); });
    INFO(said);
    CHECK(mentions(said, parts));
  };
  for (const char* bad : {"", "x", "-1", "24.5", "13.3", "25", "nan", "1e300", "12:60", "24:01"}) {
    INFO(bad);
    refused({"date", "hour"}, {{"2004-01-01", "1"}, {"2004-01-01", bad}}, {"t.csv:3:2", "'hour'", "no hour"});
  }
  for (const char* bad : {"", "13", "1:00 PM", "25:00", "12:60", "NA", "12:00Z"}) {
    INFO(bad);
    refused({"date", "time"}, {{"2004-01-01", "00:00"}, {"2004-01-01", bad}},
            {"t.csv:3:2", "'time'", "13:30"});
  }
  refused({"date", "hour", "minute"}, {{"2004-01-01", "1", "60"}}, {"t.csv:2:3", "'60' is no minute"});
  refused({"date", "hour", "minute"}, {{"2004-01-01", "24", "1"}}, {"t.csv:2:3", "'1' is no minute"});
  refused({"date", "hour", "minute"}, {{"2004-01-01", "1.5", "0"}}, {"t.csv:2:2", "'1.5' is no hour"});
  // numbers that tell values of one day apart may be hours or 0030
  refused({"date", "time"}, {{"2004-01-01", "0"}, {"2004-01-01", "30"}},
          {"t.csv:3:2", "'30'", "the name hour"});
  refused({"date", "time"}, {{"2004-01-01", "1:00 AM"}, {"2004-01-01", "2:00 AM"}}, {"t.csv:3:2", "13:30"});
  refused({"date", "hour"}, {{"2004-01", "1"}}, {"t.csv:2:1", "'2004-01' is no day", "'hour'"});
}

TEST_CASE("numbers of spreadsheets and programs in place of dates", "[programs]") {
  for (const char* column : {"time", "date"}) {
    const auto said = [&](const char* value) {
      return message_of<user_error>([&] { (void)of_table({column}, {{value}}); });
    };
    INFO(column);
    CHECK(mentions(said("45292"), {"t.csv:2:1", "'45292'", "Excel, 2024-01-01", "yyyy-mm-dd"}));
    CHECK(mentions(said("45292.75"), {"Excel, 2024-01-01"}));
    CHECK(mentions(said("1704067200"), {"'1704067200'", " seconds since 1970, 2024-01-01", "unit='s'"}));
    CHECK(mentions(said("1704067200000"), {"milliseconds since 1970, 2024-01-01", "unit='ms'"}));
  }
  CHECK(of_table({"time", "date"}, {{"45292", "2004-01-01"}}));
}

TEST_CASE("stamps at the ends of months and years", "[programs]") {
  source_options options;
  options.stamp = stamp_position::end;
  const auto days = [&](const std::vector<std::string>& dates) {
    std::vector<std::vector<std::string>> rows;
    for (const std::string& d : dates) rows.push_back({d});
    std::vector<std::string> out;
    const time_coordinate times = of_table({"date"}, rows, options).value();
    for (const seconds_t t : times.at) out.push_back(format_time(gregorian, t));
    return out;
  };
  CHECK(days({"2001-01-31", "2001-02-28", "2001-03-31"}) ==
        std::vector<std::string>{"2001-01-30T00:00:00", "2001-02-27T00:00:00", "2001-03-30T00:00:00"});
  CHECK(days({"2001-02-01", "2001-03-01"}) ==
        std::vector<std::string>{"2001-01-31T00:00:00", "2001-02-28T00:00:00"});
  CHECK(days({"2003-12-31", "2004-12-31"}) ==
        std::vector<std::string>{"2003-12-30T00:00:00", "2004-12-30T00:00:00"});
  CHECK(days({"2001-01-02", "2001-01-03"}) ==
        std::vector<std::string>{"2001-01-01T00:00:00", "2001-01-02T00:00:00"});
  CHECK(days({"2001-01-01 00:30", "2001-01-01 01:00"}) ==
        std::vector<std::string>{"2001-01-01T00:00:00", "2001-01-01T00:30:00"});
}

TEST_CASE("numbers that are no times", "[programs]") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  for (const double value :
       {inf, -inf, 1e300, -1e300, 9.3e18, 1e13, 1.2e7, -1.3e7, std::numeric_limits<double>::quiet_NaN()}) {
    for (const char* units : {"days since 1970-01-01", "weeks since 32766-01-01", "day as %Y%m%d.%f"}) {
      INFO(value << " " << units);
      cf_time_axis axis;
      axis.path = "in.nc", axis.name = "time", axis.units = units;
      axis.values = {value};
      const std::string said = message_of<user_error>([&] { (void)read_cf_times(axis, {}); });
      CHECK(mentions(said, {"in.nc", "'time'", "value 0 is"}));
    }
  }
}
