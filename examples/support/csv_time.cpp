#include "csv_time.hpp"

#include <algorithm>
#include <cmath>

#include "text.hpp"

namespace sylva::examples {
namespace {

/// The first column of one of these names, in any case.
std::optional<std::size_t> column_of(const table_view& table, std::initializer_list<const char*> names) {
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string name = lower(table.columns[c]);
    if (std::any_of(names.begin(), names.end(), [&](const char* n) { return name == n; })) return c;
  }
  return {};
}

/// Whether a date is as 1/2/2004, 01.02.2004 or 01-02-2004, in which the order of day and month is unknown.
bool year_comes_last(std::string_view s) {
  const auto separator = s.find_first_of("/.-");
  if (separator == 0 || separator > 2) return false;
  const auto second = s.find(s[separator], separator + 1);
  if (second == s.npos || second - separator > 3) return false;
  const auto digit = [&](std::size_t i) { return i < s.size() && is_digit(s[i]); };
  return digit(separator - 1) && digit(second - 1) && digit(second + 1);
}

/// What a number is that stands for a date in a spreadsheet or a program, and how to write dates instead;
/// empty if it is none of the years 1950 to 2100 (as seconds: 2001 to 2100).
std::string number_of_a_date(std::string_view field) {
  const double value = io::number_of(field).value_or(0);
  const auto day = [](double n) {
    return format_day(calendar_kind::proleptic_gregorian, std::int64_t(std::floor(n)));
  };
  if (value >= 18264 && value < 73416) {
    return text(" looks like a date of Excel, ", day(value - 25569),
                "; write 2004-01-31: give the column the format yyyy-mm-dd (hh:mm) and save it again");
  }
  const bool milliseconds = value >= 1e12;
  const double seconds = milliseconds ? value / 1000 : value;
  if (!(seconds >= 1e9 && seconds < 4102444800)) return {};
  return text(" looks like ", milliseconds ? "milliseconds" : "seconds", " since 1970, ",
              day(seconds / seconds_per_day), "; write 2004-01-31T12:30, as pandas.to_datetime(x, unit='",
              milliseconds ? "ms" : "s", "') does");
}

class date_reader {
 public:
  date_reader(const table_view& table, calendar_kind kind) : table_(table), kind_(kind) {}

  /// The dates of a column. Nothing if `may_be_other` and the first value is no date.
  std::optional<std::vector<seconds_t>> dates(std::size_t column, bool may_be_other) {
    std::vector<seconds_t> all;
    std::optional<parsed_date> first;
    for (std::size_t row = 0; row < table_.rows; ++row) {
      const std::string_view field = table_.field(row, column);
      const auto date = parse_date(field);
      const bool good =
          date && date->year_digits > 2 && (date->compact || date->precision > parsed_date::year);
      if (row == 0 && may_be_other) {
        const bool number =
            good && (date->precision < parsed_date::day || (date->compact && !exists(kind_, date->date)));
        if (number || (!good && !year_comes_last(field))) return {};
      }
      if (!good) refuse(row, column, field);
      if (!exists(kind_, date->date)) no_such_date(row, column, field, date->date);
      if (!first) first = date, monthly_ = date->precision < parsed_date::day;
      if (date->zone != first->zone) {
        fail(place(row, column), in_quotes(field), " has ", zone_of(*date), ", but the first time has ",
             zone_of(*first), "; write all times in one zone, because a day is one of local standard time");
      }
      if ((date->precision < parsed_date::day || first->precision < parsed_date::day) &&
          date->precision != first->precision) {
        fail(place(row, column), in_quotes(field), " is a ", precision_of(*date),
             ", but the first value is a ", precision_of(*first));
      }
      all.push_back(time_of(row, column, date->date, date->second_of_day));
    }
    if (first && first->zone) zone_ = first->zone;
    return all;
  }

