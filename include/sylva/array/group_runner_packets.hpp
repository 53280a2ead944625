#pragma once

#include <algorithm>
#include <sylva/array/bind.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/group_in_packets.hpp>
#include <sylva/array/group_runner.hpp>

namespace sylva {

/// With SIMD values, for kernels that ask for it: one group after the other, whose elements are calculated
/// several at a time.
template <class V, class Work>
  requires(packet<V>::width > 1 && detail::takes_packets<typename Work::kernel_type>)
class group_runner<V, Work> : public blocks_of_items<Work> {
  using base = blocks_of_items<Work>;
  using base::work_;

 public:
  using real = typename Work::real;
  static constexpr int width = packet<V>::width;
  static constexpr int n_in = Work::n_in, n_out = Work::n_out, n_elements_out = Work::n_elements_out;

  explicit group_runner(const Work& work) : base(work) {}

  void operator()(index_t b) {
    for (index_t i = base::first_item(b); i < base::last_item(b); ++i) {
      const place<Work::rank> at(work_.axes, i);
      real in[n_in > 0 ? n_in : 1], out[n_out];
      for (int k = 0; k < n_in; ++k) in[k] = work_.input(at, k);
      real* to[n_elements_out > 0 ? n_elements_out : 1] = {};
      bool wanted = false;
      for (int k = 0; k < n_elements_out; ++k) {
        to[k] = work_.element_result(at, k);
        wanted = wanted || to[k] != nullptr;
      }
      call(work_.kernel, group(work_.elements(at), room_), in, out, wanted, to);
      for (int k = 0; k < n_out; ++k) work_.store(at, k, out[k]);
    }
  }

 private:
  using group = group_in_packets<V, typename Work::element_inputs>;

  struct load_input {
    const real* in;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return in[k];
    }
  };
  struct store_output {
    real* out;
    SYLVA_FUNCTION void operator()(int k, const real& v) const { out[k] = v; }
  };
  struct store_packet {
    real (*out)[width];
    SYLVA_FUNCTION void operator()(int k, const V& v) const { packet<V>::store(out[k], v); }
  };

  /// The kernel's only instantiation for V.
  SYLVA_OUT_OF_LINE void call(const typename Work::kernel_type& k, const group& g, const real* in, real* out,
                              bool elements_wanted, real* const* to) const {
    using kernel = typename Work::kernel_type;
    const kernel mine = k;  // a copy whose members no store can change
    const auto r = Work::group_inputs::template call<real>(detail::kernel_on_group<kernel, group>{mine, g},
                                                           load_input{in});
    using parts = detail::parts_of<std::remove_cvref_t<decltype(r)>>;
    store_result(parts::result(r), store_output{out});
    if constexpr (parts::of_elements) {
      if (!elements_wanted) return;
      real row[n_elements_out][width];
      g.for_each(
          r.each, [&](const auto& y) { store_result(y, store_packet{row}); },
          [&](int w, index_t element) {
            for (int m = 0; m < n_elements_out; ++m) {
              if (to[m] != nullptr) to[m][element * work_.element_out[m].step] = row[m][w];
            }
          });
    }
  }

  typename group::memory room_;
};

}  // namespace sylva
