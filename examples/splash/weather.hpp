#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model.hpp"
#include "support/dataset.hpp"
#include "support/inputs.hpp"

namespace sylva::examples {

/// The days of a file, which follow each other without a gap.
struct day_axis {
  std::size_t dim;  ///< in source::dims()
  calendar_kind calendar;
  std::vector<std::int64_t> days;  ///< since 1970-01-01
  bool skips_31_december = false;  ///< of leap years, as Daymet does
};

/// Whether a day is the 366th of a leap year, which Daymet leaves out.
[[nodiscard]] bool is_last_of_leap_year(calendar_kind kind, std::int64_t day);

/// The days along the time dimension of `dims`. Throws user_error if there is none, or if a day is missing or
/// repeated.
[[nodiscard]] day_axis find_days(source& from, const std::vector<std::size_t>& dims);

/// Day numbers of the model; `totals` is day, month or year.
[[nodiscard]] day_numbers number_days(const day_axis& axis, const std::string& totals);

/// How temperature and sunshine are obtained from the variables of a file.
class weather_plan {
 public:
  /// `sunshine` is auto or the name of a source. Adds the names that files have to options.rename.
  weather_plan(const source& from, const std::string& sunshine, double k_rs, input_options& options);

  [[nodiscard]] const std::vector<input_need>& needs() const { return needs_; }
  /// For the summary.
  [[nodiscard]] std::string sunshine_description() const;
  [[nodiscard]] std::string temperature_description() const;

  /// The weather of the box that the reader has read. Its spans are valid until the next call.
  [[nodiscard]] site_box make(const input_reader& reader, const block& where, std::size_t time,
                              const day_numbers& days, std::vector<range_note>& notes);

 private:
  [[nodiscard]] std::string source_description() const;
  [[nodiscard]] std::span<const double> of(const input_reader& reader, const std::string& name) const;
  [[nodiscard]] std::span<const double> of_sites(const input_reader& reader, const std::string& name,
                                                 const site_box& box, std::vector<double>& values) const;

  std::string sunshine_;
  std::vector<std::string> left_aside_;  ///< other sources that auto could have taken
  bool mean_of_extremes_ = false;
  double k_rs_;
  std::vector<input_need> needs_;
  std::vector<double> tc_, sunshine_values_, latitude_, elevation_, capacity_;
};

}  // namespace sylva::examples
