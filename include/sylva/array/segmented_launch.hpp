#pragma once

#include <stdexcept>
#include <string>
#include <sylva/array/launch.hpp>
#include <sylva/array/segmented_work.hpp>

namespace sylva {

/// Offsets that are not such. The message names the position, the value and what is allowed.
struct offsets_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace detail {

/// What a kernel on groups returns for values of type Real; says what is wrong where it cannot be called so.
template <class GroupInputs, class ElementInputs, class Kernel, class Real>
struct group_kernel {
  using bound = kernel_on_group<Kernel, lone_group<Real, ElementInputs>>;
  static_assert(GroupInputs::template accepted_by<Real, bound>,
                "the kernel does not take a group and these inputs of it: it has another number of them, or "
                "another precision than the arrays");
  using parts = parts_of<kernel_result_t<GroupInputs, bound, Real>>;
  using result = typename parts::result_type;
  template <class Each>
  struct each_of {
    static_assert(ElementInputs::template accepted_by<Real, Each>,
                  "`each` of the kernel's result does not take the inputs of an element");
    using type = kernel_result_t<ElementInputs, Each, Real>;
  };
  using element_result = typename std::conditional_t<parts::of_elements, each_of<typename parts::each>,
                                                     std::type_identity<Real>>::type;
  static_assert(check_returned<result, Real>() && check_returned<element_result, Real>());
  static constexpr int n_out = output_count<result>();
  static constexpr int n_elements_out = parts::of_elements ? output_count<element_result>() : 0;
};

/// Where the groups of the items are: item i has group i, or, where they are chosen, group which[i].
template <class Index>
struct group_places {
  strided_view<const Index> offsets;
  strided_view<const std::int32_t> which{};
  bool chosen = false;  ///< whether there is `which`; it may be empty

  index_t groups() const { return offsets.extents.extent[0] - 1; }
  index_t items() const { return chosen ? which.extents.extent[0] : groups(); }
};

/// Throws unless there are such groups.
inline void check_choice(const strided_view<const std::int32_t>& which, index_t groups) {
  const index_t i = wrong_index(which, groups);
  if (i < 0) return;
  if (groups == 0) throw offsets_error("`which` chooses groups, but the offsets make none");
  throw offsets_error("which[" + std::to_string(i) + "] is " + std::to_string(which(i)) + ", but there are " +
                      std::to_string(groups) + " groups: allowed are 0 to " + std::to_string(groups - 1));
}

/// Throws unless offsets begin with 0 and do not decrease; returns the last.
template <class Index>
index_t checked_offsets(const strided_view<const Index>& v) {
  const auto at = [&](index_t i) { return static_cast<index_t>(v.data[i * v.stride[0]]); };
  const auto text = [&](index_t i) {
    return "offsets[" + std::to_string(i) + "] is " + std::to_string(at(i));
  };
  const index_t last = v.extents.extent[0] - 1;
  if (at(0) != 0) throw offsets_error(text(0) + ": expected is 0, where the first group begins");
  for (index_t i = 1; i <= last; ++i) {
    if (at(i) < at(i - 1)) {
      throw offsets_error(text(i) + ", but " + text(i - 1) + ": offsets must not decrease");
    }
  }
  return at(last);
}

/// The shapes of a call: `groups`, and the same with elements for groups.
struct segmented_shape {
  shape groups;
  index_t elements = -1;  ///< -1: not known

  shape of_elements() const {
    shape s = groups;
    s.extent[s.rank - 1] = elements;
    return s;
  }
  /// Throws unless outputs have exactly the shape.
  void check_output(const shape& s, const std::string& name) {
    if (elements < 0 && s.rank > 0) elements = s.extent[s.rank - 1];
    if (!(s == of_elements())) fail(s, name);
  }
  /// An input of elements, stretched along the axes before the last one.
  template <class T>
  strided_view<const T> input(const strided_view<const T>& v, const std::string& name) {
    if (elements < 0 && v.extents.rank > 0) elements = v.extents.extent[v.extents.rank - 1];
    const shape s = of_elements();
    bool fits = v.extents.rank <= s.rank;
    for (int a = 0; fits && a < v.extents.rank; ++a) {
      const index_t mine = v.extents.extent[a];
      fits = mine == 1 || mine == s.extent[a + s.rank - v.extents.rank];
    }
    if (!fits) fail(v.extents, name);
    return broadcast_to(v, s);
  }

