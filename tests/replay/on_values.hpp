#pragma once

#include <sylva/array/transform.hpp>
#include <tuple>

#include "replay/results.hpp"

namespace replay {

/// Runs kernels on numbers, row by row.
template <std::floating_point Real>
struct on_values {
  using real = Real;
  using space = sylva::host_space;
  using array = std::vector<Real>;
  static sylva::serial policy() { return {}; }

  /// A kernel of columns, cast to Real.
  template <class Kernel, std::same_as<double>... Columns>
  auto operator()(const Kernel& kernel, const std::vector<double>& first,
                  const std::vector<Columns>&... more) const {
    results<decltype(kernel(Real(first[0]), Real(more[0])...))> all;
    for (std::size_t i = 0; i < first.size(); ++i) {
      all.rows.push_back(kernel(Real(first[i]), Real(more[i])...));
    }
    return all;
  }
  /// A kernel of structs.
  template <class Kernel, sylva::zippable Row>
  auto operator()(const Kernel& kernel, const std::vector<Row>& rows) const {
    results<decltype(kernel(rows[0]))> all;
    for (const Row& row : rows) all.rows.push_back(kernel(row));
    return all;
  }

  static array upload(const std::vector<double>& column) { return array(column.begin(), column.end()); }
  static array make(std::size_t n) { return array(n); }
  static std::vector<Real> download(const array& a) { return a; }
};

using runners = std::tuple<on_values<double>, on_values<float>>;
/// For what there are figures in double only for.
using double_runners = std::tuple<on_values<double>>;

}  // namespace replay
