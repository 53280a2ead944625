#pragma once

#include <sylva/array/launch.hpp>
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
/// thrown before anything is computed. An output may be one of the inputs, as a whole; else arrays must
/// not share elements. Where the elements of two arrays fill their memory without gaps that is checked:
/// overlap_error, a shape_error.

namespace sylva {

/// Computes kernel(inputs...) for every element into `outputs`.
template <execution_policy Policy, class Kernel, class Outs, class... Ins>
void transform(const Policy& policy, const Kernel& kernel, Outs&& outputs, const Ins&... inputs) {
  using outs = std::remove_cvref_t<Outs>;
  static_assert(detail::check_outputs<Outs>() && (detail::check_argument<Ins>() && ...));
  using real = typename detail::output_of<outs>::type;
  using space = typename detail::output_of<outs>::space;
  using binding = detail::inputs_of_t<Ins...>;
  detail::handle_room<argument<real, space>, (binding::count > 0 ? binding::count : 1)> in;
  using returned = typename detail::returned_by<binding, Kernel, real>::type;
  detail::handle_room<result<real, space>, output_count<returned>()> out;
  if constexpr (binding::count == 0) std::construct_at(in.all);
  if constexpr (sizeof...(Ins) == 1 && binding::count > 0) {
    (detail::handles_from(in.all, inputs), ...);
  } else if constexpr (sizeof...(Ins) > 1) {
    int k = 0;
    (std::construct_at(in.all + k++, inputs), ...);
  }
  if constexpr (zippable<outs> && !array<outs>) {
    static_assert(detail::same_struct<outs, returned>,
                  "the outputs are not the struct that the kernel returns");
  } else {
    static_assert(!zippable<returned>,
                  "this kernel returns a struct: its outputs are that struct, of arrays");
  }
  detail::handles_from(out.all, outputs);
  if constexpr (sizeof...(Ins) == 1) {
    launch<binding, std::tuple_element_t<0, std::tuple<std::remove_cvref_t<Ins>...>>, outs>(policy, kernel,
                                                                                            in.all, out.all);
  } else {
    launch<binding, void, outs>(policy, kernel, in.all, out.all);
  }
}

/// The same by the default policy of the outputs' array family.
template <class Kernel, class Outs, class... Ins>
  requires(!execution_policy<Kernel>)
void transform(const Kernel& kernel, Outs&& outputs, const Ins&... inputs) {
  static_assert(detail::check_outputs<Outs>());
  transform(typename detail::output_of<std::remove_cvref_t<Outs>>::policy{}, kernel,
            std::forward<Outs>(outputs), inputs...);
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
    } else if constexpr (requires { a.places(); }) {
      if (a.is_array()) joined->add("input " + std::to_string(index + 1), a.places().extents, a.dims());
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
