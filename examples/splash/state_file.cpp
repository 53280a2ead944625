#include "state_file.hpp"

#include <cmath>

#include "support/netcdf_file.hpp"
#include "support/scratch_file.hpp"
#include "support/text.hpp"
#include "weather.hpp"

namespace sylva::examples {
namespace {

std::string shape_of(const std::vector<dimension>& dims, const std::vector<std::size_t>& which) {
  if (which.empty()) return "one site";
  std::vector<std::string> parts;
  for (const std::size_t d : which) parts.push_back(text(dims[d].name, " ", dims[d].size));
  return joined(parts);
}

}  // namespace

output_variable state_variable() {
  return {"soil_moisture", "mm", "soil moisture at the end of the day", ""};
}

state_reader::state_reader(const std::string& path, source& from, const std::vector<std::size_t>& sites,
                           calendar_kind calendar, std::int64_t first_day) {
  if (extension(path) == ".csv")
    fail("--state-in: '", path, "' must be a netCDF file, as --state-out writes it");
  file_ = open_source(path);
  const auto date = netcdf_file::open(path).text_attribute(NC_GLOBAL, state_date);
  const auto found = file_->find(state_variable().name);
  if (!date || !found) {
    fail("--state-in: '", path, "' is no state of sylva-splash: it lacks ",
         !date ? text("the attribute ", state_date) : text("the variable ", state_variable().name));
  }
  variable_ = *found;
  const std::string needed = format_day(calendar, first_day - 1);
  skips_31_december_ =
      is_last_of_leap_year(calendar, first_day - 1) && *date == format_day(calendar, first_day - 2);
  if (*date != needed && !skips_31_december_) {
    fail("--state-in: '", path, "' holds at the end of ", shown(*date), ", but '", from.path(),
         "' begins on ", format_day(calendar, first_day), " and needs the state at the end of ", needed);
  }
  const std::string theirs = shape_of(file_->dims(), variable_.dims), ours = shape_of(from.dims(), sites);
  if (theirs != ours)
    fail("--state-in: '", path, "' is of ", theirs, ", but '", from.path(), "' is of ", ours);
  for (std::size_t k = 0; k < sites.size(); ++k) {
    std::string units;
    const auto a = from.coordinate(sites[k], units), b = file_->coordinate(variable_.dims[k], units);
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
      if (a[i] == b[i]) continue;
      const std::string& name = from.dims()[sites[k]].name;
      fail("--state-in: '", path, "' is of other sites: its ", name, " number ", i, " is ", b[i],
           ", that of '", from.path(), "' is ", a[i]);
    }
  }
}

void state_reader::read(const block& sites, std::vector<double>& soil_moisture) {
  file_->read(variable_, sites, soil_moisture);
}

}  // namespace sylva::examples
