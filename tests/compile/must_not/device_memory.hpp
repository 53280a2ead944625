#pragma once

#include <sylva/array/transform.hpp>

/// An array in the memory of a device that the host cannot reach.
struct device_memory {
  static constexpr const char* name = "device";
};
struct device_family {
  static constexpr const char* name = "device array";
};
template <class T>
struct device_array {
  T* data;
  sylva::index_t size;
};
template <class T>
struct sylva::array_traits<device_array<T>> {
  using value_type = std::remove_const_t<T>;
  using space = device_memory;
  using family = device_family;
  static sylva::strided_view<T> view(const device_array<T>& a) {
    return contiguous_view(a.data, {1, {a.size}});
  }
};

/// What runs there.
struct on_device {};
template <>
struct sylva::executor<on_device> {
  template <class Space>
  static constexpr bool reaches = std::same_as<Space, device_memory>;
  static constexpr bool by_item = true;
  template <class Work>
  static void run(const on_device&, const Work&) {}
};
