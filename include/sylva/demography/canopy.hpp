#pragma once

#include <sylva/core/grouped.hpp>
#include <sylva/core/root.hpp>
#include <sylva/demography/crown.hpp>

/// The canopy of a cell: the layers in which crowns lie above each other, and the light that they leave.
/// Perfect plasticity approximation, Purves et al. (2008), PNAS 105, 17018: crowns fill what room there is,
/// so a layer is closed where those above it cover all the ground but the gaps. Within a layer light is
/// absorbed by Beer's law.
///
/// Kernels on groups: the elements of a cell are its cohorts or its layers; layers are counted from the top,
/// 0 first.

namespace sylva::demography {

/// A cohort of equal stems in a canopy: sizes as in allometry, traits as in plant_traits.
template <class T>
struct canopy_cohort {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]
  T m, n, q_m, z_max_prop, f_g, lai, par_ext;

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION static constexpr canopy_cohort of(const plant_traits<T>& t, const T& stem_height,
                                                   const T& crown_area, const T& n_individuals) {
    return {stem_height, crown_area, n_individuals, t.m, t.n, t.q_m, t.z_max_prop, t.f_g, t.lai, t.par_ext};
  }

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.n_individuals, b.n_individuals);
    f(a.m, b.m), f(a.n, b.n), f(a.q_m, b.q_m), f(a.z_max_prop, b.z_max_prop), f(a.f_g, b.f_g);
    f(a.lai, b.lai), f(a.par_ext, b.par_ext);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area", "n_individuals", "m",   "n",
                                          "q_m",         "z_max_prop", "f_g",           "lai", "par_ext"};
};

/// Share of the light on a crown that it absorbs [-]: Beer's law (pyrealm: cohort_absorption).
template <std::floating_point Real = double>
struct crown_absorption {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& par_ext, const V& lai) const {
    return Real(1) - math::exp(V(-par_ext * lai));
  }
};

/// What of a cohort is the same at all heights: calculated once, as layers ask for it over and over.
template <class T>
struct canopy_terms {
  T area;            ///< of all crowns of the cohort [m2]; NaN where anything is missing
  T z_max;           ///< height of the greatest radius [m]
  T log_height;      ///< logarithm of stem_height [log m]
  T scale;           ///< (m n / q_m)^2 [-]
  T absorption;      ///< share of the light on a crown that it absorbs [-]
  T m, n, f_g, lai;  ///< the traits as they were given, beside each other

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.z_max, b.z_max), f(a.log_height, b.log_height), f(a.scale, b.scale);
    f(a.absorption, b.absorption), f(a.m, b.m), f(a.n, b.n), f(a.f_g, b.f_g), f(a.lai, b.lai);
  }
  static constexpr const char* names[] = {"area", "z_max", "log_height", "scale", "absorption",
                                          "m",    "n",     "f_g",        "lai"};
};
template <std::floating_point Real = double>
struct terms_of_cohort {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr canopy_terms<V> operator()(const canopy_cohort<V>& c) const {
    const V absorption = crown_absorption<Real>{}(c.par_ext, c.lai), z_max = c.z_max_prop * c.stem_height;
    const V scale = math::square(V(c.m * c.n / c.q_m)), complete = z_max + scale + absorption + c.f_g;
    const V area = c.crown_area * c.n_individuals;
    return {math::select(math::isnan(complete), complete, area),
            z_max,
            math::log(c.stem_height),
            scale,
            absorption,
            c.m,
            c.n,
            c.f_g,
            c.lai};
  }
};

