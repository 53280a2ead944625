#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset.hpp"

namespace sylva::examples {

/// The parts of a table from which its times are read.
struct table_view {
  std::string path;
  std::vector<std::string> columns;
  std::size_t rows = 0;
  /// The text of a field, without quotes. Valid until the next call.
  std::function<std::string_view(std::size_t row, std::size_t column)> field;
  std::function<std::size_t(std::size_t row)> line_of;
  std::optional<std::size_t> time = {};  ///< the column that has the dates, where an option says so
};

/// The times of the rows, from the column that an option names, or else from the first of these columns in
/// the table, in upper or lower case:
///   - time, date, datetime or timestamp; not a column time whose first value is not a date, such as a step;
///   - TIMESTAMP_START, with or without TIMESTAMP_END; or TIMESTAMP_END;
///   - year, month and day; or year and doy (or yday).
/// A clock in a column of its own is added to days without one: in time as 13:30, or in hour, with or without
/// minute. Nothing if there are no dates. Throws user_error for a value that is not a date of the calendar,
/// or no clock.
[[nodiscard]] std::optional<time_coordinate> read_csv_times(const table_view& table,
                                                            const source_options& options);

/// For messages, the columns whose first value looks like a date, and how to have them read; empty if there
/// are none.
[[nodiscard]] std::string suggested_dates(const table_view& table);

}  // namespace sylva::examples
