#pragma once

#include <algorithm>
#include <sylva/array/bind.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/packet.hpp>
#include <sylva/array/scratch.hpp>

namespace sylva {

namespace detail {

template <class Step, class State>
struct step_from;

}  // namespace detail

/// One step of neighbouring sites after the other with values of type V: the step's only instantiation for V.
template <class V, class Work>
struct step_loop {
  using real = typename Work::real;
  static constexpr int width = packet<V>::width;

  /// Sites 0, ..., sites - 1, a multiple of the width, through `steps` steps. At step t input k lies at
  /// in[k] + t * in_time[k], one value a site where step[k] is 1, and `width` copies of one where it is 0;
  /// likewise the outputs. The state lies at state[k], and stays there.
  SYLVA_OUT_OF_LINE static void run(const typename Work::step_type& s, const real* const* in,
                                    const index_t* in_time, const index_t* step, real* const* out,
                                    const index_t* out_time, real* const* state, index_t sites,
                                    index_t steps) {
    using values = values_like_t<typename Work::state_type, V>;
    const typename Work::step_type kernel = s;  // a copy whose members no store can change
    for (index_t t = 0; t < steps; ++t) {
      for (index_t i = 0; i < sites; i += width) {
        const values before = load_values<values, V>(load_packet{state, i});
        const auto r = Work::inputs_type::template call<V>(
            detail::step_from<typename Work::step_type, values>{kernel, before},
            load_input{in, in_time, step, t, i});
        store_result(r.out, store_output{out, out_time, t, i});
        store_result(r.state, store_packet{state, i});
      }
    }
  }

 private:
  struct load_packet {
    real* const* from;
    index_t i;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(from[k] + i);
    }
  };
  struct load_input {
    const real* const* in;
    const index_t* in_time;
    const index_t* step;
    index_t t, i;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(in[k] + t * in_time[k] + i * step[k]);
    }
  };
  struct store_output {
    real* const* out;
    const index_t* out_time;
    index_t t, i;
    SYLVA_FUNCTION void operator()(int k, const V& v) const {
      if (out[k] != nullptr) packet<V>::store(out[k] + t * out_time[k] + i, v);
    }
  };
  struct store_packet {
    real* const* to;
    index_t i;
    SYLVA_FUNCTION void operator()(int k, const V& v) const { packet<V>::store(to[k] + i, v); }
  };
};

/// Runs blocks of sites of a scan_work on the host with values of type V.
///
/// The state of a block stays in the first-level cache from the first step to the last. Arrays in which
/// neighbouring sites are neighbours are read and written in place; of others, such as those in which time is
/// the fastest axis, a tile of some steps is turned in scratch memory. The last, partial packet of sites is
/// padded and computed like all others.
template <class V, class Work>
class scan_runner {
 public:
  using real = typename Work::real;
  static constexpr int n_in = Work::n_in, n_out = Work::n_out, n_state = Work::n_state;
  static constexpr int width = packet<V>::width;
  static constexpr index_t part_size =
      96;  // sites of which arrays are turned at once: whole packets of any width
  static constexpr index_t tile_size = 16;  // and steps: two lines of the cache or more
  static_assert(part_size % width == 0);

  explicit scan_runner(const Work& work)
      : work_(work),
        block_size_(block_size(work)),
        scratch_((n_in + n_out) * tile_size * part_size + n_state * block_size_) {
    for (int k = 0; k < n_in; ++k) {
      in_kind_[k] = kind_of(work.in[k]);
      in_place_ = in_place_ && in_kind_[k] != kind::turned;
    }
    for (int k = 0; k < n_out; ++k) {
      in_place_ = in_place_ && (work.out[k].data == nullptr || kind_of(work.out[k]) == kind::in_place);
    }
  }

  /// Sites of a block: 768, whose state stays in the first-level cache; fewer where that leaves threads
  /// without.
  static index_t block_size(const Work& work) {
    constexpr index_t most_parts = 8, enough_blocks = 16;
    const index_t parts = (work.items() + part_size - 1) / part_size;
    return part_size * std::clamp<index_t>(parts / enough_blocks, 1, most_parts);
  }
  static index_t blocks(const Work& work) {
    const index_t size = block_size(work);
    return (work.items() + size - 1) / size;
  }

  void operator()(index_t b) {
    const index_t first = b * block_size_;
    sites(first, std::min(block_size_, work_.items() - first));
  }
  /// Some neighbouring sites, no more than a block.
  void sites(index_t first, index_t sites) {
    const index_t whole = in_place_ ? sites / width * width : 0;
    if (whole > 0) run(first, whole, true);
    for (index_t i = whole; i < sites; i += part_size) {
      run(first + i, std::min(in_place_ ? index_t(width) : part_size, sites - i), false);
    }
  }

