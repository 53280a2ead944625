#pragma once

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/array/names.hpp>
#include <sylva/demography/crown.hpp>
#include <vector>

/// Crowns to be drawn, on the host.

namespace sylva {

/// Points of an outline, in the order in which a line goes through them.
template <std::floating_point Real = double>
struct crown_outline {
  std::vector<Real> x;  ///< what was asked for, beside the middle of the stem
  std::vector<Real> z;  ///< height above the ground [m]
};

/// How an outline is drawn.
template <std::floating_point Real = double>
struct crown_outline_options {
  bool two_sided = true;  ///< up the left side and down the right one; without it down the right one alone
  Real offset = Real(0);  ///< where the middle of the stem is, in the unit of x
};

/// The outline of one stem's crown (pyrealm: get_crown_xy): what `attribute`, a member of crown_at_height by
/// its name, is at those of the heights z [m], in any order, that the stem reaches, and 0 at its top. Heights
/// below the ground, above the stem or missing are left out.
///
///   const auto a = demography::stem_allometry<>{}(demography::allometry_inputs<double>::of(traits, dbh));
///   const auto line = outline_of_crown(traits, a, heights, "crown_radius");
template <std::floating_point Real>
crown_outline<Real> outline_of_crown(const demography::plant_traits<Real>& traits,
                                     const demography::allometry<Real>& stem, std::vector<Real> z,
                                     std::string_view attribute,
                                     const crown_outline_options<Real>& options = {}) {
  using crown = demography::crown_at_height<Real>;
  std::erase_if(z, [&](Real h) { return !(h >= Real(0) && h <= stem.stem_height); });
  std::ranges::sort(z, std::greater<>());
  crown_outline<Real> right{{Real(0)}, {stem.stem_height}};
  crown at;
  const Real* const x = find_member(at, attribute);
  if (!x) {
    throw std::invalid_argument("a crown has no \"" + std::string(attribute) + "\": it has " +
                                list_of(member_names<crown>()));
  }
  for (const Real h : z) {
    at = demography::crown_profile<Real>{}(demography::crown_inputs<Real>::of(traits, stem, h));
    right.x.push_back(*x), right.z.push_back(h);
  }
  crown_outline<Real> line;
  if (options.two_sided) {
    for (std::size_t i = right.x.size() - 1; i > 0; --i)
      line.x.push_back(-right.x[i]), line.z.push_back(right.z[i]);
  }
  line.x.insert(line.x.end(), right.x.begin(), right.x.end());
  line.z.insert(line.z.end(), right.z.begin(), right.z.end());
  for (Real& value : line.x) value += options.offset;
  return line;
}

}  // namespace sylva
