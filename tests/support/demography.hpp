#pragma once

#include <string>
#include <sylva/models/flora.hpp>
#include <vector>

#include "support/reference.hpp"

/// Plant types of the reference.
namespace demography_reference {

/// The types of a table that has a column for each trait.
template <class Real>
std::vector<sylva::plant_functional_type<Real>> types_in(const reference::table& table) {
  std::vector<sylva::plant_functional_type<Real>> types(table.rows());
  for (std::size_t i = 0; i < types.size(); ++i) {
    types[i].name = table.text("name")[i];
    sylva::detail::for_each_trait(
        types[i].traits, [&](const char* name, Real& trait) { trait = static_cast<Real>(table[name][i]); });
  }
  return types;
}

template <class Real>
sylva::flora<Real> types() {
  return sylva::flora<Real>(types_in<Real>(reference::table("demography_pfts.csv")));
}

}  // namespace demography_reference
