#pragma once

#include <algorithm>
#include <sylva/array/bind.hpp>
#include <sylva/array/block_extremes.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/packet_loop.hpp>
#include <sylva/array/scratch.hpp>
#include <sylva/core/bounds.hpp>
#include <vector>

namespace sylva {

/// Runs blocks of an element_work on the host with values of type V: a scalar, or a SIMD value of several
/// elements. Values is V, or in_stages<V>.
///
/// A block is short enough for its inputs to stay in the first-level cache. Inputs that do not lie one after
/// another are gathered there first, outputs that do not are scattered from there, so that the inner loop is
/// the same for every layout. The last, partial packet is padded and computed like all others: an element's
/// result does not depend on where it stands.
template <class Values, class Work>
class block_runner {
 public:
  using V = without_stages_t<Values>;
  using real = typename Work::real;
  static constexpr int n_in = Work::n_in, n_out = Work::n_out;
  static constexpr index_t block_size = 768;  // a multiple of every packet's width
  static constexpr int width = packet<V>::width;
  static_assert(block_size % width == 0);
  using table = entries_in_registers<typename packet<V>::part>;

  explicit block_runner(const Work& work) : work_(work), scratch_(classify(work)) {
    if constexpr (Work::is_checked) overwrites_ = work.overwrites_inputs();
  }

  static index_t blocks(const Work& work) { return (work.items() + block_size - 1) / block_size; }

  void operator()(index_t b) {
    const index_t first = b * block_size;
    const index_t n = std::min(block_size, work_.items() - first);
    const real* in[n_in > 0 ? n_in : 1];
    index_t step[n_in > 0 ? n_in : 1];
    real* out[n_out];
    real* scratch = scratch_.data();
    for (int k = 0; k < n_in; ++k) {
      const auto& x = work_.in[k];
      step[k] = 1;
      if (x.data == nullptr) {
        step[k] = 0;
        std::fill_n(scratch, width, x.scalar);
        in[k] = scratch;
        scratch += width;
      } else if (in_linear_[k]) {
        in[k] = x.data + first;
      } else {
        in[k] = scratch;
        if (x.entries.index == nullptr) {
          copy_rows<true>(x.data, x.stride, first, n, scratch);
        } else if (const std::int32_t* const one = same_entry(x, first, n)) {
          step[k] = 0;
          std::fill_n(scratch, width, x.data[*one * x.entries.entry]);
        } else {
          take_rows(x, first, n, scratch);
        }
        scratch += block_size;
      }
    }
    for (int k = 0; k < n_out; ++k) {
      const auto& y = work_.out[k];
      if (y.data == nullptr || out_linear_[k]) {
        out[k] = y.data == nullptr ? nullptr : y.data + first;
      } else {
        out[k] = scratch;
        scratch += block_size;
      }
    }
    if constexpr (Work::is_checked) {
      // Inputs are checked after the kernel, which has brought them into the cache; if a value is impossible
      // the block is computed again. They are checked before it where outputs overwrite inputs, and in the
      // block after one that was computed again.
      const bool before = replaced_ || overwrites_;
      if (!before) run(in, step, out, n);
      replaced_ = false;
      for (int k = 0; k < n_in; ++k) in[k] = look(k, in[k], step[k], first, n);
      if (before || replaced_) run(in, step, out, n);
    } else {
      run(in, step, out, n);
    }
    for (int k = 0; k < n_out; ++k) {
      const auto& y = work_.out[k];
      if (y.data != nullptr && !out_linear_[k]) copy_rows<false>(y.data, y.stride, first, n, out[k]);
    }
  }

  /// What the blocks had that were outside the ranges; only for a work that looks.
  const auto& found() const { return found_; }

 private:
  struct nothing {};
  template <class W>
  struct finding_of {
    using type = nothing;
  };
  template <class W>
    requires W::is_checked
  struct finding_of<W> {
    using type = typename W::finding;
  };
  using loop = packet_loop<Values, typename Work::kernel_type, typename Work::inputs_type, real, n_in, n_out>;

  /// Which arrays lie one element after another; returns how much scratch memory the others need.
  index_t classify(const Work& work) {
    index_t scratch = 0;
    for (int k = 0; k < n_in; ++k) {
      const auto& x = work.in[k];
      in_linear_[k] = x.data != nullptr && x.entries.index == nullptr && is_linear(work.axes, x.stride);
      scratch += x.data == nullptr ? width : in_linear_[k] ? 0 : block_size;
    }
    for (int k = 0; k < n_out; ++k) {
      out_linear_[k] = is_linear(work.axes, work.out[k].stride);
      if (work.out[k].data != nullptr && !out_linear_[k]) scratch += block_size;
    }
    return scratch;
  }

  void run(const real* const* in, const index_t* step, real* const* out, index_t n) const {
    const index_t whole = n / width * width;
    loop::run(work_.kernel, in, step, out, whole);
    if (whole == n) return;
    real in_tail[n_in > 0 ? n_in : 1][width];
    real out_tail[n_out][width];
    const real* in_pointer[n_in > 0 ? n_in : 1];
    real* out_pointer[n_out];
    for (int k = 0; k < n_in; ++k) {
      for (index_t j = 0; j < width; ++j) in_tail[k][j] = in[k][std::min(whole + j, n - 1) * step[k]];
      in_pointer[k] = in_tail[k];
    }
    for (int k = 0; k < n_out; ++k) out_pointer[k] = out[k] == nullptr ? nullptr : out_tail[k];
    loop::run(work_.kernel, in_pointer, step, out_pointer, width);
    for (int k = 0; k < n_out; ++k) {
      if (out[k] != nullptr) std::copy_n(out_tail[k], n - whole, out[k] + whole);
    }
  }

