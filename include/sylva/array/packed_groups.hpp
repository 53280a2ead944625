#pragma once

#include <algorithm>
#include <sylva/array/packet.hpp>
#include <sylva/array/segments.hpp>
#include <vector>

namespace sylva {

/// Groups as the lanes of SIMD values of type V: a group a lane; or one group alone, of which each lane has a
/// chunk at a time. The sums of a group are the same either way, bit for bit.
template <class V, class Inputs>
class packed_groups {
 public:
  using value = V;
  using real = scalar_t<V>;
  static constexpr int n_in = Inputs::count, width = packet<V>::width;
  using elements_type = elements_of_group<real, n_in>;

  /// Groups e[0], ..., e[n - 1], n at most the width: lanes beyond have no elements.
  void hold(const elements_type* e, int n) {
    alone_ = false;
    held_for_all_ = -1;
    real counts[width] = {};
    index_t longest = 0;
    for (int w = 0; w < n; ++w) {
      lanes_[w] = e[w];
      counts[w] = static_cast<real>(e[w].count);
      longest = std::max(longest, e[w].count);
    }
    for (int w = n; w < width; ++w) lanes_[w] = elements_type{};
    counts_ = whole_counts_ = packet<V>::load(counts);
    pieces_ = (longest + elements_a_chunk - 1) / elements_a_chunk;
    pack(longest);
  }
  /// One group.
  void hold(const elements_type& e) {
    alone_ = true;
    held_for_all_ = -1;
    group_ = e;
    whole_counts_ = V(static_cast<real>(e.count));
    const index_t piece = width * elements_a_chunk;
    pieces_ = (e.count + piece - 1) / piece;
    held_ = -1;
  }
  /// One group, that all lanes have, each for itself; `name` is that of no other.
  void hold_for_all(const elements_type& e, index_t name) {
    hold_lanes_of(e);
    held_for_all_ = name;
  }
  bool holds_for_all(index_t name) const { return name == held_for_all_; }
  bool alone() const { return alone_; }

