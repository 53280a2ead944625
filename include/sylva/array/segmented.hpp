#pragma once

#include <sylva/array/nd_array.hpp>
#include <sylva/array/segmented_launch.hpp>

/// Models of groups of different sizes that lie one after another, such as the cohorts of many cells.
///
///   segmented(policy, kernel, outputs, offsets, inputs, element_inputs)
///   segmented(policy, kernel, outputs, element_outputs, offsets, inputs, element_inputs)
///
/// and both without a policy. `kernel` is one on groups: see sylva/array/segments.hpp. It returns the result
/// of its group, or grouped{result, each}, where `each` is a function of an element that gives the element's
/// outputs. Each of the outputs and inputs is one array, or a struct of them; inputs may be scalars, too;
/// no_inputs{} and no_outputs{} where there are none.
///
/// `offsets` is an array of whole numbers, one more than there are groups: group g has the elements
/// offsets[g],
/// ..., offsets[g + 1] - 1. They begin with 0, do not decrease, and end with the number of elements; groups
/// may be empty. That is checked where they lie in the host's memory, and is the caller's word where they do
/// not.
///
/// Outputs and inputs have the shape (groups,), those of elements (elements,). All may have the same axes
/// before that one, which broadcast: with outputs (layers, groups), every layer has the same groups of
/// elements, or its own values for them in element inputs of shape (layers, elements).
///
/// In the place of `offsets` there may be groups_at(offsets, which): the items of the call, which have the
/// inputs and outputs of groups, are then those of `which`, an array of std::int32_t, and item i looks at the
/// elements of group which[i]; any number of items may look at one group. There are no outputs of elements
/// then.
///
/// Errors are shape_error, or offsets_error, thrown before anything is computed. An output may be one of the
/// inputs in the same place, as a whole; else arrays must not share elements (overlap_error).

