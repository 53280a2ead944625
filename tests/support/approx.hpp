#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>

#include "support/reference.hpp"

namespace approx {

/// |got - expected| over the greater of |expected| and scale. Infinite if one is NaN and the other is not,
/// and if the infinities differ; 0 if both are NaN or both the same.
inline double error(double got, double expected, double scale = 0) {
  if (std::isnan(got) && std::isnan(expected)) return 0;
  if (got == expected) return 0;
  const double e = std::abs(got - expected) / std::max(std::abs(expected), scale);
  return std::isfinite(e) ? e : std::numeric_limits<double>::infinity();
}

/// The worst that a look at many values found. Compare it with a tolerance: CHECK(deviation <= 1e-12).
struct deviation {
  std::string what;
  double error = 0;
  std::size_t row = 0;  ///< counted from 0
  double got = 0, expected = 0;
  std::size_t rows = 0;

  void look(double g, double e, std::size_t at, double scale = 0) {
    const double err = approx::error(g, e, scale);
    if (rows++ == 0 || err > error) error = err, row = at, got = g, expected = e;
  }

  /// False too where nothing was compared.
  friend bool operator<=(const deviation& d, double tolerance) { return d.rows > 0 && d.error <= tolerance; }
  friend std::ostream& operator<<(std::ostream& out, const deviation& d) {
    const auto precision = out.precision(17);
    out << d.what << ": worst error " << d.error << " at row " << d.row << " of " << d.rows << ", got "
        << d.got << ", expected " << d.expected;
    out.precision(precision);
    return out;
  }
};

/// Compares f(row) with a column of the table. scale: see error(); where it is not 0 the caller says why.
/// With SYLVA_SHOW_ERRORS in the environment the worst error of every column is printed.
template <class F>
deviation compare(const reference::table& table, std::string_view column, F&& f, double scale = 0) {
  const auto expected = table[column];
  using value = std::invoke_result_t<F&, std::size_t>;
  deviation d;
  d.what = table.file() + " " + std::string(column) + (std::is_same_v<value, float> ? " (float)" : "");
  for (std::size_t row = 0; row < expected.size(); ++row) {
    d.look(static_cast<double>(f(row)), expected[row], row, scale);
  }
  if (std::getenv("SYLVA_SHOW_ERRORS")) std::cerr << d << '\n';
  return d;
}

/// A kernel on the rows of columns, cast to Real: what compare() calls.
template <class Real, class Kernel, class... Columns>
auto at(const Kernel& kernel, const Columns&... columns) {
  return [&, kernel](std::size_t row) { return kernel(static_cast<Real>(columns[row])...); };
}

/// The tolerance for a value type: what double reaches, what float reaches.
template <class Real>
constexpr double tolerance(double in_double, double in_float) {
  return std::is_same_v<Real, float> ? in_float : in_double;
}

/// The scale of a quantity whose cancellation float does not survive; double is held to its relative error.
template <class Real>
constexpr double in_float(double scale) {
  return std::is_same_v<Real, float> ? scale : 0;
}

/// The angle [degree] that is nearest to `to` among those that differ from x by whole circles.
inline double same_turn(double x, double to) { return x + 360 * std::round((to - x) / 360); }

/// x agrees with a figure that was printed with so many decimals: half a unit of the last, and a little for
/// x.
inline bool as_printed(double x, double figure, int decimals) {
  return std::abs(x - figure) <= 0.6 * std::pow(10.0, -decimals);
}

}  // namespace approx
