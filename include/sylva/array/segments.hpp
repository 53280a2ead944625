#pragma once

#include <sylva/array/combine.hpp>
#include <sylva/array/layout.hpp>
#include <sylva/array/traits.hpp>
#include <sylva/core/math.hpp>

/// Groups of elements as kernels see them, and what they promise. A kernel on groups is
///   template <group_of<Real> Group> auto operator()(const Group& g, inputs of the group...) const
/// where group_of, in sylva/core/grouped.hpp, says what it may ask of g.
///
/// On the host, SIMD policies calculate a group a lane, for which its elements are turned in memory: that
/// pays where a function of an element is called many times or is more than some sums and products. A kernel
/// for which it does not says `static constexpr bool prefers_scalars = true`. One that goes on with few of
/// the elements, by `where`, or until a result is near enough, says `static constexpr bool takes_packets =
/// true`: groups are then calculated one by one, with single numbers, and SIMD values are neighbouring
/// elements of a group. Functions of elements are templates of the value then, and what they hold of the
/// group may be of another type. `static constexpr bool prefers_wide = true` is for functions that are long
/// chains of operations on few numbers: SIMD values have more lanes.
///
/// Sums have a fixed order, whoever computes them: that of combine.hpp.

namespace sylva {

namespace detail {

/// The condition that leaves out no element.
struct every_element {
  template <class... X>
  SYLVA_FUNCTION constexpr bool operator()(const X&...) const {
    return true;
  }
};
template <class Is>
inline constexpr bool is_every_element = std::same_as<Is, every_element>;

}  // namespace detail

/// One input of the elements of a group: an array where data is not null, or a table whose entries it takes;
/// else a scalar.
template <class Real>
struct element_source {
  const Real* data = nullptr;
  index_t step = 0;  ///< from element to element
  Real scalar{};
  taken_entries entries{};

  SYLVA_FUNCTION constexpr bool is_array() const { return data != nullptr; }
  SYLVA_FUNCTION constexpr Real operator()(index_t j) const {
    return data == nullptr ? scalar : data[entries.place(j * step)];
  }
  /// The same without the first n elements.
  SYLVA_FUNCTION constexpr void skip(index_t n) {
    if (entries.index != nullptr) {
      entries.index += n * step;
    } else if (data != nullptr) {
      data += n * step;
    }
  }
};

/// The elements of one group.
template <class Real, int N>
struct elements_of_group {
  element_source<Real> input[N > 0 ? N : 1];
  index_t count = 0;

  SYLVA_FUNCTION constexpr Real operator()(int k, index_t j) const { return input[k](j); }
};

namespace detail {

template <class Elements>
struct load_of_element {
  const Elements& elements;
  index_t j;
  template <class V>
  SYLVA_FUNCTION constexpr V operator()(int k) const {
    return elements(k, j);
  }
};

}  // namespace detail

namespace detail {

/// f of what is made of an element.
template <class F, class Make>
struct function_of_made {
  const F& f;
  const Make& make;
  SYLVA_HOST_VALUES_TOO
  template <class... X>
  SYLVA_FUNCTION constexpr auto operator()(const X&... x) const {
    return f(make(x...));
  }
};

}  // namespace detail

/// The elements of a group for which a condition holds: what group.where(is, make) returns.
template <class Group, class Is, class Make>
class group_where {
 public:
  using value = typename Group::value;

  SYLVA_FUNCTION constexpr group_where(const Group& g, const Is& is, const Make& make)
      : group_(g), is_(is), make_(make) {}
  template <class F>
  SYLVA_FUNCTION constexpr auto sum(const F& f) const {
    return group_.reduce(detail::function_of_made<F, Make>{f, make_}, is_, detail::add{});
  }

 private:
  const Group& group_;
  Is is_;
  Make make_;
};

/// What all groups on values of Real have: the elements, and what comes of them by Group::reduce(f, is,
/// combine).
template <class Group, class Real, class Inputs>
class group_of_elements {
 public:
  using value = Real;
  using elements_type = elements_of_group<Real, Inputs::count>;

  SYLVA_FUNCTION constexpr Real count() const { return static_cast<Real>(elements_.count); }
  template <class F>
  SYLVA_FUNCTION constexpr auto sum(const F& f) const {
    return self().reduce(f, detail::every_element{}, detail::add{});
  }
  template <class F>
  SYLVA_FUNCTION constexpr auto product(const F& f) const {
    return self().reduce(f, detail::every_element{}, detail::multiply{});
  }
  template <class F>
  SYLVA_FUNCTION constexpr auto max(const F& f) const {
    return self().reduce(f, detail::every_element{}, detail::take_greater{});
  }
  template <class F>
  SYLVA_FUNCTION constexpr auto min(const F& f) const {
    return self().reduce(f, detail::every_element{}, detail::take_less{});
  }
  template <class Is, class Make>
  SYLVA_FUNCTION constexpr group_where<Group, Is, Make> where(const Is& is, const Make& make) const {
    return {self(), is, make};
  }

 protected:
  SYLVA_FUNCTION explicit constexpr group_of_elements(const elements_type& e) : elements_(e) {}

  template <class F>
  SYLVA_FUNCTION constexpr auto at(const F& f, index_t j) const {
    return Inputs::template call<Real>(f, detail::load_of_element<elements_type>{elements_, j});
  }

  const elements_type& elements_;

 private:
  SYLVA_FUNCTION constexpr const Group& self() const { return static_cast<const Group&>(*this); }
};

/// A group whose elements one thread goes through.
template <class Real, class Inputs>
class lone_group : public group_of_elements<lone_group<Real, Inputs>, Real, Inputs> {
  using base = group_of_elements<lone_group, Real, Inputs>;
  friend base;
  template <class, class, class>
  friend class group_where;
  using base::elements_;

 public:
  using base::at;
  using typename base::elements_type;

  SYLVA_FUNCTION explicit constexpr lone_group(const elements_type& e) : base(e) {}

 private:
  template <class F, class Is, class Combine>
  SYLVA_FUNCTION constexpr auto reduce(const F& f, const Is& is, const Combine& combine) const {
    using S = decltype(at(f, 0));
    const S none = detail::all_members<S>(Combine::template start<Real>());
    S total = none;
    for (index_t first = 0; first < elements_.count; first += elements_a_chunk) {
      const index_t rest = elements_.count - first;
      const index_t last = first + (rest < elements_a_chunk ? rest : elements_a_chunk);
      S strand[strands_a_chunk];
      index_t n = 0;  // that take part
      if constexpr (detail::is_every_element<Is>) {
        n = last - first;
        for (index_t s = 0; s < n && s < strands_a_chunk; ++s) {
          S sum = none;
          for (index_t j = first + s; j < last; j += strands_a_chunk) {
            detail::combine_into(sum, at(f, j), combine);
          }
          strand[s] = sum;
        }
      } else {
        for (index_t j = first; j < last; ++j) {
          if (!at(is, j)) continue;
          if (n < strands_a_chunk) strand[n] = none;
          detail::combine_into(strand[n % strands_a_chunk], at(f, j), combine);
          ++n;
        }
      }
      if (n == 0) continue;
      detail::combine_strands(strand, n, combine);
      detail::combine_into(total, strand[0], combine);
    }
    return total;
  }
};

}  // namespace sylva
