#pragma once

#include <stdexcept>
#include <string>
#include <sylva/array/bind.hpp>
#include <sylva/array/handles.hpp>
#include <sylva/array/traits.hpp>

namespace sylva {

/// Indices that a table does not have. The message names the position, the value and what is allowed.
struct index_error : std::out_of_range {
  using std::out_of_range::out_of_range;
};

namespace detail {

template <array Table, array Index>
auto taken_of(const Table& table, const Index& index)
    -> argument<array_value_t<Table>, array_space_t<Table>> {
  static_assert(std::same_as<array_value_t<Index>, std::int32_t>, "an index is an array of std::int32_t");
  static_assert(std::same_as<array_space_t<Index>, array_space_t<Table>>,
                "table and index live in the same memory space");
  const strided_view<const array_value_t<Table>> entries = array_traits<Table>::view(table);
  if (entries.extents.rank != 1) {
    throw shape_error("the table has shape " + to_string(entries.extents) + ": expected is one axis");
  }
  return {in_space{}, entries, array_traits<Index>::view(index), dimensions_of(index)};
}

/// Throws index_error unless every index is one of a table of so many entries.
inline void check_index(const strided_view<const std::int32_t>& index, index_t entries) {
  const index_t i = wrong_index(index, entries);
  if (i < 0) return;
  throw index_error(
      "the index at position " + std::to_string(i) + " is " + std::to_string(index(i)) +
      ", but the table has " + std::to_string(entries) + " entries: allowed " +
      (entries == 0 ? "is an index without elements" : "are 0 to " + std::to_string(entries - 1)));
}

}  // namespace detail

/// An input whose elements are entries of a table: table[index[i]], with the shape of the index. For
/// properties of types, of which many elements share one: only the table and the index are stored, and read.
/// `transform`, `map` and `segmented` take it in the place of an array, alone or in a struct of inputs made
/// of `argument`.
///
/// Both arrays must outlive the result; temporaries that own their elements do not compile. An index outside
/// of the table is an index_error where the arrays live in the host's memory; on a device the caller has to
/// know. The index is looked through for that: who takes many tables by one index says `unchecked` for all
/// but the first.
template <array Table, array Index>
[[nodiscard]] auto taken(Table&& table, Index&& index) {
  static_assert(detail::check_kept<Table>() && detail::check_kept<Index>());
  const auto input = detail::taken_of(table, index);
  if constexpr (std::same_as<array_space_t<Table>, host_space>) {
    detail::check_index(detail::traits_of<Index>::view(std::as_const(index)),
                        detail::traits_of<Table>::view(std::as_const(table)).extents.extent[0]);
  }
  return input;
}
struct unchecked {};
template <array Table, array Index>
[[nodiscard]] auto taken(unchecked, Table&& table, Index&& index) {
  static_assert(detail::check_kept<Table>() && detail::check_kept<Index>());
  return detail::taken_of(table, index);
}

namespace detail {

template <class Tables, class Index>
struct take_entries {
  const Index& index;
  bool* checked;
  index_t* entries;  ///< of the first table, of which the index is looked at
  int* k;
  template <class Argument, class Table>
  void operator()(Argument& a, const Table& table) const {
    const shape s = array_traits<Table>::view(table).extents;
    if (*k == 0) *entries = s.extent[0];
    if (s.rank != 1 || s.extent[0] != *entries) {
      throw shape_error(name_of<Tables>("table", *k) + " has shape " + to_string(s) + ", but " +
                        name_of<Tables>("table", 0) + " has " + std::to_string(*entries) +
                        " entries: expected is one axis, with as many");
    }
    ++*k;
    a = *checked ? taken(unchecked{}, table, index) : taken(table, index);
    *checked = true;
  }
};

/// TablesRef and IndexRef are the types as deduced for forwarding references.
template <class TablesRef, class IndexRef, class Tables, class Index>
auto all_taken(const Tables& tables, const Index& index, bool checked) {
  using table = typename member_of<Tables>::type;
  if constexpr (!std::is_lvalue_reference_v<TablesRef>) static_assert(check_kept<table>());
  static_assert(check_kept<IndexRef>());
  rebind_t<Tables, argument<array_value_t<table>, array_space_t<table>>> inputs;
  index_t entries = 0;
  int k = 0;
  inputs.zip(inputs, tables, take_entries<Tables, Index>{index, &checked, &entries, &k});
  return inputs;
}

}  // namespace detail

/// The same of a struct of tables with equally many entries, such as the traits of types: a struct of inputs.
template <class Tables, array Index>
  requires(zippable<std::remove_cvref_t<Tables>> && !array<Tables>)
[[nodiscard]] auto taken(Tables&& tables, Index&& index) {
  return detail::all_taken<Tables, Index>(std::as_const(tables), std::as_const(index), false);
}
template <class Tables, array Index>
  requires(zippable<std::remove_cvref_t<Tables>> && !array<Tables>)
[[nodiscard]] auto taken(unchecked, Tables&& tables, Index&& index) {
  return detail::all_taken<Tables, Index>(std::as_const(tables), std::as_const(index), true);
}

}  // namespace sylva
