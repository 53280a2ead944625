#pragma once

#include <algorithm>
#include <sylva/array/launch.hpp>
#include <sylva/array/scan.hpp>
#include <sylva/array/scratch.hpp>
#include <sylva/splash/forcing.hpp>

namespace sylva {

/// What a run of SPLASH needs. T is an array or a scalar, or a handle of one.
template <class T>
struct splash_inputs {
  T sunshine_fraction;  ///< (time, sites...) [-], 0 to 1
  T tc;                 ///< mean air temperature (time, sites...) [degree C]
  T precipitation;      ///< (time, sites...) [mm day-1]
  T latitude;           ///< (sites...) [degree], -90 to 90
  T elevation;          ///< (sites...) [m]
  T water_capacity;     ///< what the soil holds at most (sites...) [mm], above 0; 150 where not given
  T ordinal_date;       ///< day of the year (time), 1 to 366
  T days_in_year;       ///< (time), 365 or 366

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.sunshine_fraction, b.sunshine_fraction), f(a.tc, b.tc), f(a.precipitation, b.precipitation);
    f(a.latitude, b.latitude), f(a.elevation, b.elevation), f(a.water_capacity, b.water_capacity);
    f(a.ordinal_date, b.ordinal_date), f(a.days_in_year, b.days_in_year);
  }
  static constexpr const char* names[] = {"sunshine_fraction", "tc",          "precipitation",
                                          "latitude",          "elevation",   "water_capacity",
                                          "ordinal_date",      "days_in_year"};
};

namespace detail {

/// Arrays of SPLASH inputs, where time is and how long: what is checked before anything is computed.
template <std::floating_point Real, class Space>
class splash_layout {
 public:
  using argument_type = argument<Real, Space>;

  /// `ranks` are the ranks of other arrays of (time, sites...) that take part, 0 where there are none.
  splash_layout(const splash_inputs<argument_type>& x, time_axis axis, int other_rank) {
    rank_ = std::max({rank_of(x.sunshine_fraction), rank_of(x.tc), rank_of(x.precipitation), other_rank});
    if (rank_ == 0) {
      rank_ = 1 + std::max({rank_of(x.latitude), rank_of(x.elevation), rank_of(x.water_capacity)});
    }
    axis_ = axis.axis < 0 ? axis.axis + rank_ : axis.axis;
    if (axis_ < 0 || axis_ >= rank_) {
      throw shape_error("time_axis is " + std::to_string(axis.axis) + ", but the arrays of the run have " +
                        std::to_string(rank_) + " axes: allowed are " + std::to_string(-rank_) + " to " +
                        std::to_string(rank_ - 1));
    }
  }

  int axis() const { return axis_; }

  /// A day's numbers, (time) or one for all days, as an array that broadcasts along the sites.
  argument_type of_days(const argument_type& a, const char* name) const {
    if (!a.is_array()) return a;
    const auto& v = a.view();
    if (v.extents.rank != 1) {
      throw shape_error(std::string(name) + " has shape " + to_string(v.extents) +
                        ", but it is one number a day: (time)");
    }
    strided_view<const Real> w{v.data, {}, {}};
    w.extents.rank = rank_;
    for (int k = 0; k < rank_; ++k) w.extents.extent[k] = 1;
    w.extents.extent[axis_] = v.extents.extent[0];
    w.stride[axis_] = v.stride[0];
    return {in_space{}, w};
  }

  /// A site's numbers, (sites...), as an array that broadcasts along time.
  argument_type of_sites(const argument_type& a, const char* name) const {
    if (!a.is_array()) return a;
    strided_view<const Real> v = a.view();
    if (v.extents.rank == rank_ && v.extents.extent[axis_] == 1) return a;
    if (v.extents.rank >= rank_) {
      throw shape_error(std::string(name) + " has shape " + to_string(v.extents) +
                        ", but it is one number a site, without the axis of time: at most " +
                        std::to_string(rank_ - 1) + " axes");
    }
    strided_view<const Real> w{v.data, {}, {}};
    w.extents.rank = rank_;
    const int sites = v.extents.rank, lack = rank_ - 1 - sites;
    for (int k = 0, site = 0; k < rank_; ++k) {
      w.extents.extent[k] = 1;
      if (k == axis_) continue;
      if (site >= lack) {
        w.extents.extent[k] = v.extents.extent[site - lack];
        w.stride[k] = v.stride[site - lack];
      }
      ++site;
    }
    return {in_space{}, w};
  }

  /// Days first, ..., first + days - 1 of an array that has time; others as they are.
  template <class Handle>
  Handle part(const Handle& a, index_t first, index_t days) const {
    auto v = a.view();
    const int at = axis_ - rank_ + v.extents.rank;  // counted from the last axis, as arrays broadcast
    if (v.data == nullptr || at < 0 || v.extents.extent[at] == 1) return a;
    v.data += first * v.stride[at];
    v.extents.extent[at] = days;
    return {in_space{}, v};
  }

