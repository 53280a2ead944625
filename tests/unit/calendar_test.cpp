#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <sylva/core/calendar.hpp>

#include "support/mentions.hpp"
#include "support/reference.hpp"

using namespace sylva;
using reference::table;

namespace {

constexpr calendar_kind kinds[] = {calendar_kind::standard, calendar_kind::proleptic_gregorian,
                                   calendar_kind::julian,   calendar_kind::noleap,
                                   calendar_kind::all_leap, calendar_kind::day_360};

static_assert(day_number(calendar_kind::standard, {1988, 1, 1}) -
                  day_number(calendar_kind::standard, {1, 1, 1}) ==
              725738);
static_assert(date_of_day(calendar_kind::noleap, 59) == calendar_date{1970, 3, 1});

}  // namespace

TEST_CASE("days and dates of all calendars agree with cftime", "[core][calendar][reference]") {
  const table t("calendars.csv");
  const auto year = t["year"], month = t["month"], day = t["day"], number = t["day_number"];
  const auto ordinal = t["ordinal_date"], length = t["days_in_year"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    const calendar_kind kind = calendar_of(t.text("calendar")[i]).value();
    const calendar_date date{static_cast<int>(year[i]), static_cast<int>(month[i]), static_cast<int>(day[i])};
    INFO(calendar_name(kind) << " " << date.year << "-" << date.month << "-" << date.day);
    REQUIRE(exists(kind, date));
    CHECK(day_number(kind, date) == static_cast<std::int64_t>(number[i]));
    CHECK(date_of_day(kind, static_cast<std::int64_t>(number[i])) == date);
    CHECK(ordinal_date(kind, date) == static_cast<int>(ordinal[i]));
    CHECK(days_in_year(kind, date.year) == static_cast<int>(length[i]));
  }
}

TEST_CASE("the proleptic Gregorian calendar is that of std::chrono", "[core][calendar]") {
  using namespace std::chrono;
  constexpr auto kind = calendar_kind::proleptic_gregorian;
  CHECK(first_day_number(kind) == local_days{year::min() / January / 1}.time_since_epoch().count());
  CHECK(last_day_number(kind) == local_days{year::max() / December / 31}.time_since_epoch().count());
  bool same = true;
  for (std::int64_t day = first_day_number(kind); day <= last_day_number(kind); day += 97) {
    const year_month_day date{local_days{days{day}}};
    const calendar_date ours = date_of_day(kind, day);
    same &= ours.year == int{date.year()} && ours.month == static_cast<int>(unsigned{date.month()}) &&
            ours.day == static_cast<int>(unsigned{date.day()}) && day_number(kind, ours) == day;
  }
  CHECK(same);
}

TEST_CASE("each day of a calendar has one date, and the next day the next", "[core][calendar]") {
  for (const calendar_kind kind : kinds) {
    INFO(calendar_name(kind));
    CHECK(calendar_of(calendar_name(kind)) == kind);
    std::int64_t day = day_number(kind, {-5, 1, 1});
    calendar_date last = date_of_day(kind, day - 1);
    bool good = true;
    for (; day <= day_number(kind, {2005, 1, 1}); ++day) {
      const calendar_date date = date_of_day(kind, day);
      good &= exists(kind, date) && last < date && day_number(kind, date) == day;
      if (date.month == 1 && date.day == 1) good &= next_year(kind, last.year) == date.year;
      last = date;
    }
    CHECK(good);
    CHECK(date_of_day(kind, first_day_number(kind)).year == -32767);
    CHECK(date_of_day(kind, last_day_number(kind)).year == 32767);
  }
}

TEST_CASE("dates and days that a calendar has not", "[core][calendar]") {
  for (const calendar_kind kind : kinds) {
    const bool zero = kind != calendar_kind::standard && kind != calendar_kind::julian;
    CHECK(exists(kind, {0, 1, 1}) == zero);
    for (const calendar_date& date : {calendar_date{2001, 0, 1},
                                      {2001, 13, 1},
                                      {2001, 1, 0},
                                      {2001, 4, 31},
                                      {2001, 1, 32},
                                      {32768, 1, 1},
                                      {-32768, 1, 1},
                                      {std::numeric_limits<int>::max(), 1, 1},
                                      {std::numeric_limits<int>::min(), 1, 1}})
      CHECK_FALSE(exists(kind, date));
    CHECK(exists(kind, {2001, 2, 29}) == (kind == calendar_kind::all_leap || kind == calendar_kind::day_360));
    CHECK(exists(kind, {2000, 2, 29}) == (kind != calendar_kind::noleap));
    CHECK(exists(kind, {2000, 2, 30}) == (kind == calendar_kind::day_360));
    CHECK(exists(kind, {2000, 1, 31}) == (kind != calendar_kind::day_360));
    for (const std::int64_t day :
         {first_day_number(kind) - 1, last_day_number(kind) + 1, std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::min()})
      CHECK_THROWS_AS(date_of_day(kind, day), std::invalid_argument);
  }
  CHECK(exists(calendar_kind::julian, {1900, 2, 29}));
  CHECK_FALSE(exists(calendar_kind::proleptic_gregorian, {1900, 2, 29}));
  CHECK(exists(calendar_kind::standard, {1500, 2, 29}));
  CHECK(exists(calendar_kind::julian, {1582, 10, 10}));
  for (int day = 5; day < 15; ++day) CHECK_FALSE(exists(calendar_kind::standard, {1582, 10, day}));
  CHECK(mentions(
      message_of<std::invalid_argument>([] { (void)day_number(calendar_kind::noleap, {2000, 2, 29}); }),
      {"day_number", "2000-2-29", "noleap"}));
  CHECK_FALSE(calendar_of("lunar"));
}
