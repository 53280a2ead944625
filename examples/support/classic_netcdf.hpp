#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <span>
#include <string>

namespace sylva::examples {

/// The first error in the header of a netCDF file of a classic format (CDF-1, CDF-2, CDF-5), or in the length
/// of the file; nothing for a valid file and for a file of another format. netCDF-C does not check the
/// header: wrong lengths, counts and types make it crash or allocate all memory, and for the missing data of
/// a truncated file it returns uninitialised memory.
///
/// Reads only the header. A declared count is compared with `file_size` before anything is allocated for it.
[[nodiscard]] std::optional<std::string> classic_netcdf_problem(std::istream& file, std::uint64_t file_size);

/// The same for the first bytes of a file of `file_size` bytes, in memory.
[[nodiscard]] std::optional<std::string> classic_netcdf_problem(std::span<const std::byte> file,
                                                                std::uint64_t file_size);

}  // namespace sylva::examples
