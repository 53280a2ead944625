#include "map_plot.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gnuplot.hpp"
#include "text.hpp"

namespace sylva::examples {
namespace {

/// Whether a dimension runs north or east, by the units of its coordinate or by its name.
bool runs(source& from, std::size_t dim, std::string_view direction, std::string_view name) {
  std::string units;
  (void)from.coordinate(dim, units);
  const std::string own = lower(from.dims()[dim].name);
  return units.find(direction) != units.npos || own == name || own == name.substr(0, 3);
}

}  // namespace

map_collector::map_collector(source& from, std::vector<std::size_t> dims) {
  std::size_t y = dims.size() - 2, x = dims.size() - 1;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    for (std::size_t j = 0; j < dims.size(); ++j) {
      if (i != j && runs(from, dims[i], "north", "latitude") && runs(from, dims[j], "east", "longitude"))
        y = i, x = j;
    }
  }
  y_ = make_axis(from, dims, y, 1080);
  x_ = make_axis(from, dims, x, 2160);
  sum_.assign(y_.points() * x_.points(), 0);
  count_.assign(sum_.size(), 0);
}

map_collector::axis map_collector::make_axis(source& from, const std::vector<std::size_t>& dims,
                                             std::size_t position, std::size_t most) const {
  axis a{position, from.dims()[dims[position]].size, 1, from.dims()[dims[position]].name, "", 0, 0};
  a.step = (a.size + most - 1) / most;
  const std::vector<double> values = from.coordinate(dims[position], a.units);
  a.first = values.empty() ? 0 : values.front();
  a.last = values.empty() ? static_cast<double>(a.size - 1) : values.back();
  return a;
}

void map_collector::add(const block& where, std::span<const double> values) {
  const std::size_t rank = where.count.size();
  std::vector<std::size_t> index = where.start;
  const std::size_t columns = x_.points();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) {
      const std::size_t at = index[y_.position] / y_.step * columns + index[x_.position] / x_.step;
      sum_[at] += values[i];
      count_[at] += 1;
    }
    for (std::size_t d = rank; d-- > 0;) {
      if (++index[d] < where.start[d] + where.count[d]) break;
      index[d] = where.start[d];
    }
  }
}

void map_collector::draw(gnuplot& plot, const std::string& title, const plotted_output& output) const {
  const bool carbon = output.name == "gpp";
  const double scale = carbon ? grams(1, 0, 86400) : 1;
  std::vector<float> points(sum_.size()), seen;
  for (std::size_t i = 0; i < points.size(); ++i) {
    points[i] = count_[i] > 0 ? static_cast<float>(sum_[i] / static_cast<double>(count_[i]) * scale)
                              : std::numeric_limits<float>::quiet_NaN();
    if (count_[i] > 0) seen.push_back(points[i]);
  }
  if (seen.empty()) fail("cannot draw '", plot.path(), "': '", output.name, "' has no value in any cell");
  // One wild cell must not turn the rest of the map into one colour.
  const auto at = [&](double share) {
    const auto n = static_cast<std::ptrdiff_t>(share * static_cast<double>(seen.size() - 1));
    std::nth_element(seen.begin(), seen.begin() + n, seen.end());
    return static_cast<double>(seen[static_cast<std::size_t>(n)]);
  };
  double high = at(0.998), low = at(0.002);
  if (low >= 0 && low < high / 2) low = 0;
  if (!(low < high)) low -= 0.5, high += 0.5;

  const double dx = (x_.last - x_.first) / static_cast<double>(std::max<std::size_t>(1, x_.points() - 1));
  const double dy = (y_.last - y_.first) / static_cast<double>(std::max<std::size_t>(1, y_.points() - 1));
  const bool globe = x_.units.find("east") != std::string::npos;
  const std::string label =
      carbon ? "mean GPP  [g C m^{-2} d^{-1}]" : output.name + "  [" + plot_units(output.units) + "]";
  const auto axis_label = [](const axis& a) {
    return a.units.empty() ? a.name : a.name + "  [" + a.units + "]";
  };
  std::string script =
      text("set title ", plot_string(title), " noenhanced font ',14'\n",
           // ColorBrewer's YlGn with a dark end: dry is pale, green is productive, and grey is no land
           "set palette defined (0 '#fff7bc', 0.12 '#e5f5a3', 0.3 '#addd8e', 0.5 '#5ab769', 0.7 '#238443', "
           "0.85 '#00603a', 1 '#00332b')\n"
           "set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb '#d9dde0' fs noborder\n"
           "set border lc rgb '#555555'\nset tics out nomirror\nunset key\n"
           "set label 'grey: no value' at graph 0.995,0.02 right font ',9' tc rgb '#666666' front\nset "
           "cblabel offset 1.5,0 ",
           plot_string(label), "\nset cbrange [", low, ":", high, "]\nset xrange [", x_.first - dx / 2, ":",
           x_.last + dx / 2, "]\nset yrange [", std::min(y_.first, y_.last) - std::abs(dy) / 2, ":",
           std::max(y_.first, y_.last) + std::abs(dy) / 2, "]\n");
  if (globe) {
    script += "set size ratio -1\nset format x '%.0f°'\nset format y '%.0f°'\nset xtics 60\nset ytics 30\n";
  } else {
    script += text("set xlabel ", plot_string(axis_label(x_)), " noenhanced\nset ylabel ",
                   plot_string(axis_label(y_)), " noenhanced\n");
  }
  script += text("plot ", plot.binary(points), " binary array=(", x_.points(), ",", y_.points(),
                 ") format='%float' origin=(", x_.first, ",", std::min(y_.first, y_.last),
                 ") dx=", dx == 0 ? 1 : dx, " dy=", dy == 0 ? 1 : std::abs(dy), dy < 0 ? " flipy" : "",
                 " with image\n");
  plot.draw(1400, globe ? 700 : 900, script);
}

}  // namespace sylva::examples
