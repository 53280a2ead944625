#pragma once

#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/core/config.hpp>
#include <vector>

namespace sylva {

/// The range that a variable is expected to lie in (pyrealm: Bounds). Values outside are counted and
/// reported, never changed; NaN means missing and is never out of range.
class bounds {
 public:
  /// interval: "[]", "()", "[)" or "(]", as in mathematics.
  /// Throws std::invalid_argument unless lower < upper and the interval is one of these.
  bounds(std::string name, double lower, double upper, std::string interval = "[]", std::string unit = "-")
      : name_(std::move(name)),
        unit_(std::move(unit)),
        interval_(std::move(interval)),
        lower_(lower),
        upper_(upper) {
    if (interval_ != "[]" && interval_ != "()" && interval_ != "[)" && interval_ != "(]") {
      throw std::invalid_argument("bounds of " + name_ + ": interval is \"" + interval_ +
                                  "\", allowed are [], (), [) and (]");
    }
    if (!(lower_ < upper_)) {
      throw std::invalid_argument("bounds of " + name_ + ": lower " + std::to_string(lower_) +
                                  " is not below upper " + std::to_string(upper_));
    }
  }

  const std::string& name() const { return name_; }
  const std::string& unit() const { return unit_; }
  const std::string& interval() const { return interval_; }
  double lower() const { return lower_; }
  double upper() const { return upper_; }
  bool lower_is_inside() const { return interval_[0] == '['; }
  bool upper_is_inside() const { return interval_[1] == ']'; }

  bool below(double x) const { return lower_is_inside() ? x < lower_ : x <= lower_; }
  bool above(double x) const { return upper_is_inside() ? x > upper_ : x >= upper_; }
  bool outside(double x) const { return below(x) || above(x); }

  /// The least and the greatest number of a type that are not outside: for checks without a case for each
  /// interval.
  template <class Real>
  Real least_inside() const {
    const Real x = static_cast<Real>(lower_);
    return below(static_cast<double>(x)) ? std::nextafter(x, static_cast<Real>(upper_)) : x;
  }
  template <class Real>
  Real greatest_inside() const {
    const Real x = static_cast<Real>(upper_);
    return above(static_cast<double>(x)) ? std::nextafter(x, static_cast<Real>(lower_)) : x;
  }

 private:
  std::string name_, unit_, interval_;
  double lower_, upper_;
};

/// What a look at one variable found.
struct range_finding {
  std::size_t missing = 0;   ///< NaN
  std::size_t below = 0;     ///< under the lower bound
  std::size_t above = 0;     ///< over the upper bound
  double worst = 0;          ///< the value that lies farthest outside
  std::size_t worst_at = 0;  ///< its position, counted through the broadcast shape, last axis fastest
  std::size_t outside() const { return below + above; }

  /// Takes in one value.
  void look(const bounds& b, double x, std::size_t at) {
    if (std::isnan(x)) {
      ++missing;
    } else if (b.below(x)) {
      note(b, x, at);
      ++below;
    } else if (b.above(x)) {
      note(b, x, at);
      ++above;
    }
  }

  /// Takes in what was found of the same variable elsewhere.
  void merge(const bounds& b, const range_finding& other) {
    if (other.outside() > 0) note(b, other.worst, other.worst_at);
    missing += other.missing;
    below += other.below;
    above += other.above;
  }

 private:
  void note(const bounds& b, double x, std::size_t at) {
    const auto distance = [&](double v) { return b.below(v) ? b.lower() - v : v - b.upper(); };
    const bool first = outside() == 0;
    if (first || distance(x) > distance(worst) || (distance(x) == distance(worst) && at < worst_at)) {
      worst = x;
      worst_at = at;
    }
  }
};

/// A table of bounds by variable name (pyrealm: BoundsChecker). Each table is its own: changing one
/// changes no other.
class bounds_table {
 public:
  /// The ranges that the models expect, in the units that they expect.
  bounds_table()
      : table_{{"tc", -25, 80, "[]", "degree C"},
               {"vpd", 0, 10000, "[]", "Pa"},
               {"co2", 0, 1000, "[]", "ppm"},
               {"patm", 30000, 110000, "[]", "Pa"},
               {"fapar", 0, 1, "[]", "-"},
               {"ppfd", 0, 3000, "[]", "umol m-2 s-1"},
               {"theta", 0, 0.8, "[]", "m3 m-3"},
               {"rootzonestress", 0, 1, "[]", "-"},
               {"aridity_index", 0, 50, "[]", "-"},
               {"mean_growth_temperature", 0, 50, "[]", "degree C"},
               {"rh", 0, 1, "[]", "-"},
               {"lat", -90, 90, "[]", "degree"},
               {"sf", 0, 1, "[]", "-"},
               {"pn", 0, 1000, "[]", "mm day-1"},
               {"kWm", 0, 10000, "[]", "mm"},
               {"leaf_area_index", 0, 20, "[]", "-"},
               {"solar_elevation", -90, 90, "[]", "degree"}} {}

  /// Adds the bounds, or replaces those of the same name.
  void update(bounds b) {
    for (auto& have : table_) {
      if (have.name() == b.name()) {
        have = std::move(b);
        return;
      }
    }
    table_.push_back(std::move(b));
  }

  /// The bounds of a variable, or nullptr where none are known: such a variable is not checked.
  const bounds* find(std::string_view name) const {
    for (const auto& b : table_) {
      if (b.name() == name) return &b;
    }
    return nullptr;
  }

  auto begin() const { return table_.begin(); }
  auto end() const { return table_.end(); }

 private:
  std::vector<bounds> table_;
};

}  // namespace sylva