  /// The days given by columns of numbers; without a month `day` is the day of the year.
  std::vector<seconds_t> numbers(std::size_t year, std::optional<std::size_t> month, std::size_t day) {
    std::vector<seconds_t> all;
    for (std::size_t row = 0; row < table_.rows; ++row) {
      calendar_date date{whole(row, year), month ? whole(row, *month) : 1, 1};
      const int number = whole(row, day);
      if (month) {
        date.day = number;
        if (!exists(kind_, date)) no_such_date(row, day, format_date(date), date);
        all.push_back(time_of(row, day, date, 0));
      } else {
        if (!exists(kind_, date)) no_such_date(row, year, format_date(date), date);
        const int length = days_in_year(kind_, date.year);
        if (number < 1 || number > length) {
          fail(place(row, day), number, " is not 1 to ", length, ", the days of the year ", date.year,
               in_calendar_text());
        }
        all.push_back(time_of(row, year, date, (number - 1) * seconds_per_day));
      }
    }
    return all;
  }

  /// Throws if a column time, in which there may be steps, begins with a number that looks like a date.
  void refuse_numbers_of_dates(std::optional<std::size_t> time) const {
    if (!time || table_.rows == 0) return;
    const std::string_view field = table_.field(0, *time);
    if (const std::string number = number_of_a_date(field); !number.empty())
      fail(place(0, *time), in_quotes(field), number);
  }

  /// Adds the clock that a column of its own has to days without one; `dates`: the column of these, if it is
  /// one. Returns for the summary which.
  std::string add_clock(std::vector<seconds_t>& at, std::optional<std::size_t> dates) {
    const bool has_clock =
        std::any_of(at.begin(), at.end(), [](seconds_t t) { return t % seconds_per_day != 0; });
    if (has_clock || at.empty()) return {};
    const auto hour = column_of(table_, {"hour"}), minute = column_of(table_, {"minute"});
    auto time = column_of(table_, {"time"});
    if (time == dates) time = {};
    const bool written = time && parse_clock(table_.field(0, *time));
    if (!written && !hour) {
      if (time) check_steps(at, *time);
      return {};
    }
    const std::size_t column = written ? *time : *hour;
    if (dates && monthly_) {
      fail(place(0, *dates), in_quotes(table_.field(0, *dates)), " is no day, to which the clock in '",
           shown(table_.columns[column]), "' belongs; write 2004-01-31");
    }
    for (std::size_t row = 0; row < table_.rows; ++row) {
      at[row] += written || !minute ? clock(row, column, written) : hour_and_minute(row, *hour, *minute);
    }
    return text(", clock in ", shown(table_.columns[column]),
                written || !minute ? "" : text(" and ", shown(table_.columns[*minute])), " [file]");
  }

  [[nodiscard]] std::string zone() const {
    return zone_ ? text(", ", format_zone(*zone_), " [file] taken as local time") : "";
  }

 private:
  /// Throws if a column time, whose first value is no clock, tells values of one day apart.
  void check_steps(const std::vector<seconds_t>& at, std::size_t time) const {
    for (std::size_t row = 1; row < table_.rows; ++row) {
      if (at[row] != at[row - 1]) continue;
      const std::string before(table_.field(row - 1, time));
      if (before != table_.field(row, time)) no_clock(row, time);
    }
  }
  /// The seconds of 13:30, or of a number of hours.
  [[nodiscard]] seconds_t clock(std::size_t row, std::size_t column, bool written) const {
    const std::string_view field = table_.field(row, column);
    if (const auto t = parse_clock(field)) return *t;
    const auto hours = io::number_of(field);
    // an hour of quarters: 13.3 may mean 13:30
    if (written || !hours || !(*hours >= 0 && *hours <= 24) || *hours * 4 != std::floor(*hours * 4))
      no_clock(row, column);
    return std::llround(*hours * 3600);
  }
  [[nodiscard]] seconds_t hour_and_minute(std::size_t row, std::size_t hour, std::size_t minute) const {
    const auto h = io::number_of(table_.field(row, hour));
    if (!h || !(*h >= 0 && *h <= 24) || *h != std::floor(*h)) no_clock(row, hour);
    const auto m = io::number_of(table_.field(row, minute));
    if (!m || !(*m >= 0 && *m < 60) || *m != std::floor(*m) || (*h == 24 && *m != 0)) no_clock(row, minute);
    return std::llround(*h * 3600 + *m * 60);
  }
  [[noreturn]] void no_clock(std::size_t row, std::size_t column) const {
    const std::string name = lower(table_.columns[column]);
    fail(place(row, column), in_quotes(table_.field(row, column)),
         name == "minute" ? " is no minute, 0 to 59 after an hour before 24"
         : name == "hour"
             ? " is no hour; write 0 to 24, with .5 for half hours if there is no column minute, or 13:30"
             : " is no clock beside the date; write 13:30, or give a column of hours the name hour");
  }

