#include "picture.hpp"

#include <sylva/models/crown_outline.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "support/text.hpp"

namespace sylva::examples {
namespace {

// Okabe and Ito's colours, which are told apart by the colour-blind, too; the last is for all other types.
constexpr std::array<const char*, 7> colors{"#0072B2", "#E69F00", "#009E73", "#CC79A7",
                                            "#56B4E9", "#D55E00", "#000000"};
constexpr const char* color_of_others = "#999999";

constexpr int width = 1400, height = 1150;
/// A panel, in shares of the picture.
struct panel {
  double left, right, bottom, top;
  [[nodiscard]] std::string margins() const {
    return text("set lmargin at screen ", left, "\nset rmargin at screen ", right, "\nset bmargin at screen ",
                bottom, "\nset tmargin at screen ", top, "\n");
  }
  [[nodiscard]] double pixels_across() const { return (right - left) * width; }
  [[nodiscard]] double pixels_up() const { return (top - bottom) * height; }
};
constexpr panel course{0.065, 0.445, 0.600, 0.915}, sizes{0.580, 0.985, 0.600, 0.915};
constexpr panel layers{0.065, 0.300, 0.085, 0.440}, crowns{0.350, 0.985, 0.085, 0.440};

constexpr const char* reset =
    "unset key\nunset label\nunset object\nunset arrow\nunset logscale\nunset title\nunset xlabel\nunset "
    "ylabel\nunset x2label\nunset y2label\nunset x2tics\nunset y2tics\nset xtics autofreq\nset ytics "
    "autofreq\n"
    "set grid xtics ytics\n";

/// The trees of one cohort.
struct tree {
  std::size_t cohort;
  std::size_t type;
  demography::allometry<double> size;
  double dbh;
  double stems;       ///< [ha-1]
  std::size_t layer;  ///< that its top is in
};

/// The cell that is drawn.
class stand_view {
 public:
  stand_view(const cohorts<double>& stand, const stand_canopy& canopy, std::size_t cell) : stand_(stand) {
    for (auto l = static_cast<std::size_t>(canopy.offsets[cell]);
         l < static_cast<std::size_t>(canopy.offsets[cell + 1]); ++l) {
      foot_.push_back(canopy.height[l]), lai_.push_back(canopy.lai[l]);
      light_.push_back(canopy.transmission[l]);
    }
    light_.push_back(canopy.ground_light[cell]);
    const cohort_columns<double>& c = stand.columns();
    std::vector<double> basal_area(stand.types().size());
    for (auto k = static_cast<std::size_t>(c.offsets[cell]);
         k < static_cast<std::size_t>(c.offsets[cell + 1]); ++k) {
      if (!(c.n_individuals[k] > 0)) continue;
      tree t{k,
             static_cast<std::size_t>(c.type[k]),
             {},
             c.dbh[k],
             c.n_individuals[k] * 10000 / c.cell_area[cell],
             0};
      t.size =
          demography::stem_allometry<double>{}(demography::allometry_inputs<double>::of(traits(t), t.dbh));
      while (t.layer + 1 < foot_.size() && !(t.size.stem_height > foot_[t.layer])) ++t.layer;
      basal_area[t.type] += t.stems * t.dbh * t.dbh;
      trees_.push_back(t);
    }
    // who has most basal area has a colour of its own
    std::vector<std::size_t> order;
    for (std::size_t t = 0; t < basal_area.size(); ++t) {
      if (basal_area[t] > 0) order.push_back(t);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return basal_area[a] > basal_area[b]; });
    if (order.size() > colors.size()) order.resize(colors.size());
    std::sort(order.begin(), order.end());
    slots_ = order;
    has_others_ =
        std::any_of(trees_.begin(), trees_.end(), [&](const tree& t) { return slot(t) == slots_.size(); });
  }

