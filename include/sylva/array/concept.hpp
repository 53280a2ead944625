#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <sylva/array/layout.hpp>
#include <tuple>
#include <type_traits>
#include <utility>

/// What an array is to sylva, one requirement after another. docs/adding_an_array_type.md shows how a type is
/// taught; check_array_type<A>() says what is still missing.

namespace sylva {

/// What sylva knows of an array type: the customisation point, specialised once per array family. It has
///   value_type                            the element type, without const
///   space                                 where the elements live: host_space, or a device's memory space
///   family                                a type with a static constexpr const char* name
///   policy                                how calls on it run; may be left to default_policy<family>
///   static strided_view<T> view(a)        where they lie; T is const where the array is
/// and, if `map` shall make arrays of the family,
///   template <class T> using array_of     the type that holds T in the same shape
///   static array_of<T> make<T>(shape)     one such array, not initialised where the family can
template <class A>
struct array_traits {};

namespace detail {

template <class A>
using traits_of = array_traits<std::remove_cvref_t<A>>;
template <class A>
using traits_value_t = typename traits_of<A>::value_type;

/// A view of elements of type V, constant or not.
template <class View, class V>
concept view_of = std::same_as<View, strided_view<V>> || std::same_as<View, strided_view<const V>>;

}  // namespace detail

/// The traits say what the elements are: a type without const.
template <class A>
concept has_value_type = requires {
  typename detail::traits_of<A>::value_type;
  requires std::same_as<detail::traits_value_t<A>, std::remove_cvref_t<detail::traits_value_t<A>>>;
};

/// The traits say where the elements live.
template <class A>
concept has_space = requires { typename detail::traits_of<A>::space; };

/// The traits say which family the array belongs to, and that has a name.
template <class A>
concept has_family = requires {
  typename detail::traits_of<A>::family;
  { detail::traits_of<A>::family::name } -> std::convertible_to<const char*>;
};

/// The traits can look at a constant array, whatever they return.
template <class A>
concept has_view = requires(const std::remove_cvref_t<A>& a) { detail::traits_of<A>::view(a); };

/// ... and see the elements.
template <class A>
concept views_elements = has_value_type<A> && requires(const std::remove_cvref_t<A>& a) {
  { detail::traits_of<A>::view(a) } -> detail::view_of<detail::traits_value_t<A>>;
};

/// What a call takes as an input.
template <class A>
concept array = has_value_type<A> && has_space<A> && has_family<A> && views_elements<A>;

/// What a call takes as an output. `A` counts as it is: a const std::vector is none, a const std::span is
/// one.
template <class A>
concept writable_array = array<A> && requires(std::remove_reference_t<A>& a) {
  { detail::traits_of<A>::view(a) } -> std::same_as<strided_view<detail::traits_value_t<A>>>;
};

template <class A>
using array_value_t = typename array_traits<std::remove_cvref_t<A>>::value_type;
template <class A>
using array_space_t = typename array_traits<std::remove_cvref_t<A>>::space;
template <class A>
using array_family_t = typename array_traits<std::remove_cvref_t<A>>::family;

namespace detail {

template <class A>
using made_t = typename traits_of<A>::template array_of<traits_value_t<A>>;
template <class A>
concept has_array_of = requires { std::type_identity<made_t<A>>{}; };
template <class A>
concept has_make = requires(const shape& s) { traits_of<A>::template make<traits_value_t<A>>(s); };
template <class A>
concept make_fits = has_array_of<A> && requires(const shape& s) {
  { traits_of<A>::template make<traits_value_t<A>>(s) } -> std::same_as<made_t<A>>;
};
/// What map makes is written into, as an array of the same elements in the same place.
template <class A>
concept made_is_array = has_array_of<A> && writable_array<made_t<A>> &&
                        std::same_as<array_value_t<made_t<A>>, traits_value_t<A>> &&
                        std::same_as<array_space_t<made_t<A>>, array_space_t<A>>;
/// ... and returned, alone or as the member of a struct.
template <class A>
concept made_is_movable = has_array_of<A> && std::movable<made_t<A>> && std::default_initializable<made_t<A>>;

}  // namespace detail

/// `map` can make arrays in the shape of such an array.
template <class A>
concept makes_arrays =
    array<A> && detail::make_fits<A> && detail::made_is_array<A> && detail::made_is_movable<A>;

/// Whether the elements of an A outlive the object, as those of a std::span do. A temporary of such a type
/// may become an input or an output; a temporary of any other type is refused, because the memory may be gone
/// before the call. Specialise it as true for a type that only refers to its elements. It is a variable and
/// no member of array_traits, so that traits which derive from those of another type do not inherit it.
template <class A>
inline constexpr bool enable_borrowed_array = false;

/// Whether an A is certain to own its elements, so that moving it moves them. Backends specialise it for
/// their containers.
template <class A>
inline constexpr bool owns_elements = false;

/// An array that may be referred to after this expression: it has a name, or its elements outlive it. `A` is
/// as deduced for a forwarding reference.
template <class A>
concept borrowed_array =
    array<A> && (std::is_lvalue_reference_v<A> || enable_borrowed_array<std::remove_cvref_t<A>>);

namespace detail {

/// Stops the compiler where an input, which is kept, would refer to a temporary.
template <class A>
consteval bool check_kept() {
  constexpr bool lasts = borrowed_array<A>;  // without the compiler's notes on the concept
  static_assert(lasts,
                "this array is a temporary that owns its elements, or may own them: the input would refer to "
                "freed memory. Give the array a name and pass that; if its elements outlive it, pass "
                "sylva::borrow(array)");
  return true;
}

/// Stops the compiler where an output is a temporary.
template <class A>
consteval bool check_written() {
  constexpr bool lasts = borrowed_array<A>;  // without the compiler's notes on the concept
  static_assert(lasts,
                "this output is a temporary array that owns its elements, or may own them: what is written "
                "to it would be lost. Give the array a name and pass that; if its elements outlive it, pass "
                "sylva::borrow(array)");
  return true;
}

/// An expression of an array library that has no elements in memory yet. Backends specialise it.
template <class A>
inline constexpr bool is_unevaluated = false;

template <class A>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;

/// Converts to whatever array is asked for.
struct any_known_array {
  template <class A>
    requires array<A>
  operator A() const;
};

/// A struct whose first member is an array.
template <class A>
inline constexpr bool is_struct_of_arrays =
    std::is_aggregate_v<A> && std::is_class_v<A> && requires { A{any_known_array{}}; };
template <template <class...> class S, class First, class... Rest>
  requires array<First>
inline constexpr bool is_struct_of_arrays<S<First, Rest...>> = std::is_aggregate_v<S<First, Rest...>>;

/// What may be meant as an array and is none: check_array_type has a sentence for it.
template <class A>
concept array_mistake = !array<A> && !std::convertible_to<const A&, std::string_view> &&
                        (std::is_pointer_v<A> || std::is_array_v<A> || is_tuple<A> || is_unevaluated<A> ||
                         is_struct_of_arrays<A> || requires(const A& a) { a.size(); });

}  // namespace detail

/// Stops the compiler with a sentence about the first requirement that array_traits<A> does not meet: the
/// line for who writes traits,
///   static_assert(sylva::check_array_type<my_array>());
/// and what transform and map ask of whatever is no array.
template <class A>
consteval bool check_array_type() {
  using plain = std::remove_cvref_t<A>;
  constexpr bool known = has_value_type<A> || has_space<A> || has_family<A> || has_view<A> ||
                         requires { typename detail::traits_of<A>::value_type; };
  constexpr bool pointer = !known && std::is_pointer_v<plain>;
  static_assert(!pointer,
                "a pointer does not say how many elements there are: pass std::span(pointer, count), or an "
                "mdspan");
  constexpr bool c_array = !known && std::is_array_v<plain>;
  static_assert(!c_array, "an array of C has no array_traits: pass std::span(x), or use std::array");
  constexpr bool scalar = !known && std::is_arithmetic_v<plain>;
  static_assert(!scalar, "this is a single number, where an array is expected: pass std::span(&x, 1)");
  constexpr bool tuple = !known && detail::is_tuple<plain>;
  static_assert(!tuple,
                "std::pair and std::tuple do not name their members: several inputs or outputs are a struct "
                "template with a static zip, such as pmodel::jmax_limitation in "
                "sylva/pmodel/jmax_limitation.hpp");
  constexpr bool unevaluated = !known && detail::is_unevaluated<plain>;
  static_assert(!unevaluated,
                "this expression is not evaluated and has no elements in memory: evaluate it into an array "
                "that has a name, as in `const auto x = xt::eval(a + b);`, and pass that");
  constexpr bool bare_struct = !known && !tuple && !unevaluated && detail::is_struct_of_arrays<plain>;
  static_assert(!bare_struct,
                "this struct of arrays has no zip: a struct of inputs or outputs is a template, struct "
                "name<T>, with a static zip that names its members, such as pmodel::jmax_limitation in "
                "sylva/pmodel/jmax_limitation.hpp");
  constexpr bool explained = pointer || c_array || scalar || tuple || unevaluated || bare_struct;
  static_assert(known || explained,
                "sylva does not know this type as an array: include the header of its library from "
                "sylva/backends/, or specialise sylva::array_traits (docs/adding_an_array_type.md)");
  constexpr bool value = !known || has_value_type<A>;
  static_assert(value,
                "array_traits<A>::value_type is missing, or const, or a reference: it is the type of an "
                "element by itself");
  constexpr bool space = !(known && value) || has_space<A>;
  static_assert(space,
                "array_traits<A>::space is missing: sylva::host_space, or the memory space of a device");
  constexpr bool family = !(known && value && space) || has_family<A>;
  static_assert(family,
                "array_traits<A>::family is missing or has no name: it is a type with a static constexpr "
                "const char* name");
  constexpr bool ready = known && value && space && family;
  constexpr bool seen = !ready || has_view<A>;
  static_assert(seen, "array_traits<A>::view(const A&) is missing: it says where the elements lie");
  constexpr bool elements = !(ready && seen) || views_elements<A>;
  static_assert(elements,
                "array_traits<A>::view(const A&) must return strided_view<const value_type>, or "
                "strided_view<value_type> where a constant A still lets its elements be written");
  if constexpr (array<A>) {
    using type = std::remove_cvref_t<A>;
    static_assert(
        !requires(type& a) { array_traits<type>::view(a); } ||
            requires(type& a) {
              { array_traits<type>::view(a) } -> detail::view_of<array_value_t<A>>;
            },
        "array_traits<A>::view(A&) must return strided_view<value_type>, or strided_view<const "
        "value_type> where A cannot be written");
    static_assert(detail::has_array_of<A> == detail::has_make<A>,
                  "map needs both array_traits<A>::array_of<T> and array_traits<A>::make<T>(shape): write "
                  "the other one too, or neither");
    if constexpr (detail::has_array_of<A> && detail::has_make<A>) {
      static_assert(detail::make_fits<A>, "array_traits<A>::make<T>(shape) must return array_of<T>");
      static_assert(!detail::make_fits<A> || detail::made_is_array<A>,
                    "array_traits<A>::array_of<T> must be an array type too: of elements T, in the same "
                    "space, and writable");
      static_assert(!detail::made_is_array<A> || detail::made_is_movable<A>,
                    "array_traits<A>::array_of<T> must be movable and have a default constructor: map "
                    "returns it, alone or in a struct");
    }
  }
  return true;
}

}  // namespace sylva