  static std::string zone_of(const parsed_date& d) {
    return d.zone ? text("the zone ", format_zone(*d.zone)) : std::string("no zone");
  }
  static const char* precision_of(const parsed_date& d) {
    return d.precision == parsed_date::year ? "year" : d.precision == parsed_date::month ? "month" : "day";
  }
  [[nodiscard]] std::string in_calendar_text() const {
    return text(" in the calendar ", calendar_name(kind_));
  }
  [[nodiscard]] std::string place(std::size_t row, std::size_t column) const {
    return text(table_.path, ":", table_.line_of(row), ":", column + 1, ": in column '",
                shown(table_.columns[column]), "' ");
  }

  /// The time so many seconds after the beginning of a date that exists.
  [[nodiscard]] seconds_t time_of(std::size_t row, std::size_t column, const calendar_date& date,
                                  seconds_t after) const {
    const seconds_t t = day_number(kind_, date) * seconds_per_day + after;
    if (!in_calendar(kind_, t)) {
      fail(place(row, column), format_date(date), " is outside the years -32766 to 32766");
    }
    return t;
  }

  [[noreturn]] void refuse(std::size_t row, std::size_t column, std::string_view field) const {
    const std::string value = in_quotes(field);
    if (field.empty()) fail(place(row, column), "there is no date; each row needs one");
    if (year_comes_last(field)) {
      fail(place(row, column), value,
           " may mean two dates, because the year must come first; write 2004-01-31. If the day comes first: "
           "sed -E "
           "'s/([0-9]+)[-./]([0-9]+)[-./]([0-9]{4})/\\3-\\2-\\1/' OLD > NEW, if the month: \\3-\\1-\\2");
    }
    if (const std::string number = number_of_a_date(field); !number.empty())
      fail(place(row, column), value, number);
    fail(place(row, column), value, " is no date; write 2004-01-31, 2004-01-31T12:30 or 20040131");
  }
  [[noreturn]] void no_such_date(std::size_t row, std::size_t column, std::string_view field,
                                 const calendar_date& date) const {
    const bool leap_day = kind_ == calendar_kind::noleap && date.month == 2 && date.day == 29;
    fail(place(row, column), in_quotes(field), " does not exist", in_calendar_text(),
         leap_day ? "; leave --calendar out" : "");
  }
  [[nodiscard]] int whole(std::size_t row, std::size_t column) const {
    const std::string_view field = table_.field(row, column);
    const auto number = io::number_of(field);
    if (!number || *number != std::floor(*number) || std::abs(*number) > 32767)
      fail(place(row, column), in_quotes(field), " is no whole number, as a date needs");
    return static_cast<int>(*number);
  }

  const table_view& table_;
  calendar_kind kind_;
  std::optional<seconds_t> zone_;
  bool monthly_ = false;  ///< the dates are months or years
};

}  // namespace

