#pragma once

#include <string_view>
#include <sylva/core/stages.hpp>
#include <type_traits>

namespace sylva {

/// Some members of a kernel's result, under the same names: selection<double, field::gpp, field::lue> has the
/// members gpp and lue. T is a value inside a kernel, an array outside it.
template <class T, class... Fields>
struct selection : Fields::template slot<T>... {
  SYLVA_HOST_VALUES_TOO
  template <class A, class B, class F>
  SYLVA_FUNCTION static constexpr void zip(A&& a, B&& b, F&& f) {
    (f(Fields::of(a), Fields::of(b)), ...);
  }
  static constexpr const char* names[] = {Fields::name...};
};

namespace detail {

/// Whether a struct has a member of this name; true of a struct that does not say the names.
template <class S>
consteval bool has_name(std::string_view name) {
  if constexpr (requires { S::names[0]; }) {
    for (const std::string_view one : S::names) {
      if (one == name) return true;
    }
    return false;
  } else {
    return true;
  }
}

}  // namespace detail

/// A kernel that returns only some members of another's result. What the others alone need is not computed.
template <class Kernel, class... Fields>
struct only_kernel {
  Kernel kernel;

  SYLVA_HOST_VALUES_TOO
  template <class... X>
    requires std::is_invocable_v<const Kernel&, const X&...>
  [[nodiscard]] SYLVA_FUNCTION constexpr auto operator()(const X&... x) const {
    return pick(kernel(x...));
  }
  SYLVA_HOST_VALUES_TOO
  template <int I, class... X>
  [[nodiscard]] SYLVA_FUNCTION constexpr auto stage(sylva::stage<I> i, const X&... x) const {
    if constexpr (I + 1 < stage_count<Kernel>) {
      return kernel.stage(i, x...);
    } else {
      return pick(kernel.stage(i, x...));
    }
  }

 private:
  SYLVA_HOST_VALUES_TOO
  template <template <class...> class S, class V, class... Rest>
  SYLVA_FUNCTION static constexpr selection<V, Fields...> pick(const S<V, Rest...>& all) {
    constexpr bool known = (detail::has_name<S<V, Rest...>>(Fields::name) && ...);
    static_assert(known, "only<...> names a member that the result of this kernel does not have");
    if constexpr (known) {
      return {{Fields::of(all)}...};
    } else {
      return {};
    }
  }
  SYLVA_HOST_VALUES_TOO
  template <class V>
  SYLVA_FUNCTION static constexpr selection<V, Fields...> pick(const V&) {
    static_assert(!std::is_same_v<V, V>,
                  "only<...> picks members of a struct, but this kernel returns one value: call it without");
    return {};
  }
};

template <class Kernel, class... Fields>
inline constexpr int stage_count<only_kernel<Kernel, Fields...>> = stage_count<Kernel>;

/// only<field::gpp, field::lue>(kernel)
template <class... Fields, class Kernel>
constexpr only_kernel<Kernel, Fields...> only(const Kernel& kernel) {
  return {kernel};
}

}  // namespace sylva

/// Declares a field tag: the name of one member of a result.
#define SYLVA_FIELD(member)                          \
  struct member {                                    \
    static constexpr const char* name = #member;     \
    template <class T>                               \
    struct slot {                                    \
      T member;                                      \
    };                                               \
    template <class S>                               \
    SYLVA_FUNCTION static constexpr auto& of(S& s) { \
      return s.member;                               \
    }                                                \
  }
