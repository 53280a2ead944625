#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <sylva/array/traits.hpp>
#include <utility>

namespace sylva {

/// An array of up to max_rank axes that owns its memory: contiguous, slowest axis first. It is what sylva
/// makes where the standard library has no owning array of several axes: for mdspan, for views, for results
/// that outgrow a std::vector's one axis. T is any type that is trivial to copy, bool included.
template <class T>
class nd_array {
 public:
  using value_type = T;

  /// No elements: shape (0,).
  nd_array() = default;
  /// Elements that are not initialised. Throws shape_error for more than memory could have.
  explicit nd_array(const sylva::shape& s)
      : extents_(s),
        elements_(std::make_unique_for_overwrite<T[]>(static_cast<std::size_t>(checked_size(s)))) {}
  nd_array(const sylva::shape& s, const T& value) : nd_array(s) { std::fill_n(data(), s.size(), value); }
  /// The same by extents, slowest axis first: nd_array<double>({365, 100}). Throws shape_error for more than
  /// max_rank axes and for negative extents.
  explicit nd_array(std::initializer_list<index_t> extents) : nd_array(checked(extents)) {}
  nd_array(std::initializer_list<index_t> extents, const T& value) : nd_array(checked(extents), value) {}
  /// A copy of the elements of a view.
  explicit nd_array(const strided_view<const T>& v) : nd_array(v.extents) {
    for (index_t i = 0; i < size(); ++i) data()[i] = v(i);
  }

  /// The same of any array on the host.
  template <class A>
    requires(!std::same_as<A, nd_array> && array<A>)
  explicit nd_array(const A& a) : nd_array(strided_view<const T>(array_traits<A>::view(a))) {
    static_assert(std::same_as<array_space_t<A>, host_space>, "a copy is made of arrays on the host");
  }

  nd_array(nd_array&& a) noexcept
      : extents_(std::exchange(a.extents_, sylva::shape{1, {0}})), elements_(std::move(a.elements_)) {}
  nd_array(const nd_array& a) : nd_array(a.extents_) { std::copy_n(a.data(), size(), data()); }
  nd_array& operator=(nd_array a) noexcept {
    std::swap(extents_, a.extents_);
    std::swap(elements_, a.elements_);
    return *this;
  }

  const sylva::shape& extents() const& { return extents_; }
  sylva::shape extents() && { return extents_; }
  index_t size() const { return extents_.size(); }
  T* data() { return elements_.get(); }
  const T* data() const { return elements_.get(); }
  T* begin() { return data(); }
  T* end() { return data() + size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }

  /// The element at these positions, one an axis; unchecked.
  template <class... Index>
  T& operator()(Index... at) {
    return data()[offset(at...)];
  }
  template <class... Index>
  const T& operator()(Index... at) const {
    return data()[offset(at...)];
  }

 private:
  static sylva::shape checked(std::initializer_list<index_t> extents) {
    if (extents.size() > static_cast<std::size_t>(max_rank)) {
      throw shape_error("an array has " + std::to_string(extents.size()) + " axes: allowed are 0 to " +
                        std::to_string(max_rank));
    }
    sylva::shape s;
    for (const index_t extent : extents) {
      if (extent < 0) {
        throw shape_error("axis " + std::to_string(s.rank) + " of an array has the extent " +
                          std::to_string(extent) + ": allowed are 0 and more");
      }
      s.extent[s.rank++] = extent;
    }
    return s;
  }

  template <class... Index>
  index_t offset(Index... at) const {
    index_t offset = 0;
    int axis = 0;
    ((offset = offset * extents_.extent[axis++] + static_cast<index_t>(at)), ...);
    return offset;
  }

  sylva::shape extents_{1, {0}};
  std::unique_ptr<T[]> elements_;
};

template <class T>
inline constexpr bool owns_elements<nd_array<T>> = true;
template <class T>
struct array_traits<nd_array<T>> {
  using value_type = T;
  using space = host_space;
  using family = span_family;
  template <class U>
  using array_of = nd_array<U>;

  static strided_view<T> view(nd_array<T>& a) { return contiguous_view(a.data(), a.extents()); }
  static strided_view<const T> view(const nd_array<T>& a) { return contiguous_view(a.data(), a.extents()); }
  template <class U>
  static nd_array<U> make(const shape& s) {
    return nd_array<U>(s);
  }
};

/// A strided view is itself an array on the host, of the standard family: it refers to its elements, and a
/// const one may still be written through.
template <class T>
inline constexpr bool enable_borrowed_array<strided_view<T>> = true;
template <class T>
struct array_traits<strided_view<T>> : array_traits<nd_array<std::remove_const_t<T>>> {
  static strided_view<T> view(const strided_view<T>& a) { return a; }
};

}  // namespace sylva