  static int rank_of(const argument_type& a) { return a.is_array() ? a.view().extents.rank : 0; }

 private:
  int rank_ = 0;
  int axis_ = 0;
};

/// The forcing of a run: the weather as it was given, and the numbers of days and of sites, computed once.
template <std::floating_point Real, class Space>
class splash_forcing {
 public:
  using argument_type = argument<Real, Space>;
  using handles = splash::forcing<argument_type>;

  template <class Policy>
  splash_forcing(const Policy& policy, const splash_layout<Real, Space>& layout,
                 const splash_inputs<argument_type>& x, const splash::sun_of_days<Real>& sun,
                 const atmospheric_pressure<Real>& pressure)
      : layout_(layout), memory_(needed(layout, x)) {
    const auto dates = layout.of_days(x.ordinal_date, "ordinal_date");
    const auto years = layout.of_days(x.days_in_year, "days_in_year");
    const auto latitude = layout.of_sites(x.latitude, "latitude");
    const auto elevation = layout.of_sites(x.elevation, "elevation");
    Real* at = memory_.data();

    forcing_.sunshine_fraction = x.sunshine_fraction, forcing_.tc = x.tc,
    forcing_.precipitation = x.precipitation;
    forcing_.elevation = elevation;
    forcing_.water_capacity = x.water_capacity.given() ? layout.of_sites(x.water_capacity, "water_capacity")
                                                       : argument_type(Real(150));

    shape days = shape_of(dates);
    if (years.is_array()) join_shapes(days, years.view().extents, "days_in_year");
    splash::sun_of_day<result<Real, Space>> sun_out;
    forcing_.distance_factor = made(sun_out.distance_factor, at, days);
    forcing_.sin_declination = made(sun_out.sin_declination, at, days);
    forcing_.cos_declination = made(sun_out.cos_declination, at, days);
    start<splash::sun_of_day<Real>>(policy, sun, sun_out, dates, years);

    splash::latitude_terms<result<Real, Space>> latitude_out;
    forcing_.sin_latitude = made(latitude_out.sine, at, shape_of(latitude));
    forcing_.cos_latitude = made(latitude_out.cosine, at, shape_of(latitude));
    start<splash::latitude_terms<Real>>(policy, splash::terms_of_latitude<Real>{}, latitude_out, latitude);

    result<Real, Space> patm_out;
    forcing_.patm = made(patm_out, at, shape_of(elevation));
    start<void>(policy, pressure, patm_out, elevation);
  }

  const handles& all() const { return forcing_; }
  const splash_layout<Real, Space>& layout() const { return layout_; }
  /// Days first, ..., first + days - 1.
  handles part(index_t first, index_t days) const {
    handles cut = forcing_;
    handles::zip(cut, cut, [&](argument_type& a, const argument_type&) { a = layout_.part(a, first, days); });
    return cut;
  }
  /// (time, sites...), joined from all inputs.
  shape extents() const {
    shape joined;
    int k = 0;
    handles::zip(forcing_, forcing_, [&](const argument_type& a, const argument_type&) {
      if (a.is_array()) join_shapes(joined, a.view().extents, handles::names[k]);
      ++k;
    });
    return joined;
  }

 private:
  static shape shape_of(const argument_type& a) { return a.is_array() ? a.view().extents : shape{}; }
  static index_t needed(const splash_layout<Real, Space>&, const splash_inputs<argument_type>& x) {
    const index_t days = std::max(shape_of(x.ordinal_date).size(), shape_of(x.days_in_year).size());
    return 3 * days + 2 * shape_of(x.latitude).size() + shape_of(x.elevation).size();
  }
  /// Lets an output go to the next piece of the memory, and returns it as an input.
  static argument_type made(result<Real, Space>& out, Real*& at, const shape& s) {
    const strided_view<Real> v = contiguous_view(at, s);
    at += s.size();
    out = {in_space{}, v};
    return {in_space{}, v};
  }
  template <class Out, class Policy, class Kernel, class Results, class... In>
  static void start(const Policy& policy, const Kernel& kernel, Results& results, const In&... inputs) {
    constexpr int n_in = static_cast<int>(sizeof...(In));
    const argument_type in[n_in] = {inputs...};
    if constexpr (zippable<Results>) {
      result<Real, Space> out[member_count<Out>()];
      handles_from(out, results);
      launch<positional_inputs<n_in>, void, Out>(policy, kernel, in, out);
    } else {
      const result<Real, Space> out[1] = {results};
      launch<positional_inputs<n_in>, void, Out>(policy, kernel, in, out);
    }
  }

  splash_layout<Real, Space> layout_;
  scratch_memory<Real, Space> memory_;
  handles forcing_{};
};

}  // namespace detail

}  // namespace sylva
