#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model.hpp"
#include "support/dataset.hpp"
#include "support/inputs.hpp"

namespace sylva::examples {

/// The days of a file: one each, in order, none left out.
struct day_axis {
  std::size_t dim;                 ///< in source::dims()
  std::vector<std::int64_t> days;  ///< since 1970-01-01
};

/// The time among `dims`. Throws where there is none, or a day is missing or there twice.
[[nodiscard]] day_axis find_days(source& from, const std::vector<std::size_t>& dims);

/// Day numbers of the model; `totals` is day, month or year.
[[nodiscard]] day_numbers number_days(const std::vector<std::int64_t>& days, const std::string& totals);

/// 2012-01-31
[[nodiscard]] std::string format_day(std::int64_t day);

/// How temperature and sunshine come from what a file has.
class weather_plan {
 public:
  /// `sunshine` is auto or the name of a source. Adds the names that files have to options.rename.
  weather_plan(const source& from, const std::string& sunshine, double k_rs, input_options& options);

  [[nodiscard]] const std::vector<input_need>& needs() const { return needs_; }
  /// For the summary.
  [[nodiscard]] std::string sunshine_description() const;
  [[nodiscard]] std::string temperature_description() const;

  /// A box of the weather from what the reader read. What it points to stays valid until the next call.
  [[nodiscard]] site_box make(const input_reader& reader, const block& where, std::size_t time,
                              const day_numbers& days, std::vector<range_note>& notes);

 private:
  [[nodiscard]] std::span<const double> of(const input_reader& reader, const std::string& name) const;
  [[nodiscard]] std::span<const double> of_sites(const input_reader& reader, const std::string& name,
                                                 const site_box& box, std::vector<double>& values) const;

  std::string sunshine_;
  bool mean_of_extremes_ = false;
  double k_rs_;
  std::vector<input_need> needs_;
  std::vector<double> tc_, sunshine_values_, latitude_, elevation_, capacity_;
};

}  // namespace sylva::examples
