#pragma once

#include <sylva/models/cohorts.hpp>

#include <string>
#include <utility>
#include <vector>

#include "support/scratch_file.hpp"

namespace sylva::examples {

/// The cohorts after the last year, .csv, .toml, .json, or .nc.
class state_file {
 public:
  /// Throws user_error now, and not after an hour's work, where it cannot be written.
  explicit state_file(const std::string& path);
  /// All of it, under another name until commit(). attributes: of a netCDF file
  void write(const cohorts<double>& stand,
             const std::vector<std::pair<std::string, std::string>>& attributes);
  void commit() { file_.commit(); }

 private:
  scratch_file file_;
};

}  // namespace sylva::examples
