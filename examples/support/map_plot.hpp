#pragma once

#include <span>
#include <string>
#include <vector>

#include "dataset.hpp"
#include "series.hpp"

namespace sylva::examples {

/// Collects the mean of one variable over all dimensions but two (the horizontal ones) while a run goes on,
/// at no more than about a thousand by two thousand points whatever the size of the grid.
class map_collector {
 public:
  /// `dims` are positions in from.dims(); there are at least two.
  map_collector(source& from, std::vector<std::size_t> dims);

  void add(const block& where, std::span<const double> values);
  void draw(gnuplot& plot, const std::string& title, const plotted_output& output) const;

 private:
  struct axis {
    std::size_t position;  ///< in the cells' dimensions
    std::size_t size;
    std::size_t step;  ///< cells to a point of the picture
    std::string name;
    std::string units;
    double first, last;  ///< coordinates of the outermost points
    [[nodiscard]] std::size_t points() const { return (size + step - 1) / step; }
  };
  [[nodiscard]] axis make_axis(source& from, const std::vector<std::size_t>& dims, std::size_t position,
                               std::size_t most) const;

  axis y_{}, x_{};
  std::vector<double> sum_;
  std::vector<float> count_;
};

}  // namespace sylva::examples
