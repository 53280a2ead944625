#pragma once

#include <sylva/array/element_work.hpp>
#include <sylva/array/group_runner_lanes.hpp>
#include <sylva/array/group_runner_packets.hpp>
#include <sylva/array/segments.hpp>
#include <sylva/core/grouped.hpp>

namespace sylva {

namespace detail {

/// A kernel on groups whose group is given: a kernel of the group's inputs alone.
template <class Kernel, class Group>
struct kernel_on_group {
  const Kernel& kernel;
  const Group& group;
  SYLVA_HOST_VALUES_TOO
  template <class... X>
  SYLVA_FUNCTION constexpr auto operator()(const X&... x) const -> decltype(kernel(group, x...)) {
    return kernel(group, x...);
  }
};

template <class Kernel>
inline constexpr bool prefers_scalars = false;
template <class Kernel>
  requires requires { requires Kernel::prefers_scalars; }
inline constexpr bool prefers_scalars<Kernel> = true;

template <class Kernel>
inline constexpr bool prefers_wide = false;
template <class Kernel>
  requires requires { requires Kernel::prefers_wide; }
inline constexpr bool prefers_wide<Kernel> = true;

/// What a kernel on groups is run with where the policy has values of type V.
template <class V, class Kernel>
using value_for_groups =
    std::conditional_t<prefers_scalars<Kernel>, scalar_t<V>,
                       std::conditional_t<prefers_wide<Kernel>, typename packet<V>::wide, V>>;

/// What a kernel on groups has to say: of the group, and of every element.
template <class R>
struct parts_of {
  static constexpr bool of_elements = false;
  using result_type = R;
  using each = void;
  SYLVA_FUNCTION static constexpr const R& result(const R& r) { return r; }
};
template <class R, class Each>
struct parts_of<grouped<R, Each>> {
  static constexpr bool of_elements = true;
  using result_type = R;
  using each = Each;
  SYLVA_FUNCTION static constexpr const R& result(const grouped<R, Each>& r) { return r.result; }
};

}  // namespace detail

/// An array with one value an element, or, where data is null, a scalar or an output that nobody wants.
template <class T, int Rank>
struct segment_slot {
  T* data = nullptr;
  index_t stride[Rank] = {};  ///< from item to item, to the elements of all groups of the item
  index_t step = 0;           ///< from element to element
  std::remove_const_t<T> scalar{};
  taken_entries entries{};

  template <int Fewer>
  constexpr segment_slot<T, Fewer> narrowed() const {
    segment_slot<T, Fewer> s{data, {}, step, scalar, entries};
    for (int a = 0; a < Fewer; ++a) s.stride[a] = stride[a];
    return s;
  }
};

/// A kernel bound to groups of elements: the work of `segmented`. Its items are groups, or, where the arrays
/// have leading axes, groups for every place along those.
template <class Kernel, class GroupInputs, class ElementInputs, class Index, std::floating_point Real, int M,
          int ElementM, int Rank>
struct segmented_work {
  using real = Real;
  using kernel_type = Kernel;
  using group_inputs = GroupInputs;
  using element_inputs = ElementInputs;
  static constexpr int n_in = GroupInputs::count, n_elements_in = ElementInputs::count, n_out = M,
                       n_elements_out = ElementM, rank = Rank;
  static constexpr bool has_teams = true;
  template <class V>
  using runner = group_runner<detail::value_for_groups<V, Kernel>, segmented_work>;

  Kernel kernel;
  grid<Rank> axes;
  index_t size;        ///< how many items
  index_t group_size;  ///< elements a group, about
  segment_slot<const Index, Rank> offsets;
  input_slot<Real, Rank> in[n_in > 0 ? n_in : 1];
  output_slot<Real, Rank> out[n_out];
  segment_slot<const Real, Rank> element_in[n_elements_in > 0 ? n_elements_in : 1];
  segment_slot<Real, Rank> element_out[n_elements_out > 0 ? n_elements_out : 1];

  SYLVA_FUNCTION constexpr index_t items() const { return size; }

  /// The same over no more than Fewer axes, which must be enough: less for a device to be handed.
  template <int Fewer>
  auto narrowed() const {
    segmented_work<Kernel, GroupInputs, ElementInputs, Index, Real, M, ElementM, Fewer> w{
        kernel, {}, size, group_size, offsets.template narrowed<Fewer>(), {}, {}, {}, {}};
    w.axes.rank = axes.rank;
    for (int a = 0; a < Fewer; ++a) w.axes.extent[a] = axes.extent[a];
    for (int k = 0; k < n_in; ++k) w.in[k] = in[k].template narrowed<Fewer>();
    for (int k = 0; k < n_out; ++k) w.out[k] = out[k].template narrowed<Fewer>();
    for (int k = 0; k < n_elements_in; ++k) w.element_in[k] = element_in[k].template narrowed<Fewer>();
    for (int k = 0; k < n_elements_out; ++k) w.element_out[k] = element_out[k].template narrowed<Fewer>();
    return w;
  }