 private:
  enum class kind { same_everywhere, in_place, turned };

  /// So many sites from the first step to the last; in place, or by way of the scratch memory, padded.
  void run(index_t first, index_t sites, bool in_place) {
    const index_t padded = (sites + width - 1) / width * width;
    real* state[n_state];
    for (int k = 0; k < n_state; ++k) {
      state[k] = scratch_.data() + (n_in + n_out) * tile_size * part_size + k * block_size_;
      for_each_site(work_.state[k], first, sites, [&](index_t i, real* at) { state[k][i] = *at; });
      std::fill_n(state[k] + sites, padded - sites, state[k][sites - 1]);
    }
    const index_t tile = in_place ? tile_size * part_size / width : tile_size;
    for (index_t t = 0; t < work_.steps; t += tile) {
      const index_t steps = std::min(tile, work_.steps - t);
      const real* in[n_in > 0 ? n_in : 1];
      index_t in_time[n_in > 0 ? n_in : 1], step[n_in > 0 ? n_in : 1];
      for (int k = 0; k < n_in; ++k) {
        const auto& x = work_.in[k];
        real* const mine = scratch_.data() + k * tile_size * part_size;
        const index_t different = x.time == 0 ? 1 : steps;  // how many steps have values of their own
        in[k] = mine;
        step[k] = 1;
        if (in_kind_[k] == kind::same_everywhere) {
          step[k] = 0;
          in_time[k] = x.time == 0 ? 0 : width;
          for (index_t u = 0; u < different; ++u) {
            std::fill_n(mine + u * width, width, x.data == nullptr ? x.scalar : x.data[(t + u) * x.time]);
          }
        } else if (in_place) {
          in[k] = x.data + first + t * x.time;
          in_time[k] = x.time;
        } else {
          in_time[k] = x.time == 0 ? 0 : part_size;
          for_each_site(x, first, sites, [&](index_t i, const real* at) {
            for (index_t u = 0; u < different; ++u) mine[u * part_size + i] = at[(t + u) * x.time];
          });
          for (index_t u = 0; u < different; ++u) {
            std::fill_n(mine + u * part_size + sites, padded - sites, mine[u * part_size + sites - 1]);
          }
        }
      }
      real* out[n_out];
      index_t out_time[n_out];
      for (int k = 0; k < n_out; ++k) {
        const auto& y = work_.out[k];
        out[k] = y.data == nullptr ? nullptr
                 : in_place        ? y.data + first + t * y.time
                                   : scratch_.data() + (n_in + k) * tile_size * part_size;
        out_time[k] = in_place ? y.time : part_size;
      }
      step_loop<V, Work>::run(work_.step, in, in_time, step, out, out_time, state, padded, steps);
      if (in_place) continue;
      for (int k = 0; k < n_out; ++k) {
        const auto& y = work_.out[k];
        if (y.data == nullptr) continue;
        for_each_site(y, first, sites, [&](index_t i, real* at) {
          for (index_t u = 0; u < steps; ++u) at[(t + u) * y.time] = out[k][u * part_size + i];
        });
      }
    }
    for (int k = 0; k < n_state; ++k) {
      for_each_site(work_.state[k], first, sites, [&](index_t i, real* at) { *at = state[k][i]; });
    }
  }

  template <class Slot>
  kind kind_of(const Slot& x) const {
    if (x.data == nullptr) return kind::same_everywhere;
    bool everywhere = true;
    for (int a = 0; a < work_.axes.rank; ++a) everywhere = everywhere && x.stride[a] == 0;
    if (everywhere && std::is_const_v<std::remove_pointer_t<decltype(x.data)>>) return kind::same_everywhere;
    return is_linear(work_.axes, x.stride) ? kind::in_place : kind::turned;
  }

  /// f(i, where site first + i lies at step 0)
  template <class Slot, class F>
  void for_each_site(const Slot& x, index_t first, index_t sites, const F& f) const {
    for_each_row(work_.axes, x.stride, first, sites,
                 [&](index_t i, index_t offset, index_t count, index_t step) {
                   for (index_t j = 0; j < count; ++j) f(i + j, x.data + offset + j * step);
                 });
  }

  const Work& work_;
  index_t block_size_;
  kind in_kind_[n_in > 0 ? n_in : 1];
  bool in_place_ = true;  ///< neighbouring sites are neighbours in all arrays
  scratch_memory<real, host_space> scratch_;
};

}  // namespace sylva
