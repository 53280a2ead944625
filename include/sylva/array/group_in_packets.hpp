#pragma once

#include <algorithm>
#include <sylva/array/packet.hpp>
#include <sylva/array/scratch.hpp>
#include <sylva/array/segments.hpp>

namespace sylva {

/// What was made of those elements of a group that were picked, in their order.
template <class Real>
struct picked_elements {
  scratch_memory<Real, host_space> values;       ///< a row for each member of what was made
  scratch_memory<index_t, host_space> position;  ///< of the elements in the group
  scratch_memory<index_t, host_space> ends;      ///< of the chunks that they were in
  index_t chunks = 0;

  template <class T>
  static T* room(scratch_memory<T, host_space>& memory, index_t n) {
    if (memory.size() < n) memory = scratch_memory<T, host_space>(n);
    return memory.data();
  }
};

/// What sums over elements have in common whose functions are calculated with SIMD values of type V: at(j) is
/// the function of elements j, ..., j + width - 1.
///
/// Functions are calculated of all elements of a block, then added up one by one, in the order of every other
/// group.
template <class V>
class sums_of_packets {
 public:
  using real = scalar_t<V>;
  static constexpr int width = packet<V>::width;
  static constexpr index_t chunk = elements_a_chunk;
  static constexpr index_t lanes =
      4;  ///< chunks that are added up at a time, so that sums do not wait for each other
  static constexpr index_t block = lanes * chunk;

  template <class S>
  struct single {
    using type = real;
  };
  template <zippable S>
  struct single<S> {
    using type = rebind_t<S, real>;
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

  /// Chunks of 64 elements.
  template <class At, class Combine>
  SYLVA_FORCE_INLINE static auto reduce(const At& at, index_t n, const Combine& combine) {
    using returned = decltype(at(0));
    using S = typename single<returned>::type;
    const S none = detail::all_members<S>(Combine::template start<real>());
    S total = none;
    real rows[output_count<returned>()][block + width];
    for (index_t first = 0; first < n; first += block) {
      const index_t count = std::min(block, n - first);
      for (index_t j = 0; j < count; j += width) store_result(at(first + j), store_row{rows, j});
      if (count == block) {
        S sums[lanes] = {none, none, none, none};
        for (index_t j = 0; j < chunk; ++j) {
          for (index_t c = 0; c < lanes; ++c) {
            detail::combine_into(sums[c], load_values<S, real>(load_row{rows, c * chunk + j}), combine);
          }
        }
        for (const S& sum : sums) detail::combine_into(total, sum, combine);
        continue;
      }
      for (index_t begin = 0; begin < count; begin += chunk) {
        S sum = none;
        const index_t end = std::min(begin + chunk, count);
        for (index_t j = begin; j < end; ++j) {
          detail::combine_into(sum, load_values<S, real>(load_row{rows, j}), combine);
        }
        detail::combine_into(total, sum, combine);
      }
    }
    return total;
  }

  /// Chunks that end where it is said, of 64 elements at most.
  template <class At, class Combine>
  SYLVA_FORCE_INLINE static auto reduce(const At& at, const index_t* ends, index_t chunks,
                                        const Combine& combine) {
    using returned = decltype(at(0));
    using S = typename single<returned>::type;
    const S none = detail::all_members<S>(Combine::template start<real>());
    S total = none;
    real rows[output_count<returned>()][block + width];
    for (index_t c = 0; c < chunks;) {
      const index_t first = c == 0 ? 0 : ends[c - 1];
      index_t last = c + 1;  // as many chunks as a block takes
      while (last < chunks && ends[last] - first <= block) ++last;
      for (index_t j = first; j < ends[last - 1]; j += width) store_result(at(j), store_row{rows, j - first});
      for (index_t begin = first; c < last; begin = ends[c++]) {
        S sum = none;
        for (index_t j = begin; j < ends[c]; ++j) {
          detail::combine_into(sum, load_values<S, real>(load_row{rows, j - first}), combine);
        }
        detail::combine_into(total, sum, combine);
      }
    }
    return total;
  }
};

/// What group_in_packets::where returns.
template <class V, class Made>
class picked_in_packets {
 public:
  using real = scalar_t<V>;
  using picked = picked_elements<real>;

  picked_in_packets(const picked& p, index_t row) : picked_(p), row_(row) {}

