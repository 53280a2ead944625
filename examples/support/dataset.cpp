#include "dataset.hpp"

#include <algorithm>
#include <functional>
#include <numeric>

#include "csv_source.hpp"
#include "netcdf_source.hpp"
#include "scratch_file.hpp"
#include "sinks.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

std::size_t product(std::span<const std::size_t> sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), std::size_t{1}, std::multiplies<>{});
}

bool is_netcdf(const std::string& path) {
  const std::string ending = extension(path);
  return ending == ".nc" || ending == ".nc4" || ending == ".cdf";
}

}  // namespace

std::size_t block::cells() const { return product(count); }

std::vector<std::size_t> source::chunks(const variable& v) const {
  return std::vector<std::size_t>(v.dims.size(), 1);
}

std::unique_ptr<source> open_source(const std::string& path, const source_options& options) {
  if (extension(path) == ".csv") return std::make_unique<csv_source>(path, options);
  if (is_netcdf(path)) return std::make_unique<netcdf_source>(path, options);
  fail("cannot tell the format of INPUT '", path, "': its name must end in .csv or .nc (.nc4, .cdf)");
}

void check_output_name(const std::string& path) {
  if (extension(path) == ".csv" || is_netcdf(path)) return;
  fail("cannot tell the format of OUTPUT '", path, "': its name must end in .csv or .nc (.nc4, .cdf)");
}

std::unique_ptr<sink> create_sink(const std::string& path, source& from, std::vector<std::size_t> dims,
                                  std::vector<variable> used, std::vector<output_variable> outputs,
                                  sink_options options) {
  check_output_name(path);
  for (const output_variable& output : outputs) {
    if (from.keeps(output.name, dims)) {
      fail("'", output.name, "' is in '", from.path(), "' already and would stand twice in '", path,
           "': choose other --outputs or put something before their names with --prefix");
    }
  }
  if (extension(path) == ".csv") {
    return std::make_unique<csv_sink>(path, from, std::move(dims), std::move(outputs), options);
  }
  return std::make_unique<netcdf_sink>(path, from, std::move(dims), std::move(used), std::move(outputs),
                                       std::move(options));
}

std::vector<block> plan_blocks(std::span<const std::size_t> sizes, std::span<const std::size_t> chunks,
                               std::size_t budget) {
  const std::size_t rank = sizes.size();
  if (std::find(sizes.begin(), sizes.end(), std::size_t{0}) != sizes.end()) return {};

  // One chunk to begin with, made smaller if it alone is too much ...
  std::vector<std::size_t> shape(rank);
  for (std::size_t d = 0; d < rank; ++d) shape[d] = std::clamp<std::size_t>(chunks[d], 1, sizes[d]);
  for (std::size_t d = 0; d < rank && product(shape) > budget; ++d) {
    const std::size_t others = product(shape) / shape[d];
    shape[d] = std::max<std::size_t>(1, budget / others);
  }
  // ... then more of them, the fastest dimension first.
  for (std::size_t d = rank; d-- > 0;) {
    const std::size_t times = std::max<std::size_t>(1, budget / product(shape));
    shape[d] = std::min(sizes[d], shape[d] * times);
  }

  std::vector<block> plan;
  std::vector<std::size_t> start(rank, 0);
  for (;;) {
    block b{start, shape};
    for (std::size_t d = 0; d < rank; ++d) b.count[d] = std::min(shape[d], sizes[d] - start[d]);
    plan.push_back(std::move(b));
    std::size_t d = rank;
    while (d > 0 && (start[d - 1] += shape[d - 1]) >= sizes[d - 1]) start[--d] = 0;
    if (d == 0) return plan;
  }
}

}  // namespace sylva::examples
