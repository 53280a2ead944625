#pragma once

#include <sylva/array/scan.hpp>
#include <sylva/array/scratch.hpp>

/// Scans that are parallel in time too, for few sites and long series.
///
///   scan_in_time(policy, step, state, output, inputs...)       and with time_axis, as scan
///
/// A step is associative when what several steps do to the state can be told before the state is known. It
/// has one value for its state and one for its output, and besides its call
///   template <class V> using segment           what a run of steps does to the state: a struct of values
///   segment<V> no_steps<V>() const             what none do
///   segment<V> one_step(const V& x, ...) const   what the step with these inputs does
///   segment<V> joined(const segment<V>& first, const segment<V>& then) const
///   V applied(const segment<V>&, const V& state) const
/// Every chunk of steps is summed up, all chunks at once; the state is carried from chunk to chunk; then
/// every chunk is run from the state that reached it: two passes over the inputs, one over the output. The
/// chunks do not depend on the number of threads, so neither do the figures, which are those of scan but for
/// rounding.

namespace sylva {

namespace detail {

template <class Step>
struct nothing_yet {
  Step step;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr typename Step::template segment<V> operator()(const V&) const {
    return step.template no_steps<V>();
  }
};

/// Sums up a run of steps: the state is the segment so far.
template <class Step>
struct sum_up {
  Step step;
  SYLVA_HOST_VALUES_TOO
  template <class V, class... X>
  SYLVA_FUNCTION constexpr auto operator()(const typename Step::template segment<V>& before, const V& x,
                                           const X&... more) const
      -> stepped<typename Step::template segment<V>, V> {
    return {step.joined(before, step.one_step(x, more...)), x};
  }
};

/// From chunk to chunk; what is stored is the state before each.
template <class Step>
struct carry_over {
  Step step;
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION constexpr stepped<V, V> operator()(const V& state,
                                                    const typename Step::template segment<V>& s) const {
    return {step.applied(s, state), state};
  }
};

/// Steps first, ..., of an array of a scan as chunks: axes (step in the chunk, chunk, sites...).
template <class T>
strided_view<T> in_chunks(const scan_shape& sizes, const strided_view<T>& v, index_t steps, index_t chunks) {
  const strided_view<T> sites = sizes.without_time(v);
  const index_t time = v.stride[sizes.time];
  strided_view<T> r{v.data, {sites.extents.rank + 2, {steps, chunks}}, {time, steps * time}};
  for (int a = 0; a < sites.extents.rank; ++a) {
    r.extents.extent[a + 2] = sites.extents.extent[a];
    r.stride[a + 2] = sites.stride[a];
  }
  return r;
}

}  // namespace detail

/// How many steps are one chunk of scan_in_time.
inline constexpr index_t steps_a_chunk = 256;

template <execution_policy Policy, class Step, class State, array Out, class... Ins>
void scan_in_time(const Policy& policy, time_axis axis, const Step& step, State&& state, Out&& output,
                  const Ins&... inputs) {
  using element = detail::state_element<std::remove_cvref_t<State>>;
  using real = typename element::type;
  using space = typename element::space;
  using handle = argument<real, space>;
  using outlet = result<real, space>;
  using segment = typename Step::template segment<real>;
  constexpr int n = static_cast<int>(sizeof...(Ins)), members = member_count<segment>();
  outlet states[1];
  detail::state_handles(states, state);
  const outlet outs[1] = {outlet(output)};
  const outlet& out = outs[0];
  const handle in[n] = {handle(inputs)...};
  detail::refuse_names(in, [](int k) { return detail::name_of<void>("input", k); }, "scan_in_time");
  detail::refuse_names(outs, [](int k) { return detail::name_of<void>("output", k); }, "scan_in_time");
  detail::refuse_names(states, [](int k) { return detail::name_of<void>("state", k); }, "scan_in_time");
  const detail::scan_shape sizes(out.view().extents, axis.axis);
  const index_t steps = sizes.all.extent[sizes.time], chunks = steps / steps_a_chunk,
                sites = sizes.sites.size();
  if (chunks < 2 || sites == 0 || sizes.all.rank >= max_rank) {
    return scan(policy, axis, step, state, output, inputs...);
  }
  detail::check_states<void>(states, sizes.sites);
  detail::check_data(out.view(), [] { return detail::name_of<void>("output", 0); });
  strided_view<const real> stretched[n];
  for (int k = 0; k < n; ++k) {
    if (in[k].is_array()) stretched[k] = detail::stretched<void>(in[k].view(), sizes.all, k);
  }
  const outlet none[1] = {};
  const char* const unnamed[1] = {""};
  detail::check_scan_overlap<void, void, void>(sizes.all, states, in, stretched, outs, none, unnamed);

  shape grid_of_chunks{sizes.sites.rank + 1, {chunks}};
  for (int a = 0; a < sizes.sites.rank; ++a) grid_of_chunks.extent[a + 1] = sizes.sites.extent[a];
  const scratch_memory<real, space> memory((members + 1) * chunks * sites);
  const auto scratch = [&](int k) {
    return contiguous_view(memory.data() + k * chunks * sites, grid_of_chunks);
  };
  outlet segments[members];
  handle segments_read[members];
  for (int k = 0; k < members; ++k) {
    segments[k] = outlet(in_space{}, scratch(k));
    segments_read[k] = handle(in_space{}, scratch(k));
  }
  const outlet before[1] = {outlet(in_space{}, scratch(members))};

  handle chunked[n], rest[n];
  const index_t done = chunks * steps_a_chunk;
  for (int k = 0; k < n; ++k) {
    chunked[k] = rest[k] = in[k];
    if (!in[k].is_array()) continue;
    strided_view<const real> x = stretched[k];
    chunked[k] = handle(in_space{}, detail::in_chunks(sizes, x, steps_a_chunk, chunks));
    x.data += done * x.stride[sizes.time];
    x.extents.extent[sizes.time] = steps - done;
    rest[k] = handle(in_space{}, x);
  }
  const outlet chunked_out[1] = {
      outlet(in_space{}, detail::in_chunks(sizes, out.view(), steps_a_chunk, chunks))};
  strided_view<real> rest_view = out.view();
  rest_view.data += done * rest_view.stride[sizes.time];
  rest_view.extents.extent[sizes.time] = steps - done;
  const outlet rest_out[1] = {outlet(in_space{}, rest_view)}, no_out[1];

  using positional = positional_inputs<n>;
  const handle zero[1] = {handle(real(0))};
  launch<positional_inputs<1>>(policy, detail::nothing_yet<Step>{step}, zero, segments);
  launch_scan<positional, segment>(policy, {0}, detail::sum_up<Step>{step}, segments, chunked, no_out);
  launch_scan<struct_inputs<segment>, void>(policy, {0}, detail::carry_over<Step>{step}, states,
                                            segments_read, before);
  launch_scan<positional, void>(policy, {0}, step, before, chunked, chunked_out);
  if (done < steps) launch_scan<positional, void>(policy, axis, step, states, rest, rest_out);
  executor<Policy>::wait(policy);  // the scratch memory is in use until then
}

template <execution_policy Policy, class Step, class State, array Out, class... Ins>
  requires(!std::same_as<Step, time_axis>)
void scan_in_time(const Policy& policy, const Step& step, State&& state, Out&& output, const Ins&... inputs) {
  scan_in_time(policy, time_axis{0}, step, state, output, inputs...);
}

}  // namespace sylva
