// Copies the columns of a CSV input to a netCDF output, as variables along one dimension.

#include <cctype>
#include <cmath>

#include "csv_source.hpp"
#include "netcdf_file.hpp"
#include "text.hpp"
#include "units.hpp"

namespace sylva::examples {
namespace {

/// netCDF allows nearly all characters in a name, but no slash, and none of these in front.
std::string allowed_name(const std::string& column, std::size_t position) {
  std::string name;
  for (const char c : column)
    name += (c == '/' || c == 0x7f || static_cast<unsigned char>(c) < 0x20) ? '_' : c;
  if (name.empty()) return text("column_", position + 1);
  const auto first = static_cast<unsigned char>(name[0]);
  const bool may_begin = std::isalnum(first) != 0 || first == '_' || first >= 0x80;
  return may_begin ? name : text("_", name);
}

/// Rows from which on compression pays: the index of the parts of a compressed variable takes about 2 kB.
constexpr std::size_t least_compressed = 512;

}  // namespace

source::carried csv_source::define_in(netcdf_file& out, std::span<const std::size_t>,
                                      std::span<const variable>) {
  const auto axis = times(0);
  bool increasing = axis.has_value();
  for (std::size_t i = 1; increasing && i < axis->at.size(); ++i) increasing = axis->at[i - 1] < axis->at[i];

  // Only a strictly increasing time can be a coordinate. Otherwise, as with two sites in one table, the time
  // is a variable along the rows.
  int dim = -1;
  out.check(nc_def_dim(out.id(), increasing ? "time" : "row", rows(), &dim));
  kept_.clear();
  if (axis) {
    int id = -1;
    out.check(nc_def_var(out.id(), "time", NC_DOUBLE, 1, &dim, &id));
    out.put_text(id, "units", "seconds since 1970-01-01 00:00:00");
    out.put_text(id, "calendar", calendar_name(axis->calendar));
    out.put_text(id, "standard_name", "time");
    out.put_text(id, "axis", "T");
    kept_.push_back({columns_.size(), id, false});
  }
  io::name_index names;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::string name = allowed_name(columns_[c].name, c);
    if (axis && name == "time") continue;
    while (names.add(name)) name += text("_", c + 1);
    const bool is_text = !as_numbers(c).has_value();
    int id = -1;
    out.check(nc_def_var(out.id(), name.c_str(), is_text ? NC_STRING : NC_DOUBLE, 1, &dim, &id), name);
    if (!is_text) {
      if (rows() >= least_compressed) out.check(nc_def_var_deflate(out.id(), id, 1, 1, 1));
      out.put_number(id, "_FillValue", NC_FILL_DOUBLE);
    }
    if (!columns_[c].units.empty()) out.put_text(id, "units", columns_[c].units);
    kept_.push_back({c, id, is_text});
  }
  carried result{{dim}, {}};
  if (axis && !increasing) result.attributes = {{"coordinates", "time"}};
  return result;
}

void csv_source::fill_in(netcdf_file& out) {
  for (const kept& k : kept_) {
    if (k.column == columns_.size()) {
      const std::vector<seconds_t> axis = times(0).value().at;
      const std::vector<double> values(axis.begin(), axis.end());
      out.check(nc_put_var_double(out.id(), k.id, values.data()));
    } else if (k.is_text) {
      std::vector<std::string> values(rows());
      std::vector<const char*> pointers(rows());
      for (std::size_t row = 0; row < rows(); ++row) {
        values[row] = table_.field(row, k.column);
        pointers[row] = values[row].c_str();
      }
      out.check(nc_put_var_string(out.id(), k.id, pointers.data()));
    } else {
      std::vector<double> values = as_numbers(k.column).value();
      for (double& value : values) {
        if (std::isnan(value)) value = NC_FILL_DOUBLE;
      }
      out.check(nc_put_var_double(out.id(), k.id, values.data()));
    }
  }
}

}  // namespace sylva::examples