  /// Copies elements first, ..., first + n - 1 to the scratch memory, or from there. Along the fastest axis
  /// they are one stride apart: the place is found once a row.
  template <bool Gather, class T>
  void copy_rows(T* data, const index_t (&stride)[Work::rank], index_t first, index_t n,
                 real* scratch) const {
    for_each_row(work_.axes, stride, first, n, [&](index_t i, index_t offset, index_t count, index_t step) {
      T* const elements = data + offset;
      for (index_t j = 0; j < count; ++j) {
        if constexpr (Gather) {
          scratch[i + j] = elements[j * step];
        } else {
          elements[j * step] = scratch[i + j];
        }
      }
    });
  }

  /// The same of entries of a table.
  template <class Slot>
  void take_rows(const Slot& x, index_t first, index_t n, real* scratch) {
    if constexpr (table::most > 0) {
      if (x.entries.count <= table::most && x.entries.entry == 1 && is_linear(work_.axes, x.stride)) {
        take_from_registers(x, first, n, scratch);
        return;
      }
    }
    for_each_row(work_.axes, x.stride, first, n, [&](index_t i, index_t offset, index_t count, index_t step) {
      const std::int32_t* const index = x.entries.index + offset;
      if (step == 1 && x.entries.entry == 1) {
        for (index_t j = 0; j < count; ++j) scratch[i + j] = x.data[index[j]];
      } else {
        for (index_t j = 0; j < count; ++j) scratch[i + j] = x.data[index[j * step] * x.entries.entry];
      }
    });
  }

  /// Of a small table. As far as a packet goes, what lies beyond the elements of the block is filled with
  /// the last.
  template <class Slot>
  void take_from_registers(const Slot& x, index_t first, index_t n, real* scratch) {
    const std::int32_t* const index = x.entries.index + first;
    if (index != places_of_) {
      for (index_t j = 0; j < n; ++j) places_[j] = static_cast<typename table::place>(index[j]);
      std::fill(places_ + n, places_ + (n + width - 1) / width * width, places_[n - 1]);
      places_of_ = index;
    }
    const table entries(x.data, x.entries.count);
    for (index_t j = 0; j < n; j += packet<typename packet<V>::part>::width) {
      entries.take(places_ + j, scratch + j);
    }
  }

  /// The index of the entry that all elements of a block have, or null: many tables are taken by one index,
  /// which is looked through once, and neighbours are often alike.
  template <class Slot>
  const std::int32_t* same_entry(const Slot& x, index_t first, index_t n) {
    if (!is_linear(work_.axes, x.stride)) return nullptr;
    const std::int32_t* const index = x.entries.index + first;
    if (index == looked_through_) return alike_ ? index : nullptr;
    std::int32_t different = 0;
    for (index_t j = 1; j < n; ++j) different |= index[j] ^ index[0];
    looked_through_ = index;
    alike_ = different == 0;
    return alike_ ? index : nullptr;
  }

  /// Compares the elements of an input with its ranges. Returns where they are: in a copy with NaN in the
  /// place of impossible values, if there are any.
  const real* look(int k, const real* x, index_t step, index_t first, index_t n) {
    const auto& limits = work_.limits[k];
    if (!limits.checked()) return x;
    const block_extremes<typename packet<V>::part> seen(x, step == 0 ? 1 : n);
    bool within = !seen.missing();
    if constexpr (Work::counts) {
      within = within && seen.within(limits.expected);
    } else {
      within = within && seen.within(limits.possible);
    }
    return within ? x : look_closely(k, x, step, first, n);
  }
  SYLVA_OUT_OF_LINE const real* look_closely(int k, const real* x, index_t step, index_t first, index_t n) {
    const auto& limits = work_.limits[k];
    const index_t possible = count(x, step, n, limits.possible), missing = count_missing(x, step, n);
    if constexpr (Work::counts) {
      if (count(x, step, n, limits.expected) + missing == n) {
        found_.of[k].missing += static_cast<std::size_t>(missing);
        return x;
      }
      for (index_t i = 0; i < n; ++i) {
        limits.look(found_.of[k], x[i * step], static_cast<std::size_t>(work_.position(first + i)));
      }
    }
    if (possible + missing == n) return x;
    replaced_ = true;
    possible_.resize(static_cast<std::size_t>(n_in * block_size));
    real* const copy = possible_.data() + k * block_size;
    for (index_t i = 0; i < (step == 0 ? width : n); ++i) copy[i] = limits.possible_or_nan(x[i]);
    return copy;
  }

  /// Loops for compilers, that make vectors of them.
  static index_t count(const real* x, index_t step, index_t n, const interval_limits<real>& limits) {
    index_t inside = 0;
    for (index_t i = 0; i < n; ++i) {
      inside += (limits.least <= x[i * step]) & (x[i * step] <= limits.greatest);
    }
    return inside;
  }
  static index_t count_missing(const real* x, index_t step, index_t n) {
    index_t missing = 0;
    for (index_t i = 0; i < n; ++i) missing += x[i * step] != x[i * step];
    return missing;
  }

  const Work& work_;
  bool in_linear_[n_in > 0 ? n_in : 1];
  bool out_linear_[n_out];
  const std::int32_t* looked_through_ = nullptr;
  bool alike_ = false;
  const std::int32_t* places_of_ = nullptr;  ///< the index whose first elements they are
  typename table::place places_[table::most > 0 ? block_size : 1];
  scratch_memory<real, host_space> scratch_;
  bool overwrites_ = false;     ///< inputs by outputs
  bool replaced_ = false;       ///< inputs of this block, or the one before, by copies
  std::vector<real> possible_;  ///< these copies
  typename finding_of<Work>::type found_{};
};

}  // namespace sylva
