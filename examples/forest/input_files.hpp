#pragma once

#include <sylva/models/cohorts.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace sylva::examples {

// In a file of its own: what reads TOML and JSON compiles slowly.

/// FLORA and COHORTS by the endings of their names. Throws invalid_file with all that is wrong; a stand
/// without cells, or with more crowns than there can be, and a flora without types are refused, too.
[[nodiscard]] flora<double> read_types(const std::string& path);
/// incomplete, missing: as in read_options
[[nodiscard]] cohorts<double> read_stand(const std::string& path, const flora<double>& types,
                                         std::vector<std::int64_t>& incomplete,
                                         const std::vector<double>& missing);

}  // namespace sylva::examples
