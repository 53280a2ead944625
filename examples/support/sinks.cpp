#include "sinks.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>

#include "text.hpp"

namespace sylva::examples {
namespace {

/// Steps `index` to the next cell of a box; false behind the last one.
bool next_cell(const block& box, std::vector<std::size_t>& index) {
  for (std::size_t d = index.size(); d-- > 0;) {
    if (++index[d] < box.start[d] + box.count[d]) return true;
    index[d] = box.start[d];
  }
  return false;
}

}  // namespace

csv_sink::csv_sink(const std::string& path, source& from, std::vector<std::size_t> dims,
                   std::vector<output_variable> outputs, const sink_options& options)
    : from_(from), file_(path), stream_(std::fopen(file_.path().c_str(), "wb")) {
  if (!stream_) fail("cannot write '", shown(path), "': ", why(errno));
  for (const std::string& column : from.kept_columns(dims)) buffer_ += column + ',';
  for (const output_variable& output : outputs) {
    buffer_ += output.name + (options.units_in_header ? " [" + output.units + "]," : ",");
  }
  buffer_.back() = '\n';
}

void csv_sink::write(const block& where, std::span<const values_view> values) {
  std::vector<std::size_t> index = where.start;
  const std::size_t cells = where.cells();
  for (std::size_t i = 0; i < cells; ++i) {
    from_.append_kept(buffer_, index);
    for (const values_view& view : values) {
      buffer_ += ',';
      std::visit([&](const auto& numbers) { append_number(buffer_, numbers[i]); }, view);
    }
    buffer_ += '\n';
    if (buffer_.size() > (1 << 20)) flush();
    next_cell(where, index);
  }
}

void csv_sink::flush() {
  if (std::fwrite(buffer_.data(), 1, buffer_.size(), stream_.get()) != buffer_.size()) {
    fail("cannot write '", shown(file_.target()), "': ", why(errno));
  }
  buffer_.clear();
}

void csv_sink::finish() {
  flush();
  if (std::fclose(stream_.release()) != 0) fail("cannot write '", shown(file_.target()), "': ", why(errno));
  file_.sync();
}

netcdf_sink::netcdf_sink(const std::string& path, source& from, std::vector<std::size_t> dims,
                         std::vector<variable> used, std::vector<output_variable> outputs,
                         sink_options options)
    : scratch_(path),
      file_(netcdf_file::create(scratch_.path(), path, from.kept_columns(dims).size() + outputs.size())) {
  const auto carried = from.define_in(file_, dims, used);

  // Chunks like those of the widest input, so that each box of cells fills whole ones; else a megabyte or so.
  std::vector<std::size_t> sizes, chunk(dims.size(), 1);
  for (const std::size_t dim : dims) sizes.push_back(std::max<std::size_t>(1, from.dims()[dim].size));
  for (const variable& v : used) {
    if (v.dims == dims) {
      chunk = from.chunks(v);
      for (std::size_t d = 0; d < chunk.size(); ++d) chunk[d] = std::min(chunk[d], sizes[d]);
      break;
    }
  }
  constexpr std::size_t good_chunk = 1 << 18;  // cells
  if (std::all_of(chunk.begin(), chunk.end(), [](std::size_t c) { return c == 1; }) && !chunk.empty()) {
    chunk = plan_blocks(sizes, chunk, good_chunk).front().count;
  }

  const nc_type type = options.single_precision ? NC_FLOAT : NC_DOUBLE;
  for (const output_variable& output : outputs) {
    int id = -1;
    file_.check(nc_def_var(file_.id(), output.name.c_str(), type, static_cast<int>(dims.size()),
                           carried.dim_ids.data(), &id),
                text("output '", output.name, "'"));
    if (!dims.empty()) {
      file_.check(nc_def_var_chunking(file_.id(), id, NC_CHUNKED, chunk.data()));
      file_.check(nc_def_var_deflate(file_.id(), id, 1, 1, 1));
      // Boxes fill whole chunks, so a small cache does; the default is 64 MB for each variable.
      if (block{{}, chunk}.cells() <= good_chunk * 4) {
        file_.check(nc_set_var_chunk_cache(file_.id(), id, std::size_t{16} << 20, 1009, 0.75F));
      }
    }
    file_.put_text(id, "long_name", output.long_name);
    if (!output.standard_name.empty()) file_.put_text(id, "standard_name", output.standard_name);
    file_.put_text(id, "units", output.units);
    if (!output.cell_methods.empty()) file_.put_text(id, "cell_methods", output.cell_methods);
    file_.put_number(id, "_FillValue",
                     options.single_precision ? static_cast<double>(NC_FILL_FLOAT) : NC_FILL_DOUBLE, type);
    for (const auto& [name, value] : carried.attributes) file_.put_text(id, name.c_str(), value);
    ids_.push_back(id);
  }

  if (!file_.text_attribute(NC_GLOBAL, "Conventions")) file_.put_text(NC_GLOBAL, "Conventions", "CF-1.8");
  for (const auto& [name, value] : options.attributes) file_.put_text(NC_GLOBAL, name.c_str(), value);
  // Without a date, so that the same run on the same input gives the same file.
  const auto before = file_.text_attribute(NC_GLOBAL, "history");
  file_.put_text(NC_GLOBAL, "history", before ? text(options.history, "\n", *before) : options.history);
  file_.check(nc_enddef(file_.id()));
  from.fill_in(file_);
}

void netcdf_sink::write(const block& where, std::span<const values_view> values) {
  const auto with_fill = [](auto numbers, auto& buffer, auto fill) {
    buffer.assign(numbers.begin(), numbers.end());
    for (auto& x : buffer) {
      if (std::isnan(x)) x = fill;
    }
    return buffer.data();
  };
  for (std::size_t i = 0; i < ids_.size(); ++i) {
    const auto* start = where.start.data();
    const auto* count = where.count.data();
    if (const auto* numbers = std::get_if<std::span<const float>>(&values[i])) {
      file_.check(
          nc_put_vara_float(file_.id(), ids_[i], start, count, with_fill(*numbers, single_, NC_FILL_FLOAT)));
    } else {
      const auto& doubles = std::get<std::span<const double>>(values[i]);
      file_.check(
          nc_put_vara_double(file_.id(), ids_[i], start, count, with_fill(doubles, double_, NC_FILL_DOUBLE)));
    }
  }
}

void netcdf_sink::finish() {
  file_.close();
  scratch_.sync();
}

}  // namespace sylva::examples
