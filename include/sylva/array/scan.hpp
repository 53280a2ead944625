#pragma once

#include <sylva/array/launch.hpp>
#include <sylva/array/nd_array.hpp>
#include <sylva/array/scan_work.hpp>
#include <tuple>

/// Models that go through time: sites in parallel, steps in order.
///
///   scan(step, state, outputs, inputs...)
///   scan(policy, step, state, outputs, inputs...)
///   scan(policy, time_axis{a}, step, state, outputs, inputs...)
///
/// `step` is a kernel of the state and the inputs of one step that returns stepped{state after it, output}:
///   stepped<S, O> operator()(const S& state, const V& x, ...) const
/// State and output are each one value or a struct of values. Inputs are arrays and scalars in any mixture,
/// or one struct of them, and broadcast with the outputs, whose shape is that of all. Time is their first
/// axis, or the one that time_axis says, negative counted from the last; all others are sites.
///
/// `state` is one array, or the struct of the state with arrays for members, in the shape of the sites: the
/// state before the first step on the way in, and after the last on the way out. So a long series may come in
/// chunks, each with the state that the one before left: the figures are those of one run, bit for bit. Of a
/// single series it may be a variable. A temporary array is no state, since the last state would be lost; a
/// temporary number is. State that is not known yet is NaN where a kernel says so.
///
/// Both [time][site] and [site][time] in memory are read at full speed; on a device, where a thread is a
/// site, the first is faster. Outputs may be no_outputs{}, where only the last state is wanted, and an output
/// may be one of the inputs, as a whole; else arrays must not share elements (overlap_error). Errors are
/// shape_error, thrown before anything is computed.

namespace sylva {

/// Which axis of the outputs and inputs is time; negative counts from the last.
struct time_axis {
  int axis = 0;
};

namespace detail {

/// The array or handle type that tells the element type, space and policy of a state.
template <class State>
struct state_element : output_of<State> {};
template <std::floating_point Real>
struct state_element<Real> {
  using type = Real;
  using space = host_space;
  using policy = serial;
};

/// Whether a scan takes such a state: a number, or what is an output, too.
template <class State>
consteval bool check_state() {
  if constexpr (std::floating_point<std::remove_cvref_t<State>>) {
    return true;
  } else {
    return check_outputs<State>();
  }
}

template <class State, class Real, class Space, std::size_t S>
void state_handles(result<Real, Space> (&to)[S], State& state) {
  if constexpr (std::floating_point<State>) {
    to[0] = result<Real, Space>(in_space{}, strided_view<Real>{&state, {}, {}});
  } else {
    handles_from(to, state);
  }
}

template <class State>
struct struct_of_state {
  using type = void;
};
template <zippable State>
  requires(!array<State>)
struct struct_of_state<State> {
  using type = State;
};

/// The sites of a scan, and its steps.
struct scan_shape {
  shape all;
  int time = 0;
  shape sites;