namespace sylva {

/// Groups that are chosen, see above. Offsets is the type of the array of them.
template <class Offsets>
struct chosen_groups {
  detail::group_places<array_value_t<Offsets>> places;
};
/// Both arrays must outlive the result; temporaries that own their elements do not compile.
template <array Offsets, array Which>
[[nodiscard]] auto groups_at(Offsets&& offsets, Which&& which) {
  static_assert(detail::check_kept<Offsets>() && detail::check_kept<Which>());
  static_assert(std::same_as<array_value_t<Which>, std::int32_t>, "`which` is an array of std::int32_t");
  static_assert(std::same_as<array_space_t<Which>, array_space_t<Offsets>>,
                "offsets and `which` live in the same memory space");
  return chosen_groups<std::remove_cvref_t<Offsets>>{
      {detail::traits_of<Offsets>::view(std::as_const(offsets)),
       detail::traits_of<Which>::view(std::as_const(which)), true}};
}

namespace detail {

template <class Offsets>
struct offsets_of {
  using type = Offsets;
  static constexpr bool chosen = false;
};
template <class Offsets>
struct offsets_of<chosen_groups<Offsets>> {
  using type = Offsets;
  static constexpr bool chosen = true;
};
template <class Offsets>
concept group_offsets = array<typename offsets_of<Offsets>::type>;

template <array Offsets>
group_places<array_value_t<Offsets>> places_of_groups(const Offsets& offsets) {
  return {array_traits<Offsets>::view(offsets)};
}
template <class Offsets>
group_places<array_value_t<Offsets>> places_of_groups(const chosen_groups<Offsets>& groups) {
  return groups.places;
}

}  // namespace detail

template <execution_policy Policy, class Kernel, class Outs, class ElementOuts, detail::group_offsets Offsets,
          class Ins, class ElementIns>
void segmented(const Policy& policy, const Kernel& kernel, Outs&& outputs, ElementOuts&& element_outputs,
               const Offsets& offsets, const Ins& inputs, const ElementIns& element_inputs) {
  using outs = std::remove_cvref_t<Outs>;
  using element_outs = std::remove_cvref_t<ElementOuts>;
  static_assert(detail::check_outputs<Outs>() && detail::check_outputs<ElementOuts>());
  static_assert(detail::check_inputs<Ins>() && detail::check_inputs<ElementIns>());
  constexpr bool has_outs = !std::same_as<outs, no_outputs>;
  constexpr bool has_element_outs = !std::same_as<element_outs, no_outputs>;
  static_assert(has_outs || has_element_outs, "no output is wanted");
  using element = detail::output_of<std::conditional_t<has_outs, outs, element_outs>>;
  using real = typename element::type;
  using space = typename element::space;
  using offsets_array = typename detail::offsets_of<Offsets>::type;
  using index = array_value_t<offsets_array>;
  static_assert(!detail::offsets_of<Offsets>::chosen || !has_element_outs,
                "elements have no outputs where groups are chosen: several items may have the same");
  static_assert(std::integral<index> && !std::same_as<index, bool>, "offsets are whole numbers");
  static_assert(std::same_as<array_space_t<offsets_array>, space>,
                "the offsets live in the same memory space as the arrays");
  using group_inputs = detail::inputs_of_t<Ins>;
  using element_inputs_type = detail::inputs_of_t<ElementIns>;
  using types = detail::group_kernel<group_inputs, element_inputs_type, Kernel, real>;
  static_assert(!has_element_outs || types::n_elements_out > 0,
                "the kernel has no outputs of elements: it does not return grouped{result, each}");

  const auto in_handles = [](auto* to, const auto& from) {
    if constexpr (!std::same_as<std::remove_cvref_t<decltype(from)>, no_inputs>)
      detail::handles_from(to, from);
  };
  const auto out_handles = [](auto* to, auto& from, auto returned) {
    using given = std::remove_cvref_t<decltype(from)>;
    using result_type = typename decltype(returned)::type;
    if constexpr (zippable<given> && !array<given>) {
      static_assert(detail::same_struct<given, result_type>,
                    "the outputs are not the struct that the kernel returns");
      detail::handles_from(to, from);
    } else if constexpr (!std::same_as<given, no_outputs>) {
      static_assert(!zippable<result_type>,
                    "this kernel returns a struct: its outputs are that struct, of arrays");
      detail::handles_from(to, from);
    }
  };
  argument<real, space> in[group_inputs::count > 0 ? group_inputs::count : 1];
  argument<real, space> element_in[element_inputs_type::count > 0 ? element_inputs_type::count : 1];
  result<real, space> out[types::n_out];
  result<real, space> element_out[types::n_elements_out > 0 ? types::n_elements_out : 1];
  in_handles(in, inputs);
  in_handles(element_in, element_inputs);
  out_handles(out, outputs, std::type_identity<typename types::result>{});
  out_handles(element_out, element_outputs, std::type_identity<typename types::element_result>{});
  launch_segmented<group_inputs, element_inputs_type, Ins, ElementIns, outs, element_outs>(
      policy, kernel, detail::places_of_groups(offsets), in, element_in, out, element_out);
}

template <execution_policy Policy, class Kernel, class Outs, detail::group_offsets Offsets, class Ins,
          class ElementIns>
void segmented(const Policy& policy, const Kernel& kernel, Outs&& outputs, const Offsets& offsets,
               const Ins& inputs, const ElementIns& element_inputs) {
  segmented(policy, kernel, std::forward<Outs>(outputs), no_outputs{}, offsets, inputs, element_inputs);
}

/// By the default policy of the outputs' array family.
template <class Kernel, class Outs, detail::group_offsets Offsets, class Ins, class ElementIns>
  requires(!execution_policy<Kernel>)
void segmented(const Kernel& kernel, Outs&& outputs, const Offsets& offsets, const Ins& inputs,
               const ElementIns& element_inputs) {
  segmented(typename detail::output_of<std::remove_cvref_t<Outs>>::policy{}, kernel,
            std::forward<Outs>(outputs), no_outputs{}, offsets, inputs, element_inputs);
}
template <class Kernel, class Outs, class ElementOuts, detail::group_offsets Offsets, class Ins,
          class ElementIns>
  requires(!execution_policy<Kernel>)
void segmented(const Kernel& kernel, Outs&& outputs, ElementOuts&& element_outputs, const Offsets& offsets,
               const Ins& inputs, const ElementIns& element_inputs) {
  using first = std::conditional_t<std::same_as<std::remove_cvref_t<Outs>, no_outputs>, ElementOuts, Outs>;
  segmented(typename detail::output_of<std::remove_cvref_t<first>>::policy{}, kernel,
            std::forward<Outs>(outputs), std::forward<ElementOuts>(element_outputs), offsets, inputs,
            element_inputs);
}

}  // namespace sylva
