#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dataset.hpp"

namespace sylva::examples {

/// A table as far as its times are concerned.
struct table_view {
  std::string path;
  std::vector<std::string> columns;
  std::size_t rows = 0;
  /// The text of a field, without quotes. Valid until the next call.
  std::function<std::string_view(std::size_t row, std::size_t column)> field;
  std::function<std::size_t(std::size_t row)> line_of;
  std::optional<std::size_t> time = {};  ///< the column that has the dates, where an option says so
};

/// The times of the rows, from the column that an option names, or else from the columns that have them:
///   - time, date, datetime or timestamp, in any case, the first of them. A column time whose first value is
///   no
///     date, such as a number of steps, is none;
///   - TIMESTAMP_START, with or without TIMESTAMP_END; or TIMESTAMP_END;
///   - year, month and day; or year and doy (or yday).
/// Nothing if there are none. Throws user_error where a value is no date, or not one of the calendar.
[[nodiscard]] std::optional<time_coordinate> read_csv_times(const table_view& table,
                                                            const source_options& options);

/// For messages, the columns whose first value looks like a date, and how to have them read; empty if there
/// are none.
[[nodiscard]] std::string suggested_dates(const table_view& table);

}  // namespace sylva::examples
