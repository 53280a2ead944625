#include "input_files.hpp"

#include <sylva/files/demography.hpp>

#include "support/text.hpp"

namespace sylva::examples {

flora<double> read_types(const std::string& path) {
  flora<double> types = read_flora<double>(path);
  if (types.size() == 0) fail(path, ": there is no plant functional type in it");
  return types;
}

cohorts<double> read_stand(const std::string& path, const flora<double>& types) {
  cohorts<double> stand = read_cohorts<double>(path, types);
  if (stand.cells() == 0) fail(path, ": there is no cell in it");
  return stand;
}

}  // namespace sylva::examples
