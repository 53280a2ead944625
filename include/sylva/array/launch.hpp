#pragma once

#include <sylva/array/element_work.hpp>
#include <sylva/array/handles.hpp>
#include <sylva/array/named.hpp>
#include <sylva/array/overlap.hpp>

namespace sylva {

/// Ranges that the inputs are compared with while they are read, and what was found.
struct range_checks {
  const variable_range* const* ranges = nullptr;  ///< one an input; null: not checked
  range_finding* findings = nullptr;              ///< one an input; null: nothing is counted
};

namespace detail {

/// Throws unless an array has memory, or no elements.
template <class T, class Name>
void check_data(const strided_view<T>& v, const Name& name) {
  if (v.data == nullptr && v.extents.size() != 0) {
    throw shape_error(name() + " has shape " + to_string(v.extents) + ", but no memory: its data is null");
  }
}

/// The shape of a launch: that of the outputs that are wanted. False if none is.
template <class OutStruct, class Result, std::size_t M>
bool launch_shape(shape& s, const Result (&out)[M]) {
  int first = -1;
  for (int k = 0; k < static_cast<int>(M); ++k) {
    if (!out[k].wanted()) continue;
    const shape& mine = out[k].view().extents;
    check_data(out[k].view(), [&] { return name_of<OutStruct>("output", k); });
    if (first < 0) {
      first = k;
      s = mine;
    } else if (!(mine == s)) {
      throw shape_error(name_of<OutStruct>("output", k) + " has shape " + to_string(mine) + ", but " +
                        name_of<OutStruct>("output", first) + " has " + to_string(s));
    }
  }
  return first >= 0;
}

/// An input stretched to the shape of a launch.
template <class InStruct, class T>
strided_view<const T> stretched(const strided_view<const T>& v, const shape& s, int k) {
  check_data(v, [&] { return name_of<InStruct>("input", k); });
  if (v.extents == s) return broadcast_to(v, s);
  shape joined = s;
  join_shapes(joined, v.extents, name_of<InStruct>("input", k));
  if (!(joined == s)) {
    throw shape_error(name_of<InStruct>("input", k) + " has shape " + to_string(v.extents) +
                      ", which is larger than the outputs' " + to_string(s));
  }
  return broadcast_to(v, s);
}

/// Everything about a launch that does not depend on the kernel's type: compiled once for all kernels of so
/// many inputs and outputs.
template <std::floating_point Real, int N, int M>
struct layout_of_launch {
  grid<max_rank> axes;
  input_slot<Real, max_rank> in[N > 0 ? N : 1];
  output_slot<Real, max_rank> out[M];
  index_t logical_stride[max_rank];

  /// False if there is nothing to compute, or to look at: keep_positions is for calls that look at inputs.
  template <class InStruct, class OutStruct, class Space, std::size_t A>
  bool set(const argument<Real, Space> (&arguments)[A], const result<Real, Space> (&results)[M],
           bool keep_positions) {
    shape s;
    if (!launch_shape<OutStruct>(s, results)) {
      if (!keep_positions) return false;
      for (int k = 0; k < N; ++k) {  // the inputs are looked at all the same
        if (arguments[k].is_array()) {
          join_shapes(s, arguments[k].places().extents, name_of<InStruct>("input", k));
        }
      }
    }
    strided_view<const Real> arrays[N > 0 ? N : 1];
    for (int k = 0; k < N; ++k) {
      if (!arguments[k].is_array()) {
        in[k].scalar = arguments[k].value();
        continue;
      }
      const strided_view<const Real>& v = arguments[k].places();
      in[k].entries = arguments[k].entries();
      arrays[k] = stretched<InStruct>(v, s, k);
      if constexpr (std::same_as<Space, host_space>) {
        if (v.extents.size() == 1) {
          in[k].scalar = v.data[in[k].entries.place(0)];
          arrays[k].data = nullptr;
        }
      }
    }
    if (s.size() == 0) return false;
    memory_range taken[N > 0 ? N : 1], written[M];
    for (int k = 0; k < M; ++k) written[k] = memory_of(results[k].view());
    for (int k = 0; k < N; ++k) {
      if (arrays[k].data != nullptr) taken[k] = memory_of_input(arguments[k]);
    }
    const auto out_name = [](int k) { return name_of<OutStruct>("output", k); };
    check_apart(
        written, taken,
        [&](int k, int j) {
          return in[j].entries.index == nullptr && same_places(results[k].view(), arrays[j], s);
        },
        out_name, [](int k) { return name_of<InStruct>("input", k); });
    joint_strides<N + M + 1> strides(s);
    const auto add = [&](const auto& v) { strides.add(v.data == nullptr ? nullptr : v.stride); };
    for (int k = 0; k < M; ++k) add(results[k].view());
    for (int k = 0; k < N; ++k) add(arrays[k]);
    const strided_view<const Real> logical = contiguous_view(static_cast<const Real*>(nullptr), s);
    strides.add(keep_positions ? logical.stride : nullptr);
    axes = strides.simplify();
    for (int k = 0; k < M; ++k) {
      out[k].data = results[k].view().data;
      strides.get(k, out[k].stride);
    }
    for (int k = 0; k < N; ++k) {
      in[k].data = arrays[k].data;
      strides.get(M + k, in[k].stride);
    }
    strides.get(M + N, logical_stride);
    return true;
  }

