#pragma once

#include <cstdint>
#include <string>
#include <sylva/array/layout.hpp>

/// Whether the arrays of a call share memory in a way that makes the results wrong.

namespace sylva {

/// An output that shares elements with another array of the call, and is not one of the inputs as a whole.
/// The message names both arguments.
struct overlap_error : shape_error {
  using shape_error::shape_error;
};

namespace detail {

/// The memory of an array, as addresses: it is only compared, so that it may be a device's. Empty where the
/// elements do not fill it: columns of one matrix lie between each other and share none.
struct memory_range {
  std::uintptr_t first = 0, last = 0;  ///< [first, last)
  const void* element = nullptr;       ///< the first one

  bool meets(const memory_range& other) const { return first < other.last && other.first < last; }
};

template <class T>
memory_range memory_of(const strided_view<T>& v) {
  if (v.data == nullptr) return {};
  index_t size = 1, below = 0, above = 0;  // how far the elements reach from the first one
  for (int a = 0; a < v.extents.rank; ++a) {
    const index_t extent = v.extents.extent[a], reach = v.stride[a] * (extent - 1);
    size *= extent;
    if (extent > 1) (reach < 0 ? below : above) += reach;
  }
  if (size != above - below + 1) return {0, 0, size > 0 ? v.data : nullptr};
  constexpr auto bytes = static_cast<index_t>(sizeof(T));
  const auto first = reinterpret_cast<std::uintptr_t>(v.data) + static_cast<std::uintptr_t>(below * bytes);
  return {first, first + static_cast<std::uintptr_t>(size * bytes), v.data};
}

/// The memory of an input that may be entries of a table: then that of the table.
template <class Argument>
memory_range memory_of_input(const Argument& a) {
  if (!a.is_array()) return {};
  if (a.entries().index == nullptr) return memory_of(a.places());
  auto table = a.places();
  table.extents = {1, {a.entries().count}};
  table.stride[0] = a.entries().entry;
  return memory_of(table);
}

/// Whether two arrays of a call of shape s have each element in the same place.
template <class T, class U>
bool same_places(const strided_view<T>& a, const strided_view<U>& b, const shape& s) {
  if (a.data != b.data) return false;
  for (int k = 0; k < s.rank; ++k) {
    if (s.extent[k] > 1 && a.stride[k] != b.stride[k]) return false;
  }
  return true;
}

[[noreturn]] inline void refuse_overlap(const std::string& out, const std::string& other,
                                        bool other_is_output) {
  throw overlap_error(out + " and " + other + " share memory" +
                      (other_is_output
                           ? ": each output needs elements of its own"
                           : ", but not each element in the same place: an output is one of the inputs as a "
                             "whole, or shares no element with any"));
}

/// Throws overlap_error unless the outputs [out, out + m) share no element with each other.
template <class Name>
void check_outputs_apart(const memory_range* out, int m, const Name& name) {
  for (int k = 1; k < m; ++k) {
    for (int other = 0; other < k; ++other) {
      const bool same = out[k].element != nullptr && out[k].element == out[other].element;
      if (same || out[k].meets(out[other])) refuse_overlap(name(k), name(other), true);
    }
  }
}

/// Throws overlap_error where an output meets an input, unless allowed(k, j).
template <class Allowed, class OutName, class InName>
void check_inputs_apart(const memory_range* out, int m, const memory_range* in, int n, const Allowed& allowed,
                        const OutName& out_name, const InName& in_name) {
  for (int k = 0; k < m; ++k) {
    for (int j = 0; j < n; ++j) {
      if (out[k].meets(in[j]) && !allowed(k, j)) refuse_overlap(out_name(k), in_name(j), false);
    }
  }
}

}  // namespace detail

}  // namespace sylva
