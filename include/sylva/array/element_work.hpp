#pragma once

#include <sylva/array/bind.hpp>
#include <sylva/array/block_runner.hpp>
#include <sylva/array/grid.hpp>
#include <sylva/array/ranges.hpp>
#include <sylva/array/traits.hpp>
#include <type_traits>

namespace sylva {

/// An input of a launch: an array where data is not null, or a table whose entries it takes; else a scalar.
template <class T, int Rank>
struct input_slot {
  const T* data = nullptr;
  index_t stride[Rank] = {};
  T scalar{};
  taken_entries entries{};

  SYLVA_FUNCTION constexpr T at(const grid<Rank>& axes, const place<Rank>& p) const {
    return data == nullptr ? scalar : data[entries.place(p.offset(axes, stride))];
  }
  template <int Fewer>
  constexpr input_slot<T, Fewer> narrowed() const {
    input_slot<T, Fewer> s{data, {}, scalar, entries};
    for (int a = 0; a < Fewer; ++a) s.stride[a] = stride[a];
    return s;
  }
};

/// An output of a launch; data is null where nobody asked for it.
template <class T, int Rank>
struct output_slot {
  T* data = nullptr;
  index_t stride[Rank] = {};

  template <int Fewer>
  constexpr output_slot<T, Fewer> narrowed() const {
    output_slot<T, Fewer> s{data, {}};
    for (int a = 0; a < Fewer; ++a) s.stride[a] = stride[a];
    return s;
  }
};

/// One kernel bound to its inputs and outputs, element by element: the work of `transform`. Its items are the
/// elements of a grid of `Rank` axes at most; devices get one axis where that is enough.
template <class Kernel, class Inputs, std::floating_point Real, int N, int M, int Rank>
struct element_work {
  using real = Real;
  using kernel_type = Kernel;
  using inputs_type = Inputs;
  static constexpr int n_in = N, n_out = M, rank = Rank;
  static constexpr bool is_checked = false;
  template <class V>
  using runner = block_runner<V, element_work>;

  Kernel kernel;
  grid<Rank> axes;
  index_t size;
  input_slot<Real, Rank> in[N > 0 ? N : 1];
  output_slot<Real, Rank> out[M];

  SYLVA_FUNCTION constexpr index_t items() const { return size; }

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION constexpr void operator()(index_t i) const {
    const place<Rank> at(axes, i);
    store_result(Inputs::template call<Real>(kernel, load_element{*this, at}), store_element{*this, at});
  }

 protected:
  struct load_element {
    const element_work& work;
    const place<Rank>& at;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return work.in[k].at(work.axes, at);
    }
  };
  struct store_element {
    const element_work& work;
    const place<Rank>& at;
    SYLVA_FUNCTION constexpr void operator()(int k, const Real& v) const {
      const output_slot<Real, Rank>& y = work.out[k];
      if (y.data != nullptr) y.data[at.offset(work.axes, y.stride)] = v;
    }
  };
};

/// The same, which compares its inputs with their ranges, and takes impossible values as missing. With
/// Counts it has findings.
template <class Work, bool Counts>
struct checked_work : Work {
  using typename Work::real;
  using finding = range_findings<Work::n_in>;
  static constexpr bool is_checked = true, counts = Counts;
  template <class V>
  using runner = block_runner<V, checked_work>;

  using limits_type = std::conditional_t<Counts, range_limits<real>, possible_limits<real>>;

  limits_type limits[Work::n_in > 0 ? Work::n_in : 1];
  index_t logical_stride[Work::rank];  ///< from a place in the grid to the position in the shape of the call

  /// Where item i stands in the shape of the call, last axis fastest.
  SYLVA_FUNCTION constexpr index_t position(index_t i) const {
    return place<Work::rank>(this->axes, i).offset(this->axes, logical_stride);
  }

  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION void operator()(index_t i) const {
    const place<Work::rank> at(this->axes, i);
    store_result(Work::inputs_type::template call<real>(this->kernel, load_possible{*this, at}),
                 typename Work::store_element{*this, at});
  }
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION void operator()(index_t i, finding& found) const {
    look(i, found);
    (*this)(i);
  }
  SYLVA_FUNCTION void look(index_t i, finding& found) const {
    const place<Work::rank> at(this->axes, i);
    for (int k = 0; k < Work::n_in; ++k) {
      if (!limits[k].checked()) continue;
      limits[k].look(found.of[k], this->in[k].at(this->axes, at),
                     static_cast<std::size_t>(at.offset(this->axes, logical_stride)));
    }
  }
  SYLVA_HOST_VALUES_TOO
  SYLVA_FUNCTION bool notices(index_t i) const {
    const place<Work::rank> at(this->axes, i);
    bool any = false;
    for (int k = 0; k < Work::n_in; ++k) {
      if (limits[k].checked() && !limits[k].expected.inside(this->in[k].at(this->axes, at))) any = true;
    }
    (*this)(i);
    return any;
  }
  bool overwrites_inputs() const {
    for (const auto& x : this->in) {
      for (const auto& y : this->out) {
        if (x.data != nullptr && x.data == y.data) return true;
      }
    }
    return false;
  }
  SYLVA_FUNCTION void join(finding& into, const finding& other) const {
    for (int k = 0; k < Work::n_in; ++k) {
      if (limits[k].checked()) limits[k].join(into.of[k], other.of[k]);
    }
  }

 private:
  struct load_possible {
    const checked_work& work;
    const place<Work::rank>& at;
    template <class V>
    SYLVA_FUNCTION constexpr V operator()(int k) const {
      return work.limits[k].possible_or_nan(work.in[k].at(work.axes, at));
    }
  };
};

}  // namespace sylva
