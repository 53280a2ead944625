#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/gnuplot.hpp"
#include "support/inputs.hpp"
#include "support/map_plot.hpp"
#include "support/series.hpp"

namespace sylva::examples {

/// The picture of --plot: the course of the first output in time, or the map of its mean, whichever fits the
/// grid.
class picture {
 public:
  picture(const std::string& png, source& from, std::vector<std::size_t> dims,
          const std::vector<input_need>& needs, plotted_output output)
      : plot_(png), dims_(std::move(dims)), output_(std::move(output)) {
    if (dims_.size() >= 2) map_.emplace(from, dims_);
    if (dims_.size() == 1) times_ = from.times(dims_[0]);
    for (std::size_t i = 0; i < needs.size(); ++i) {
      if (needs[i].name == "ppfd") ppfd_ = i;
      if (needs[i].name == "tc") tc_ = i;
    }
  }

  void add(const block& where, const std::vector<std::span<const double>>& inputs,
           const values_view& output) {
    std::vector<double> values;
    std::visit([&](const auto& v) { values.assign(v.begin(), v.end()); }, output);
    if (map_) return map_->add(where, values);
    course_.output.insert(course_.output.end(), values.begin(), values.end());
    if (ppfd_) append(course_.ppfd, inputs[*ppfd_], values.size());
    if (tc_) append(course_.tc, inputs[*tc_], values.size());
  }

  void draw(const std::string& title) {
    if (map_) return map_->draw(plot_, title, output_);
    if (!times_) return draw_rows(plot_, title, output_, course_.output);
    course_.calendar = times_->calendar;
    course_.times = times_->at;
    course_.name = output_.name;
    draw_series(plot_, title, output_, {course_});
  }

 private:
  static void append(std::vector<double>& to, std::span<const double> values, std::size_t cells) {
    if (values.size() == cells) {
      to.insert(to.end(), values.begin(), values.end());
    } else {
      to.insert(to.end(), cells, values[0]);
    }
  }

  gnuplot plot_;
  std::vector<std::size_t> dims_;
  plotted_output output_;
  std::optional<map_collector> map_;
  std::optional<time_coordinate> times_;
  std::optional<std::size_t> ppfd_, tc_;
  site_series course_;
};

}  // namespace sylva::examples
