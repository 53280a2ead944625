#pragma once

#include <sylva/array/layout.hpp>
#include <sylva/core/bounds.hpp>
#include <sylva/core/math.hpp>

namespace sylva {

/// Bounds as a device takes them: what lies inside, for arithmetic in Real.
template <std::floating_point Real>
struct range_limits {
  Real least = 0, greatest = 0;  ///< the outermost numbers inside
  double lower = 0, upper = 0;   ///< the bounds themselves
  bool checked = false;          ///< false: nothing is looked for

  static range_limits of(const bounds* b) {
    if (b == nullptr) return {};
    return {b->least_inside<Real>(), b->greatest_inside<Real>(), b->lower(), b->upper(), true};
  }

  SYLVA_FUNCTION bool inside(Real x) const { return least <= x && x <= greatest; }
  /// Takes in one value.
  SYLVA_FUNCTION void look(range_finding& f, Real x, index_t at) const {
    if (!(x == x)) {
      ++f.missing;
    } else if (x < least || greatest < x) {
      const bool first = f.below + f.above == 0;
      ++(x < least ? f.below : f.above);
      note(f, first, static_cast<double>(x), static_cast<std::size_t>(at));
    }
  }
  /// Takes in what was found of the same variable elsewhere; the order of such calls does not matter.
  SYLVA_FUNCTION void join(range_finding& f, const range_finding& other) const {
    if (other.below + other.above > 0) note(f, f.below + f.above == 0, other.worst, other.worst_at);
    f.missing += other.missing;
    f.below += other.below;
    f.above += other.above;
  }

 private:
  SYLVA_FUNCTION double distance(double x) const { return x < lower ? lower - x : x - upper; }
  SYLVA_FUNCTION void note(range_finding& f, bool first, double x, std::size_t at) const {
    const double now = distance(x), before = distance(f.worst);
    if (first || before < now || (now == before && at < f.worst_at)) {
      f.worst = x;
      f.worst_at = at;
    }
  }
};

/// Findings in N inputs.
template <int N>
struct range_findings {
  range_finding of[N > 0 ? N : 1];
};

}  // namespace sylva
