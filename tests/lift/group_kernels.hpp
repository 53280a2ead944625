#pragma once

#include <sylva/array/segments.hpp>
#include <sylva/core/grouped.hpp>
#include <sylva/core/math.hpp>
#include <sylva/core/root.hpp>

/// Kernels on groups that tests run, on the host and on devices.
namespace lift {

/// Some equal trees.
template <class T>
struct cohort {
  T stem_height;    ///< m
  T crown_area;     ///< m2, of one
  T m, n, q_m;      ///< the shape of crowns
  T z_max;          ///< where crowns are widest, m
  T n_individuals;  ///< how many trees
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.m, b.m), f(a.n, b.n);
    f(a.q_m, b.q_m), f(a.z_max, b.z_max), f(a.n_individuals, b.n_individuals);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area",   "m", "n", "q_m",
                                          "z_max",       "n_individuals"};
};

/// The area that a crown covers at height z [m2], pyrealm's calculate_stem_projected_crown_area_at_z: what is
/// below its widest place stands in the shade of that.
template <class V>
struct projected_crown_area {
  V z;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr V operator()(const cohort<V>& c) const {
    namespace math = sylva::math;
    using Real = sylva::scalar_t<V>;
    const V one = V(Real(1));
    const V relative = math::clamp(V(z / c.stem_height), V(Real(1e-30)), one);
    const V power = math::pow(relative, c.n);
    const V q = c.m * c.n * power / relative * math::pow(V(one - power), V(c.m - one));
    const V narrowed = c.crown_area * math::square(V(q / c.q_m));
    const V below_top = math::select(z <= c.z_max, c.crown_area, narrowed);
    return math::select(z > c.stem_height, V(Real(0)), below_top);
  }
};
template <class V>
struct covered_area {
  projected_crown_area<V> crown;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr V operator()(const cohort<V>& c) const { return crown(c) * c.n_individuals; }
};

/// The same at the ground; NaN where a variable is missing, even one that no crown is asked for.
template <class V>
struct whole_area {
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr V operator()(const cohort<V>& c) const {
    namespace math = sylva::math;
    const V complete = c.stem_height + c.m + c.n + c.q_m + c.z_max;
    return math::select(math::isnan(complete), complete, V(c.crown_area * c.n_individuals));
  }
};

template <class T>
struct closure {
  T height;  ///< m
  T area;    ///< of all crowns, m2
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.area, b.area);
  }
  static constexpr const char* names[] = {"height", "area"};
};

/// The height above which crowns cover the target area [m2]: the ground, 0, where all together do not exceed
/// it, as in pyrealm's last layer. And what each crown covers there.
template <class Real>
struct canopy_closure {
  static constexpr int iterations = 40;

  SYLVA_HOST_VALUES_TOO
  template <sylva::group_of<Real> Group>
  SYLVA_FUNCTION constexpr sylva::grouped<closure<typename Group::value>,
                                          projected_crown_area<typename Group::value>>
  operator()(const Group& cell, const typename Group::value& target) const {
    namespace math = sylva::math;
    using V = typename Group::value;
    const V ground = V(Real(0));
    const V area = cell.sum(whole_area<V>{});
    const V top = cell.max([](const cohort<V>& c) { return c.stem_height; });
    const V crossing = sylva::solve_bracketed<iterations>(
        [&](const V& z) { return V(cell.sum(covered_area<V>{{z}}) - target); }, ground, top);
    const V height = math::select(math::isnan(area), area, math::select(area <= target, ground, crossing));
    return {{height, area}, {height}};
  }
};

