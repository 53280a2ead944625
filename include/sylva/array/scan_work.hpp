#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/scan_runner.hpp>
#include <sylva/core/stepped.hpp>

namespace sylva {

namespace detail {

/// A step whose state is given: a kernel of the inputs alone.
template <class Step, class State>
struct step_from {
  const Step& step;
  const State& state;
  SYLVA_HOST_VALUES_TOO
  template <class... X>
  SYLVA_FUNCTION constexpr auto operator()(const X&... x) const -> decltype(step(state, x...)) {
    return step(state, x...);
  }
};

}  // namespace detail

/// An array of a scan, or, where data is null, a scalar or an output that nobody wants.
template <class T, int Rank>
struct scan_slot {
  T* data = nullptr;
  index_t stride[Rank] = {};  ///< from site to site
  index_t time = 0;           ///< from step to step
  std::remove_const_t<T> scalar{};

  template <int Fewer>
  constexpr scan_slot<T, Fewer> narrowed() const {
    scan_slot<T, Fewer> s{data, {}, time, scalar};
    for (int a = 0; a < Fewer; ++a) s.stride[a] = stride[a];
    return s;
  }
};

/// Arrays of sites that go along with a scan.
template <class Real, int Rank, int N>
struct site_slots {
  scan_slot<Real, Rank> slot[N];

  template <int Fewer>
  constexpr site_slots<Real, Fewer, N> narrowed() const {
    site_slots<Real, Fewer, N> s;
    for (int k = 0; k < N; ++k) s.slot[k] = slot[k].template narrowed<Fewer>();
    return s;
  }
};

/// A step bound to its state, inputs and outputs: the work of `scan`. Its items are sites; each goes through
/// time on its own. State is the struct of the state, or void where it is one value.
template <class Step, class State, class Inputs, std::floating_point Real, int N, int M, int Rank>
struct scan_work {
  using real = Real;
  using step_type = Step;
  using state_type = State;
  using inputs_type = Inputs;
  static constexpr int n_in = N, n_out = M, n_state = output_count<State>(), rank = Rank;
  template <class V>
  using runner = scan_runner<without_stages_t<V>, scan_work>;

  Step step;
  grid<Rank> axes;
  index_t size;   ///< how many sites
  index_t steps;  ///< how many steps
  scan_slot<const Real, Rank> in[N > 0 ? N : 1];
  scan_slot<Real, Rank> out[M];
  scan_slot<Real, Rank> state[n_state];

  SYLVA_FUNCTION constexpr index_t items() const { return size; }

  /// The same over no more than Fewer axes, which must be enough: less for a device to be handed.
  template <int Fewer>
  auto narrowed() const {
    scan_work<Step, State, Inputs, Real, N, M, Fewer> w{step, {}, size, steps, {}, {}, {}};
    w.axes.rank = axes.rank;
    for (int a = 0; a < Fewer; ++a) w.axes.extent[a] = axes.extent[a];
    for (int k = 0; k < N; ++k) w.in[k] = in[k].template narrowed<Fewer>();
    for (int k = 0; k < M; ++k) w.out[k] = out[k].template narrowed<Fewer>();
    for (int k = 0; k < n_state; ++k) w.state[k] = state[k].template narrowed<Fewer>();
    return w;
  }

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t site) const {
    using values = values_like_t<State, Real>;
    const place<Rank> at(axes, site);
    values s = load_values<values, Real>(load_state{*this, at});
    for (index_t t = 0; t < steps; ++t) {
      const auto r =
          Inputs::template call<Real>(detail::step_from<Step, values>{step, s}, load_input{*this, at, t});
      store_result(r.out, store_output{*this, at, t});
      s = r.state;
    }
    store_result(s, store_state{*this, at});
  }

 private:
  struct load_state {
    const scan_work& work;
    const place<Rank>& at;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return work.state[k].data[at.offset(work.axes, work.state[k].stride)];
    }
  };
  struct load_input {
    const scan_work& work;
    const place<Rank>& at;
    index_t t;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      const auto& x = work.in[k];
      return x.data == nullptr ? x.scalar : x.data[at.offset(work.axes, x.stride) + t * x.time];
    }
  };
  struct store_output {
    const scan_work& work;
    const place<Rank>& at;
    index_t t;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const {
      const auto& y = work.out[k];
      if (y.data != nullptr) y.data[at.offset(work.axes, y.stride) + t * y.time] = v;
    }
  };
  struct store_state {
    const scan_work& work;
    const place<Rank>& at;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const {
      work.state[k].data[at.offset(work.axes, work.state[k].stride)] = v;
    }
  };
};

}  // namespace sylva
