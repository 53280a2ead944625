#include "weather.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <sylva/environment/sunshine.hpp>
#include <sylva/models/variable_ranges.hpp>

#include "support/text.hpp"
#include "variables.hpp"

namespace sylva::examples {
namespace {

template <class T>
bool has(const std::vector<std::pair<std::string, T>>& pairs, const std::string& name) {
  return std::any_of(pairs.begin(), pairs.end(), [&](const auto& p) { return p.first == name; });
}

/// Whether bounds are those of a daily value: one day; or, as cdo daymean writes them, from the first to the
/// last time step of a day, which are half a day apart at least.
bool are_of_a_day(seconds_t begin, seconds_t end) {
  const seconds_t length = end - begin;
  if (std::abs(length - seconds_per_day) <= 1) return true;
  return length >= seconds_per_day / 2 && length < seconds_per_day && day_of(begin) == day_of(end);
}

/// Throws user_error if the bounds of a value are not those of a day.
void check_lengths(const source& from, std::size_t dim, const time_coordinate& times) {
  for (std::size_t i = 0; i < times.intervals.size(); ++i) {
    const auto [begin, end] = times.intervals[i];
    if (are_of_a_day(begin, end)) continue;
    fail(from.path(), ": SPLASH takes values of one day, but by its bounds ",
         from.place(std::vector{dim}, std::vector{i}), " is of ",
         rounded(static_cast<double>(end - begin) / 3600), " h, ", format_time(times.calendar, begin), " to ",
         format_time(times.calendar, end),
         "; make daily values (cdo daymean, daysum; of accumulated ones deltat), or delete wrong bounds "
         "(ncatted -a bounds,",
         shown(from.dims()[dim].name), ",d,,)");
  }
}

/// Throws user_error if a dimension besides `time` has times.
void check_only_time(source& from, const std::vector<std::size_t>& dims, std::size_t time) {
  for (const std::size_t dim : dims) {
    if (dim == time || !from.times(dim)) continue;
    const dimension &a = from.dims()[time], &b = from.dims()[dim];
    const std::string single = a.size == 1 ? a.name : b.size == 1 ? b.name : "";
    fail(from.path(), ": the inputs have two dimensions of times, '", shown(a.name), "' and '", shown(b.name),
         "', but the days of all must be the same; put all inputs on one time axis, as with cdo merge",
         single.empty() ? "" : text(", or drop '", shown(single), "' (ncwa -a ", shown(single), ")"));
  }
}

}  // namespace

bool is_last_of_leap_year(calendar_kind kind, std::int64_t day) {
  if (kind == calendar_kind::all_leap) return false;
  const calendar_date date = date_of_day(kind, day);
  return date.month == 12 && date.day == 31 && days_in_year(kind, date.year) == 366;
}

day_axis find_days(source& from, const std::vector<std::size_t>& dims) {
  for (const std::size_t dim : dims) {
    const auto times = from.times(dim);
    if (!times) continue;
    check_only_time(from, dims, dim);
    check_lengths(from, dim, *times);
    const calendar_kind kind = times->calendar;
    day_axis axis{dim, kind, {}};
    std::transform(times->at.begin(), times->at.end(), std::back_inserter(axis.days), day_of);
    const std::vector<std::int64_t>& days = axis.days;
    const bool never = std::none_of(days.begin(), days.end(),
                                    [&](std::int64_t day) { return is_last_of_leap_year(kind, day); });
    for (std::size_t i = 1; i < days.size(); ++i) {
      const std::int64_t last = days[i - 1], day = days[i];
      if (day == last + 1) continue;
      if (never && day == last + 2 && is_last_of_leap_year(kind, last + 1)) {
        axis.skips_31_december = true;
        continue;
      }
      if (day == last && times->at[i] != times->at[i - 1]) {
        fail(from.path(), ": SPLASH takes one value a day, but ", format_day(kind, day), " has several (",
             from.place(std::vector{dim}, std::vector{i}),
             "); make daily means, and daily sums of amounts: cdo daymean, cdo daysum, or in pandas "
             "df.resample('D').mean() and .sum()");
      }
      const char* what = day == last  ? " is there twice"
                         : day < last ? " is followed by an earlier day, "
                                      : " is followed by ";
      const bool hourly = i == 1 && day == last, monthly = i == 1 && day - last >= 28;
      const calendar_date next = date_of_day(kind, last + 1);
      const bool leap_day = day == last + 2 && next.month == 2 && next.day == 29;
      const char* hint = leap_day     ? "; if no year has a 29 February, give --calendar noleap"
                         : hourly     ? "; SPLASH takes daily values, not hourly ones"
                         : monthly    ? "; SPLASH takes daily values, not monthly or annual ones"
                         : day > last ? "; add the days between with empty values, and give --hold-gaps"
                                      : "; a file has one site of a table, its days in order";
      fail(from.path(), ": days must follow each other, one value each, but ", format_day(kind, last), what,
           day == last ? "" : format_day(kind, day), " (", from.place(std::vector{dim}, std::vector{i}), ")",
           hint);
    }
    // a leap year in a file of its own
    if (never && days.size() == 365 && date_of_day(kind, days[0]).month == 1 &&
        date_of_day(kind, days[0]).day == 1 && is_last_of_leap_year(kind, days.back() + 1))
      axis.skips_31_december = true;
    return axis;
  }
  if (const std::string said = from.suggestion_of_times(); !said.empty()) {
    fail(from.path(), ": there are no dates ", said);
  }
  fail(from.path(),
       ": there are no dates: a CSV file needs a column time or date with dates as 2001-07-31 (or --rename "
       "time=THEIRS), a netCDF file a dimension with a time coordinate in units as days since 1970-01-01");
}

day_numbers number_days(const day_axis& axis, const std::string& totals) {
  const std::vector<std::int64_t>& days = axis.days;
  const calendar_kind kind = axis.calendar;
  day_numbers out;
  for (std::size_t i = 0; i < days.size(); ++i) {
    const calendar_date date = date_of_day(kind, days[i]);
    out.ordinal_date.push_back(ordinal_date(kind, date));
    out.days_in_year.push_back(days_in_year(kind, date.year));
    if (totals == "day") continue;
    if (i == 0 || (date.day == 1 && (totals == "month" || date.month == 1))) {
      out.first_days.push_back(static_cast<std::ptrdiff_t>(i));
    }
  }
  if (totals != "day") out.first_days.push_back(static_cast<std::ptrdiff_t>(days.size()));
  // The first year ends before the same date of the next one, or the last date before it that exists.
  calendar_date next = date_of_day(kind, days.front());
  next.year = next_year(kind, next.year);
  while (!exists(kind, next) && next.day > 1) --next.day;
  const std::int64_t end = day_number(kind, next);
  const std::int64_t left_out = axis.skips_31_december && days.back() + 2 == end ? 1 : 0;
  if (days.back() + 1 + left_out < end) {
    out.spin_up_days = static_cast<std::ptrdiff_t>(end - days.front());
  } else {
    out.spin_up_days = std::lower_bound(days.begin(), days.end(), end) - days.begin();
  }
  return out;
}

weather_plan::weather_plan(const source& from, const std::string& sunshine, double k_rs,
                           input_options& options)
    : sunshine_(sunshine), k_rs_(k_rs) {
  const auto there = [&](const std::string& name) {
    return has(options.rename, name) || has(options.constants, name) || from.find(name).has_value();
  };
  const auto missing = [&](const std::string& what, const std::vector<std::string>& wanted) {
    fail(from.path(), ": there is no ", what, "; there are: ", some_of(from.names(), wanted),
         ". --rename NAME=THEIRS takes one of them, --set NAME=VALUE one value for all");
  };
  const bool extremes = there("tmin") && there("tmax");
  const std::vector<std::string> sources{"sunshine_fraction", "cloud_cover", "radiation",
                                         "temperature_range"};
  if (sunshine == "auto") {
    const auto named = [&](const std::string& name) {
      return has(options.rename, name) || has(options.constants, name) || has(options.units, name);
    };
    // What an option names goes before what is merely there. Without tc, tmin and tmax are named as
    // temperature.
    const auto rank = [&](const std::string& s) {
      if (s != "temperature_range") return !there(s) ? 2 : named(s) ? 0 : 1;
      return !extremes ? 2 : there("tc") && (named("tmin") || named("tmax")) ? 0 : 1;
    };
    for (const int wanted : {0, 1}) {
      for (const std::string& s : sources) {
        if (rank(s) != wanted) continue;
        if (sunshine_ == "auto") {
          sunshine_ = s;
        } else {
          left_aside_.push_back(s);
        }
      }
    }
    if (sunshine_ == "auto") {
      missing("sunshine: SPLASH needs 'sunshine_fraction', 'cloud_cover', 'radiation', or 'tmin' and 'tmax'",
              {"sunshine_fraction", "cloud_cover", "radiation", "tmin", "tmax"});
    }
  } else if (std::find(sources.begin(), sources.end(), sunshine) == sources.end()) {
    fail("--sunshine: '", shown(sunshine), "' is unknown; there are auto, ", joined(sources));
  }

  if (there("tc")) {
    needs_.push_back(describe_input("tc"));
  } else if (extremes) {
    mean_of_extremes_ = true;
  } else {
    missing("temperature: SPLASH needs 'tc', or 'tmin' and 'tmax', whose mean is taken",
            {"tc", "tmin", "tmax", "temperature"});
  }
  if (mean_of_extremes_ || sunshine_ == "temperature_range") {
    needs_.push_back(describe_input("tmin"));
    needs_.push_back(describe_input("tmax"));
  }
  needs_.push_back(describe_input("precipitation"));
  if (sunshine_ != "temperature_range") needs_.push_back(describe_input(sunshine_));
  for (const char* name : {"latitude", "elevation", "water_capacity"}) {
    needs_.push_back(describe_input(name));
    if (there(name)) continue;
    for (const std::string& other : other_names(name)) {
      if (!from.find(other)) continue;
      options.rename.emplace_back(name, other);
      break;
    }
  }
}

std::string weather_plan::sunshine_description() const {
  return left_aside_.empty()
             ? source_description()
             : text(source_description(), "; ", joined(left_aside_), left_aside_.size() == 1 ? " is" : " are",
                    " left aside (--sunshine NAME takes another)");
}

std::string weather_plan::source_description() const {
  if (sunshine_ == "sunshine_fraction") return "as it is given";
  if (sunshine_ == "cloud_cover") return "1 - cloud_cover";
  const std::string inverted = "by the transmissivity of SPLASH solved for it (Linacre 1968, Allen 1996)";
  if (sunshine_ == "radiation") return "from radiation, " + inverted;
  return text(
      "from tmax - tmin: radiation by Hargreaves and Samani (Allen et al. 1998, FAO 56, eq. 50) with k_rs ",
      k_rs_, ", then ", inverted);
}

std::string weather_plan::temperature_description() const {
  return mean_of_extremes_ ? "tc is the mean of tmin and tmax" : "";
}

std::span<const double> weather_plan::of(const input_reader& reader, const std::string& name) const {
  for (std::size_t i = 0; i < needs_.size(); ++i) {
    if (needs_[i].name == name) return reader.values(i);
  }
  return {};
}

std::span<const double> weather_plan::of_sites(const input_reader& reader, const std::string& name,
                                               const site_box& box, std::vector<double>& values) const {
  const auto all = of(reader, name);
  if (all.size() == 1) return all;
  values.resize(box.sites());
  for (std::size_t s = 0; s < values.size(); ++s) {
    const std::size_t first = box.first_of(s);
    values[s] = all[first];
    for (std::size_t d = 1; d < box.days; ++d) {
      const double v = all[first + d * box.inner];
      if (v == values[s] || std::isnan(v)) continue;
      if (std::isnan(values[s])) {
        values[s] = v;
        continue;
      }
      fail(name, " changes in time, from ", values[s], " to ", v, ", but it belongs to a site");
    }
  }
  return values;
}

site_box weather_plan::make(const input_reader& reader, const block& where, std::size_t time,
                            const day_numbers& days, std::vector<range_note>& notes) {
  site_box box;
  box.days = where.count[time];
  for (std::size_t k = 0; k < where.count.size(); ++k) {
    if (k != time) (k < time ? box.outer : box.inner) *= where.count[k];
  }
  const std::size_t cells = where.cells();
  box.latitude = of_sites(reader, "latitude", box, latitude_);
  box.elevation = of_sites(reader, "elevation", box, elevation_);
  box.water_capacity = of_sites(reader, "water_capacity", box, capacity_);
  box.precipitation = of(reader, "precipitation");
  const auto tmin = of(reader, "tmin"), tmax = of(reader, "tmax");
  const auto at = [](std::span<const double> v, std::size_t i) { return v[v.size() == 1 ? 0 : i]; };
  if (mean_of_extremes_) {
    tc_.resize(cells);
    for (std::size_t i = 0; i < cells; ++i) tc_[i] = (at(tmin, i) + at(tmax, i)) / 2;
    box.tc = tc_;
  } else {
    box.tc = of(reader, "tc");
  }
  if (sunshine_ == "sunshine_fraction") {
    box.sunshine_fraction = of(reader, sunshine_);
    return box;
  }

  sunshine_values_.resize(cells);
  box.sunshine_fraction = sunshine_values_;
  if (sunshine_ == "cloud_cover") {
    const auto cover = of(reader, sunshine_);
    for (std::size_t i = 0; i < cells; ++i) sunshine_values_[i] = sunshine_from_cloud_cover<>{}(at(cover, i));
    return box;
  }
  constexpr double infinite = std::numeric_limits<double>::infinity();
  range_note range{sylva::bounds("tmax - tmin", 0, infinite, "[)", "degree C"), {}};
  range_note of_radiation{variable_ranges().of("radiation"), {}};
  const range_limits<double> temperatures(range.range), radiations(of_radiation.range);
  const auto given = of(reader, "radiation");
  const top_of_atmosphere_radiation<> top_of;
  const radiation_from_temperature_range<> from_range{k_rs_};
  for (std::size_t o = 0, i = 0; o < box.outer; ++o) {
    for (std::size_t d = 0; d < box.days; ++d) {
      double top = 0, latitude = std::numeric_limits<double>::quiet_NaN();
      for (std::size_t s = 0; s < box.inner; ++s, ++i) {
        const double here = at(box.latitude, o * box.inner + s);
        if (!(here == latitude)) {  // neighbours often share it
          latitude = here;
          top = top_of(latitude, days.ordinal_date[d], days.days_in_year[d]);
        }
        double radiation = 0;
        if (sunshine_ == "radiation") {
          radiations.look(of_radiation.found, at(given, i), i);
          radiation = radiations.possible_or_nan(at(given, i)) * 86400;
        } else {
          radiation = from_range(at(tmax, i), at(tmin, i), top);
          temperatures.look(range.found, at(tmax, i) - at(tmin, i), i);
        }
        sunshine_values_[i] =
            sunshine_from_radiation<>{}(radiation, top, at(box.elevation, o * box.inner + s));
      }
    }
  }
  notes.push_back(sunshine_ == "radiation" ? of_radiation : range);
  return box;
}

}  // namespace sylva::examples
