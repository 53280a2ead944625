#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/array/layout.hpp>
#include <sylva/array/packet.hpp>
#include <sylva/core/stages.hpp>

namespace sylva {

namespace detail {

/// Stage I of a kernel, with what the stage before carried on, as a kernel of the inputs alone.
template <class Kernel, int I, class Carried>
struct following_stage {
  const Kernel& kernel;
  const Carried& carried;
  template <class... X>
  SYLVA_FUNCTION constexpr auto operator()(const X&... x) const {
    return kernel.stage(sylva::stage<I>{}, carried, x...);
  }
};
template <class Kernel>
struct opening_stage {
  const Kernel& kernel;
  template <class... X>
  SYLVA_FUNCTION constexpr auto operator()(const X&... x) const {
    return kernel.stage(sylva::stage<0>{}, x...);
  }
};

/// What stage I returns for values of type V.
template <class Inputs, class Kernel, class V, int I>
struct result_of_stage {
  using before = typename result_of_stage<Inputs, Kernel, V, I - 1>::type;
  using type = kernel_result_t<Inputs, following_stage<Kernel, I, before>, V>;
};
template <class Inputs, class Kernel, class V>
struct result_of_stage<Inputs, Kernel, V, 0> {
  using type = kernel_result_t<Inputs, opening_stage<Kernel>, V>;
};

/// The most values that stages I and before carry.
template <class Inputs, class Kernel, class V, int I>
constexpr int most_carried() {
  constexpr int mine = output_count<typename result_of_stage<Inputs, Kernel, V, I>::type>();
  if constexpr (I == 0) {
    return mine;
  } else {
    constexpr int before = most_carried<Inputs, Kernel, V, I - 1>();
    return mine > before ? mine : before;
  }
}

}  // namespace detail

/// A kernel on runs of neighbouring elements with values of type V: the inner loop of all host policies, and
/// the kernel's only instantiation for V. Values is V, or in_stages<V>.
template <class Values, class Kernel, class Inputs, class Real, int N, int M>
struct packet_loop {
  using V = without_stages_t<Values>;
  static constexpr int width = packet<V>::width;
  static constexpr int stages = std::is_same_v<Values, V> ? 1 : stage_count<Kernel>;
  /// How many elements a stage computes before the next: what is carried stays in the first-level cache.
  static constexpr index_t stage_size = 192 / width * width;

  /// Elements 0, ..., n - 1, n a multiple of the width. Input k lies at in[k], or is the same `width`
  /// elements every time where step[k] is 0. out[k] is null for an output that nobody wants, if there are
  /// several.
  static void run(const Kernel& kernel, const Real* const* in, const index_t* step, Real* const* out,
                  index_t n) {
    if constexpr (stages == 1) {
      run_fused(kernel, in, step, out, n);
    } else {
      constexpr int most = detail::most_carried<Inputs, Kernel, V, stages - 2>();
      alignas(64) Real memory[2][most * stage_size];
      for (index_t first = 0; first < n; first += stage_size) {
        run_stages<0>(kernel, in, step, out, first, first + stage_size < n ? first + stage_size : n, memory);
      }
    }
  }

 private:
  /// Where the arrays lie. A copy of its own for each loop: a compiler must expect a store of a packet to
  /// change whatever else may be reached.
  struct pointers {
    const Real* in[N > 0 ? N : 1];
    index_t step[N > 0 ? N : 1];
    Real* out[M];

    SYLVA_FUNCTION pointers(const Real* const* from, const index_t* steps, Real* const* to,
                            index_t first = 0) {
      for (int k = 0; k < N; ++k) in[k] = from[k] + first * steps[k], step[k] = steps[k];
      for (int k = 0; k < M; ++k) out[k] = to[k];
    }
    /// The inputs of the next packet. Cheaper than an index that is multiplied with the steps: compilers keep
    /// the lanes of the kernel side by side.
    SYLVA_FUNCTION void advance() {
      for (int k = 0; k < N; ++k) in[k] += width * step[k];
    }
  };
  struct load_packet {
    const pointers& arrays;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(arrays.in[k]);
    }
  };
  struct store_packet {
    const pointers& arrays;
    index_t i;
    SYLVA_FUNCTION void operator()(int k, const V& v) const {
      // A lone output is always wanted. A branch would invite compilers to calculate in it, lane after lane.
      if (M == 1 || arrays.out[k] != nullptr) packet<V>::store(arrays.out[k] + i, v);
    }
  };
  struct load_carried {
    const Real* from;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(from + k * stage_size);
    }
  };
  struct store_carried {
    Real* to;
    SYLVA_FUNCTION void operator()(int k, const V& v) const { packet<V>::store(to + k * stage_size, v); }
  };

  SYLVA_OUT_OF_LINE static void run_fused(const Kernel& k, const Real* const* in, const index_t* step,
                                          Real* const* out, index_t n) {
    const Kernel kernel = k;  // copies that no store can change
    pointers arrays(in, step, out);
    for (index_t i = 0; i < n; i += width) {
      store_result(Inputs::template call<V>(kernel, load_packet{arrays}), store_packet{arrays, i});
      arrays.advance();
    }
  }

  /// Stages I and later on elements first, ..., end - 1.
  template <int I, class Memory>
  static void run_stages(const Kernel& kernel, const Real* const* in, const index_t* step, Real* const* out,
                         index_t first, index_t end, Memory& memory) {
    run_stage<I>(kernel, in, step, out, first, end, memory[(I + 1) % 2], memory[I % 2]);
    if constexpr (I + 1 < stages) run_stages<I + 1>(kernel, in, step, out, first, end, memory);
  }

  template <int I>
  SYLVA_OUT_OF_LINE static void run_stage(const Kernel& k, const Real* const* in, const index_t* step,
                                          Real* const* out, index_t first, index_t end, Real* from,
                                          Real* to) {
    const Kernel kernel = k;
    pointers arrays(in, step, out, first);
    for (index_t i = first; i < end; i += width) {
      const auto result = stage_of<I>(kernel, load_packet{arrays}, from + (i - first));
      if constexpr (I + 1 < stages) {
        store_result(result, store_carried{to + (i - first)});
      } else {
        store_result(result, store_packet{arrays, i});
      }
      arrays.advance();
    }
  }

  template <int I>
  SYLVA_FUNCTION static auto stage_of(const Kernel& kernel, const load_packet& load, const Real* from) {
    if constexpr (I == 0) {
      return Inputs::template call<V>(detail::opening_stage<Kernel>{kernel}, load);
    } else {
      using carried = typename detail::result_of_stage<Inputs, Kernel, V, I - 1>::type;
      const carried before = load_values<carried, V>(load_carried{from});
      return Inputs::template call<V>(detail::following_stage<Kernel, I, carried>{kernel, before}, load);
    }
  }
};

}  // namespace sylva
