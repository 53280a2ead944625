#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model.hpp"
#include "support/gnuplot.hpp"
#include "support/map_plot.hpp"
#include "weather.hpp"

namespace sylva::examples {

/// The picture of --plot: the water balance of one site through the year, or a map of AET over PET.
class picture {
 public:
  /// `sites` are the dimensions without time. Throws where neither picture fits.
  picture(const std::string& png, source& from, const std::vector<std::size_t>& sites, bool one_site);

  [[nodiscard]] bool of_one_site() const { return !map_; }
  void add_map(const block& sites, const site_sums& sums);
  void add_site(const day_axis& axis, const water_series& series, std::span<const double> precipitation);
  void draw(const std::string& name);

 private:
  void draw_site(const std::string& name);

  gnuplot plot_;
  std::optional<map_collector> map_;
  calendar_kind calendar_ = calendar_kind::standard;
  std::vector<std::int64_t> days_;
  water_series series_;
  std::vector<double> precipitation_;
};

}  // namespace sylva::examples
