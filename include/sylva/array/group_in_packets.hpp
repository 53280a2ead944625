#pragma once

#include <algorithm>
#include <sylva/array/packet.hpp>
#include <sylva/array/segments.hpp>
#include <vector>

namespace sylva {

/// Elements that were picked from a group, in their order, and where the chunks that they were in end.
template <class Real>
struct picked_elements {
  std::vector<Real> values;
  std::vector<index_t> position, ends;
};

/// A group of which functions of elements are calculated with values of type V, each of several neighbouring
/// elements, and added up one by one: the sums are those of every other group, bit for bit. What the kernel
/// calculates of the group are single numbers. Elements that `where` leaves are picked from the others, and
/// lie together.
template <class V, class Inputs>
class group_in_packets {
 public:
  using value = scalar_t<V>;
  using real = value;
  static constexpr int n_in = Inputs::count, width = packet<V>::width, most_picks = 2;
  using elements_type = elements_of_group<real, n_in>;
  using picked = picked_elements<real>;

  /// `room` is for the elements of `most_picks` calls of where in a row, one on what the other left.
  group_in_packets(const elements_type& e, picked* room, int picks = 0, const index_t* ends = nullptr)
      : elements_(e), room_(room), ends_(ends), picks_(picks) {}

  real count() const { return static_cast<real>(elements_.count); }
  template <class F>
  SYLVA_FORCE_INLINE auto sum(const F& f) const {
    return reduce(f, detail::add{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto product(const F& f) const {
    return reduce(f, detail::multiply{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto max(const F& f) const {
    return reduce(f, detail::take_greater{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto min(const F& f) const {
    return reduce(f, detail::take_less{});
  }

  template <class Is>
  SYLVA_FORCE_INLINE group_in_packets where(const Is& is) const {
    picked& to = room_[std::min(picks_, most_picks - 1)];
    to.position.resize(static_cast<std::size_t>(elements_.count));
    to.ends.clear();
    index_t* const position = to.position.data();
    index_t n = 0;
    for (index_t first = 0, chunk = 0; first < elements_.count; first += block) {
      const index_t count = std::min(block, elements_.count - first);
      real holds[block + width];
      for (index_t j = 0; j < count; j += width) {
        packet<V>::store(holds + j, math::select(at(is, first + j), V(real(1)), V(real(0))));
      }
      for (index_t j = 0; j < count; ++j) {
        for (; first + j == chunk_end(chunk); ++chunk) to.ends.push_back(n);
        position[n] = first + j;
        n += holds[j] != real(0) ? 1 : 0;
      }
    }
    to.ends.push_back(n);
    elements_type left;
    left.count = n;
    to.values.resize(static_cast<std::size_t>(n_in * n));
    for (int k = 0; k < n_in; ++k) {
      const element_source<real>& from = elements_.input[k];
      element_source<real>& source = left.input[k];
      source = {nullptr, 1, from.scalar, {}};
      if (!from.is_array()) continue;
      real* const row = to.values.data() + k * n;
      for (index_t j = 0; j < n; ++j) row[j] = from(position[j]);
      source.data = row;
    }
    return {left, room_, picks_ + 1, to.ends.data()};
  }

  /// f of all elements, packet by packet: whole(f of them), then lane(w, element) for each lane that is one.
  template <class F, class Whole, class Lane>
  SYLVA_FORCE_INLINE void for_each(const F& f, const Whole& whole, const Lane& lane) const {
    for (index_t j = 0; j < elements_.count; j += width) {
      whole(at(f, j));
      const int last = static_cast<int>(std::min<index_t>(width, elements_.count - j));
      for (int w = 0; w < last; ++w) lane(w, j + w);
    }
  }

 private:
  static constexpr index_t block = elements_a_chunk;  ///< of which f is calculated before it is added up

  struct load_packet {
    const elements_type& elements;
    index_t j;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      const element_source<real>& from = elements.input[k];
      if (!from.is_array()) return Value(from.scalar);
      if (from.step == 1 && from.entries.index == nullptr && j + width <= elements.count) {
        return packet<V>::load(from.data + j);
      }
      real x[width];
      for (index_t w = 0; w < width; ++w) x[w] = from(std::min(j + w, elements.count - 1));
      return packet<V>::load(x);
    }
  };
  struct store_row {
    real (*rows)[block + width];
    index_t j;
    SYLVA_FORCE_INLINE void operator()(int k, const V& v) const { packet<V>::store(rows[k] + j, v); }
  };
  struct load_row {
    const real (*rows)[block + width];
    index_t j;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      return rows[k][j];
    }
  };
  /// The same value, or struct of values, of single numbers.
  template <class S>
  struct single {
    using type = real;
  };
  template <zippable S>
  struct single<S> {
    using type = rebind_t<S, real>;
  };

  template <class F>
  SYLVA_FORCE_INLINE auto at(const F& f, index_t j) const {
    return Inputs::template call<V>(f, load_packet{elements_, j});
  }
  index_t chunk_end(index_t chunk) const {
    return ends_ == nullptr ? (chunk + 1) * elements_a_chunk : ends_[chunk];
  }

  template <class F, class Combine>
  SYLVA_FORCE_INLINE auto reduce(const F& f, const Combine& combine) const {
    using returned = decltype(at(f, 0));
    using S = typename single<returned>::type;
    const S none = detail::all_members<S>(Combine::template start<real>());
    S total = none, sum_of_chunk = none;
    real rows[output_count<returned>()][block + width];
    index_t chunk = 0;
    for (index_t first = 0; first < elements_.count; first += block) {
      const index_t count = std::min(block, elements_.count - first);
      for (index_t j = 0; j < count; j += width) store_result(at(f, first + j), store_row{rows, j});
      for (index_t j = 0; j < count; ++j) {
        for (; first + j == chunk_end(chunk); ++chunk) {
          detail::combine_into(total, sum_of_chunk, combine);
          sum_of_chunk = none;
        }
        detail::combine_into(sum_of_chunk, load_values<S, real>(load_row{rows, j}), combine);
      }
    }
    detail::combine_into(total, sum_of_chunk, combine);
    return total;
  }

  elements_type elements_;
  picked* room_;
  const index_t* ends_;  ///< where chunks end, as picked; null: every 64 elements
  int picks_;
};

}  // namespace sylva