/// Sums, and what else there is, of plain numbers.
template <class T>
struct summary {
  T count, sum, sum_of_squares, least, greatest;
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.count, b.count), f(a.sum, b.sum), f(a.sum_of_squares, b.sum_of_squares);
    f(a.least, b.least), f(a.greatest, b.greatest);
  }
};
template <class T>
struct moments {
  T first, second;
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.first, b.first), f(a.second, b.second);
  }
};
struct summarise {
  SYLVA_HOST_VALUES_TOO
  template <class Group>
  SYLVA_FUNCTION constexpr summary<typename Group::value> operator()(const Group& g) const {
    using V = typename Group::value;
    const auto itself = [](const V& x) { return x; };
    const moments<V> both = g.sum([](const V& x) { return moments<V>{x, V(x * x)}; });
    return {g.count(), both.first, both.second, g.min(itself), g.max(itself)};
  }
};

/// How a kernel is called with SIMD values.
struct a_group_a_lane {};
struct in_packets {
  static constexpr bool takes_packets = true;
};
struct with_scalars {
  static constexpr bool prefers_scalars = true;
};

struct itself {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& x) const {
    return x;
  }
};

/// x minus the mean of its group, times the factor of the group.
template <class Z>
struct deviation_from {
  Z mean, factor;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& x) const {
    return (x - V(mean)) * V(factor);
  }
};
template <std::floating_point Real = double, class Way = a_group_a_lane>
struct deviations : Way {
  SYLVA_HOST_VALUES_TOO
  template <sylva::group_of<Real> Group>
  SYLVA_FUNCTION constexpr sylva::grouped<typename Group::value, deviation_from<typename Group::value>>
  operator()(const Group& g, const typename Group::value& factor) const {
    using V = typename Group::value;
    const V mean = g.sum(itself{}) / g.count();
    return {mean, {mean, factor}};
  }
};

/// What a kernel on groups may ask of a group, in functions without a function: their values are the same to
/// the last bit, whoever computes them.
template <class T>
struct parts {
  T count, sum, product;
  T above, above_again, above_squared, at_most;  ///< of some of the elements
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.count, b.count), f(a.sum, b.sum), f(a.product, b.product), f(a.above, b.above);
    f(a.above_again, b.above_again), f(a.above_squared, b.above_squared), f(a.at_most, b.at_most);
  }
  static constexpr const char* names[] = {"count",       "sum",           "product", "above",
                                          "above_again", "above_squared", "at_most"};
};
/// Numbers and weights.
template <class T>
struct weighted {
  T x, weight;
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.x, b.x), f(a.weight, b.weight);
  }
};
struct product_of_both {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const weighted<V>& e) const {
    return e.x * e.weight;
  }
};
/// What is above a limit, which is the group's, as a value of another type may be.
template <class Z>
struct is_above {
  Z limit;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr sylva::mask_t<V> operator()(const weighted<V>& e) const {
    return V(limit) < e.x;
  }
};
template <class Z>
struct is_at_most {
  Z limit;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr sylva::mask_t<V> operator()(const weighted<V>& e) const {
    return e.x <= V(limit);
  }
};
template <class Z>
struct less_limit {
  Z limit;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr weighted<V> operator()(const weighted<V>& e) const {
    return {V(e.x - V(limit)), e.weight};
  }
};
struct just_weight {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const weighted<V>& e) const {
    return e.weight;
  }
};
struct both_and_squared {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr moments<V> operator()(const weighted<V>& e) const {
    const V y = e.x * e.weight;
    return {y, V(y * y)};
  }
};
template <std::floating_point Real, class Way>
struct parts_above : Way {
  SYLVA_HOST_VALUES_TOO
  template <sylva::group_of<Real> Group>
  SYLVA_FUNCTION constexpr parts<typename Group::value> operator()(const Group& g,
                                                                   const typename Group::value& limit) const {
    using V = typename Group::value;
    const auto above = g.where(is_above<V>{limit}, less_limit<V>{limit});
    const moments<V> both = above.sum(both_and_squared{});
    const V again = above.sum(product_of_both{});
    // the place of what was left may be taken now
    const auto others = g.where(is_at_most<V>{limit}, just_weight{});
    const V at_most = others.sum(itself{});
    return {g.count(), g.sum(product_of_both{}), g.product(product_of_both{}), both.first, again, both.second,
            at_most};
  }
};

}  // namespace lift
