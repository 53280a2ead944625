#pragma once

#include <cstddef>
#include <string>
#include <sylva/array/traits.hpp>

/// Arrays whose axes have names align by them, as in xarray:
///
///   x.tc = named(tc, {"time", "site"});
///   x.patm = named(patm, {"site"});
///   y.gpp = named(gpp, {"time", "site"});
///
/// An input repeats along the dimensions that it lacks, and its axes may be in any order. The outputs have
/// all dimensions; the order of the first one's is that of the call. `map` makes arrays of the dimensions in
/// the order in which they first appear. A dimension has the same extent wherever it is, 1 included: what
/// shall repeat along it has no such axis. In one call all arrays have names, or none; scalars and arrays of
/// one element go with either.
///
/// Names are for the host: before a launch they become axes by position, and no kernel or backend sees them.

namespace sylva {

/// An array with names for its axes: what `named` returns. It refers to the elements, like a span.
template <class A, class T>
class named_array {
 public:
  named_array() = default;
  named_array(const strided_view<T>& v, const dimensions& d) : view_(v), dims_(d) {}
  const strided_view<T>& view() const { return view_; }
  const dimensions& dims() const { return dims_; }

 private:
  strided_view<T> view_{};
  dimensions dims_{};
};

template <class A, class T>
inline constexpr bool enable_borrowed_array<named_array<A, T>> = true;
/// It is of the family, and in the memory space, of the array that it refers to.
template <class A, class T>
struct array_traits<named_array<A, T>> : array_traits<A> {
  static strided_view<T> view(const named_array<A, T>& a) { return a.view(); }
  static const dimensions& dims(const named_array<A, T>& a) { return a.dims(); }
};

/// The array `a` with a name for each axis, slowest first. The result refers to the elements, which must
/// outlive it: a temporary that owns them does not compile. A count of names that is not that of the axes is
/// an error of the call, which knows what the argument is called.
template <class A>
  requires array<A>
auto named(A&& a, const dimensions& dims) {
  static_assert(detail::check_kept<A>());
  using type = std::remove_cvref_t<A>;
  using element = std::remove_pointer_t<decltype(array_traits<type>::view(a).data)>;
  return named_array<type, element>(array_traits<type>::view(a), dims);
}

namespace detail {

/// An array of a call, for messages: "gpp has shape (3, 4) of (time, site)".
struct named_shape {
  std::string argument;
  shape extents;
  dimensions dims;