 private:
  [[noreturn]] void fail(const shape& s, const std::string& name) const {
    throw shape_error(name + " has shape " + to_string(s) + ", but the groups have " + to_string(groups) +
                      " and " + std::to_string(elements) +
                      " elements, the last of the offsets: expected is " + to_string(of_elements()));
  }
};

/// Throws overlap_error where arrays of a call share memory: outputs of groups may be inputs of groups, those
/// of elements inputs of elements.
template <class InStruct, class ElementInStruct, class OutStruct, class ElementOutStruct, int NIn,
          int NElementsIn, int NElementsOut, class Real, class Space, std::size_t N, std::size_t EN,
          std::size_t M, std::size_t EM>
void check_segmented_overlap(const segmented_shape& sizes, const argument<Real, Space> (&in)[N],
                             const argument<Real, Space> (&element_in)[EN],
                             const result<Real, Space> (&out)[M],
                             const result<Real, Space> (&element_out)[EM]) {
  constexpr int n_out = static_cast<int>(M), all_out = n_out + NElementsOut, all_in = NIn + NElementsIn;
  memory_range taken[all_in > 0 ? all_in : 1], written[all_out];
  const auto input = [&](int k) -> const argument<Real, Space>& {
    return k < NIn ? in[k] : element_in[k - NIn];
  };
  const auto output = [&](int k) -> const result<Real, Space>& {
    return k < n_out ? out[k] : element_out[k - n_out];
  };
  const auto out_name = [](int k) {
    return k < n_out ? name_of<OutStruct>("output", k)
                     : name_of<ElementOutStruct>("element output", k - n_out);
  };
  for (int k = 0; k < all_out; ++k) written[k] = memory_of(output(k).view());
  for (int k = 0; k < all_in; ++k) taken[k] = memory_of_input(input(k));
  check_apart(
      written, taken,
      [&](int k, int j) {
        if ((k < n_out) != (j < NIn) || input(j).entries().index != nullptr) return false;
        const shape s = k < n_out ? sizes.groups : sizes.of_elements();
        return same_places(output(k).view(), broadcast_to(input(j).view(), s), s);
      },
      out_name,
      [](int k) {
        return k < NIn ? name_of<InStruct>("input", k) : name_of<ElementInStruct>("element input", k - NIn);
      });
}

}  // namespace detail

/// Runs a kernel on groups whose inputs and outputs have been put into handles: what segmented and the models
/// call. The structs give the names for messages. Handles of outputs that the kernel does not have are not
/// looked at. Where groups are chosen, several items may have the same: elements have no outputs then.
template <class GroupInputs, class ElementInputs, class InStruct = void, class ElementInStruct = void,
          class OutStruct = void, class ElementOutStruct = void, class Policy, class Kernel, class Index,
          std::floating_point Real, class Space, std::size_t N, std::size_t EN, std::size_t M, std::size_t EM>
void launch_segmented(const Policy& policy, const Kernel& kernel, const detail::group_places<Index>& places,
                      const argument<Real, Space> (&in)[N], const argument<Real, Space> (&element_in)[EN],
                      const result<Real, Space> (&out)[M], const result<Real, Space> (&element_out)[EM]) {
  static_assert(executor<Policy>::template reaches<Space>,
                "the arrays live in a memory space that this execution policy cannot reach");
  using types = detail::group_kernel<GroupInputs, ElementInputs, Kernel, Real>;
  constexpr int n_in = GroupInputs::count, n_elements_in = ElementInputs::count;
  constexpr int n_out = types::n_out, n_elements_out = types::n_elements_out;
  static_assert(n_out == static_cast<int>(M));
  detail::refuse_names(in, [](int k) { return detail::name_of<InStruct>("input", k); }, "segmented");
  detail::refuse_names(
      element_in, [](int k) { return detail::name_of<ElementInStruct>("element input", k); }, "segmented");
  detail::refuse_names(out, [](int k) { return detail::name_of<OutStruct>("output", k); }, "segmented");
  detail::refuse_names(
      element_out, [](int k) { return detail::name_of<ElementOutStruct>("element output", k); }, "segmented");
  const strided_view<const Index>& offsets = places.offsets;
  const bool chosen = places.chosen;
  if (offsets.extents.rank != 1 || offsets.extents.extent[0] < 1) {
    throw shape_error("offsets have shape " + to_string(offsets.extents) +
                      ": expected is one axis, longer by 1 than there are groups");
  }
  if (chosen && places.which.extents.rank != 1) {
    throw shape_error("which has shape " + to_string(places.which.extents) + ": expected is one axis");
  }
  detail::segmented_shape sizes{{1, {places.items()}}};
  const index_t n_items = places.items();
  shape given;
  std::string giver = detail::name_of<OutStruct>("output", 0);
  bool any = detail::launch_shape<OutStruct>(given, out);
  if (any && (given.rank < 1 || given.extent[given.rank - 1] != n_items)) {
    throw shape_error(giver + " has shape " + to_string(given) + ", but " +
                      (chosen ? "which chooses " : std::to_string(n_items + 1) + " offsets make ") +
                      std::to_string(n_items) + " groups, along the last axis");
  }
  for (int k = 0; !any && k < n_elements_out; ++k) {
    if (!element_out[k].wanted() || element_out[k].view().extents.rank < 1) continue;
    given = element_out[k].view().extents;
    given.extent[given.rank - 1] = n_items;
    any = true;
  }
  if (!any) return;
  sizes.groups = given;
  if constexpr (std::same_as<Space, host_space>) {
    executor<Policy>::wait(policy);  // what was run before may have made the offsets
    sizes.elements = detail::checked_offsets(offsets);
    if (chosen) detail::check_choice(places.which, places.groups());
  }
  for (int k = 0; k < n_elements_out; ++k) {
    if (element_out[k].wanted()) {
      sizes.check_output(element_out[k].view().extents,
                         detail::name_of<ElementOutStruct>("element output", k));
    }
  }

  segmented_work<Kernel, GroupInputs, ElementInputs, Index, Real, n_out, n_elements_out, max_rank> work{
      kernel, {}, sizes.groups.size(), 1, {}, {}, {}, {}, {}};
  joint_strides<n_out + n_elements_out + n_in + n_elements_in + 1> strides(sizes.groups);
  const int along = sizes.groups.rank - 1;  // the axis of groups
  const auto add_elements = [&](auto& slot, auto v) {
    slot.data = v.data;
    slot.step = v.data == nullptr ? 0 : v.stride[along];
    v.stride[along] = 0;
    strides.add(v.data == nullptr ? nullptr : v.stride);
  };
  for (int k = 0; k < n_out; ++k) {
    work.out[k].data = out[k].view().data;
    strides.add(work.out[k].data == nullptr ? nullptr : out[k].view().stride);
  }
  for (int k = 0; k < n_elements_out; ++k) add_elements(work.element_out[k], element_out[k].view());
  for (int k = 0; k < n_in; ++k) {
    strided_view<const Real> v;
    work.in[k].scalar = in[k].value();
    work.in[k].entries = in[k].entries();
    if (in[k].is_array()) v = detail::stretched<InStruct>(in[k].places(), sizes.groups, k);
    work.in[k].data = v.data;
    strides.add(v.data == nullptr ? nullptr : v.stride);
  }
  for (int k = 0; k < n_elements_in; ++k) {
    strided_view<const Real> v;
    work.element_in[k].scalar = element_in[k].value();
    work.element_in[k].entries = element_in[k].entries();
    if (element_in[k].is_array()) {
      v = sizes.input(element_in[k].places(), detail::name_of<ElementInStruct>("element input", k));
    }
    add_elements(work.element_in[k], v);
  }
  index_t cuts[max_rank] = {};
  cuts[along] = chosen ? places.which.stride[0] : offsets.stride[0];
  work.offsets.data = offsets.data;
  work.offsets.step = offsets.stride[0];
  if (chosen) work.offsets.entries = {places.which.data, offsets.stride[0]};
  strides.add(cuts);
  if (work.size == 0) return;
  detail::check_segmented_overlap<InStruct, ElementInStruct, OutStruct, ElementOutStruct, n_in, n_elements_in,
                                  n_elements_out>(sizes, in, element_in, out, element_out);
  work.group_size = std::max<index_t>(sizes.elements, 0) / std::max<index_t>(places.groups(), 1);

  work.axes = strides.simplify();
  int array = 0;
  for (int k = 0; k < n_out; ++k) strides.get(array++, work.out[k].stride);
  for (int k = 0; k < n_elements_out; ++k) strides.get(array++, work.element_out[k].stride);
  for (int k = 0; k < n_in; ++k) strides.get(array++, work.in[k].stride);
  for (int k = 0; k < n_elements_in; ++k) strides.get(array++, work.element_in[k].stride);
  strides.get(array, work.offsets.stride);
  if constexpr (executor<Policy>::by_item) {
    if (work.axes.rank <= 1) {
      executor<Policy>::run(policy, work.template narrowed<1>());
      return;
    }
  }
  executor<Policy>::run(policy, work);
}

}  // namespace sylva
