#pragma once

#include <algorithm>
#include <sylva/array/scratch.hpp>
#include <sylva/models/errors.hpp>
#include <sylva/models/input_finding.hpp>
#include <sylva/models/splash_layout.hpp>
#include <sylva/splash/forcing.hpp>

namespace sylva {

/// What a run of SPLASH needs. T is an array or a scalar, or a handle of one. Values that are not possible
/// are taken as missing (variable_ranges).
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

/// The ranges of the inputs of SPLASH.
using splash_ranges = input_ranges<splash_inputs<char>>;
/// How many inputs are weather, which is what a step has to check: the others are when they are prepared.
/// splash::forcing begins with it too.
inline constexpr int splash_weather = 3;

/// The forcing of a run: the weather as it was given, and the numbers of days and of sites, computed once;
/// impossible ones are NaN.
template <std::floating_point Real, class Space>
class splash_forcing {
 public:
  using argument_type = argument<Real, Space>;
  using handles = splash::forcing<argument_type>;

  template <class Policy>
  splash_forcing(const Policy& policy, const splash_layout& layout, const splash_inputs<argument_type>& x,
                 const splash_ranges& ranges, const splash::sun_of_days<Real>& sun,
                 const atmospheric_pressure<Real>& pressure)
      : layout_(layout), memory_(needed(x)) {
    const auto of_days = [&](const argument_type& a) { return layout.placed(a, splash_axes::days); };
    const auto of_sites = [&](const argument_type& a) { return layout.placed(a, splash_axes::sites); };
    const argument_type dates[2] = {of_days(x.ordinal_date), of_days(x.days_in_year)};
    const argument_type place[1] = {of_sites(x.latitude)}, height[1] = {of_sites(x.elevation)};
    const argument_type capacity[1] = {x.water_capacity.given() ? of_sites(x.water_capacity)
                                                                : argument_type(Real(150))};
    forcing_.sunshine_fraction = layout.placed(x.sunshine_fraction, splash_axes::all);
    forcing_.tc = layout.placed(x.tc, splash_axes::all);
    forcing_.precipitation = layout.placed(x.precipitation, splash_axes::all);

    Real* at = memory_.data();
    shape days = shape_of(dates[0]);
    if (days.size() == 1) days = shape_of(dates[1]);
    result<Real, Space> of_sun[6];
    forcing_.distance_factor = made(of_sun[2], at, days);
    forcing_.sin_declination = made(of_sun[4], at, days);
    forcing_.cos_declination = made(of_sun[5], at, days);
    const variable_range* const of_dates[2] = {&ranges.of("ordinal_date"), &ranges.of("days_in_year")};
    launch<positional_inputs<2>>(policy, sun, dates, of_sun, range_checks{of_dates});

    result<Real, Space> of_latitude[2];
    forcing_.sin_latitude = made(of_latitude[0], at, shape_of(place[0]));
    forcing_.cos_latitude = made(of_latitude[1], at, shape_of(place[0]));
    start(policy, splash::terms_of_latitude<Real>{}, place, of_latitude, ranges.of("latitude"));

    result<Real, Space> patm[1], checked_height[1], checked_capacity[1];
    forcing_.patm = made(patm[0], at, shape_of(height[0]));
    start(policy, pressure, height, patm, ranges.of("elevation"));
    forcing_.elevation = made(checked_height[0], at, shape_of(height[0]));
    start(policy, unchanged<Real>{}, height, checked_height, ranges.of("elevation"));
    forcing_.water_capacity = made(checked_capacity[0], at, shape_of(capacity[0]));
    start(policy, unchanged<Real>{}, capacity, checked_capacity, ranges.of("water_capacity"));
    forcing_.water_capacity = layout.at_every_site(forcing_.water_capacity);
  }

  const handles& all() const { return forcing_; }
  const splash_layout& layout() const { return layout_; }
  /// Days first, ..., first + days - 1.
  handles part(index_t first, index_t days) const {
    handles cut = forcing_;
    handles::zip(cut, cut, [&](argument_type& a, const argument_type&) { a = layout_.part(a, first, days); });
    return cut;
  }
  /// (time, sites...), joined from all arguments and the state.
  const shape& extents() const { return layout_.extents(); }

 private:
  static shape shape_of(const argument_type& a) { return a.is_array() ? a.view().extents : shape{}; }
  static index_t needed(const splash_inputs<argument_type>& x) {
    const index_t days = std::max(shape_of(x.ordinal_date).size(), shape_of(x.days_in_year).size());
    return 3 * days + 2 * shape_of(x.latitude).size() + 2 * shape_of(x.elevation).size() +
           shape_of(x.water_capacity).size();
  }
  /// Lets an output go to the next piece of the memory, and returns it as an input.
  static argument_type made(result<Real, Space>& out, Real*& at, const shape& s) {
    const strided_view<Real> v = contiguous_view(at, s);
    at += s.size();
    out = {in_space{}, v};
    return {in_space{}, v};
  }
  template <class Policy, class Kernel, std::size_t M>
  static void start(const Policy& policy, const Kernel& kernel, const argument_type (&in)[1],
                    const result<Real, Space> (&out)[M], const variable_range& range) {
    const variable_range* const ranges[1] = {&range};
    launch<positional_inputs<1>>(policy, kernel, in, out, range_checks{ranges});
  }

  splash_layout layout_;
  scratch_memory<Real, Space> memory_;
  handles forcing_{};
};

}  // namespace detail

}  // namespace sylva