/// Crowns in a canopy. Where they are those of a stem, not of a cohort, so is the area.
template <class T>
struct canopy_crowns {
  T area, stem_height, z_max, log_height, m, n, scale;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.stem_height, b.stem_height), f(a.z_max, b.z_max);
    f(a.log_height, b.log_height), f(a.m, b.m), f(a.n, b.n), f(a.scale, b.scale);
  }
  static constexpr const char* names[] = {"area", "stem_height", "z_max", "log_height", "m", "n", "scale"};
};
/// Crowns with their leaves.
template <class T>
struct canopy_leaves {
  T area, stem_height, z_max, log_height, m, n, scale, f_g, lai, absorption;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.area, b.area), f(a.stem_height, b.stem_height), f(a.z_max, b.z_max);
    f(a.log_height, b.log_height), f(a.m, b.m), f(a.n, b.n), f(a.scale, b.scale), f(a.f_g, b.f_g);
    f(a.lai, b.lai), f(a.absorption, b.absorption);
  }
  static constexpr const char* names[] = {"area", "stem_height", "z_max", "log_height", "m",
                                          "n",    "scale",       "f_g",   "lai",        "absorption"};
};

namespace detail {

/// Share of a crown's area that its cross-section at z has [-], from the logarithm of z / stem_height, below
/// 0, with what its slope is made of: m and n of 1 and more, scale as in canopy_terms.
template <class V>
struct cross_section {
  V share, power, rest;

  SYLVA_FUNCTION static constexpr cross_section at(const V& log_u, const V& m, const V& n, const V& scale) {
    using Real = scalar_t<V>;
    const V one = V(Real(1)), power = math::exp(V(n * log_u)), rest = one - power;
    const V exponent = (n - one) * log_u + (m - one) * math::log(rest);
    return {V(math::exp(V(exponent + exponent)) * scale), power, rest};
  }
  /// z times the slope of the share.
  SYLVA_FUNCTION constexpr V slope(const V& m, const V& n) const {
    using Real = scalar_t<V>;
    return Real(2) * share * ((n - Real(1)) - (m - Real(1)) * n * power / rest);
  }
};

/// Between what and what crowns cover above a height [m2]: those whose widest part is above it cover all of
/// theirs, those whose top is above it no more than that.
template <class T>
struct covered_between {
  T least, most;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.least, b.least), f(a.most, b.most);
  }
};
template <class Z>
struct limits_of_cover {
  Z low, high;  ///< where the least is asked for, and the most
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr covered_between<V> operator()(const canopy_crowns<V>& c) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(V(low) <= c.z_max, c.area, none),
            math::select(V(high) < c.stem_height, c.area, none)};
  }
};
template <class Z>
struct area_of_whole_crowns {
  Z z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const canopy_crowns<V>& c) const {
    return math::select(V(z) <= c.z_max, c.area, V(scalar_t<V>(0)));
  }
};
/// Crowns that are above their widest part somewhere between low and high.
template <class Z>
struct narrows_between {
  Z low, high;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr mask_t<V> operator()(const canopy_crowns<V>& c) const {
    return (V(low) < c.stem_height) & (c.z_max < V(high));
  }
};
struct same_crowns {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr canopy_crowns<V> operator()(const canopy_crowns<V>& c) const {
    return c;
  }
};
/// Area that crowns cover above z, and how it changes with z [m2, m2 m-1].
template <class Z>
struct area_above {
  Z z, log_z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr value_and_slope<V> operator()(const canopy_crowns<V>& c) const {
    using Real = scalar_t<V>;
    const V one = V(Real(1)), none = V(Real(0)), log_u = V(log_z) - c.log_height;
    const mask_t<V> whole = V(z) <= c.z_max, gone = log_u >= none;
    // there is a logarithm of neither 0 nor less: half-way up all is well
    const cross_section<V> section =
        cross_section<V>::at(math::select(whole | gone, V(Real(-0.7)), log_u), c.m, c.n, c.scale);
    const V part = math::select(whole, one, math::select(gone, none, math::min(section.share, one)));
    return {c.area * part, math::select(whole | gone, none, V(c.area * section.slope(c.m, c.n) / V(z)))};
  }
};

}  // namespace detail

/// Trees of a cell, for what they cover.
template <class T>
struct standing_crowns {
  T stem_height;    ///< [m]
  T crown_area;     ///< of one stem [m2]
  T n_individuals;  ///< [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.stem_height, b.stem_height), f(a.crown_area, b.crown_area), f(a.n_individuals, b.n_individuals);
  }
  static constexpr const char* names[] = {"stem_height", "crown_area", "n_individuals"};
};