  [[nodiscard]] const std::vector<tree>& trees() const { return trees_; }
  [[nodiscard]] const demography::plant_traits<double>& traits(const tree& t) const {
    return stand_.types().types()[t.type].traits;
  }
  [[nodiscard]] std::size_t slots() const { return slots_.size() + (has_others_ ? 1 : 0); }
  [[nodiscard]] std::size_t slot(const tree& t) const {
    return static_cast<std::size_t>(std::find(slots_.begin(), slots_.end(), t.type) - slots_.begin());
  }
  [[nodiscard]] const char* color(std::size_t slot) const {
    return slot < slots_.size() ? colors.at(slot) : color_of_others;
  }
  [[nodiscard]] std::string name(std::size_t slot) const {
    return slot < slots_.size() ? stand_.types().name(slots_[slot]) : "all others";
  }
  [[nodiscard]] const std::vector<double>& foot() const { return foot_; }  ///< of each layer [m]
  [[nodiscard]] const std::vector<double>& lai() const { return lai_; }    ///< of each layer
  [[nodiscard]] const std::vector<double>& light() const {
    return light_;
  }  ///< on each layer, and the ground
  [[nodiscard]] double top() const {
    double most = 0;
    for (const tree& t : trees_) most = std::max(most, t.size.stem_height);
    return most;
  }