  SYLVA_FORCE_INLINE V count() const { return whole_counts_; }
  template <class F>
  SYLVA_FORCE_INLINE auto sum(const F& f) const {
    return reduce(f, detail::every_element{}, detail::add{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto product(const F& f) const {
    return reduce(f, detail::every_element{}, detail::multiply{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto max(const F& f) const {
    return reduce(f, detail::every_element{}, detail::take_greater{});
  }
  template <class F>
  SYLVA_FORCE_INLINE auto min(const F& f) const {
    return reduce(f, detail::every_element{}, detail::take_less{});
  }
  template <class Is, class Make>
  SYLVA_FORCE_INLINE group_where<packed_groups, Is, Make> where(const Is& is, const Make& make) const {
    return {*this, is, make};
  }

  /// For every row of elements: whole(f of them), then lane(w, group, element) for each lane that has one.
  template <class F, class Whole, class Lane>
  SYLVA_FORCE_INLINE void for_each(const F& f, const Whole& whole, const Lane& lane) const {
    for (index_t p = 0; p < pieces_; ++p) {
      const rows piece = enter(p);
      for (index_t j = piece.first; j < piece.last; ++j) {
        whole(at(f, j));
        for (int w = 0; w < width; ++w) {
          if (j >= lanes_[w].count) continue;
          lane(w, alone_ ? 0 : w, alone_ ? (p * width + w) * elements_a_chunk + j : j);
        }
      }
    }
  }

 private:
  template <class, class, class>
  friend class group_where;

  struct rows {
    index_t first, last;
  };
  struct load_row {
    const packed_groups& from;
    index_t j;
    template <class Value>
    SYLVA_FORCE_INLINE Value operator()(int k) const {
      return packet<V>::load(from.row_[k] + j * from.row_step_[k]);
    }
  };
  template <class Combine>
  struct combine_where {
    const Combine& combine;
    const mask_t<V>& where;
    template <class A, class B>
    SYLVA_FORCE_INLINE void operator()(A& a, const B& b) const {
      a = math::select(where, combine(a, b), a);
    }
  };
  /// The total of all lanes, and one lane after the other.
  template <class Combine>
  struct combine_lanes {
    const Combine& combine;
    template <class A, class B>
    SYLVA_FORCE_INLINE void operator()(A& total, const B& chunks) const {
      real sum[width], chunk[width];
      packet<V>::store(sum, total);
      packet<V>::store(chunk, chunks);
      for (int w = 0; w < width; ++w) sum[0] = combine(sum[0], chunk[w]);
      total = V(sum[0]);
    }
  };
  template <class S, class Visit>
  SYLVA_FORCE_INLINE static void visit(S& a, const S& b, const Visit& v) {
    if constexpr (zippable<S>) {
      S::zip(a, b, v);
    } else {
      v(a, b);
    }
  }

  template <class F>
  SYLVA_FORCE_INLINE auto at(const F& f, index_t j) const {
    return Inputs::template call<V>(f, load_row{*this, j});
  }

  template <class F, class Is, class Combine>
  SYLVA_FORCE_INLINE auto reduce(const F& f, const Is& is, const Combine& combine) const {
    using S = decltype(at(f, 0));
    const S none = detail::all_members<S>(Combine::template start<V>());
    S total = none, strand[strands_a_chunk];
    for (index_t p = 0; p < pieces_; ++p) {
      const rows piece = enter(p);
      const index_t n = std::min(piece.last - piece.first, strands_a_chunk);
      for (index_t s = 0; s < n; ++s) strand[s] = none;
      if constexpr (detail::is_every_element<Is>) {
        for (index_t j = piece.first; j < piece.last; ++j) {
          visit(strand[(j - piece.first) % strands_a_chunk], at(f, j),
                combine_where<Combine>{combine, V(static_cast<real>(j)) < counts_});
        }
      } else {
        take_turns(strand, piece, f, is, combine);
      }
      detail::combine_strands(strand, n, combine);
      if (alone_) {
        visit(total, strand[0], combine_lanes<Combine>{combine});
      } else {
        detail::combine_into(total, strand[0], combine);
      }
    }
    return total;
  }

  /// Adds the elements of a piece for which the condition holds to the strands: in every lane the next to
  /// the next.
  template <class S, class F, class Is, class Combine>
  SYLVA_FORCE_INLINE void take_turns(S (&strand)[strands_a_chunk], const rows& piece, const F& f,
                                     const Is& is, const Combine& combine) const {
    V turn = V(real(0));
    for (index_t j = piece.first; j < piece.last; ++j) {
      const mask_t<V> there = (V(static_cast<real>(j)) < counts_) & at(is, j);
      if (!math::any<V>(there)) continue;
      const S x = at(f, j);
      for (index_t s = 0; s < strands_a_chunk; ++s) {
        const mask_t<V> here = there & (turn == V(static_cast<real>(s)));
        if (math::any<V>(here)) visit(strand[s], x, combine_where<Combine>{combine, here});
      }
      turn = math::select(there, V(turn + real(1)), turn);
      turn = math::select(turn == V(static_cast<real>(strands_a_chunk)), V(real(0)), turn);
    }
  }

  /// The rows of a piece: a chunk of every group, or `width` chunks of one.
  rows enter(index_t p) const {
    if (!alone_) {
      const index_t first = p * elements_a_chunk;
      return {first, std::min(first + elements_a_chunk, rows_)};
    }
    if (p != held_) {
      real counts[width];
      for (int w = 0; w < width; ++w) {
        const index_t first = (p * width + w) * elements_a_chunk;
        lanes_[w] = group_;
        for (int k = 0; k < n_in; ++k) lanes_[w].input[k].skip(first);
        lanes_[w].count = std::clamp<index_t>(group_.count - first, 0, elements_a_chunk);
        counts[w] = static_cast<real>(lanes_[w].count);
      }
      counts_ = packet<V>::load(counts);
      pack(lanes_[0].count);
      held_ = p;
    }
    return {0, rows_};
  }

  void hold_lanes_of(const elements_type& e) {
    alone_ = false;
    for (int w = 0; w < width; ++w) lanes_[w].count = e.count;
    counts_ = whole_counts_ = V(static_cast<real>(e.count));
    pieces_ = (e.count + elements_a_chunk - 1) / elements_a_chunk;
    rows_ = e.count;
    const auto needed = static_cast<std::size_t>(n_in * width * std::max<index_t>(e.count, 1));
    if (scratch_.size() < needed) scratch_.resize(needed);
    real* to = scratch_.data();
    for (int k = 0; k < n_in; ++k) {
      const element_source<real>& from = e.input[k];
      const index_t count = from.is_array() ? e.count : 1;
      row_[k] = to;
      row_step_[k] = from.is_array() ? width : 0;
      for (index_t j = 0; j < count; ++j, to += width) packet<V>::store(to, V(from(j)));
    }
  }

  /// Turns the elements of all lanes into rows of them.
  void pack(index_t longest) const {
    rows_ = longest;
    const std::size_t needed = static_cast<std::size_t>(n_in * width * std::max<index_t>(longest, 1));
    if (scratch_.size() < needed) scratch_.resize(needed);
    real* to = scratch_.data();
    for (int k = 0; k < n_in; ++k) {
      row_[k] = to;
      if (!lanes_[0].input[k].is_array()) {
        row_step_[k] = 0;
        std::fill_n(to, width, lanes_[0].input[k].scalar);
        to += width;
        continue;
      }
      row_step_[k] = width;
      for (int w = 0; w < width; ++w) {
        const index_t count = lanes_[w].count, step = lanes_[w].input[k].step;
        const element_source<real>& from = lanes_[w].input[k];
        if (from.entries.index == nullptr) {
          for (index_t j = 0; j < count; ++j) to[j * width + w] = from.data[j * step];
        } else {
          for (index_t j = 0; j < count; ++j) to[j * width + w] = from(j);
        }
        // what no sum takes in: any number
        for (index_t j = count; j < longest; ++j) to[j * width + w] = real(1);
      }
      to += longest * width;
    }
  }

  // Kernels are given groups to read, of which a large one passes through in pieces.
  mutable elements_type lanes_[width];
  mutable std::vector<real> scratch_;
  mutable const real* row_[n_in > 0 ? n_in : 1] = {};
  mutable index_t row_step_[n_in > 0 ? n_in : 1] = {};
  mutable index_t rows_ = 0, held_ = -1;
  index_t held_for_all_ = -1;
  mutable V counts_{};
  V whole_counts_{};
  elements_type group_;
  index_t pieces_ = 0;
  bool alone_ = false;
};

}  // namespace sylva