/// What all crowns of a cell cover, and how many layers that makes.
template <class T>
struct canopy_cover {
  T crown_area;   ///< of all stems [m2]
  T stem_height;  ///< of the tallest [m]; -infinity where there is none
  T layers;       ///< how many there are: whole numbers [-]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.crown_area, b.crown_area), f(a.stem_height, b.stem_height), f(a.layers, b.layers);
  }
  static constexpr const char* names[] = {"crown_area", "stem_height", "layers"};
};

namespace detail {

struct area_of_cohort {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const standing_crowns<V>& c) const {
    return c.crown_area * c.n_individuals;
  }
};
struct height_of_stems {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const standing_crowns<V>& c) const {
    return c.stem_height;
  }
};

}  // namespace detail

/// How many layers the crowns of a cell make, from the cohorts of the cell and its area [m2], above 0. A cell
/// without trees has none; one in which something is missing has one, of unknown height.
template <std::floating_point Real = double>
struct canopy_layers {
  Real gap_fraction = Real(0);  ///< share of a layer that stays open [-], 0 to less than 1
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr canopy_cover<typename Group::value> operator()(
      const Group& cell, const typename Group::value& cell_area) const {
    using V = typename Group::value;
    const V area = cell.sum(detail::area_of_cohort{});
    const V room = cell_area * (Real(1) - gap_fraction), one = V(Real(1)), none = V(Real(0));
    const V full = -math::floor(V(-area / room));
    // rounding of the quotient must not make a layer that nothing is in, or close the last
    const V layers = full - math::select(area <= V((full - one) * room), one, none) +
                     math::select(V(full * room) < area, one, none);
    return {area, cell.max(detail::height_of_stems{}), math::select(math::isnan(layers), V(Real(1)), layers)};
  }
};

/// A layer of a canopy: what its height depends on, beside the cohorts.
template <class T>
struct layer_place {
  T layer;        ///< counted from 0 at the top [-]
  T cell_area;    ///< [m2], above 0
  T crown_area;   ///< of all stems of the cell [m2]: of canopy_cover
  T stem_height;  ///< of the tallest [m]: of canopy_cover

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.cell_area, b.cell_area), f(a.crown_area, b.crown_area);
    f(a.stem_height, b.stem_height);
  }
  static constexpr const char* names[] = {"layer", "cell_area", "crown_area", "stem_height"};
};

/// The height at which a layer is closed [m]: above it crowns cover as much as it and those over it can hold.
/// From the cohorts of the cell, and the layer. The last layer, which nothing closes, reaches the ground: 0.
/// (pyrealm: fit_perfect_plasticity_approximation, to a tolerance of 1 mm)
///
/// First the height is enclosed by what crowns cover at least and at most, which takes no function of them.
/// Crowns that are whole, or gone, all over what is left are then set aside, and the root is sought with the
/// others by Newton's method. It is found where what they cover is right to the tolerance of the height, or
/// to 1e-14 of all crowns (in float 1e-6), which is rounding: where crowns hardly narrow, that is the
/// greater. Crowns with m of 1, or hardly more, are flat on top: several layers may be closed there, at the
/// same height but for the tolerance.
template <std::floating_point Real = double>
struct layer_height {
  Real gap_fraction = Real(0);        ///< as in canopy_layers
  Real tolerance = Real(1e-11);       ///< of the height [m]; above 0
  static constexpr int halvings = 4;  ///< of the bracket, before
  /// of the area: tests/unit/root_test.cpp has 40 in the worst of 3000 canopies, and 8 on average
  static constexpr int most_calls = 128;
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr typename Group::value operator()(
      const Group& cell, const layer_place<typename Group::value>& at) const {
    using V = typename Group::value;
    constexpr Real rounding = sizeof(Real) < 8 ? Real(1e-6) : Real(1e-14);
    const V ground = V(Real(0)), half = V(Real(0.5));
    const V target = (at.layer + Real(1)) * (at.cell_area * (Real(1) - gap_fraction));
    const mask_t<V> closed =
        at.crown_area > target;  // not so of the last layer, nor where anything is missing
    V low = ground, least_below = at.stem_height, most_above = ground, high = at.stem_height;
    for (int k = 0; k < halvings && math::any<V>(closed); ++k) {
      const V a = half * (low + least_below), b = half * (most_above + high);
      const detail::covered_between<V> covered = cell.sum(detail::limits_of_cover<V>{a, b});
      const mask_t<V> enough = covered.least >= target, too_much = covered.most > target;
      low = math::select(enough, a, low);
      least_below = math::select(enough, least_below, a);
      most_above = math::select(too_much, b, most_above);
      high = math::select(too_much, high, b);
    }
    V height = ground;
    if (math::any<V>(closed)) {
      const V missing = target - cell.sum(detail::area_of_whole_crowns<V>{high});
      const detail::narrows_between<V> between{low, high};
      const detail::same_crowns same{};
      const decltype(cell.where(between, same)) narrowing = cell.where(between, same);
      height = solve_falling<most_calls>(
          [&](const V& z) {
            const value_and_slope<V> area = narrowing.sum(detail::area_above<V>{z, math::log(z)});
            return value_and_slope<V>{area.value - missing, area.slope};
          },
          low, high, tolerance, V(rounding * at.crown_area));
    }
    const V complete = at.crown_area + target;
    return math::select(math::isnan(complete), complete, math::select(closed, height, ground));
  }
};

