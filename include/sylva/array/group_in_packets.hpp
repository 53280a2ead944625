#pragma once

#include <algorithm>
#include <sylva/array/scratch.hpp>
#include <sylva/array/segments.hpp>
#include <sylva/array/sums_of_packets.hpp>

namespace sylva {

/// Memory that groups in packets use one after another.
template <class Real>
struct memory_of_packets {
  scratch_memory<Real, host_space> elements;     ///< of inputs that do not lie together, a row for each
  scratch_memory<Real, host_space> made;         ///< of elements that were picked, a row for each member
  scratch_memory<index_t, host_space> position;  ///< of the picked elements in the group, in their order
  scratch_memory<index_t, host_space> ends;      ///< of the chunks that they were in
  index_t chunks = 0;

  template <class T>
  static T* room(scratch_memory<T, host_space>& memory, index_t n) {
    if (memory.size() < n) memory = scratch_memory<T, host_space>(n);
    return memory.data();
  }
};

/// What group_in_packets::where returns. It is for functions that are called over and over: with wide values.
template <class V, class Made>
class picked_in_packets {
 public:
  using wide = typename packet<V>::wide;
  using real = scalar_t<V>;
  using memory = memory_of_packets<real>;

  picked_in_packets(const memory& room, index_t row) : room_(room), row_(row) {}

  template <class F>
  SYLVA_FORCE_INLINE auto sum(const F& f) const {
    const auto at = [&](index_t j) SYLVA_ALWAYS_INLINE {
      return f(load_values<values_like_t<Made, wide>, wide>(load_made{room_.made.data() + j, row_}));
    };
    return sums_of_packets<wide>::reduce(at, room_.ends.data(), room_.chunks, detail::add{});
  }

 private:
  struct load_made {
    const real* from;
    index_t row;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      return packet<wide>::load(from + k * row);
    }
  };

  const memory& room_;
  index_t row_;  ///< from member to member
};

/// A group of which functions of elements are calculated with values of type V, each of several neighbouring
/// elements; the sums are those of every other group, bit for bit. What the kernel calculates of the group
/// are single numbers. Elements that `where` leaves are picked from the others, and lie together.
template <class V, class Inputs>
class group_in_packets {
 public:
  using value = scalar_t<V>;
  using real = value;
  static constexpr int n_in = Inputs::count, width = packet<V>::width;
  using elements_type = elements_of_group<real, n_in>;
  using memory = memory_of_packets<real>;

  group_in_packets(const elements_type& e, memory& room) : elements_(e), room_(room) { lay_out(); }
  group_in_packets(const group_in_packets&) = delete;
  group_in_packets& operator=(const group_in_packets&) = delete;

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
    constexpr index_t wide = packet<typename packet<V>::wide>::width;
    const index_t row = (n + 2 * wide - 1) / wide * wide;
    // room for all, or memory is asked for again and again
    real* const to = memory::room(room_.made, members * (elements_.count + 2 * wide));
    for (index_t j = 0; j < n; j += width) {
      store_result(Inputs::template call<V>(make, load_picked{*this, room_.position.data(), j, n}),
                   store_made{to + j, row});
    }
    return picked_in_packets<V, made>(room_, row);
  }

  /// f of all elements, packet by packet: whole(f of them), then lane(w, element) for each lane that is one,
  /// once for every element.
  template <class F, class Whole, class Lane>
  SYLVA_FORCE_INLINE void for_each(const F& f, const Whole& whole, const Lane& lane) const {
    for (index_t j = 0; j < elements_.count; j += width) {
      const index_t first = last_packet<width>(j, elements_.count);
      whole(at(f, first));
      // not again what was stored before, which may be in the place of an input
      const index_t last = std::min<index_t>(width, elements_.count - first);
      for (index_t w = j - first; w < last; ++w) lane(static_cast<int>(w), first + w);
    }
  }

 private:
  struct load_packet {
    const group_in_packets& from;
    index_t j;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      return packet<V>::load(from.row_[k] + (j & from.along_[k]));
    }
  };
  struct load_picked {
    const group_in_packets& from;
    const index_t* position;
    index_t j, n;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      real x[width];
      for (index_t w = 0; w < width; ++w)
        x[w] = from.row_[k][position[std::min(j + w, n - 1)] & from.along_[k]];
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
    return Inputs::template call<V>(f, load_packet{*this, j});
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
    index_t* const position = memory::room(room_.position, elements_.count);
    index_t* const ends = memory::room(room_.ends, (elements_.count + chunk - 1) / chunk);
    room_.chunks = 0;
    index_t n = 0;
    for (index_t first = 0; first < elements_.count; first += chunk) {
      const index_t count = std::min(chunk, elements_.count - first);
      real holds[width + chunk + width];
      for (index_t j = 0; j < count; j += width) {
        const index_t from = last_packet<width>(first + j, elements_.count);
        packet<V>::store(holds + width + from - first, math::select(at(is, from), V(real(1)), V(real(0))));
      }
      for (index_t j = 0; j < count; ++j) {
        position[n] = first + j;
        n += holds[width + j] != real(0) ? 1 : 0;
      }
      ends[room_.chunks++] = n;
    }
  }

  /// Rows of elements that packets are loaded from: those of the input where they lie together.
  SYLVA_FORCE_INLINE void lay_out() {
    const index_t n = elements_.count;
    const index_t longest = std::max<index_t>(n, width);
    real* free = nullptr;
    for (int k = 0; k < n_in; ++k) {
      const element_source<real>& from = elements_.input[k];
      along_[k] = from.is_array() ? -1 : 0;
      if (n >= width && from.is_array() && from.step == 1 && from.entries.index == nullptr) {
        row_[k] = from.data;
        continue;
      }
      if (free == nullptr) free = memory::room(room_.elements, n_in * longest);
      row_[k] = free;
      const index_t last = from.is_array() ? n : 1;
      for (index_t j = 0; j < last; ++j) free[j] = from(j);
      // lanes beyond the last element are calculated, and left out
      for (index_t j = last; j < width; ++j) free[j] = last > 0 ? free[last - 1] : real(1);
      free += from.is_array() ? longest : width;
    }
  }

  const elements_type elements_;
  const real* row_[n_in > 0 ? n_in : 1];
  index_t along_[n_in > 0 ? n_in : 1];  ///< -1, or 0 where all packets are the same
  memory& room_;
};

}  // namespace sylva