  /// The work of a kernel on this layout, with the first Rank axes of it.
  template <int Rank, class Inputs, class Kernel>
  auto work(const Kernel& kernel) const {
    element_work<Kernel, Inputs, Real, N, M, Rank> w{kernel, {}, axes.size(), {}, {}};
    w.axes.rank = axes.rank;
    for (int a = 0; a < Rank; ++a) w.axes.extent[a] = axes.extent[a];
    for (int k = 0; k < N; ++k) w.in[k] = in[k].template narrowed<Rank>();
    for (int k = 0; k < M; ++k) w.out[k] = out[k].template narrowed<Rank>();
    return w;
  }
};

template <class Policy, class Space, class Inputs, class Kernel, class Real, std::size_t M>
void check_launch() {
  static_assert(executor<Policy>::template reaches<Space>,
                "the arrays live in a memory space that this execution policy cannot reach");
  static_assert(output_count<typename returned_by<Inputs, Kernel, Real>::type>() == static_cast<int>(M));
  static_assert(check_packets<Inputs, Kernel, typename called_with<Policy, Real>::type, Real>());
}

/// The handles of a call whose arrays have named axes, as handles by position.
template <class InStruct, class OutStruct, class Real, class Space, std::size_t N, std::size_t M>
auto by_position(const argument<Real, Space> (&in)[N], const result<Real, Space> (&out)[M]) {
  return align_named(
      in, out, [](int k) { return name_of<InStruct>("input", k); },
      [](int k) { return name_of<OutStruct>("output", k); });
}

}  // namespace detail

/// Runs a kernel whose inputs and outputs have been put into handles: what transform and the models call.
/// InStruct and OutStruct give the names for messages. Where the policy runs asynchronously the call may
/// return before the results are there.
template <class Inputs, class InStruct = void, class OutStruct = void, class Policy, class Kernel,
          std::floating_point Real, class Space, std::size_t N, std::size_t M>
void launch(const Policy& policy, const Kernel& kernel, const argument<Real, Space> (&in)[N],
            const result<Real, Space> (&out)[M]) {
  detail::check_launch<Policy, Space, Inputs, Kernel, Real, M>();
  if (any_named(in, out)) {
    const auto aligned = detail::by_position<InStruct, OutStruct>(in, out);
    return launch<Inputs, InStruct, OutStruct>(policy, kernel, aligned.in, aligned.out);
  }
  detail::layout_of_launch<Real, Inputs::count, static_cast<int>(M)> layout{};
  if (!layout.template set<InStruct, OutStruct>(in, out, false)) return;
  if constexpr (executor<Policy>::by_item) {
    if (layout.axes.rank <= 1) {
      executor<Policy>::run(policy, layout.template work<1, Inputs>(kernel));
      return;
    }
  }
  executor<Policy>::run(policy, layout.template work<max_rank, Inputs>(kernel));
}

/// The same, where values of inputs that are not possible are taken as missing (NaN). With findings they are
/// counted in the same pass; then the call returns when everything is there.
template <class Inputs, class InStruct = void, class OutStruct = void, class Policy, class Kernel,
          std::floating_point Real, class Space, std::size_t N, std::size_t M>
void launch(const Policy& policy, const Kernel& kernel, const argument<Real, Space> (&in)[N],
            const result<Real, Space> (&out)[M], const range_checks& checks) {
  constexpr int n_in = Inputs::count;
  detail::check_launch<Policy, Space, Inputs, Kernel, Real, M>();
  if (any_named(in, out)) {
    const auto aligned = detail::by_position<InStruct, OutStruct>(in, out);
    return launch<Inputs, InStruct, OutStruct>(policy, kernel, aligned.in, aligned.out, checks);
  }
  detail::layout_of_launch<Real, n_in, static_cast<int>(M)> layout{};
  if (!layout.template set<InStruct, OutStruct>(in, out, checks.findings != nullptr)) return;
  const auto run = [&]<int Rank, bool Counts>(std::integral_constant<int, Rank>, std::bool_constant<Counts>) {
    const auto plain = layout.template work<Rank, Inputs>(kernel);
    using checked = checked_work<std::remove_const_t<decltype(plain)>, Counts>;
    checked work{plain, {}, {}};
    for (int k = 0; k < n_in; ++k) {
      if (checks.ranges[k] != nullptr) work.limits[k] = typename checked::limits_type(*checks.ranges[k]);
    }
    for (int a = 0; a < Rank; ++a) work.logical_stride[a] = layout.logical_stride[a];
    if constexpr (Counts) {
      const range_findings<n_in> found = executor<Policy>::reduce(policy, work);
      for (int k = 0; k < n_in; ++k) {
        if (work.limits[k].checked()) work.limits[k].join(checks.findings[k], found.of[k]);
      }
    } else {
      executor<Policy>::run(policy, work);
    }
  };
  const auto run_in = [&](auto rank) {
    if (checks.findings != nullptr) {
      run(rank, std::true_type{});
    } else {
      run(rank, std::false_type{});
    }
  };
  if constexpr (executor<Policy>::by_item) {
    if (layout.axes.rank <= 1) return run_in(std::integral_constant<int, 1>{});
  }
  run_in(std::integral_constant<int, max_rank>{});
}

}  // namespace sylva
