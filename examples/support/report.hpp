#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <sylva/core/bounds.hpp>
#include <vector>

#include "dataset.hpp"

namespace sylva::examples {

/// What was found in one input, in one box of cells; positions are cells.
struct range_note {
  sylva::variable_range range;
  sylva::range_finding found;
};

/// Counts what is missing, not as expected, impossible or undefined while the boxes of a run go by, and tells
/// it at the end.
class run_report {
 public:
  run_report(std::vector<std::string> inputs, std::vector<std::string> outputs);

  /// One box: inputs have one value a cell or one for all; outputs one a cell.
  void add(const block& where, const std::vector<std::span<const double>>& inputs,
           const std::vector<range_note>& notes, std::span<const values_view> outputs);

  /// Of the inputs that have impossible values, the worst one of the first; a code of missing values perhaps.
  [[nodiscard]] std::optional<double> worst_impossible() const;

  /// Lines for the summary. `place` says where a cell is, `units` what an input is measured in.
  [[nodiscard]] std::vector<std::string> lines(
      const std::function<std::string(std::span<const std::size_t>)>& place,
      const std::function<std::string(const std::string&)>& units) const;

  [[nodiscard]] std::size_t cells() const { return cells_; }

 private:
  struct finding {
    range_note note;
    std::vector<std::size_t> worst_index, impossible_index;
  };
  void count_missing(std::size_t cells, const std::vector<std::span<const double>>& inputs);
  /// Cells with impossible values have no value that could be asked for.
  void leave_out_impossible(const std::vector<std::span<const double>>& inputs, const range_note& note);
  void merge(const block& where, const range_note& note);

  std::vector<std::string> inputs_, outputs_;
  std::vector<std::size_t> missing_of_;  ///< for each input
  std::vector<std::size_t> undefined_;   ///< for each output: NaN or infinite though no input is missing
  std::vector<finding> findings_;
  std::vector<unsigned char> incomplete_;
  std::size_t cells_ = 0;
  std::size_t missing_ = 0;
};

/// Measures how long the parts of a run take.
class stopwatch {
 public:
  /// Runs f and adds its time to `total` seconds.
  template <class F>
  static void timed(double& total, F&& f) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    total += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
};

/// A bar on standard error while long work goes on, if that is a terminal; nothing otherwise.
class progress_bar {
 public:
  progress_bar(std::string label, std::size_t total);
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar();
  void add(std::size_t done);

 private:
  std::string label_;
  std::size_t total_;
  std::size_t done_ = 0;
  bool visible_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = begin_;
};

}  // namespace sylva::examples
