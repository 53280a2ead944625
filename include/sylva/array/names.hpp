#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <sylva/array/bind.hpp>
#include <vector>

namespace sylva {

namespace detail {

template <class T>
struct find_by_name {
  std::string_view name;
  const char* const* names;
  T** found;
  int* k;
  template <class B>
  void operator()(T& a, const B&) const {
    if (name == names[(*k)++]) *found = &a;
  }
};

}  // namespace detail

/// The member of a struct of inputs or outputs that has this name, or nullptr.
template <class S>
auto* find_member(S& s, std::string_view name) {
  using T = typename detail::rebind<S, int>::member;
  T* found = nullptr;
  int k = 0;
  S::zip(s, s, detail::find_by_name<T>{name, S::names, &found, &k});
  return found;
}

/// The names of all members, in order.
template <class S>
std::vector<std::string> member_names() {
  return {S::names, S::names + member_count<S>()};
}

namespace detail {

template <std::size_t N>
struct name_list {
  const char* all[N];
};
template <class First, class Then>
inline constexpr auto list_of_both = [] {
  name_list<std::size(First::names) + std::size(Then::names)> list{};
  std::copy(std::begin(Then::names), std::end(Then::names),
            std::copy(std::begin(First::names), std::end(First::names), list.all));
  return list;
}();

}  // namespace detail

/// The names of a struct whose members are those of First and then those of Then, structs with names:
///   static constexpr auto& names = joined_names<pmodel::forcing<T>, added>;
template <class First, class Then>
inline constexpr auto& joined_names = detail::list_of_both<First, Then>.all;

/// "a, b, c"
template <class Names>
std::string list_of(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace sylva
