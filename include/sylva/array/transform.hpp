#pragma once

#include <sylva/array/launch.hpp>
#include <sylva/array/named.hpp>
#include <sylva/array/nd_array.hpp>
#include <tuple>

/// The lifting layer: any kernel, on any arrays. `transform` writes into arrays that exist, `map` makes them.
///
///   transform(kernel, outputs, inputs...)            by the default policy of the first output
///   transform(policy, kernel, outputs, inputs...)
///   auto outputs = map(kernel, inputs...)            in the array family of the first input
///   auto outputs = map(policy, kernel, inputs...)
///
/// Inputs are arrays and scalars, one a parameter of the kernel, or one struct of them. Outputs are one
/// array, or the result struct of the kernel with arrays for members. All arrays have one value type and live
/// in one memory space. Shapes broadcast as in NumPy; an output has the shape of all. Errors are shape_error,
/// thrown before anything is computed. An output may be one of the inputs; else arrays must not overlap.

namespace sylva {

template <class P>
concept execution_policy = requires { sizeof(executor<std::remove_cvref_t<P>>); };

namespace detail {

/// Which struct template member, array or handle carries the element type and the space.
template <class A>
struct element_of {
  static_assert(check_array_type<A>());
};
template <class A>
struct policy_of : default_policy<array_family_t<A>> {};
template <class A>
  requires requires { typename array_traits<A>::policy; }
struct policy_of<A> {
  using type = typename array_traits<A>::policy;
};
template <array A>
struct element_of<A> {
  using type = array_value_t<A>;
  using space = array_space_t<A>;
  using policy = typename policy_of<A>::type;
};
template <class T, class Space>
struct element_of<argument<T, Space>> {
  using type = T;
  using space = Space;
  using policy = serial;
};
template <class T, class Space>
struct element_of<result<T, Space>> {
  using type = T;
  using space = Space;
  using policy = serial;
};

template <class S>
struct member_of;
template <template <class...> class S, class A, class... Tags>
struct member_of<S<A, Tags...>> {
  using type = A;
};

/// The array (or handle) type of an output, be it one or a struct of them.
template <class Outs>
struct output_of : element_of<Outs> {};
template <zippable Outs>
  requires(!array<Outs>)
struct output_of<Outs> : element_of<typename member_of<Outs>::type> {};

template <class... A>
struct first_array {
  using type = void;
};
template <class A, class... Rest>
struct first_array<A, Rest...> {
  using type = std::conditional_t<array<A>, A, typename first_array<Rest...>::type>;
};
template <zippable S>
  requires(!array<S>)
struct first_array<S> {
  using type = typename first_array<typename member_of<S>::type>::type;
};

template <class... In>
struct inputs_of {
  using type = positional_inputs<static_cast<int>(sizeof...(In))>;
};
template <zippable S>
  requires(!array<S>)
struct inputs_of<S> {
  using type = struct_inputs<S>;
};
template <class... In>
using inputs_of_t = typename inputs_of<std::remove_cvref_t<In>...>::type;

template <class A>
inline constexpr bool is_handle = false;
template <class T, class Space>
inline constexpr bool is_handle<argument<T, Space>> = true;
template <class T, class Space>
inline constexpr bool is_handle<result<T, Space>> = true;

/// Whether a call takes such an argument; stops with a sentence about what array_traits<A> lacks.
template <class A>
consteval bool check_argument() {
  using type = std::remove_cvref_t<A>;
  if constexpr (!array<type> && !scalar_argument<type> && !zippable<type> && !is_handle<type>) {
    return check_array_type<type>();
  } else {
    return true;
  }
}

template <class Handle>
struct fill_handles {
  Handle* to;
  int* k;
  template <class A, class B>
  void operator()(A& a, B&) const {
    static_assert(check_argument<A>());
    to[(*k)++] = Handle(a);
  }
};

template <class Handle, class S>
void handles_from(Handle* to, S& s) {
  if constexpr (zippable<std::remove_cvref_t<S>> && !array<S>) {
    int k = 0;
    std::remove_cvref_t<S>::zip(s, s, fill_handles<Handle>{to, &k});
  } else {
    *to = Handle(s);
  }
}

template <class R>
struct value_of_result {
  using type = R;
};
template <zippable R>
struct value_of_result<R> : member_of<R> {};

/// Whether A and B are one struct template, whatever the type of the members.
template <class A, class B>
inline constexpr bool same_struct = false;
template <zippable A, zippable B>
inline constexpr bool same_struct<A, B> = std::same_as<rebind_t<A, int>, rebind_t<B, int>>;

/// What a kernel returns for values of type Real; says what is wrong where it cannot be called with them.
template <class Inputs, class Kernel, class Real>
struct returned_by {
  static_assert(
      Inputs::template accepted_by<Real, Kernel>,
      "the kernel does not take these inputs: it has another number of them, or another precision than "
      "the arrays");
  using type = kernel_result_t<Inputs, Kernel, Real>;
  static_assert(
      std::same_as<typename value_of_result<type>::type, Real>,
      "the kernel returns another type of value than it is called with: a double in a float kernel?");
};

template <class S>
std::string name_of(const char* kind, int k) {
  if constexpr (requires { S::names[0]; }) {
    return S::names[k];
  } else {
    return kind + (" " + std::to_string(k + 1));
  }
}

}  // namespace detail

/// Runs a kernel whose inputs and outputs have been put into handles: what transform and the models call.
/// InStruct and OutStruct give the names for messages.
template <class Inputs, class InStruct = void, class OutStruct = void, class Policy, class Kernel,
          std::floating_point Real, class Space, std::size_t N, std::size_t M>
void launch(const Policy& policy, const Kernel& kernel, const argument<Real, Space> (&in)[N],
            const result<Real, Space> (&out)[M], const range_checks& checks = {}) {
  static_assert(executor<Policy>::template reaches<Space>,
                "the arrays live in a memory space that this execution policy cannot reach");
  static_assert(output_count<typename detail::returned_by<Inputs, Kernel, Real>::type>() ==
                static_cast<int>(M));
  if (any_named(in, out)) {
    const auto aligned = align_named(
        in, out, [](int k) { return detail::name_of<InStruct>("input", k); },
        [](int k) { return detail::name_of<OutStruct>("output", k); });
    return launch<Inputs, InStruct, OutStruct>(policy, kernel, aligned.in, aligned.out, checks);
  }
  constexpr int n_in = Inputs::count, n_out = static_cast<int>(M);
  bound_kernel<Kernel, Inputs, Real, n_in, n_out> bound{kernel, 0, {}, {}};
  shape s;
  int first = -1;
  for (int k = 0; k < n_out; ++k) {
    if (!out[k].wanted()) continue;
    const shape& mine = out[k].view().extents;
    if (first < 0) {
      first = k;
      s = mine;
    } else if (!(mine == s)) {
      throw shape_error(detail::name_of<OutStruct>("output", k) + " has shape " + to_string(mine) + ", but " +
                        detail::name_of<OutStruct>("output", first) + " has " + to_string(s));
    }
    bound.out[k].array = out[k].view();
    bound.out[k].is_linear = is_linear(out[k].view());
  }
  if (first < 0) return;
  for (int k = 0; k < n_in; ++k) {
    if (!in[k].is_array()) {
      bound.in[k].scalar = in[k].value();
      continue;
    }
    const strided_view<const Real>& v = in[k].view();
    shape joined = s;
    join_shapes(joined, v.extents, detail::name_of<InStruct>("input", k));
    if (!(joined == s)) {
      throw shape_error(detail::name_of<InStruct>("input", k) + " has shape " + to_string(v.extents) +
                        ", which is larger than the outputs' " + to_string(s));
    }
    bound.in[k].array = broadcast_to(v, s);
    bound.in[k].is_array = true;
    bound.in[k].is_linear = is_linear(bound.in[k].array);
    if constexpr (std::same_as<Space, host_space>) {
      if (v.extents.size() == 1) bound.in[k] = {{}, *v.data, false, false};
    }
  }
  bound.size = s.size();
  if (bound.size > 0) executor<Policy>::run(policy, bound, checks);
}

/// Computes kernel(inputs...) for every element into `outputs`.
template <execution_policy Policy, class Kernel, class Outs, class... Ins>
void transform(const Policy& policy, const Kernel& kernel, Outs&& outputs, const Ins&... inputs) {
  using outs = std::remove_cvref_t<Outs>;
  using real = typename detail::output_of<outs>::type;
  using space = typename detail::output_of<outs>::space;
  using binding = detail::inputs_of_t<Ins...>;
  static_assert((detail::check_argument<Ins>() && ...));
  argument<real, space> in[binding::count > 0 ? binding::count : 1];
  using returned = typename detail::returned_by<binding, Kernel, real>::type;
  result<real, space> out[output_count<returned>()];
  if constexpr (sizeof...(Ins) == 1) {
    (detail::handles_from(in, inputs), ...);
  } else {
    int k = 0;
    ((in[k++] = argument<real, space>(inputs)), ...);
  }
  if constexpr (zippable<outs> && !array<outs>) {
    static_assert(detail::same_struct<outs, returned>,
                  "the outputs are not the struct that the kernel returns");
  } else {
    static_assert(!zippable<returned>,
                  "this kernel returns a struct: its outputs are that struct, of arrays");
  }
  detail::handles_from(out, outputs);
  if constexpr (sizeof...(Ins) == 1) {
    launch<binding, std::tuple_element_t<0, std::tuple<std::remove_cvref_t<Ins>...>>, outs>(policy, kernel,
                                                                                            in, out);
  } else {
    launch<binding, void, outs>(policy, kernel, in, out);
  }
}

/// The same by the default policy of the outputs' array family.
template <class Kernel, class Outs, class... Ins>
  requires(!execution_policy<Kernel>)
void transform(const Kernel& kernel, Outs&& outputs, const Ins&... inputs) {
  transform(typename detail::output_of<std::remove_cvref_t<Outs>>::policy{}, kernel, outputs, inputs...);
}

namespace detail {

struct join_member {
  shape_joiner* joined;
  int* k;
  const char* const* names;
  template <class A, class B>
  void operator()(const A& a, const B&) const {
    const int index = (*k)++;
    if constexpr (array<A>) {
      joined->add(names != nullptr ? std::string(names[index]) : "input " + std::to_string(index + 1),
                  array_traits<A>::view(a).extents, dimensions_of(a));
    }
  }
};

/// Whether an input, or the member of a struct of them, is an array whose axes have names.
template <class S>
inline constexpr bool brings_names = has_dimensions<S>;
template <zippable S>
  requires(!array<S>)
inline constexpr bool brings_names<S> = has_dimensions<typename member_of<S>::type>;

struct name_member {
  const dimensions& dims;
  template <class Named, class A>
  void operator()(Named& to, A& a) const {
    to = named(a, dims);
  }
};

template <class A, class R>
struct make_member {
  const shape& s;
  template <class X, class Y>
  void operator()(X& x, Y&) const {
    x = array_traits<A>::template make<R>(s);
  }
};

template <class... Ins>
shape_joiner joined_shape(const Ins&... inputs) {
  shape_joiner joined;
  int k = 0;
  const auto join = [&](const auto& in) {
    using S = std::remove_cvref_t<decltype(in)>;
    if constexpr (zippable<S> && !array<S>) {
      const char* const* names = nullptr;
      if constexpr (requires { S::names[0]; }) names = S::names;
      S::zip(in, in, join_member{&joined, &k, names});
    } else {
      join_member{&joined, &k, nullptr}(in, in);
    }
  };
  (join(inputs), ...);
  return joined;
}

}  // namespace detail

/// kernel(inputs...) for every element, in new arrays of the first input's family. With scalars alone, the
/// result is the kernel's own.
template <execution_policy Policy, class Kernel, class... Ins>
[[nodiscard]] auto map(const Policy& policy, const Kernel& kernel, const Ins&... inputs) {
  static_assert((detail::check_argument<Ins>() && ...));
  using first = typename detail::first_array<std::remove_cvref_t<Ins>...>::type;
  static_assert(!std::is_void_v<first>, "map needs an array among the inputs; with scalars, call the kernel");
  static_assert(
      makes_arrays<first>,
      "map makes arrays like the first one, and its array_traits do not say how: write array_of and "
      "make (check_array_type<A>() says what they lack), or call transform");
  using real = array_value_t<first>;
  using returned = typename detail::returned_by<detail::inputs_of_t<Ins...>, Kernel, real>::type;
  using made = typename array_traits<first>::template array_of<real>;
  constexpr bool by_name = (detail::brings_names<Ins> || ...);
  const shape_joiner joined = detail::joined_shape(inputs...);
  const shape& s = joined.extents();
  if constexpr (zippable<returned>) {
    rebind_t<returned, made> outputs;
    rebind_t<returned, made>::zip(outputs, outputs, detail::make_member<first, real>{s});
    if constexpr (by_name) {
      using names = rebind_t<returned, named_array<made, real>>;
      names with_names;
      names::zip(with_names, outputs, detail::name_member{joined.dims()});
      transform(policy, kernel, with_names, inputs...);
    } else {
      transform(policy, kernel, outputs, inputs...);
    }
    return outputs;
  } else {
    made outputs = array_traits<first>::template make<real>(s);
    if constexpr (by_name) {
      transform(policy, kernel, named(outputs, joined.dims()), inputs...);
    } else {
      transform(policy, kernel, outputs, inputs...);
    }
    return outputs;
  }
}

template <class Kernel, class... Ins>
  requires(!execution_policy<Kernel>)
[[nodiscard]] auto map(const Kernel& kernel, const Ins&... inputs) {
  static_assert((detail::check_argument<Ins>() && ...));
  using first = typename detail::first_array<std::remove_cvref_t<Ins>...>::type;
  static_assert(!std::is_void_v<first>, "map needs an array among the inputs; with scalars, call the kernel");
  return map(typename detail::element_of<first>::policy{}, kernel, inputs...);
}

}  // namespace sylva
