#include <algorithm>
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#include <numeric>
#include <sstream>
#include <sylva/array/scan_in_time.hpp>
#include <sylva/array/segmented.hpp>
#include <sylva/array/taken.hpp>
#include <sylva/environment/pressure.hpp>
#include <sylva/environment/water.hpp>
#include <sylva/models/pmodel.hpp>
#include <sylva/pmodel/acclimation.hpp>

#include "support/mentions.hpp"
#include "support/reference.hpp"

/// Shapes by position against NumPy, and by name against xarray. The memory of each array ends where the
/// array does, so that the sanitizers see what is read too much.

using namespace sylva;

namespace {

struct sum {
  template <class V>
  constexpr V operator()(const V& a, const V& b) const {
    return a + b;
  }
};

struct mean_of_group {
  template <group_of<double> Group>
  constexpr typename Group::value operator()(const Group& g) const {
    using V = typename Group::value;
    return g.sum([](const V& x) { return x; }) / g.count();
  }
};

shape shape_of(const std::string& text) {
  shape s;
  std::string extent;
  for (std::istringstream in(text == "-" ? "" : text); std::getline(in, extent, 'x');) {
    s.extent[s.rank++] = std::stol(extent);
  }
  return s;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  std::string word;
  for (std::istringstream in(text == "-" ? "" : text); in >> word;) all.push_back(word);
  return all;
}

/// step, 2 step, 3 step ... in row-major order; in memory the axes lie in any order, each forwards or
/// backwards.
class counted {
 public:
  counted(const shape& s, double step, unsigned layout) {
    std::vector<int> order(static_cast<std::size_t>(s.rank));
    std::iota(order.begin(), order.end(), 0);
    for (unsigned k = 0; k < layout % 24 && std::next_permutation(order.begin(), order.end()); ++k) {
    }
    memory_.resize(static_cast<std::size_t>(s.size()));
    index_t stride = 1, first = 0;
    view_ = {nullptr, s, {}};
    for (const int axis : order) {
      const bool backwards = (layout >> axis & 1u) != 0;
      view_.stride[axis] = backwards ? -stride : stride;
      if (backwards) first += stride * (s.extent[axis] - 1);
      stride *= s.extent[axis];
    }
    view_.data = memory_.data() + (s.size() > 0 ? first : 0);
    for (index_t i = 0; i < s.size(); ++i) view_(i) = step * static_cast<double>(i + 1);
  }
  counted(const counted&) = delete;
  counted& operator=(const counted&) = delete;
  const strided_view<double>& view() const { return view_; }

