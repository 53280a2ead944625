#pragma once

#include <cstdint>

#include "support/dataset.hpp"

namespace sylva::examples {

/// The file that was read, as an output keeps it whose time is made of periods instead of days, or which has
/// no time: other dimensions and their coordinates stay, what belongs to single days goes.
class totals_source : public source {
 public:
  /// Period p has the days first[p], ..., first[p + 1] - 1, since 1970-01-01; none: there is no time.
  totals_source(source& from, std::size_t time, calendar_kind calendar, std::vector<std::int64_t> first);

  [[nodiscard]] const std::string& path() const override { return from_.path(); }
  [[nodiscard]] const std::vector<dimension>& dims() const override { return dims_; }
  [[nodiscard]] std::vector<std::string> names() const override { return from_.names(); }
  [[nodiscard]] std::optional<variable> find(const std::string& name) const override {
    return from_.find(name);
  }
  void read(const variable& v, const block& where, std::vector<double>& values) override;
  [[nodiscard]] std::vector<std::size_t> chunks(const variable& v) const override;
  [[nodiscard]] std::string place(std::span<const std::size_t> dims,
                                  std::span<const std::size_t> index) const override;
  [[nodiscard]] std::optional<time_coordinate> times(std::size_t dim) override;
  [[nodiscard]] std::vector<double> coordinate(std::size_t dim, std::string& units) override;
  carried define_in(netcdf_file& out, std::span<const std::size_t> dims,
                    std::span<const variable> used) override;
  void fill_in(netcdf_file& out) override;
  [[nodiscard]] std::vector<std::string> kept_columns(std::span<const std::size_t> dims) override;
  void append_kept(std::string& row, std::span<const std::size_t> index) override;
  [[nodiscard]] bool keeps(const std::string& name, std::span<const std::size_t> dims) const override;

 private:
  [[nodiscard]] std::vector<std::size_t> without_time(std::span<const std::size_t> dims) const;
  [[nodiscard]] std::size_t periods() const { return first_.empty() ? 0 : first_.size() - 1; }

  source& from_;
  std::size_t time_;
  calendar_kind calendar_;
  std::vector<std::int64_t> first_;
  bool table_;  ///< a CSV file: all that it has belongs to single days
  std::vector<dimension> dims_;
  std::vector<std::size_t> kept_dims_;  ///< of the rows of a CSV output
  int time_id_ = -1, bounds_id_ = -1;
};

}  // namespace sylva::examples