  std::string describe() const {
    return argument + " has shape " + to_string(extents) + (dims.named() ? " of " + to_string(dims) : "");
  }
};

/// As many names as axes, and names at all where `other` has them.
inline void check_named(const named_shape& a, const named_shape& other) {
  if (!a.dims.named() && a.extents.size() == 1) return;
  if (!a.dims.named()) {
    throw shape_error(a.describe() + " without names, but " + other.describe() +
                      ": name the dimensions of all arrays of a call, or of none");
  }
  if (a.dims.count != a.extents.rank) {
    throw shape_error(a.argument + " has shape " + to_string(a.extents) + ", which is not named by " +
                      to_string(a.dims) + ": give one name an axis");
  }
}

inline void check_extent(const named_shape& a, int axis, const named_shape& b, int other) {
  if (a.extents.extent[axis] == b.extents.extent[other]) return;
  throw shape_error("dimension " + std::string(a.dims.name[axis]) + " is " +
                    std::to_string(a.extents.extent[axis]) + " in " + a.argument + ", but " +
                    std::to_string(b.extents.extent[other]) + " in " + b.argument + ": " + a.describe() +
                    ", " + b.describe());
}

/// The view with its axes in the order of `to`, and an axis of one element for each that it lacks.
template <class T>
strided_view<T> permuted(const strided_view<T>& v, const dimensions& dims, const dimensions& to) {
  if (!dims.named()) return {v.data, {}, {}};
  strided_view<T> r{v.data, {}, {}};
  r.extents.rank = to.count;
  for (int a = 0; a < to.count; ++a) {
    const int axis = dims.find(to.name[a]);
    r.extents.extent[a] = axis < 0 ? 1 : v.extents.extent[axis];
    r.stride[a] = axis < 0 ? 0 : v.stride[axis];
  }
  return r;
}

template <class T, class Space, std::size_t N, std::size_t M>
struct aligned_handles {
  argument<T, Space> in[N];
  result<T, Space> out[M];
};

}  // namespace detail

/// Whether some array of a call has named axes.
template <class T, class Space, std::size_t N, std::size_t M>
bool any_named(const argument<T, Space> (&in)[N], const result<T, Space> (&out)[M]) {
  for (const auto& one : in) {
    if (one.dims().named()) return true;
  }
  for (const auto& one : out) {
    if (one.dims().named()) return true;
  }
  return false;
}

namespace detail {

/// For calls in which axes have a meaning by their position.
template <class Handle, std::size_t N, class Name>
void refuse_names(const Handle (&arrays)[N], const Name& name, const char* call) {
  for (int k = 0; k < static_cast<int>(N); ++k) {
    if (!arrays[k].dims().named()) continue;
    throw shape_error(named_shape{name(k), arrays[k].view().extents, arrays[k].dims()}.describe() + ", but " +
                      call + " takes axes by position: leave the names out");
  }
}

}  // namespace detail

/// The arrays of a call with their axes aligned by name: the same handles without names, which broadcast by
/// position. in_name(k) and out_name(k) are what the arguments are called in messages. Throws shape_error.
template <class T, class Space, std::size_t N, std::size_t M, class InName, class OutName>
detail::aligned_handles<T, Space, N, M> align_named(const argument<T, Space> (&in)[N],
                                                    const result<T, Space> (&out)[M], const InName& in_name,
                                                    const OutName& out_name) {
  using detail::named_shape;
  detail::aligned_handles<T, Space, N, M> aligned;
  named_shape first, some_named;  // the output that says the order; an array with names
  const auto look = [&](const named_shape& a) {
    if (a.dims.named() && !some_named.dims.named()) some_named = a;
  };
  const auto of_input = [&](int k) { return named_shape{in_name(k), in[k].view().extents, in[k].dims()}; };
  const auto of_output = [&](int k) {
    return named_shape{out_name(k), out[k].view().extents, out[k].dims()};
  };
  for (int k = 0; k < static_cast<int>(M); ++k) look(of_output(k));
  for (int k = 0; k < static_cast<int>(N); ++k) look(of_input(k));

  bool have_first = false;
  for (int k = 0; k < static_cast<int>(M); ++k) {
    if (!out[k].wanted()) continue;
    const named_shape mine = of_output(k);
    check_named(mine, some_named);
    if (!have_first) {
      first = mine;
      have_first = true;
    }
    bool same = mine.dims.count == first.dims.count;
    for (int a = 0; a < mine.dims.count; ++a) {
      const int axis = first.dims.find(mine.dims.name[a]);
      same = same && axis >= 0;
      if (axis >= 0) check_extent(mine, a, first, axis);
    }
    if (!same) {
      throw shape_error(mine.describe() + ", but " + first.describe() +
                        ": outputs have the same dimensions, in any order");
    }
    aligned.out[k] = result<T, Space>(in_space{}, detail::permuted(out[k].view(), mine.dims, first.dims));
  }
  for (int k = 0; k < static_cast<int>(N); ++k) {
    if (!in[k].is_array()) {
      aligned.in[k] = in[k];
      continue;
    }
    const named_shape mine = of_input(k);
    check_named(mine, some_named);
    for (int a = 0; a < mine.dims.count; ++a) {
      const int axis = first.dims.find(mine.dims.name[a]);
      if (axis < 0 && have_first) {
        throw shape_error(mine.argument + " has the dimension " + std::string(mine.dims.name[a]) +
                          ", which no output has: " + mine.describe() + ", " + first.describe());
      }
      if (axis >= 0) check_extent(mine, a, first, axis);
    }
    aligned.in[k] = argument<T, Space>(in_space{}, detail::permuted(in[k].view(), mine.dims, first.dims));
  }
  return aligned;
}

/// The shape that the inputs of a `map` have together, by position or by name.
class shape_joiner {
 public:
  /// Throws shape_error where the array does not fit to those before.
  void add(const std::string& argument, const shape& s, const dimensions& dims) {
    const detail::named_shape mine{argument, s, dims};
    if (!dims.named() && !dims_.named()) {
      join_shapes(extents_, s, argument);
      if (s.size() != 1) unnamed_ = mine;
      return;
    }
    if (!unnamed_.argument.empty()) check_named(unnamed_, mine);
    if (dims.named() && !dims_.named()) extents_ = {};  // what came before has one element
    check_named(mine, owner_[0]);
    for (int a = 0; a < dims.count; ++a) {
      const int axis = dims_.find(dims.name[a]);
      if (axis >= 0) {
        detail::check_extent(mine, a, owner_[axis], owner_[axis].dims.find(dims.name[a]));
        continue;
      }
      dims_.add(dims.name[a]);
      owner_[extents_.rank] = mine;
      extents_.extent[extents_.rank++] = s.extent[a];
    }
  }
  const shape& extents() const { return extents_; }
  const dimensions& dims() const { return dims_; }

 private:
  shape extents_{};
  dimensions dims_{};
  detail::named_shape unnamed_{};          // an array without names that has to have them if another has
  detail::named_shape owner_[max_rank]{};  // who brought the dimension in
};

}  // namespace sylva
