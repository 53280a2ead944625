#pragma once

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sylva/core/math.hpp>
#include <utility>
#include <vector>

namespace sylva {

/// An interval of the values of a variable (pyrealm: Bounds). NaN means missing and is never outside.
class bounds {
 public:
  /// interval: "[]", "()", "[)" or "(]", as in mathematics; an end may be infinite.
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
  /// interval. An end that is inside is so as that type rounds it: 0.8 in float is 0.800000012.
  template <class Real>
  Real least_inside() const {
    const Real x = static_cast<Real>(lower_);
    if (lower_is_inside() && std::isfinite(x)) return x;
    return below(static_cast<double>(x)) ? std::nextafter(x, static_cast<Real>(upper_)) : x;
  }
  template <class Real>
  Real greatest_inside() const {
    const Real x = static_cast<Real>(upper_);
    if (upper_is_inside() && std::isfinite(x)) return x;
    return above(static_cast<double>(x)) ? std::nextafter(x, static_cast<Real>(lower_)) : x;
  }

 private:
  std::string name_, unit_, interval_;
  double lower_, upper_;
};

/// The two ranges of a variable. A value outside the expected range is counted and named, and used as it
/// is. A value outside the possible range, such as negative rain, and an infinite one, is impossible: it is
/// counted, and taken as missing (NaN).
class variable_range {
 public:
  /// Every finite number is possible.
  variable_range(bounds expected)
      : variable_range(expected, -std::numeric_limits<double>::infinity(),
                       std::numeric_limits<double>::infinity(), "()") {}
  /// The ends of the possible range, as in `bounds`. What is expected but not possible is not possible.
  variable_range(bounds expected, double lower, double upper, std::string interval = "[]")
      : expected_(std::move(expected)),
        possible_(expected_.name(), lower, upper, std::move(interval), expected_.unit()) {}

  const std::string& name() const { return expected_.name(); }
  const std::string& unit() const { return expected_.unit(); }
  const bounds& expected() const { return expected_; }
  const bounds& possible() const { return possible_; }

 private:
  bounds expected_, possible_;
};

/// The ranges of variables by name (pyrealm: BoundsChecker). Each table is its own: changing one changes no
/// other. The models' own is `variable_ranges()`.
class range_table {
 public:
  range_table() = default;
  range_table(std::initializer_list<variable_range> ranges) : table_(ranges) {}

  /// Adds a variable, such as an input of a method of your own. Throws std::invalid_argument for one that
  /// the table has.
  void add(variable_range r) {
    if (find(r.name()) != nullptr) {
      throw std::invalid_argument("the table of ranges has " + r.name() + " already: update replaces it");
    }
    table_.push_back(std::move(r));
  }
  /// Replaces both ranges of a variable. Throws std::invalid_argument for one that the table does not have.
  void update(variable_range r) { entry(r.name()) = std::move(r); }
  /// Replaces the expected range of a variable; its possible range stays. Throws std::invalid_argument for
  /// one that the table does not have.
  void update(bounds expected) {
    variable_range& have = entry(expected.name());
    const bounds possible = have.possible();
    have = {std::move(expected), possible.lower(), possible.upper(), possible.interval()};
  }

  /// The ranges of a variable, or nullptr where the table has none.
  const variable_range* find(std::string_view name) const {
    for (const auto& r : table_) {
      if (r.name() == name) return &r;
    }
    return nullptr;
  }
  /// The same; of a variable that the table does not have every finite number is expected.
  variable_range of(std::string_view name) const {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const variable_range* const found = find(name);
    return found != nullptr ? *found : variable_range(bounds(std::string(name), -infinite, infinite, "()"));
  }

  auto begin() const { return table_.begin(); }
  auto end() const { return table_.end(); }

 private:
  variable_range& entry(std::string_view name) {
    std::string known;
    for (auto& r : table_) {
      if (r.name() == name) return r;
      known += (known.empty() ? "" : ", ") + r.name();
    }
    throw std::invalid_argument("the table of ranges has no variable \"" + std::string(name) + "\": it has " +
                                (known.empty() ? "none" : known) + "; add takes one of another name");
  }

