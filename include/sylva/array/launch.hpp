#pragma once

#include <algorithm>
#include <memory>
#include <sylva/array/bind.hpp>
#include <sylva/array/packet.hpp>
#include <sylva/array/traits.hpp>
#include <sylva/core/bounds.hpp>

namespace sylva {

/// An input of a launch: an array stretched to the shape of the launch, or a scalar.
template <class T>
struct input_view {
  strided_view<const T> array{};
  T scalar{};
  bool is_array = false;
  bool is_linear = false;  ///< element i of the launch lies at array.data[i]
  SYLVA_FUNCTION constexpr T operator()(index_t i) const {
    return is_linear ? array.data[i] : is_array ? array(i) : scalar;
  }
};

/// An output of a launch; data is null where nobody asked for it.
template <class T>
struct output_view {
  strided_view<T> array{};
  bool is_linear = false;
};

/// One kernel bound to its inputs and outputs: everything a backend needs to run it, trivially copyable.
template <class Kernel, class Inputs, std::floating_point Real, int N, int M>
struct bound_kernel {
  Kernel kernel;
  index_t size;
  input_view<Real> in[N];
  output_view<Real> out[M];

  /// Computes element i, scalar by scalar: what a device runs.
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    store_result(Inputs::template call<Real>(kernel, load_element{in, i}), store_element{out, i});
  }

 private:
  struct load_element {
    const input_view<Real>* in;
    index_t i;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return in[k](i);
    }
  };
  struct store_element {
    const output_view<Real>* out;
    index_t i;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const {
      if (out[k].array.data == nullptr) return;
      if (out[k].is_linear) {
        out[k].array.data[i] = v;
      } else {
        out[k].array(i) = v;
      }
    }
  };
};

/// Bounds that the inputs are compared with while they are read, and what was found.
struct range_checks {
  const bounds* const* limits = nullptr;  ///< one an input; null: not checked
  range_finding* findings = nullptr;      ///< one an input
  int count = 0;                          ///< how many inputs there are
};

/// Runs blocks of a bound kernel on the host with values of type V: a scalar, or a SIMD value of several
/// elements.
///
/// A block is short enough for its inputs to stay in the first-level cache. Inputs that do not lie one after
/// another are gathered there first, outputs that do not are scattered from there, so that the inner loop is
/// the same for every layout. The last, partial packet is padded and computed like all others: an element's
/// result does not depend on where it stands.
template <class V, class Bound>
class block_runner;

template <class V, class Kernel, class Inputs, class Real, int N, int M>
class block_runner<V, bound_kernel<Kernel, Inputs, Real, N, M>> {
 public:
  using bound_type = bound_kernel<Kernel, Inputs, Real, N, M>;
  static constexpr index_t block_size = 768;  // a multiple of every packet's width
  static constexpr int width = packet<V>::width;
  static_assert(block_size % width == 0);

  block_runner(const bound_type& bound, const range_checks& checks) : bound_(bound), checks_(checks) {
    std::size_t gathered = 0;
    for (const auto& in : bound.in) gathered += in.is_array && !in.is_linear;
    for (const auto& out : bound.out) gathered += out.array.data != nullptr && !out.is_linear;
    scratch_ = std::make_unique<Real[]>(gathered * block_size + N * width);
  }

  static index_t blocks(index_t size) { return (size + block_size - 1) / block_size; }

  /// Computes block b. Findings go to the arrays of `checks`, which one runner at a time may use.
  void operator()(index_t b) {
    const index_t first = b * block_size;
    const index_t n = std::min(block_size, bound_.size - first);
    const Real* in[N > 0 ? N : 1];
    index_t step[N > 0 ? N : 1];
    Real* out[M];
    Real* scratch = scratch_.get();
    for (int k = 0; k < N; ++k) {
      const auto& input = bound_.in[k];
      step[k] = 1;
      if (input.is_linear) {
        in[k] = input.array.data + first;
      } else if (input.is_array) {
        gather(input.array, first, n, scratch);
        in[k] = scratch;
        scratch += block_size;
      } else {
        step[k] = 0;
        std::fill_n(scratch, width, input.scalar);
        in[k] = scratch;
        scratch += width;
      }
    }
    bool linear = true;
    for (int k = 0; k < M; ++k) {
      const auto& output = bound_.out[k];
      if (output.array.data == nullptr) {
        out[k] = nullptr;
      } else if (output.is_linear) {
        out[k] = output.array.data + first;
      } else {
        out[k] = scratch;
        scratch += block_size;
        linear = false;
      }
    }
    // looked at when the kernel has brought them into the cache; before, where it is about to overwrite them
    bool overwritten[N > 0 ? N : 1];
    for (int k = 0; k < N; ++k) {
      overwritten[k] = std::find(out, out + M, in[k]) != out + M;
      if (overwritten[k]) check(k, in[k], step[k], first, n);
    }
    run(in, step, out, n);
    for (int k = 0; k < N; ++k) {
      if (!overwritten[k]) check(k, in[k], step[k], first, n);
    }
    if (linear) return;
    for (int k = 0; k < M; ++k) {
      const auto& output = bound_.out[k];
      if (output.array.data == nullptr || output.is_linear) continue;
      for (index_t i = 0; i < n; ++i) output.array(first + i) = out[k][i];
    }
  }