/// Share of a crown's leaf area that is above a height, projected to the ground [-], from the height [m] and
/// its logarithm (pyrealm: calculate_stem_projected_leaf_area_at_z over crown_area).
template <std::floating_point Real = double>
struct leaf_share_above {
  SYLVA_HOST_VALUES_TOO
  template <value_of<Real> V>
  [[nodiscard]] SYLVA_FUNCTION constexpr V operator()(const V& z, const V& log_z,
                                                      const canopy_leaves<V>& c) const {
    const V one = V(Real(1)), nothing = V(Real(0));
    const V ratio = log_z - c.log_height;
    // what is missing is inside: it stays NaN
    const mask_t<V> inside = !((z <= nothing) | (ratio >= nothing));
    // at the ground a crown with n = 1 is m wide, others nothing
    V section = math::select((z <= nothing) & (c.n <= one), c.scale, nothing);
    if (math::any<V>(inside)) {
      const V log_u = math::select(inside, ratio, V(Real(-0.7)));
      section = math::select(inside, detail::cross_section<V>::at(log_u, c.m, c.n, c.scale).share, section);
    }
    const V share = math::select(z <= c.z_max, V(one - section * c.f_g), V(section * (one - c.f_g)));
    const V above = math::select(z > c.stem_height, nothing, share), complete = c.z_max + c.f_g + c.scale;
    return math::select(math::isnan(complete), complete, above);
  }
};

/// Leaves of all stems of a cell above a height.
template <class T>
struct leaves_above {
  T absorbing;  ///< projected leaf area, each by what it absorbs [m2]
  T leaf_area;  ///< one-sided, all leaves [m2]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area);
  }
  static constexpr const char* names[] = {"absorbing", "leaf_area"};
};

namespace detail {

template <class Z>
struct leaves_of_cohort {
  Z z, log_z;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr leaves_above<V> operator()(const canopy_leaves<V>& c) const {
    const V area = c.area * leaf_share_above<scalar_t<V>>{}(V(z), V(log_z), c);
    return {area * c.absorption, area * c.lai};
  }
};

}  // namespace detail

/// The foot of a layer: the leaves above it, and the logarithm of its height.
template <class T>
struct layer_sums {
  T absorbing, leaf_area;  ///< as in leaves_above [m2]
  T log_height;            ///< [log m]; -infinity at the ground

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area), f(a.log_height, b.log_height);
  }
  static constexpr const char* names[] = {"absorbing", "leaf_area", "log_height"};
};

/// The leaves above the foot of a layer, from the cohorts of the cell and the height of the foot [m].
template <std::floating_point Real = double>
struct layer_leaves {
  static constexpr bool takes_packets = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_sums<typename Group::value> operator()(
      const Group& cell, const typename Group::value& height) const {
    using V = typename Group::value;
    const V log_height = math::log(height);
    const leaves_above<V> all = cell.sum(detail::leaves_of_cohort<V>{height, log_height});
    return {all.absorbing, all.leaf_area, log_height};
  }
};