  std::vector<variable_range> table_;
};

/// What was found in the values of one variable. Each value is counted once at most.
struct range_finding {
  std::size_t missing = 0;        ///< NaN
  std::size_t below = 0;          ///< under the expected range, and possible
  std::size_t above = 0;          ///< over the expected range, and possible
  std::size_t impossible = 0;     ///< outside of the possible range, or infinite
  double worst = 0;               ///< of those below and above, the value that lies farthest outside
  std::size_t worst_at = 0;       ///< its position, counted through the shape, last axis fastest
  double worst_impossible = 0;    ///< of the impossible, the value that lies farthest outside
  std::size_t impossible_at = 0;  ///< its position

  /// How many are not as expected, missing ones aside.
  SYLVA_FUNCTION std::size_t outside() const { return below + above + impossible; }
};

/// The numbers of a type that lie inside of bounds, as kernels and devices take them.
template <std::floating_point Real>
struct interval_limits {
  Real least = 0, greatest = 0;  ///< the outermost numbers inside

  static interval_limits of(const bounds& b) { return {b.least_inside<Real>(), b.greatest_inside<Real>()}; }
  SYLVA_FUNCTION bool inside(Real x) const { return least <= x && x <= greatest; }
  /// How far outside a number lies.
  SYLVA_FUNCTION double distance(double x) const {
    const double lower = static_cast<double>(least), upper = static_cast<double>(greatest);
    return x < lower ? lower - x : x - upper;
  }
};

/// The possible range of a variable as kernels and devices take it. By default nothing is checked.
template <std::floating_point Real>
struct possible_limits {
  interval_limits<Real> possible{Real(1), Real(0)};

  possible_limits() = default;
  explicit possible_limits(const variable_range& r) : possible(interval_limits<Real>::of(r.possible())) {}

  SYLVA_FUNCTION bool checked() const { return possible.least <= possible.greatest; }
  /// x, or NaN where it is impossible.
  SYLVA_FUNCTION Real possible_or_nan(Real x) const {
    return !checked() || possible.inside(x) ? x : not_a_number<Real>;
  }
};

/// Both ranges of a variable as kernels and devices take them: looks at values one by one.
template <std::floating_point Real>
struct range_limits : possible_limits<Real> {
  using possible_limits<Real>::possible;
  interval_limits<Real> expected{};

  range_limits() = default;
  explicit range_limits(const variable_range& r)
      : possible_limits<Real>(r), expected(interval_limits<Real>::of(r.expected())) {
    if (expected.least < possible.least) expected.least = possible.least;
    if (possible.greatest < expected.greatest) expected.greatest = possible.greatest;
  }

  /// Takes in one value.
  SYLVA_FUNCTION void look(range_finding& f, Real x, std::size_t at) const {
    const double value = static_cast<double>(x);
    if (!(x == x)) {
      ++f.missing;
    } else if (!possible.inside(x)) {
      note(possible, f.worst_impossible, f.impossible_at, f.impossible == 0, value, at);
      ++f.impossible;
    } else if (!expected.inside(x)) {
      note(expected, f.worst, f.worst_at, f.below + f.above == 0, value, at);
      ++(x < expected.least ? f.below : f.above);
    }
  }
  /// Takes in what was found of the same variable elsewhere; the order of such calls does not matter.
  SYLVA_FUNCTION void join(range_finding& f, const range_finding& other) const {
    if (other.below + other.above > 0) {
      note(expected, f.worst, f.worst_at, f.below + f.above == 0, other.worst, other.worst_at);
    }
    if (other.impossible > 0) {
      note(possible, f.worst_impossible, f.impossible_at, f.impossible == 0, other.worst_impossible,
           other.impossible_at);
    }
    f.missing += other.missing;
    f.below += other.below;
    f.above += other.above;
    f.impossible += other.impossible;
  }

 private:
  SYLVA_FUNCTION static void note(const interval_limits<Real>& limits, double& worst, std::size_t& worst_at,
                                  bool first, double x, std::size_t at) {
    const double now = limits.distance(x), before = limits.distance(worst);
    if (first || before < now || (now == before && at < worst_at)) {
      worst = x;
      worst_at = at;
    }
  }
};

}  // namespace sylva
