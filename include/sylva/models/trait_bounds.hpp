#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <sylva/array/names.hpp>
#include <sylva/core/bounds.hpp>
#include <sylva/demography/traits.hpp>
#include <sylva/io/diagnostics.hpp>
#include <vector>

namespace sylva {

/// What the traits of a plant functional type may be, in the order of demography::plant_traits and without
/// q_m and z_max_prop, which follow from m and n. All are finite.
inline const std::vector<bounds>& trait_bounds() {
  static const std::vector<bounds> all = [] {
    constexpr double most = std::numeric_limits<double>::infinity();
    const auto above_0 = [](const char* name, const char* unit) { return bounds(name, 0, most, "()", unit); };
    const auto from = [](double least, const char* name, const char* unit) {
      return bounds(name, least, most, "[)", unit);
    };
    const auto part = [](const char* name) { return bounds(name, 0, 1); };
    return std::vector<bounds>{above_0("a_hd", "-"),
                               above_0("ca_ratio", "-"),
                               above_0("h_max", "m"),
                               above_0("rho_s", "kg C m-3"),
                               above_0("lai", "m2 m-2"),
                               above_0("sla", "m2 kg-1 C"),
                               above_0("tau_f", "yr"),
                               above_0("tau_r", "yr"),
                               above_0("tau_rt", "yr"),
                               above_0("par_ext", "-"),
                               part("yld"),
                               from(0, "zeta", "kg C m-2"),
                               from(0, "resp_r", "yr-1"),
                               from(0, "resp_s", "yr-1"),
                               part("resp_f"),
                               from(0, "resp_rt", "yr-1"),
                               from(1, "m", "-"),
                               from(1, "n", "-"),
                               part("f_g"),
                               from(0, "p_foliage_for_reproductive_tissue", "-"),
                               part("gpp_topslice")};
  }();
  return all;
}

namespace detail {

/// "above 0", "0 and more", "0 to 1": what the bounds of a trait allow.
inline std::string allowed_by(const bounds& b) {
  const std::string lower = io::number_text(b.lower());
  if (!std::isinf(b.upper())) return lower + " to " + io::number_text(b.upper());
  return b.lower_is_inside() ? lower + " and more" : "above " + lower;
}

/// Calls f(name, trait) for every trait, and for what is derived of them.
template <class Traits, class F>
void for_each_trait(Traits& traits, F&& f) {
  int k = 0;
  Traits::zip(traits, traits, [&](auto& trait, const auto&) { f(Traits::names[k++], trait); });
}

/// Fills in q_m and z_max_prop.
template <std::floating_point Real>
void derive_crown(demography::plant_traits<Real>& t) {
  const demography::crown_proportions<Real> crown = demography::crown_shape<Real>{}(t.m, t.n);
  t.q_m = crown.q_m;
  t.z_max_prop = crown.z_max_prop;
}

/// Adds what is wrong with the traits of a type. where(name) says which trait of what it is.
template <std::floating_point Real, class Where>
void check_traits(io::diagnostics& found, demography::plant_traits<Real> traits, const Where& where) {
  std::size_t k = 0;
  bool m_and_n = true;
  for_each_trait(traits, [&](std::string_view name, Real value) {
    if (k == trait_bounds().size()) return;
    const bounds& b = trait_bounds()[k++];
    if (std::isfinite(value) && !b.outside(static_cast<double>(value))) return;
    if (name == "m" || name == "n") m_and_n = false;
    found.add(where(name), " is ", value, b.unit() == "-" ? "" : " " + b.unit(), ": allowed is ",
              allowed_by(b));
  });
  if (!m_and_n) return;
  derive_crown(traits);
  if (traits.m == Real(1) && traits.n == Real(1)) {
    found.add(where("m"), " and n are both 1, which makes no crown: allowed is 1 for one of them");
  } else if (!std::isfinite(traits.q_m)) {
    found.add(where("m"), " is ", traits.m, " and n is ", traits.n, ": their crown is too large for numbers");
  }
}

}  // namespace detail
}  // namespace sylva
