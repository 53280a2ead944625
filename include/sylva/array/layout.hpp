#pragma once

#include <cstddef>
#include <limits>
#include <stdexcept>
#include <string>
#include <sylva/core/config.hpp>
#include <type_traits>

namespace sylva {

using index_t = std::ptrdiff_t;

/// The most axes an array may have here.
inline constexpr int max_rank = 8;

/// Extents of an array, slowest axis first.
struct shape {
  int rank = 0;
  index_t extent[max_rank] = {};

  SYLVA_FUNCTION constexpr index_t size() const {
    index_t n = 1;
    for (int a = 0; a < rank; ++a) n *= extent[a];
    return n;
  }
  friend constexpr bool operator==(const shape& a, const shape& b) {
    if (a.rank != b.rank) return false;
    for (int i = 0; i < a.rank; ++i) {
      if (a.extent[i] != b.extent[i]) return false;
    }
    return true;
  }
};

inline std::string to_string(const shape& s) {
  std::string text = "(";
  for (int a = 0; a < s.rank; ++a) text += (a > 0 ? ", " : "") + std::to_string(s.extent[a]);
  return text + (s.rank == 1 ? ",)" : ")");
}

/// Arrays that do not fit together. The message names the argument, its shape and what is allowed.
struct shape_error : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

/// The number of elements of an array; shape_error where they, or their bytes, could not be counted. An
/// extent of 0 counts as 1, as the strides would not be right otherwise.
inline index_t checked_size(const shape& s) {
  constexpr index_t most = std::numeric_limits<index_t>::max() / 16;  // of the largest there are
  index_t n = 1;
  for (int a = 0; a < s.rank; ++a) {
    if (s.extent[a] <= 1) continue;
    if (n > most / s.extent[a]) {
      throw shape_error("an array of shape " + to_string(s) + " is too large: allowed are " +
                        std::to_string(most) + " elements");
    }
    n *= s.extent[a];
  }
  return s.size();
}

/// Where the elements of an array lie: what every array is reduced to, on the host, before a launch.
/// Trivially copyable. Strides count elements and may be zero (broadcast) or negative. The default has no
/// elements.
template <class T>
struct strided_view {
  T* data = nullptr;
  shape extents{1, {0}};
  index_t stride[max_rank] = {};

  template <class U>
    requires(std::is_same_v<U, const T> && !std::is_const_v<T>)
  constexpr operator strided_view<U>() const {
    strided_view<U> v{data, extents, {}};
    for (int a = 0; a < extents.rank; ++a) v.stride[a] = stride[a];
    return v;
  }

  /// The element at position i of the row-major order of `extents`.
  SYLVA_FUNCTION constexpr T& operator()(index_t i) const {
    index_t offset = 0;
    for (int a = extents.rank - 1; a > 0; --a) {
      const index_t next = i / extents.extent[a];
      offset += (i - next * extents.extent[a]) * stride[a];
      i = next;
    }
    return data[extents.rank > 0 ? offset + i * stride[0] : 0];
  }
};

/// The view of a contiguous row-major array.
template <class T>
constexpr strided_view<T> contiguous_view(T* data, const shape& s) {
  strided_view<T> v{data, s, {}};
  index_t step = 1;
  for (int a = s.rank - 1; a >= 0; --a) {
    v.stride[a] = step;
    step *= s.extent[a];
  }
  return v;
}

/// Whether element i of the row-major order lies at data[i].
template <class T>
constexpr bool is_linear(const strided_view<T>& v) {
  index_t step = 1;
  for (int a = v.extents.rank - 1; a >= 0; --a) {
    if (v.extents.extent[a] != 1 && v.stride[a] != step) return false;
    step *= v.extents.extent[a];
  }
  return true;
}

/// Joins the shape of another argument into `joined`: axes are aligned at the fastest one, and an extent of 1
/// broadcasts, as in NumPy and xtensor. Throws shape_error that names the argument.
inline void join_shapes(shape& joined, const shape& s, const std::string& argument) {
  shape result = joined.rank >= s.rank ? joined : s;
  const int shift_a = result.rank - joined.rank, shift_b = result.rank - s.rank;
  for (int i = 0; i < result.rank; ++i) {
    const index_t a = i >= shift_a ? joined.extent[i - shift_a] : 1;
    const index_t b = i >= shift_b ? s.extent[i - shift_b] : 1;
    if (a != b && a != 1 && b != 1) {
      throw shape_error(argument + " has shape " + to_string(s) + ", which does not broadcast with " +
                        to_string(joined) + ": extents must be equal or 1");
    }
    result.extent[i] = a == 1 ? b : a;
  }
  checked_size(result);
  joined = result;
}

/// The view stretched to a shape that it broadcasts with: stride 0 along the axes that repeat, and read-only,
/// since several elements lie in one place.
template <class T>
constexpr strided_view<const T> broadcast_to(const strided_view<T>& v, const shape& s) {
  strided_view<const T> r{v.data, s, {}};
  const int shift = s.rank - v.extents.rank;
  for (int a = shift; a < s.rank; ++a) {
    r.stride[a] = v.extents.extent[a - shift] == 1 ? 0 : v.stride[a - shift];
  }
  return r;
}

}  // namespace sylva
