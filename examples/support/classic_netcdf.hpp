#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace sylva::examples {

/// How many bytes a netCDF file of a classic format (CDF-1, -2, -5) must have, from its header: the netCDF
/// library takes whatever lies in memory for data that a truncated file of these formats lacks, without an
/// error. Nothing if the file is of another format, or its length is not fixed by the header.
[[nodiscard]] std::optional<std::uint64_t> classic_netcdf_size(const std::string& path);

}  // namespace sylva::examples
