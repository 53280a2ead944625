#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <span>
#include <string>

namespace sylva::examples {

/// What is wrong with the header of a netCDF file of a classic format (CDF-1, CDF-2, CDF-5), or with the
/// length of the file; nothing for a valid file, and for a file of another format. netCDF-C trusts the
/// header: lengths, counts and types that are wrong make it crash or take memory without end, and for data
/// that a truncated file lacks it returns whatever lies in memory.
///
/// Reads only the header. A declared count is compared with `file_size` before anything is allocated for it.
[[nodiscard]] std::optional<std::string> classic_netcdf_problem(std::istream& file, std::uint64_t file_size);

/// The same of bytes in memory: the first ones of a file of `file_size` bytes.
[[nodiscard]] std::optional<std::string> classic_netcdf_problem(std::span<const std::byte> file,
                                                                std::uint64_t file_size);

}  // namespace sylva::examples