 private:
  std::vector<double> memory_;
  strided_view<double> view_;
};

double weighted(const nd_array<double>& a) {
  double total = 0;
  for (index_t i = 0; i < a.size(); ++i) total += static_cast<double>(i + 1) * a.data()[i];
  return total;
}

template <class F>
std::string shape_error_of(const F& f) {
  try {
    f();
  } catch (const shape_error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("arrays broadcast by position as in NumPy, and what does not fit is refused", "[array]") {
  const reference::table t("broadcast_numpy.csv");
  const auto& a = t.text("a");
  const auto& b = t.text("b");
  const auto& joined = t.text("joined");
  const auto sums = t["sum"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    INFO(a[i] << " and " << b[i] << " make " << joined[i]);
    const auto seed = static_cast<unsigned>(i);
    const counted x(shape_of(a[i]), 1, seed), y(shape_of(b[i]), 1000, 7 * seed);
    if (joined[i] == "error") {
      const std::string message = shape_error_of([&] { (void)map(sum{}, x.view(), y.view()); });
      CHECK(message.find("input 2 has shape " + to_string(shape_of(b[i]))) == 0);
      CHECK(message.find(to_string(shape_of(a[i]))) != std::string::npos);
      nd_array<double> out(shape_of(a[i]), -77);
      CHECK_THROWS_AS(transform(sum{}, out, x.view(), y.view()), shape_error);
      CHECK(std::all_of(out.begin(), out.end(), [](double v) { return v == -77; }));
      continue;
    }
    const nd_array<double> made = map(sum{}, x.view(), y.view());
    CHECK(made.extents() == shape_of(joined[i]));
    CHECK(weighted(made) == sums[i]);
    // an output of another shape is not written, too small or too large
    for (const std::string& other : {a[i], b[i]}) {
      nd_array<double> out(shape_of(other), -77);
      if (other == joined[i]) {
        transform(sum{}, out, x.view(), y.view());
        CHECK(weighted(out) == sums[i]);
      } else {
        CHECK_THROWS_AS(transform(sum{}, out, x.view(), y.view()), shape_error);
        CHECK(std::all_of(out.begin(), out.end(), [](double v) { return v == -77; }));
      }
    }
  }
}

TEST_CASE("arrays of named dimensions align as in xarray", "[array]") {
  const reference::table t("broadcast_xarray.csv");
  const auto &a_dims = t.text("a_dims"), &a = t.text("a"), &b_dims = t.text("b_dims"), &b = t.text("b"),
             &joined_dims = t.text("joined_dims"), &joined = t.text("joined");
  const auto sums = t["sum"];
  for (std::size_t i = 0; i < t.rows(); ++i) {
    INFO(a[i] << " (" << a_dims[i] << ") and " << b[i] << " (" << b_dims[i] << ") make " << joined[i] << " ("
              << joined_dims[i] << ")");
    const auto seed = static_cast<unsigned>(i);
    const counted x(shape_of(a[i]), 1, seed), y(shape_of(b[i]), 1000, 5 * seed);
    const std::vector<std::string> x_names = words(a_dims[i]), y_names = words(b_dims[i]);
    const auto x_named = named(x.view(), dimensions(x_names)), y_named = named(y.view(), dimensions(y_names));
    if (joined[i] == "error") {
      const std::string message = shape_error_of([&] { (void)map(sum{}, x_named, y_named); });
      CHECK(message.find("dimension ") == 0);
      CHECK(message.find("input 2 has shape " + to_string(shape_of(b[i]))) != std::string::npos);
      CHECK(message.find("input 1 has shape " + to_string(shape_of(a[i]))) != std::string::npos);
      continue;
    }
    const nd_array<double> made = map(sum{}, x_named, y_named);
    CHECK(made.extents() == shape_of(joined[i]));
    CHECK(weighted(made) == sums[i]);
    // into an output with the dimensions the other way round
    std::vector<std::string> turned = words(joined_dims[i]);
    shape s = made.extents();
    std::reverse(turned.begin(), turned.end());
    std::reverse(s.extent, s.extent + s.rank);
    nd_array<double> out(s, -77);
    transform(sum{}, named(out, dimensions(turned)), x_named, y_named);
    strided_view<double> back{out.data(), made.extents(), {}};
    for (int k = 0; k < s.rank; ++k) back.stride[k] = contiguous_view(out.data(), s).stride[s.rank - 1 - k];
    CHECK(weighted(nd_array<double>(strided_view<const double>(back))) == sums[i]);
  }
}

namespace {

/// Days by sites, as a model run has them.
struct run {
  static constexpr index_t days = 5, sites = 3;
  nd_array<double> tc{shape{2, {days, sites}}}, ppfd{shape{2, {sites, days}}};
  std::vector<double> patm{101325, 95000, 80000}, co2{380, 390, 400, 410, 420};
  pmodel_model<double>::inputs<> x;
  pmodel_model<double>::outputs<> y;

  run() {
    for (index_t t = 0; t < days; ++t) {
      for (index_t s = 0; s < sites; ++s) {
        tc(t, s) = 10 + static_cast<double>(t) + 0.1 * static_cast<double>(s);
        ppfd(s, t) = 500 + 10 * static_cast<double>(t) + static_cast<double>(s);
      }
    }
    x.tc = named(tc, {"time", "site"});
    x.ppfd = named(ppfd, {"site", "time"});
    x.patm = named(patm, {"site"});
    x.co2 = named(co2, {"time"});
    x.vpd = 900;
    x.fapar = one;
  }
  std::vector<double> one{0.9};
  double expected(index_t t, index_t s) const {
    pmodel::forcing<double> f{};
    f.tc = tc(t, s), f.ppfd = ppfd(s, t), f.vpd = 900, f.fapar = 0.9, f.meanalpha = 1;
    f.patm = patm[static_cast<std::size_t>(s)], f.co2 = co2[static_cast<std::size_t>(t)];
    f.reference_kphio = pmodel::pmodel_constants<double>{}.maximum_phi0;
    return pmodel::pmodel_kernel<double>{}(f).gpp;
  }
};

bool close(double a, double b) { return std::abs(a - b) <= 1e-13 * std::abs(b); }

}  // namespace

TEST_CASE("a model runs on arrays of named dimensions, the outputs' order is the call's", "[array]") {
  run r;
  nd_array<double> gpp(shape{2, {run::days, run::sites}}, -77), chi(shape{2, {run::sites, run::days}}, -77);
  r.y.gpp = named(gpp, {"time", "site"});
  r.y.chi = named(chi, {"site", "time"});
  pmodel_model<double>{}.run(r.x, r.y);
  for (index_t t = 0; t < run::days; ++t) {
    for (index_t s = 0; s < run::sites; ++s) {
      CHECK(close(gpp(t, s), r.expected(t, s)));
      CHECK(chi(s, t) > 0.4);
    }
  }
  // the other way round the figures are the same
  nd_array<double> turned(shape{2, {run::sites, run::days}}, -77);
  r.y = {};
  r.y.gpp = named(turned, {"site", "time"});
  pmodel_model<double>{}.run(r.x, r.y);
  for (index_t t = 0; t < run::days; ++t) {
    for (index_t s = 0; s < run::sites; ++s) CHECK(turned(s, t) == gpp(t, s));
  }
}

TEST_CASE("places of range findings are those in the first output's shape", "[array]") {
  run r;
  r.ppfd(2, 1) = 1e6;
  nd_array<double> gpp(shape{2, {run::days, run::sites}});
  r.y.gpp = named(gpp, {"time", "site"});
  for (const auto& f : pmodel_model<double>{}.run_checked(serial{}, r.x, r.y)) {
    if (f.name != "ppfd") continue;
    CHECK(f.found.above == 1);
    CHECK(f.found.worst_at == 1 * run::sites + 2);
  }
}

TEST_CASE("map makes plain arrays of the dimensions in the order of their appearance", "[array]") {
  const std::vector<double> patm{101325, 90000};
  const nd_array<double> tc(shape{2, {3, 2}}, 20);
  const nd_array<double> made =
      map(water_density_fisher<double>{}, named(tc, {"time", "site"}), named(patm, {"site"}));
  CHECK(made.extents() == shape{2, {3, 2}});
  CHECK(close(made(2, 1), water_density_fisher<double>{}(20.0, 90000.0)));
  const std::vector<double> elevation{0, 1000, 2000};
  const std::vector<double> column = map(atmospheric_pressure<double>{}, named(elevation, {"site"}));
  CHECK(close(column[1], atmospheric_pressure<double>{}(1000.0)));
  const auto both = map(pmodel::jmax_wang17<double>{}, named(tc, {"time", "site"}));
  CHECK(both.f_v.extents() == shape{2, {3, 2}});
}

TEST_CASE("dimensions of no elements are no work, by name too", "[array]") {
  const nd_array<double> none(shape{2, {0, 4}});
  const std::vector<double> site(4, 1e5);
  const nd_array<double> made =
      map(water_density_fisher<double>{}, named(none, {"time", "site"}), named(site, {"site"}));
  CHECK(made.extents() == shape{2, {0, 4}});
}

TEST_CASE("names that do not fit are told with argument, dimension and shapes", "[array]") {
  run r;
  nd_array<double> gpp(shape{2, {run::days, run::sites}}, -77), lue(shape{1, {run::days}}, -77);
  r.y.gpp = named(gpp, {"time", "site"});
  const pmodel_model<double> model;
  const auto message = [&] { return shape_error_of([&] { model.run(r.x, r.y); }); };
  SECTION("another extent") {
    r.patm.push_back(70000);
    r.x.patm = named(r.patm, {"site"});
    CHECK(message() ==
          "dimension site is 4 in patm, but 3 in gpp: patm has shape (4,) of (site), gpp has shape (5, 3) of "
          "(time, site)");
  }
  SECTION("an extent of 1 is none that repeats") {
    r.x.patm = named(r.one, {"site"});
    CHECK(message() ==
          "dimension site is 1 in patm, but 3 in gpp: patm has shape (1,) of (site), gpp has shape (5, 3) of "
          "(time, site)");
  }
  SECTION("a dimension that the outputs do not have") {
    r.x.patm = named(r.patm, {"layer"});
    CHECK(message() ==
          "patm has the dimension layer, which no output has: patm has shape (3,) of (layer), gpp has shape "
          "(5, "
          "3) of (time, site)");
  }
  SECTION("outputs of other dimensions") {
    r.y.lue = named(lue, {"time"});
    CHECK(message() ==
          "lue has shape (5,) of (time), but gpp has shape (5, 3) of (time, site): outputs have the same "
          "dimensions, in any order");
  }
  SECTION("too few names, too many names") {
    r.x.tc = named(r.tc, {"time"});
    CHECK(message() == "tc has shape (5, 3), which is not named by (time): give one name an axis");
    r.x.tc = named(r.tc, {"time", "site", "layer"});
    CHECK(message() ==
          "tc has shape (5, 3), which is not named by (time, site, layer): give one name an axis");
  }
  SECTION("an input without names") {
    r.x.patm = r.patm;
    CHECK(
        message() ==
        "patm has shape (3,) without names, but gpp has shape (5, 3) of (time, site): name the dimensions of "
        "all arrays of a call, or of none");
  }
  SECTION("an output without names") {
    r.y.gpp = gpp;
    CHECK(
        message() ==
        "gpp has shape (5, 3) without names, but tc has shape (5, 3) of (time, site): name the dimensions of "
        "all arrays of a call, or of none");
  }
  CHECK(std::all_of(gpp.begin(), gpp.end(), [](double v) { return v == -77; }));
}

TEST_CASE("map tells of names that do not fit, whatever comes first", "[array]") {
  const std::vector<double> a(3), b(4);
  const water_density_fisher<double> kernel{};
  CHECK(shape_error_of([&] { (void)map(kernel, a, named(b, {"site"})); }) ==
        "input 1 has shape (3,) without names, but input 2 has shape (4,) of (site): name the dimensions of "
        "all "
        "arrays of a call, or of none");
  CHECK(shape_error_of([&] { (void)map(kernel, named(a, {"site"}), b); }) ==
        "input 2 has shape (4,) without names, but input 1 has shape (3,) of (site): name the dimensions of "
        "all "
        "arrays of a call, or of none");
  CHECK(
      shape_error_of([&] { (void)map(kernel, named(a, {"site"}), named(b, {"site"})); }) ==
      "dimension site is 4 in input 2, but 3 in input 1: input 2 has shape (4,) of (site), input 1 has shape "
      "(3,) of (site)");
  CHECK(shape_error_of([&] { (void)map(kernel, named(a, {"time", "site"}), 1e5); }) ==
        "input 1 has shape (3,), which is not named by (time, site): give one name an axis");
  const std::vector<double> one{20};
  CHECK(map(kernel, one, named(b, {"site"})).size() == 4);
}

namespace {

struct add_up {
  template <class V>
  constexpr stepped<V, V> operator()(const V& state, const V& x) const {
    return {state + x, state};
  }
};

}  // namespace

TEST_CASE("a scan, whose time is an axis by position, refuses names", "[array]") {
  const std::vector<double> x(3);
  std::vector<double> out(3, -77);
  double state = 0;
  CHECK(shape_error_of([&] { scan(add_up{}, state, out, named(x, {"time"})); }) ==
        "input 1 has shape (3,) of (time), but scan takes axes by position: leave the names out");
  CHECK(out[0] == -77);
}

TEST_CASE("so do a scan in parallel and groups", "[array]") {
  double state = 0;
  const std::vector<double> x(600);
  std::vector<double> y(600), mean(1);
  CHECK(shape_error_of([&] {
          scan_in_time(serial{}, pmodel::moving_average<double>{}, state, y, named(x, {"time"}));
        }) ==
        "input 1 has shape (600,) of (time), but scan_in_time takes axes by position: leave the names out");
  const std::vector<int> offsets{0, 600};
  CHECK(
      shape_error_of([&] { segmented(mean_of_group{}, mean, offsets, no_inputs{}, named(x, {"cohort"})); }) ==
      "element input 1 has shape (600,) of (cohort), but segmented takes axes by position: leave the names "
      "out");
}

TEST_CASE("names are unique, not empty, and eight at most", "[array]") {
  CHECK(shape_error_of([] { (void)dimensions{"time", "site", "time"}; }) ==
        "two dimensions have the name time");
  CHECK(shape_error_of([] { (void)dimensions{"time", ""}; }) == "a dimension has an empty name");
  CHECK(shape_error_of([] { (void)dimensions{"a", "b", "c", "d", "e", "f", "g", "h", "i"}; }) ==
        "there are more than 8 dimensions: i is one too many");
  CHECK(to_string(dimensions{"time", "site"}) == "(time, site)");
  STATIC_REQUIRE(std::is_trivially_copyable_v<dimensions>);
  STATIC_REQUIRE(check_array_type<named_array<std::vector<double>, const double>>());
  STATIC_REQUIRE(writable_array<named_array<std::vector<double>, double>>);
  STATIC_REQUIRE_FALSE(writable_array<named_array<std::vector<double>, const double>>);
}

TEST_CASE("names may be temporaries", "[array]") {
  const auto names_of_file = [] {
    return std::vector<std::string>{"a name of an axis that is long enough for memory of its own", "site"};
  };
  const dimensions dims(names_of_file());
  CHECK(to_string(dims) == "(a name of an axis that is long enough for memory of its own, site)");
  std::vector<double> x{1, 2};
  const auto one = named(x, {names_of_file()[0]});
  CHECK(one.dims().name[0] == names_of_file()[0]);
  CHECK(one.dims().name[0].data() == dims.name[0].data());  // kept once
}

TEST_CASE("entries of tables have the names of their index", "[array]") {
  const std::vector<double> table{10, 20};
  const std::vector<std::int32_t> type{1, 0, 1}, at_first{1};
  const std::vector<double> days{1, 2};
  nd_array<double> out({2, 3});
  const auto y = named(out, {"time", "site"});
  transform(sum{}, y, taken(table, named(type, {"site"})), named(days, {"time"}));
  CHECK(std::vector<double>(out.begin(), out.end()) == std::vector<double>{21, 11, 21, 22, 12, 22});
  transform(sum{}, y, taken(table, at_first), named(days, {"time"}));
  CHECK(std::vector<double>(out.begin(), out.end()) == std::vector<double>{21, 21, 21, 22, 22, 22});
  CHECK(shape_error_of([&] { transform(sum{}, y, taken(table, type), named(days, {"time"})); }) ==
        "input 1 has shape (3,) without names, but output 1 has shape (2, 3) of (time, site): name the "
        "dimensions of all arrays of a call, or of none");
}

TEST_CASE("inputs of named dimensions are looked at where no output is wanted", "[array]") {
  nd_array<double> tc({2, 3}, 20.0);
  tc(1, 2) = 100;
  std::vector<double> vpd{800, 800, -3}, short_vpd{800, 800};
  pmodel_model<double>::inputs<> x;
  x.co2 = 400, x.patm = 101325, x.tc = named(tc, {"time", "site"}), x.vpd = named(vpd, {"site"});
  int seen = 0;
  for (const auto& f : pmodel_model<double>{}.run_checked(serial{}, x, {})) {
    if (f.name == "tc") CHECK((f.found.above == 1 && f.found.worst_at == 5 && ++seen > 0));
    if (f.name == "vpd") CHECK((f.found.impossible == 2 && ++seen > 0));  // at each time
  }
  CHECK(seen == 2);
  x.vpd = named(short_vpd, {"site"});
  CHECK(mentions(shape_error_of([&] { (void)pmodel_model<double>{}.run_checked(serial{}, x, {}); }),
                 {"vpd", "site"}));
}
