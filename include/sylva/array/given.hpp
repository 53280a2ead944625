#pragma once

#include <algorithm>
#include <string_view>
#include <sylva/array/lazy.hpp>

namespace sylva {

namespace detail {

/// A name as a template argument.
template <std::size_t N>
struct member_name {
  char text[N];
  consteval member_name(const char (&name)[N]) { std::copy_n(name, N, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

template <member_name Name, class Held>
struct named_argument {
  static constexpr std::string_view name = Name.view();
  Held held;
};

/// Which of the given names is the k-th member's, or -1.
template <class S, class... Named>
constexpr int given_for(int k) {
  static_assert(sizeof(S::names) > 0);  // Clang knows the bound of a template's member from here on
  constexpr std::string_view names[] = {Named::name...};
  for (int i = 0; i < static_cast<int>(sizeof...(Named)); ++i) {
    if (names[i] == S::names[k]) return i;
  }
  return -1;
}

/// Whether the names are members of S, each once.
template <class S, class... Named>
constexpr bool are_members() {
  int found = 0;
  for (int k = 0; k < member_count<S>(); ++k) found += given_for<S, Named...>(k) >= 0;
  return found == static_cast<int>(sizeof...(Named));
}

/// What the K-th member of S is held as.
template <class S, int K, class... Named>
auto held_member(std::tuple<Named...>& named) {
  constexpr int i = given_for<S, Named...>(K);
  if constexpr (i < 0) {
    return held_nothing{};
  } else {
    return std::move(std::get<static_cast<std::size_t>(i)>(named).held);
  }
}

template <class S, class... Named, int... K>
auto struct_call(std::tuple<Named...> named, std::integer_sequence<int, K...>) {
  return lazy_call<make_struct<S>, everything, decltype(held_member<S, K>(named))...>{
      {}, {held_member<S, K>(named)...}};
}

}  // namespace detail

/// An argument by name, for `given`.
template <detail::member_name Name, class X>
[[nodiscard]] auto named(X&& argument) {
  static_assert(detail::lazy_argument<X>, "a member is given an array, a scalar, or a lazy node");
  return detail::named_argument<Name, detail::held_t<X>>{detail::held_t<X>{std::forward<X>(argument)}};
}

/// A struct of inputs for a lazy kernel, of which each member is an array, a scalar or lazy, whatever the
/// others are; members that are not named are NaN:
///   lazy<field::gpp>(kernel, given<pmodel::forcing>(named<"tc">(tc), named<"vpd">(1000 * lazy(...)), ...))
template <template <class...> class S, class... Named>
[[nodiscard]] auto given(Named... named) {
  using plain = S<char>;
  constexpr bool known = detail::are_members<plain, Named...>();
  static_assert(known, "a name that the struct does not have, or one that is given twice");
  if constexpr (known) {
    return detail::struct_call<plain>(std::tuple<Named...>(std::move(named)...),
                                      std::make_integer_sequence<int, member_count<plain>()>{});
  }
}

}  // namespace sylva
