#pragma once

#include <algorithm>
#include <sylva/array/bind.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/group_runner.hpp>
#include <sylva/array/packed_groups.hpp>
#include <vector>

namespace sylva {

/// With SIMD values: a group a lane. The groups of a block are ordered by their size, so that those which
/// share a value are about equally long, and their elements turned, in scratch memory, into values: element j
/// of all of them is one. A group of many chunks has all lanes for itself, a chunk a lane. Where groups are
/// chosen, neighbouring items that have the same one are the lanes, and its elements are the same for all.
template <class V, class Work>
  requires(packet<V>::width > 1 && !detail::takes_packets<typename Work::kernel_type>)
class group_runner<V, Work> : public blocks_of_items<Work> {
  using base = blocks_of_items<Work>;
  using base::block_;
  using base::work_;

 public:
  using real = typename Work::real;
  static constexpr int width = packet<V>::width;
  static constexpr int n_in = Work::n_in, n_out = Work::n_out;
  static constexpr int n_elements_in = Work::n_elements_in, n_elements_out = Work::n_elements_out;

  explicit group_runner(const Work& work) : base(work) { places_.reserve(static_cast<std::size_t>(block_)); }

  void operator()(index_t b) {
    const index_t first = base::first_item(b), last = base::last_item(b);
    places_.clear();
    // along an axis before that of the items, items that have the same group have their own elements
    if (work_.chosen() && work_.axes.rank <= 1 && work_.offsets.stride[0] != 0) {
      for (index_t i = first; i < last;) i += run_shared(i, last);
      return;
    }
    for (index_t i = first; i < last; ++i) {
      const place<Work::rank> at(work_.axes, i);
      const auto e = work_.elements(at);
      if (e.count >= width * elements_a_chunk) {
        run_alone(at, e);
      } else {
        places_.push_back({i, e.count});
      }
    }
    std::sort(places_.begin(), places_.end(), [](const sized& x, const sized& y) {
      return x.count != y.count ? x.count < y.count : x.item < y.item;
    });
    for (std::size_t i = 0; i < places_.size(); i += width) {
      run_together(places_.data() + i, std::min<int>(width, static_cast<int>(places_.size() - i)));
    }
  }

 private:
  using packed = packed_groups<V, typename Work::element_inputs>;
  struct sized {
    index_t item, count;
  };

  /// Those of the items first, ..., last - 1 that have the group of the first, a lane each; returns how many.
  index_t run_shared(index_t first, index_t last) {
    const index_t group = work_.group(place<Work::rank>(work_.axes, first)),
                  most = std::min<index_t>(width, last - first);
    index_t n = 1;
    while (n < most && work_.group(place<Work::rank>(work_.axes, first + n)) == group) ++n;
    if (!packed_.holds_for_all(group)) {
      packed_.hold_for_all(work_.elements(place<Work::rank>(work_.axes, first)), group);
    }
    real room[n_in > 0 ? n_in : 1][width], out[n_out][width];
    const real* in[n_in > 0 ? n_in : 1] = {};
    for (int k = 0; k < n_in; ++k) {
      const auto& x = work_.in[k];
      const index_t step = x.stride[0];
      in[k] = room[k];
      if (x.data == nullptr) {
        std::fill_n(room[k], width, x.scalar);
        continue;
      }
      if (n == width && step == 1 && x.entries.index == nullptr) {
        in[k] = x.data + first;
        continue;
      }
      if (x.entries.index != nullptr) {
        const std::int32_t* const index = x.entries.index + first * step;
        for (index_t w = 0; w < n; ++w) room[k][w] = x.data[index[w * step] * x.entries.entry];
      } else {
        for (index_t w = 0; w < n; ++w) room[k][w] = x.data[(first + w) * step];
      }
      std::fill_n(room[k] + n, width - n, room[k][n - 1]);
    }
    real* no_elements[n_elements_out > 0 ? n_elements_out : 1][width] = {};
    call(work_.kernel, packed_, in, out, false, no_elements);
    for (int k = 0; k < n_out; ++k) {
      const auto& y = work_.out[k];
      if (y.data == nullptr) continue;
      for (index_t w = 0; w < n; ++w) y.data[(first + w) * y.stride[0]] = out[k][w];
    }
    return n;
  }

  void run_alone(const place<Work::rank>& at, const typename Work::elements_type& e) {
    packed_.hold(e);
    at_.assign(1, at);
    run(1);
  }
  void run_together(const sized* items, int n) {
    at_.clear();
    typename Work::elements_type e[width];
    for (int w = 0; w < n; ++w) {
      at_.emplace_back(work_.axes, items[w].item);
      e[w] = work_.elements(at_.back());
    }
    packed_.hold(e, n);
    run(n);
  }

  /// The kernel on what packed_ holds, whose lanes are the items at at_[0], ..., at_[n - 1], or one of them.
  void run(int n) {
    real room[n_in > 0 ? n_in : 1][width], out[n_out][width];
    const real* in[n_in > 0 ? n_in : 1] = {};
    for (int k = 0; k < n_in; ++k) {
      in[k] = room[k];
      for (int w = 0; w < width; ++w) room[k][w] = work_.input(at_[lane(w, n)], k);
    }
    real* to[n_elements_out > 0 ? n_elements_out : 1][width] = {};
    bool wanted = false;
    for (int k = 0; k < n_elements_out; ++k) {
      wanted = wanted || work_.element_out[k].data != nullptr;
      for (int w = 0; w < n; ++w) to[k][w] = work_.element_result(at_[lane(w, n)], k);
    }
    call(work_.kernel, packed_, in, out, wanted, to);
    for (int k = 0; k < n_out; ++k) {
      for (int w = 0; w < n; ++w) work_.store(at_[lane(w, n)], k, out[k][w]);
    }
  }
  static std::size_t lane(int w, int n) { return static_cast<std::size_t>(std::min(w, n - 1)); }

  struct load_input {
    const real* const* in;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(in[k]);
    }
  };
  struct store_output {
    real (*out)[width];
    SYLVA_FUNCTION void operator()(int k, const V& v) const { packet<V>::store(out[k], v); }
  };

  /// The kernel's only instantiation for V.
  SYLVA_OUT_OF_LINE void call(const typename Work::kernel_type& k, packed& groups, const real* const* in,
                              real (*out)[width], bool elements_wanted, real* const (*to)[width]) const {
    using kernel = typename Work::kernel_type;
    const kernel mine = k;  // a copy whose members no store can change
    const auto r = Work::group_inputs::template call<V>(detail::kernel_on_group<kernel, packed>{mine, groups},
                                                        load_input{in});
    using parts = detail::parts_of<std::remove_cvref_t<decltype(r)>>;
    store_result(parts::result(r), store_output{out});
    if constexpr (parts::of_elements) {
      if (!elements_wanted) return;
      real row[n_elements_out][width];
      groups.for_each(
          r.each, [&](const auto& y) { store_result(y, store_output{row}); },
          [&](int w, int group, index_t element) {
            for (int m = 0; m < n_elements_out; ++m) {
              if (to[m][group] != nullptr) to[m][group][element * work_.element_out[m].step] = row[m][w];
            }
          });
    }
  }

  packed packed_;
  std::vector<sized> places_;
  std::vector<place<Work::rank>> at_;
};

}  // namespace sylva
