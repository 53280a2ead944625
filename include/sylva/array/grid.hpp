#pragma once

#include <algorithm>
#include <sylva/array/layout.hpp>
#include <utility>

namespace sylva {

/// The axes that a launch walks along, slowest first. Elements are independent of each other, so a launch may
/// walk in any order: along the memory of its outputs.
template <int Rank>
struct grid {
  int rank = 0;
  index_t extent[Rank] = {};

  SYLVA_FUNCTION constexpr index_t size() const {
    index_t n = 1;
    for (int a = 0; a < rank; ++a) n *= extent[a];
    return n;
  }
};

/// A place in a grid: one index an axis.
template <int Rank>
struct place {
  index_t at[Rank];

  SYLVA_FUNCTION constexpr place(const grid<Rank>& g, index_t i) : at{} {
    for (int a = g.rank - 1; a > 0; --a) {
      const index_t next = i / g.extent[a];
      at[a] = i - next * g.extent[a];
      i = next;
    }
    at[0] = i;
  }
  SYLVA_FUNCTION constexpr index_t offset(const grid<Rank>& g, const index_t (&stride)[Rank]) const {
    index_t sum = 0;
    for (int a = 0; a < g.rank; ++a) sum += at[a] * stride[a];
    return sum;
  }
};

/// With one axis there is nothing to divide.
template <>
struct place<1> {
  index_t at;

  SYLVA_FUNCTION constexpr place(const grid<1>&, index_t i) : at(i) {}
  SYLVA_FUNCTION constexpr index_t offset(const grid<1>&, const index_t (&stride)[1]) const {
    return at * stride[0];
  }
};

/// Places first, ..., first + n - 1 of the walk, row by row: along the fastest axis neighbours are one stride
/// apart, so that a place is found once a row. f(i, offset, count, step): places first + i, ..., first + i +
/// count - 1 lie at offset, offset + step, ...
template <int Rank, class F>
void for_each_row(const grid<Rank>& g, const index_t (&stride)[Rank], index_t first, index_t n, const F& f) {
  if (g.rank == 0) return f(index_t(0), index_t(0), n, index_t(0));
  const int last = g.rank - 1;
  for (index_t i = 0; i < n;) {
    const place<Rank> at(g, first + i);
    const index_t count = std::min(g.extent[last] - (first + i) % g.extent[last], n - i);
    f(i, at.offset(g, stride), count, stride[last]);
    i += count;
  }
}

/// Whether the i-th element of the walk lies at data[i].
template <int Rank>
constexpr bool is_linear(const grid<Rank>& g, const index_t (&stride)[Rank]) {
  index_t step = 1;
  for (int a = g.rank - 1; a >= 0; --a) {
    if (stride[a] != step) return false;
    step *= g.extent[a];
  }
  return true;
}

/// The strides of several arrays over one grid, made simple together: axes of one element are left out, the
/// others sorted so that the leading array is walked along its memory, and neighbours merged where every
/// array allows it.
template <int Capacity>
class joint_strides {
 public:
  explicit joint_strides(const shape& s) : extents_(s) {}

  /// Another array, whose strides may be zero; null is none.
  void add(const index_t* stride) {
    for (int a = 0; a < extents_.rank; ++a) stride_[count_][a] = stride == nullptr ? 0 : stride[a];
    used_[count_++] = stride != nullptr;
  }

  /// After all arrays were added. The first of them that is there leads.
  grid<max_rank> simplify() {
    while (lead_ + 1 < count_ && !used_[lead_]) ++lead_;
    int rank = 0;
    for (int a = 0; a < extents_.rank; ++a) {
      if (extents_.extent[a] != 1) copy_axis(a, rank++);
    }
    for (int a = 1; a < rank; ++a) {
      for (int b = a; b > 0 && magnitude(b - 1) < magnitude(b); --b) swap_axes(b - 1, b);
    }
    int last = 0;  // the axis that the next may be merged into
    for (int a = 1; a < rank; ++a) {
      if (mergeable(last, a)) {
        const index_t both = extents_.extent[last] * extents_.extent[a];
        copy_axis(a, last);
        extents_.extent[last] = both;
      } else {
        copy_axis(a, ++last);
      }
    }
    grid<max_rank> g;
    g.rank = rank_ = rank == 0 ? 0 : last + 1;
    for (int a = 0; a < g.rank; ++a) g.extent[a] = extents_.extent[a];
    return g;
  }

  /// The strides of array k in the grid that simplify() returned, for its axes.
  template <int Rank>
  void get(int k, index_t (&stride)[Rank]) const {
    for (int a = 0; a < rank_; ++a) stride[a] = stride_[k][a];
  }

 private:
  index_t magnitude(int axis) const {
    const index_t s = stride_[lead_][axis];
    return s < 0 ? -s : s;
  }
  void copy_axis(int from, int to) {
    extents_.extent[to] = extents_.extent[from];
    for (int k = 0; k < count_; ++k) stride_[k][to] = stride_[k][from];
  }
  void swap_axes(int a, int b) {
    std::swap(extents_.extent[a], extents_.extent[b]);
    for (int k = 0; k < count_; ++k) std::swap(stride_[k][a], stride_[k][b]);
  }
  bool mergeable(int outer, int inner) const {
    for (int k = 0; k < count_; ++k) {
      if (used_[k] && stride_[k][outer] != stride_[k][inner] * extents_.extent[inner]) return false;
    }
    return true;
  }

  shape extents_;
  int count_ = 0, lead_ = 0, rank_ = 0;
  bool used_[Capacity] = {};
  index_t stride_[Capacity][max_rank];  // of the axes that there are
};

}  // namespace sylva
