#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <sylva/demography/traits.hpp>
#include <sylva/io/diagnostics.hpp>
#include <sylva/models/trait_bounds.hpp>
#include <vector>

namespace sylva {

/// How files of types and cohorts are read.
struct read_options {
  /// Refuses what pyrealm 2.0.0 refuses: traits that are left to their defaults; several cells in a file, or
  /// one without cohorts; numbers of individuals that are 0, or not written as whole numbers; ids of cohorts.
  bool strict = false;
  /// Of cohorts. Without it a missing diameter or number of individuals is refused. With it the cells that
  /// have some are read without cohorts, and their ids are added here.
  std::vector<std::int64_t>* incomplete = nullptr;
  /// Numbers that mean a missing diameter or number of individuals, besides io::is_missing_text in CSV, nan
  /// in TOML and null in JSON. As a trait they are refused.
  std::vector<double> missing = {};
};

namespace detail {

inline bool is_missing_number(double x, const read_options& options) {
  return std::isnan(x) ||
         std::find(options.missing.begin(), options.missing.end(), x) != options.missing.end();
}

/// What is said of a trait that is a missing value. A trait without a value has its default; which of the two
/// is meant is not known.
inline const char* missing_trait(const read_options& options) {
  return options.strict ? ", a missing value: allowed is a number"
                        : ", a missing value: allowed is a number, or nothing for the default of the trait";
}

inline constexpr const char* derived_traits[] = {"q_m", "z_max_prop"};

inline bool is_derived_trait(std::string_view name) {
  return name == derived_traits[0] || name == derived_traits[1];
}

/// Calls f(name, trait) for every trait that a file has.
template <class Traits, class F>
void for_each_own_trait(Traits& traits, F&& f) {
  for_each_trait(traits, [&](const char* name, auto& trait) {
    if (!is_derived_trait(name)) f(name, trait);
  });
}

/// What a type has in a file: its name, and its traits in the order of plant_traits.
inline std::vector<std::string> fields_of_types() {
  std::vector<std::string> all = {"name"};
  using traits = demography::plant_traits<char>;
  // not a loop over the names: CUDA's compiler does not know how many a template's struct has
  for (int k = 0; k < member_count<traits>(); ++k) {
    if (!is_derived_trait(traits::names[k])) all.emplace_back(traits::names[k]);
  }
  return all;
}

/// What is said of a field of a type that is none.
inline std::string about_unknown_trait(std::string_view name) {
  if (is_derived_trait(name)) return "it follows from m and n, and is left out";
  return io::suggestion(name, fields_of_types());
}

}  // namespace detail
}  // namespace sylva
