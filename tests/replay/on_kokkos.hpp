#pragma once

#include <sylva/backends/kokkos_device.hpp>
#include <tuple>

#include "replay/results.hpp"

namespace replay {

/// Runs kernels on Views in the memory of an execution space, all rows in one call.
template <class Ex, std::floating_point Real>
struct on_kokkos {
  using real = Real;
  using array = Kokkos::View<Real*, typename Ex::memory_space>;
  using space = sylva::array_space_t<array>;
  static Ex policy() { return {}; }

  /// A kernel of columns, cast to Real.
  template <class Kernel, std::same_as<double>... Columns>
  auto operator()(const Kernel& kernel, const std::vector<double>& first,
                  const std::vector<Columns>&... more) const {
    using result = decltype(kernel(Real(first[0]), Real(more[0])...));
    return run<result>(kernel, first.size(), upload(first), upload(more)...);
  }
  /// A kernel of structs.
  template <class Kernel, sylva::zippable Row>
  auto operator()(const Kernel& kernel, const std::vector<Row>& rows) const {
    const auto columns = columns_of<Real>(rows);
    sylva::rebind_t<Row, array> x;
    std::size_t k = 0;
    sylva::rebind_t<Row, array>::zip(x, x, [&](array& a, const array&) { a = upload(columns[k++]); });
    return run<decltype(kernel(rows[0]))>(kernel, rows.size(), x);
  }

  template <class T>
  static array upload(const std::vector<T>& column) {
    const array a("column", column.size());
    const auto host = Kokkos::create_mirror_view(a);
    for (std::size_t i = 0; i < column.size(); ++i) host(i) = static_cast<Real>(column[i]);
    Kokkos::deep_copy(a, host);
    return a;
  }
  static array make(std::size_t n) { return array("column", n); }
  static std::vector<Real> download(const array& a) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace{}, a);
    return std::vector<Real>(host.data(), host.data() + host.size());
  }

 private:
  template <class Result, class Kernel, class... Inputs>
  static results<Result> run(const Kernel& kernel, std::size_t n, const Inputs&... inputs) {
    if constexpr (sylva::zippable<Result>) {
      using outputs = sylva::rebind_t<Result, array>;
      outputs y;
      outputs::zip(y, y, [&](array& a, const array&) { a = make(n); });
      sylva::transform(policy(), kernel, y, inputs...);
      policy().fence();
      std::vector<std::vector<Real>> columns;
      outputs::zip(y, y, [&](const array& a, const array&) { columns.push_back(download(a)); });
      return {rows_of<Result>(columns)};
    } else {
      const array y = make(n);
      sylva::transform(policy(), kernel, y, inputs...);
      policy().fence();
      return {download(y)};
    }
  }
};

using runners = std::tuple<on_kokkos<Kokkos::DefaultExecutionSpace, double>,
                           on_kokkos<Kokkos::DefaultExecutionSpace, float>>;
/// For what there are figures in double only for.
using double_runners = std::tuple<on_kokkos<Kokkos::DefaultExecutionSpace, double>>;

}  // namespace replay
