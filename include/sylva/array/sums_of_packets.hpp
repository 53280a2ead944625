#pragma once

#include <algorithm>
#include <sylva/array/combine.hpp>
#include <sylva/array/packet.hpp>

namespace sylva {

namespace detail {

/// 0, 1, ..., N - 1.
template <class Real, int N>
struct counted {
  Real number[N];
  constexpr counted() : number{} {
    for (int i = 0; i < N; ++i) number[i] = static_cast<Real>(i);
  }
};

}  // namespace detail

/// Where values of `width` elements begin that hold element j, of n: at j, or earlier where there are not so
/// many any more.
template <int Width>
constexpr index_t last_packet(index_t j, index_t n) {
  return j + Width <= n ? j : std::max<index_t>(n - Width, 0);
}

/// What sums over elements have in common whose functions are calculated with SIMD values of type V: at(j) is
/// the function of elements j, ..., j + width - 1.
///
/// Functions are calculated of all elements of a chunk, then added up, in the order of every other group.
template <class V>
class sums_of_packets {
 public:
  using real = scalar_t<V>;
  static constexpr int width = packet<V>::width;

  /// Of n elements. The last values begin where they end with the last element: what is stored twice is the
  /// same.
  template <class At, class Combine>
  SYLVA_FORCE_INLINE static auto reduce(const At& at, index_t n, const Combine& combine) {
    totals<decltype(at(0)), Combine, elements_a_chunk> total{combine};
    for (index_t first = 0; first < n; first += elements_a_chunk) {
      const index_t count = std::min(elements_a_chunk, n - first);
      for (index_t j = 0; j < count; j += width) {
        const index_t from = last_packet<width>(first + j, n);
        total.store(from - first, at(from));
      }
      total.add(0, count);
    }
    return total();
  }

  /// Of chunks of no more than 64 elements, that end where it is said.
  template <class At, class Combine>
  SYLVA_FORCE_INLINE static auto reduce(const At& at, const index_t* ends, index_t chunks,
                                        const Combine& combine) {
    constexpr index_t room = 4 * elements_a_chunk;
    totals<decltype(at(0)), Combine, room> total{combine};
    for (index_t c = 0, first = 0; c < chunks; first = ends[c - 1]) {
      index_t last = c + 1;  // as many chunks as there is room for
      while (last < chunks && ends[last] - first <= room) ++last;
      for (index_t j = first; j < ends[last - 1]; j += width) total.store(j - first, at(j));
      for (index_t begin = first; c < last; begin = ends[c++]) total.add(begin - first, ends[c] - begin);
    }
    return total();
  }

 private:
  /// What all chunks make together, of which Room elements are stored at a time: every member of what a
  /// function returns for itself.
  template <class Returned, class Combine, index_t Room>
  class totals {
   public:
    explicit totals(const Combine& combine) : combine_(combine) {
      for (real& t : total_) t = Combine::template start<real>();
    }
    SYLVA_FORCE_INLINE void store(index_t j, const Returned& x) {
      store_result(x, store_row{rows_, before + j});
    }
    /// A chunk of the stored, from the first on.
    SYLVA_FORCE_INLINE void add(index_t first, index_t count) {
      for (int k = 0; k < members; ++k)
        total_[k] = combine_(total_[k], chunk(rows_[k] + before + first, count));
    }
    auto operator()() const { return load_values<values_like_t<Returned, real>, real>(load_total{total_}); }

   private:
    static constexpr int members = output_count<Returned>();
    using part = typename packet<V>::part;
    static constexpr index_t part_width = packet<part>::width, parts = strands_a_chunk / part_width;
    static_assert(parts * part_width == strands_a_chunk, "a register has more or other lanes than strands");
    // a chunk may begin with any element, packets with one before it, and registers are stored and loaded as
    // a whole
    static constexpr index_t before = width, row = before + Room + std::max<index_t>(width, strands_a_chunk);

    struct store_row {
      real (*rows)[row];
      index_t j;
      SYLVA_FORCE_INLINE void operator()(int k, const V& v) const { packet<V>::store(rows[k] + j, v); }
    };
    struct load_total {
      const real* total;
      template <class Value>
      SYLVA_FORCE_INLINE Value operator()(int k) const {
        return total[k];
      }
    };

    SYLVA_FORCE_INLINE real chunk(const real* x, index_t count) const {
      static constexpr detail::counted<real, strands_a_chunk> lane{};
      part strand[parts];
      for (part& s : strand) s = Combine::template start<part>();
      index_t j = 0;
      for (; j + strands_a_chunk <= count; j += strands_a_chunk) {
        for (index_t p = 0; p < parts; ++p) {
          strand[p] = combine_(strand[p], packet<part>::load(x + j + p * part_width));
        }
      }
      if (j < count) {
        const part rest = part(static_cast<real>(count - j));
        for (index_t p = 0; p < parts; ++p) {
          const part there = packet<part>::load(x + j + p * part_width);
          strand[p] = math::select(packet<part>::load(lane.number + p * part_width) < rest,
                                   combine_(strand[p], there), strand[p]);
        }
      }
      for (index_t half = parts / 2; half > 0; half /= 2) {
        for (index_t p = 0; p < half; ++p) strand[p] = combine_(strand[p], strand[p + half]);
      }
      real sum[part_width];
      packet<part>::store(sum, strand[0]);
      for (index_t half = part_width / 2; half > 0; half /= 2) {
        for (index_t s = 0; s < half; ++s) sum[s] = combine_(sum[s], sum[s + half]);
      }
      return sum[0];
    }

    const Combine& combine_;
    real total_[members];
    real rows_[members][row];
  };
};

}  // namespace sylva
