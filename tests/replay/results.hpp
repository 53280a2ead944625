#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <sylva/array/bind.hpp>
#include <utility>
#include <vector>

namespace replay {

/// What a kernel gave for every row: what approx::compare calls.
template <class Result>
struct results {
  std::vector<Result> rows;
  Result operator()(std::size_t row) const { return rows[row]; }
};

/// The members of structs, each as a column.
template <class Real, sylva::zippable Row>
std::vector<std::vector<Real>> columns_of(const std::vector<Row>& rows) {
  std::vector<std::vector<Real>> columns(static_cast<std::size_t>(sylva::member_count<Row>()));
  for (const Row& row : rows) {
    std::size_t k = 0;
    Row::zip(row, row, [&](const auto& value, const auto&) { columns[k++].push_back(value); });
  }
  return columns;
}

/// And back.
template <sylva::zippable Row, class Real>
std::vector<Row> rows_of(const std::vector<std::vector<Real>>& columns) {
  std::vector<Row> rows(columns.at(0).size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::size_t k = 0;
    Row::zip(rows[i], rows[i], [&](auto& value, const auto&) { value = columns[k++][i]; });
  }
  return rows;
}

/// Rows of one key go through one kernel, kernel_of(row) of any of them.
template <class Run, class KernelOf, class... Input>
auto by_key(const Run& run, const std::vector<std::string>& keys, const KernelOf& kernel_of,
            const std::vector<Input>&... inputs) {
  std::map<std::string, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < keys.size(); ++i) places[keys[i]].push_back(i);
  using result = decltype(run(kernel_of(std::size_t(0)), inputs...)(std::size_t(0)));
  results<result> all{std::vector<result>(keys.size())};
  const auto picked = [](const auto& from, const std::vector<std::size_t>& at) {
    auto some = from;
    some.clear();
    for (const std::size_t i : at) some.push_back(from[i]);
    return some;
  };
  for (const auto& [key, at] : places) {
    const auto mine = run(kernel_of(at.front()), picked(inputs, at)...);
    for (std::size_t j = 0; j < at.size(); ++j) all.rows[at[j]] = mine(j);
  }
  return all;
}

}  // namespace replay
