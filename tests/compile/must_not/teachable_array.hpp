#pragma once

#include <sylva/array/transform.hpp>
#include <sylva/environment/hygro.hpp>

/// An array type that each test teaches sylva, but for one mistake.
struct field {
  double* elements;
  sylva::index_t count;
};
struct field_family {
  static constexpr const char* name = "field";
};

/// What is right in all of them.
struct right_traits {
  using value_type = double;
  using space = sylva::host_space;
  using family = field_family;
  template <class T>
  using array_of = std::vector<T>;
  static sylva::strided_view<double> view(const field& f) {
    return sylva::contiguous_view(f.elements, {1, {f.count}});
  }
  template <class T>
  static std::vector<T> make(const sylva::shape& s) {
    return std::vector<T>(static_cast<std::size_t>(s.size()));
  }
};
