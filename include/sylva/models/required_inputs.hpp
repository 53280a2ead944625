#pragma once

#include <string>
#include <sylva/core/one_of.hpp>
#include <vector>

namespace sylva {

/// A variable that a method cannot do without.
struct required_input {
  std::string variable;
  std::string method;  ///< with its option, as in "kphio sandoval"
};

namespace detail {

template <class Method>
void add_required(std::vector<required_input>& all, const std::string& option, const Method& method) {
  if constexpr (requires { method.required; }) {
    std::string who = option;
    if constexpr (requires { method.name; }) who += std::string(" ") + method.name;
    for (const char* const* variable = method.required; *variable != nullptr; ++variable) {
      all.push_back({*variable, who});
    }
  }
}
/// Of a list of methods, what the chosen one requires.
template <class M, class... Ms>
void add_required(std::vector<required_input>& all, const std::string& option,
                  const one_of<M, Ms...>& choice) {
  if constexpr (sizeof...(Ms) > 0) {
    if (choice.index != 0) return add_required(all, option, choice.others);
  }
  add_required(all, option, choice.method);
}

/// What the methods of a pmodel_kernel require, in the order of the options.
template <class Kernel>
std::vector<required_input> required_by(const Kernel& kernel) {
  std::vector<required_input> all;
  add_required(all, "optimal_chi", kernel.chi);
  add_required(all, "jmax", kernel.jmax);
  add_required(all, "kphio", kernel.quantum_yield);
  add_required(all, "arrhenius", kernel.vcmax_response);
  add_required(all, "arrhenius", kernel.jmax_response);
  add_required(all, "soil_stress", kernel.soil);
  return all;
}

}  // namespace detail

}  // namespace sylva