  scan_shape(const shape& s, int axis) : all(s), time(axis < 0 ? axis + s.rank : axis) {
    if (s.rank == 0) {
      throw shape_error(
          "the arrays of the scan have no axes, so that there is no time: give an input or an output that "
          "has "
          "an element a step");
    }
    if (time < 0 || time >= s.rank) {
      throw shape_error("time_axis is " + std::to_string(axis) + ", but the arrays of the scan have shape " +
                        to_string(s) + ": allowed are " + std::to_string(-s.rank) + " to " +
                        std::to_string(s.rank - 1));
    }
    sites.rank = s.rank - 1;
    for (int a = 0; a < sites.rank; ++a) sites.extent[a] = s.extent[a < time ? a : a + 1];
  }
  /// The strides of an array of shape `all` from site to site.
  template <class T>
  strided_view<T> without_time(const strided_view<T>& v) const {
    strided_view<T> r{v.data, sites, {}};
    for (int a = 0; a < sites.rank; ++a) r.stride[a] = v.stride[a < time ? a : a + 1];
    return r;
  }
};

/// Throws unless an array has one element a site.
inline void check_site_shape(const std::string& name, const shape& s, const shape& sites) {
  const bool single = s.size() == 1 && sites.size() == 1;
  if (!(s == sites) && !single) {
    throw shape_error(name + " has shape " + to_string(s) + ", but the sites of the scan have " +
                      to_string(sites));
  }
}

/// Throws unless each state is given, and has one element a site.
template <class State, std::floating_point Real, class Space, std::size_t S>
void check_states(const result<Real, Space> (&state)[S], const shape& sites) {
  for (int k = 0; k < static_cast<int>(S); ++k) {
    const auto name = [&] { return name_of<State>("state", k); };
    if (!state[k].wanted()) {
      throw shape_error(name() + " of the scan is not given: expected is an array of shape " +
                        to_string(sites));
    }
    check_data(state[k].view(), name);
    check_site_shape(name(), state[k].view().extents, sites);
  }
}

/// Throws overlap_error where arrays of a scan share memory: an output may be an input, which is x[j]
/// stretched to the shape of all; what a site has may be nothing else.
template <class State, class InStruct, class OutStruct, std::floating_point Real, class Space, std::size_t S,
          std::size_t N, std::size_t X, std::size_t M, std::size_t E>
void check_scan_overlap(const shape& all, const result<Real, Space> (&state)[S],
                        const argument<Real, Space> (&in)[N], const strided_view<const Real> (&x)[X],
                        const result<Real, Space> (&out)[M], const result<Real, Space> (&extra)[E],
                        const char* const (&extra_names)[E]) {
  constexpr int n_in = static_cast<int>(N), n_out = static_cast<int>(M), n_state = static_cast<int>(S),
                n_extra = static_cast<int>(E);
  memory_range taken[n_in], written[n_out + n_state + n_extra];
  for (int k = 0; k < n_out; ++k) written[k] = memory_of(out[k].view());
  for (int k = 0; k < n_state; ++k) written[n_out + k] = memory_of(state[k].view());
  for (int k = 0; k < n_extra; ++k) written[n_out + n_state + k] = memory_of(extra[k].view());
  for (int k = 0; k < n_in; ++k) taken[k] = memory_of_input(in[k]);
  const auto written_name = [&](int k) {
    return k < n_out             ? name_of<OutStruct>("output", k)
           : k < n_out + n_state ? name_of<State>("state", k - n_out)
                                 : std::string(extra_names[k - n_out - n_state]);
  };
  check_apart(
      written, taken, [&](int k, int j) { return k < n_out && same_places(out[k].view(), x[j], all); },
      written_name, [](int k) { return name_of<InStruct>("input", k); });
}

/// Throws overlap_error unless a state and sums of many scans share no element with each other, or with
/// inputs.
template <class State, class InStruct, std::floating_point Real, class Space, std::size_t N, std::size_t M>
void check_states_apart(const result<Real, Space>& state, const result<Real, Space> (&sums)[M],
                        const argument<Real, Space> (&in)[N]) {
  constexpr int n_in = static_cast<int>(N), n_states = static_cast<int>(M) + 1;
  memory_range taken[n_in], written[n_states] = {memory_of(state.view())};
  for (int k = 1; k < n_states; ++k) written[k] = memory_of(sums[k - 1].view());
  for (int k = 0; k < n_in; ++k) taken[k] = memory_of_input(in[k]);
  const auto name = [](int k) { return name_of<State>("state", k); };
  check_apart(
      written, taken, [](int, int) { return false; }, name,
      [](int k) { return name_of<InStruct>("input", k); });
}

/// Binds a step to arrays that have been put into handles, and calls f(work, extra slots) if there is
/// anything to compute. `extra` are arrays in the shape of the sites that go along with the work, or are not
/// wanted. NarrowRank is as few axes as f can do with.
template <class Inputs, class State, class InStruct, class OutStruct, int NarrowRank, class Step,
          std::floating_point Real, class Space, std::size_t S, std::size_t N, std::size_t M, std::size_t E,
          class F>
void with_scan_work(time_axis axis, const Step& step, const result<Real, Space> (&state)[S],
                    const argument<Real, Space> (&in)[N], const result<Real, Space> (&out)[M],
                    const result<Real, Space> (&extra)[E], const char* const (&extra_names)[E], const F& f) {
  refuse_names(in, [](int k) { return name_of<InStruct>("input", k); }, "scan");
  refuse_names(out, [](int k) { return name_of<OutStruct>("output", k); }, "scan");
  refuse_names(state, [](int k) { return name_of<State>("state", k); }, "scan");
  refuse_names(extra, [&](int k) { return extra_names[k]; }, "scan");
  constexpr int n_in = Inputs::count, n_out = static_cast<int>(M), n_state = static_cast<int>(S),
                n_extra = static_cast<int>(E);
  shape all;
  if (!launch_shape<OutStruct>(all, out)) {
    for (int k = 0; k < n_in; ++k) {
      if (in[k].is_array()) join_shapes(all, in[k].view().extents, name_of<InStruct>("input", k));
    }
  }
  const scan_shape sizes(all, axis.axis);
  strided_view<const Real> x[N];
  for (int k = 0; k < n_in; ++k) {
    if (in[k].is_array()) x[k] = stretched<InStruct>(in[k].view(), all, k);
  }
  check_states<State>(state, sizes.sites);
  for (int k = 0; k < n_extra; ++k) {
    if (!extra[k].wanted()) continue;
    check_data(extra[k].view(), [&] { return std::string(extra_names[k]); });
    check_site_shape(extra_names[k], extra[k].view().extents, sizes.sites);
  }
  if (all.size() == 0) return;
  check_scan_overlap<State, InStruct, OutStruct>(all, state, in, x, out, extra, extra_names);

  scan_work<Step, State, Inputs, Real, n_in, n_out, max_rank> work{
      step, {}, sizes.sites.size(), all.extent[sizes.time], {}, {}, {}};
  site_slots<Real, max_rank, n_extra> along;
  joint_strides<n_state + n_in + n_out + n_extra> strides(sizes.sites);
  const auto add = [&](auto& slot, const auto& v, bool has_time) {
    slot.data = v.data;
    if (has_time && v.data != nullptr) slot.time = v.stride[sizes.time];
    strides.add(v.data == nullptr ? nullptr : has_time ? sizes.without_time(v).stride : v.stride);
  };
  // the outputs lead the walk over the sites, or the inputs where there are none
  for (int k = 0; k < n_out; ++k) add(work.out[k], out[k].view(), true);
  for (int k = 0; k < n_in; ++k) {
    add(work.in[k], x[k], true);
    if (!in[k].is_array()) work.in[k].scalar = in[k].value();
  }
  for (int k = 0; k < n_state; ++k) add(work.state[k], state[k].view(), false);
  for (int k = 0; k < n_extra; ++k) add(along.slot[k], extra[k].view(), false);
  work.axes = strides.simplify();
  int array = 0;
  for (int k = 0; k < n_out; ++k) strides.get(array++, work.out[k].stride);
  for (int k = 0; k < n_in; ++k) strides.get(array++, work.in[k].stride);
  for (int k = 0; k < n_state; ++k) strides.get(array++, work.state[k].stride);
  for (int k = 0; k < n_extra; ++k) strides.get(array++, along.slot[k].stride);
  if constexpr (NarrowRank < max_rank) {
    if (work.axes.rank <= NarrowRank) {
      return f(work.template narrowed<NarrowRank>(), along.template narrowed<NarrowRank>());
    }
  }
  f(work, along);
}

/// How many axes a work is handed over with where it has no more: a device takes its copy along.
template <class Policy>
inline constexpr int narrow_rank = executor<Policy>::by_item ? 1 : max_rank;

}  // namespace detail

/// Runs a step whose arrays have been put into handles: what scan and the models call. InStruct, OutStruct
/// and StateStruct give the names for messages.
template <class Inputs, class State, class InStruct = void, class OutStruct = void, class Policy, class Step,
          std::floating_point Real, class Space, std::size_t S, std::size_t N, std::size_t M>
void launch_scan(const Policy& policy, time_axis axis, const Step& step,
                 const result<Real, Space> (&state)[S], const argument<Real, Space> (&in)[N],
                 const result<Real, Space> (&out)[M]) {
  static_assert(executor<Policy>::template reaches<Space>,
                "the arrays live in a memory space that this execution policy cannot reach");
  const result<Real, Space> none[1] = {};
  const char* const unnamed[1] = {""};
  detail::with_scan_work<Inputs, State, InStruct, OutStruct, detail::narrow_rank<Policy>>(
      axis, step, state, in, out, none, unnamed,
      [&](const auto& work, const auto&) { executor<Policy>::run(policy, work); });
}

template <execution_policy Policy, class Step, class State, class Outs, class... Ins>
void scan(const Policy& policy, time_axis axis, const Step& step, State&& state, Outs&& outputs,
          const Ins&... inputs) {
  using state_arrays = std::remove_cvref_t<State>;
  using outs = std::remove_cvref_t<Outs>;
  static_assert(detail::check_state<State>() && detail::check_outputs<Outs>() &&
                (detail::check_inputs<Ins>() && ...));
  using element = detail::state_element<state_arrays>;
  using real = typename element::type;
  using space = typename element::space;
  using binding = detail::inputs_of_t<Ins...>;
  using state_struct = typename detail::struct_of_state<state_arrays>::type;
  using values = values_like_t<state_struct, real>;
  using bound = detail::step_from<Step, values>;
  static_assert(
      binding::template accepted_by<real, bound>,
      "the step does not take this state and these inputs: it has another number of them, or another "
      "precision than the arrays");
  using packet_type = typename detail::called_with<Policy, real>::type;
  using bound_to_packets = detail::step_from<Step, values_like_t<state_struct, packet_type>>;
  static_assert(detail::check_packets<binding, bound_to_packets, packet_type, real>());
  using returned = kernel_result_t<binding, bound, real>;
  static_assert(std::same_as<decltype(returned::state), values>,
                "the step returns another state than it takes: stepped{state, output} is expected");
  using returned_out = decltype(returned::out);
  static_assert(detail::check_returned<returned_out, real>());
  argument<real, space> in[binding::count > 0 ? binding::count : 1];
  result<real, space> out[output_count<returned_out>()];
  result<real, space> states[output_count<state_struct>()];
  detail::state_handles(states, state);
  if constexpr (sizeof...(Ins) == 1) {
    (detail::handles_from(in, inputs), ...);
  } else {
    int k = 0;
    ((in[k++] = argument<real, space>(inputs)), ...);
  }
  if constexpr (!std::same_as<outs, no_outputs>) {
    if constexpr (zippable<outs> && !array<outs>) {
      static_assert(detail::same_struct<outs, returned_out>,
                    "the outputs are not the struct that the step returns");
    } else {
      static_assert(!zippable<returned_out>,
                    "this step returns a struct: its outputs are that struct, of arrays");
    }
    detail::handles_from(out, outputs);
  }
  using in_struct =
      std::conditional_t<sizeof...(Ins) == 1,
                         std::tuple_element_t<0, std::tuple<std::remove_cvref_t<Ins>..., void>>, void>;
  launch_scan<binding, state_struct, in_struct, outs>(policy, axis, step, states, in, out);
}

template <execution_policy Policy, class Step, class State, class Outs, class... Ins>
  requires(!std::same_as<Step, time_axis>)
void scan(const Policy& policy, const Step& step, State&& state, Outs&& outputs, const Ins&... inputs) {
  scan(policy, time_axis{0}, step, std::forward<State>(state), std::forward<Outs>(outputs), inputs...);
}

/// By the default policy of the state's array family.
template <class Step, class State, class Outs, class... Ins>
  requires(!execution_policy<Step> && !std::same_as<Step, time_axis>)
void scan(const Step& step, State&& state, Outs&& outputs, const Ins&... inputs) {
  scan(typename detail::state_element<std::remove_cvref_t<State>>::policy{}, time_axis{0}, step,
       std::forward<State>(state), std::forward<Outs>(outputs), inputs...);
}

}  // namespace sylva
