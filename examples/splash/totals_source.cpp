#include "totals_source.hpp"

#include <algorithm>
#include <array>

#include "support/netcdf_file.hpp"
#include "support/scratch_file.hpp"
#include "support/text.hpp"

namespace sylva::examples {

totals_source::totals_source(source& from, std::size_t time, calendar_kind calendar,
                             std::vector<std::int64_t> first)
    : from_(from),
      time_(time),
      calendar_(calendar),
      first_(std::move(first)),
      table_(extension(from.path()) == ".csv"),
      dims_(from.dims()) {
  dims_[time_].size = periods();
  if (table_) dims_[time_].name = "time";
}

void totals_source::read(const variable& v, const block& where, std::vector<double>& values) {
  from_.read(v, where, values);
}

std::vector<std::size_t> totals_source::chunks(const variable& v) const {
  std::vector<std::size_t> sizes = from_.chunks(v);
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (v.dims[k] == time_) sizes[k] = std::clamp<std::size_t>(periods(), 1, sizes[k]);
  }
  return sizes;
}

std::string totals_source::place(std::span<const std::size_t> dims,
                                 std::span<const std::size_t> index) const {
  return from_.place(dims, index);
}

std::optional<time_coordinate> totals_source::times(std::size_t dim) {
  if (dim != time_) return from_.times(dim);
  time_coordinate all{calendar_, {}, {}, ""};
  for (std::size_t p = 0; p < periods(); ++p) all.at.push_back(first_[p] * seconds_per_day);
  return all;
}

std::vector<double> totals_source::coordinate(std::size_t dim, std::string& units) {
  if (dim != time_) return from_.coordinate(dim, units);
  units = "days since 1970-01-01";
  return {first_.begin(), first_.begin() + static_cast<std::ptrdiff_t>(periods())};
}

std::vector<std::size_t> totals_source::without_time(std::span<const std::size_t> dims) const {
  std::vector<std::size_t> others;
  std::copy_if(dims.begin(), dims.end(), std::back_inserter(others),
               [&](std::size_t d) { return d != time_; });
  return others;
}

source::carried totals_source::define_in(netcdf_file& out, std::span<const std::size_t> dims,
                                         std::span<const variable> used) {
  const auto others = without_time(dims);
  carried result = table_ ? carried{} : from_.define_in(out, others, used);
  if (first_.empty()) return result;

  // what the coordinates of a place refer to may have brought the time of days along
  int there = -1;
  std::string name = dims_[time_].name;
  if (nc_inq_dimid(out.id(), name.c_str(), &there) == NC_NOERR) name = "period";
  int dim = -1;
  std::array<int, 2> of_bounds{};
  out.check(nc_def_dim(out.id(), name.c_str(), periods(), &dim));
  out.check(nc_def_dim(out.id(), (name + "_ends").c_str(), 2, &of_bounds[1]));
  of_bounds[0] = dim;
  out.check(nc_def_var(out.id(), name.c_str(), NC_DOUBLE, 1, &dim, &time_id_));
  out.check(nc_def_var(out.id(), (name + "_bounds").c_str(), NC_DOUBLE, 2, of_bounds.data(), &bounds_id_));
  out.put_text(time_id_, "units", "days since 1970-01-01 00:00:00");
  out.put_text(time_id_, "calendar", calendar_name(calendar_));
  out.put_text(time_id_, "standard_name", "time");
  out.put_text(time_id_, "axis", "T");
  out.put_text(time_id_, "bounds", name + "_bounds");
  const auto at = std::find(dims.begin(), dims.end(), time_) - dims.begin();
  result.dim_ids.insert(result.dim_ids.begin() + at, dim);
  return result;
}

void totals_source::fill_in(netcdf_file& out) {
  if (!table_) from_.fill_in(out);
  if (first_.empty()) return;
  std::vector<double> begins, ends;
  for (std::size_t p = 0; p < periods(); ++p) {
    begins.push_back(static_cast<double>(first_[p]));
    ends.insert(ends.end(), {static_cast<double>(first_[p]), static_cast<double>(first_[p + 1])});
  }
  out.check(nc_put_var_double(out.id(), time_id_, begins.data()));
  out.check(nc_put_var_double(out.id(), bounds_id_, ends.data()));
}

std::vector<std::string> totals_source::kept_columns(std::span<const std::size_t> dims) {
  kept_dims_.assign(dims.begin(), dims.end());
  std::vector<std::string> all{"time"};
  if (const auto others = without_time(dims); !others.empty()) {
    for (std::string& column : from_.kept_columns(others)) all.push_back(std::move(column));
  }
  return all;
}

void totals_source::append_kept(std::string& row, std::span<const std::size_t> index) {
  std::vector<std::size_t> others;
  std::size_t period = 0;
  for (std::size_t k = 0; k < index.size(); ++k) {
    if (kept_dims_[k] == time_) {
      period = index[k];
    } else {
      others.push_back(index[k]);
    }
  }
  row += format_day(calendar_, first_[period]);
  if (others.empty()) return;
  row += ',';
  from_.append_kept(row, others);
}

bool totals_source::keeps(const std::string& name, std::span<const std::size_t> dims) const {
  if (!first_.empty() && name == dims_[time_].name) return true;
  return !table_ && from_.keeps(name, without_time(dims));
}

}  // namespace sylva::examples