 private:
  struct load_packet {
    const Real* const* in;
    const index_t* step;
    index_t i;
    template <class Value>
    SYLVA_FUNCTION Value operator()(int k) const {
      return packet<V>::load(in[k] + i * step[k]);
    }
  };
  struct store_packet {
    Real* const* out;
    index_t i;
    SYLVA_FUNCTION void operator()(int k, const V& v) const {
      if (out[k] != nullptr) packet<V>::store(out[k] + i, v);
    }
  };

  void run(const Real* const* in, const index_t* step, Real* const* out, index_t n) const {
    const index_t whole = n / width * width;
    run_packets(in, step, out, whole);
    if (whole == n) return;
    Real in_tail[N > 0 ? N : 1][width];
    Real out_tail[M][width];
    const Real* in_pointer[N > 0 ? N : 1];
    Real* out_pointer[M];
    for (int k = 0; k < N; ++k) {
      for (index_t j = 0; j < width; ++j) in_tail[k][j] = in[k][std::min(whole + j, n - 1) * step[k]];
      in_pointer[k] = in_tail[k];
    }
    for (int k = 0; k < M; ++k) out_pointer[k] = out[k] == nullptr ? nullptr : out_tail[k];
    run_packets(in_pointer, step, out_pointer, width);
    for (int k = 0; k < M; ++k) {
      if (out[k] != nullptr) std::copy_n(out_tail[k], n - whole, out[k] + whole);
    }
  }

  /// The kernel's only instantiation for V.
  SYLVA_OUT_OF_LINE void run_packets(const Real* const* in, const index_t* step, Real* const* out,
                                     index_t n) const {
    const Kernel kernel = bound_.kernel;  // a copy whose members no store can change
    for (index_t i = 0; i < n; i += width) {
      store_result(Inputs::template call<V>(kernel, load_packet{in, step, i}), store_packet{out, i});
    }
  }

  static void gather(const strided_view<const Real>& a, index_t first, index_t n, Real* to) {
    // along the fastest axis the elements are one stride apart: one unravelling a row
    const index_t row = a.extents.extent[a.extents.rank - 1];
    const index_t stride = a.stride[a.extents.rank - 1];
    for (index_t i = 0; i < n;) {
      const index_t along = (first + i) % row;
      const index_t count = std::min(row - along, n - i);
      const Real* from = &a(first + i);
      for (index_t j = 0; j < count; ++j) to[i + j] = from[j * stride];
      i += count;
    }
  }

  void check(int k, const Real* x, index_t step, index_t first, index_t n) const {
    if (checks_.limits == nullptr || checks_.limits[k] == nullptr) return;
    const bounds& b = *checks_.limits[k];
    const Real lower = b.template least_inside<Real>(), upper = b.template greatest_inside<Real>();
    const index_t inside = count(x, step, n, [=](const auto& v) {
      using value = std::remove_cvref_t<decltype(v)>;
      return (value(lower) <= v) & (v <= value(upper));
    });
    if (inside == n) return;
    const index_t missing = count(x, step, n, [](const auto& v) { return math::isnan(v); });
    if (inside + missing == n) {
      checks_.findings[k].missing += static_cast<std::size_t>(missing);
      return;
    }
    for (index_t i = 0; i < n; ++i) {
      checks_.findings[k].look(b, static_cast<double>(x[i * step]), static_cast<std::size_t>(first + i));
    }
  }

  /// How many of the elements are as the predicate says; packet by packet.
  template <class Predicate>
  static index_t count(const Real* x, index_t step, index_t n, const Predicate& is) {
    index_t i = 0, total = 0;
    if constexpr (width > 1) {
      const V one = V(Real(1)), zero = V(Real(0));
      V found = zero;
      for (; i + width <= n; i += width) {
        found = found + math::select(is(packet<V>::load(x + i * step)), one, zero);
      }
      Real part[width];
      packet<V>::store(part, found);
      for (const Real p : part) total += static_cast<index_t>(p);
    }
    for (; i < n; ++i) total += is(x[i * step]);
    return total;
  }

  const bound_type& bound_;
  range_checks checks_;
  std::unique_ptr<Real[]> scratch_;
};

/// How a policy runs a bound kernel; backends specialise it. `run(policy, bound, checks)`.
template <class Policy>
struct executor;

template <>
struct executor<serial> {
  /// Whether code under this policy may touch memory of the space.
  template <class Space>
  static constexpr bool reaches = std::same_as<Space, host_space>;

  template <class Kernel, class Inputs, class Real, int N, int M>
  static void run(const serial&, const bound_kernel<Kernel, Inputs, Real, N, M>& bound,
                  const range_checks& checks) {
    using bound_type = bound_kernel<Kernel, Inputs, Real, N, M>;
    block_runner<Real, bound_type> runner(bound, checks);
    for (index_t b = 0; b < runner.blocks(bound.size); ++b) runner(b);
  }
};

}  // namespace sylva