  template <class F>
  SYLVA_FORCE_INLINE auto sum(const F& f) const {
    const auto at = [&](index_t j) SYLVA_ALWAYS_INLINE {
      return f(load_values<Made, V>(load_made{picked_.values.data() + j, row_}));
    };
    return sums_of_packets<V>::reduce(at, picked_.ends.data(), picked_.chunks, detail::add{});
  }

 private:
  struct load_made {
    const real* from;
    index_t row;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      return packet<V>::load(from + k * row);
    }
  };

  const picked& picked_;
  index_t row_;  ///< from member to member
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
  static constexpr int n_in = Inputs::count, width = packet<V>::width;
  using elements_type = elements_of_group<real, n_in>;
  using picked = picked_elements<real>;

  /// `room` is for the elements that `where` leaves.
  group_in_packets(const elements_type& e, picked& room) : elements_(e), room_(room) {}

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

  template <class Is, class Make>
  SYLVA_FORCE_INLINE auto where(const Is& is, const Make& make) const {
    using made = decltype(at(make, 0));
    constexpr int members = output_count<made>();
    pick(is);
    // a packet may begin with the last of them, and is loaded as a whole
    const index_t n = room_.chunks == 0 ? 0 : room_.ends.data()[room_.chunks - 1];
    const index_t row = (n + 2 * width - 1) / width * width;
    real* const to = picked::room(room_.values, members * row);
    for (index_t j = 0; j < n; j += width) {
      store_result(Inputs::template call<V>(make, load_picked{elements_, room_.position.data(), j, n}),
                   store_made{to + j, row});
    }
    return picked_in_packets<V, made>(room_, row);
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
  struct load_packet {
    const elements_type& elements;
    index_t j;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      const element_source<real>& from = elements.input[k];
      if (!from.is_array()) return Value(from.scalar);
      if (from.step == 1 && j + width <= elements.count) {
        if (from.entries.index == nullptr) return packet<V>::load(from.data + j);
        const std::int32_t* const index = from.entries.index + j;
        std::int32_t different = 0;
        for (int w = 1; w < width; ++w) different |= index[w] ^ index[0];
        if (different == 0) return Value(from.data[index[0] * from.entries.entry]);
      }
      real x[width];
      for (index_t w = 0; w < width; ++w) x[w] = from(std::min(j + w, elements.count - 1));
      return packet<V>::load(x);
    }
  };
  struct load_picked {
    const elements_type& elements;
    const index_t* position;
    index_t j, n;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      const element_source<real>& from = elements.input[k];
      if (!from.is_array()) return Value(from.scalar);
      real x[width];
      for (index_t w = 0; w < width; ++w) x[w] = from(position[std::min(j + w, n - 1)]);
      return packet<V>::load(x);
    }
  };
  struct store_made {
    real* to;
    index_t row;
    SYLVA_FORCE_INLINE void operator()(int k, const V& v) const { packet<V>::store(to + k * row, v); }
  };

  template <class F>
  SYLVA_FORCE_INLINE auto at(const F& f, index_t j) const {
    return Inputs::template call<V>(f, load_packet{elements_, j});
  }
  template <class F, class Combine>
  SYLVA_FORCE_INLINE auto reduce(const F& f, const Combine& combine) const {
    const auto of = [&](index_t j) SYLVA_ALWAYS_INLINE { return at(f, j); };
    return sums_of_packets<V>::reduce(of, elements_.count, combine);
  }
  /// Where the elements are for which the condition holds.
  template <class Is>
  SYLVA_FORCE_INLINE void pick(const Is& is) const {
    constexpr index_t chunk = elements_a_chunk;
    index_t* const position = picked::room(room_.position, elements_.count);
    index_t* const ends = picked::room(room_.ends, (elements_.count + chunk - 1) / chunk);
    room_.chunks = 0;
    index_t n = 0;
    for (index_t first = 0; first < elements_.count; first += chunk) {
      const index_t count = std::min(chunk, elements_.count - first);
      real holds[chunk + width];
      for (index_t j = 0; j < count; j += width) {
        packet<V>::store(holds + j, math::select(at(is, first + j), V(real(1)), V(real(0))));
      }
      for (index_t j = 0; j < count; ++j) {
        position[n] = first + j;
        n += holds[j] != real(0) ? 1 : 0;
      }
      ends[room_.chunks++] = n;
    }
  }

  const elements_type elements_;
  picked& room_;
};

}  // namespace sylva