 private:
  const cohorts<double>& stand_;
  std::vector<double> foot_, lai_, light_;
  std::vector<tree> trees_;
  std::vector<std::size_t> slots_;  ///< types with a colour of their own
  bool has_others_ = false;
};

/// 1, 2 or 5 times a power of ten, so that `most` has about `parts` of it.
double round_step(double most, int parts) {
  const double raw = most / parts, base = std::pow(10, std::floor(std::log10(raw)));
  for (const double k : {1.0, 2.0, 5.0}) {
    if (raw <= k * base) return k * base;
  }
  return 10 * base;
}

std::string course_panel(const std::vector<std::int64_t>& years, const std::vector<double>& stock,
                         const std::vector<double>& basal_area) {
  std::string out = text(course.margins(), reset, "$course << EOD\n");
  for (std::size_t i = 0; i < years.size(); ++i)
    out += text(years[i], " ", stock[i], " ", basal_area[i], "\n");
  const char* with = years.size() == 1 ? "points pt 7 ps 1.5" : "lines lw 3";
  const auto first = static_cast<double>(years.front()), last = static_cast<double>(years.back());
  return text(out, "EOD\nset title 'Through time'\nset xlabel 'year'\nset xrange [",
              years.size() == 1 ? first - 1 : first, ":", years.size() == 1 ? first + 1 : last,
              "]\nset ylabel 'living carbon  [kg C m^{-2}]' tc rgb '#0072B2'\nset yrange [0:*]\n"
              "set y2label 'basal area  [m^2 ha^{-1}]' tc rgb '#D55E00'\nset y2range [0:*]\nset y2tics\n"
              "set ytics nomirror tc rgb '#0072B2'\nset y2tics tc rgb '#D55E00'\n"
              "set key bottom right Left reverse\nplot $course using 1:2 with ",
              with, " lc rgb '#0072B2' title 'living carbon (left)', $course using 1:3 axes x1y2 with ", with,
              years.size() == 1 ? "" : " dt (7,4)", " lc rgb '#D55E00' title 'basal area (right)'\n",
              "set ytics tc default\nset ylabel tc default\n");
}

/// Two digits, and no powers of ten.
std::string short_number(double x) {
  return x < 10 ? rounded(x, x < 0.1 ? 1 : 2) : text(static_cast<long long>(std::llround(x)));
}

/// A panel in which there is nothing to be seen, and why.
std::string empty_panel(const panel& where, const char* title) {
  return text(where.margins(), reset, "set title '", title,
              "'\nset xrange [0:1]\nset yrange [0:1]\nset label 1 'no trees' at 0.5,0.5 center tc rgb "
              "'#666666'\nplot -1 notitle\n");
}

/// Tics of a logarithmic axis, which gnuplot would set at equal distances where there are few decades.
std::string decades(double bottom, double top) {
  std::string tics;
  const std::vector<double> of_decade = top / bottom > 1e3 ? std::vector{1.0} : std::vector{1.0, 2.0, 5.0};
  for (double base = bottom; base <= top; base *= 10) {
    for (const double k : of_decade) {
      if (k * base <= top) tics += text(tics.empty() ? "" : ", ", "'", rounded(k * base), "' ", k * base);
    }
  }
  return tics;
}

std::string sizes_panel(const stand_view& stand) {
  if (stand.trees().empty()) return empty_panel(sizes, "Stems by size");
  double thickest = 0;
  for (const tree& t : stand.trees()) thickest = std::max(thickest, t.dbh * 100);
  const double step = std::max(round_step(thickest, 20), 1e-3);
  const auto classes = static_cast<std::size_t>(thickest / step) + 1;
  std::vector<std::vector<double>> stems(stand.slots(), std::vector<double>(classes));
  for (const tree& t : stand.trees()) {
    stems[stand.slot(t)][std::min(classes - 1, static_cast<std::size_t>(t.dbh * 100 / step))] += t.stems;
  }
  double least = 1e300, most = 0;
  for (const auto& slot : stems) {
    for (const double n : slot) {
      if (n > 0) least = std::min(least, n), most = std::max(most, n);
    }
  }
  const double top = std::pow(10, std::floor(std::log10(most)));
  const double bottom = std::clamp(std::pow(10, std::floor(std::log10(least))), top / 1e6, top / 10);
  std::string data, lines;
  const double bar = step * 0.9 / static_cast<double>(stand.slots());
  for (std::size_t s = 0; s < stand.slots(); ++s) {
    data += text("$stems", s, " << EOD\n");
    for (std::size_t k = 0; k < classes; ++k) {
      if (!(stems[s][k] > bottom)) continue;
      const double at = step * (static_cast<double>(k) + 0.05) + bar * (static_cast<double>(s) + 0.5);
      data += text(at, " ", stems[s][k], "\n");
    }
    data +=
        text(-100 * step, " 1\nEOD\n");  // outside: a type with nothing to be seen has its name all the same
    lines += text(s == 0 ? "plot " : ", ", "$stems", s, " using 1:2:(", bar,
                  ") with boxes fs solid 0.9 noborder lc rgb '", stand.color(s), "' title ",
                  plot_string(stand.name(s)));
  }
  return text(sizes.margins(), reset, data,
              "set title 'Stems by size'\nset xlabel 'diameter at breast height  [cm]'\n",
              "set xrange [0:", step * static_cast<double>(classes), "]\nset xtics ",
              std::max(step, round_step(thickest, 8)), "\nset logscale y\nset ytics (",
              decades(bottom, most * 3), ")\nset format y '%g'\nset ylabel 'stems in a class of ",
              rounded(step), " cm  [ha^{-1}]'\nset yrange [", bottom * 0.999, ":", most * 3,
              "]\nset key top right Left reverse noenhanced\n", lines, "\nunset logscale\nset format y\n");
}

/// Dashed where one layer ends and the next begins.
std::string feet_of_layers(const stand_view& stand) {
  std::string out;
  for (const double z : stand.foot()) {
    if (z > 0) {
      out += text("set arrow from graph 0, first ", z, " to graph 1, first ", z,
                  " nohead back dt (3,4) lc rgb '#888888'\n");
    }
  }
  return out;
}

std::string layers_panel(const stand_view& stand, double ceiling) {
  if (stand.trees().empty()) return empty_panel(layers, "Layers of the canopy");
  std::string boxes, light = "$light << EOD\n";
  double above = stand.top(), most = 0;
  for (std::size_t l = 0; l < stand.foot().size(); ++l) {
    boxes += text("set object ", l + 1, " rectangle from 0,", stand.foot()[l], " to ", stand.lai()[l], ",",
                  above, " back fc rgb '#8da0b8' fs solid 0.6 border lc rgb '#4b5f7a'\n");
    light += text(stand.light()[l], " ", above, "\n");
    above = stand.foot()[l];
    most = std::max(most, stand.lai()[l]);
  }
  light += text(stand.light().back(), " 0\nEOD\n");
  const double step = round_step(std::max(most, 1e-6) * 1.05, 4);
  return text(
      layers.margins(), reset, light, boxes, feet_of_layers(stand),
      "set title 'Layers of the canopy' offset 0,0.4\nset xlabel 'leaf area index of the layer' tc rgb "
      "'#4b5f7a'\nset xrange [0:",
      step * std::ceil(most * 1.05 / step), "]\nset xtics ", step,
      " nomirror tc rgb '#4b5f7a'\nset x2label 'share of the light that comes down' tc rgb '#D55E00' "
      "offset 0,-0.7\nset x2range [0:1]\nset x2tics 0.25 tc rgb '#D55E00' offset 0,-0.4\n"
      "set ylabel 'height  [m]'\nset yrange [0:",
      ceiling,
      "]\nplot $light using 1:2 axes x2y1 with linespoints lw 3 pt 7 ps 1 lc rgb '#D55E00' notitle\n"
      "set xtics tc default\n");
}

/// Trees side by side, drawn to scale.
struct row_of_trees {
  std::vector<tree> trees;
  std::vector<double> middle;  ///< of each [m]
  double across = 0;           ///< [m]
  double ceiling = 1;          ///< [m]
  std::size_t left_out = 0;    ///< cohorts
};

/// Trees of one layer, who covers most in front: the first of each type, the second of each, and so on. Who
/// covers hardly anything is left out, unless it is the first of its type.
template <class Covered>
std::vector<tree> types_by_turns(std::vector<tree> trees, const Covered& covered) {
  constexpr double hardly = 0.01;
  std::map<std::size_t, std::size_t> seen;
  std::vector<std::pair<std::size_t, tree>> turns;
  for (const tree& t : trees) {
    const std::size_t turn = seen[t.type]++;
    if (turn == 0 || covered(t) > hardly * covered(trees.front())) turns.emplace_back(turn, t);
  }
  std::stable_sort(turns.begin(), turns.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  trees.clear();
  for (const auto& [turn, t] : turns) trees.push_back(t);
  return trees;
}

/// Of each layer and type those whose crowns cover most, as many as there is room for.
row_of_trees arrange(const stand_view& stand) {
  row_of_trees row;
  const double top = std::max(stand.top(), 0.1);
  row.ceiling = top * 1.06;
  double metres = row.ceiling / crowns.pixels_up();  // of a pixel
  constexpr double label = 54;                       // pixels that the figures below a tree need
  const auto room_for = [&](const tree& t) {
    const double radius = t.size.crown_r0 * stand.traits(t).q_m;
    return std::max(2.15 * radius, label * metres);
  };
  std::vector<std::vector<tree>> of_layers(std::max<std::size_t>(stand.foot().size(), 1));
  for (const tree& t : stand.trees()) of_layers[t.layer].push_back(t);
  const auto covered = [](const tree& t) { return t.stems * t.size.crown_area; };
  std::vector<std::size_t> taken(of_layers.size());
  for (auto& trees : of_layers) {
    std::stable_sort(trees.begin(), trees.end(),
                     [&](const tree& a, const tree& b) { return covered(a) > covered(b); });
    trees = types_by_turns(std::move(trees), covered);
  }
  const double room = crowns.pixels_across() * metres;
  double used = 0;
  for (std::size_t round = 0; round < stand.trees().size(); ++round) {
    for (std::size_t l = 0; l < of_layers.size(); ++l) {
      if (taken[l] != round || round >= of_layers[l].size()) continue;
      const double more = room_for(of_layers[l][round]);
      if (used + more > room && !row.trees.empty()) continue;
      used += more, ++taken[l];
      row.trees.push_back(of_layers[l][round]);
    }
  }
  row.left_out = stand.trees().size() - row.trees.size();
  std::stable_sort(row.trees.begin(), row.trees.end(), [](const tree& a, const tree& b) {
    return a.layer != b.layer ? a.layer < b.layer : a.size.stem_height > b.size.stem_height;
  });
  if (used > room) row.ceiling *= used / room, metres *= used / room;  // one crown wider than the panel
  row.across = crowns.pixels_across() * metres;
  const double gap = (row.across - used) / static_cast<double>(row.trees.size() + 1);
  double at = gap;
  for (const tree& t : row.trees) {
    row.middle.push_back(at + room_for(t) / 2);
    at += room_for(t) + gap;
  }
  return row;
}

std::string crowns_panel(const stand_view& stand, const row_of_trees& row) {
  if (stand.trees().empty()) return empty_panel(crowns, "Crowns");
  std::string data, lines, tics;
  for (std::size_t i = 0; i < row.trees.size(); ++i) {
    const tree& t = row.trees[i];
    std::vector<double> z;
    constexpr int points = 120;
    for (int k = 0; k <= points; ++k) z.push_back(t.size.stem_height * k / points);
    const auto line = outline_of_crown<double>(stand.traits(t), t.size, z, "crown_radius",
                                               {.two_sided = true, .offset = row.middle[i]});
    data += text("$crown", i, " << EOD\n");
    for (std::size_t k = 0; k < line.x.size(); ++k) data += text(line.x[k], " ", line.z[k], "\n");
    data += text("EOD\n$stem", i, " << EOD\n", row.middle[i] - t.dbh / 2, " 0\n", row.middle[i], " ",
                 t.size.stem_height, "\n", row.middle[i] + t.dbh / 2, " 0\nEOD\n");
    const char* color = stand.color(stand.slot(t));
    lines += text(i == 0 ? "plot " : ", ", "$stem", i,
                  " using 1:2 with filledcurves closed fc rgb '#5b4a3a' fs solid 1 notitle, $crown", i,
                  " using 1:2 with filledcurves closed fc rgb '", color,
                  "' fs transparent solid 0.45 notitle, $crown", i, " using 1:2 with lines lw 1.5 lc rgb '",
                  color, "' notitle");
    tics += text(i == 0 ? "" : ", ", "\"", short_number(t.dbh * 100), "\\n", short_number(t.stems), "\" ",
                 row.middle[i]);
  }
  return text(crowns.margins(), reset, data, feet_of_layers(stand),
              "set title 'Crowns to scale: of each layer and type the cohorts that cover most",
              row.left_out > 0 ? text(", ", row.trees.size(), " of ", stand.trees().size()) : "",
              "'\nset xrange [0:", row.across, "]\nset yrange [0:", row.ceiling,
              "]\nset grid noxtics ytics\nset xtics (", tics,
              ") font ',9' scale 0\nset label 1 \"diameter [cm]\\nstems [ha^{-1}]\" at graph -0.008, "
              "character 2.85 right "
              "font ',9'\n",
              lines, "\n");
}

}  // namespace

void picture::add(std::int64_t year, const stand_numbers& numbers) {
  years_.push_back(year);
  stock_.push_back(numbers.stock[cell_]);
  basal_area_.push_back(numbers.basal_area[cell_]);
}

void picture::draw(const std::string& title, const cohorts<double>& stand, const stand_canopy& canopy) {
  const stand_view view(stand, canopy, cell_);
  const row_of_trees row = view.trees().empty() ? row_of_trees{} : arrange(view);
  plot_.draw(
      width, height,
      text("set multiplot title ",
           plot_string(
               text(title, ": cell ", stand.columns().cell_id[cell_], " at the end of year ", years_.back())),
           " noenhanced font ',15'\nset border lc rgb '#555555'\nset tics out nomirror\nset grid lc rgb "
           "'#d8d8d8' lw 1\nset title font ',12'\n",
           course_panel(years_, stock_, basal_area_), sizes_panel(view), layers_panel(view, row.ceiling),
           crowns_panel(view, row), "unset multiplot\n"));
}

}  // namespace sylva::examples