std::optional<time_coordinate> read_csv_times(const table_view& table, const source_options& options) {
  time_coordinate out;
  out.calendar = options.calendar.value_or(calendar_kind::proleptic_gregorian);
  out.description =
      text("calendar ", calendar_name(out.calendar), options.calendar ? " [--calendar]" : " [assumed]");
  date_reader reader(table, out.calendar);

  const std::string named = table.time ? lower(table.columns[*table.time]) : "";
  const bool of_interval = named == "timestamp_start" || named == "timestamp_end";
  const auto known = [&](std::size_t c) {
    if (table.time) return c == *table.time;
    const std::string name = lower(table.columns[c]);
    return name == "time" || name == "date" || name == "datetime" || name == "timestamp";
  };
  // Whether a later column has the same days with a clock, as datetime after date.
  const auto finer_after = [&](std::size_t c) {
    const auto date = table.rows > 0 ? parse_date(table.field(0, c)) : std::nullopt;
    if (!date || date->precision != parsed_date::day) return false;
    while (++c < table.columns.size()) {
      if (!known(c)) continue;
      const auto other = parse_date(table.field(0, c));
      if (other && other->precision == parsed_date::time && other->date == date->date) return true;
    }
    return false;
  };
  for (std::size_t c = 0; c < table.columns.size() && !of_interval; ++c) {
    if (!known(c) || finer_after(c)) continue;
    auto all = reader.dates(c, !table.time && lower(table.columns[c]) == "time");
    if (!all) continue;
    out.at = std::move(*all);
    const std::string clock = reader.add_clock(out.at, c);
    const std::string stamp = apply_stamp(out.at, options.stamp);
    out.description += reader.zone() + clock + ", " + stamp;
    if (table.time) out.description += text(", from ", shown(table.columns[c]), " [--rename]");
    return out;
  }

  const auto start = column_of(table, {"timestamp_start"}), end = column_of(table, {"timestamp_end"});
  if (start || end) {
    const bool at_start = start && named != "timestamp_end";
    const stamp_position stamp = at_start ? stamp_position::start : stamp_position::end;
    const std::size_t column = at_start ? *start : end.value_or(0);
    if (options.stamp != stamp_position::unsaid && options.stamp != stamp) {
      fail(table.path, ": --stamp contradicts the column '", table.columns[column], "'; leave --stamp out");
    }
    out.at = reader.dates(column, false).value();
    (void)apply_stamp(out.at, stamp);
    out.description += text(reader.zone(), ", stamped [", table.columns[column], "]");
    return out;
  }

  const auto year = column_of(table, {"year"}), month = column_of(table, {"month"}),
             day = column_of(table, {"day"}), day_of_year = column_of(table, {"doy", "yday"});
  if (year && month && day) {
    out.at = reader.numbers(*year, month, *day);
  } else if (year && day_of_year) {
    out.at = reader.numbers(*year, {}, *day_of_year);
  } else {
    reader.refuse_numbers_of_dates(column_of(table, {"time"}));
    return {};
  }
  const std::string clock = reader.add_clock(out.at, {});
  const std::string stamp = apply_stamp(out.at, options.stamp);
  out.description += clock + ", " + stamp;
  return out;
}

std::string suggested_dates(const table_view& table) {
  std::vector<std::string> found;
  bool without_name = false;
  for (std::size_t c = 0; c < table.columns.size() && table.rows > 0; ++c) {
    const std::string_view first = table.field(0, c);
    const auto date = parse_date(first);
    const bool good = date && date->year_digits > 2 && date->precision >= parsed_date::day &&
                      exists(calendar_kind::all_leap, date->date);
    if (!good && !year_comes_last(first)) continue;
    if (!table.columns[c].empty()) {
      found.push_back(table.columns[c]);
    } else if (c == 0) {
      without_name = true;
    }
  }
  if (!found.empty()) {
    return text("in a column time or date, but these look like dates: ", some_of(found),
                "; --rename time=", shown(found[0]), " takes them");
  }
  if (!without_name) return {};
  return "in a column time or date, but the first column, which has no name, looks like dates: name it (sed "
         "'1s/^/time/' OLD > NEW)";
}

}  // namespace sylva::examples