/// A layer among the layers of its cell: its number, leaves above its foot, and the area of the cell [m2].
template <class T>
struct layer_content {
  T layer, absorbing, leaf_area, cell_area;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.absorbing, b.absorbing), f(a.leaf_area, b.leaf_area);
    f(a.cell_area, b.cell_area);
  }
  static constexpr const char* names[] = {"layer", "absorbing", "leaf_area", "cell_area"};
};

/// What a layer is to light.
template <class T>
struct layer_absorption {
  T absorption;  ///< share of the light on the layer that it absorbs [-] (pyrealm: average_layer_absorption)
  T lai;         ///< leaf area index of the layer [-] (pyrealm: average_layer_lai)
  T lit_leaves;  ///< absorption over what all its leaves side by side would absorb [-]: less than 1 where
                 ///< there is no room for them

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorption, b.absorption), f(a.lai, b.lai), f(a.lit_leaves, b.lit_leaves);
  }
  static constexpr const char* names[] = {"absorption", "lai", "lit_leaves"};
};

namespace detail {

/// The leaves above the layer over this one.
template <class V>
struct leaves_of_layer {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr leaves_above<V> operator()(const layer_content<V>& x) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(x.layer == layer, x.absorbing, none),
            math::select(x.layer == layer, x.leaf_area, none)};
  }
};

}  // namespace detail

/// What a layer absorbs, from all layers of its cell and its own content: the leaves between its foot and
/// that of the layer above, over the area of the cell.
///
/// A layer may hold more leaves than there is ground: one of a height that somebody else chose, and one that
/// crowns close, where leaves of gaps in the crowns over it (f_g) are added to its own. It absorbs all the
/// light, of which its leaves have equal shares, unless `most` is infinite, as in pyrealm, where it absorbs
/// more than all and lets a negative share through.
template <std::floating_point Real = double>
struct layer_absorptions {
  Real most = Real(1);
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_absorption<typename Group::value> operator()(
      const Group& layers, const layer_content<typename Group::value>& x) const {
    using V = typename Group::value;
    const leaves_above<V> over = layers.sum(detail::leaves_of_layer<V>{x.layer - Real(1)});
    const V side_by_side = (x.absorbing - over.absorbing) / x.cell_area;
    // rounding may make less than nothing of a layer without leaves
    const V absorption = math::clamp(side_by_side, V(Real(0)), V(most));
    return {absorption, (x.leaf_area - over.leaf_area) / x.cell_area,
            math::select(absorption == side_by_side, V(Real(1)), V(absorption / side_by_side))};
  }
};

/// A layer among the layers of its cell: its number, what it and its leaves absorb, as in layer_absorption,
/// and the GPP of leaves that absorb all the light there is above the canopy [kg C m-2 per step].
template <class T>
struct lit_layer {
  T layer, absorption, lit_leaves, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.layer, b.layer), f(a.absorption, b.absorption), f(a.lit_leaves, b.lit_leaves);
    f(a.potential_gpp, b.potential_gpp);
  }
  static constexpr const char* names[] = {"layer", "absorption", "lit_leaves", "potential_gpp"};
};

/// The light of a layer.
template <class T>
struct layer_light {
  T transmission;  ///< share of the light above the canopy that comes to the layer [-] (pyrealm:
                   ///< transmission_profile)
  T fapar;         ///< share of the light above the canopy that it absorbs [-] (pyrealm: average_layer_fapar)
  T light_step;    ///< light on its leaves, less that on those of the layer below; of the last all of it [-]
  T gpp_step;      ///< the same of that light times potential_gpp [kg C m-2 per step]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.transmission, b.transmission), f(a.fapar, b.fapar), f(a.light_step, b.light_step);
    f(a.gpp_step, b.gpp_step);
  }
  static constexpr const char* names[] = {"transmission", "fapar", "light_step", "gpp_step"};
};