  /// Whether items have groups that were chosen for them: several may have the same.
  SYLVA_FUNCTION constexpr bool chosen() const { return offsets.entries.index != nullptr; }
  /// The group that was chosen for an item.
  SYLVA_FUNCTION constexpr index_t group(const place<Rank>& at) const {
    return offsets.entries.index[at.offset(axes, offsets.stride)];
  }

  /// Where the elements of an item lie.
  using elements_type = elements_of_group<Real, n_elements_in>;
  SYLVA_FUNCTION constexpr elements_type elements(const place<Rank>& at) const {
    elements_type e;
    const index_t first = begin(at);
    e.count = offsets.data == nullptr ? 0 : static_cast<index_t>(offset_at(at)[offsets.step]) - first;
    for (int k = 0; k < n_elements_in; ++k) {
      const auto& x = element_in[k];
      element_source<Real>& source = e.input[k];
      source.scalar = x.scalar;
      source.step = x.step;
      if (x.data == nullptr) continue;
      const index_t offset = at.offset(axes, x.stride) + first * x.step;
      source.entries = x.entries;
      if (x.entries.index != nullptr) {
        source.data = x.data;
        source.entries.index += offset;
      } else {
        source.data = x.data + offset;
      }
    }
    return e;
  }
  /// Where element j of an item is stored, or null.
  SYLVA_FUNCTION constexpr Real* element_result(const place<Rank>& at, int k) const {
    const auto& y = element_out[k];
    return y.data == nullptr ? nullptr : y.data + at.offset(axes, y.stride) + begin(at) * y.step;
  }
  SYLVA_FUNCTION constexpr Real input(const place<Rank>& at, int k) const { return in[k].at(axes, at); }
  SYLVA_FUNCTION constexpr void store(const place<Rank>& at, int k, const Real& v) const {
    if (out[k].data != nullptr) out[k].data[at.offset(axes, out[k].stride)] = v;
  }

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t item) const {
    const place<Rank> at(axes, item);
    const elements_type e = elements(at);
    run_group(at, e, lone_group<Real, ElementInputs>(e), nobody_else{});
  }

  /// The part that a member of a team has in an item: see team_group.
  SYLVA_HOST_VALUES_TOO
  template <class Group, class Team>
  SYLVA_FUNCTION constexpr void run_by_team(index_t item, const Team& team) const {
    const place<Rank> at(axes, item);
    const elements_type e = elements(at);
    run_group(at, e, Group(e, team), team);
  }

 private:
  struct nobody_else {
    SYLVA_FUNCTION static constexpr int rank() { return 0; }
    SYLVA_FUNCTION static constexpr int size() { return 1; }
    SYLVA_FUNCTION static constexpr void barrier() {}
  };

  SYLVA_FUNCTION constexpr const Index* offset_at(const place<Rank>& at) const {
    return offsets.data + offsets.entries.place(at.offset(axes, offsets.stride));
  }
  SYLVA_FUNCTION constexpr index_t begin(const place<Rank>& at) const {
    return static_cast<index_t>(*offset_at(at));
  }

  struct load_input {
    const segmented_work& work;
    const place<Rank>& at;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return work.input(at, k);
    }
  };
  struct store_output {
    const segmented_work& work;
    const place<Rank>& at;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const { work.store(at, k, v); }
  };
  struct store_element {
    Real* const* to;
    const segmented_work& work;
    index_t j;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const {
      if (to[k] != nullptr) to[k][j * work.element_out[k].step] = v;
    }
  };

  SYLVA_HOST_VALUES_TOO
  template <class Group, class Team>
  SYLVA_FUNCTION constexpr void run_group(const place<Rank>& at, const elements_type& e, const Group& group,
                                          const Team& team) const {
    const auto r = GroupInputs::template call<Real>(detail::kernel_on_group<Kernel, Group>{kernel, group},
                                                    load_input{*this, at});
    using parts = detail::parts_of<std::remove_cvref_t<decltype(r)>>;
    team.barrier();  // an output may be an input that others have yet to read
    if (team.rank() == 0) store_result(parts::result(r), store_output{*this, at});
    if constexpr (parts::of_elements) {
      Real* to[n_elements_out > 0 ? n_elements_out : 1] = {};
      for (int k = 0; k < n_elements_out; ++k) to[k] = element_result(at, k);
      for (index_t j = team.rank(); j < e.count; j += team.size()) {
        store_result(ElementInputs::template call<Real>(r.each, detail::load_of_element<elements_type>{e, j}),
                     store_element{to, *this, j});
      }
    }
  }
};

}  // namespace sylva
