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

/// The memory of an array, as addresses: it is only compared, so that it may be a device's.
struct memory_range {
  std::uintptr_t first = 0, last = 0;  ///< [first, last), from the first element in memory to the last
  const void* element = nullptr;       ///< the one at position (0, 0, ...)
  bool full = false;                   ///< no gaps: the elements are all that lies there
  bool repeats = false;                ///< some elements are the same, as in what is broadcast
  std::uintptr_t bytes = 1;            ///< of an element

  /// Whether they share elements. Not known where both have gaps: columns of one matrix lie between each
  /// other and share none. Where one has gaps its first and its last element in memory are looked at.
  bool meets(const memory_range& other) const {
    if (first >= other.last || other.first >= last) return false;
    if (element == other.element) return true;
    if (full) return other.full || other.begins_or_ends_in(*this);
    return other.full && begins_or_ends_in(other);
  }

 private:
  bool begins_or_ends_in(const memory_range& other) const {
    return (first >= other.first && first < other.last) ||
           (last - bytes >= other.first && last - bytes < other.last);
  }
};

template <class T>
memory_range memory_of(const strided_view<T>& v) {
  if (v.data == nullptr) return {};
  index_t size = 1, below = 0, above = 0;  // how far the elements reach from the first one
  bool repeats = false;
  for (int a = 0; a < v.extents.rank; ++a) {
    const index_t extent = v.extents.extent[a], reach = v.stride[a] * (extent - 1);
    if (extent > 1 && reach == 0) {  // the same elements again
      repeats = true;
      continue;
    }
    size *= extent;
    if (extent > 1) (reach < 0 ? below : above) += reach;
  }
  if (size == 0) return {};
  constexpr auto bytes = static_cast<index_t>(sizeof(T));
  const auto begin = reinterpret_cast<std::uintptr_t>(v.data);
  const index_t places = above - below + 1;
  return {begin + static_cast<std::uintptr_t>(below * bytes),
          begin + static_cast<std::uintptr_t>((above + 1) * bytes),
          v.data,
          size >= places,
          repeats || size > places,
          static_cast<std::uintptr_t>(bytes)};
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

/// Ranges of memory, sorted by address. Arrays are often passed in ascending or descending order of address;
/// then each is appended to an end of the list.
template <int N>
class ranges_in_order {
 public:
  /// Adds a range. Returns false if it overlaps one of those before; then no more may be added.
  bool add(const memory_range& r) {
    if (r.last == 0) return true;
    const range one{r.first, r.last};
    if (begin_ == end_ || one.first >= at_[end_ - 1].last) {
      at_[end_++] = one;
      return true;
    }
    if (one.last <= at_[begin_].first) {
      at_[--begin_] = one;
      return true;
    }
    int i = end_++;
    for (; i > begin_ && at_[i - 1].first > one.first; --i) at_[i] = at_[i - 1];
    at_[i] = one;
    return (i == begin_ || at_[i - 1].last <= one.first) && (i + 1 == end_ || one.last <= at_[i + 1].first);
  }

 private:
  struct range {
    std::uintptr_t first, last;
  };
  range at_[2 * N];
  int begin_ = N, end_ = N;
};

/// Throws overlap_error where outputs share elements with each other, or with themselves, or with an input,
/// unless allowed(k, j).
template <int M, int N, class Allowed, class OutName, class InName>
void check_apart(const memory_range (&out)[M], const memory_range (&in)[N], const Allowed& allowed,
                 const OutName& out_name, const InName& in_name) {
  ranges_in_order<M + N> seen;
  bool apart = true;
  for (int k = 0; apart && k < M; ++k) apart = seen.add(out[k]) && !out[k].repeats;
  for (int j = 0; apart && j < N; ++j) apart = seen.add(in[j]);
  if (apart) return;
  for (int k = 0; k < M; ++k) {
    if (out[k].repeats) {
      throw overlap_error(out_name(k) +
                          " has several elements in one place, as an array that is broadcast has: each "
                          "element of an output needs its own");
    }
    for (int other = 0; other < k; ++other) {
      if (out[k].meets(out[other])) refuse_overlap(out_name(k), out_name(other), true);
    }
  }
  for (int k = 0; k < M; ++k) {
    for (int j = 0; j < N; ++j) {
      if (out[k].meets(in[j]) && !allowed(k, j)) refuse_overlap(out_name(k), in_name(j), false);
    }
  }
}

}  // namespace detail

}  // namespace sylva