namespace detail {

/// What the layers above this one let through, each.
template <class V>
struct transmission_before {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr V operator()(const lit_layer<V>& x) const {
    const V one = V(scalar_t<V>(1));
    return math::select(x.layer < layer, V(one - x.absorption), one);
  }
};
/// Leaves of the layer below, if there is one: the light on them over that on the layer, and their GPP.
template <class T>
struct layer_below {
  T lit_leaves, potential_gpp;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.lit_leaves, b.lit_leaves), f(a.potential_gpp, b.potential_gpp);
  }
};
template <class V>
struct find_layer {
  V layer;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr layer_below<V> operator()(const lit_layer<V>& x) const {
    const V none = V(scalar_t<V>(0));
    return {math::select(x.layer == layer, x.lit_leaves, none),
            math::select(x.layer == layer, V(x.lit_leaves * x.potential_gpp), none)};
  }
};
struct transmission_of_layer {
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(const V& absorption) const {
    return scalar_t<V>(1) - absorption;
  }
};

}  // namespace detail

/// The light of a layer, from all layers of its cell and itself.
template <std::floating_point Real = double>
struct light_of_layers {
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr layer_light<typename Group::value> operator()(
      const Group& layers, const lit_layer<typename Group::value>& x) const {
    using V = typename Group::value;
    const V here = layers.product(detail::transmission_before<V>{x.layer});
    const V fapar = here * x.absorption;
    const V below = here - fapar;
    const detail::layer_below<V> next = layers.sum(detail::find_layer<V>{x.layer + Real(1)});
    const V lit = here * x.lit_leaves;
    return {here, fapar, lit - below * next.lit_leaves, lit * x.potential_gpp - below * next.potential_gpp};
  }
};

/// Share of the light above the canopy that comes to the ground [-], from the layers of the cell: all of it
/// where there are none (pyrealm: transmission_to_ground).
template <std::floating_point Real = double>
struct transmission_to_ground {
  static constexpr bool prefers_scalars = true;

  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr typename Group::value operator()(const Group& layers) const {
    return layers.product(detail::transmission_of_layer{});
  }
};

/// The foot of a layer, for the stems that stand in it: its height [m] and the logarithm of that, and of
/// layer_light the steps.
template <class T>
struct layer_foot {
  T height, log_height, light_step, gpp_step;

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.height, b.height), f(a.log_height, b.log_height), f(a.light_step, b.light_step);
    f(a.gpp_step, b.gpp_step);
  }
  static constexpr const char* names[] = {"height", "log_height", "light_step", "gpp_step"};
};

/// The light of one stem of a cohort, from all layers.
template <class T>
struct stem_light {
  T absorbed;  ///< what its leaves absorb, over the light above the canopy on a square metre of ground [m2]
  T gpp;       ///< GPP of the stem [kg C per step]

  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    f(a.absorbed, b.absorbed), f(a.gpp, b.gpp);
  }
  static constexpr const char* names[] = {"absorbed", "gpp"};
};

namespace detail {

template <class V>
struct light_down_to {
  canopy_leaves<V> stem;
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr stem_light<V> operator()(const layer_foot<V>& x) const {
    const V share = leaf_share_above<scalar_t<V>>{}(x.height, x.log_height, stem);
    return {share * x.light_step, share * x.gpp_step};
  }
};

}  // namespace detail

/// The light and the GPP of a stem, from the layers of its cell and its leaves: over all layers, the light on
/// the layer times the leaf area in it times what leaves absorb. What is in a layer is what is above its foot
/// less what is above that of the layer over it; summed by parts, each foot is looked at once.
template <std::floating_point Real = double>
struct light_of_stems {
  SYLVA_HOST_VALUES_TOO
  template <group_of<Real> Group>
  [[nodiscard]] SYLVA_FUNCTION constexpr stem_light<typename Group::value> operator()(
      const Group& layers, const canopy_leaves<typename Group::value>& stem) const {
    using V = typename Group::value;
    const stem_light<V> all = layers.sum(detail::light_down_to<V>{stem});
    const V most = stem.area * stem.absorption;
    return {most * all.absorbed, most * all.gpp};
  }
};

}  // namespace sylva::demography
