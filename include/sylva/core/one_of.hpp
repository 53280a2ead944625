#pragma once

#include <sylva/core/config.hpp>

namespace sylva {

/// A method that is chosen at run time from a list of method types, and is itself a method.
///
/// All alternatives are in the kernel, and the one in use is the same for every element: the branch is
/// uniform, so it costs a predicted jump on a CPU and no divergence on a GPU. A program that offers M x N x
/// ... methods compiles M + N + ... of them instead of M x N x ... kernels. Code that knows its method names
/// the type instead.
template <class M, class... Ms>
struct one_of {
  M method{};
  one_of<Ms...> others{};
  int index = 0;  ///< which alternative is in use, in the order of the template arguments

  static constexpr int size = 1 + static_cast<int>(sizeof...(Ms));

  constexpr void choose(int i) {
    index = i;
    others.choose(i - 1);
  }
  /// Calls f(i, method) for every alternative, in order.
  template <class F>
  constexpr void for_each(F&& f, int first = 0) {
    f(first, method);
    others.for_each(f, first + 1);
  }

  /// Every alternative made by its own `from`, or by default where it has none.
  template <class... Args>
  static constexpr one_of from(const Args&... args) {
    one_of made;
    if constexpr (requires { M::from(args...); }) made.method = M::from(args...);
    made.others = one_of<Ms...>::from(args...);
    return made;
  }
  /// Every alternative made by its own `for_vcmax`, or by default where it has none.
  template <class... Args>
  static constexpr one_of for_vcmax(const Args&... args) {
    one_of made;
    if constexpr (requires { M::for_vcmax(args...); }) made.method = M::for_vcmax(args...);
    made.others = one_of<Ms...>::for_vcmax(args...);
    return made;
  }
  /// Every alternative made by its own `for_jmax`, or by default where it has none.
  template <class... Args>
  static constexpr one_of for_jmax(const Args&... args) {
    one_of made;
    if constexpr (requires { M::for_jmax(args...); }) made.method = M::for_jmax(args...);
    made.others = one_of<Ms...>::for_jmax(args...);
    return made;
  }

// What methods are asked for: a call, or one of these by name.
#define SYLVA_FORWARD(name)                                          \
  SYLVA_HOST_VALUES_TOO                                              \
  template <class... Args>                                           \
  SYLVA_FUNCTION constexpr auto name(const Args&... args) const {    \
    return index == 0 ? method.name(args...) : others.name(args...); \
  }
  SYLVA_FORWARD(operator())
  SYLVA_FORWARD(fluidity)
  SYLVA_FORWARD(given_xi)
  SYLVA_FORWARD(factor)
  SYLVA_FORWARD(inverse)
  SYLVA_FORWARD(kphio)
  SYLVA_FORWARD(stress)
#undef SYLVA_FORWARD
  SYLVA_FUNCTION constexpr bool uses_c4() const { return index == 0 ? M::is_c4 : others.uses_c4(); }
};

template <class M>
struct one_of<M> {
  M method{};

  static constexpr int size = 1;

  constexpr void choose(int) {}
  template <class F>
  constexpr void for_each(F&& f, int first = 0) {
    f(first, method);
  }

  template <class... Args>
  static constexpr one_of from(const Args&... args) {
    one_of made;
    if constexpr (requires { M::from(args...); }) made.method = M::from(args...);
    return made;
  }
  template <class... Args>
  static constexpr one_of for_vcmax(const Args&... args) {
    one_of made;
    if constexpr (requires { M::for_vcmax(args...); }) made.method = M::for_vcmax(args...);
    return made;
  }
  template <class... Args>
  static constexpr one_of for_jmax(const Args&... args) {
    one_of made;
    if constexpr (requires { M::for_jmax(args...); }) made.method = M::for_jmax(args...);
    return made;
  }

#define SYLVA_FORWARD(name)                                       \
  SYLVA_HOST_VALUES_TOO                                           \
  template <class... Args>                                        \
  SYLVA_FUNCTION constexpr auto name(const Args&... args) const { \
    return method.name(args...);                                  \
  }
  SYLVA_FORWARD(operator())
  SYLVA_FORWARD(fluidity)
  SYLVA_FORWARD(given_xi)
  SYLVA_FORWARD(factor)
  SYLVA_FORWARD(inverse)
  SYLVA_FORWARD(kphio)
  SYLVA_FORWARD(stress)
#undef SYLVA_FORWARD
  SYLVA_FUNCTION constexpr bool uses_c4() const { return M::is_c4; }
};

}  // namespace sylva
